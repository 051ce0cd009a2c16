"""What stands between a draft and its publishing: schema, names, figures, golden cases, equal numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sitepages.choices import IncentiveKind
from sitepages.incentives.book import LawBook
from sitepages.incentives.golden import FEWEST, Miss, case_day, law_day, misses
from sitepages.incentives.golden_worth import Hollow, counted, hollow
from sitepages.incentives.limits import Fault, record_faults, verified_ahead
from sitepages.incentives.same_numbers import Unequal, unequal_numbers, unsaid_value
from sitepages.incentives.schema import problems
from sitepages.incentives.tree import BadCondition
from sitepages.models import IncentiveVersion
from sitepages.services.law import book_beside, book_with, law_book, law_on
from sitepages.services.law_files import read_schema
from sitepages.services.law_readers import readers_by_key
from sitepages.services.policy_together import digest_of, together

FEW_CASES = "record.golden: has "
SHAPES: dict[str, str] = {
    IncentiveKind.CONDITION: "named_condition",
    IncentiveKind.REQUIREMENT: "requirement",
    IncentiveKind.FIGURE: "figure",
}


@dataclass(frozen=True)
class Findings:
    """Why a version may not be published; nothing stands against it when all are empty.

    `others`: golden cases of other rules that come out otherwise with it, (rule, miss). `beside`: rules whose drafts
    go with it and are not ready themselves.
    """

    malformed: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    too_few: int | None = None
    hollow: tuple[Hollow, ...] = ()
    missed: tuple[Miss, ...] = ()
    unequal: tuple[Unequal, ...] = ()
    others: tuple[tuple[str, Miss], ...] = ()
    beside: tuple[str, ...] = ()
    cases: int = field(default=0, compare=False)

    @property
    def clear(self) -> bool:
        return self == Findings()

    @property
    def cases_against(self) -> bool:
        return self.too_few is not None or bool(self.missed or self.hollow)

    @property
    def others_against(self) -> bool:
        return bool(self.others or self.beside)

    @property
    def count(self) -> int:
        """How many things stand against it, each of them told by itself."""
        lists = (self.malformed, self.faults, self.hollow, self.missed, self.unequal, self.others, self.beside)
        return sum(map(len, lists)) + (self.too_few is not None)


def findings(version: IncentiveVersion) -> Findings:
    """Everything that speaks against publishing the version as it stands, with what goes with it."""
    return _found(version, together(version))


def findings_on(version: IncentiveVersion, on: date) -> Findings:
    """The same on the day it is to be signed: nobody has verified anything on a day to come."""
    drafts = together(version)
    found = _found(version, drafts)
    if found.malformed:
        return found
    ahead = tuple(verified_ahead(version.record, on))
    beside = tuple(one.incentive.key for one in drafts[1:] if one.verified_on > on)
    return replace(found, faults=(*found.faults, *ahead), beside=tuple(dict.fromkeys((*found.beside, *beside))))


def _found(version: IncentiveVersion, drafts: Sequence[IncentiveVersion]) -> Findings:
    own = _of_draft(version, drafts)
    if version.goes_with_id or own.malformed:
        return own
    beside = tuple(one.incentive.key for one in drafts[1:] if not _of_draft(one, drafts).clear)
    try:
        return replace(own, beside=beside, others=tuple(turned(drafts)))
    except BadCondition:  # of a companion, which is not ready then
        return replace(own, beside=beside)


def _of_draft(version: IncentiveVersion, drafts: Sequence[IncentiveVersion]) -> Findings:
    """What speaks against one draft by itself."""
    record = version.record
    schema, kind = read_schema(), version.incentive.kind
    places = problems(record, schema["$defs"][SHAPES.get(kind, "record")], schema, "record")
    malformed = tuple(place for place in places if not place.startswith(FEW_CASES))  # told by itself, in words
    if malformed:
        return Findings(malformed=malformed)
    proved = kind != IncentiveKind.FIGURE  # a figure of the law has no cases of its own
    count = counted({**record, "kind": kind})
    found = Findings(
        too_few=count if proved and count < FEWEST else None,
        hollow=hollow(record) if proved else (),
        unequal=(*unequal_numbers(record), *unsaid_value(record)),
        cases=len(record.get("golden", ())),
    )
    others = [one for one in drafts if one.pk != version.pk]
    try:
        book = book_with(record, law_day(record), others)
        faults = record_faults(record, {key: fact.limits for key, fact in book.facts.items()})
        return replace(found, faults=faults, missed=misses(book, record))
    except BadCondition as bad:
        return replace(found, malformed=(str(bad),))


def turned(drafts: Sequence[IncentiveVersion]) -> Iterator[tuple[str, Miss]]:
    """Golden cases of other rules that hold today and come out otherwise with these drafts.

    Each case is judged by the law of its own day: a change that begins later turns none of an earlier day.
    """
    changed, digest = {draft.incentive.key for draft in drafts}, digest_of(drafts[0])
    for day, records in cases_by_day(_readers(changed, drafts[0].valid_from)):
        before = law_book(day)
        after = _kept(_Change(tuple(drafts), digest, before.version, day))
        for record in records if before.version != after.version else ():
            failing = set(misses(before, record))
            yield from ((record["id"], miss) for miss in misses(after, record) if miss not in failing)


def _readers(changed: Collection[str], day: date) -> Iterator[Mapping[str, Any]]:
    """The records of the day's law that have golden cases and may read what is changed, with their keys."""
    rules, shared = law_on(day)
    readers = readers_by_key(day)
    keys = {key for one in changed for key in readers.get(one, ())}
    for version in (*shared.of_day.values(), *rules):
        own, cases = version.incentive.key, version.record.get("golden", ())
        beside = {name for case in cases for name in case.get("with", ())}
        if own not in changed and (own in keys or own in shared.of_day or beside & set(changed)):
            yield {**version.record, "id": own, "kind": version.incentive.kind}


def cases_by_day(records: Iterable[Mapping[str, Any]]) -> Iterator[tuple[date, list[Mapping[str, Any]]]]:
    """The records by the days of their golden cases, each with the cases of that day."""
    days: dict[date, dict[str, Any]] = {}
    for record in records:
        for case in record.get("golden", ()):
            one = days.setdefault(case_day(record, case), {}).setdefault(record["id"], {**record, "golden": []})
            one["golden"].append(case)
    for day in sorted(days):
        yield day, list(days[day].values())


@dataclass(frozen=True)
class _Change:
    """Drafts and the law they are put into; equal where the leader's digest and the law are."""

    drafts: tuple[IncentiveVersion, ...] = field(compare=False)
    digest: str
    law: str
    day: date


@lru_cache(maxsize=16)
def _kept(change: _Change) -> LawBook:
    """The law of a day with the drafts, built once for all rules."""
    return book_beside(change.drafts, change.day)
