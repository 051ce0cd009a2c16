"""Reports that a published fact is wrong: what a reader said, what was promised, what the editors answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sitepages.choices import ReportState


class FactReport(models.Model):
    """One report. `field` names a fact of RECEIPTED, "status", or is empty for something else on the page.

    `shown` is what the page showed then. `promised_on` is the day by which an answer was promised. An answered
    report has its answer, time and person together.
    """

    key = models.CharField(max_length=40, unique=True)
    plot = models.ForeignKey("sitepages.Plot", models.SET_NULL, null=True, blank=True, related_name="+")
    code = models.CharField(_("plot"), max_length=12)
    field = models.CharField(max_length=32, blank=True)
    shown = models.CharField(max_length=300, blank=True)
    said = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2)
    state = models.CharField(_("State"), max_length=12, choices=ReportState.choices, default=ReportState.NEW)
    unproven = models.BooleanField(_("not proven to come from a person"), default=False)
    received_at = models.DateTimeField(_("received"))
    promised_on = models.DateField(_("answer promised by"))
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["promised_on", "pk"]
        verbose_name = _("report of a wrong fact")
        verbose_name_plural = _("reports of wrong facts")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="report_answer_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.field}"

    @property
    def open(self) -> bool:
        return self.state in {ReportState.NEW, ReportState.CHECKING}
