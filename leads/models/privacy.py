"""What a person asks about their own data, and what went wrong with data: rows with the law's times."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from leads.choices import Channel, ConsentPurpose, PrivacyRight, PrivacyState
from leads.models.lead import Lead, LeadLink


class PrivacyRequest(models.Model):
    """One right, asked for on one lead: through which link (or written down by whom), by when, what became of it.

    `due_at` is the law's last moment, `first_due_at` that of the first answer. `wrong` and `put_right` are the
    person's words of a correction, `ground` the legal ground of a refusal, `put_off_for` that of a longer term.
    """

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="privacy_requests")
    right = models.CharField(max_length=8, choices=PrivacyRight.choices)
    purpose = models.CharField(max_length=24, choices=ConsentPurpose.choices, blank=True)  # of a consent taken back
    state = models.CharField(max_length=8, choices=PrivacyState.choices, default=PrivacyState.OPEN)
    link = models.ForeignKey(LeadLink, models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel.choices, blank=True)  # of one an officer wrote down
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField()
    first_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)  # the person heard how it will be handled
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)  # how far up it was told that time runs out
    wrong = models.TextField(blank=True)
    put_right = models.TextField(blank=True)
    ground = models.TextField(blank=True)
    put_off_for = models.TextField(blank=True)
    told_how = models.TextField(blank=True)  # how an officer told the person how it will be handled
    done_how = models.TextField(blank=True)  # how the copy was handed over, or what was corrected

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "right", "purpose"],
                condition=Q(state=PrivacyState.OPEN) & ~Q(right=PrivacyRight.CORRECT),
                name="one_open_privacy_request_of_a_right",
            ),
            models.CheckConstraint(
                condition=Q(state=PrivacyState.OPEN, ended_at=None)
                | (~Q(state=PrivacyState.OPEN) & Q(ended_at__isnull=False)),
                name="privacy_request_ended_or_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.right} {self.pk} of {self.lead_id}"


class Breach(models.Model):
    """Data that got lost, out or changed: when it was noticed, what, whom it touches; never a person's name."""

    noticed_at = models.DateTimeField()
    what = models.TextField()
    whom = models.TextField()
    due_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    notified_at = models.DateTimeField(null=True, blank=True)  # the ministry was told
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-noticed_at", "-pk"]

    def __str__(self) -> str:
        return f"breach {self.pk}"


class BreachNote(models.Model):
    """What was done about a breach; added, never changed."""

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=8)  # told the ministry, closed, or a note
    text = models.TextField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"note {self.pk} of breach {self.breach_id}"
