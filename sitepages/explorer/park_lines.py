"""Facts of the whole park as lines of a plot's page and its brochure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sitepages.explorer.answers import group_names
from sitepages.explorer.list_page import lang
from sitepages.explorer.plot_lines import FactGroup, FactLine, unknown_words
from sitepages.land.answers import Question
from sitepages.land.facts import Fact, FactState
from sitepages.services.park_facts import park_facts_on, park_questions


@dataclass(frozen=True)
class ParkLines:
    """`groups` hold what was ever given, an expired fact as not known; `unknown` names what nobody has answered."""

    groups: tuple[FactGroup, ...]
    unknown: tuple[str, ...]


def park_lines(on: date) -> ParkLines:
    facts = park_facts_on(on)
    asked = [question for question in park_questions() if question.group != "site"]  # name and address of the park
    rows: dict[str, list[FactLine]] = {}
    for question in asked:
        if facts[question.key].state is not FactState.MISSING:
            rows.setdefault(question.group, []).append(line_of_the_park(question, facts[question.key]))
    names = group_names()
    return ParkLines(
        groups=tuple(FactGroup(names[group], tuple(lines)) for group, lines in rows.items()),
        unknown=tuple(q.label(lang()) for q in asked if facts[q.key].state is FactState.MISSING),
    )


def line_of_the_park(question: Question, fact: Fact) -> FactLine:
    return FactLine(
        name=question.label(lang()),
        value=str(fact.value) if fact.known else "",
        why=unknown_words(fact),
        source=fact.source or "",
        verified_on=fact.verified_on,
        valid_until=fact.valid_until,
        illustrative=fact.illustrative,
        disputed_on=None,
    )
