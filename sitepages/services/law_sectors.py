"""Which sectors a rule of law is about: those that its condition, read with the sector alone, does not rule out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sitepages.incentives.book import LawBook, Record
from sitepages.incentives.evaluate import Judge
from sitepages.incentives.truth import Truth

MOST_KEPT = 8
_fits: dict[tuple[str, date, tuple[str, ...]], Mapping[str, frozenset[str]]] = {}


def sectors_of(book: LawBook, on: date, sectors: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Per record the sectors it does not rule out by the sector alone; kept while the law stays the same."""
    mark = (book.version, on, sectors)
    if mark not in _fits:
        if len(_fits) >= MOST_KEPT:
            _fits.clear()
        _fits[mark] = {
            record.key: frozenset(sector for sector in sectors if _not_ruled_out(book, record, sector, on))
            for record in book.records
        }
    return _fits[mark]


def _not_ruled_out(book: LawBook, record: Record, sector: str, on: date) -> bool:
    """Of a record out of force by its own first day: it is listed, and that it is out of force is said beside it."""
    day = on.isoformat() if record.in_force(on.isoformat()) else record.valid_from
    return Judge(book, {"sector": sector}, day).node(record.condition).truth is not Truth.FALSE
