"""What other weights would change: the sample requests and the last ones asked on the site, ranked under both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leads.matching.catalogue import Catalogue
from leads.matching.engine import match
from leads.matching.estimates import filled
from leads.matching.requirement import with_defaults
from leads.matching.values import WeightTable
from leads.models import MatchRun
from leads.ratios import ratio_book
from leads.services.park import park_on

FILE = Path(__file__).parents[1] / "seed" / "weight_samples.yaml"
SHOWN = 5
LAST = 50


@dataclass(frozen=True, slots=True)
class Ranked:
    """An option under one table: its plots, its score (0 to 1), and its rank under the other table, if it has one."""

    plots: tuple[str, ...]
    score: float
    was: int | None


@dataclass(frozen=True, slots=True)
class SampleTried:
    """A sample request by name, its first options under the weights that stand and under those tried."""

    vi: str
    en: str
    before: tuple[Ranked, ...]
    after: tuple[Ranked, ...]

    @property
    def other_first(self) -> bool:
        return [one.plots for one in self.before[:1]] != [one.plots for one in self.after[:1]]

    @property
    def same_order(self) -> bool:
        return [one.plots for one in self.before] == [one.plots for one in self.after]


@dataclass(frozen=True, slots=True)
class Trial:
    """`asked`: of the last requests on the site, those with an option; `other_first`: those with another first one."""

    samples: tuple[SampleTried, ...]
    asked: int
    other_first: int


def try_weights(*, before: WeightTable, after: WeightTable, on: date) -> Trial:
    """Rank the samples and the last requests of the site on today's land under both tables. Stores nothing."""
    _land, park = park_on(on)
    firsts = []
    for request in (
        MatchRun.objects.filter(source="site").order_by("-created_at").values_list("request", flat=True)[:LAST]
    ):
        old, new = (_ranking(request, park, on, table, limit=1) for table in (before, after))
        if old:
            firsts.append(old[0][0] != new[0][0])
    return Trial(
        samples=tuple(_sample(one, park, on, before, after) for one in samples()),
        asked=len(firsts),
        other_first=sum(firsts),
    )


@cache
def samples() -> tuple[Mapping[str, Any], ...]:
    """The sample requests: names (vi, en) and request."""
    return tuple(yaml.safe_load(FILE.read_text(encoding="utf-8"))["samples"])


def _sample(one: Mapping[str, Any], park: Catalogue, on: date, before: WeightTable, after: WeightTable) -> SampleTried:
    old, new = (_ranking(one["request"], park, on, table, limit=10) for table in (before, after))
    return SampleTried(one["vi"], one["en"], _beside(old, new), _beside(new, old))


def _beside(
    mine: list[tuple[tuple[str, ...], float]], other: list[tuple[tuple[str, ...], float]]
) -> tuple[Ranked, ...]:
    ranks = {plots: rank for rank, (plots, _score) in enumerate(other, start=1)}
    return tuple(Ranked(plots, score, ranks.get(plots)) for plots, score in mine[:SHOWN])


def _ranking(
    request: Mapping[str, Any], park: Catalogue, on: date, table: WeightTable, *, limit: int
) -> list[tuple[tuple[str, ...], float]]:
    whole, _estimates = filled({**request, "order": "score", "limit": limit}, tuple(ratio_book().ratios.values()), park)
    need, _assumed = with_defaults(whole)
    return [(one.plots, one.score) for one in match(need, park, on, table=table).options]
