"""First prices for the cost of the location, from sitepages/seed/location_prices.yaml; later the editors'."""

from __future__ import annotations

from pathlib import Path

import yaml
from django.db import transaction

from sitepages.models import LocationPrice

SEED = Path(__file__).resolve().parent.parent / "seed" / "location_prices.yaml"


@transaction.atomic
def load_location_prices() -> None:
    """Does nothing where there are any."""
    if LocationPrice.objects.exists():
        return
    rows = yaml.safe_load(SEED.read_text(encoding="utf-8"))["prices"]
    LocationPrice.objects.bulk_create(LocationPrice(**row) for row in rows)
