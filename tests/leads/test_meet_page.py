"""Booking behind the link books what was chosen, says so, and asks for the number a telephone talk needs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from leads.models import Appointment, Lead, LeadLink, Mail
from leads.portal.meet_forms import slot_value
from leads.services.appointment_desk import propose, say_where
from leads.services.appointment_slots import open_slots
from leads.services.appointments import PhoneNeeded, Wish
from leads.services.links import live_link, token_for
from tests.leads.conftest import NOW, Cast, did, seq_of


@pytest.fixture
def room(lead: Lead, cast: Cast) -> str:
    link: LeadLink = live_link(lead=lead, now=NOW)
    return f"/vi/lead/{token_for(link)}/meet/"


def slot(lead: Lead, kind: str) -> str:
    return slot_value(open_slots(lead, kind, timezone.now())[0].starts_at)


def sent(lead: Lead, kind: str, **more: str) -> dict[str, str]:
    zone = "Asia/Seoul"
    return {"kind": kind, "shown": zone, "zone": zone, "slot": slot(lead, "video"), "words": "Điện", **more}


def test_the_kind_is_chosen_by_an_address_of_its_own_and_nothing_else_beside_the_times(room: str) -> None:
    html = Client().get(f"{room}?kind=visit&zone=Asia/Seoul").content.decode()
    assert 'type="radio" name="kind"' not in html
    assert '<input type="hidden" name="kind" value="visit">' in html
    assert html.count('aria-current="true"><b>') == 1


@pytest.mark.parametrize("kind", ["zzz", ""])
def test_a_kind_nobody_knows_books_nothing(room: str, lead: Lead, kind: str) -> None:
    assert Client().post(room, sent(lead, kind)).status_code == 422
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("more", [{"zone": "America/New_York"}, {"show": "1"}])
def test_another_clock_shows_its_times_before_anything_is_booked(room: str, lead: Lead, more: dict[str, str]) -> None:
    answer = Client().post(room, sent(lead, "visit", **more))
    html = answer.content.decode()
    assert (answer.status_code, Appointment.objects.count()) == (200, 0)
    assert "Chưa đặt lịch nào" in html
    assert f'name="shown" value="{more.get("zone", "Asia/Seoul")}"' in html
    assert 'name="kind" value="visit"' in html
    assert "Điện</textarea>" in html


def test_what_was_booked_is_said_with_the_focus(room: str, lead: Lead, cast: Cast) -> None:
    client = Client()
    answer = client.post(room, sent(lead, "video"))
    row = Appointment.objects.get()
    assert answer.headers["Location"].endswith(f"/meet/?booked={row.pk}#done")
    html = client.get(answer.headers["Location"]).content.decode()
    assert 'role="status" id="done" tabindex="-1">Đã đặt:' in html
    assert "Đã đặt:" not in client.get(f"{room}?booked=999").content.decode()
    place = {"lead": lead, "number": row.pk, "by": cast.an.user, "now": timezone.now()}
    did(lambda: say_where(place="https://talk.example/yb", **place))
    assert '<a href="https://talk.example/yb"' in client.get(room).content.decode()
    did(lambda: say_where(place="javascript:alert(1)", **place))
    assert 'href="javascript' not in client.get(room).content.decode()
    gone = client.post(f"{room}{row.pk}/cancel/")
    assert "Đã hủy:" in client.get(gone.headers["Location"]).content.decode()


def test_a_telephone_talk_asks_for_the_number_and_keeps_it(room: str, lead: Lead) -> None:
    Lead.objects.filter(pk=lead.pk).update(contact_phone="")
    client, given = Client(), sent(lead, "phone", slot=slot(lead, "phone"))
    assert 'name="contact_phone"' in client.get(f"{room}?kind=phone").content.decode()
    for number in ("", "12"):
        assert client.post(room, {**given, "contact_phone": number}).status_code == 422
    assert not Appointment.objects.exists()
    assert client.post(room, {**given, "contact_phone": "+82 10 1234 5678"}).status_code == 302
    lead.refresh_from_db()
    assert lead.contact_phone == "+82 10 1234 5678"
    assert "+82 10 1234 5678" in Mail.objects.get(kind="meeting_desk").body


def test_the_desk_proposes_no_telephone_talk_without_a_number(lead: Lead, cast: Cast) -> None:
    Lead.objects.filter(pk=lead.pk).update(contact_phone="")
    wish = Wish("phone", open_slots(lead, "phone", NOW)[0].starts_at)
    with pytest.raises(PhoneNeeded):
        propose(lead=lead, wish=wish, seen_seq=seq_of(lead), by=cast.an.user, now=NOW)


def test_the_entry_names_the_desk_and_the_file_as_people_read_them(room: str, lead: Lead) -> None:
    Client().post(room, sent(lead, "video"))
    text = Mail.objects.get(kind="meeting").calendar
    event = next(iter(Calendar.from_ical(text).walk("VEVENT")))
    assert "=?" not in text
    assert event["organizer"].params["CN"] == "Bàn đón nhà đầu tư Yên Bình"
    assert str(event["description"]).startswith(f"Hồ sơ {lead.reference}")
