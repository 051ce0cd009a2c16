"""How the investor is reached, changed by an officer: the way on after a bounce, or as the investor asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from leads.choices import Channel
from leads.models import Lead
from leads.services.access import check_can_work_on
from leads.services.desk_lock import fresh
from leads.services.events import record
from leads.services.intake import LIMITS, EmailInvalid
from leads.services.post_events import ContactChanged
from leads.services.words import ChoiceUnknown, FieldMissing, bounded


@dataclass(frozen=True)
class ContactFacts:
    """Name, address, telephone, preferred channel; an address or a telephone is needed."""

    name: str
    email: str
    phone: str
    channel: str


@transaction.atomic
def change_contact(*, lead: Lead, contact: ContactFacts, seen_seq: int, by: User, now: datetime) -> Lead:
    """Write the new contact into the lead; the event names what changed, never the words.

    Raises LeadHidden, ReadOnly, StaleLead, FieldMissing, TextTooLong, EmailInvalid or ChoiceUnknown.
    """
    lead = fresh(lead, seen_seq)
    check_can_work_on(by, lead)
    email = contact.email.strip().lower()
    new = {
        "contact_name": bounded("contact_name", contact.name, LIMITS["contact_name"]),
        "contact_email": bounded("contact_email", email, LIMITS["contact_email"], needed=False),
        "contact_phone": bounded("contact_phone", contact.phone, LIMITS["contact_phone"], needed=False),
        "channel": contact.channel,
    }
    if not (new["contact_email"] or new["contact_phone"]):
        raise FieldMissing(field="contact_phone")
    try:
        if new["contact_email"]:
            validate_email(new["contact_email"])
    except ValidationError as error:
        raise EmailInvalid(field="contact_email") from error
    if contact.channel not in Channel.values:
        raise ChoiceUnknown(field="channel", value=contact.channel[:20])
    changed = {name: value for name, value in new.items() if getattr(lead, name) != value}
    if changed:
        Lead.objects.filter(pk=lead.pk).update(**changed)
        for name, value in changed.items():
            setattr(lead, name, value)
        record(lead=lead, event=ContactChanged(fields=sorted(changed)), by=by, at=now)
    return lead
