"""What changed between two stored results, in the reader's words: the question, the plots, the law, the versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leads.matching.difference import differences
from leads.matching.record import from_json
from leads.matching.words_difference import difference
from leads.models import MatchRun

WITHOUT_MEANING = ("lang", "on")


@dataclass(frozen=True, slots=True)
class Changed:
    """`asked`: (path, before, after) of the request; `options`: sentences; `verdicts`: (incentive, before, after);
    `versions`: which of engine, weights, facts, rules, rates, ratios are others."""

    asked: tuple[tuple[str, Any, Any], ...]
    options: tuple[str, ...]
    verdicts: tuple[tuple[str, str, str], ...]
    versions: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.asked or self.options or self.verdicts or self.versions)


def changed(before: MatchRun, after: MatchRun, lang: str) -> Changed:
    """Both as stored; nothing is computed again."""
    old, new = (from_json(run.answer["match"]) for run in (before, after))
    return Changed(
        asked=tuple(_asked(before.request, after.request)),
        options=tuple(difference(one, lang) for one in differences(old, new)),
        verdicts=tuple(_verdicts(before, after)),
        versions=tuple(
            key for key in {**after.versions, **before.versions} if before.versions.get(key) != after.versions.get(key)
        ),
    )


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
        if path not in WITHOUT_MEANING and old.get(path) != new.get(path):
            yield path, old.get(path), new.get(path)


def _verdicts(before: MatchRun, after: MatchRun) -> Iterator[tuple[str, str, str]]:
    old = {one["id"]: one["verdict"] for one in before.answer["incentives"]}
    for one in after.answer["incentives"]:
        if one["id"] in old and old[one["id"]] != one["verdict"]:
            yield one["id"], old[one["id"]], one["verdict"]
