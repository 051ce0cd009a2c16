"""A migrated SQLite database kept between test runs: 17 s of migrations become one copy.

Keyed by everything that migrations depend on, so a changed migration or lock makes a new one.
PostgreSQL is always migrated from nothing.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "databases"
migrate_from_nothing = DatabaseCreation.create_test_db


def use_kept_database() -> None:
    DatabaseCreation.create_test_db = create_test_db  # the one seam Django has


def key() -> str:
    named = ("*/migrations/*.py", "*/choices.py", "*/services/*_version.py", "*/services/table_state.py")  # triggers
    parts = [ROOT / "requirements.txt", *(path for name in named for path in sorted(ROOT.glob(name)))]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:24]


def create_test_db(self: DatabaseCreation, verbosity: int = 1, autoclobber: bool = False, **more: Any) -> str:
    kept = KEPT / f"{key()}.sqlite3"
    if not kept.exists():
        name = migrate_from_nothing(self, verbosity, autoclobber, **more)
        keep(self.connection, kept)
        return name
    self.connection.close()
    name = self._get_test_db_name()
    self._create_test_db(verbosity, autoclobber=True)
    settings.DATABASES[self.connection.alias]["NAME"] = name
    self.connection.settings_dict["NAME"] = name
    self.connection.ensure_connection()
    with sqlite3.connect(kept) as source:
        source.backup(self.connection.connection)
    source.close()
    return name


def keep(connection: Any, kept: Path) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(draft) as target:
        connection.connection.backup(target)
    target.close()
    draft.replace(kept)
