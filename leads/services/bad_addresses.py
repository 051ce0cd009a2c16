"""Addresses that bounced: nothing is sent there until the address is changed in the file or its reader answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from leads.models import BadAddress, Mail

A_DAY = timedelta(days=1)


def is_bad(address: str) -> bool:
    """Whether a mail server refused this address for good."""
    return bool(address) and BadAddress.objects.filter(address=address.lower()).exists()


@transaction.atomic
def mark_bad(*, address: str, reason: str, mail: Mail | None, now: datetime) -> None:
    """Send nothing there any more; the first report stays."""
    kept = {"since": now, "reason": reason[:200], "mail": mail}
    BadAddress.objects.get_or_create(address=address.lower(), defaults=kept)


@transaction.atomic
def may_try_again(*, address: str, now: datetime) -> bool:
    """Whether one mail may try a refused address, as somebody asks for it anew: once a day. It counts as the try.

    The mark stays until the reader answers from there or presses the button of that mail.
    """
    return bool(BadAddress.objects.filter(address=address.lower(), since__lte=now - A_DAY).update(since=now))


@transaction.atomic
def mark_good(*, address: str) -> None:
    """Somebody wrote from there, or an officer says it works."""
    BadAddress.objects.filter(address=address.lower()).delete()
