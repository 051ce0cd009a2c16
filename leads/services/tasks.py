"""Tasks of a lead: set, changed, done, opened again, and the reminder that comes by mail.

A task has an officer who works on the lead, or none: it then waits with the lead. The reminder is a due row:
for a call a quarter of an hour ahead, for everything else when the office opens on the day it is due.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from leads.choices import DueKind, EventKind, TaskKind, TaskState
from leads.models import Due, Lead, LeadEvent, Officer, Task
from leads.services.access import officer_of, seat_behind
from leads.services.calendar import working_calendar
from leads.services.desk import LONGEST_PROMISE, STEP_LIMIT, DateNotAhead, TooFarAhead
from leads.services.desk_lock import locked
from leads.services.desk_rules import can_work_tasks, check_can_work_tasks
from leads.services.events import record, state_of
from leads.services.house import officers
from leads.services.presence import inside
from leads.services.staff_letters import tell_of_task
from leads.services.task_events import TaskDone, TaskFacts, TaskReopened, TaskSet
from leads.services.task_times import remind_at
from leads.services.words import bounded
from sitepages.refusal import Refused

__all__ = [
    "NewTask",
    "TaskEnded",
    "TaskNotDone",
    "TaskTakerUnfit",
    "TaskUnknown",
    "add_task",
    "can_work_tasks",
    "change_task",
    "finish_task",
    "open_task",
    "remind_at",
    "remind_of_task",
    "reopen_task",
    "shown_title",
    "takers_of_tasks",
    "tasks_of",
]


class TaskUnknown(Refused):
    """The lead has no task of this number."""

    code = "task_unknown"
    status = 404


class TaskEnded(Refused):
    """Somebody did it already, or the lead is closed. Facts: `title`."""

    code = "task_ended"


class TaskNotDone(Refused):
    """Only what is done can be opened again. Facts: `title`."""

    code = "task_not_done"


class TaskTakerUnfit(Refused):
    """The officer does not work on this lead. Facts: `officer`."""

    code = "task_taker_unfit"
    status = 422


@dataclass(frozen=True)
class NewTask:
    """What is to be done by when. `officer` is a key; empty: whoever has the lead. A call needs no title."""

    title: str
    due: datetime
    officer: str = ""
    kind: TaskKind = TaskKind.ACTION


# --- What happens to a task ---


@transaction.atomic
def open_task(*, lead: Lead, task: NewTask, by: User | None, now: datetime) -> int:
    """Set a task without asking who may: for ways in that bring one along, such as "call me". Gives its number."""
    officer = task.officer or (lead.owner.key if lead.owner else "")
    title = bounded("title", task.title, STEP_LIMIT, needed=task.kind != TaskKind.CALL)
    event = TaskSet(title=title, due=task.due, officer=officer, task_kind=task.kind.value)
    row = record(lead=lead, event=event, by=by, at=now)
    _remind(lead, row.seq)
    return row.seq


@transaction.atomic
def add_task(*, lead: Lead, task: NewTask, seen_seq: int, by: User, now: datetime) -> int:
    """Set a task for oneself or a colleague on the lead; the same one sent twice is one. Gives its number.

    Raises LeadHidden, ReadOnly, FieldMissing, TextTooLong, DateNotAhead, TooFarAhead or TaskTakerUnfit.
    """
    lead = locked(lead)
    check_can_work_tasks(by, lead)
    _check(lead, task, now)
    since = LeadEvent.objects.filter(lead=lead, seq__gt=seen_seq, kind=EventKind.TASK_SET, by=by)
    given = {"title": task.title.strip(), "due": task.due.isoformat(), "task": 0}
    twin = next((row for row in since if {key: row.data[key] for key in given} == given), None)
    if twin:
        return twin.seq
    number = open_task(lead=lead, task=task, by=by, now=now)
    _tell(lead, number, by, now)
    return number


@transaction.atomic
def change_task(*, lead: Lead, number: int, task: NewTask, by: User, now: datetime) -> None:
    """Another title, time or officer for an open task.

    Raises what add_task raises, TaskUnknown and TaskEnded.
    """
    lead = locked(lead)
    check_can_work_tasks(by, lead)
    before = _open(lead, number)
    _check(lead, task, now, before)
    title = bounded("title", task.title, STEP_LIMIT, needed=before.kind != TaskKind.CALL)
    officer = task.officer or before.officer
    if (title, task.due, officer) == (before.title, before.due, before.officer):
        return
    event = TaskSet(title=title, due=task.due, officer=officer, task_kind=before.kind.value, task=number)
    record(lead=lead, event=event, by=by, at=now)
    _remind(lead, number)
    if officer != before.officer:
        _tell(lead, number, by, now)


@transaction.atomic
def finish_task(*, lead: Lead, number: int, by: User, now: datetime) -> None:
    """The task is done. Raises LeadHidden, ReadOnly, TaskUnknown or TaskEnded."""
    lead = locked(lead)
    check_can_work_tasks(by, lead)
    _open(lead, number)
    record(lead=lead, event=TaskDone(task=number), by=by, at=now)


@transaction.atomic
def reopen_task(*, lead: Lead, number: int, by: User, now: datetime) -> None:
    """The task was not done after all. Raises LeadHidden, ReadOnly, TaskUnknown or TaskNotDone."""
    lead = locked(lead)
    check_can_work_tasks(by, lead)
    task = _known(lead, number)
    if task.state != TaskState.DONE:
        raise TaskNotDone(title=shown_title(task))
    record(lead=lead, event=TaskReopened(task=number), by=by, at=now)
    _remind(lead, number)


def remind_of_task(*, target: str, due_at: datetime, now: datetime) -> None:
    """What a due row asks for: one mail, if the task is still open and still to be reminded of at that time."""
    lead_pk, _, number = target.partition(":")
    row = Task.objects.select_related("officer__user", "lead").filter(lead=int(lead_pk), number=int(number)).first()
    if row is None or row.state != TaskState.OPEN:
        return
    if remind_at(TaskKind(row.kind), row.due_at, row.set_at, working_calendar()) == due_at:
        tell_of_task(task=row, given_by=None, now=now)


# --- Questions ---


def tasks_of(user: User) -> QuerySet[Task]:
    """The open tasks of the person behind the account, by due time."""
    officer = officer_of(user)
    rows = Task.objects.filter(state=TaskState.OPEN, officer=officer) if officer else Task.objects.none()
    return rows.select_related("lead__organisation").order_by("due_at", "pk")


def takers_of_tasks(lead: Lead) -> Iterator[Officer]:
    """Who may be given a task of this lead: whoever works on it, by the rule of `services.access`."""
    for officer in officers():
        near = officer.pk == lead.owner_id or officer.department_id == lead.department_id or officer.is_duty_head
        if near and inside(officer.user) and seat_behind(officer).works_on(lead):
            yield officer


def shown_title(task: TaskFacts | Task) -> str:
    """The task's words; a call the investor asked for says so in the reader's language."""
    return task.title or str(TaskKind(task.kind).label)


# --- Shared steps ---


def _known(lead: Lead, number: int) -> TaskFacts:
    task = state_of(lead).tasks.get(number)
    if task is None:
        raise TaskUnknown
    return task


def _open(lead: Lead, number: int) -> TaskFacts:
    task = _known(lead, number)
    if not task.is_open:
        raise TaskEnded(title=shown_title(task))
    return task


def _check(lead: Lead, task: NewTask, now: datetime, before: TaskFacts | None = None) -> None:
    bounded("title", task.title, STEP_LIMIT, needed=(before.kind if before else task.kind) != TaskKind.CALL)
    if task.due <= now and not (before and before.due == task.due):
        raise DateNotAhead(field="due")
    if task.due > now + LONGEST_PROMISE:
        raise TooFarAhead(field="due", latest=now + LONGEST_PROMISE)
    if task.officer and task.officer not in {officer.key for officer in takers_of_tasks(lead)}:
        named = Officer.objects.select_related("person").filter(key=task.officer).first()
        raise TaskTakerUnfit(officer=named.name if named else task.officer[:40])


def _remind(lead: Lead, number: int) -> None:
    task = _known(lead, number)
    at = remind_at(task.kind, task.due, task.set_at, working_calendar())
    target = f"{lead.pk}:{number}"
    Due.objects.get_or_create(kind=DueKind.TASK, target=target, due_at=at, defaults={"next_try_at": at})


def _tell(lead: Lead, number: int, by: User, now: datetime) -> None:
    """A colleague hears of the task at once; what one sets for oneself needs no mail."""
    row = Task.objects.select_related("officer__user", "lead").get(lead=lead, number=number)
    if row.officer and row.officer != officer_of(by):
        tell_of_task(task=row, given_by=by, now=now)
