"""Page value of the whole park's facts and documents: what holds for every plot, and what nobody has answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sitepages.explorer.answers import group_names
from sitepages.explorer.readiness import EvidenceRow, evidence_rows
from sitepages.land.answers import Question
from sitepages.land.facts import Fact, FactState
from sitepages.landdesk.fact_page import SOON
from sitepages.landdesk.words import proof_words, who_words
from sitepages.language import site_language
from sitepages.models import ParkSettings
from sitepages.services.park_facts import park_facts_on, park_questions
from sitepages.services.readiness import park_readiness


@dataclass(frozen=True)
class ParkFactRow:
    key: str
    name: str
    value: str  # past its day: what it last said
    state: str
    source: str
    verified_on: date | None
    verified_by: str
    valid_until: date | None
    soon: bool
    illustrative: bool
    ask: str  # what would prove it, where nobody has answered


@dataclass(frozen=True)
class ParkGroup:
    title: str
    rows: tuple[ParkFactRow, ...]


@dataclass(frozen=True)
class ParkPage:
    on: date
    groups: tuple[ParkGroup, ...]
    known: int
    expired: int
    total: int
    documents: tuple[EvidenceRow, ...]


def park_page(on: date) -> ParkPage:
    facts = park_facts_on(on)
    return ParkPage(
        on=on,
        groups=tuple(_groups(facts, on)),
        known=sum(fact.known for fact in facts.values()),
        expired=sum(fact.state is FactState.EXPIRED for fact in facts.values()),
        total=len(facts),
        documents=evidence_rows(park_readiness(on, ParkSettings.load())),
    )


def _groups(facts: dict[str, Fact], on: date) -> Iterator[ParkGroup]:
    rows: dict[str, list[ParkFactRow]] = {}
    for question in park_questions():
        rows.setdefault(question.group, []).append(_row(question, facts[question.key], on + SOON))
    names = group_names()
    for group, found in rows.items():
        yield ParkGroup(names[group], tuple(found))


def _row(question: Question, fact: Fact, soon: date) -> ParkFactRow:
    return ParkFactRow(
        key=question.key,
        name=question.label(site_language()),
        value=str(fact.last_value or ""),
        state=fact.state.value,
        source=fact.source or "",
        verified_on=fact.verified_on,
        verified_by=who_words(fact.verified_by or ""),
        valid_until=fact.valid_until,
        soon=fact.known and fact.valid_until is not None and fact.valid_until <= soon,
        illustrative=fact.illustrative,
        ask=proof_words(question.receipt),
    )
