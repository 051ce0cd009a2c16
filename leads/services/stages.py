"""The pipeline as data (leads/seed/stages.yaml): stages, moves, gates, reasons. One table, three readers:
the marks in forms, the "to move on you need" list, and the enforcement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.utils.translation import get_language

from leads.choices import Clock, Stage

SEED = Path(__file__).resolve().parent.parent / "seed"
MoveKind = Literal["forward", "back", "quiet", "reopen"]


@dataclass(frozen=True)
class Named:
    """A record with its name in both languages; `name` is in the reader's."""

    key: str
    name_vi: str
    name_en: str

    @property
    def name(self) -> str:
        return self.name_vi if get_language() == "vi" else self.name_en


@dataclass(frozen=True)
class StageRule(Named):
    """`kind`: open, won, after, quiet, lost or closed."""

    order: int
    kind: str
    meaning_vi: str
    meaning_en: str

    @property
    def meaning(self) -> str:
        return self.meaning_vi if get_language() == "vi" else self.meaning_en


@dataclass(frozen=True)
class Gate(Named):
    """From `from_stage` on, `field` must satisfy `op`; asked only when `when` holds."""

    field: str
    from_stage: Stage
    op: str
    values: tuple[str, ...]
    limit: int
    when: Mapping[str, str]


@dataclass(frozen=True)
class LossReason(Named):
    asks: tuple[str, ...]
    counts_as_unmet_demand: bool


@dataclass(frozen=True)
class PauseReason(Named):
    """`stops` names the clocks that stand still; at most `max_working_days`."""

    stops: frozenset[Clock]
    max_working_days: int


@dataclass(frozen=True)
class Pipeline:
    stages: Mapping[Stage, StageRule]
    gates: tuple[Gate, ...]
    loss_reasons: Mapping[str, LossReason]
    pause_reasons: Mapping[str, PauseReason]
    quiet_from: frozenset[Stage]
    quiet_to: frozenset[Stage]
    reopen_from: frozenset[Stage]
    reopen_to: frozenset[Stage]

    def is_open(self, stage: Stage) -> bool:
        return self.stages[stage].kind == "open"

    def on_path(self, stage: Stage) -> bool:
        """The main path from new to aftercare, where order is progress."""
        return self.stages[stage].kind in {"open", "won", "after"}

    def move(self, start: Stage, to: Stage) -> MoveKind | None:
        """The kind of this move, or None if the pipeline has no such move.

        Nothing leads back to `new`: it means that no person has answered, which never becomes true again.
        """
        if self.on_path(start) and self.on_path(to) and to != start:
            forward = self.stages[to].order > self.stages[start].order
            return "forward" if forward else None if to == Stage.NEW else "back"
        if start in self.quiet_from and to in self.quiet_to:
            early = start in {Stage.NEW, Stage.IN_CONTACT}
            return "quiet" if to != Stage.NOT_A_LEAD or early else None
        return "reopen" if start in self.reopen_from and to in self.reopen_to else None

    def moves_from(self, start: Stage) -> tuple[tuple[Stage, MoveKind], ...]:
        """Every stage reachable from here, in the order of the pipeline."""
        kinds = ((stage, self.move(start, stage)) for stage in self.stages)
        return tuple((stage, kind) for stage, kind in kinds if kind)

    def gates_up_to(self, stage: Stage) -> tuple[Gate, ...]:
        """Gates a lead must meet to stand in this stage; side stages ask only their own."""
        if not self.on_path(stage):
            return tuple(gate for gate in self.gates if gate.from_stage == stage)
        order = self.stages[stage].order
        return tuple(
            gate for gate in self.gates if self.on_path(gate.from_stage) and self.stages[gate.from_stage].order <= order
        )


def read_seed(name: str) -> Any:
    """A seed file as data: dates and numbers as written, keys as text."""
    return yaml.safe_load((SEED / name).read_text(encoding="utf-8"))


@cache
def pipeline() -> Pipeline:
    """The pipeline of leads/seed/stages.yaml, read once per process."""
    data = read_seed("stages.yaml")
    moves = data["moves"]
    return Pipeline(
        stages={Stage(row["key"]): _stage(row) for row in data["stages"]},
        gates=tuple(_gate(row) for row in data["gates"]),
        loss_reasons={row["key"]: _loss(row) for row in data["loss_reasons"]},
        pause_reasons={row["key"]: _pause(row) for row in data["pause_reasons"]},
        quiet_from=frozenset(Stage(key) for key in moves["to_quiet"]["from"]),
        quiet_to=frozenset(Stage(key) for key in moves["to_quiet"]["to"]),
        reopen_from=frozenset(Stage(key) for key in moves["reopen"]["from"]),
        reopen_to=frozenset(Stage(key) for key in moves["reopen"]["to"]),
    )


def _named(row: Mapping[str, Any]) -> dict[str, str]:
    return {"key": row["key"], "name_vi": row["vi"], "name_en": row["en"]}


def _stage(row: Mapping[str, Any]) -> StageRule:
    return StageRule(
        **_named(row),
        order=row["order"],
        kind=row["kind"],
        meaning_vi=row["meaning_vi"],
        meaning_en=row["meaning_en"],
    )


def _gate(row: Mapping[str, Any]) -> Gate:
    condition = row["condition"]
    return Gate(
        **_named(row),
        field=row["field"],
        from_stage=Stage(row["from_stage"]),
        op=condition["op"],
        values=tuple(condition.get("values", ())),
        limit=condition.get("value", 0),
        when=row["when"],
    )


def _loss(row: Mapping[str, Any]) -> LossReason:
    unmet = row["counts_as_unmet_demand"]
    return LossReason(**_named(row), asks=tuple(row["asks"]), counts_as_unmet_demand=unmet)


def _pause(row: Mapping[str, Any]) -> PauseReason:
    stops = frozenset(Clock(key) for key in row["stops"] if key in Clock.values)
    return PauseReason(**_named(row), stops=stops, max_working_days=row["max_working_days"])
