"""How the investor is reached, changed by an officer: the way on after a bounce, or as the investor asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from leads.choices import Channel
from leads.models import Lead
from leads.services.access import check_can_look_after
from leads.services.desk_lock import fresh
from leads.services.events import record
from leads.services.intake import LIMITS
from leads.services.post_events import ContactChanged
from leads.services.reach import check_phone, check_reach, checked_zone, preferred
from leads.services.words import ChoiceUnknown, EmailInvalid, FieldMissing, bounded


@dataclass(frozen=True)
class ContactFacts:
    """An address or a telephone is needed; `handle` is the account on the preferred channel, good hours are on the
    investor's clock, in `time_zone` (empty: that of the country).
    """

    name: str
    email: str
    phone: str
    channel: str
    handle: str = ""
    good_from: time | None = None
    good_to: time | None = None
    time_zone: str = ""


@dataclass(frozen=True)
class _Wish:
    """The contact as leads.services.reach checks it."""

    channel: str
    channel_handle: str
    contact_phone: str
    country: str
    time_zone: str
    good_from: time | None
    good_to: time | None
    call_me: bool = False


@transaction.atomic
def change_contact(*, lead: Lead, contact: ContactFacts, seen_seq: int, by: User, now: datetime) -> Lead:
    """Write the new contact into the lead; the event names what changed, never the words.

    The account on another channel is not carried over to the new one. Raises LeadHidden, ReadOnly, StaleLead,
    FieldMissing, TextTooLong, EmailInvalid, ChoiceUnknown, PhoneInvalid or HoursCrossed.
    """
    lead = fresh(lead, seen_seq)
    check_can_look_after(by, lead)
    new = _checked(lead, contact)
    changed = {name: value for name, value in new.items() if getattr(lead, name) != value}
    if changed:
        Lead.objects.filter(pk=lead.pk).update(**changed)
        for name, value in changed.items():
            setattr(lead, name, value)
        record(lead=lead, event=ContactChanged(fields=sorted(changed)), by=by, at=now)
    return lead


def _checked(lead: Lead, contact: ContactFacts) -> dict[str, Any]:
    """The columns as they shall be; raises what is wrong with them."""
    typed = {"contact_email": contact.email.lower(), "contact_phone": contact.phone, "channel_handle": contact.handle}
    new: dict[str, Any] = {"contact_name": bounded("contact_name", contact.name, LIMITS["contact_name"])}
    new |= {field: bounded(field, text, LIMITS[field], needed=False) for field, text in typed.items()}
    if not (new["contact_email"] or new["contact_phone"]):
        raise FieldMissing(field="contact_phone")
    try:
        if new["contact_email"]:
            validate_email(new["contact_email"])
    except ValidationError as error:
        raise EmailInvalid(field="contact_email") from error
    if contact.channel not in Channel.values:
        raise ChoiceUnknown(field="channel", value=contact.channel[:20])
    check_phone(new["contact_phone"])
    new["channel"] = preferred(contact.channel, email=new["contact_email"])
    if new["channel"] != lead.channel and new["channel_handle"] == lead.channel_handle:
        new["channel_handle"] = ""
    return new | _hours(lead, contact, new)


def _hours(lead: Lead, contact: ContactFacts, new: dict[str, Any]) -> dict[str, Any]:
    wish = _Wish(
        channel=new["channel"],
        channel_handle=new["channel_handle"],
        contact_phone=new["contact_phone"],
        country=lead.country,
        time_zone=contact.time_zone,
        good_from=contact.good_from,
        good_to=contact.good_to,
    )
    check_reach(wish)
    zone = checked_zone(wish) if contact.good_from else ""
    return {"good_from": contact.good_from, "good_to": contact.good_to, "time_zone": zone}
