"""How often a stranger may do something: one count for every process of the site, with or without Redis."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from sitepages.models import UseCount
from sitepages.throttle import seconds_to_wait

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 5, 0, 15, tzinfo=UTC)


def tries(number: int, *, who: str = "203.0.113.7", limit: int = 2, now: datetime = NOON) -> list[int]:
    return [seconds_to_wait(scope="TRIES", who=who, limit=limit, period=60, now=now) for _ in range(number)]


def test_the_count_is_of_all_processes_together() -> None:
    """Another process has another memory: what is counted there is counted here."""
    assert tries(1) == [0]
    cache.clear()
    assert tries(2) == [0, 45]


def test_each_window_and_each_address_begins_anew() -> None:
    assert tries(3) == [0, 0, 45]
    assert tries(1, who="203.0.113.8") == [0]
    assert tries(3, now=NOON + timedelta(seconds=45)) == [0, 0, 60]


def test_a_limit_of_none_lets_nobody_in() -> None:
    assert tries(1, limit=0) == [45]


def test_past_the_limit_nothing_is_written() -> None:
    tries(5)
    assert UseCount.objects.get().used == 2


def test_a_window_that_ended_is_forgotten_and_no_address_is_kept() -> None:
    tries(1)
    tries(1, who="2001:db8::1", now=NOON + timedelta(minutes=1))
    kept = UseCount.objects.get()
    assert kept.used == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sitepages_usecount")
        assert "db8" not in str(cursor.fetchall())
