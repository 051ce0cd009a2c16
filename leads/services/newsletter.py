"""The newsletter: asked for on a page or beside an enquiry, confirmed by mail, by sector, ended by one button."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from leads.choices import ConsentPurpose, WishEnd
from leads.models import Lead, Subscription
from leads.services.bad_addresses import mark_good
from leads.services.mail import mail_language
from leads.services.mail_wishes import (
    UNCONFIRMED,
    WishNotAgreed,
    WishUnknown,
    address_of,
    check_open,
    end,
    mark_of,
    may_write_first,
    proof,
    still_open,
)
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
    now: datetime,
) -> None:
    """Keep what was asked and send the first mail, which asks to confirm; no sector named: all of them.

    Says nothing of what was there already. Raises FieldMissing, TextTooLong, EmailInvalid, ChoiceUnknown or
    WishNotAgreed.
    """
    address, wanted = address_of(email), checked_sectors(sectors)
    if not agreed:
        raise WishNotAgreed(field="agreed")
    if not may_write_first(address, now):
        return
    known = still_open(Subscription).select_for_update(of=("self",)).filter(mark=mark_of(address)).first()
    new = proof(address=address, purpose=ConsentPurpose.NEWSLETTER, lang=lang, shown_in=shown_in, lead=lead, now=now)
    ask_to_confirm(reader=_reader_of(known, new | {"sectors": wanted}), now=now)


def _reader_of(known: Subscription | None, new: dict[str, Any]) -> Subscription:
    """The one open row of an address; one not confirmed yet is asked anew with what is said now."""
    if known is None:
        try:
            with transaction.atomic():
                return Subscription.objects.create(**new)
        except IntegrityError:  # asked twice at one moment
            return still_open(Subscription).get(mark=new["mark"])
    if known.confirmed_at is None:
        again = {name: value for name, value in new.items() if name != "nonce"}
        Subscription.objects.filter(pk=known.pk).update(**again)
        known.refresh_from_db()
    return known


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
    reader = _locked(reader)
    check_open(reader)
    if reader.confirmed_at is None:
        if reader.asked_at < now - UNCONFIRMED:
            raise WishUnknown
        reader.confirmed_at = reader.until = now
        mark_good(address=reader.email)
        reader.save(update_fields=["confirmed_at", "until"])
    return reader


@transaction.atomic
def choose_sectors(*, reader: Subscription, sectors: Iterable[str], now: datetime) -> Subscription:
    """Another choice. Raises ChoiceUnknown, WishEnded, or WishUnknown where it was never confirmed."""
    reader = _locked(reader)
    check_open(reader)
    if reader.confirmed_at is None:
        raise WishUnknown
    reader.sectors = checked_sectors(sectors)
    reader.save(update_fields=["sectors"])
    return reader


@transaction.atomic
def stop_newsletter(*, reader: Subscription, now: datetime) -> int:
    """No mail any more; how many ended, none the second time."""
    return end(Subscription.objects.filter(pk=reader.pk), WishEnd.STOPPED, now)


def _locked(reader: Subscription) -> Subscription:
    found = Subscription.objects.select_for_update(of=("self",)).filter(pk=reader.pk).first()
    if found is None:
        raise WishUnknown
    return found
