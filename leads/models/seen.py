"""Who saw personal data: rows that are added and, past their time, forgotten; never changed."""

from __future__ import annotations

from typing import Any, Never

from django.conf import settings
from django.db import models
from django.db.models import Q

from leads.choices import AccessKind
from leads.models.lead import Lead, LeadLink


class AddedOnly(models.QuerySet["AccessRecord"]):
    """Rows are added, read and forgotten whole."""

    def update(self, **fields: Any) -> Never:
        raise TypeError("Records of access are never changed.")


class AccessRecord(models.Model):
    """Somebody read, searched, fetched or took away personal data.

    `subject` is the page or thing (`desk-board`, `desk-file:12`): never a name, never the words of a search. The same
    person at the same subject is one row in `slot`, the hour of the clock; what counts each time has its own moment
    there. Who came through an investor's link has no account: `link` names it. `opened`: an administrator's reason,
    and until when the file stood open.
    """

    at = models.DateTimeField()
    slot = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=AccessKind.choices)
    subject = models.CharField(max_length=80)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    link = models.ForeignKey(LeadLink, models.SET_NULL, null=True, blank=True, related_name="+")
    facts = models.JSONField(default=dict, blank=True)  # numbers and references: `rows`, `found`
    reason = models.CharField(max_length=300, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    objects = AddedOnly.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "kind", "subject", "slot"], name="one_record_of_access_per_person_thing_and_hour"
            ),
            models.CheckConstraint(
                condition=Q(kind=AccessKind.OPENED, until__isnull=False, lead__isnull=False) & ~Q(reason="")
                | ~Q(kind=AccessKind.OPENED) & Q(reason="", until=None),
                name="opened_with_a_reason_and_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["-at", "-id"], name="access_by_time"),
            models.Index(fields=["lead", "-at"], name="access_by_lead"),
            models.Index(fields=["by", "-at"], name="access_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id or 'link'} {self.kind} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("Records of access are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("Records of access are forgotten by their age, all together.")
