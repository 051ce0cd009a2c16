"""What an investor asked and what the engine answered, as records that replay."""

from __future__ import annotations

import secrets

from django.db import models


def new_token() -> str:
    return secrets.token_urlsafe(18)


class MatchRun(models.Model):
    """One question and its answer, at an unguessable address.

    `request` is the normalised request (matching.md section 8), `answer` the engine's answer without
    words: reasons are rendered from it in the reader's language, so it replays and translates.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    request = models.JSONField()
    answer = models.JSONField()
    versions = models.JSONField()
    on = models.DateField()
    created_at = models.DateTimeField()
    source = models.CharField(max_length=40, default="site")

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"match {self.pk} of {self.on}"


class CostSheet(models.Model):
    """What an investor stated to reckon the cost of the location beside a match (kWh, days, payroll, years)."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="cost_sheets")
    asked = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"cost {self.pk} of {self.run}"
