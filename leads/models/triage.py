"""Six first questions, kept while an investor answers them: nobody's name, one unguessable address."""

from __future__ import annotations

from django.db import models

from leads.models.profile import MatchRun, new_token


class Triage(models.Model):
    """Answers on their way to a match. `request` has the shape of matching.md section 8, as far as answered.

    `text`: the project in the investor's own words; `seen`: steps answered or left open on purpose;
    `left_open`: later questions passed over (paths in the request); `run`: the newest match asked from here.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    text = models.TextField(blank=True)
    campaign = models.CharField(max_length=60, blank=True)  # ?src= of the address the visitor came by
    request = models.JSONField(default=dict)
    seen = models.JSONField(default=list)
    left_open = models.JSONField(default=list)
    run = models.ForeignKey(MatchRun, models.SET_NULL, null=True, blank=True, related_name="triages")
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return f"triage {self.pk}"
