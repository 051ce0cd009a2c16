"""A stored result asked again on the land, weights and law it was given on: equal to the bit, or why it cannot be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from leads.matching.engine import match
from leads.matching.estimates import filled
from leads.matching.record import to_json
from leads.matching.requirement import with_defaults
from leads.matching.values import ENGINE_VERSION
from leads.models import MatchRun
from leads.ratios import ratio_book
from leads.services.law_answer import law_answer
from leads.services.matching import facts_of_project
from leads.services.snapshots import kept_land
from leads.services.weights import weights_version

SAME, DIFFERENT = "same", "different"
NO_LAND, NO_WEIGHTS, OTHER_ENGINE, OTHER_RATIOS, OTHER_LAW = (
    "land_not_kept",
    "weights_not_kept",
    "other_engine",
    "other_ratios",
    "other_law",
)


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it: plots (`match`) and law (`incentives`) each `same`, `different` or why not asked."""

    token: str
    match: str
    incentives: str

    @property
    def broken(self) -> bool:
        return DIFFERENT in (self.match, self.incentives)


def replay(run: MatchRun) -> Replay:
    """Ask the stored question again; nothing is stored."""
    return Replay(run.token, _match(run), _incentives(run))


def replay_all(runs: Iterable[MatchRun]) -> Iterator[Replay]:
    for run in runs:
        yield replay(run)


def _match(run: MatchRun) -> str:
    catalogue, ratios = kept_land(run.land), ratio_book()
    table = weights_version(run.versions["weights"])
    if run.versions["engine"] != ENGINE_VERSION:
        return OTHER_ENGINE
    if catalogue is None:
        return NO_LAND
    if table is None:
        return NO_WEIGHTS
    if run.versions.get("ratios", ratios.version) != ratios.version:
        return OTHER_RATIOS
    whole, _estimates = filled(run.request, tuple(ratios.ratios.values()), catalogue)
    again = to_json(match(with_defaults(whole)[0], catalogue, run.on, table=table))
    return _compared(again, run.answer["match"])


def _incentives(run: MatchRun) -> str:
    facts = facts_of_project(run.request, run.answer["assumed"].get("zone_status"))
    law, rules = law_answer(facts=facts, on=run.on)
    if rules != run.versions["rules"]:
        return OTHER_LAW
    return _compared(law, {key: run.answer.get(key) for key in law})


def _compared(again: object, stored: object) -> str:
    return SAME if json.dumps(again, sort_keys=True) == json.dumps(stored, sort_keys=True) else DIFFERENT
