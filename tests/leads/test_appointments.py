"""Talks and site visits: booked, moved, cancelled by either side; nobody's time twice, nothing lost as leads move."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from django.core import mail as post
from django.db import IntegrityError, transaction
from icalendar import Calendar

from leads.calendar.slots import quarters
from leads.choices import AppointmentState, DueKind, EventKind, Stage, TaskKind
from leads.mailroom.calendar_reply import LARGEST, reply_in
from leads.models import Appointment, CalendarDay, Due, Incoming, Lead, LeadLink, Leave, Mail, Officer, TakenQuarter
from leads.services import desk
from leads.services.access import LeadHidden, LeadRestricted, ReadOnly
from leads.services.appointment_desk import (
    NotYetHeld,
    appointments_seen_by,
    cancel_by_desk,
    coming_of,
    move_by_desk,
    note_outcome,
    propose,
    say_where,
    to_note_of,
)
from leads.services.appointment_settling import EVERY, ROUND, plan_round
from leads.services.appointment_slots import open_slots, zone_of
from leads.services.appointment_terms import terms
from leads.services.appointments import (
    AppointmentOver,
    AppointmentUnknown,
    MeetingNeedsConsent,
    NobodyInCharge,
    SlotGone,
    TooManyAppointments,
    Wish,
    book,
    cancel,
    move,
)
from leads.services.case_end import end_case
from leads.services.desk_rules import LeadClosed
from leads.services.due import do_one
from leads.services.erasure import erase
from leads.services.events import state_of
from leads.services.gates import checklist
from leads.services.hand_over import apply_hand_over, propose_hand_over
from leads.services.incoming import accept_mail, process_incoming
from leads.services.intake import submit_lead
from leads.services.link_desk import ReadsOnly, TooOften
from leads.services.link_share import forward_link
from leads.services.links import live_link
from leads.services.officers import cancel_leave, take_leave
from leads.services.privacy import Asked, ask_by_link
from leads.services.privacy_desk import carry_out
from leads.services.words import ChoiceUnknown, TextTooLong
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, seq_of
from tests.leads.mails import a_mail

TUESDAY = at("2026-12-01 08:00")
LATER = at("2026-12-02 14:00")


@pytest.fixture
def link(lead: Lead) -> LeadLink:
    return live_link(lead=lead, now=NOW)


def wish(starts_at: datetime = TUESDAY, kind: str = "video", **more: Any) -> Wish:
    return Wish(kind, starts_at, **more)


def booked(lead: Lead, link: LeadLink | None, *given: Any, now: datetime = NOW, **more: Any) -> Appointment:
    row = did(lambda: book(lead=lead, link=link, wish=wish(*given, **more), by=None, now=now))
    check_quarters()
    return row


def check_quarters() -> None:
    """What is taken is exactly what the booked appointments need."""
    rows = Appointment.objects.filter(state=AppointmentState.BOOKED)
    wanted = {(row.officer_id, one) for row in rows for one in quarters(row.starts_at, terms().of(row.kind))}
    taken = TakenQuarter.objects.filter(appointment__state=AppointmentState.BOOKED)
    assert set(taken.values_list("officer", "at")) == wanted
    assert not TakenQuarter.objects.filter(appointment__state=AppointmentState.CANCELLED).exists()


def work(now: datetime) -> None:
    """The worker, for appointments alone."""
    Due.objects.exclude(kind=DueKind.APPOINTMENT).filter(done_at=None).update(done_at=now)
    while do_one(now):
        pass
    assert not Due.objects.exclude(parked_at=None).exists()
    check_quarters()


def entry_of(mail: Mail) -> Any:
    return next(iter(Calendar.from_ical(mail.calendar).walk("VEVENT")))


def another_lead(**more: Any) -> Lead:
    given = {"submission_key": "form-2", "contact_email": "hai@x.example", "contact_name": "Hai"} | more
    return submit_lead(submission=a_submission(a_match(), **given), by=None, now=NOW)[0]


# --- Booking ---


def test_a_booking_is_a_row_its_quarters_an_event_and_a_mail_to_each_side(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    row = booked(lead, link, words="Điện hai nguồn", time_zone="Asia/Seoul")
    assert (row.officer, row.state, row.ends_at) == (cast.an, "booked", TUESDAY + timedelta(minutes=30))
    assert (row.time_zone, row.booked_by, row.sequence) == ("Asia/Seoul", None, 0)
    event = lead.events.get(kind=EventKind.MEETING_SET)
    assert "Điện" not in str(event.data)
    ours, theirs = Mail.objects.get(kind="meeting"), Mail.objects.get(kind="meeting_desk")
    assert (ours.to, theirs.to) == (lead.contact_email, cast.an.user.email)
    assert "10:00, 01/12/2026 (Seoul, UTC+9)" in ours.body
    assert "08:00, 01/12/2026 (giờ Việt Nam, UTC+7)" in ours.body
    assert "/meet/" in ours.body
    assert "Điện hai nguồn" in theirs.body


def test_booking_changes_no_clock(lead: Lead, link: LeadLink) -> None:
    before = (lead.due_at, lead.due_clock)
    booked(lead, link)
    lead.refresh_from_db()
    assert (lead.due_at, lead.due_clock) == before


def test_sent_twice_it_is_one(lead: Lead, link: LeadLink) -> None:
    assert booked(lead, link) == booked(lead, link)
    assert Mail.objects.filter(kind="meeting").count() == 1


def test_a_time_that_is_taken_past_closed_or_too_soon_is_refused(lead: Lead, link: LeadLink) -> None:
    other = another_lead()
    assert other.owner == lead.owner
    booked(other, None)
    for wanted in (
        TUESDAY,
        NOW,
        at("2026-11-25 10:30"),
        at("2026-11-28 09:00"),
        at("2026-12-01 12:00"),
        at("2027-06-01 08:00"),
    ):
        with pytest.raises(SlotGone):
            book(lead=lead, link=link, wish=wish(wanted), by=None, now=NOW)
    assert booked(lead, link, TUESDAY + timedelta(minutes=30))


def test_a_visit_takes_its_way_too(lead: Lead, link: LeadLink) -> None:
    booked(lead, link, at("2026-12-01 14:00"), "visit")
    other = another_lead()
    for wanted in ("13:30", "14:00", "16:00"):
        with pytest.raises(SlotGone):
            book(lead=other, link=None, wish=wish(at(f"2026-12-01 {wanted}")), by=None, now=NOW)
    assert booked(other, None, at("2026-12-01 13:00"))


def test_a_file_has_two_appointments_at_most(lead: Lead, link: LeadLink) -> None:
    booked(lead, link)
    booked(lead, link, LATER, "visit")
    with pytest.raises(TooManyAppointments):
        book(lead=lead, link=link, wish=wish(at("2026-12-03 08:00")), by=None, now=NOW)


def test_what_is_typed_wrong_is_refused(lead: Lead, link: LeadLink) -> None:
    for given, refusal in ((wish(kind="dinner"), ChoiceUnknown), (wish(words="x" * 501), TextTooLong)):
        with pytest.raises(refusal):
            book(lead=lead, link=link, wish=given, by=None, now=NOW)
    assert booked(lead, link, time_zone="../../etc/passwd").time_zone == zone_of(lead) == "Asia/Ho_Chi_Minh"


def test_a_guest_does_not_book(lead: Lead, link: LeadLink) -> None:
    guest = forward_link(link=link, name="Bạn", email="ban@x.example", lang="vi", by=None, now=NOW)
    row = booked(lead, link)
    for act in (
        lambda: book(lead=lead, link=guest, wish=wish(LATER), by=None, now=NOW),
        lambda: move(lead=lead, link=guest, number=row.pk, starts_at=LATER, by=None, now=NOW),
        lambda: cancel(lead=lead, link=guest, number=row.pk, by=None, now=NOW),
    ):
        with pytest.raises(ReadsOnly):
            act()


def test_too_often_in_an_hour(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    for count in range(1, terms().most_in_an_hour):
        row = move(lead=lead, link=link, number=row.pk, starts_at=(LATER, TUESDAY)[count % 2 - 1], by=None, now=NOW)
    with pytest.raises(TooOften):
        move(lead=lead, link=link, number=row.pk, starts_at=at("2026-12-03 08:00"), by=None, now=NOW)


def test_no_consent_no_owner_or_a_closed_file_offers_no_time(lead: Lead, link: LeadLink) -> None:
    def refused(refusal: type[Exception]) -> None:
        lead.refresh_from_db()
        with pytest.raises(refusal):
            book(lead=lead, link=link, wish=wish(), by=None, now=NOW)

    consent = lead.consents.get()
    lead.consents.update(withdrawn_at=NOW)
    refused(MeetingNeedsConsent)
    lead.consents.update(withdrawn_at=consent.withdrawn_at)
    owner = lead.owner
    Lead.objects.update(owner=None)
    refused(NobodyInCharge)
    assert open_slots(Lead.objects.get(), "video", NOW) == ()
    Lead.objects.update(owner=owner, stage=Stage.LOST)
    refused(LeadClosed)
    Lead.objects.update(stage=Stage.NEW, restricted_at=NOW)
    refused(LeadRestricted)


def test_without_the_look_beforehand_the_constraint_still_keeps_two_apart(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    taken = TakenQuarter.objects.filter(appointment=row).first()
    assert taken
    with pytest.raises(IntegrityError), transaction.atomic():
        TakenQuarter.objects.create(officer=taken.officer, at=taken.at, appointment=row)


# --- Moving and cancelling ---


def test_a_move_frees_the_old_time_and_raises_the_sequence(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    Mail.objects.all().delete()
    did(lambda: move(lead=lead, link=link, number=row.pk, starts_at=LATER, by=None, now=NOW))
    check_quarters()
    assert TUESDAY in [slot.starts_at for slot in open_slots(lead, "video", NOW)]
    for mail in Mail.objects.filter(kind__in=["meeting", "meeting_desk"]):
        event = entry_of(mail)
        assert (event["uid"], event["sequence"], event["dtstart"].dt) == (row.uid, 1, LATER)


def test_a_visit_moves_by_half_an_hour_into_its_own_time(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link, at("2026-12-02 14:00"), "visit")
    did(lambda: move(lead=lead, link=link, number=row.pk, starts_at=at("2026-12-02 14:30"), by=None, now=NOW))
    check_quarters()


def test_a_move_into_a_taken_time_changes_nothing(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    booked(another_lead(), None, LATER)
    with pytest.raises(SlotGone):
        move(lead=lead, link=link, number=row.pk, starts_at=LATER, by=None, now=NOW)
    row.refresh_from_db()
    assert (row.starts_at, row.sequence) == (TUESDAY, 0)
    check_quarters()


def test_cancelled_it_is_free_again_and_leaves_both_calendars(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    did(lambda: cancel(lead=lead, link=link, number=row.pk, text="Đổi kế hoạch", by=None, now=NOW))
    check_quarters()
    assert TUESDAY in [slot.starts_at for slot in open_slots(lead, "video", NOW)]
    for kind in ("meeting_off", "meeting_desk_off"):
        mail = Mail.objects.get(kind=kind)
        assert "METHOD:CANCEL" in mail.calendar
        event = entry_of(mail)
        assert (event["uid"], event["sequence"], event["status"]) == (row.uid, 1, "CANCELLED")
    assert "Đổi kế hoạch" in Mail.objects.get(kind="meeting_desk_off").body
    for again in (cancel, move):
        with pytest.raises(AppointmentOver):
            again(
                lead=lead, link=link, number=row.pk, by=None, now=NOW, **({"starts_at": LATER} if again is move else {})
            )


def test_an_appointment_of_another_file_is_unknown(lead: Lead, link: LeadLink) -> None:
    row = booked(another_lead(), None)
    with pytest.raises(AppointmentUnknown):
        cancel(lead=lead, link=link, number=row.pk, by=None, now=NOW)


def test_what_has_begun_is_not_moved(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    with pytest.raises(AppointmentOver):
        cancel(lead=lead, link=link, number=row.pk, by=None, now=TUESDAY)


def test_a_visit_that_is_booked_answers_the_gate_of_its_stage(lead: Lead, link: LeadLink) -> None:
    def line() -> bool:
        return next(one.met for one in checklist(lead, Stage.VISIT, NOW) if one.key == "g_visit_date")

    booked(lead, link)
    assert not line()
    visit = booked(lead, link, LATER, "visit")
    assert line()
    cancel(lead=lead, link=link, number=visit.pk, by=None, now=NOW)
    assert not line()


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
    assert "Hạ tầng; giá, và đất\nhai dòng" in event["description"]
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


# --- The desk ---


def proposed(lead: Lead, by: Any, *given: Any, **more: Any) -> Appointment:
    return did(lambda: propose(lead=lead, wish=wish(*given, **more), seen_seq=seq_of(lead), by=by, now=NOW))


def test_an_officer_proposes_and_the_investor_moves_it(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = proposed(lead, cast.an.user, place="https://meet.example/yb")
    mail = Mail.objects.get(kind="meeting")
    assert "đề nghị gặp quý vị" in mail.body
    assert entry_of(mail)["location"] == "https://meet.example/yb"
    did(lambda: move(lead=lead, link=link, number=row.pk, starts_at=LATER, by=None, now=NOW))


def test_who_may_at_the_desk(lead: Lead, cast: Cast) -> None:
    """Owner, head and duty head; a colleague and another department do not find it, the leader only reads."""
    for user, refusal in ((cast.binh.user, LeadHidden), (cast.chi.user, LeadHidden), (cast.leader, ReadOnly)):
        with pytest.raises(refusal):
            propose(lead=lead, wish=wish(), seen_seq=seq_of(lead), by=user, now=NOW)
    row = proposed(lead, cast.head_khcn.user)
    for user, refusal in ((cast.binh.user, LeadHidden), (cast.chi.user, LeadHidden), (cast.leader, ReadOnly)):
        for act in (
            lambda user=user: move_by_desk(lead=lead, number=row.pk, starts_at=LATER, text="", by=user, now=NOW),
            lambda user=user: cancel_by_desk(lead=lead, number=row.pk, text="", by=user, now=NOW),
            lambda user=user: say_where(lead=lead, number=row.pk, place="x", by=user, now=NOW),
            lambda user=user: note_outcome(lead=lead, number=row.pk, how="held", text="", by=user, now=LATER),
        ):
            with pytest.raises(refusal):
                act()
    did(lambda: move_by_desk(lead=lead, number=row.pk, starts_at=LATER, text="Xin lỗi", by=cast.vu.user, now=NOW))
    assert "Xin lỗi" in Mail.objects.filter(kind="meeting").latest("pk").body
    did(lambda: cancel_by_desk(lead=lead, number=row.pk, text="Bận họp", by=cast.an.user, now=NOW))
    assert "Bận họp" in Mail.objects.get(kind="meeting_off").body


def test_whose_appointments_a_person_sees(lead: Lead, link: LeadLink, cast: Cast) -> None:
    booked(lead, link)
    rows = {
        user.username: (
            coming_of(appointments_seen_by(user, mine=True), NOW).count(),
            coming_of(appointments_seen_by(user, mine=False), NOW).count(),
        )
        for user in (cast.an.user, cast.binh.user, cast.chi.user, cast.head_khcn.user, cast.vu.user, cast.leader)
    }
    assert rows == {
        "off_an": (1, 1),
        "off_binh": (0, 0),
        "off_chi": (0, 0),
        "head_khcn": (0, 1),
        "demo_head": (0, 1),
        "demo_leader": (0, 1),
    }


def test_the_outcome_is_noted_once_its_time_has_come(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    given: dict[str, Any] = {"lead": lead, "number": row.pk, "text": "Đã trao đổi", "by": cast.an.user}
    with pytest.raises(NotYetHeld):
        note_outcome(how="held", now=NOW, **given)
    with pytest.raises(ChoiceUnknown):
        note_outcome(how="investor", now=LATER, **given)
    assert to_note_of(appointments_seen_by(cast.an.user, mine=True), LATER).get() == row
    did(lambda: note_outcome(how="no_show", now=LATER, **given))
    row.refresh_from_db()
    assert (row.state, row.ended_how) == ("missed", "no_show")
    with pytest.raises(AppointmentOver):
        note_outcome(how="held", now=LATER, **given)


def test_where_to_meet_goes_to_both_calendars(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link, LATER, "visit")
    did(lambda: say_where(lead=lead, number=row.pk, place="Cổng chính", by=cast.an.user, now=NOW))
    for kind in ("meeting", "meeting_desk"):
        event = entry_of(Mail.objects.filter(kind=kind).latest("pk"))
        assert (event["location"], event["sequence"]) == ("Cổng chính", 1)


# --- The reminder ---


def test_a_working_day_before_both_are_reminded_once(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    eve = at("2026-11-30 07:30")
    assert Due.objects.get(kind=DueKind.APPOINTMENT, target=f"remind:{row.pk}:0").due_at == eve
    Mail.objects.all().delete()
    work(eve - timedelta(minutes=1))
    assert not Mail.objects.exists()
    work(eve + timedelta(hours=3))  # runs were skipped
    work(eve + timedelta(hours=4))
    assert sorted(Mail.objects.values_list("kind", flat=True)) == ["meeting", "meeting_desk"]
    assert not Mail.objects.exclude(calendar="").exists()


def test_nobody_is_reminded_of_what_was_moved_cancelled_or_is_over(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    move(lead=lead, link=link, number=row.pk, starts_at=at("2026-12-10 08:00"), by=None, now=NOW)
    off = booked(lead, link, LATER)
    cancel(lead=lead, link=link, number=off.pk, by=None, now=NOW)
    Mail.objects.all().delete()
    work(at("2026-12-02 09:00"))
    assert not Mail.objects.exists()
    work(at("2026-12-10 08:00"))  # the worker slept until the talk itself
    assert not Mail.objects.exists()


# --- Leads that move ---


def test_a_lead_given_to_a_colleague_takes_its_appointment_along(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    desk.assign(lead=lead, officer=cast.binh, reason="Đổi người", seen_seq=seq_of(lead), by=cast.vu.user, now=NOW)
    Mail.objects.all().delete()
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert (row.officer, row.starts_at, row.sequence) == (cast.binh, TUESDAY, 1)
    mails = {(mail.to, "CANCEL" in mail.calendar) for mail in Mail.objects.exclude(calendar="")}
    assert mails == {
        (cast.an.user.email, True),
        (cast.binh.user.email, False),
        (lead.contact_email, False),
    }


def test_a_colleague_who_is_taken_then_cannot_and_the_investor_chooses_anew(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    row = booked(lead, link)
    other = another_lead()
    desk.assign(lead=other, officer=cast.binh, reason="x", seen_seq=seq_of(other), by=cast.vu.user, now=NOW)
    other.refresh_from_db()
    booked(other, None)
    desk.assign(lead=lead, officer=cast.binh, reason="x", seen_seq=seq_of(lead), by=cast.vu.user, now=NOW)
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert (row.state, row.ended_how) == ("cancelled", "nobody")
    mail = Mail.objects.get(kind="meeting_off")
    assert "chọn lại giờ hẹn" in mail.subject
    assert "/meet/" in mail.body
    assert Mail.objects.filter(kind="meeting_desk_off", to=cast.head_khcn.user.email).exists()


def leave(officer: Officer, first: str, last: str, by: Any, deputy: str = "") -> Leave:
    days = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last)}
    return take_leave(officer=officer, **days, reason="Phép", deputy=deputy, by=by, now=NOW)


def test_a_leave_put_in_later_gives_its_appointments_to_the_deputy_and_back(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    plan_round(now=NOW)
    row = booked(lead, link)
    kept = booked(lead, link, at("2026-12-08 08:00"))
    taken = leave(cast.an, "2026-11-30", "2026-12-03", cast.an.user, "off_binh")
    work(NOW + EVERY)
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.officer, kept.officer, kept.sequence) == (cast.binh, cast.an, 0)
    cancel_leave(leave=taken, by=cast.an.user, now=NOW + EVERY)
    work(NOW + 3 * EVERY)
    row.refresh_from_db()
    assert (row.officer, row.sequence) == (cast.an, 2)


def test_a_leave_without_a_deputy_asks_the_investor_to_choose_anew(lead: Lead, link: LeadLink, cast: Cast) -> None:
    plan_round(now=NOW)
    row = booked(lead, link)
    leave(cast.an, "2026-11-30", "2026-12-03", cast.an.user)
    work(NOW + EVERY)
    row.refresh_from_db()
    assert (row.state, row.ended_how) == ("cancelled", "nobody")
    assert date(2026, 12, 1) not in {slot.starts_at.date() for slot in open_slots(lead, "video", NOW)}


def test_while_a_deputy_has_the_lead_times_after_the_leave_are_the_owners(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    leave(cast.an, "2026-11-25", "2026-11-30", cast.an.user, "off_binh")
    for due in Due.objects.filter(kind=DueKind.START_LEAVE):
        Due.objects.exclude(pk=due.pk).update(done_at=NOW)
        assert do_one(NOW)
    lead.refresh_from_db()
    assert lead.owner == cast.binh
    by_day = {slot.starts_at.date(): slot.officer for slot in open_slots(lead, "video", NOW)}
    assert (by_day[date(2026, 11, 26)], by_day[date(2026, 12, 1)]) == ("off_binh", "off_an")


def test_a_hand_over_takes_appointments_along(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    change = propose_hand_over(
        officer=cast.an, taker=cast.binh, why="Đi học", departs_on=None, by=cast.vu.user, now=NOW
    )
    apply_hand_over(change_set=change, by=cast.vu.user, now=NOW)
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert row.officer == cast.binh


def test_a_lead_handed_back_keeps_what_was_promised_until_somebody_has_it(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    row = booked(lead, link)
    more: dict[str, Any] = {"reason": "x", "seen_seq": seq_of(lead), "by": cast.vu.user, "now": NOW}
    desk.hand_back(lead=lead, department=lead.department, **more)
    work(NOW)
    row.refresh_from_db()
    assert (row.officer, row.state) == (cast.an, "booked")


def test_a_day_that_becomes_a_holiday_asks_to_choose_anew(lead: Lead, link: LeadLink) -> None:
    plan_round(now=NOW)
    row = booked(lead, link)
    CalendarDay.objects.create(day=TUESDAY.date(), works=False, reason="Nghỉ bù", certainty="confirmed")
    work(NOW + EVERY)
    row.refresh_from_db()
    assert row.ended_how == "nobody"


def test_the_round_leaves_what_is_well_alone_and_comes_again(lead: Lead, link: LeadLink) -> None:
    plan_round(now=NOW)
    plan_round(now=NOW)
    booked(lead, link)
    count = Mail.objects.count()
    for step in range(3):
        work(NOW + step * EVERY)
    assert Mail.objects.count() == count
    assert Due.objects.get(target=ROUND).next_try_at == NOW + 3 * EVERY


# --- Ends ---


def test_ending_the_case_cancels_what_stands(lead: Lead, link: LeadLink) -> None:
    row = booked(lead, link)
    did(lambda: end_case(lead=lead, link=link, why="cancelled", by=None, now=NOW))
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert (row.state, row.ended_how) == ("cancelled", "closed")
    assert "đã đóng" in Mail.objects.get(kind="meeting_off").body


def test_restricting_the_use_cancels_what_stands(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link)
    request = ask_by_link(link=link, asked=Asked("restrict"), lang="vi", by=None, now=NOW)
    carry_out(request=request, by=cast.an.user, now=NOW)
    did(lambda: work(NOW))
    row.refresh_from_db()
    assert row.ended_how == "restricted"


def test_a_consent_taken_back_calls_off_and_the_investor_hears_that_alone(lead: Lead, link: LeadLink) -> None:
    plan_round(now=NOW)
    row = booked(lead, link)
    lead.consents.update(withdrawn_at=NOW)
    work(NOW + EVERY)
    row.refresh_from_db()
    assert row.ended_how == "restricted"
    assert "METHOD:CANCEL" in Mail.objects.get(kind="meeting_off").calendar
    assert Mail.objects.filter(kind="meeting_desk_off").count() == 1


def test_erasing_takes_words_and_tells_the_officer_without_a_name(lead: Lead, link: LeadLink, cast: Cast) -> None:
    row = booked(lead, link, words="Gặp ông Ngô", place="Nhà hàng")
    name = lead.contact_name
    did(lambda: erase(lead=lead, by=cast.vu.user, now=NOW))
    row.refresh_from_db()
    assert (row.words, row.place, row.time_zone) == ("", "", "")
    assert (row.state, row.ended_how) == ("cancelled", "erased")
    assert not TakenQuarter.objects.exists()
    assert not Mail.objects.filter(lead=lead).exclude(calendar="").exists()
    told = Mail.objects.get(kind="meeting_desk_off")
    assert (told.lead, told.to, "METHOD:CANCEL" in told.calendar) == (None, cast.an.user.email, True)
    for text in (told.subject, told.body, told.calendar):
        assert name not in text
        assert "Lạc Hồng" not in text
