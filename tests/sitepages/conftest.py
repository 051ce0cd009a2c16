"""The law and the illustrative park, loaded once for a module whose tests only read them or undo what they write."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.loaded_db import filled
from tests.sitepages import park_files


@pytest.fixture(scope="module")
def park_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """Loaded in a transaction that the module's end rolls back; each test has its own inside it."""
    from sitepages.services.demo_park import load_demo_park
    from sitepages.services.seed_law import load_law

    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        load_law(now=now)
        load_demo_park(by=None, now=now)
        yield now
        transaction.set_rollback(True)


@pytest.fixture
def park(park_once: datetime, db: None) -> datetime:
    """The park as a first start of the demo has it, loaded now; the time of loading."""
    return park_once


@pytest.fixture(scope="module")
def pages_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    with django_db_blocker.unblock(), filled("pages") as now:
        yield now


@pytest.fixture
def pages(pages_once: datetime, db: None) -> datetime:
    """The first pages in both languages, without law or land; the time of seeding."""
    return pages_once


@pytest.fixture(scope="session")
def survey_rows() -> list[dict[str, str]]:
    return park_files.survey_rows()
