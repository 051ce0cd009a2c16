"""The demo park and the law, loaded once per module and rolled back after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache

from leads.reading.questionnaire_values import Book
from leads.services.questionnaire import book
from sitepages.figures import PARK_TIME
from tests.loaded_db import LOADED_AT, filled

LOADED = LOADED_AT.astimezone(PARK_TIME)
_BOOKS: list[Book] = []


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), filled("park"):
        yield


@pytest.fixture
def park(loaded: None, db: None) -> None:
    """The park as on the day the examples were printed."""


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def known(park: None) -> Book:
    """The questions and words a questionnaire is read by; made once, for hypothesis asks often."""
    if not _BOOKS:
        _BOOKS.append(book(date(2026, 11, 25)))
    return _BOOKS[0]
