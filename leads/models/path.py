"""The procedures of one lead, taken from the guide as it stood on the day."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from leads.models.lead import Lead


class LeadPath(models.Model):
    """A kept copy: `facts` are the answers that chose the steps, `steps` the steps in their order with their words.

    A later edit of the guide changes no path already chosen; choosing again makes another copy.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="paths")
    facts = models.JSONField()
    steps = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"path {self.pk} of {self.lead_id}"
