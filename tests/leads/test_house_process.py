"""What another process writes is another state of the house for this one."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.db import connection

from leads.services.house_version import HOUSE
from tests.quick_db import KEPT, key


def test_another_process_changes_the_state(db: None, tmp_path: Path) -> None:
    ask = "SELECT token FROM leads_houseversion"
    add = "INSERT INTO leads_pool (key, name_vi, name_en, valid_from) VALUES ('{}', 'N', 'P', '2026-01-01')"
    if connection.vendor == "postgresql":
        before, here = HOUSE.now(), connection.get_connection_params()
        other = "import psycopg, sys; c = psycopg.connect(sys.argv[1], autocommit=True); c.execute(sys.argv[2])"
        where = f"postgresql://{here.get('user', '')}@{here.get('host', '')}:{here.get('port', '')}/{here['dbname']}"
        run(other, where, "UPDATE sitepages_sector SET key = key")
        assert HOUSE.now() != before
        return
    copy = tmp_path / "house.sqlite3"
    shutil.copy(KEPT / f"{key()}.sqlite3", copy)
    with sqlite3.connect(copy) as mine:
        seen = [mine.execute(ask).fetchone()]
        for number in range(2):
            run(
                "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
                str(copy),
                add.format(number),
            )
            seen.append(mine.execute(ask).fetchone())
    mine.close()
    assert len(set(seen)) == 3


def run(program: str, *given: str) -> None:
    subprocess.run([sys.executable, "-c", program, *given], check=True, timeout=60)
