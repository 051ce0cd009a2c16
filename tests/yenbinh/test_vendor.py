"""Files of others that we carry are, to the byte, what their registry gave out."""

from __future__ import annotations

import json
from pathlib import Path

from yenbinh.management.commands.vendor import LOCK, ROOT, changed

CARRIED = ("sitepages/static/vendor", "sitepages/typst/fonts")


def test_every_carried_file_is_as_it_was_fetched_and_named_in_the_lock() -> None:
    lock = json.loads(LOCK.read_text())
    assert changed(lock) == []
    named = {path for package in lock["packages"] for path in package["files"]}
    found = {str(path.relative_to(ROOT)) for room in CARRIED for path in (ROOT / room).rglob("*") if path.is_file()}
    assert found == named


def test_a_changed_byte_is_seen(tmp_path: Path) -> None:
    lock = json.loads(LOCK.read_text())
    path = next(path for package in lock["packages"] for path in package["files"] if path.endswith(".js"))
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_bytes((ROOT / path).read_bytes() + b" ")
    assert path in changed(lock, tmp_path)
