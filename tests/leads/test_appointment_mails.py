"""The mails of an appointment, the entries for a calendar, and what a calendar answers."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from django.core import mail as post
from icalendar import Calendar

from leads.choices import EventKind, TaskKind
from leads.mailroom.calendar_reply import LARGEST, reply_in
from leads.models import Appointment, Due, Incoming, Lead, LeadLink, Mail
from leads.services.appointments import (
    move,
)
from leads.services.due import do_one
from leads.services.events import state_of
from leads.services.incoming import accept_mail, process_incoming
from leads.services.links import live_link
from tests.leads.bookings import LATER, booked
from tests.leads.conftest import NOW, Cast, did
from tests.leads.mails import a_mail


@pytest.fixture
def link(lead: Lead) -> LeadLink:
    return live_link(lead=lead, now=NOW)


# --- The mail itself ---


def sent(mail: Mail) -> Message:
    post.outbox.clear()
    Due.objects.exclude(target=str(mail.pk)).update(done_at=NOW)
    assert do_one(NOW)
    return message_from_bytes(post.outbox[0].message().as_bytes())


def test_the_mail_carries_words_and_an_invitation_a_calendar_understands(
    lead: Lead, link: LeadLink, settings: Any
) -> None:
    settings.INBOUND_ADDRESS = "desk@yenbinh.example"
    booked(lead, link, words="Hạ tầng; giá, và đất\nhai dòng")
    message = sent(Mail.objects.get(kind="meeting"))
    parts = {part.get_content_type(): part for part in message.walk()}
    assert message.get_content_type() == "multipart/alternative"
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    calendar = Calendar.from_ical(parts["text/calendar"].get_payload(decode=True))
    assert calendar["method"] == "REQUEST"
    event = next(iter(calendar.walk("VEVENT")))
    assert event["organizer"].startswith(f"mailto:desk+{lead.reference.lower()}.")
    assert event["attendee"] == f"mailto:{lead.contact_email}"
    assert event["attendee"].params["RSVP"] == "TRUE"
    assert "Hạ tầng" not in event["description"]  # nobody proved that the address is the writer's
    assert "Hạ tầng" not in Mail.objects.get(kind="meeting").body
    officers = Calendar.from_ical(Mail.objects.get(kind="meeting_desk").calendar)
    assert "Hạ tầng; giá, và đất\nhai dòng" in next(iter(officers.walk("VEVENT")))["description"]
    assert "http" not in Mail.objects.get(kind="meeting").calendar  # a signed link would travel with the entry


def test_the_officers_entry_names_no_address_of_the_investor(lead: Lead, link: LeadLink, cast: Cast) -> None:
    booked(lead, link)
    entry = Mail.objects.get(kind="meeting_desk").calendar
    assert lead.contact_email not in entry
    assert cast.an.user.email in entry.replace("\r\n ", "")


def test_a_mail_without_an_entry_stays_plain_text(lead: Lead) -> None:
    assert sent(Mail.objects.get(kind="confirmation")).get_content_type() == "text/plain"


# --- What a calendar answers ---


def answer(
    row: Appointment, partstat: str, sender: str, *, sequence: int | None = None, method: str = "REPLY"
) -> bytes:
    entry = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Google Inc//Google Calendar//EN",
            f"METHOD:{method}",
            "BEGIN:VEVENT",
            f"UID:{row.uid}",
            f"SEQUENCE:{row.sequence if sequence is None else sequence}",
            "DTSTAMP:20261125T040000Z",
            "DTSTART:20261201T010000Z",
            f"ATTENDEE;PARTSTAT={partstat}:mailto:{sender}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )
    boundary = "=b="
    return "\r\n".join(
        [
            f"From: {sender}",
            "To: desk@yenbinh.example",
            f"Subject: {partstat}: talk",
            f"Message-ID: <{partstat}.{sequence}.{sender}>",
            "Date: Wed, 25 Nov 2026 11:00:00 +0700",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/alternative; boundary="{boundary}"',
            "",
            f"--{boundary}",
            "Content-Type: text/plain; charset=utf-8",
            "",
            "Ngo Thu has answered this invitation.",
            f"--{boundary}",
            f"Content-Type: text/calendar; charset=utf-8; method={method}",
            "",
            entry,
            f"--{boundary}--",
            "",
        ]
    ).encode()


def delivered(raw: bytes, lead: Lead) -> Incoming:
    row, _new = accept_mail(raw=raw, recipients=["desk@yenbinh.example"], now=NOW)
    return did(lambda: process_incoming(pk=row.pk, now=NOW))


@pytest.fixture
def _post(settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.INBOUND_ADDRESS = "desk@yenbinh.example"


@pytest.mark.usefixtures("_post")
def test_an_accepted_invitation_is_noted_and_no_clock_runs(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    came = delivered(answer(row, "ACCEPTED", lead.contact_email), lead)
    row.refresh_from_db()
    assert (row.reply, came.state, came.lead, came.why) == ("accepted", "filed", lead, "calendar")
    assert state_of(lead).message_at is None
    assert not lead.tasks.exists()


@pytest.mark.usefixtures("_post")
def test_a_decline_gives_the_officer_a_call_and_a_mail_and_the_time_stands(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    row = booked(lead, link)
    delivered(answer(row, "DECLINED", lead.contact_email), lead)
    row.refresh_from_db()
    assert (row.reply, row.state) == ("declined", "booked")
    task = lead.tasks.get()
    assert (task.kind, task.officer) == (TaskKind.CALL, cast.an)
    assert "từ chối" in Mail.objects.filter(kind="meeting_desk").latest("pk").subject


@pytest.mark.usefixtures("_post")
def test_an_answer_to_an_older_time_counts_no_more(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    move(lead=lead, link=link, number=row.pk, starts_at=LATER, by=None, now=NOW)
    delivered(answer(row, "DECLINED", lead.contact_email, sequence=0), lead)
    row.refresh_from_db()
    assert row.reply == ""
    assert not lead.tasks.exists()


@pytest.mark.usefixtures("_post")
def test_the_officers_own_calendar_is_no_mail_of_the_investor(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    came = delivered(answer(row, "DECLINED", cast.an.user.email), lead)
    assert (came.state, came.why, came.lead) == ("dropped", "calendar", None)
    assert not lead.events.filter(kind=EventKind.MAIL_RECEIVED).exists()
    assert "Lịch của anh/chị đã từ chối" in Mail.objects.filter(kind="meeting_desk").latest("pk").body


@pytest.mark.usefixtures("_post")
def test_an_entry_nobody_knows_is_an_ordinary_mail(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    row.uid = "somebody-elses@x.example"
    came = delivered(answer(row, "ACCEPTED", lead.contact_email), lead)
    assert (came.state, came.why) == ("filed", "sender")


def test_whatever_stands_where_an_answer_should_is_no_answer() -> None:
    row = Appointment(uid="u@x.example")
    assert reply_in(answer(row, "ACCEPTED", "a@x.example", method="REQUEST")) is None
    assert reply_in(answer(row, "DELEGATED", "a@x.example")) is None
    whole = answer(row, "DECLINED", "a@x.example")
    assert reply_in(whole)
    for cut in range(0, len(whole), 37):
        reply_in(whole[:cut] + b"\xff\x00;;:\r\n" + whole[cut + 11 :])
    assert reply_in(whole.replace(b"SEQUENCE:0", b"X-BIG:" + b"x" * LARGEST)) is None
    assert reply_in(a_mail()) is None
