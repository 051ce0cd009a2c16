"""When a lead changes hands, closes or is restricted, its appointments are looked at again: a due row, written with it.

Called by `leads.services.events.record_all` alone; the work is `leads.services.appointment_settling`.
"""

from __future__ import annotations

from datetime import datetime

from leads.choices import DueKind, Stage
from leads.models import Due, Lead
from leads.services.lead_state import LeadState

ENDS_APPOINTMENTS = frozenset({Stage.PARKED, Stage.LOST, Stage.NOT_A_LEAD})
LEAD = "lead:"


def plan_settling(*, lead: Lead, before: LeadState | None, after: LeadState, at: datetime) -> None:
    """A row for the worker, where something an appointment hangs on has changed and one stands."""
    if before is None or _hangs_on(before) == _hangs_on(after) or after.erased_at:
        return
    if any(one.stands and one.starts_at > at for one in after.appointments.values()):
        settle_soon(lead=lead.pk, at=at)


def settle_soon(*, lead: int, at: datetime) -> None:
    """The worker looks at the lead's appointments next; asked for twice at one moment it is one row."""
    again = {"next_try_at": at, "done_at": None, "parked_at": None, "attempts": 0}
    Due.objects.update_or_create(kind=DueKind.APPOINTMENT, target=f"{LEAD}{lead}", due_at=at, defaults=again)


def _hangs_on(state: LeadState) -> tuple[str, bool, bool]:
    return state.owner, state.stage in ENDS_APPOINTMENTS, state.restricted_at is not None
