"""What erasing the personal data of a lead does with its appointments: those to come are off, words and zones go."""

from __future__ import annotations

from datetime import datetime

from leads.choices import AppointmentEnd, AppointmentState
from leads.models import Appointment, Lead
from leads.services.appointment_letters import tell_erased_to_officer
from leads.services.appointments import let_go


def call_off_for_good(*, lead: Lead, now: datetime) -> None:
    """Called by `leads.services.erasure.erase`, once the event of the erasure stands."""
    rows = Appointment.objects.filter(lead=lead, state=AppointmentState.BOOKED)
    Appointment.objects.filter(lead=lead).update(words="", place="", time_zone="")
    for row in rows.select_related("officer__person", "officer__user"):
        ahead = row.starts_at > now
        row.lead = lead
        let_go(row, AppointmentEnd.ERASED, now)
        if ahead:
            tell_erased_to_officer(row=row, now=now)
