"""Page values of tasks: those of one lead, and one's own over all leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from leads.choices import TaskState
from leads.models import Lead, Task
from leads.services.access import leads_visible_to
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
    lines = tuple(line_of(row, now, with_lead=True) for row in rows)
    return TaskList(now=now, rows=lines, late=sum(line.late for line in lines))


def tasks_of_lead(lead: Lead, now: datetime) -> tuple[TaskLine, ...]:
    """The open tasks by due time, then the last few that ended."""
    rows = list(lead.tasks.select_related("officer__person"))
    ended = sorted((row for row in rows if row.ended_at), key=lambda row: str(row.ended_at), reverse=True)
    return tuple(
        line_of(row, now) for row in [*(row for row in rows if row.state == TaskState.OPEN), *ended[:DONE_SHOWN]]
    )


def line_of(row: Task, now: datetime, *, with_lead: bool = False) -> TaskLine:
    lead = row.lead if with_lead else None
    return TaskLine(
        lead=row.lead_id,
        number=row.number,
        title=shown_title(row),
        due=row.due_at,
        who=row.officer.name if row.officer and not with_lead else "",
        state=str(row.get_state_display()),
        is_open=row.state == TaskState.OPEN,
        late=row.state == TaskState.OPEN and row.due_at < now,
        can_reopen=row.state == TaskState.DONE,
        reference=lead.reference if lead else "",
        lead_title=lead.title if lead else "",
    )
