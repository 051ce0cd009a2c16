"""Rows a fixture wrote, written again by later tests in one go: the services that made them are run once.

A cast of officers takes some forty queries, a lead a hundred; the rows alone take one round trip. They are kept for
one database and the state it was in; in any other state, under settings of a test's own, or outside a transaction,
the fixture runs in full.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import UserSettingsHolder, settings
from django.db import connection, transaction

T = TypeVar("T")
Row = tuple[Any, ...]
# Renewed by triggers whenever a row beside them changes, when rows are written again too.
RENEWED = {"leads_houseversion", "sitepages_landversion"}


@dataclass(frozen=True)
class Kept:
    """`state` is what the tables held before; `value` the fixture's pickled result."""

    state: Row
    added: dict[str, tuple[list[str], list[Row]]]
    value: bytes


_kept: dict[tuple[str, str], Kept] = {}


def written_once(name: str, make: Callable[[], T], *, whatever_settings: bool = False) -> T:
    """What `make` gives, with its rows in the database; `name` stands for all that it does.

    `whatever_settings`: what the test changed of the settings does not show in these rows.
    """
    own = isinstance(settings._wrapped, UserSettingsHolder) and not whatever_settings
    if own or not connection.in_atomic_block:
        return make()
    key = (name, str(connection.settings_dict["NAME"]))
    if key not in _kept:
        return _made(key, make)
    kept = _kept[key]
    if _state(list(kept.added)) != kept.state:
        return make()
    with transaction.atomic():
        _write(kept.added)
    value: T = pickle.loads(kept.value)  # noqa: S301 (pickled by this very process)
    return value


def _made(key: tuple[str, str], make: Callable[[], T]) -> T:
    tables = connection.introspection.table_names()
    before = {table: set(_rows(table)[1]) for table in tables}
    counted = {table: len(rows) for table, rows in before.items()}
    value = make()
    added: dict[str, tuple[list[str], list[Row]]] = {}
    for table in tables:
        columns, rows = _rows(table)
        gone = before[table] - set(rows)
        if table in RENEWED or not (new := [row for row in rows if row not in before[table]]):
            assert table in RENEWED or not gone, f"{key[0]} takes rows of {table} away"
            continue
        assert not gone, f"{key[0]} changes rows of {table} that were there"
        added[table] = (columns, new)
    state = (_newest_type(), *(counted[table] for table in added))
    _kept[key] = Kept(state, added, pickle.dumps(value))
    return value


def _rows(table: str) -> tuple[list[str], list[Row]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return [one[0] for one in cursor.description or ()], [tuple(row) for row in cursor.fetchall()]


def _state(tables: list[str]) -> Row:
    counts = ", ".join(f"(SELECT count(*) FROM {connection.ops.quote_name(table)})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT max(id) FROM django_content_type), {counts}")
        return tuple(cursor.fetchone() or ())


def _newest_type() -> Any:
    """A test that emptied the tables had the types of content numbered anew: their numbers stand in rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM django_content_type")
        return (cursor.fetchone() or (None,))[0]


def _write(added: dict[str, tuple[list[str], list[Row]]]) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, (columns, rows) in added.items():
            names = ", ".join(quote(column) for column in columns)
            one = f"({', '.join(['%s'] * len(columns))})"
            values = [value for row in rows for value in row]
            cursor.execute(f"INSERT INTO {quote(table)} ({names}) VALUES {', '.join([one] * len(rows))}", values)
