"""The path after the match as events: which path, and which of its steps were begun and done on which day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from leads.choices import EventKind
from leads.services.event_base import Event


@dataclass(frozen=True)
class PathChosen(Event):
    """The steps of this lead's procedures were taken from the guide as it stood; `path` is the kept copy."""

    kind = EventKind.PATH_CHOSEN
    path: int


@dataclass(frozen=True)
class StepBegun(Event):
    """A step was begun: the file handed in, the work started."""

    kind = EventKind.STEP_BEGUN
    step: str
    on: date


@dataclass(frozen=True)
class StepDone(Event):
    """A step is done: the decision given, the paper signed. `note`: its number, or what came of it."""

    kind = EventKind.STEP_DONE
    step: str
    on: date
    note: str = ""


@dataclass(frozen=True)
class StepCleared(Event):
    """The days of a step were entered by mistake."""

    kind = EventKind.STEP_CLEARED
    step: str


PATH_EVENTS = (PathChosen, StepBegun, StepDone, StepCleared)


@dataclass(frozen=True)
class StepDays:
    """When a step was begun and done, as far as it went."""

    begun: date | None = None
    done: date | None = None
    note: str = ""


@dataclass(frozen=True)
class PathState:
    """`path` is the kept copy in use, 0 before one is chosen; the days of a step outlive a new choice."""

    path: int = 0
    steps: Mapping[str, StepDays] = field(default_factory=dict)


def path_after(state: PathState, event: Event) -> PathState:
    """The path after one event about it; other events leave it as it is."""
    match event:
        case PathChosen(path=path):
            return replace(state, path=path)
        case StepBegun(step=key, on=on):
            return replace(state, steps={**state.steps, key: StepDays(begun=on)})
        case StepDone(step=key, on=on, note=note):
            begun = state.steps.get(key, StepDays()).begun
            return replace(state, steps={**state.steps, key: StepDays(begun or on, on, note)})
        case StepCleared(step=key):
            return replace(state, steps={name: days for name, days in state.steps.items() if name != key})
        case _:
            return state
