"""Appointments of the demo: a talk the investor booked by the link, a site visit the officer proposed."""

from __future__ import annotations

from datetime import datetime

from leads.choices import AppointmentKind
from leads.models import Lead, LeadEvent
from leads.services.appointment_desk import propose
from leads.services.appointment_slots import open_slots, zone_of
from leads.services.appointments import Wish, book
from leads.services.links import live_link


def talk_booked(lead: Lead, now: datetime) -> None:
    """By the link, on the second day that is free."""
    slots = open_slots(lead, AppointmentKind.VIDEO, now)
    later = [slot for slot in slots if slot.starts_at.date() > slots[0].starts_at.date()] or slots
    if later:
        wish = Wish(
            AppointmentKind.VIDEO,
            later[0].starts_at,
            "Power supply and dates of the infrastructure (demo)",
            zone_of(lead),
        )
        book(lead=lead, link=live_link(lead=lead, now=now), wish=wish, by=None, now=now)


def visit_proposed(lead: Lead, now: datetime) -> None:
    """By the owner, half way through the weeks ahead."""
    slots = open_slots(lead, AppointmentKind.VISIT, now)
    if slots and lead.owner:
        wish = Wish(AppointmentKind.VISIT, slots[len(slots) // 2].starts_at, "Xem lô đất (mẫu)", place="Cổng khu (mẫu)")
        seq = LeadEvent.objects.filter(lead=lead).order_by("-seq").values_list("seq", flat=True)[0]
        propose(lead=lead, wish=wish, seen_seq=seq, by=lead.owner.user, now=now)
