"""How ready a plot is: three levels, each held only while all its evidence and that of the lower ones is. Pure.

The rules are data (seed/readiness.yaml). On level 1 a piece of evidence that names a fact is that fact
with its receipt, still in use and not older than the rule allows; everything else is a document on record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sitepages.land.facts import Fact, PlotFacts
from sitepages.land.geometry import area_m2
from sitepages.land.tolerances import AREA_SHARE

FIRST = 1


class EvidenceState(StrEnum):
    HELD = "held"
    OLD = "old"  # there was one; it is past its date
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """One piece of evidence a level asks: `field` is the plot's fact it speaks of, "" if none."""

    key: str
    level: int
    names: tuple[str, str]
    field: str
    max_age_days: int
    rules: tuple[str, str]  # what it must show, vi and en


@dataclass(frozen=True, slots=True)
class Level:
    order: int
    names: tuple[str, str]
    promises: tuple[str, str]
    evidence: tuple[EvidenceRule, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document on record for a piece of evidence."""

    source: str
    verified_on: date
    valid_until: date | None = None
    verified_by: str = ""
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    rule: EvidenceRule
    state: EvidenceState
    document: Document | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """`level` is the highest held (0: none); `evidence` every piece asked, in order."""

    level: int
    evidence: tuple[Evidence, ...]

    def of(self, level: int) -> list[Evidence]:
        return [one for one in self.evidence if one.rule.level == level]

    def missing(self, level: int) -> list[Evidence]:
        return [one for one in self.of(level) if one.state is not EvidenceState.HELD]


def readiness_of(levels: Sequence[Level], plot: PlotFacts, documents: Mapping[str, Document], on: date) -> Readiness:
    """`documents` by evidence key: the plot's own and the park's."""
    found = tuple(_evidence(rule, plot, documents.get(rule.key), on) for level in levels for rule in level.evidence)
    held = 0
    for level in levels:
        if any(one.state is not EvidenceState.HELD for one in found if one.rule.level == level.order):
            break
        held = level.order
    return Readiness(held, found)


def _evidence(rule: EvidenceRule, plot: PlotFacts, document: Document | None, on: date) -> Evidence:
    if document is None and rule.level == FIRST and rule.field:
        document = _status(plot) if rule.field == "status" else _receipt(plot.facts.get(rule.field))
        if rule.key == "boundary" and document and not _same_area(plot):
            document = None
    return evidence_of(rule, document, on)


def evidence_of(rule: EvidenceRule, document: Document | None, on: date) -> Evidence:
    """A document against the rule's age on the day."""
    if document is None:
        return Evidence(rule, EvidenceState.MISSING, None)
    until = document.verified_on + timedelta(days=rule.max_age_days)
    if document.valid_until is not None:
        until = min(until, document.valid_until)
    return Evidence(rule, EvidenceState.HELD if on <= until else EvidenceState.OLD, document)


def _receipt(fact: Fact | None) -> Document | None:
    if fact is None or not fact.known or fact.source is None or fact.verified_on is None:
        return None
    return Document(fact.source, fact.verified_on, fact.valid_until, fact.verified_by or "", fact.illustrative)


def _status(plot: PlotFacts) -> Document | None:
    """The status by its receipt, as long ago as that is; one past its day counts as old."""
    fact = plot.status_fact
    if fact is None or fact.verified_on is None:
        return None
    return Document(fact.source or "", fact.verified_on, fact.valid_until, fact.verified_by or "", fact.illustrative)


def _same_area(plot: PlotFacts) -> bool:
    declared = plot.value("area_m2")
    computed = area_m2(plot.ring)
    return isinstance(declared, (int, float)) and abs(declared - computed) <= AREA_SHARE * declared
