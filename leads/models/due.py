"""The one due table: everything that must happen later, written with what caused it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from leads.choices import DueKind


class Due(models.Model):
    """A thing to do at a time, done once.

    A worker claims a row by taking its lease (`leased_until`); a row whose worker died comes back
    when the lease runs out. Failures are tried again at `next_try_at`, later each time; after the
    last try the row is parked (`parked_at`) for a person, and the rest go on.
    """

    kind = models.CharField(max_length=16, choices=DueKind.choices)
    target = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "due"
        constraints = [
            models.UniqueConstraint(fields=["kind", "target", "due_at"], name="one_due_per_kind_target_time")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="open_due_by_next_try",
                condition=Q(done_at__isnull=True, parked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target}"
