"""Due rows of escalation: one for the next level of each promise that runs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.calendar.hours import WorkingCalendar
from leads.choices import Clock, DueKind
from leads.models import Due, Lead
from leads.services.lead_state import LeadState
from leads.services.levels import open_levels
from leads.services.targets import AnyTargets


@transaction.atomic(savepoint=False)
def plan_levels(
    *, lead: Lead, before: LeadState | None, after: LeadState, calendar: WorkingCalendar, book: AnyTargets
) -> None:
    """A row for each level that comes at another time than before; one planned in vain is found so when it is due.

    A moment that was planned once, left, and comes back is planned anew in its old row.
    """
    was, now = _next_levels(before, calendar, book), _next_levels(after, calendar, book)
    Due.objects.bulk_create(
        [
            Due(kind=DueKind.ESCALATE, target=f"{lead.pk}:{clock.value}", due_at=at, next_try_at=at)
            for clock, at in now.items()
            if was.get(clock) != at
        ],
        update_conflicts=True,
        unique_fields=["kind", "target", "due_at"],
        update_fields=["next_try_at", "done_at", "parked_at", "attempts"],
    )


def _next_levels(state: LeadState | None, calendar: WorkingCalendar, book: AnyTargets) -> dict[Clock, datetime]:
    """When the next level of each running promise comes."""
    first: dict[Clock, datetime] = {}
    for one in open_levels(state, calendar, book) if state else ():
        first.setdefault(one.due.clock, one.at)
    return first
