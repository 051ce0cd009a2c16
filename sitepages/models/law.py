"""Incentive law as dated records. Versions are rows; "in force" is a query by date.

Every JSON field has the shape of sitepages/seed/law/law.schema.json: law as data, never as code.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sitepages.choices import SHARED_KINDS, Certainty, IncentiveKind, RatePair, RuleOrigin, RuleState, SourceKind


class Citation(models.Model):
    """A text that was read, and in what form (full copy, OCR, second-hand).

    `link` opens the text that was read, `official` the state's own copy; `source_date` is the day the act or page
    bears as far as it is known (2025, 2025-12, 2025-12-31). What is empty is not known.
    """

    key = models.CharField(max_length=24, primary_key=True)
    title = models.CharField(max_length=300)
    where = models.CharField(max_length=500)
    kind = models.CharField(max_length=24, choices=SourceKind.choices)
    link = models.URLField(max_length=500, blank=True)
    official = models.URLField(max_length=500, blank=True)
    source_date = models.CharField(max_length=10, blank=True)

    def __str__(self) -> str:
        return self.title


class LegalCategory(models.Model):
    """A legal class of activity that rules read (e.g. semiconductor), with the fact that settles it."""

    key = models.CharField(max_length=48, primary_key=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    clause = models.CharField(max_length=300)
    ask = models.JSONField(null=True, blank=True)
    any_of = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "legal categories"

    def __str__(self) -> str:
        return self.key


class Sector(models.Model):
    """A sector of the one vocabulary: plots, rules, profiles and leads point at the same rows."""

    key = models.CharField(max_length=48, primary_key=True)
    group = models.CharField(max_length=1)
    order = models.PositiveSmallIntegerField(default=0)
    name_vi = models.CharField(_("Vietnamese name"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160)
    description_vi = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    vsic_2025 = models.JSONField(default=list)
    words = models.JSONField(default=dict)
    categories = models.JSONField(default=dict)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_vi if get_language() == "vi" else self.name_en


class FactKey(models.Model):
    """One key of the one vocabulary of facts that conditions, API, forms and questions read."""

    key = models.CharField(max_length=48, primary_key=True)
    order = models.PositiveSmallIntegerField(default=0)
    type = models.CharField(max_length=16)
    scope = models.CharField(max_length=12)
    unit = models.CharField(max_length=12, blank=True)
    spec = models.JSONField()  # the whole record as in facts.yaml: label, question, help, choices, used_by ...

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.key


class ExchangeRate(models.Model):
    """A dated rate for comparing thresholds; illustrative until an editor enters a sourced one.

    Never changed: a wrong one is withdrawn with a reason and entered anew.
    """

    pair = models.CharField(_("pair"), max_length=8, choices=RatePair.choices)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4)
    date = models.DateField(_("day of the rate"))
    low = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    illustrative = models.BooleanField(default=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    note_vi = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pair", "-date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "date"], condition=Q(withdrawn_at__isnull=True), name="one_rate_per_pair_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pair} {self.value} ({self.date})"


class Incentive(models.Model):
    """The lasting identity of a rule, or of what rules share; what it says is in its versions."""

    key = models.CharField(_("key"), max_length=48, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=IncentiveKind.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        verbose_name = _("incentive")
        verbose_name_plural = _("incentives")

    def __str__(self) -> str:
        return self.key


class VersionQuerySet(models.QuerySet["IncentiveVersion"]):
    def rules(self) -> VersionQuerySet:
        """Without what rules share."""
        return self.exclude(incentive__kind__in=SHARED_KINDS)


class IncentiveVersion(models.Model):
    """What a rule says from one date to another: immutable once published.

    A draft is a row without approvals. What the desk publishes carries a jurist's check and another person's
    approval; the database itself refuses a published row without both.
    """

    incentive = models.ForeignKey(Incentive, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=160)
    certainty = models.CharField(max_length=12, choices=Certainty.choices)
    verified_on = models.DateField()
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    summary_vi = models.TextField()
    summary_en = models.TextField()
    authority_vi = models.CharField(max_length=300)
    authority_en = models.CharField(max_length=300)
    record = models.JSONField()  # the whole record of the schema: basis, conditions, benefits, golden ...
    schema_version = models.PositiveSmallIntegerField(default=2)
    published_at = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=4, choices=RuleOrigin.choices, default=RuleOrigin.SEED)
    reason = models.CharField(_("why this version"), max_length=300, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)
    # The draft this one is signed and published with: its golden cases are worked anew for that change.
    goes_with = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="companions")

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["incentive__order", "-number"]
        default_permissions = ("view",)
        permissions = [
            ("draft_rule", _("Draft rules of law")),
            ("check_rule", _("Check rules of law (jurist)")),
            ("approve_rule", _("Approve rules of law")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(origin="seed")
                | Q(checked_by__isnull=False, approved_by__isnull=False, discarded_at__isnull=True)
                & ~Q(checked_by=F("approved_by")),
                name="published_by_two_people",
            ),
            models.UniqueConstraint(
                fields=["incentive"],
                condition=Q(published_at__isnull=True, discarded_at__isnull=True),
                name="one_open_draft_per_incentive",
            ),
            models.UniqueConstraint(fields=["incentive", "number"], name="one_number_per_incentive_version"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="version_valid_to_after_from"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incentive.key} v{self.number}"

    @property
    def state(self) -> RuleState:
        if self.discarded_at:
            return RuleState.DISCARDED
        if self.published_at:
            return RuleState.PUBLISHED
        return RuleState.CHECKED if self.checked_by_id else RuleState.DRAFT

    @property
    def name(self) -> str:
        return self.name_vi if get_language() == "vi" else self.name_en
