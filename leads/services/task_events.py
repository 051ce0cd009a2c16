"""Tasks of a lead as events, and what they add up to. A task's number is that of the event that set it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from leads.choices import EventKind, Stage, TaskKind, TaskState
from leads.services.event_base import Event, Happened

ENDS_TASKS = frozenset({Stage.LOST, Stage.NOT_A_LEAD})
Tasks = Mapping[int, "TaskFacts"]


@dataclass(frozen=True)
class TaskSet(Event):
    """A task was set (`task` 0), or an earlier one given another title, time or officer.

    `officer` is a key, or empty: the task then waits with the lead for whoever takes it.
    """

    kind = EventKind.TASK_SET
    title: str
    due: datetime
    officer: str = ""
    task_kind: str = TaskKind.ACTION.value
    task: int = 0


@dataclass(frozen=True)
class TaskDone(Event):
    """The task is done."""

    kind = EventKind.TASK_DONE
    task: int


@dataclass(frozen=True)
class TaskReopened(Event):
    """The task was not done after all."""

    kind = EventKind.TASK_REOPENED
    task: int


TASK_EVENTS = (TaskSet, TaskDone, TaskReopened)


@dataclass(frozen=True)
class TaskFacts:
    """One task as its events leave it."""

    title: str
    due: datetime
    officer: str
    kind: TaskKind
    state: TaskState
    set_at: datetime
    ended_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN


def tasks_after(tasks: Tasks, happened: Happened) -> Tasks:
    """The tasks after one event about a task; other events leave them as they are."""
    match happened.event:
        case TaskSet(task=0) as new:
            facts = TaskFacts(
                new.title, new.due, new.officer, TaskKind(new.task_kind), TaskState.OPEN, set_at=happened.at
            )
            return {**tasks, happened.seq: facts}
        case TaskSet() as again:
            before = tasks[again.task]
            changed = replace(before, title=again.title, due=again.due, officer=again.officer, set_at=happened.at)
            return {**tasks, again.task: changed}
        case TaskDone(task=number):
            return {**tasks, number: replace(tasks[number], state=TaskState.DONE, ended_at=happened.at)}
        case TaskReopened(task=number):
            return {**tasks, number: replace(tasks[number], state=TaskState.OPEN, ended_at=None)}
        case _:
            return tasks


def tasks_given_on(tasks: Tasks, old: str, new: str) -> Tasks:
    """A lead that changes hands takes its owner's open tasks along."""
    return {
        number: replace(task, officer=new) if task.is_open and task.officer == old else task
        for number, task in tasks.items()
    }


def tasks_dropped(tasks: Tasks, stage: Stage, at: datetime) -> Tasks:
    """A lead that is lost or no lead at all has nothing left to do."""
    return all_tasks_dropped(tasks, at) if stage in ENDS_TASKS else tasks


def all_tasks_dropped(tasks: Tasks, at: datetime) -> Tasks:
    """Whatever is open is no longer needed."""
    return {
        number: replace(task, state=TaskState.DROPPED, ended_at=at) if task.is_open else task
        for number, task in tasks.items()
    }
