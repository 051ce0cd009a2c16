"""What an investor asked and what the engine answered, as records that replay."""

from __future__ import annotations

import secrets

from django.conf import settings
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
    campaign = models.CharField(max_length=60, blank=True)  # ?src= of the address it was asked from
    land = models.CharField(max_length=16, blank=True)  # LandSnapshot.key: the land it can be replayed on
    previous = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")  # what it changed

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["created_at"], name="match_runs_by_time")]

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


class LandSnapshot(models.Model):
    """The land as the engine saw it, kept once per state, so that a result replays to the bit after the land changed.

    `data`: the catalogue as compressed JSON (leads.matching.frozen); `key`: a digest of it.
    """

    key = models.CharField(max_length=16, primary_key=True)
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.key


class ScoreWeights(models.Model):
    """A published version of the score's weights and bounds: never changed, followed by the next one.

    `rows`: criterion -> [weight, amount worth 0, amount worth 1] (leads.matching.values.Weight).
    """

    version = models.PositiveSmallIntegerField(unique=True)
    rows = models.JSONField()
    valid_from = models.DateField()
    note = models.CharField(max_length=300)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "score weights"

    def __str__(self) -> str:
        return f"weights {self.version} from {self.valid_from}"


class StoredNeed(models.Model):
    """A stored request as numbers, for reverse match: the engine's integers (leads.matching.reverse.Row)."""

    run = models.OneToOneField(MatchRun, models.CASCADE, primary_key=True, related_name="need")
    sector = models.CharField(max_length=48)
    zones = models.CharField(max_length=120, blank=True)  # codes with spaces between; empty = wherever permitted
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    most = models.PositiveSmallIntegerField()
    power = models.BigIntegerField()
    water = models.BigIntegerField()
    wastewater = models.BigIntegerField()
    fibre = models.FloatField()
    ready_by = models.IntegerField()  # ordinal day
    cap = models.FloatField(null=True)
    lease_high = models.BigIntegerField()
    minimal = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["sector", "low"], name="needs_by_sector_and_area")]

    def __str__(self) -> str:
        return f"need of match {self.run_id}"
