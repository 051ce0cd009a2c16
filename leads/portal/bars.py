"""Widths of score bars, as the numbers SVG wants (a point, never the reader's comma). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 0.35


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle on a scale of 100."""

    x: str
    width: str


def segments(contributions: Sequence[float]) -> tuple[Bar, ...]:
    """Contributions (0 to 1) laid end to end, a hairline between them."""
    bars, at = [], 0.0
    for share in contributions:
        width = share * 100
        bars.append(Bar(_svg(at), _svg(max(0.0, width - GAP))))
        at += width
    return tuple(bars)


def of_longest(value: float, longest: float) -> str:
    """A width relative to the longest weight of the table."""
    return _svg(100 * value / longest) if longest else "0"


def _svg(number: float) -> str:
    return f"{number:.2f}"
