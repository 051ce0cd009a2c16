"""What an officer works leads with: tasks, saved filters, templates of replies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from leads.choices import ReplyLanguage, TaskKind, TaskState
from leads.models.desk import Department, Officer
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
    kind = models.CharField(max_length=12, choices=TaskKind.choices, default=TaskKind.ACTION)
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


class SavedFilter(models.Model):
    """A filter of the desk kept under a name: one's own, or shared by a head with a department or with the desk.

    `query` is `DeskFilter.query()`; whose leads it shows is decided by who opens it, never by who saved it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)
    for_department = models.ForeignKey(Department, models.CASCADE, null=True, blank=True, related_name="+")
    for_all = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_saved_filter_per_owner_and_name")]

    def __str__(self) -> str:
        return self.name


class ReplyTemplate(models.Model):
    """Words for a reply in one language, from a day on; `key` is the same in every language and every row.

    Without a department it is offered to the whole desk.
    """

    key = models.SlugField(max_length=40)
    language = models.CharField(max_length=2, choices=ReplyLanguage.choices)
    name = models.CharField(max_length=80)
    body = models.TextField()
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "language", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "language", "valid_from"], name="one_template_per_language_and_day"),
            models.UniqueConstraint(
                fields=["key", "language"], condition=Q(valid_to__isnull=True), name="one_open_template_per_language"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="template_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Look(models.Model):
    """When a person last had a lead's page open."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "user"], name="one_look_per_lead_and_person")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.lead_id}"
