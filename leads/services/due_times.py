"""Which promises a changed calendar moves, and how they are moved: an event for each, the row as their sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib.auth.models import User
from django.db import transaction

from leads.calendar.hours import WorkingCalendar
from leads.models import Lead
from leads.services.calendar import working_calendar
from leads.services.clocks import Due, due_of
from leads.services.events import DueMoved, fold, histories, record
from leads.services.referrals import move_referrals
from leads.services.targets import targets
from sitepages.figures import PARK_TIME

BATCH = 500


@dataclass(frozen=True)
class Moved:
    """A lead whose earliest promise is due at another time under the other calendar; `due` None: it stands still."""

    lead: Lead
    clock: str
    was_due: datetime
    due: Due | None


def moved_by(calendar: WorkingCalendar, since: date) -> Iterator[Moved]:
    """The leads whose stored due time is not what this calendar gives.

    `since`: the first day on which it differs from the one the rows were computed with; a promise due before
    that day cannot move, since every minute of it lies before.
    """
    start = datetime.combine(since, time(0), PARK_TIME)
    leads = Lead.objects.filter(due_at__gte=start).order_by("due_at", "pk")
    keys = list(leads.values_list("pk", flat=True))
    for first in range(0, len(keys), BATCH):
        batch = leads.filter(pk__in=keys[first : first + BATCH]).select_related("organisation", "owner__person")
        past = histories(batch)
        for lead in batch:
            due = due_of(fold(past[lead.pk]), calendar, targets())
            if lead.due_at and (due is None or due.at != lead.due_at):
                yield Moved(lead, lead.due_clock, lead.due_at, due)


@transaction.atomic
def move_due_times(*, change_set: int, since: date, by: User | None, now: datetime) -> int:
    """After the calendar's rows have changed: write what moved into the leads' histories; how many leads moved."""
    moved = list(moved_by(working_calendar(), since))
    for one in moved:
        event = DueMoved(change_set, one.clock, one.was_due, one.due.at if one.due else None)
        record(lead=one.lead, event=event, by=by, at=now)
    move_referrals(calendar=working_calendar())
    return len(moved)
