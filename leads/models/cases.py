"""One mailed link to all files of an address."""

from __future__ import annotations

from django.db import models


class CasesLink(models.Model):
    """Asked for on `/my-cases/`. Until the worker has sent it, it has no nonce and opens nothing.

    It names no file: what it opens is looked up by the address each time. Goes when its day is over.
    """

    address = models.EmailField(db_index=True)  # in lower case
    language = models.CharField(max_length=2)
    nonce = models.CharField(max_length=32, blank=True)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["expires_at"], name="cases_links_by_end")]

    def __str__(self) -> str:
        return f"cases link {self.pk}"
