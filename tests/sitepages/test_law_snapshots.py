"""Rules are reviewed as results: the schedules of standard investors, as committed, are what the law says now."""

from __future__ import annotations

import pytest

from tests.snapshots.write import INVESTORS, ROOM, sheet


@pytest.mark.parametrize("name", sorted(INVESTORS))
def test_the_schedule_a_jurist_read_is_what_the_law_gives(name: str) -> None:
    title, facts = INVESTORS[name]
    assert (ROOM / f"{name}.md").read_text(encoding="utf-8") == sheet(title, facts), "run `make snapshots` and review"


def test_no_sheet_is_left_over() -> None:
    assert {path.stem for path in ROOM.glob("*.md")} == set(INVESTORS)
    assert len(INVESTORS) >= 12
