"""A list of enquiries that an officer has brought, between the look at it and its end a day later."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class LeadSheet(models.Model):
    """`rows` as read (leads.services.lead_sheets); the whole row goes a day after it came, for it names people.

    `fingerprint` is of the file's bytes: the same list brought twice makes no lead twice.
    """

    name = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    campaign = models.CharField(max_length=60, blank=True)
    mine = models.BooleanField(default=False)
    rows = models.JSONField(default=list)
    created_at = models.DateTimeField(db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    taken_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.created_at:%Y-%m-%d})"
