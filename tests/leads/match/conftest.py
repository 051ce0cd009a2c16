"""The demo park and the law, loaded once per module and rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from sitepages.figures import PARK_TIME
from sitepages.services.demo_park import load_demo_park
from sitepages.services.seed_law import load_law

LOADED = datetime(2026, 11, 24, 9, 0, tzinfo=PARK_TIME)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_law(now=LOADED)
        load_demo_park(by=None, now=LOADED)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def park(loaded: None, db: None) -> None:
    """The park as on the day the examples were printed."""


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()
