"""Good hours in words: on the investor's clock and on the desk's."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from leads.models import Lead
from leads.services.reach import good_hours_of
from leads.time_zones import city_of
from sitepages.figures import PARK_TIME


def hours_in_words(lead: Lead, on: date) -> str:
    """ "09:00–11:00 in Seoul = 07:00–09:00 here", as the clocks stand on this day; empty where none were stated."""
    hours = good_hours_of(lead)
    if hours is None:
        return ""
    there = f"{hours.start:%H:%M}–{hours.end:%H:%M}"
    opens, closes = hours.here(on, PARK_TIME)
    if opens.utcoffset() == hours.on(on)[0].utcoffset():
        return _("%(hours)s, the same here") % {"hours": there}
    here = f"{opens:%H:%M}{_shift(opens, on)}–{closes:%H:%M}{_shift(closes, on)}"
    return _("%(there)s in %(city)s = %(here)s here") % {
        "there": there,
        "city": city_of(lead.time_zone),
        "here": here,
    }


def _shift(at: datetime, on: date) -> str:
    """Which day it is here when it is not the investor's."""
    if at.date() == on:
        return ""
    return _(" (the day before)") if at.date() < on else _(" (the day after)")
