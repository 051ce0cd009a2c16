"""Nobody present has room for another lead: the duty head is told, once a day by mail and always in what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from leads.models import Mail
from leads.services.calendar import working_calendar
from leads.services.routing import candidates_of, officers_at_work
from leads.services.staff_letters import OVERLOAD, notify_overload
from sitepages.figures import PARK_TIME


@dataclass(frozen=True)
class Overload:
    """How many officers are present, how many leads they have open, and how many they should have at most."""

    officers: int
    open_leads: int
    capacity: int


def overload(now: datetime) -> Overload | None:
    """The load of everybody present, if nobody has room; the duty head, who takes what is left, is not counted."""
    calendar = working_calendar()
    people = [one for one in candidates_of(officers_at_work(now, calendar), now, calendar) if not one.duty_head]
    present = [one for one in people if one.present_from is not None]
    if not present or any(one.load < 1 for one in present):
        return None
    return Overload(len(present), sum(one.open_leads for one in present), sum(one.capacity for one in present))


def warn_when_full(*, reason: Mapping[str, Any], now: datetime) -> list[Mail]:
    """After a lead was routed: when that took the last room, the duty heads get one mail a day."""
    if "open_leads" not in reason or reason["open_leads"] + 1 < reason.get("capacity", 0):
        return []
    today = datetime.combine(now.astimezone(PARK_TIME).date(), time(0), PARK_TIME)
    if Mail.objects.filter(kind=OVERLOAD, created_at__gte=today).exists():
        return []
    found = overload(now)
    return notify_overload(load=found, now=now) if found else []
