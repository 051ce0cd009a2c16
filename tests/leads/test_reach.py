"""How and when an investor wishes to be reached: channel, good hours on two clocks, a call with a due time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from leads.calendar.good_hours import GoodHours, call_by
from leads.models import Lead
from leads.services.contact_change import ContactFacts, change_contact
from leads.services.intake import submit_lead
from leads.services.reach import HoursCrossed, PhoneInvalid
from leads.services.reach_words import hours_in_words
from leads.services.words import ChoiceUnknown, FieldMissing
from leads.time_zones import zone_choices, zones
from sitepages.figures import PARK_TIME
from tests.leads.conftest import NOW, Cast, a_submission, at, did, plain_calendar, seq_of
from tests.leads.test_desk_views import signed_in

SEOUL = ZoneInfo("Asia/Seoul")
NINE, ELEVEN = time(9), time(11)
HOUR = 60


def sent(**more: Any) -> Lead:
    lead, _ = did(lambda: submit_lead(submission=a_submission(**more), by=None, now=NOW))
    return lead


# --- Hours on two clocks ---


@pytest.mark.parametrize(
    ("now", "hours", "due"),
    [
        ("2026-11-25 10:00", None, "2026-11-25 11:00"),  # without hours: an hour of working time
        ("2026-11-25 07:40", GoodHours(NINE, ELEVEN, SEOUL), "2026-11-25 08:40"),  # 07:00-09:00 here, office from 07:30
        ("2026-11-25 08:30", GoodHours(NINE, ELEVEN, SEOUL), "2026-11-25 09:00"),  # what is left of the window
        ("2026-11-25 10:00", GoodHours(NINE, ELEVEN, SEOUL), "2026-11-26 08:30"),  # tomorrow, from the opening on
        ("2026-11-27 10:00", GoodHours(NINE, ELEVEN, SEOUL), "2026-11-30 08:30"),  # over the weekend
        (
            "2026-11-25 10:00",
            GoodHours(time(13), time(15), SEOUL),
            "2026-11-25 11:30",
        ),  # till lunch, not through it
        ("2026-11-25 10:00", GoodHours(time(9), time(17), ZoneInfo("America/Los_Angeles")), "2026-11-26 08:00"),
        (
            "2026-11-25 10:00",
            GoodHours(time(12), time(15), ZoneInfo("America/New_York")),
            "2026-11-26 03:00",
        ),  # never meet
    ],
)
def test_a_call_is_due_where_both_sides_are_awake(now: str, hours: GoodHours | None, due: str) -> None:
    assert call_by(at(now), hours, plain_calendar(), HOUR) == at(due)


@given(
    st.datetimes(at("2026-01-01 00:00").replace(tzinfo=None), at("2028-01-01 00:00").replace(tzinfo=None)),
    st.sampled_from(sorted({name for names in zones().values() for name in names})),
    st.integers(0, 22),
    st.integers(1, 12),
)
def test_a_call_is_always_due_ahead_and_within_the_investors_hours(
    now: datetime, zone: str, start: int, length: int
) -> None:
    here = now.replace(tzinfo=PARK_TIME)
    hours = GoodHours(time(start), time(min(start + length, 23)), ZoneInfo(zone))
    due = call_by(here, hours, plain_calendar(), HOUR)
    assert here < due < here + timedelta(days=22)
    there = due.astimezone(hours.zone)
    opens, closes = hours.on(there.date())
    assert opens.astimezone(PARK_TIME) < due.astimezone(PARK_TIME) <= closes.astimezone(PARK_TIME)


@pytest.mark.parametrize(
    ("zone", "start", "end", "words"),
    [
        ("Asia/Seoul", NINE, ELEVEN, "09:00–11:00 in Seoul = 07:00–09:00 here"),
        ("Asia/Bangkok", NINE, ELEVEN, "09:00–11:00, the same here"),
        ("America/New_York", NINE, time(17), "09:00–17:00 in New York = 21:00–05:00 (the day after) here"),
        ("Pacific/Auckland", time(4), time(8), "04:00–08:00 in Auckland = 22:00 (the day before)–02:00 here"),
    ],
)
def test_good_hours_are_told_on_both_clocks(zone: str, start: time, end: time, words: str) -> None:
    lead = Lead(good_from=start, good_to=end, time_zone=zone)
    with translation.override("en"):
        assert hours_in_words(lead, date(2026, 11, 25)) == words
        assert hours_in_words(Lead(), date(2026, 11, 25)) == ""


def test_every_zone_offered_is_one_the_clock_knows() -> None:
    offered = zone_choices(NOW, "vi")
    assert len(offered) == len(dict(offered)) > 200
    assert dict(offered)["Asia/Seoul"] == "Hàn Quốc – Seoul (UTC+9)"


# --- Arrival ---


def test_the_zone_is_the_one_stated_else_the_countrys(cast: Cast) -> None:
    hours = {"good_from": NINE, "good_to": ELEVEN}
    assert sent(country="KR", submission_key="a", **hours).time_zone == "Asia/Seoul"
    assert sent(country="", submission_key="b", **hours).time_zone == "Asia/Ho_Chi_Minh"
    assert sent(country="US", time_zone="America/Chicago", submission_key="c", **hours).time_zone == "America/Chicago"
    assert sent(country="KR", submission_key="d").time_zone == ""


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"good_from": NINE}, FieldMissing),
        ({"good_to": NINE}, FieldMissing),
        ({"good_from": ELEVEN, "good_to": NINE}, HoursCrossed),
        ({"good_from": NINE, "good_to": NINE}, HoursCrossed),
        ({"time_zone": "Mars/Olympus"}, ChoiceUnknown),
        ({"channel": "kakaotalk", "contact_phone": ""}, FieldMissing),
        ({"channel": "phone", "contact_phone": ""}, FieldMissing),
        ({"call_me": True, "contact_phone": ""}, FieldMissing),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_stored(cast: Cast, more: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        sent(**more)
    assert not Lead.objects.exists()


def test_call_me_is_a_task_with_a_due_time_for_the_owner(cast: Cast) -> None:
    """Normal priority: within an hour of work, in the hours that suit Seoul: tomorrow 07:30 to 09:00 here."""
    lead = sent(country="KR", sector="software", call_me=True, good_from=NINE, good_to=ELEVEN)
    task = lead.tasks.get()
    assert (task.kind, task.officer, task.due_at) == ("call", cast.an, at("2026-11-26 08:30"))
    assert not sent(submission_key="b").tasks.exists()


def test_the_desk_reads_channel_account_and_hours(cast: Cast) -> None:
    lead = sent(
        country="KR",
        sector="software",
        channel="kakaotalk",
        channel_handle="seoul_demo",
        good_from=NINE,
        good_to=ELEVEN,
    )
    page = signed_in(cast.an.user).get(f"/admin/desk/{lead.pk}/").content.decode()
    for words in ("KakaoTalk", "seoul_demo", "09:00–11:00", "07:00–09:00"):
        assert words in page


def test_an_officer_types_hours_and_a_call(cast: Cast) -> None:
    client = signed_in(cast.an.user)
    data = {
        "submission_key": "k",
        "source": "fair",
        "contact_name": "Kim Thử (demo)",
        "contact_phone": "+82 10 0000 0000",
        "country": "KR",
        "language": "ko",
        "channel": "phone",
        "good_from": "09:00",
        "good_to": "08:00",
        "call_me": "on",
        "consent": "on",
    }
    assert client.post("/admin/desk/new/", data).status_code == 422
    assert client.post("/admin/desk/new/", {**data, "good_to": "11:00"}).status_code == 302
    lead = Lead.objects.get()
    assert (lead.good_from, lead.time_zone, lead.tasks.count()) == (NINE, "Asia/Seoul", 1)


# --- Changed by an officer ---


def reached(lead: Lead, cast: Cast, **more: Any) -> Lead:
    given = {"name": "Ngô Thử", "email": "", "phone": "0912 000 111", "channel": "zalo", "handle": "zalo-1"} | more
    to = {"contact": ContactFacts(**given), "seen_seq": seq_of(lead), "by": cast.an.user, "now": NOW}
    did(lambda: change_contact(lead=lead, **to))
    return Lead.objects.get(pk=lead.pk)


def test_account_hours_and_zone_are_changed_and_another_channel_starts_without_an_account(cast: Cast) -> None:
    lead = reached(sent(sector="software"), cast, good_from=NINE, good_to=ELEVEN, time_zone="Asia/Seoul")
    assert (lead.channel_handle, lead.good_from, lead.time_zone) == ("zalo-1", NINE, "Asia/Seoul")
    moved = reached(lead, cast, channel="wechat", handle="zalo-1")
    assert (moved.channel, moved.channel_handle, moved.good_from, moved.time_zone) == ("wechat", "", None, "")
    assert reached(moved, cast, channel="kakaotalk", handle="kim").channel_handle == "kim"
    assert reached(moved, cast, channel="mail").channel == "phone"  # no address was left
    changed = lead.events.filter(kind="contact_changed").last()
    assert changed is not None
    assert "channel" in changed.data["fields"]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"phone": "0912"}, PhoneInvalid),
        ({"good_from": NINE}, FieldMissing),
        ({"good_from": ELEVEN, "good_to": NINE}, HoursCrossed),
        ({"good_from": NINE, "good_to": ELEVEN, "time_zone": "Mars/Base"}, ChoiceUnknown),
        ({"phone": "", "email": "a@b.example", "handle": ""}, FieldMissing),
    ],
)
def test_a_change_nobody_could_be_reached_by_is_refused(cast: Cast, more: dict[str, Any], refusal: type) -> None:
    lead = sent(sector="software")
    with pytest.raises(refusal):
        reached(lead, cast, **more)


def test_the_form_of_the_file_keeps_the_hours_it_does_not_touch(cast: Cast) -> None:
    lead = reached(sent(sector="software"), cast, good_from=NINE, good_to=ELEVEN, time_zone="Asia/Seoul")
    client = signed_in(cast.an.user)
    form = client.get(f"/admin/desk/{lead.pk}/").context["forms"]["reach"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"good_from": "09:00", "good_to": "11:30", "contact_name": "Ngô Khác"}
    assert client.post(f"/admin/desk/{lead.pk}/reach/", data).status_code == 302
    lead.refresh_from_db()
    assert (lead.contact_name, lead.good_to, lead.time_zone) == ("Ngô Khác", time(11, 30), "Asia/Seoul")
    assert client.post(f"/admin/desk/{lead.pk}/reach/", {**data, "contact_phone": "12"}).status_code == 422


@pytest.mark.parametrize("phone", ["12345", "gọi sau"])
def test_a_number_of_too_few_digits_is_refused_on_arrival(cast: Cast, phone: str) -> None:
    with pytest.raises(PhoneInvalid):
        submit_lead(submission=a_submission(contact_phone=phone), by=None, now=NOW)
