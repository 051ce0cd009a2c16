"""What would make a project eligible, tried out: each way is applied to the facts and the law is asked again. Pure.

A set of conditions that turns the tree (remedy.py) is not yet the benefit: the rule may be out of force, a standing
requirement may fail, an exception may take its place, no segment of the benefit may hold. A way is `enough` only where
the whole law, asked again with it, gives the benefit; else it says why not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from typing import Any

from sitepages.incentives.book import LawBook, Record
from sitepages.incentives.evaluate import JUDGED, Evaluation, Judge, evaluate_with
from sitepages.incentives.holding import holding
from sitepages.incentives.remedy import Wanted, remedies
from sitepages.incentives.supposing import met, suppositions
from sitepages.incentives.tree import ZONE_FACT

SHOWN = 3
TRIED = 200  # combinations of values put to the law for one way
NOT_MET, REPLACED, NO_SEGMENT = "not_met", "replaced", "no_segment"


@dataclass(frozen=True)
class Way:
    """Conditions and standing requirements that would have to be met together.

    `changes`: facts with which it was tried. `enough`: the law then gives the benefit; else `why` (a code) and `by`
    (the rule that takes its place, the requirements that fail). `zone`: the park's own status is among the
    conditions. `decided_by`: who must still decide; "law" where nobody. `instead_of`: rules of the same money that
    the project would have too: one of them is chosen. `provided_that`: requirements still not known.
    """

    conditions: tuple[Wanted, ...]
    requirements: tuple[str, ...]
    changes: Mapping[str, Any]
    enough: bool
    why: str = ""
    by: tuple[str, ...] = ()
    zone: bool = False
    decided_by: str = "law"
    instead_of: tuple[str, ...] = ()
    provided_that: tuple[str, ...] = ()


def ways(book: LawBook, key: str, facts: Mapping[str, Any], on: date) -> tuple[Way, ...]:
    """Up to three ways that are enough, fewest conditions first; where none is, those tried with why not.

    () where the rule applies already, and where nothing a project or the park can do helps (out of force).
    """
    judge, record = Judge(book, facts, on.isoformat()), book.by_key[key]
    found = judge.verdict(record)
    if found.verdict == "eligible" or not found.in_force:
        return ()
    tried = [way for one in remedies(found.trace) if (way := _tried(judge, record, found, one))]
    enough = [way for way in tried if way.enough]
    return tuple((enough or tried)[:SHOWN])


def _tried(judge: Judge, record: Record, found: Evaluation, conditions: tuple[Wanted, ...]) -> Way | None:
    """The way with the first values that satisfy the law; with the last tried where none does."""
    standing = [judge.book.standing[key] for key in found.failed_requirements]
    choices = [suppositions(judge, one) for one in conditions] + [met(judge.book, rule) for rule in standing]
    if not all(choices):
        return None  # no fact of the vocabulary can bring it about
    failing: Way | None = None
    for change in islice(_together(choices), TRIED):
        way = _judged(judge, record, conditions, found.failed_requirements, change)
        if way.enough:
            return way
        failing = failing or way
    return failing


def _together(choices: Sequence[Sequence[Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    """One change of each; where two speak of one fact, either value is tried for both."""
    for some in product(*choices):
        yield {fact: value for change in some for fact, value in change.items()}


def _judged(
    judge: Judge, record: Record, conditions: tuple[Wanted, ...], requirements: tuple[str, ...], change: dict[str, Any]
) -> Way:
    after = judge.anew(change)
    verdicts = {one.key: one for one in evaluate_with(after)} if record.kind in JUDGED else {}
    now = verdicts.get(record.key) or after.verdict(record)
    why, by = _why_not(after, record, now)
    return Way(
        conditions=conditions,
        requirements=requirements,
        changes=change,
        enough=not why,
        why=why,
        by=by,
        zone=ZONE_FACT in change,
        decided_by=record.decided_by,
        instead_of=() if why else tuple(_same_money(now, verdicts)),
        provided_that=now.provided_that,
    )


def _why_not(after: Judge, record: Record, now: Evaluation) -> tuple[str, tuple[str, ...]]:
    if now.verdict != "eligible":
        return NOT_MET, now.failed_requirements
    if now.overridden_by:
        return REPLACED, (now.overridden_by,)
    if record.benefits and not any(holding(after, record)):
        return NO_SEGMENT, ()
    return "", ()


def _same_money(now: Evaluation, verdicts: Mapping[str, Evaluation]) -> Iterator[str]:
    for other in verdicts.values():
        same = now.exclusion_group is not None and other.exclusion_group == now.exclusion_group
        if same and other.key != now.key and other.verdict == "eligible" and not _one_package(now, other):
            yield other.key


def _one_package(one: Evaluation, other: Evaluation) -> bool:
    return one.package is not None and one.package == other.package
