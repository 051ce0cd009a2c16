"""Django's flush, past the guard of published law: who empties the whole database means it."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.flush import Command as Flush
from django.db import connections

from sitepages.services.law_guard import put_up, take_down


class Command(Flush):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        take_down(connection)
        try:
            super().handle(**options)
        finally:
            put_up(connection)
