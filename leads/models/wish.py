"""Mails somebody asked for regularly: a watch over a result, the newsletter; each with the proof that it was asked.

`email` is emptied when it ends; `mark`, a keyed digest of the address, stays with the wording agreed to, as proof.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from leads.choices import WishEnd
from leads.models.lead import ConsentText, Lead
from leads.models.profile import MatchRun


class MailWish(models.Model):
    """`nonce` is inside the signature of its links; `confirmed_at`: the reader pressed the button of the first mail."""

    email = models.EmailField(blank=True)  # in lower case
    mark = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    nonce = models.CharField(max_length=32)
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, blank=True, related_name="+")  # asked for with this file
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    shown_in = models.CharField(max_length=2)  # the language in which the wording was read
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # the last mail with something new
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=12, choices=WishEnd.choices, blank=True)

    class Meta:
        abstract = True


OPEN_WISH = Q(ended_at__isnull=True)
ENDED_WHOLE = Q(ended_at__isnull=True, ended_how="") | (Q(ended_at__isnull=False, email="") & ~Q(ended_how=""))


class Watch(MailWish):
    """A result somebody wants to hear of when land or law alters it.

    `asked`: a digest of the question, so that the same question of one address is one watch; `told`: the last result
    its reader was told of; `state`: the land and law by which it was last looked at.
    """

    asked = models.CharField(max_length=64)
    told = models.ForeignKey(MatchRun, models.PROTECT, null=True, blank=True, related_name="watches")
    state = models.CharField(max_length=40, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)  # the reader was told that it ends soon

    class Meta:
        verbose_name_plural = "watches"
        constraints = [
            models.UniqueConstraint(fields=["mark", "asked"], condition=OPEN_WISH, name="one_watch_of_a_question"),
            models.CheckConstraint(condition=ENDED_WHOLE, name="ended_watch_has_no_address"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, told__isnull=True) | Q(ended_at__isnull=True, told__isnull=False),
                name="open_watch_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return f"watch {self.pk}"


class Subscription(MailWish):
    """The newsletter for one address; `sectors` are keys, none: every sector. `until`: what came later is not told.

    `land_line`: the last line of the land's history when it was confirmed; what was written later that day is news.
    """

    sectors = models.JSONField(default=list)
    until = models.DateTimeField(null=True, blank=True)
    land_line = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark"], condition=OPEN_WISH, name="one_newsletter_of_an_address"),
            models.CheckConstraint(condition=ENDED_WHOLE, name="ended_newsletter_has_no_address"),
        ]

    def __str__(self) -> str:
        return f"newsletter {self.pk}"
