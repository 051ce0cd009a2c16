"""First functional zones, from sitepages/seed/zones.yaml; later the editors'. Permitted sectors are not published."""

from __future__ import annotations

from pathlib import Path

import yaml
from django.db import transaction

from sitepages.models import FunctionalZone

SEED = Path(__file__).resolve().parent.parent / "seed" / "zones.yaml"


@transaction.atomic
def load_zones() -> None:
    """Does nothing where there are any."""
    if FunctionalZone.objects.exists():
        return
    seed = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    FunctionalZone.objects.bulk_create(
        FunctionalZone(order=order, **row, **seed["receipt"]) for order, row in enumerate(seed["zones"])
    )
