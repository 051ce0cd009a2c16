"""The database itself refuses to change or delete a published version of law, whoever asks and by whichever way.

One thing may happen to it afterwards: an open validity may be closed by a last day. Everything else is a new version.
"""

from __future__ import annotations

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from sitepages.models import IncentiveVersion

TABLE = IncentiveVersion._meta.db_table
CLOSES = "valid_to"
REFUSAL = "A published version of law is never changed or deleted: publish a new version instead."
EVENTS = ("UPDATE", "DELETE")
SQLITE = (
    "DROP TRIGGER IF EXISTS {name}",
    "CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN OLD.published_at IS NOT NULL AND ({when}) "
    "BEGIN SELECT RAISE(ABORT, '{why}'); END",
)
# The row as a whole, so that no column is bound to the trigger and a migration may alter each.
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION keep_published_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF OLD.published_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) - '{closes}' = to_jsonb(NEW) - '{closes}'
            AND (OLD.{closes} IS NULL OR OLD.{closes} IS NOT DISTINCT FROM NEW.{closes})
        THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '{why}' USING ERRCODE = 'check_violation'; END $$""",
    "DROP TRIGGER IF EXISTS {name} ON {table}",
    "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION keep_published_law()",
)


def guard_the_law(*, using: str, **_sent: object) -> None:
    """Put the triggers up, after each migration: on SQLite a table that is altered is made anew, without them."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names() and _recorded(connection):
        put_up(connection)


def _recorded(connection: BaseDatabaseWrapper) -> bool:
    """Whether the table is as its model has it: not while migrations go back."""
    with connection.cursor() as cursor:
        there = {column.name for column in connection.introspection.get_table_description(cursor, TABLE)}
    return {"published_at", CLOSES} <= there


def put_up(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, TABLE)]
        for command in commands(connection.vendor, columns):
            cursor.execute(command)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """For a migration that must touch published rows, and for an emptied database."""
    with connection.cursor() as cursor:
        for event in EVENTS:
            of_table = "" if connection.vendor == "sqlite" else f" ON {TABLE}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(event)}{of_table}")


def commands(vendor: str, columns: list[str]) -> list[str]:
    """What puts the triggers up; on SQLite with every column the table has."""
    changed = [f'OLD."{name}" IS NOT NEW."{name}"' for name in columns if name != CLOSES]
    changed.append(f'OLD."{CLOSES}" IS NOT NULL AND OLD."{CLOSES}" IS NOT NEW."{CLOSES}"')
    when = {"UPDATE": " OR ".join(changed), "DELETE": "1"}
    rows = SQLITE if vendor == "sqlite" else POSTGRESQL
    return [
        row.format(name=_name(event), event=event, table=TABLE, when=when[event], why=REFUSAL, closes=CLOSES)
        for event in EVENTS
        for row in rows
    ]


def _name(event: str) -> str:
    return f"keeps_published_law_{event.lower()}"
