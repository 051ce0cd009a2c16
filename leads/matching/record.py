"""The engine's answer as records without words: stored as JSON, replayed to the bit, rendered in any language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

Verdict = str  # pass | fail | unknown


@dataclass(frozen=True, slots=True)
class Receipt:
    """The fact a criterion rests on: of a set, the value of the whole, the sources joined, the earliest dates."""

    value: float | str | None
    unit: str
    source: str | None
    verified_on: str | None
    valid_until: str | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion of one option.

    `need` is what was asked (by name), `have` what the set offers in the same unit, `unknown_plots` the plots
    whose fact is missing or expired (with the last day it was valid). `value` is 0 to 1, None where unknown; of a
    test without points (weight 0) it is 1 if it holds.
    """

    key: str
    verdict: Verdict
    value: float | None
    weight: float
    contribution: float
    need: Mapping[str, Any]
    have: float | str | None
    unknown_plots: Mapping[str, str | None]
    fact: Receipt


@dataclass(frozen=True, slots=True)
class Note:
    """A warning: a code (no_frontage, park_power) and its facts."""

    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Option:
    """A set of one or more plots that fits. Areas m2; lease USD, once, for the whole remaining term."""

    plots: tuple[str, ...]
    area_m2: float | None
    lease_usd: float | None
    score: float
    band: tuple[float, float]
    warnings: tuple[Note, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the request (JSON path) that would make a set fit; `size` is its share of what was asked."""

    key: str
    before: float | str | int | bool
    after: float | str | int | bool
    size: float


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A set that fits after at most two changes; `blocked_by` maps held or uncleared plots to their status."""

    plots: tuple[str, ...]
    blocked_by: Mapping[str, str]
    size: float
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Relief:
    """A wish (JSON path) that alone stands in the way, and what giving way there brings.

    `after`: the value nearest to `before` with which something fits; None where the wish has to go, or the value is
    not known. `options` would be listed then (at least so many unless `complete`), the first of them `plots`. With 0
    options the wish is one of several in the way: nothing meets it even alone, and `after` is the most there is.
    """

    key: str
    before: float | str | bool
    after: float | str | bool | None
    options: int
    complete: bool
    plots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StreetGroup:
    """Two sets of one zone that face each other across an internal street of `gap_m` metres.

    Not an option: building on both needs a change of the detailed plan. Area m2, lease USD of all plots.
    """

    sets: tuple[tuple[str, ...], tuple[str, ...]]
    zone: str
    gap_m: float
    area_m2: float | None
    lease_usd: float | None


@dataclass(frozen=True, slots=True)
class Stake:
    """What an answer would do: the options named fall out if the need is beyond `value` (in the request's unit)."""

    value: float | str
    plots: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something the request does not say (JSON path) and what the answer would settle.

    `stakes` nearest first; `options` counts those that an answer can tell apart from the others. `opens`: an
    answer could only add options (joining plots).
    """

    key: str
    options: int
    stakes: tuple[Stake, ...] = ()
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """How far the weight of one criterion can move, the others in proportion, until another option comes first.

    Shares of the whole score, 0 to 1; None where no share in that direction changes the first. Speaks of the
    options listed.
    """

    key: str
    weight: float
    below: float | None
    below_plots: tuple[str, ...]
    above: float | None
    above_plots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Elimination:
    """Plots that one criterion rules out for one reason: zone, sector, status, ready or area; `have` against `need`.

    `fact`: the receipt, where it is a fact of the plots (ready, area).
    """

    key: str
    have: float | str
    need: float | str | None
    plots: tuple[str, ...]
    fact: Receipt | None = None


@dataclass(frozen=True, slots=True)
class Searched:
    """How far was looked.

    `visited` sets against the `budget`; the first `exact_options` are proven, all if `complete`; else `bound` is the
    best value an unseen set could have in `bound_unit` (USD, m2 or score, as ordered), None if it has no bound. Where
    sets whose hard needs are all known to hold are still sought, it speaks of those: the others come after them.
    `candidates`: plots not eliminated; `feasible`: sets that fit, None if too many to count. `near_complete`: whether
    no smaller near miss can exist; `street_complete`: likewise of groups across the street. `largest_*`: the largest
    connected area free for the sector, the nearest figure where nothing comes near.
    """

    visited: int
    budget: int
    complete: bool
    exact_options: int
    bound: float | None
    bound_unit: str
    candidates: int
    feasible: int | None
    near_complete: bool
    largest_area_m2: float | None
    largest_plots: tuple[str, ...]
    street_complete: bool = True


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The whole answer; `on` is the day asked, `engine` and `weights` the versions that gave it."""

    engine: str
    weights: int
    on: str
    options: tuple[Option, ...]
    near_misses: tuple[NearMiss, ...]
    eliminated: tuple[Elimination, ...]
    searched: Searched
    across_street: tuple[StreetGroup, ...] = ()
    questions: tuple[Question, ...] = ()
    stability: tuple[Turn, ...] = ()
    reliefs: tuple[Relief, ...] = ()


def to_json(result: MatchResult) -> dict[str, Any]:
    """Plain JSON values."""
    plain: dict[str, Any] = _plain(asdict(result))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def from_json(data: Mapping[str, Any]) -> MatchResult:
    """The result that `to_json` stored; equal to it in every figure."""
    searched = data["searched"]
    return MatchResult(
        engine=data["engine"],
        weights=data["weights"],
        on=data["on"],
        options=tuple(_option(row) for row in data["options"]),
        near_misses=tuple(
            NearMiss(tuple(row["plots"]), row["blocked_by"], row["size"], tuple(Change(**c) for c in row["changes"]))
            for row in data["near_misses"]
        ),
        eliminated=tuple(_elimination(row) for row in data["eliminated"]),
        searched=Searched(**{**searched, "largest_plots": tuple(searched["largest_plots"])}),
        across_street=tuple(
            StreetGroup(**{**row, "sets": tuple(tuple(one) for one in row["sets"])})
            for row in data.get("across_street", [])
        ),
        questions=tuple(_question(row) for row in data.get("questions", [])),
        stability=tuple(
            Turn(**{**row, "below_plots": tuple(row["below_plots"]), "above_plots": tuple(row["above_plots"])})
            for row in data.get("stability", [])
        ),
        reliefs=tuple(Relief(**{**row, "plots": tuple(row["plots"])}) for row in data.get("reliefs", [])),
    )


def _question(row: Mapping[str, Any]) -> Question:
    stakes = (Stake(one["value"], tuple(tuple(codes) for codes in one["plots"])) for one in row["stakes"])
    return Question(**{**row, "stakes": tuple(stakes)})


def _elimination(row: Mapping[str, Any]) -> Elimination:
    fact = Receipt(**row["fact"]) if row.get("fact") else None
    return Elimination(**{**row, "plots": tuple(row["plots"]), "fact": fact})


def _option(row: Mapping[str, Any]) -> Option:
    return Option(
        plots=tuple(row["plots"]),
        area_m2=row["area_m2"],
        lease_usd=row["lease_usd"],
        score=row["score"],
        band=(row["band"][0], row["band"][1]),
        warnings=tuple(Note(**note) for note in row["warnings"]),
        criteria=tuple(Criterion(**{**c, "fact": Receipt(**c["fact"])}) for c in row["criteria"]),
    )
