"""What publishing would change, as the page of a draft says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.language import site_language
from sitepages.models import ImpactRun

MOST_LEADS = 200


@dataclass(frozen=True)
class Turn:
    """A rule whose verdict turns, from what to what, for how many stored results."""

    rule: str
    words: str
    count: int


@dataclass(frozen=True)
class Sum:
    """A sum of savings before and after, in words."""

    what: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True)
class LeadTurn:
    reference: str
    money: str


@dataclass(frozen=True)
class ImpactPage:
    """`asked_again`: the draft was edited since. `results`: stored results of which anything changes."""

    total: int
    done: int
    finished_at: datetime | None
    asked_again: bool
    results: int
    turns: tuple[Turn, ...]
    more: int
    less: int
    reckoned: int
    sums: tuple[Sum, ...]
    leads: tuple[LeadTurn, ...]
    leads_left: int
    pages: tuple[Mapping[str, str], ...]


def impact_page(run: ImpactRun, digest: str, names: Mapping[str, str]) -> ImpactPage:
    """`names`: of the rules, by key."""
    changes, leads = run.changes, run.changes.get("leads", {})
    money = changes.get("money", {})
    return ImpactPage(
        total=run.total,
        done=run.done,
        finished_at=run.finished_at,
        asked_again=run.digest != digest,
        results=changes.get("results", 0),
        turns=tuple(_turns(changes.get("verdicts", {}), names)),
        more=money.get("more", 0),
        less=money.get("less", 0),
        reckoned=money.get("results", 0),
        sums=tuple(_sums(money)),
        leads=tuple(LeadTurn(key, _lead(value)) for key, value in list(leads.items())[:MOST_LEADS]),
        leads_left=max(len(leads) - MOST_LEADS, 0),
        pages=tuple(run.pages),
    )


def _turns(verdicts: Mapping[str, Mapping[str, int]], names: Mapping[str, str]) -> Iterator[Turn]:
    words = {
        "eligible": _("eligible"),
        "ineligible": _("not eligible"),
        "unknown": _("unknown"),
        "none": _("no such rule"),
    }
    for rule, counted in verdicts.items():
        for change, count in counted.items():
            old, _arrow, new = change.partition(" > ")
            yield Turn(names.get(rule, rule), f"{words[old]} → {words[new]}", count)


def _sums(money: Mapping[str, Any]) -> Iterator[Sum]:
    titles = {"sure": _("What the law gives for sure"), "alone": _("The changed rules, each by itself")}
    for name, title in titles.items():
        for currency, (before, after) in money.get(name, {}).items():
            if before != after:
                shown = [_amount(value, currency) for value in (before, after, abs(after - before))]
                sign = "+" if after > before else "−"
                yield Sum(f"{title}, {currency}", shown[0], shown[1], f"{sign}{shown[2]}")


def _lead(value: list[Any]) -> str:
    if not value:
        return ""
    before, after, currency = value
    return f"{_amount(before, currency)} → {_amount(after, currency)}"


def _amount(value: int, currency: str) -> str:
    return (
        figures.usd(value, site_language())
        if currency == "USD"
        else f"{figures.number(value, 0, site_language())}{figures.NBSP}VND"
    )
