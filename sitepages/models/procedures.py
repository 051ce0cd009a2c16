"""The way to a start of work as editable rows: steps, what they hang on, and typical cases."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sitepages.choices import DayBasis, DayUnit, StepCertainty, StepTurn


def told(row: models.Model, field: str) -> str:
    """The field in the reader's language."""
    return str(getattr(row, f"{field}_{'vi' if get_language() == 'vi' else 'en'}"))


class ProcedureFact(models.Model):
    """A question whose answer decides which steps a case has. `values`: [{value, vi, en}]."""

    key = models.CharField(_("key"), max_length=32, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"))
    label_vi = models.CharField(_("question, Vietnamese"), max_length=200)
    label_en = models.CharField(_("question, English"), max_length=200)
    values = models.JSONField()

    class Meta:
        ordering = ["order"]
        verbose_name = _("question of the guide")
        verbose_name_plural = _("questions of the guide")

    def __str__(self) -> str:
        return told(self, "label")


class ProcedureStep(models.Model):
    """One step: who does it, with what papers, in how many days, by which clause. Unknown days are empty, never 0."""

    key = models.SlugField(_("key"), max_length=48, unique=True)
    order = models.PositiveSmallIntegerField(_("order"))
    name_vi = models.CharField(_("Vietnamese name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300)
    purpose_vi = models.TextField(_("what for, Vietnamese"))
    purpose_en = models.TextField(_("what for, English"))
    body_vi = models.CharField(_("body, Vietnamese"), max_length=300)
    body_en = models.CharField(_("body, English"), max_length=300)
    documents_vi = models.TextField(_("documents, Vietnamese: one a line"), blank=True)
    documents_en = models.TextField(_("documents, English: one a line"), blank=True)
    fee_vi = models.CharField(_("fee, Vietnamese (empty: not known)"), max_length=400, blank=True)
    fee_en = models.CharField(_("fee, English (empty: not known)"), max_length=400, blank=True)
    days = models.PositiveSmallIntegerField(_("days, normal lane (empty: not known)"), null=True, blank=True)
    days_unit = models.CharField(_("counted in"), max_length=8, choices=DayUnit.choices, default=DayUnit.WORKING)
    days_basis = models.CharField(_("days come from"), max_length=9, choices=DayBasis.choices, default=DayBasis.NONE)
    green_days = models.PositiveSmallIntegerField(_("days, green lane (empty: not known)"), null=True, blank=True)
    clause_vi = models.CharField(_("clause, Vietnamese"), max_length=500, blank=True)
    clause_en = models.CharField(_("clause, English"), max_length=500, blank=True)
    note_vi = models.TextField(_("note, Vietnamese"), blank=True)
    note_en = models.TextField(_("note, English"), blank=True)
    source = models.CharField(_("source"), max_length=500)
    certainty = models.CharField(_("certainty"), max_length=12, choices=StepCertainty.choices)
    verified_on = models.DateField(_("Verified on"))
    turn = models.CharField(_("whose turn it is"), max_length=8, choices=StepTurn.choices, default=StepTurn.FILED)
    after = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="before", verbose_name=_("comes after")
    )
    applies_when = models.JSONField(default=dict)
    milestone = models.BooleanField(_("a milestone, takes no time"), default=False)
    after_construction = models.BooleanField(_("after construction"), default=False)

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("procedure step")
        verbose_name_plural = _("procedure steps")

    def __str__(self) -> str:
        return told(self, "name")


class ProcedureCase(models.Model):
    """A typical case to begin from. `facts`: fact -> value."""

    key = models.SlugField(_("key"), max_length=48, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"))
    name_vi = models.CharField(_("Vietnamese name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300)
    facts = models.JSONField()

    class Meta:
        ordering = ["order"]
        verbose_name = _("typical case")
        verbose_name_plural = _("typical cases")

    def __str__(self) -> str:
        return told(self, "name")


class ProcedureNote(models.Model):
    """A rule about the way as a whole, with its clause."""

    key = models.SlugField(_("key"), max_length=48, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"))
    text_vi = models.TextField(_("text, Vietnamese"))
    text_en = models.TextField(_("text, English"))
    clause_vi = models.CharField(_("clause, Vietnamese"), max_length=300)
    clause_en = models.CharField(_("clause, English"), max_length=300)
    certainty = models.CharField(_("certainty"), max_length=12, choices=StepCertainty.choices)
    against = models.JSONField(default=dict, blank=True)  # fact -> answers that together contradict it; {}: none

    class Meta:
        ordering = ["order"]
        verbose_name = _("note of the guide")
        verbose_name_plural = _("notes of the guide")

    def __str__(self) -> str:
        return self.key
