"""Plots held for a lead until a moment, and the queue behind them. Rows are what folding the leads' events gives."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from leads.choices import HoldEnd, HoldState
from leads.models.lead import Lead

TAKES_LAND = (HoldState.LIVE, HoldState.SIGNED)


class Hold(models.Model):
    """One or several plots for one lead: all of them held together, or all of them waited for.

    `days`: working days asked for, counted from the day the hold becomes live. `until`: when a live hold lapses.
    Who did what and why stands in the lead's events.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="holds")
    state = models.CharField(max_length=8, choices=HoldState.choices)
    days = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    extended = models.PositiveSmallIntegerField(default=0)
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=12, choices=HoldEnd.choices, blank=True)
    area_m2 = models.FloatField()

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["until"], name="live_holds_by_end", condition=Q(state="live")),
            models.Index(fields=["asked_at"], name="waiting_holds_in_order", condition=Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["live", "signed"]) | Q(started_at__isnull=False, until__isnull=False),
                name="a_hold_has_start_and_end",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(ended_how="")
                | ~Q(state="ended") & Q(ended_at__isnull=True, ended_how=""),
                name="an_ended_hold_says_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk} of {self.lead_id} {self.state}"


class HeldPlot(models.Model):
    """A plot of a hold. `live` rows are unique per plot: nothing is promised twice.

    `code` stays when the land is parcelled anew and the plot goes; a plot still held or waited for cannot go.
    """

    hold = models.ForeignKey(Hold, models.CASCADE, related_name="plots")
    plot = models.ForeignKey("sitepages.Plot", models.SET_NULL, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=12, db_index=True)
    live = models.BooleanField(default=False)
    open = models.BooleanField(default=True)  # live or waiting

    class Meta:
        ordering = ["hold", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plot"], condition=Q(live=True), name="one_live_hold_per_plot"),
            models.UniqueConstraint(fields=["hold", "code"], name="a_plot_once_per_hold"),
            models.CheckConstraint(
                condition=Q(open=False, live=False) | Q(open=True, plot__isnull=False), name="an_open_hold_has_its_plot"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.hold_id}"


class WantedPlot(models.Model):
    """A plot that a lead's match offered: `rank` 1 for a plot of the best option. What others may ask about a plot."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="wanted_plots")
    code = models.CharField(max_length=12)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["lead", "rank", "code"]
        constraints = [models.UniqueConstraint(fields=["lead", "code"], name="one_wish_per_lead_and_plot")]
        indexes = [models.Index(fields=["code", "lead"], name="wishes_by_plot")]

    def __str__(self) -> str:
        return f"{self.lead_id} wants {self.code}"
