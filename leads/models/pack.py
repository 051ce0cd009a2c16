"""The answer pack: what an investor was handed at once, kept as it was said."""

from __future__ import annotations

from django.db import models


class AnswerPack(models.Model):
    """One issue of the answer to a lead: the match it answers, and what was true beside it at that moment.

    `data` holds who answers by when, the procedure, the cost and the questions asked, without words that a
    catalogue may change (leads.services.packs says its shape); page and PDF are read from it and from the
    match. `digest` is over both, so that a printed pack can be told from another. Never changed.
    """

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="packs")
    number = models.PositiveSmallIntegerField()
    run = models.ForeignKey("leads.MatchRun", models.PROTECT, related_name="+")
    data = models.JSONField()
    digest = models.CharField(max_length=16)
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["lead", "number"]
        constraints = [models.UniqueConstraint(fields=["lead", "number"], name="one_pack_per_lead_and_number")]

    def __str__(self) -> str:
        return f"pack {self.number} of {self.lead_id}"
