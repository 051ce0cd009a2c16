"""The park's plan with the options of a match drawn on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from leads.services.park import park_on
from sitepages.choices import PlotStatus, status_words
from sitepages.land.facts import LandFacts
from sitepages.services.plan import park_plan

PINNED = 3


@dataclass(frozen=True, slots=True)
class PlanShown:
    """The drawing, what its fills mean (status, word), and one line about the colours."""

    svg: str
    legend: tuple[tuple[str, str], ...]
    caption: str
    illustrative: bool


def plan_of(
    answer: Mapping[str, Any], *, on: date, statuses: Mapping[str, str] | None = None, linked: bool = True
) -> PlanShown:
    """Option 1 as the reader's own, the others lighter; without options the nearest miss. One query while the land
    is unchanged.

    `statuses`: by plot code, of an earlier day; where a plot is not named, its status of now.
    """
    options = [tuple(one["plots"]) for one in answer["options"]]
    near = [tuple(one["plots"]) for one in answer["near_misses"]][:1]
    across = [tuple(chain.from_iterable(one["sets"])) for one in answer["across_street"]][:1]
    land = as_it_was(park_on(on)[0], statuses or {})
    yours = options[0] if options else ()
    caption = _caption(len(options), bool(near), bool(across))
    svg = park_plan(
        land,
        label=caption,
        yours=yours,
        alts=tuple(fresh(options[1:] or ([] if options else near or across), yours)),
        pins=tuple((str(rank), plots) for rank, plots in enumerate(options[:PINNED], start=1)),
        dim=True,
        linked=linked,
    )
    drawn = {*PlotStatus.values, *(plot.status for plot in land.plots)}
    legend = tuple((status, words) for status, words in status_words().items() if status in drawn)
    return PlanShown(svg, legend, caption, land.illustrative)


def as_it_was(land: LandFacts, statuses: Mapping[str, str]) -> LandFacts:
    """The land with the statuses plots had then."""
    plots = tuple(replace(plot, status=statuses.get(plot.code, plot.status)) for plot in land.plots)
    return replace(land, plots=plots)


def fresh(sets: Iterable[Sequence[str]], drawn: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Each plot once: options may share plots."""
    seen = set(drawn)
    for plots in sets:
        yield tuple(code for code in plots if code not in seen)
        seen |= set(plots)


def _caption(options: int, near: bool, across: bool) -> str:
    if options == 0 and near:
        return _("Pale yellow: the nearest miss")
    if options == 0:
        return _("Pale yellow: the smallest group across a street") if across else _("The plan of the park")
    if options == 1:
        return _("Yellow: option 1")
    if options == 2:
        return _("Yellow: option 1; pale yellow: option 2")
    return _("Yellow: option 1; pale yellow: options 2 to %(n)s") % {"n": options}
