"""Promised service as data: what a seed starts with (leads/seed/service_targets.yaml), and later versions by date.

A promise keeps the target of the day on which its clock began: a new version moves nothing already promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from leads.choices import Clock, Priority, Stage
from leads.models import TargetVersion
from leads.services.house_version import kept_of_the_house
from leads.services.stages import Named, read_seed

Cells = Mapping[tuple[str, str], Mapping[str, int]]  # (clock, stage) -> priority -> minutes or days
IN_MINUTES = frozenset({"first_reply", "full_answer", "reply_to_message", "referral"})
EDITABLE = (*sorted(IN_MINUTES), "next_step")  # the law's own terms and the length of a hold are not targets


@dataclass(frozen=True)
class Level(Named):
    """A step of escalation: sent when `percent` of the target is used up, to whom `to` says."""

    number: int
    percent: int
    to: str


@dataclass(frozen=True)
class Targets:
    """One version. `cells` holds every target; `minutes` and `step_days` are those of the clocks that run here."""

    cells: Cells
    levels: tuple[Level, ...]

    @cached_property
    def minutes(self) -> Mapping[tuple[Clock, Priority], int]:
        """Working minutes from the clock's start."""
        return {
            (Clock(clock), priority): cell[priority.value]
            for (clock, _stage), cell in self.cells.items()
            if clock in IN_MINUTES & set(Clock.values)
            for priority in Priority
        }

    @cached_property
    def step_days(self) -> Mapping[tuple[Stage, Priority], int]:
        """Working days allowed for a stage's next step."""
        return {
            (Stage(stage), priority): cell[priority.value]
            for (clock, stage), cell in self.cells.items()
            if clock == Clock.NEXT_STEP
            for priority in Priority
        }

    def on(self, day: date) -> Targets:
        """One version alone holds on every day."""
        return self


@dataclass(frozen=True)
class TargetBook:
    """All versions, the oldest first; the first holds from the beginning of time."""

    versions: tuple[tuple[date, Targets], ...]

    def on(self, day: date) -> Targets:
        """The version in force on this day."""
        return next(version for start, version in reversed(self.versions) if start <= day)


AnyTargets = Targets | TargetBook


@kept_of_the_house(2)
def targets() -> TargetBook:
    """The targets as they stand, by date: the seed's, then each version made at the desk."""
    rows = TargetVersion.objects.order_by("valid_from", "pk").values_list("valid_from", "cells", "levels")
    made = ((start, version_of(cells, levels)) for start, cells, levels in rows)
    return TargetBook(((date.min, seed_targets()), *made))


@cache
def seed_targets() -> Targets:
    """The targets of leads/seed/service_targets.yaml, read once per process."""
    data = read_seed("service_targets.yaml")
    rows = {(row["clock"], row["stage"]): row for row in data["targets"]}
    return Targets(
        {key: {priority.value: row[priority.value] for priority in Priority} for key, row in rows.items()},
        tuple(
            Level(row["key"], row["vi"], row["en"], row["level"], round(row["at_share"] * 100), row["to"])
            for row in sorted(data["escalation"], key=lambda row: row["level"])
        ),
    )


def version_of(cells: Mapping[str, Mapping[str, int]], levels: Mapping[str, int]) -> Targets:
    """A stored version over the seed: `cells` by "clock/stage", `levels` key -> percent."""
    seed = seed_targets()
    changed = {(key.split("/")[0], key.split("/")[1]): cell for key, cell in cells.items()}
    return Targets(
        {**seed.cells, **changed},
        tuple(
            Level(one.key, one.name_vi, one.name_en, one.number, levels.get(one.key, one.percent), one.to)
            for one in seed.levels
        ),
    )


@cache
def priority_rules() -> tuple[tuple[Priority, Mapping[str, Any]], ...]:
    """(priority, rule) in order; the first rule that an enquiry's facts meet is its priority."""
    rows = sorted(read_seed("service_targets.yaml")["priorities"], key=lambda row: row["order"])
    return tuple((Priority(row["key"]), row["rule"]) for row in rows)
