"""Days and years of law as they are typed: within the reach of law, so that a slip of the hand is told at its field."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from sitepages.incentives.limits import LAW_DAYS, Fault
from sitepages.policy.fault_words import fault_words


def within_law(day: date) -> None:
    """A validator of forms and blocks."""
    first, last = LAW_DAYS
    if not first <= day <= last:
        raise ValidationError(fault_words(Fault("day_range", "", {"first": first, "last": last})))
