"""The land kept as it was when a result was given, once per state."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache

from leads.matching.catalogue import Catalogue
from leads.matching.frozen import frozen, key_of, thawed
from leads.models import LandSnapshot

KNOWN_SECONDS = 86_400


def keep_land(*, catalogue: Catalogue, now: datetime) -> str:
    """The key of the catalogue's snapshot, stored if it was not yet. No query while the cache remembers it."""
    key = key_of(catalogue)
    if cache.get(f"land:{key}") is None:
        if not LandSnapshot.objects.filter(pk=key).exists():
            LandSnapshot.objects.bulk_create(
                [LandSnapshot(key=key, data=frozen(catalogue), created_at=now)], ignore_conflicts=True
            )
        cache.set(f"land:{key}", True, KNOWN_SECONDS)
    return key


def kept_land(key: str) -> Catalogue | None:
    """The catalogue of a snapshot; None where it was never kept."""
    row = LandSnapshot.objects.filter(pk=key).first() if key else None
    return thawed(bytes(row.data)) if row else None
