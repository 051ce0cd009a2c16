"""The free times of whoever has a lead: the office's hours, leaves and what is taken, read for the pure reckoning."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from leads.calendar.slots import Slot, free_slots, quarter_of
from leads.models import Appointment, Lead, Officer, TakenQuarter
from leads.services.appointment_terms import terms
from leads.services.calendar import working_calendar
from leads.services.leaves import charge_of
from leads.time_zones import zones
from sitepages.figures import PARK_TIME


def open_slots(lead: Lead, kind: str, now: datetime, *, without: Appointment | None = None) -> tuple[Slot, ...]:
    """Times this lead can have from now; `without`: an appointment that is to move, whose own time is free for it."""
    charge = charge_of(lead)
    return tuple(
        free_slots(
            working_calendar(),
            terms().of(kind),
            now=now,
            who=lambda day: key_of(charge(day)),
            taken=taken_from(now, without=without),
        )
    )


def key_of(officer: Officer | None) -> str:
    return officer.key if officer else ""


def taken_from(now: datetime, *, without: Appointment | None = None) -> Collection[tuple[str, datetime]]:
    """Every quarter that is taken from now on, by officer."""
    rows = TakenQuarter.objects.filter(at__gte=quarter_of(now))
    if without is not None:
        rows = rows.exclude(appointment=without)
    return frozenset(rows.values_list("officer__key", "at"))


def zone_of(lead: Lead) -> str:
    """The investor's zone: as given, else the busiest of the country, else the province's."""
    given = lead.time_zone or next(iter(zones().get(lead.country, ())), "")
    return given if known_zone(given) else PARK_TIME.key


def known_zone(name: str) -> bool:
    """Whether it is a zone of the list offered; what a visitor sends is never opened as a file."""
    if not any(name in names for names in zones().values()):
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
