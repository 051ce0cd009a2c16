"""The front page's worked example: one project answered on today's land and law.

Matching is not known here: leads registers who answers (`leads.portal.example`, in its `ready()`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


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


Answerer = Callable[[date, str], Example | None]
_answerers: list[Answerer] = []


def register_answerer(answerer: Answerer) -> None:
    _answerers[:] = [answerer]


def worked_example(on: date, lang: str) -> Example | None:
    """None where nobody answers, or where the example has no answer on this land and law."""
    return _answerers[0](on, lang) if _answerers else None
