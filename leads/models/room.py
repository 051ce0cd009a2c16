"""The investor's room: messages written on the page."""

from __future__ import annotations

from django.db import models

from leads.models.lead import Lead, LeadLink


class LeadMessage(models.Model):
    """What an investor wrote behind the signed link; kept apart from the event, which holds no words."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="messages")
    link = models.ForeignKey(LeadLink, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"message {self.pk} of {self.lead_id}"
