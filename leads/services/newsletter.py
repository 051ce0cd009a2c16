"""The newsletter: asked for on a page or beside an enquiry, confirmed by mail, by sector, ended by one button."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from leads.choices import ConsentPurpose, WishEnd
from leads.models import Lead, Subscription
from leads.services.mail import mail_language
from leads.services.mail_wishes import (
    WishNotAgreed,
    address_of,
    confirm,
    end,
    keep_asked,
    mark_of,
    may_write_first,
    opened,
    proof,
    still_open,
)
from leads.services.newsletter_land import last_line
from leads.services.newsletter_letters import ask_to_confirm
from leads.services.words import ChoiceUnknown
from sitepages.models import Sector


@transaction.atomic
def ask_newsletter(
    *,
    email: str,
    sectors: Iterable[str],
    agreed: bool,
    lang: str,
    shown_in: str,
    lead: Lead | None = None,
    proven: bool = False,
    now: datetime,
) -> None:
    """Keep what was asked and send the first mail, which asks to confirm; no sector named: all of them.

    Says nothing of what was there already. Raises FieldMissing, TextTooLong, EmailInvalid, ChoiceUnknown,
    WishNotAgreed or FirstMailsOver. `proven`: who asks proved the work.
    """
    address, wanted = address_of(email), checked_sectors(sectors)
    if not agreed:
        raise WishNotAgreed(field="agreed")
    if not may_write_first(address, now, proven=proven):
        return
    new = proof(address=address, purpose=ConsentPurpose.NEWSLETTER, lang=lang, shown_in=shown_in, lead=lead, now=now)
    reader = keep_asked(still_open(Subscription).filter(mark=mark_of(address)), new | {"sectors": wanted})
    ask_to_confirm(reader=reader, now=now)


@transaction.atomic
def ask_for_lead(*, lead: Lead, shown_in: str, now: datetime) -> None:
    """Beside an enquiry the newsletter was agreed to: its sector, and the same first mail, for nobody proved the
    address yet.
    """
    if not lead.contact_email:
        return
    sectors = [lead.sector_id] if lead.sector_id else []
    lang = mail_language(lead.language)
    ask_newsletter(
        email=lead.contact_email, sectors=sectors, agreed=True, lang=lang, shown_in=shown_in, lead=lead, now=now
    )


def checked_sectors(sectors: Iterable[str]) -> list[str]:
    """Keys in the order of the list; all of them are none. Raises ChoiceUnknown."""
    asked = set(sectors)
    listed = list(Sector.objects.filter(retired_on=None).values_list("key", flat=True))
    known = set(Sector.objects.values_list("key", flat=True))
    if asked - known:
        raise ChoiceUnknown(field="sectors", value=sorted(asked - known)[0][:48])
    chosen = [key for key in listed if key in asked]
    return [] if len(chosen) == len(listed) else chosen


@transaction.atomic
def confirm_newsletter(*, reader: Subscription, now: datetime) -> Subscription:
    """From now on it comes; what was published before is not sent. Raises WishEnded or WishUnknown."""
    return confirm(reader, now, until=now, land_line=last_line())


@transaction.atomic
def choose_sectors(*, reader: Subscription, sectors: Iterable[str], now: datetime) -> Subscription:
    """Another choice. Raises ChoiceUnknown, WishEnded, or WishUnknown where it was never confirmed."""
    reader = opened(reader, confirmed=True)
    reader.sectors = checked_sectors(sectors)
    reader.save(update_fields=["sectors"])
    return reader


@transaction.atomic
def stop_newsletter(*, reader: Subscription, now: datetime) -> int:
    """No mail any more; how many ended, none the second time."""
    return end(Subscription.objects.filter(pk=reader.pk), WishEnd.STOPPED, now)
