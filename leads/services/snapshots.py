"""The land kept as it was when a result was given, once per state."""

from __future__ import annotations

from datetime import datetime

from leads.matching.catalogue import Catalogue
from leads.matching.frozen import frozen, key_of, thawed
from leads.models import LandSnapshot


def keep_land(*, catalogue: Catalogue, now: datetime) -> str:
    """The key of the catalogue's snapshot, stored if it was not yet. One query, two on a new state."""
    key = key_of(catalogue)
    if not LandSnapshot.objects.filter(pk=key).exists():
        snapshot = LandSnapshot(key=key, data=frozen(catalogue), created_at=now)
        LandSnapshot.objects.bulk_create([snapshot], ignore_conflicts=True)
    return key


def kept_land(key: str) -> Catalogue | None:
    """The catalogue of a snapshot; None where it was never kept."""
    row = LandSnapshot.objects.filter(pk=key).first() if key else None
    return thawed(bytes(row.data)) if row else None
