"""What happens to a rule before and after it is published: acts, previews of impact, looks at sources, questions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sitepages.choices import RuleActKind, Stake
from sitepages.models.law import Citation, IncentiveVersion


class RuleAct(models.Model):
    """One thing a person did to a version; append-only. `digest` names the content it was done to."""

    version = models.ForeignKey(IncentiveVersion, models.PROTECT, related_name="acts")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=RuleActKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=12)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "seq"]
        constraints = [models.UniqueConstraint(fields=["version", "seq"], name="one_act_per_version_and_seq")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.seq} {self.kind}"


class ImpactRun(models.Model):
    """What publishing a draft would change, worked out in the background; `done` of `total` stored results seen.

    `pages`: addresses of the site; `changes`: what the demand side reports, as it reports it.
    """

    version = models.ForeignKey(IncentiveVersion, models.PROTECT, related_name="impacts")
    digest = models.CharField(max_length=12)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    pages = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"impact {self.pk} of version {self.version_id}"


class SourceChange(models.Model):
    """What a person entered or changed of a source; append-only. `before`: {} for a new one."""

    citation = models.ForeignKey(Citation, models.PROTECT, related_name="changes")
    seq = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-seq"]
        constraints = [models.UniqueConstraint(fields=["citation", "seq"], name="one_change_per_source_and_seq")]

    def __str__(self) -> str:
        return f"{self.citation_id} {self.seq}"


class SourceCheck(models.Model):
    """Somebody opened a source and says whether it still answers, and still says the same."""

    citation = models.ForeignKey(Citation, models.PROTECT, related_name="checks")
    works = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.citation_id} {'works' if self.works else 'dead'}"


class LegalQuestion(models.Model):
    """What the law as collected leaves open, for the province's jurist. `records`: rules that hang on it."""

    key = models.CharField(max_length=32, primary_key=True)
    order = models.PositiveSmallIntegerField()
    stake = models.CharField(max_length=8, choices=Stake.choices)
    text_vi = models.TextField()
    text_en = models.TextField()
    money_vi = models.TextField()
    money_en = models.TextField()
    records = models.JSONField(default=list)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.key

    @property
    def text(self) -> str:
        return self.text_vi if get_language() == "vi" else self.text_en

    @property
    def money(self) -> str:
        return self.money_vi if get_language() == "vi" else self.money_en


class LegalAnswer(models.Model):
    """A jurist's answer with its source; a later answer stands beside the earlier, never over it."""

    question = models.ForeignKey(LegalQuestion, models.PROTECT, related_name="answers")
    text = models.TextField(_("answer"))
    source = models.CharField(_("source"), max_length=300)
    source_date = models.DateField(_("date of the source"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.question_id} {self.at:%Y-%m-%d}"
