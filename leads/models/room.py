"""The investor's room: messages written on the page, and who fetched a file."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from leads.models.lead import Lead, LeadLink


class LeadMessage(models.Model):
    """What an investor wrote behind the signed link; kept apart from the event, which is never erased."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="messages")
    link = models.ForeignKey(LeadLink, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"message {self.pk} of {self.lead_id}"


class FileFetch(models.Model):
    """A file was handed out: when, and to which account or through which link. Neither is erased with the file."""

    file = models.ForeignKey("leads.LeadFile", models.CASCADE, related_name="fetches")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.ForeignKey(LeadLink, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"fetch {self.pk} of {self.file_id}"
