"""Which places of its basis a segment rests on: the clause of each cell. Pure.

A record lists all its places together (who, how much, from when); an act sets each of these in one article.
Where no article is known for a kind of segment, the record's first place stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sitepages.incentives.benefits import Benefit
from sitepages.incentives.book import Record
from sitepages.incentives.cells import Place

# (tax, kind) -> (citation, article): the CIT law sets rates in Arts. 10 and 13, holidays in 14, deductions in 9.
ARTICLES: Mapping[tuple[str, str], Sequence[tuple[str, str]]] = {
    ("cit", "rate"): (("TNDN", "13"), ("TNDN", "10")),
    ("cit", "exempt"): (("TNDN", "14"), ("ND20", "7")),
    ("cit", "reduce"): (("TNDN", "14"), ("ND20", "7")),
    ("cit", "deduct"): (("ND20", "9"), ("TNDN", "9")),
    ("cit", "pay"): (("NQ107", "4"),),
    ("land_rent", "exempt"): (("ND103", "39"), ("QD29", "7")),
    ("land_rent", "reduce"): (("ND103", "39"), ("QD29", "7"), ("ND20", "5")),
    ("pit", "exempt"): (("ND253", ""),),
}


def places(kept: dict[Any, Any], record: Record, segment: Benefit) -> tuple[Place, ...]:
    """The places of a segment, by index into the record's basis; `kept` holds answers given before."""
    key = ("places", record.key, segment.index)
    if key not in kept:
        kept[key] = _places(record, segment)
    found: tuple[Place, ...] = kept[key]
    return found


def _places(record: Record, segment: Benefit) -> tuple[Place, ...]:
    if not record.basis:
        return ()
    for citation, article in ARTICLES.get((segment.tax, segment.kind), ()):
        found = tuple(
            (record.key, index)
            for index, place in enumerate(record.basis)
            if place.citation == citation and _names(place.article, article)
        )
        if found:
            return found
    return ((record.key, 0),)


def _names(articles: str, article: str) -> bool:
    numbers = [part.strip().partition(".")[0] for part in articles.split(",")]
    return not article or article in numbers
