"""What changed between two stored results, in the reader's words: the question, the plots, the law, the versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from leads.matching.difference import differences, nearest_moved
from leads.matching.estimates import filled
from leads.matching.lost import Standing, Standings
from leads.matching.record import from_json
from leads.matching.requirement import DEFAULTS, with_defaults
from leads.matching.words_difference import difference, nearest_difference
from leads.models import MatchRun
from leads.ratios import ratio_book
from leads.services.snapshots import kept_land

WITHOUT_MEANING = ("lang", "on")
OF_LAND = ("combine", "max_plots")
AS_IF_SAID = {f"land.{key}" if key in OF_LAND else key: value for key, value in DEFAULTS.items()}  # by path


@dataclass(frozen=True, slots=True)
class Changed:
    """`asked`: (path, before, after) of the request; `options`: sentences; `nearest`: a sentence where nothing
    fits now; `verdicts`: (incentive, before, after); `versions`: which of engine, weights, facts, rules, rates,
    ratios are others.
    """

    asked: tuple[tuple[str, Any, Any], ...]
    options: tuple[str, ...]
    nearest: str
    verdicts: tuple[tuple[str, str, str], ...]
    versions: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.asked or self.options or self.nearest or self.verdicts or self.versions)


def changed(before: MatchRun, after: MatchRun, lang: str) -> Changed:
    """Both as stored; only an option that is gone without a reason on record is asked on the land kept with `after`."""
    old, new = (from_json(run.answer["match"]) for run in (before, after))
    nearest = nearest_moved(old, new)
    return Changed(
        asked=tuple(_asked(before.request, after.request)),
        options=tuple(difference(one, lang) for one in differences(old, new, standing_of(after))),
        nearest=nearest_difference(nearest, lang) if nearest else "",
        verdicts=tuple(_verdicts(before, after)),
        versions=tuple(
            key for key in {**after.versions, **before.versions} if before.versions.get(key) != after.versions.get(key)
        ),
    )


def standing_of(after: MatchRun) -> Callable[[tuple[str, ...]], Standing | None]:
    """How a set stands by the needs of a stored result; the land is read once, and only if it is asked for."""

    @cache
    def standings() -> Standings | None:
        land = kept_land(after.land)
        if land is None:
            return None
        whole, _estimates = filled(after.request, tuple(ratio_book().ratios.values()), land)
        return Standings(with_defaults(whole)[0], land)

    def of(plots: tuple[str, ...]) -> Standing | None:
        known = standings()
        return known.of(plots) if known else None

    return of


def flat(request: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """A request as (path, value) pairs."""
    for key, value in request.items():
        where = f"{path}{key}"
        if isinstance(value, Mapping) and where in PARTS:
            yield from flat(value, f"{where}.")
        else:
            yield where, value


PARTS = ("land", "utilities", "budget", "project", "assume", "estimate_from", "weights")


def _asked(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    old, new = dict(flat(before)), dict(flat(after))
    for path in dict.fromkeys([*old, *new]):
        was, now = (said.get(path, AS_IF_SAID.get(path)) for said in (old, new))
        if path not in WITHOUT_MEANING and was != now:
            yield path, was, now


def _verdicts(before: MatchRun, after: MatchRun) -> Iterator[tuple[str, str, str]]:
    old = {one["id"]: one["verdict"] for one in before.answer["incentives"]}
    for one in after.answer["incentives"]:
        if one["id"] in old and old[one["id"]] != one["verdict"]:
            yield one["id"], old[one["id"]], one["verdict"]
