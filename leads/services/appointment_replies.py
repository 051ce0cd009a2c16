"""An answer of somebody's calendar to the invitation: kept with the appointment; a "no" is the officer's to act on."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import AppointmentReply, AppointmentState, TaskKind
from leads.mailroom.calendar_reply import CalendarReply
from leads.models import Appointment, Lead
from leads.services.appointment_events import MeetingAnswered
from leads.services.appointment_letters import tell_declined
from leads.services.calendar import working_calendar
from leads.services.desk_lock import locked
from leads.services.events import record
from leads.services.tasks import NewTask, open_task

CALL_WITHIN = 120  # working minutes to call an investor whose calendar declined


def appointment_of(reply: CalendarReply) -> Appointment | None:
    """The appointment that was answered; who knows its uid was invited, or got it from who was."""
    rows = Appointment.objects.select_related("officer__person", "officer__user", "lead")
    return rows.filter(uid=reply.uid, lead__erased_at=None).first()


@transaction.atomic
def take_reply(*, row: Appointment, reply: CalendarReply, sender: str, by: User | None, now: datetime) -> bool:
    """Note what a calendar answered; whether it was the investor's side. An answer to an older time counts no more.

    The appointment stands until somebody acts: a mail can be forged. A "no" gives the officer a call to make.
    """
    row.lead = lead = locked(row.lead)
    own = sender.lower() == row.officer.user.email.lower()
    stands = row.state == AppointmentState.BOOKED and row.starts_at > now and reply.sequence == row.sequence
    if stands and own and reply.answer == AppointmentReply.DECLINED:
        tell_declined(row=row, own=True, now=now)
    if own:
        return False
    if stands and reply.answer != row.reply:
        _noted(row, lead, reply.answer, by, now)
    return True


def _noted(row: Appointment, lead: Lead, answer: str, by: User | None, now: datetime) -> None:
    row.reply = answer
    row.save(update_fields=["reply"])
    record(lead=lead, event=MeetingAnswered(row.pk, row.kind, answer), by=by, at=now)
    if answer == AppointmentReply.DECLINED:
        due = min(working_calendar().add_minutes(now, CALL_WITHIN), row.starts_at)
        open_task(lead=lead, task=NewTask("", due, row.officer.key, TaskKind.CALL), by=by, now=now)
        tell_declined(row=row, own=False, now=now)
