"""The inquiry rows of the yardstick (shared lessons.md), 0 absent, 1 partly, 2 full, from what the shoppers saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROWS = {
    "answered": "100 % answered, proven by log",
    "at_once": "acknowledged with substance at once",
    "hour": "a person within 1 working hour, full answer in 1-2 days",
    "questions": "answers each question asked",
    "follow_up": "follow-up dated",
    "person": "right person, reason shown",
    "status": "status visible by link",
    "parked": "quiet leads parked, not lost",
    "measured": "stages measured",
    "public": "public median and 90th percentile",
}
AGENCIES = 22  # % of full marks, the world's agencies on average (lessons.md)


@dataclass(frozen=True, slots=True)
class Row:
    """`held` of `asked` checks held; `failed`: a sentence for each that did not."""

    key: str
    asked: int
    failed: tuple[str, ...]

    @property
    def points(self) -> int:
        if not self.asked or len(self.failed) >= self.asked:
            return 0
        return 1 if self.failed else 2


def table(rows: Sequence[Row]) -> str:
    """The score as text, with what failed."""
    lines = []
    for row in rows:
        held = max(0, row.asked - len(row.failed))
        lines.append(f"  {row.points}/2  {ROWS[row.key]:<58} {held:>3} of {row.asked}")
        lines += [f"         - {sentence}" for sentence in row.failed]
    points, full = sum(row.points for row in rows), 2 * len(rows)
    lines.append(
        f"Score {points} of {full}, {100 * points / full:.0f} % (the world's agencies on average: {AGENCIES} %)"
    )
    return "\n".join(lines)
