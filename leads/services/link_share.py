"""Links of a file: passed on to a colleague with fewer rights, withdrawn, sent anew to the investor's address."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from leads.choices import EventKind, LinkRights
from leads.models import Lead, LeadLink
from leads.services.events import record
from leads.services.link_desk import check_open, check_own, check_pace, opened
from leads.services.link_events import LinkChanged
from leads.services.link_letters import pass_link_on, send_link_again
from leads.services.links import LIFETIME, issue_link, revoke_link
from leads.services.words import EmailInvalid, bounded
from sitepages.refusal import Refused

MOST_COLLEAGUES = 10
SENT, FORWARDED, WITHDRAWN = "sent", "forwarded", "withdrawn"
AN_HOUR = 3


class TooManyLinks(Refused):
    """Facts: `limit`."""

    code = "too_many_links"
    status = 422


class NoSuchLink(Refused):
    """None of the links this one passed on."""

    code = "no_such_link"
    status = 404


@transaction.atomic
def forward_link(*, link: LeadLink, name: str, email: str, lang: str, by: User | None, now: datetime) -> LeadLink:
    """Mail a colleague a link that reads only, for as long as the investor's own; the same address gets one link.

    Raises ReadsOnly, LeadClosed, FileClosed, FieldMissing, TextTooLong, EmailInvalid, TooManyLinks or TooOften.
    """
    check_own(link)
    lead = opened(link.lead)
    check_open(lead, also_after=True)
    who, address = bounded("contact_name", name, 120), bounded("contact_email", email, 254).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise EmailInvalid(field="contact_email") from error
    live = lead.links.filter(rights=LinkRights.GUEST, revoked_at=None, expires_at__gt=now)
    known = live.filter(email=address).first()
    if known:
        return known
    if live.count() >= MOST_COLLEAGUES:
        raise TooManyLinks(limit=MOST_COLLEAGUES)
    check_pace(lead, EventKind.LINK_CHANGED, AN_HOUR * 4, now)
    made = LeadLink.objects.create(
        lead=lead,
        nonce=secrets.token_urlsafe(16),
        created_at=now,
        expires_at=min(link.expires_at, now + LIFETIME),
        rights=LinkRights.GUEST,
        name=who,
        email=address,
        passed_on_by=link,
    )
    record(lead=lead, event=LinkChanged(what=FORWARDED, link=made.pk), by=by, at=now)
    pass_link_on(lead=lead, link=made, lang=lang, now=now)
    return made


@transaction.atomic
def withdraw_link(*, link: LeadLink, number: int, by: User | None, now: datetime) -> LeadLink:
    """Close a link that was passed on from this file; raises ReadsOnly or NoSuchLink."""
    check_own(link)
    found = LeadLink.objects.filter(pk=number, lead=link.lead, rights=LinkRights.GUEST).first()
    if found is None:
        raise NoSuchLink
    if found.revoked_at is None:
        revoke_link(link=found, now=now)
        record(lead=link.lead, event=LinkChanged(what=WITHDRAWN, link=found.pk), by=by, at=now)
    return found


@transaction.atomic
def send_again(*, lead: Lead, by: User | None, now: datetime) -> LeadLink:
    """A new link to the address of the file, and nowhere else; raises TooOften after three in an hour.

    The old link stays as it is: expired, closed, or still open.
    """
    check_pace(lead, EventKind.LINK_CHANGED, AN_HOUR, now)
    made = issue_link(lead=lead, now=now)
    record(lead=lead, event=LinkChanged(what=SENT, link=made.pk), by=by, at=now)
    send_link_again(lead=lead, link=made, now=now)
    return made


def soon_over(link: LeadLink, now: datetime) -> bool:
    """Whether a link ends within a fortnight: the page then offers a new one."""
    return link.expires_at - now < timedelta(days=14)
