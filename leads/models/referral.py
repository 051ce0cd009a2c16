"""A question that a lead's owner puts to another department."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from leads.choices import ReferralState
from leads.models.desk import Department, Officer
from leads.models.lead import Lead


class Referral(models.Model):
    """A referral as the lead's events leave it; written by `leads.services.events.record` alone.

    `number` is that of the event that asked; `answer` holds the answer, or why it came back.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="referrals")
    number = models.PositiveIntegerField()
    department = models.ForeignKey(Department, models.PROTECT, related_name="referrals")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="referrals")
    question = models.TextField()
    state = models.CharField(max_length=8, choices=ReferralState.choices, default=ReferralState.OPEN)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["lead", "number"], name="one_referral_per_lead_and_number"),
            models.UniqueConstraint(
                fields=["lead", "department"], condition=Q(state="open"), name="one_open_referral_per_department"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="ended_referral_says_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["department", "due_at"], name="open_referrals_by_department", condition=Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}#{self.number} to {self.department_id}"
