"""The figures of the desk: each lead's story in a row, and months counted from the stories. Both can be made anew."""

from __future__ import annotations

from django.db import models

from leads.models.lead import Lead


class LeadStory(models.Model):
    """What a lead's history comes to (leads.services.story.Story), as far as event `seq`; no personal data.

    `month` is the first day of the month of receipt in the province. Keys are text: a story outlives what it names.
    """

    lead = models.OneToOneField(Lead, models.CASCADE, primary_key=True, related_name="story")
    seq = models.PositiveIntegerField()
    month = models.DateField()
    illustrative = models.BooleanField()
    department = models.CharField(max_length=24)
    owner = models.CharField(max_length=40, blank=True)
    sector = models.CharField(max_length=48, blank=True)
    country = models.CharField(max_length=2, blank=True)
    source = models.CharField(max_length=40, blank=True)
    priority = models.CharField(max_length=8)
    furthest = models.CharField(max_length=12)
    standing = models.CharField(max_length=8)
    loss_reason = models.CharField(max_length=40, blank=True)
    first_reply = models.CharField(max_length=8)
    first_minutes = models.PositiveIntegerField(null=True)
    full_answer = models.CharField(max_length=8)
    full_minutes = models.PositiveIntegerField(null=True)
    verdict = models.CharField(max_length=8)
    unmet = models.CharField(max_length=40, blank=True)
    area_m2 = models.PositiveBigIntegerField(null=True)
    jobs = models.PositiveIntegerField(null=True)
    stays = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["illustrative", "month"], name="stories_by_month"),
            models.Index(fields=["owner", "month"], name="stories_by_owner"),
        ]
        verbose_name_plural = "lead stories"

    def __str__(self) -> str:
        return f"story of {self.lead_id}"


class MonthCount(models.Model):
    """A cell: of the leads received in `month`, with `value` in `dimension`, how many, and the sum of an amount.

    `measure` and `key` as `leads.services.story.cells_of` names them. A cell that would be 0 has no row.
    """

    month = models.DateField()
    illustrative = models.BooleanField()
    department = models.CharField(max_length=24)
    dimension = models.CharField(max_length=12)
    value = models.CharField(max_length=48, blank=True)
    measure = models.CharField(max_length=16)
    key = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField()
    amount = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["illustrative", "dimension", "measure", "month", "value", "department", "key"],
                name="one_cell_per_month_and_measure",
            )
        ]
        indexes = [models.Index(fields=["month"], name="cells_by_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.dimension}={self.value} {self.measure}:{self.key} {self.count}"


class FigureRun(models.Model):
    """How far the figures are: the last event counted, and when the last round had counted all there was."""

    last_event = models.BigIntegerField(default=0)
    as_of = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"figures as of {self.as_of}"
