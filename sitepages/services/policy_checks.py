"""What stands between a draft and its publishing: schema, names, golden cases, equal numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from sitepages.incentives.book import LawBook
from sitepages.incentives.golden import FEWEST, Miss, law_day, misses
from sitepages.incentives.same_numbers import Unequal, unequal_numbers
from sitepages.incentives.schema import problems
from sitepages.incentives.tree import BadCondition
from sitepages.models import IncentiveVersion
from sitepages.services.law import book_with
from sitepages.services.law_files import read_schema


@dataclass(frozen=True)
class Findings:
    """Why a version may not be published; nothing stands against it when all are empty."""

    malformed: tuple[str, ...] = ()
    too_few: int | None = None
    missed: tuple[Miss, ...] = ()
    unequal: tuple[Unequal, ...] = ()
    cases: int = field(default=0, compare=False)

    @property
    def clear(self) -> bool:
        return self == Findings()


def findings(version: IncentiveVersion) -> Findings:
    """Everything that speaks against publishing the version as it stands."""
    record = version.record
    schema = read_schema()
    malformed = tuple(problems(record, schema["$defs"]["record"], schema, "record"))
    if malformed:
        return Findings(malformed=malformed)
    try:
        book = book_of(version)
    except BadCondition as bad:
        return Findings(malformed=(str(bad),))
    count = len(record["golden"])
    return Findings(
        too_few=count if count < FEWEST else None,
        missed=misses(book, record),
        unequal=unequal_numbers(record),
        cases=count,
    )


def book_of(version: IncentiveVersion) -> LawBook:
    """The law as it would stand with this version in it; raises BadCondition."""
    return book_with(version.record, on=law_day(version.record))
