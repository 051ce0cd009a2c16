"""The front page's worked example: one project answered on today's land and law.

Matching is not known here: `leads.portal.example` answers (`sitepages.registry`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sitepages.registry import EXAMPLE


@dataclass(frozen=True)
class Example:
    """An answered project: words in the reader's language, keys of incentives, and what to mark on the plan.

    `eligible` are the keys of benefits that apply as stated; `open` counts those not settled yet.
    """

    asked: str
    address: str
    options: int
    plots: tuple[str, ...]
    area: str
    notes: tuple[str, ...]
    eligible: tuple[str, ...]
    open: int
    alts: tuple[tuple[str, ...], ...]
    pins: tuple[tuple[str, tuple[str, ...]], ...]


def worked_example(on: date, lang: str) -> Example | None:
    """None where nobody answers, or where the example has no answer on this land and law."""
    return EXAMPLE.last(on, lang) if EXAMPLE.last else None
