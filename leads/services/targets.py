"""Promised service as data (leads/seed/service_targets.yaml): priorities, and minutes or days per clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from leads.choices import Clock, Priority, Stage
from leads.services.stages import read_seed


@dataclass(frozen=True)
class Targets:
    """`minutes`: working minutes from arrival; `step_days`: working days allowed for a stage's next step."""

    minutes: Mapping[tuple[Clock, Priority], int]
    step_days: Mapping[tuple[Stage, Priority], int]
    priorities: tuple[tuple[Priority, Mapping[str, Any]], ...]


@cache
def targets() -> Targets:
    """The targets of leads/seed/service_targets.yaml, read once per process."""
    data = read_seed("service_targets.yaml")
    cells = [(row, priority) for row in data["targets"] for priority in Priority]
    in_minutes = (Clock.FIRST_REPLY, Clock.FULL_ANSWER)
    return Targets(
        minutes={
            (Clock(row["clock"]), priority): row[priority.value]
            for row, priority in cells
            if row["clock"] in in_minutes
        },
        step_days={
            (Stage(row["stage"]), priority): row[priority.value]
            for row, priority in cells
            if row["clock"] == Clock.NEXT_STEP
        },
        priorities=tuple(
            (Priority(row["key"]), row["rule"]) for row in sorted(data["priorities"], key=lambda row: row["order"])
        ),
    )
