"""The state the land's tables are in, as one short token: what was worked out of a state is kept until it changes.

The database itself renews the token, by triggers on every table the explorer reads: whoever writes, by whichever
way, a bulk update or a hand at the SQL prompt, no page goes on showing the old state (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, TypeVar

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from sitepages.models import (
    FunctionalZone,
    LandVersion,
    ParkLayer,
    Plot,
    PlotEvidence,
    PlotNeighbour,
    PlotReceipt,
    PlotStatusChange,
    Sector,
    SectorPermission,
)

WATCHED: tuple[type[models.Model], ...] = (
    FunctionalZone,
    ParkLayer,
    Plot,
    PlotEvidence,
    PlotNeighbour,
    PlotReceipt,
    PlotStatusChange,
    Sector,
    SectorPermission,
)
TABLE = LandVersion._meta.db_table
# A random token, not a count: a state that was rolled back must not be taken for the one that follows it.
RENEW = "INSERT INTO {table} (id, token) VALUES (1, {token}) ON CONFLICT (id) DO UPDATE SET token = excluded.token"
TOKENS = {"sqlite": "lower(hex(randomblob(12)))", "postgresql": "md5(random()::text || clock_timestamp()::text)"}
EVENTS = ("INSERT", "UPDATE", "DELETE")
SQLITE = """CREATE TRIGGER IF NOT EXISTS {name}_{event} AFTER {event} ON {watched} BEGIN {renew}; END"""
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION renew_land_version() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN {renew}; RETURN NULL; END $$",
    "DROP TRIGGER IF EXISTS {name} ON {watched}",
    "CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {watched} "
    "FOR EACH STATEMENT EXECUTE FUNCTION renew_land_version()",
)

R = TypeVar("R")


def version_now() -> str:
    """The token of the state as this connection sees it; "" while nobody has written yet. One query."""
    return LandVersion.objects.values_list("token", flat=True).first() or ""


def watch_the_land(*, using: str, **_sent: Any) -> None:
    """Put the triggers up, after each migration: on SQLite a table that is altered is made anew, without them."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if TABLE not in tables or any(model._meta.db_table not in tables for model in WATCHED):
        return  # a migration on its way: the last one of its run calls again
    with connection.cursor() as cursor:
        for command in commands(connection):
            cursor.execute(command)
        cursor.execute(RENEW.format(table=TABLE, token=TOKENS[connection.vendor]))


def commands(connection: BaseDatabaseWrapper) -> list[str]:
    """What puts the triggers up, again and again to the same end."""
    names = [(f"renews_{model._meta.db_table}", model._meta.db_table) for model in WATCHED]
    if connection.vendor == "sqlite":
        renew = RENEW.format(table=TABLE, token=TOKENS["sqlite"])
        return [
            SQLITE.format(name=name, event=event, watched=watched, renew=renew)
            for name, watched in names
            for event in EVENTS
        ]
    function, *trigger = POSTGRESQL
    renew = RENEW.format(table=TABLE, token=TOKENS["postgresql"])
    return [
        function.format(renew=renew),
        *(command.format(name=name, watched=watched) for name, watched in names for command in trigger),
    ]


def leave_the_land(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers down, before their table goes."""
    with connection.cursor() as cursor:
        for table in (model._meta.db_table for model in WATCHED):
            if connection.vendor == "sqlite":
                for event in EVENTS:
                    cursor.execute(f"DROP TRIGGER IF EXISTS renews_{table}_{event}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS renews_{table} ON {table}")


def kept_of_the_land(states: int) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Keep what the function made of the last `states` states and arguments, in the memory of this process.

    The answer is shared by all threads: it must be a value that nobody changes. One query; on a new state, the
    function's own. The function may depend on nothing but the watched tables and its arguments.
    """

    def keep(function: Callable[..., R]) -> Callable[..., R]:
        turn = Lock()  # of several threads that ask for a new state one works, the others wait for it

        @lru_cache(maxsize=states)
        def of_state(_version: str, *asked: Any) -> R:
            return function(*asked)

        @wraps(function)
        def answered(*asked: Any) -> R:
            version = version_now()
            if not version:
                return function(*asked)
            with turn:
                return of_state(version, *asked)

        return answered

    return keep
