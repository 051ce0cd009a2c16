"""A year-by-year chart as SVG: due in full tone, spared in pale, what the minimum tax may take back hatched. Pure.

Drawn from numbers only, written with a point; words and table stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sitepages import figures

LEFT, RIGHT, TOP, FLOOR = 44.0, 612.0, 31.5, 170.0
MOST_LABELS = 8
MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Bar:
    """A year: due, spared (both None if not known), and how much the minimum tax takes or may take."""

    year: int
    due: Decimal | None
    spared: Decimal | None
    taken: Decimal


def chart(bars: Sequence[Bar], *, label: str, unit: str, lang: str) -> SafeString:
    """`unit` names the axis in millions; a year whose figure is not known has a dashed frame."""
    tallest = max(((bar.due or Decimal(0)) + (bar.spared or Decimal(0)) for bar in bars), default=Decimal(0))
    if tallest <= 0:
        return mark_safe("")
    parts = [
        *_axis(tallest, unit, lang),
        *(part for index, bar in enumerate(bars) for part in _bar(bar, index, len(bars), tallest)),
        *_years(bars),
        f'<path class="ax" d="M{LEFT:.0f} 170.7H{RIGHT:.0f}"/>',
    ]
    head = f'<svg class="chart" viewBox="0 0 620 196" role="img" aria-label="{escape(label)}">'
    return mark_safe(head + "".join(parts) + "</svg>")


def _axis(tallest: Decimal, unit: str, lang: str) -> Iterator[str]:
    for share in (Decimal("0.5"), Decimal(1)):
        y = FLOOR - float(share) * (FLOOR - TOP)
        shown = figures.number((tallest * share / MILLION).quantize(Decimal("0.01")), None, lang)
        yield f'<path class="gr" d="M{LEFT:.0f} {y:.1f}H{RIGHT:.0f}"/><text x="0" y="{y + 5:.1f}">{shown}</text>'
    yield f'<text x="0" y="14">{escape(unit)}</text>'


def _slot(index: int, count: int) -> tuple[float, float]:
    """Left edge and width of a bar."""
    step = (RIGHT - LEFT) / count
    return LEFT + index * step + step * 0.12, step * 0.76


def _bar(bar: Bar, index: int, count: int, tallest: Decimal) -> Iterator[str]:
    x, width = _slot(index, count)
    if bar.due is None or bar.spared is None:
        yield _rect("unkb", x, width, 0, FLOOR - TOP)
        return
    due, spared, taken = (float(part / tallest) * (FLOOR - TOP) for part in (bar.due, bar.spared, bar.taken))
    if spared > 0:
        yield _rect("save", x, width, due, spared)
    if taken > 0:
        inset = width * 0.12
        yield _rect("top-up", x + inset, width - 2 * inset, due, taken)
    if due > 0:
        yield _rect("pay", x, width, 0, due)


def _rect(kind: str, x: float, width: float, above: float, height: float) -> str:
    y = FLOOR - above - height
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _years(bars: Sequence[Bar]) -> Iterator[str]:
    every = -(-len(bars) // MOST_LABELS)
    for index, bar in enumerate(bars):
        if index % every == 0:
            x, width = _slot(index, len(bars))
            yield f'<text x="{x + width / 2:.1f}" y="190" text-anchor="middle">{bar.year}</text>'
