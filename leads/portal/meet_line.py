"""The appointments of a file in a line, for the page of the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leads.choices import AppointmentKind, AppointmentState
from leads.models import Appointment, Lead
from leads.services.appointment_rows import ENDS_APPOINTMENTS
from leads.services.appointment_terms import terms
from leads.services.appointment_words import here, there


@dataclass(frozen=True, slots=True)
class MeetLine:
    """`coming`: what, and the times on both clocks; `can_book`: whether another may be booked."""

    coming: tuple[tuple[str, str, str], ...]
    can_book: bool


def meet_line(lead: Lead, lang: str, now: datetime) -> MeetLine:
    rows = Appointment.objects.filter(lead=lead, state=AppointmentState.BOOKED, ends_at__gt=now)
    coming = tuple((str(AppointmentKind(row.kind).label), there(row, lang), here(row.starts_at, lang)) for row in rows)
    open_ = lead.stage not in ENDS_APPOINTMENTS and lead.restricted_at is None and lead.owner_id is not None
    return MeetLine(coming, open_ and len(coming) < terms().most_open)
