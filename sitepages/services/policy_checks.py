"""What stands between a draft and its publishing: schema, names, golden cases, equal numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sitepages.choices import SHARED_KINDS, IncentiveKind
from sitepages.incentives.book import LawBook
from sitepages.incentives.golden import FEWEST, Miss, law_day, misses
from sitepages.incentives.same_numbers import Unequal, unequal_numbers, unsaid_value
from sitepages.incentives.schema import problems
from sitepages.incentives.tree import BadCondition
from sitepages.models import IncentiveVersion
from sitepages.services.law import book_with, law_on
from sitepages.services.law_files import read_schema
from sitepages.services.law_readers import readers_of

SHAPES: dict[str, str] = {
    IncentiveKind.CONDITION: "named_condition",
    IncentiveKind.REQUIREMENT: "requirement",
    IncentiveKind.FIGURE: "figure",
}


@dataclass(frozen=True)
class Findings:
    """Why a version may not be published; nothing stands against it when all are empty.

    `others`: cases of the rules that read it, (rule, miss); told, not held against it.
    """

    malformed: tuple[str, ...] = ()
    too_few: int | None = None
    missed: tuple[Miss, ...] = ()
    unequal: tuple[Unequal, ...] = ()
    cases: int = field(default=0, compare=False)
    others: tuple[tuple[str, Miss], ...] = field(default=(), compare=False)

    @property
    def clear(self) -> bool:
        return self == Findings()


def findings(version: IncentiveVersion) -> Findings:
    """Everything that speaks against publishing the version as it stands."""
    record = version.record
    schema, kind = read_schema(), version.incentive.kind
    malformed = tuple(problems(record, schema["$defs"][SHAPES.get(kind, "record")], schema, "record"))
    if malformed:
        return Findings(malformed=malformed)
    try:
        book = book_of(version)
    except BadCondition as bad:
        return Findings(malformed=(str(bad),))
    count = len(record.get("golden", ()))
    return Findings(
        too_few=count if count < FEWEST and kind != IncentiveKind.FIGURE else None,
        missed=misses(book, record),
        unequal=(*unequal_numbers(record), *unsaid_value(record)),
        cases=count,
        others=tuple(_of_readers(version, book)),
    )


def _of_readers(version: IncentiveVersion, book: LawBook) -> Iterator[tuple[str, Miss]]:
    """Golden cases of rules that come out otherwise with this shared version: their rule needs a version too.

    They do not block, or neither of the two could ever be published first.
    """
    if version.incentive.kind not in SHARED_KINDS:
        return
    day = version.valid_from
    rules, _shared = law_on(day)
    keys = readers_of(version.incentive.key, day)
    for other in (rule for rule in rules if rule.incentive.key in keys):
        yield from ((other.incentive.key, miss) for miss in misses(book, other.record))


def book_of(version: IncentiveVersion) -> LawBook:
    """The law as it would stand with this version in it; raises BadCondition."""
    return book_with(version.record, on=law_day(version.record))
