"""Booking through the doors: the page on two clocks, a time that is gone, guests, the calendar file, the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from leads.models import Appointment, Lead, Mail
from leads.portal.meet_forms import slot_value
from leads.services.appointment_slots import open_slots
from leads.services.appointments import Wish, book
from leads.services.link_share import forward_link
from leads.services.links import live_link, token_for
from leads.services.personal_data import as_json, sections_of
from sitepages import figures
from sitepages.figures import PARK_TIME
from tests.leads.match.test_pack import a_lead, the_lead

pytestmark = pytest.mark.once

TimesOf = Callable[..., list[str]]


@pytest.fixture
def now(whole_site: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr("django.utils.timezone.now", lambda: whole_site)
    return whole_site


@pytest.fixture
def lead(now: datetime) -> Lead:
    return the_lead(now)


@pytest.fixture
def page(lead: Lead, now: datetime) -> str:
    return f"/en/lead/{token_for(live_link(lead=lead, now=now))}/meet/"


def times_on(html: str) -> list[str]:
    return re.findall(r'name="slot" value="(\d{8}T\d{4}Z)"', html)


def send(client: Client, page: str, slot: str, **more: str) -> Any:
    return client.post(page, {"kind": "video", "zone": "America/New_York", "slot": slot, "words": "", **more})


def test_the_page_offers_every_free_time_once_on_the_clock_asked_for(
    client: Client, page: str, lead: Lead, now: datetime
) -> None:
    html = client.get(page, {"kind": "visit", "zone": "America/New_York"}).content.decode()
    slots = open_slots(lead, "visit", now)
    assert times_on(html) == [slot_value(slot.starts_at) for slot in slots]
    first = slots[0].starts_at
    there = first.astimezone(ZoneInfo("America/New_York"))
    assert f"<b>{there:%H:%M}</b><small>{first.astimezone(PARK_TIME):%H:%M}" in html
    assert "UTC−" in html


def test_the_first_day_with_a_time_by_day_stands_open(client: Client, page: str) -> None:
    html = client.get(page, {"zone": "America/New_York"}).content.decode()
    opened = re.findall(r'<details class="day" open>.*?</details>', html, re.DOTALL)
    assert len(opened) == 1
    assert any("07" <= hour < "22" for hour in re.findall(r"<b>(\d\d):\d\d</b>", opened[0]))


def test_the_provinces_clock_is_told_once(client: Client, page: str) -> None:
    html = client.get(page, {"zone": "Asia/Bangkok"}).content.decode()
    assert "In Viet Nam time (UTC+7)." in html
    assert "<small>" not in html.partition('class="slots"')[2].partition("</form>")[0]


@pytest.mark.parametrize("asked", [{"kind": "dinner", "zone": "Mars/Base"}, {"zone": "../../etc/passwd"}, {"kind": ""}])
def test_what_the_address_says_wrong_is_left_aside(client: Client, page: str, asked: dict[str, str]) -> None:
    response = client.get(page, asked)
    assert response.status_code == 200
    assert times_on(response.content.decode())


def test_booked_it_stands_there_with_its_calendar_file(client: Client, page: str, lead: Lead) -> None:
    slot = times_on(client.get(page).content.decode())[3]
    assert send(client, page, slot, words="Power & water").status_code == 302
    row = Appointment.objects.get()
    assert (row.lead, row.words, row.time_zone, slot_value(row.starts_at)) == (
        lead,
        "Power & water",
        "America/New_York",
        slot,
    )
    response = client.get(page)
    assert response["Cache-Control"] == "private, no-store"
    html = response.content.decode()
    assert "Your appointments" in html
    assert "(New York, UTC−" in html
    assert slot not in times_on(html)
    file = client.get(f"{page}{row.pk}/appointment.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert file["Content-Disposition"].endswith('.ics"')
    event = next(iter(Calendar.from_ical(file.content).walk("VEVENT")))
    assert (event["uid"], event["dtstart"].dt) == (row.uid, row.starts_at)
    assert "attendee" not in event
    room = client.get(page.removesuffix("meet/")).content.decode()
    assert "Talk by video: booked for" in room
    assert "(New York, UTC−" in room


def test_a_time_that_is_gone_brings_fresh_ones_and_what_was_typed(
    client: Client, page: str, lead: Lead, now: datetime
) -> None:
    slot = times_on(client.get(page).content.decode())[0]
    other = a_lead(now, submission_key="other", contact_email="other@x.example")
    assert other.owner == lead.owner
    starts_at = open_slots(lead, "video", now)[0].starts_at
    book(lead=other, link=None, wish=Wish("video", starts_at), by=None, now=now)
    response = send(client, page, slot, words="Keep these words")
    html = response.content.decode()
    assert response.status_code == 409
    assert "is taken or can no longer be had" in html
    assert "Keep these words" in html
    assert times_on(html)
    assert slot not in times_on(html)
    for lang in ("en", "vi"):  # on the clock of the buttons, with its zone in either language
        berlin = send(client, page.replace("/en/", f"/{lang}/"), slot, zone="Europe/Berlin").content.decode()
        there = starts_at.astimezone(ZoneInfo("Europe/Berlin"))
        assert f"{there:%H:%M}, {figures.day(there.date(), lang)} ({figures.offset(there)})" in berlin
    assert Appointment.objects.filter(lead=lead).count() == 0


@pytest.mark.parametrize("slot", ["", "x", "20261301T0100Z", "99999999T9999Z", "٢٠٢٦"])
def test_no_time_or_nonsense_asks_for_one(client: Client, page: str, slot: str) -> None:
    response = send(client, page, slot)
    assert response.status_code == 422
    assert "Choose one of the times." in response.content.decode()


def test_words_too_long_keep_the_time_chosen(client: Client, page: str) -> None:
    slot = times_on(client.get(page).content.decode())[2]
    response = send(client, page, slot, words="x" * 501)
    assert response.status_code == 422
    assert f'value="{slot}" checked' in response.content.decode()


def test_another_time_and_off(client: Client, page: str) -> None:
    times = times_on(client.get(page).content.decode())
    send(client, page, times[0])
    row = Appointment.objects.get()
    html = client.get(f"{page}{row.pk}/").content.decode()
    assert times[1] in times_on(html)
    assert client.post(f"{page}{row.pk}/", {"zone": row.time_zone, "slot": times[5]}).status_code == 302
    row.refresh_from_db()
    assert (slot_value(row.starts_at), row.sequence) == (times[5], 1)
    assert client.post(f"{page}{row.pk}/cancel/").status_code == 302
    row.refresh_from_db()
    assert row.ended_how == "investor"
    for late in (f"{page}{row.pk}/", f"{page}{row.pk}/appointment.ics"):
        assert client.get(late).status_code == 409
    assert client.post(f"{page}{row.pk}/cancel/").status_code == 409


def test_two_appointments_are_the_most_and_the_page_says_so(client: Client, page: str) -> None:
    times = times_on(client.get(page).content.decode())
    send(client, page, times[0])
    send(client, page, times[4])
    html = client.get(page).content.decode()
    assert "move or cancel one of them" in html
    assert times_on(html) == []
    assert send(client, page, times[8]).status_code == 409


def test_a_guest_sees_no_times_and_books_none(client: Client, page: str, lead: Lead, now: datetime) -> None:
    slot = times_on(client.get(page).content.decode())[0]
    send(client, page, slot)
    row = Appointment.objects.get()
    link = live_link(lead=lead, now=now)
    guest = forward_link(link=link, name="Ann", email="ann@x.example", lang="en", by=None, now=now)
    theirs = f"/en/lead/{token_for(guest)}/"
    assert "meet/" not in client.get(theirs).content.decode()
    for address in ("meet/", f"meet/{row.pk}/", f"meet/{row.pk}/appointment.ics"):
        assert client.get(theirs + address).status_code == 403
    assert send(client, f"{theirs}meet/", slot).status_code == 403
    assert client.post(f"{theirs}meet/{row.pk}/cancel/").status_code == 403
    row.refresh_from_db()
    assert row.state == "booked"


def test_an_appointment_of_another_file_is_not_found(client: Client, page: str, now: datetime) -> None:
    other = a_lead(now, submission_key="other", contact_email="other@x.example")
    starts_at = open_slots(other, "video", now)[0].starts_at
    row = book(lead=other, link=None, wish=Wish("video", starts_at), by=None, now=now)
    for address in (f"{page}{row.pk}/", f"{page}{row.pk}/appointment.ics", f"{page}999999/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{page}{row.pk}/cancel/").status_code == 404


def test_a_file_nobody_has_says_why_there_are_no_times(client: Client, page: str, lead: Lead) -> None:
    Lead.objects.update(owner=None)
    html = client.get(page).content.decode()
    assert "No officer has this file yet" in html
    assert times_on(html) == []


def test_a_stale_form_is_given_back(page: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    slot = times_on(strict.get(page).content.decode())[1]
    response = send(strict, page, slot, words="Still here")
    html = response.content.decode()
    assert response.status_code == 403
    assert "Still here" in html
    assert f'value="{slot}" checked' in html
    assert not Appointment.objects.exists()


# --- The copy of one's data ---


def test_the_copy_of_the_data_has_the_appointments(client: Client, page: str, lead: Lead, now: datetime) -> None:
    send(client, page, times_on(client.get(page).content.decode())[0], words="About power")
    row = as_json(sections_of(lead, now, "en"))["appointments"][0]
    assert (row["kind"], row["words"], row["time_zone"]) == ("video", "About power", "America/New_York")


# --- The desk ---


@pytest.fixture
def desk(lead: Lead) -> Client:
    client = Client()
    assert lead.owner
    client.force_login(lead.owner.user)
    return client


def test_an_officer_proposes_moves_tells_where_and_calls_off(desk: Client, lead: Lead, now: datetime) -> None:
    base = f"/admin/desk/{lead.pk}/"
    html = desk.get(f"{base}meet/?kind=visit").content.decode()
    slots = open_slots(lead, "visit", now)
    assert html.count("<optgroup") == len({slot.starts_at.astimezone(PARK_TIME).date() for slot in slots})
    seq = re.search(r'name="seen_seq" value="(\d+)"', html)
    assert seq
    form = {"seen_seq": seq[1], "kind": "visit", "slot": slot_value(slots[0].starts_at), "words": "", "place": ""}
    assert desk.post(f"{base}meet/", form | {"slot": "x"}).status_code == 422
    assert desk.post(f"{base}meet/", form).status_code == 302
    row = Appointment.objects.get()
    one = f"{base}meet/{row.pk}/"
    assert desk.get(one).status_code == 200
    assert desk.post(f"{one}outcome/", {"how": "held"}).status_code == 409
    assert desk.post(f"{one}place/", {"place": "Cổng chính"}).status_code == 302
    assert desk.post(f"{one}move/", {"slot": slot_value(slots[0].starts_at + timedelta(days=400))}).status_code == 409
    assert desk.post(f"{one}move/", {"slot": slot_value(slots[-1].starts_at), "text": "Xin lỗi"}).status_code == 302
    assert desk.post(f"{one}cancel/", {"text": "Bận họp"}).status_code == 302
    row.refresh_from_db()
    assert (row.sequence, row.ended_how) == (3, "desk")
    assert Mail.objects.filter(kind="meeting_off").exists()
    assert "Bận họp" in desk.get(base).content.decode()


def test_the_list_shows_what_comes_and_what_is_to_be_noted(
    desk: Client, lead: Lead, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts_at = open_slots(lead, "phone", now)[0].starts_at
    row = book(lead=lead, link=None, wish=Wish("phone", starts_at), by=None, now=now)
    one = f"/admin/desk/{lead.pk}/meet/{row.pk}/"
    assert one in desk.get("/admin/desk/appointments/").content.decode()
    assert one in desk.get("/admin/").content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: starts_at + timedelta(hours=2))
    html = desk.get("/admin/desk/appointments/").content.decode()
    assert html.index("yb-to-note") < html.index(one) < html.index("yb-coming")
    assert desk.post(f"{one}outcome/", {"how": "held", "text": "Đã trao đổi"}).status_code == 302
    assert one not in desk.get("/admin/desk/appointments/").content.decode()
    row.refresh_from_db()
    assert row.state == "held"
