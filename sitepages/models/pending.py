"""A form that waits for a mail to be answered: kept for a day, then gone."""

from __future__ import annotations

import secrets

from django.db import models


def new_nonce() -> str:
    return secrets.token_urlsafe(16)


class PendingForm(models.Model):
    """What was typed into a public form, until whoever owns the e-mail address confirms it.

    `form` names who makes something of it (sitepages.registry.CONFIRMED); `typed`: its fields, emptied as soon as it
    is confirmed; `about`: what the form was about (a match, a plot); `made`: what it became.
    """

    form = models.CharField(max_length=40)
    nonce = models.CharField(max_length=32, default=new_nonce)
    about = models.CharField(max_length=64)
    typed = models.JSONField(default=dict)
    language = models.CharField(max_length=2)
    kept_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    made = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.form} {self.pk}"
