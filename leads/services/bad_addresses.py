"""Addresses that bounced: nothing is sent there until the address is changed in the file."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import BadAddress, Mail


def is_bad(address: str) -> bool:
    """Whether a mail server refused this address for good."""
    return bool(address) and BadAddress.objects.filter(address=address.lower()).exists()


@transaction.atomic
def mark_bad(*, address: str, reason: str, mail: Mail | None, now: datetime) -> None:
    """Send nothing there any more; the first report stays."""
    kept = {"since": now, "reason": reason[:200], "mail": mail}
    BadAddress.objects.get_or_create(address=address.lower(), defaults=kept)


@transaction.atomic
def mark_good(*, address: str) -> None:
    """Somebody wrote from there, or an officer says it works."""
    BadAddress.objects.filter(address=address.lower()).delete()
