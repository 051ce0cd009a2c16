"""Page values of the score's weights: the table in force, the versions, and what other weights would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from leads.criteria import CRITERIA, bound
from leads.matching.values import VERSION_1, WeightTable
from leads.models import ScoreWeights
from leads.services.desk_lock import name_of
from leads.services.weights import keeps_weights, table_of, weights_on
from leads.services.weights_trial import Ranked, Trial
from sitepages import figures
from sitepages.language import site_language


@dataclass(frozen=True, slots=True)
class WeightLine:
    """A criterion: its weight, what it is of the whole if every criterion is asked, and its bounds in words."""

    name: str
    weight: str
    share: str
    zero: str
    one: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version; `state`: now, later or "" (over); `changes`: (what, before, after) against the version before."""

    version: int
    state: str
    valid_from: date | None
    note: str
    who: str
    at: datetime | None
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class WeightsPage:
    version: int
    lines: tuple[WeightLine, ...]
    versions: tuple[VersionShown, ...]
    may_keep: bool


def weights_page(user: User, today: date) -> WeightsPage:
    lang, now = site_language(), weights_on(today)
    return WeightsPage(
        version=now.version,
        lines=tuple(_lines(now, lang)),
        versions=tuple(_versions(now, today, lang)),
        may_keep=keeps_weights(user),
    )


def _lines(table: WeightTable, lang: str) -> Iterator[WeightLine]:
    whole = sum(row.weight for row in table.rows.values()) or 1
    for key, row in table.rows.items():
        yield WeightLine(
            name=str(CRITERIA[key]),
            weight=figures.number(row.weight, None, lang),
            share=f"{figures.number(100 * row.weight / whole, 1, lang)}%",
            zero=bound(key, row.zero, lang),
            one=bound(key, row.one, lang),
        )


def _versions(now: WeightTable, today: date, lang: str) -> Iterator[VersionShown]:
    rows = list(ScoreWeights.objects.select_related("set_by").order_by("-version"))
    names = {user.pk: name_of(user) for user in {row.set_by for row in rows if row.set_by}}
    tables = [*map(table_of, rows), VERSION_1]
    for row, table, before in zip(rows, tables, tables[1:], strict=False):
        state = "now" if table.version == now.version else "later" if row.valid_from > today else ""
        who = names.get(row.set_by_id) or _("the system")
        changes = tuple(_changes(before, table, lang))
        yield VersionShown(row.version, state, row.valid_from, row.note, who, row.set_at, changes)
    state = "now" if now.version == VERSION_1.version else ""
    yield VersionShown(VERSION_1.version, state, None, _("The weights the site began with."), "", None, ())


def _changes(before: WeightTable, after: WeightTable, lang: str) -> Iterator[tuple[str, str, str]]:
    for key, new in after.rows.items():
        old, name = before.rows[key], str(CRITERIA[key])
        if old.weight != new.weight:
            yield name, figures.number(old.weight, None, lang), figures.number(new.weight, None, lang)
        if (old.zero, old.one) != (new.zero, new.one):
            yield (
                _("%(name)s, bounds") % {"name": name},
                f"{bound(key, old.zero, lang)} – {bound(key, old.one, lang)}",
                f"{bound(key, new.zero, lang)} – {bound(key, new.one, lang)}",
            )


@dataclass(frozen=True, slots=True)
class Place:
    """An option in a list: its plots, its points of 100, and how far it moved ("", up, down or new)."""

    plots: str
    points: str
    moved: str


@dataclass(frozen=True, slots=True)
class SampleShown:
    name: str
    before: tuple[Place, ...]
    after: tuple[Place, ...]
    other_first: bool
    same_order: bool


@dataclass(frozen=True, slots=True)
class TrialShown:
    samples: tuple[SampleShown, ...]
    asked: int
    other_first: int


def trial_shown(trial: Trial) -> TrialShown:
    lang = site_language()
    samples = tuple(
        SampleShown(
            name=one.vi if lang == "vi" else one.en,
            before=tuple(_place(rank, place, lang, told=False) for rank, place in enumerate(one.before, start=1)),
            after=tuple(_place(rank, place, lang, told=True) for rank, place in enumerate(one.after, start=1)),
            other_first=one.other_first,
            same_order=one.same_order,
        )
        for one in trial.samples
    )
    return TrialShown(samples, trial.asked, trial.other_first)


def _place(rank: int, one: Ranked, lang: str, *, told: bool) -> Place:
    moved = "" if not told or one.was == rank else "new" if one.was is None else "up" if one.was > rank else "down"
    return Place(" + ".join(one.plots), figures.number(100 * one.score, 1, lang), moved)
