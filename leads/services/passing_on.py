"""What waits for an officer beside the own leads, when the officer goes: questions of departments, and tasks."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import DueKind, ReferralState, TaskState
from leads.models import Due, Lead, Officer, Referral, Task
from leads.services.calendar import working_calendar
from leads.services.desk_lock import locked
from leads.services.events import record, state_of
from leads.services.referral_events import ReferralTaken
from leads.services.task_events import TaskSet
from leads.services.task_times import remind_at


@transaction.atomic
def pass_on_work(*, officer: Officer, to: Officer | None, by: User | None, now: datetime, leave: bool = False) -> int:
    """Questions go to `to` of the same department, else back to the department; tasks to the lead's owner.

    A `leave` leaves tasks where they are: they have their day, and the reminder looks who is there. How many moved.
    """
    fit = to if to and to.pk != officer.pk and to.department_id == officer.department_id else None
    questions = list(Referral.objects.filter(officer=officer, state=ReferralState.OPEN).order_by("lead", "number"))
    for row in questions:
        event = ReferralTaken(referral=row.number, officer=fit.key if fit else "")
        record(lead=locked(Lead(pk=row.lead_id)), event=event, by=by, at=now)
    tasks = [] if leave else list(Task.objects.filter(officer=officer, state=TaskState.OPEN).order_by("lead", "number"))
    for task in tasks:
        _to_the_owner(task, officer, by, now)
    return len(questions) + len(tasks)


def _to_the_owner(task: Task, officer: Officer, by: User | None, now: datetime) -> None:
    lead = locked(Lead(pk=task.lead_id))
    facts = state_of(lead).tasks[task.number]
    owner = lead.owner.key if lead.owner and lead.owner.pk != officer.pk else ""
    given = TaskSet(title=facts.title, due=facts.due, officer=owner, task_kind=facts.kind.value, task=task.number)
    record(lead=lead, event=given, by=by, at=now)
    at = remind_at(facts.kind, facts.due, now, working_calendar())
    target = f"{lead.pk}:{task.number}"
    Due.objects.get_or_create(kind=DueKind.TASK, target=target, due_at=at, defaults={"next_try_at": at})
