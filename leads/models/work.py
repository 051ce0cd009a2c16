"""What an officer works a lead with: tasks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from leads.choices import TaskKind, TaskState
from leads.models.desk import Officer
from leads.models.lead import Lead


class Task(models.Model):
    """A task of a lead, as its events leave it; written by `leads.services.events.record` alone.

    `number` is that of the event that set it. Without an officer it waits for whoever takes the lead.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField()
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="tasks")
    kind = models.CharField(max_length=12, choices=TaskKind.choices, default=TaskKind.TODO)
    state = models.CharField(max_length=8, choices=TaskState.choices, default=TaskState.OPEN)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "number"], name="one_task_per_lead_and_number"),
            models.CheckConstraint(
                condition=Q(state=TaskState.OPEN, ended_at__isnull=True)
                | (~Q(state=TaskState.OPEN) & Q(ended_at__isnull=False)),
                name="ended_task_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["officer", "due_at"], name="open_tasks_by_officer", condition=Q(state=TaskState.OPEN))
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())
