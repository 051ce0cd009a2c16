"""Mails about a breach whose notice is due: to the duty heads, at last to the leaders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse

from leads.models import Breach, Officer
from leads.services.staff_letters import duty_heads, write_to
from sitepages import figures


def tell_of_breach(*, breach: Breach, leaders: Sequence[User], now: datetime) -> None:
    """Without its words: they stand on the page."""

    def words(lang: str) -> dict[str, object]:
        return {
            "number": breach.pk,
            "noticed": figures.local_moment(breach.noticed_at, lang),
            "due": figures.local_moment(breach.due_at, lang),
            "late": breach.due_at <= now,
            "address": settings.SITE_URL + reverse("desk-breach", args=[breach.pk]),
        }

    readers: list[Officer | User] = [*duty_heads(now), *leaders]
    for reader in readers:
        write_to(reader, "breach", None, now, words)
