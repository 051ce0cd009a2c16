"""Filled databases, loaded once: a module that only reads the park and the law is pointed at one in milliseconds.

`filled("park")`, `filled("whole")` and `filled("pages")` hand out a database of their own beside the empty test
database: on SQLite a copy in memory, from a file kept between runs while neither code nor data changes; on PostgreSQL
a second database made from the migrated one, once per run and worker.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from tests.quick_db import KEPT, ROOT

LOADED_AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def load_park(now: datetime) -> None:
    from sitepages.services.demo_park import load_demo_park
    from sitepages.services.park_facts import load_park_facts
    from sitepages.services.questions import load_questions
    from sitepages.services.seed_law import load_law
    from sitepages.services.seed_prices import load_location_prices
    from sitepages.services.seed_procedures import load_procedures

    load_law(now=now)
    load_procedures()
    load_park_facts(now=now)
    load_location_prices()
    load_questions()
    load_demo_park(by=None, now=now)


def load_whole_site(now: datetime) -> None:
    from leads.services.seed_desk import load_desk
    from sitepages.services.pages import seed_pages

    load_park(now)
    load_desk(now=now)
    seed_pages(now=now)


def load_pages(now: datetime) -> None:
    from sitepages.services.pages import seed_pages

    seed_pages(now=now)


LOADERS: dict[str, Callable[[datetime], None]] = {"park": load_park, "whole": load_whole_site, "pages": load_pages}


@contextmanager
def filled(name: str) -> Iterator[datetime]:
    """Inside, the default connection is the filled database; what is written there is rolled back at the end."""
    ContentType.objects.clear_cache()  # a test that emptied the tables had the types numbered anew
    try:
        with at_database(name), transaction.atomic():
            ContentType.objects.clear_cache()  # its rows have other numbers here
            yield LOADED_AT
            transaction.set_rollback(True)
    finally:
        ContentType.objects.clear_cache()


def at_database(name: str) -> Any:
    return _in_memory(name) if connection.vendor == "sqlite" else _beside(name)


# --- SQLite ---


@contextmanager
def _in_memory(name: str) -> Iterator[None]:
    """The same connection object with other contents: only the connection inside is changed, and put back."""
    connection.ensure_connection()
    empty = connection.connection
    connection.connection = None
    own, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], f"file:{name}?mode=memory&cache=shared"
    try:
        connection.ensure_connection()
        _fill(name, empty)
        yield
    finally:
        filled_one = connection.connection
        connection.connection, connection.settings_dict["NAME"] = empty, own
        if filled_one is not None:
            filled_one.close()


def _fill(name: str, empty: sqlite3.Connection) -> None:
    kept = KEPT / f"{name}-{_fingerprint()}.sqlite3"
    if kept.exists():
        with sqlite3.connect(kept) as source:
            source.backup(connection.connection)
        source.close()
        return
    empty.backup(connection.connection)
    LOADERS[name](LOADED_AT)
    for old in KEPT.glob(f"{name}-*.sqlite3"):  # not the draft another worker writes just now
        old.unlink(missing_ok=True)
    KEPT.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(draft) as target:
        connection.connection.backup(target)
    target.close()
    draft.replace(kept)


@cache
def _fingerprint() -> str:
    """Of everything the loaded rows may depend on: our code, its data, the lock."""
    paths = [path for app in ("leads", "sitepages", "yenbinh") for path in sorted((ROOT / app).rglob("*"))]
    named = [path for path in paths if path.suffix in {".py", ".yaml", ".json", ".geojson", ".csv", ".po"}]
    digest = hashlib.sha256()
    for path in [ROOT / "requirements.txt", Path(__file__), *named]:
        digest.update(path.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:24]


# --- PostgreSQL ---


@contextmanager
def _beside(name: str) -> Iterator[None]:
    own = connection.settings_dict["NAME"]
    other = _made(own, name)
    _turn_to(other)
    try:
        yield
    finally:
        _turn_to(own)


@cache
def _made(own: str, name: str) -> str:
    other = f"{own}_{name}"
    connection.close()
    _order(f'DROP DATABASE IF EXISTS "{other}"', f'CREATE DATABASE "{other}" TEMPLATE "{own}"')
    atexit.register(_order, f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)')
    _turn_to(other)
    LOADERS[name](LOADED_AT)
    return other


def _order(*commands: str) -> None:
    """Commands that no transaction and no connection to the database itself may hold."""
    import psycopg

    given = settings.DATABASES["default"]
    named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    where = {name: given[key] for name, key in named.items() if given[key]}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as one:
        for command in commands:
            one.execute(command)


def _turn_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
