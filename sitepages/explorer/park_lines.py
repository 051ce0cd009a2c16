"""Facts of the whole park as lines of a plot's page and its brochure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import pgettext

from sitepages.explorer.answers import group_names
from sitepages.explorer.plot_lines import FactGroup, FactLine, unknown_words
from sitepages.land.answers import Question
from sitepages.land.facts import Fact, FactState
from sitepages.language import site_language
from sitepages.services.park_facts import park_facts_on, park_questions


@dataclass(frozen=True)
class ParkLines:
    """`groups` hold what was ever given, an expired fact as not known; `unknown` names, by group, what nobody has
    answered.
    """

    groups: tuple[FactGroup, ...]
    unknown: tuple[tuple[str, tuple[str, ...]], ...]


def park_lines(on: date) -> ParkLines:
    facts, names = park_facts_on(on), group_names() | {"site": pgettext("answers", "Location")}
    given: dict[str, list[FactLine]] = {}
    missing: dict[str, list[str]] = {}
    for question in park_questions():
        fact = facts[question.key]
        if fact.state is FactState.MISSING:
            missing.setdefault(names[question.group], []).append(question.label(site_language()))
        else:
            given.setdefault(names[question.group], []).append(line_of_the_park(question, fact))
    return ParkLines(
        groups=tuple(FactGroup(title, tuple(lines)) for title, lines in given.items()),
        unknown=tuple((title, tuple(asked)) for title, asked in missing.items()),
    )


def line_of_the_park(question: Question, fact: Fact) -> FactLine:
    return FactLine(
        name=question.label(site_language()),
        value=str(fact.value) if fact.known else "",
        why=unknown_words(fact),
        source=fact.source or "",
        verified_on=fact.verified_on,
        valid_until=fact.valid_until,
        illustrative=fact.illustrative,
        disputed_on=None,
    )
