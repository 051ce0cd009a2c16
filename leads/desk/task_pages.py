"""Page values of tasks: those of one lead, and one's own over all leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from leads.choices import TaskState
from leads.models import Lead, Task
from leads.services.access import leads_visible_to
from leads.services.house import officers_by_key
from leads.services.task_events import TaskFacts
from leads.services.tasks import shown_title, tasks_of

DONE_SHOWN = 5


@dataclass(frozen=True)
class TaskLine:
    """One task; `late` once its time has passed undone; `open_lead`: this person may open the file."""

    lead: int
    number: int
    title: str
    due: datetime
    who: str
    state: str
    is_open: bool
    late: bool
    can_reopen: bool
    reference: str = ""
    lead_title: str = ""


@dataclass(frozen=True)
class TaskList:
    now: datetime
    rows: tuple[TaskLine, ...]
    late: int


def task_list(user: User, now: datetime) -> TaskList:
    """One's own open tasks of the leads one may still open, by due time."""
    rows = tasks_of(user).filter(lead__in=leads_visible_to(user))
    lines = tuple(line_of(row, now) for row in rows)
    return TaskList(now=now, rows=lines, late=sum(line.late for line in lines))


def tasks_of_lead(lead: Lead, tasks: Mapping[int, TaskFacts], now: datetime) -> tuple[TaskLine, ...]:
    """The open tasks by due time, then the last few that ended; `tasks` as the lead's events leave them."""
    rows = sorted(tasks.items(), key=lambda row: (row[1].due, row[0]))
    ended = sorted((row for row in rows if row[1].ended_at), key=lambda row: str(row[1].ended_at), reverse=True)
    shown = [*(row for row in rows if row[1].is_open), *ended[:DONE_SHOWN]]
    return tuple(_line_of_lead(lead, number, task, now) for number, task in shown)


def _line_of_lead(lead: Lead, number: int, task: TaskFacts, now: datetime) -> TaskLine:
    officer = officers_by_key().get(task.officer)
    return TaskLine(
        lead=lead.pk,
        number=number,
        title=shown_title(task),
        due=task.due,
        who=officer.name if officer else "",
        state=str(task.state.label),
        is_open=task.is_open,
        late=task.is_open and task.due < now,
        can_reopen=task.state == TaskState.DONE,
    )


def line_of(row: Task, now: datetime) -> TaskLine:
    """One's own task, with its lead."""
    return TaskLine(
        lead=row.lead_id,
        number=row.number,
        title=shown_title(row),
        due=row.due_at,
        who="",
        state=str(row.get_state_display()),
        is_open=row.state == TaskState.OPEN,
        late=row.state == TaskState.OPEN and row.due_at < now,
        can_reopen=row.state == TaskState.DONE,
        reference=row.lead.reference,
        lead_title=row.lead.title,
    )
