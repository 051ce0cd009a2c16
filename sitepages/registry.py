"""What the supply side must ask of the demand side: every question on one page, answered by apps when they are ready.

`leads` registers its answers in `ready()` (leads/apps.py); a later app that points at plots, or speaks for the land,
registers beside it: `PLOT_REFERENCES.answered_by(holds_on_plots)`. Who asks imports the question, never the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from sitepages.contacts import Contact
    from sitepages.post import Post, WorkingDay
    from sitepages.service_figures import ServiceFigures
    from sitepages.services.example import Example
    from sitepages.services.pending_forms import Confirmed
    from sitepages.services.policy_impact import Demand

A = TypeVar("A")


class Question(Generic[A]):
    """A question and those who answer it, in the order they came; who registers twice answers once."""

    def __init__(self) -> None:
        self.answers: list[A] = []

    def answered_by(self, answer: A) -> None:
        if answer not in self.answers:
            self.answers.append(answer)

    def __iter__(self) -> Iterator[A]:
        return iter(self.answers)

    @property
    def last(self) -> A | None:
        """Of a question that one answers: who came last."""
        return self.answers[-1] if self.answers else None


# Codes of plots -> who points at each, in a word a person can follow (a lead's reference, a hold); nobody is left out.
PLOT_REFERENCES: Question[Callable[[Collection[str]], Mapping[str, list[str]]]] = Question()
# Told the codes of plots whose own record has just changed, inside the transaction that changed them.
LAND_LISTENERS: Question[Callable[[Collection[str], datetime], None]] = Question()
# Whom an investor may write to about a plot on a day.
CONTACT: Question[Callable[[date], Contact | None]] = Question()
# Sends a letter within the caller's transaction; counts working days.
POST: Question[Post] = Question()
CALENDAR: Question[WorkingDay] = Question()
# The front page's worked example, on a day in a language.
EXAMPLE: Question[Callable[[date, str], Example | None]] = Question()
# How the desk keeps its promises, at a moment.
SERVICE_FIGURES: Question[Callable[[datetime], ServiceFigures]] = Question()
# What a draft of the law would change in stored results; puts such a run on the worker's list.
DEMAND: Question[Demand] = Question()
IMPACT_STARTERS: Question[Callable[[int, datetime], None]] = Question()
# What becomes of a form once its sender has confirmed it by mail.
CONFIRMED: Question[Confirmed] = Question()


def plot_references(codes: Collection[str]) -> dict[str, list[str]]:
    """Who outside the land points at these plots; plots nobody points at are left out."""
    out: dict[str, list[str]] = {}
    for answer in PLOT_REFERENCES:
        for code, who in answer(codes).items():
            out.setdefault(code, []).extend(who)
    return out


def land_changed(codes: Collection[str], now: datetime) -> None:
    """Tell whoever is interested that these plots were changed."""
    for listener in LAND_LISTENERS:
        listener(codes, now)
