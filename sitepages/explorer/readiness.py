"""The levels of readiness of a plot with their evidence, as lines in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitepages.land.readiness import Evidence, Readiness
from sitepages.language import site_language
from sitepages.services.readiness import levels

YEAR = 365  # days


@dataclass(frozen=True)
class EvidenceRow:
    key: str
    name: str
    rule: str  # what it must show, and how old it may be
    state: str
    source: str
    verified_on: date | None
    illustrative: bool


@dataclass(frozen=True)
class LevelRow:
    order: int
    name: str
    promise: str
    held: bool
    evidence: tuple[EvidenceRow, ...]


def level_rows(readiness: Readiness) -> Iterator[LevelRow]:
    side = 0 if site_language() == "vi" else 1
    for level in levels():
        yield LevelRow(
            order=level.order,
            name=level.names[side],
            promise=level.promises[side],
            held=readiness.level >= level.order,
            evidence=evidence_rows(readiness.of(level.order)),
        )


def age_words(days: int) -> str:
    """How old evidence may be; what holds for a generation needs no words."""
    if days > 20 * YEAR:
        return ""
    if days % YEAR:
        return ngettext("at most %(n)s day old", "at most %(n)s days old", days) % {"n": days}
    years = days // YEAR
    return ngettext("at most %(n)s year old", "at most %(n)s years old", years) % {"n": years}


def evidence_rows(evidence: Iterable[Evidence]) -> tuple[EvidenceRow, ...]:
    side = 0 if site_language() == "vi" else 1
    return tuple(
        EvidenceRow(
            key=one.rule.key,
            name=one.rule.names[side],
            rule="; ".join(part for part in (one.rule.rules[side], age_words(one.rule.max_age_days)) if part),
            state=one.state.value,
            source=(_(one.document.source) if one.document.source else "") if one.document else "",
            verified_on=one.document.verified_on if one.document else None,
            illustrative=bool(one.document and one.document.illustrative),
        )
        for one in evidence
    )
