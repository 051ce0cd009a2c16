"""The state some tables are in, as one short token: what was worked out of a state is kept until it changes.

The database itself renews the token, by triggers on every table watched: whoever writes, by whichever way, a bulk
update or a hand at the SQL prompt, no page goes on showing the old state (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, TypeVar

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

# A random token, not a count: a state that was rolled back must not be taken for the one that follows it.
RENEW = "INSERT INTO {table} (id, token) VALUES (1, {token}) ON CONFLICT (id) DO UPDATE SET token = excluded.token"
TOKENS = {"sqlite": "lower(hex(randomblob(12)))", "postgresql": "md5(random()::text || clock_timestamp()::text)"}
SQLITE = """CREATE TRIGGER IF NOT EXISTS {name}_{event} AFTER {event}{columns} ON {watched} BEGIN {renew}; END"""
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {renew}; RETURN NULL; END $$",
    "DROP TRIGGER IF EXISTS {name} ON {watched}",
    "CREATE TRIGGER {name} AFTER INSERT OR UPDATE{columns} OR DELETE OR TRUNCATE ON {watched} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
)

R = TypeVar("R")
Model = type[models.Model]


@dataclass(frozen=True)
class Watch:
    """Tables watched together under a name; `version` holds their token, `prefix` begins the names of their triggers.

    `apart`: columns of a table that are no part of the state, whose writing alone renews nothing.
    """

    name: str
    version: Model
    watched: tuple[Model, ...]
    prefix: str
    apart: Mapping[Model, frozenset[str]] = field(default_factory=dict)

    @property
    def table(self) -> str:
        return self.version._meta.db_table

    def now(self) -> str:
        """The token as this connection sees it; "" while nobody has written yet. One query."""
        return self.version._default_manager.values_list("token", flat=True).first() or ""

    def put_up(self, *, using: str, **_sent: Any) -> None:
        """Put the triggers up, after each migration: on SQLite a table that is altered is made anew, without them."""
        connection = connections[using]
        tables = set(connection.introspection.table_names())
        if self.table not in tables or any(model._meta.db_table not in tables for model in self.watched):
            return  # a migration on its way: the last one of its run calls again
        with connection.cursor() as cursor:
            for command in self._commands(connection):
                cursor.execute(command)
            cursor.execute(self._renew(connection))

    def take_down(self, connection: BaseDatabaseWrapper) -> None:
        """Take the triggers down, before their table goes."""
        with connection.cursor() as cursor:
            for name, table, _columns in self._triggers():
                if connection.vendor == "sqlite":
                    for event in ("insert", "update", "delete"):
                        cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{event}")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")

    def _renew(self, connection: BaseDatabaseWrapper) -> str:
        return RENEW.format(table=self.table, token=TOKENS[connection.vendor])

    def _triggers(self) -> Iterator[tuple[str, str, str]]:
        """(name, table, " OF column, column" where not all of them are of the state)."""
        for model in self.watched:
            table, apart = model._meta.db_table, self.apart.get(model, frozenset())
            columns = [str(one.column) for one in model._meta.concrete_fields if one.name not in apart] if apart else []
            yield f"{self.prefix}{table}", table, f" OF {', '.join(columns)}" if columns else ""

    def _commands(self, connection: BaseDatabaseWrapper) -> Iterator[str]:
        """What puts the triggers up, again and again to the same end."""
        renew = self._renew(connection)
        if connection.vendor == "sqlite":
            for name, table, columns in self._triggers():
                for event, of in (("INSERT", ""), ("UPDATE", columns), ("DELETE", "")):
                    yield SQLITE.format(name=name, event=event, columns=of, watched=table, renew=renew)
            return
        function, *trigger = POSTGRESQL
        called = f"renew_{self.name}_version"
        yield function.format(function=called, renew=renew)
        for name, table, columns in self._triggers():
            for command in trigger:
                yield command.format(function=called, name=name, watched=table, columns=columns)

    def kept(
        self, states: int, version: Callable[[], str] | None = None
    ) -> Callable[[Callable[..., R]], Callable[..., R]]:
        """Keep what the function made of the last `states` states and arguments, in the memory of this process.

        The answer is shared by all threads: it must be a value that nobody changes. One query (`version`, where the
        token is asked otherwise); on a new state, the function's own. The function may depend on nothing but the
        watched tables and its arguments.
        """

        def keep(function: Callable[..., R]) -> Callable[..., R]:
            turn = Lock()  # of several threads that ask for a new state one works, the others wait for it

            @lru_cache(maxsize=states)
            def of_state(_version: str, *asked: Any) -> R:
                return function(*asked)

            @wraps(function)
            def answered(*asked: Any) -> R:
                token = (version or self.now)()
                if not token:
                    return function(*asked)
                with turn:
                    return of_state(token, *asked)

            return answered

        return keep
