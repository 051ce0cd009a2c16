"""How often strangers did something in the window that runs: one count for every process (docs/decisions/0014)."""

from __future__ import annotations

from django.db import models


class UseCount(models.Model):
    """A count of one window; `key` is a keyed digest of what, who and when: no address stands in it."""

    key = models.CharField(max_length=40, primary_key=True)
    used = models.PositiveIntegerField()
    ends_at = models.BigIntegerField(db_index=True)  # seconds of the epoch; forgotten from then on

    def __str__(self) -> str:
        return self.key
