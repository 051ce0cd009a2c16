"""The investor reminds the desk: only of a promise whose time has passed, once in each working day."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import EventKind
from leads.models import Lead, LeadEvent, LeadLink
from leads.services.calendar import working_calendar
from leads.services.events import record
from leads.services.link_desk import check_own, opened
from leads.services.link_events import Reminded
from leads.services.link_letters import tell_of_reminder
from sitepages.refusal import Refused

APART = 480  # working minutes between two reminders: one working day


class NotLateYet(Refused):
    """Facts: `due`."""

    code = "not_late_yet"


class NothingPromised(Refused):
    """No clock runs on this file."""

    code = "nothing_promised"


class RemindedAlready(Refused):
    """Facts: `at`, `again_at`."""

    code = "reminded_already"


@transaction.atomic
def remind(*, lead: Lead, link: LeadLink | None, by: User | None, now: datetime) -> LeadEvent:
    """Remind owner and head of the promise that is late; raises ReadsOnly, LeadClosed or why it is no time to."""
    check_own(link)
    lead = opened(lead)
    due = late_since(lead, now)
    event = record(lead=lead, event=Reminded(clock=lead.due_clock, was_due=due), by=by, at=now)
    tell_of_reminder(lead=lead, now=now)
    return event


def late_since(lead: Lead, now: datetime) -> datetime:
    """When the promise was due that may be reminded of now; raises NothingPromised, NotLateYet or RemindedAlready."""
    if lead.due_at is None:
        raise NothingPromised
    if now <= lead.due_at:
        raise NotLateYet(due=lead.due_at)
    last = LeadEvent.objects.filter(lead=lead, kind=EventKind.REMINDED).order_by("-seq").first()
    if last:
        again = working_calendar().add_minutes(last.at, APART)
        if now < again:
            raise RemindedAlready(at=last.at, again_at=again)
    return lead.due_at
