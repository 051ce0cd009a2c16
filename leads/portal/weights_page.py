"""What the public page of the score's weights says: one version's table, an example reckoned with it, the versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from leads.criteria import ASKED_WHEN, CRITERIA, FIXED, LOOKED_AT, bound
from leads.matching.requirement import Requirement
from leads.matching.score import asked_weights
from leads.matching.values import MOST_MULTIPLIER, WeightTable
from leads.portal.bars import of_longest
from leads.services.weights import Edition
from sitepages import figures


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """`share`: of 100 points if every criterion is asked; `width` of the bar relative to the heaviest."""

    name: str
    looked_at: str
    asked_when: str
    weight: str
    share: str
    width: str
    none_at: str
    full_at: str
    half_at: str


@dataclass(frozen=True, slots=True)
class Example:
    """Land at the price worth half, where nothing but a smallest area is asked."""

    price: str
    weight: str
    whole: str
    share: str
    points: str


@dataclass(frozen=True, slots=True)
class EditionShown:
    version: int
    days: str
    note: str
    shown: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class WeightsShown:
    version: int
    days: str
    in_force: bool
    criteria: tuple[CriterionShown, ...]
    example: Example | None
    editions: tuple[EditionShown, ...]
    most: str


def weights_page(editions: Sequence[Edition], version: int | None, *, today: date, lang: str) -> WeightsShown | None:
    """The version named, else the one in force; None if there is none of that number. `editions`: newest first."""
    now = next(one for one in editions if one.since is None or one.since <= today)
    chosen = next((one for one in editions if one.table.version == version), None) if version else now
    if chosen is None:
        return None
    return WeightsShown(
        version=chosen.table.version,
        days=_days(chosen, lang),
        in_force=chosen is now,
        criteria=tuple(_criteria(chosen.table, lang)),
        example=_example(chosen.table, lang),
        editions=tuple(
            EditionShown(one.table.version, _days(one, lang), one.note, one is chosen, one is now) for one in editions
        ),
        most=figures.number(MOST_MULTIPLIER, None, lang),
    )


def _days(one: Edition, lang: str) -> str:
    last = figures.day(one.until - timedelta(1), lang) if one.until else ""
    if one.never:
        return _("never in force: replaced before its first day")
    if one.since is None:
        return _("from the start of the site to %(last)s") % {"last": last} if last else _("from the start of the site")
    first = figures.day(one.since, lang)
    return (
        _("%(first)s to %(last)s") % {"first": first, "last": last} if last else _("from %(first)s") % {"first": first}
    )


def _criteria(table: WeightTable, lang: str) -> Iterator[CriterionShown]:
    whole = sum(row.weight for row in table.rows.values())
    heaviest = max(row.weight for row in table.rows.values())
    for key, row in table.rows.items():
        yield CriterionShown(
            name=str(CRITERIA[key]),
            looked_at=str(LOOKED_AT[key]),
            asked_when=str(ASKED_WHEN.get(key, _("Always."))),
            weight=figures.number(row.weight, None, lang),
            share=figures.number(100 * row.weight / whole, 1, lang),
            width=of_longest(row.weight, heaviest),
            none_at=bound(key, row.zero, lang),
            full_at=bound(key, row.one, lang),
            half_at="" if key in FIXED else bound(key, (row.zero + row.one) / 2, lang),
        )


def _example(table: WeightTable, lang: str) -> Example | None:
    """None where the price takes no weight."""
    row, shares = table.rows["price"], asked_weights(Requirement(sector="", area_min_m2=1.0), table)
    if not row.weight:
        return None
    return Example(
        price=figures.price_m2((row.zero + row.one) / 2, lang),
        weight=figures.number(row.weight, None, lang),
        whole=figures.number(sum(table.rows[key].weight for key in shares), None, lang),
        share=figures.number(100 * shares["price"], 1, lang),
        points=figures.number(50 * shares["price"], 1, lang),
    )
