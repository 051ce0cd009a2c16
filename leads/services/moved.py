"""Where a file went that somebody had open: told to who worked on it, or could have taken it, and to nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q

from leads.choices import EventKind
from leads.models import Lead, LeadEvent
from leads.services.access import seat_of
from leads.services.desk_lock import name_of


@dataclass(frozen=True)
class Moved:
    """`to`: the officer, else the department it waits in; `by`: who moved it, empty for the product itself."""

    reference: str
    to: str
    by: str
    at: datetime


def moved_from(user: User | AnonymousUser, pk: int) -> Moved | None:
    """Where lead `pk` is now, if this person's own officer or the department they head had it before, or it waited
    last for anybody of the officer's department.
    """
    seat = seat_of(user)
    mine = Q(pk__in=[])
    if seat.own:
        mine |= Q(data__officer=seat.own.key)
    if seat.whole_department:
        mine |= Q(data__department=seat.whole_department)
    lead = Lead.objects.select_related("owner__person", "department").filter(pk=pk).first()
    given = LeadEvent.objects.filter(lead=lead, kind=EventKind.ASSIGNED)
    last, before = (*given.select_related("by").order_by("-seq")[:2], None, None)[:2] if lead else (None, None)
    if lead is None or last is None or before is None:
        return None
    waited = seat.own is not None and before.data == {
        **before.data,
        "department": seat.own.department_id,
        "officer": "",
    }
    if not (waited or given.filter(mine, seq__lt=last.seq).exists()):
        return None
    by = name_of(last.by) if last.by else ""
    return Moved(lead.reference, lead.owner.name if lead.owner else lead.department.name, by, last.at)
