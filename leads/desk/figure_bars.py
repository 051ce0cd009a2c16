"""Figures drawn as SVG: a bar in parts for a row of a table, columns by month. Pure; words stand beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 200.0, 14.0
LEFT, RIGHT, TOP, FLOOR = 30.0, 360.0, 12.0, 120.0
MOST_LABELS = 6
Part = tuple[str, int]  # class, count


def bar(parts: Iterable[Part], whole: int) -> SafeString:
    """Parts beside each other, `whole` being the full width; the table's row says the same in figures."""
    x, drawn = 0.0, []
    for kind, count in parts:
        width = WIDTH * count / whole if whole else 0.0
        if count:
            drawn.append(f'<rect class="{kind}" x="{x:.1f}" y="0.5" width="{max(width, 1):.1f}" height="13"/>')
        x += width
    head = f'<svg class="yb-bar" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" preserveAspectRatio="none" aria-hidden="true">'
    return mark_safe(head + "".join(drawn) + "</svg>")


@dataclass(frozen=True)
class Column:
    """A month: how many, and how many of them in full tone."""

    name: str
    count: int
    solid: int


def columns(rows: Sequence[Column], *, label: str) -> SafeString:
    """A column for each month; nothing where nothing was counted. The same stands in the table below."""
    tallest = max((row.count for row in rows), default=0)
    if not tallest:
        return mark_safe("")
    step = (RIGHT - LEFT) / len(rows)
    parts = [f'<path class="gr" d="M{LEFT:.0f} {TOP:.1f}H{RIGHT:.0f}"/><text x="0" y="{TOP + 4:.1f}">{tallest}</text>']
    every = -(-len(rows) // MOST_LABELS)
    for index, row in enumerate(rows):
        x, width = LEFT + index * step + step * 0.14, step * 0.72
        for kind, count in (("all", row.count), ("in", row.solid)):
            height = (FLOOR - TOP) * count / tallest
            if count:
                at = f'x="{x:.1f}" y="{FLOOR - height:.1f}" width="{width:.1f}" height="{height:.1f}"'
                parts.append(f'<rect class="{kind}" {at}/>')
        if (len(rows) - 1 - index) % every == 0:
            parts.append(f'<text x="{x + width / 2:.1f}" y="136" text-anchor="middle">{escape(row.name)}</text>')
    parts.append(f'<path class="ax" d="M{LEFT:.0f} {FLOOR:.1f}H{RIGHT:.0f}"/>')
    head = f'<svg class="yb-columns-chart" viewBox="0 0 364 142" role="img" aria-label="{escape(label)}">'
    return mark_safe(head + "".join(parts) + "</svg>")
