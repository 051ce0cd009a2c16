"""The rows of tasks, so that an officer's tasks of all leads are one query: what folding the events gives, no more."""

from __future__ import annotations

from typing import Any

from leads.models import Lead, Officer, Task
from leads.services.task_events import TaskFacts, Tasks


def write_tasks(*, lead: Lead, before: Tasks, after: Tasks) -> None:
    """Bring the lead's rows up to what its tasks are now; called by `leads.services.events.record` alone."""
    changed = {number: task for number, task in after.items() if before.get(number) != task}
    if not changed:
        return
    keys = {task.officer for task in changed.values() if task.officer}
    officers = dict(Officer.objects.filter(key__in=keys).values_list("key", "pk"))
    for number, task in changed.items():
        columns = {**columns_of_task(task), "officer_id": officers.get(task.officer)}
        del columns["officer"]
        Task.objects.update_or_create(lead=lead, number=number, defaults=columns)


def columns_of_task(task: TaskFacts) -> dict[str, Any]:
    """The columns of a task's row, as its events give them (a key for the officer)."""
    return {
        "title": task.title,
        "due_at": task.due,
        "officer": task.officer,
        "kind": task.kind.value,
        "state": task.state.value,
        "set_at": task.set_at,
        "ended_at": task.ended_at,
    }
