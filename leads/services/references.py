"""Reference numbers people can say on the telephone: YB-2026-0147."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from leads.models import ReferenceCounter
from sitepages.figures import PARK_TIME


@transaction.atomic(savepoint=False)
def next_reference(*, now: datetime) -> str:
    """The next number of the year (province time); a rolled-back transaction gives its number back."""
    year = now.astimezone(PARK_TIME).year
    ReferenceCounter.objects.get_or_create(year=year)
    # The update locks the row until commit, so two arrivals never read the same number.
    ReferenceCounter.objects.filter(year=year).update(last=F("last") + 1)
    number = ReferenceCounter.objects.values_list("last", flat=True).get(year=year)
    return f"YB-{year}-{number:04d}"
