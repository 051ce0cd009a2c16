"""All files of an address by one mailed link: asked by anybody, sent to that address only, good for a day.

The request does the same work for every address: one row and one due row. Whether files belong to the address is
looked up by the worker, and nothing is sent where none does.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from leads.choices import DueKind, LinkRights, MailState
from leads.models import CasesLink, Due, Lead, LeadLink, Mail
from leads.services.access import check_kept
from leads.services.bad_addresses import is_bad
from leads.services.desk_lock import locked
from leads.services.events import record
from leads.services.link_events import LinkChanged
from leads.services.link_letters import CASES as LETTER
from leads.services.link_letters import send_cases_link
from leads.services.links import issue_link
from leads.services.words import EmailInvalid, bounded
from leads.throttle import seconds_to_wait
from sitepages.refusal import Refused

LIFETIME = timedelta(hours=24)
AN_HOUR = 3  # links to one address
MOST_SHOWN = 200  # files on the page
OPENED = "opened"  # of LinkChanged: a new link, made from the list of one's files


class CasesLinkUnknown(Refused):
    """None of ours, not sent yet, or dropped after its day."""

    code = "cases_link_unknown"
    status = 404


class CasesLinkOver(Refused):
    """Its day is over, or a newer link to the same address closed it. Facts: `hours`."""

    code = "cases_link_over"
    status = 410


class NoSuchCase(Refused):
    """No file of this address, or one that was passed on and has ended."""

    code = "no_such_case"
    status = 404


def cases_signer() -> Signer:
    return Signer(salt="leads.cases", sep=".")


# --- Asking and sending ---


@transaction.atomic
def ask_for_cases(*, email: str, lang: str, proven: bool = False, now: datetime) -> None:
    """Have the worker look and send; beyond three an hour to one address nothing more is done, and nobody is told.

    Raises FieldMissing, TextTooLong or EmailInvalid: for how it is written, never for whose it is.
    """
    address = bounded("contact_email", email, 254).lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise EmailInvalid(field="contact_email") from error
    scope = "cases:proven" if proven else "cases"  # apart: strangers use up nothing of the person's own
    if seconds_to_wait(scope=scope, who=address, limit=AN_HOUR, period=3600, now=now):
        return
    row = CasesLink.objects.create(address=address, language=lang, asked_at=now, expires_at=now + LIFETIME)
    Due.objects.create(kind=DueKind.CASES, target=str(row.pk), due_at=now, next_try_at=now)


@transaction.atomic
def send_cases(*, pk: int, now: datetime) -> CasesLink | None:
    """The worker's part: the link goes by mail and closes the earlier ones; without a file the row goes, unsent."""
    row = CasesLink.objects.select_for_update().filter(pk=pk, sent_at=None).first()
    if row is None:
        return None
    mine = own_cases(row.address).exists() or passed_on_cases(row.address, now).exists()
    if not mine or is_bad(row.address):
        row.delete()
        return None
    CasesLink.objects.filter(address=row.address, revoked_at=None).exclude(sent_at=None).update(revoked_at=now)
    row.nonce, row.sent_at, row.expires_at = secrets.token_urlsafe(16), now, now + LIFETIME
    row.save()
    send_cases_link(address=row.address, token=cases_token(row), until=row.expires_at, lang=row.language, now=now)
    return row


@transaction.atomic
def forget_cases(*, now: datetime) -> int:
    """Rows go a day after they ended, and with them what their mails said; how many rows."""
    old = Mail.objects.filter(kind=LETTER, created_at__lte=now - 2 * LIFETIME).exclude(state=MailState.QUEUED)
    old.exclude(body="").update(to="", subject="", body="", failure="")
    return CasesLink.objects.filter(expires_at__lte=now - LIFETIME).delete()[0]


# --- Opening ---


def cases_token(link: CasesLink) -> str:
    """The signed text of the address: number, nonce, signature, under a salt of its own."""
    return cases_signer().sign(f"{link.pk}-{link.nonce}")


def cases_link_for(token: str, now: datetime) -> CasesLink:
    """The live link behind a token; raises CasesLinkUnknown or CasesLinkOver."""
    try:
        number, _, nonce = cases_signer().unsign(token).partition("-")
        link = CasesLink.objects.exclude(nonce="").get(pk=int(number))
    except (BadSignature, ValueError, OverflowError, CasesLink.DoesNotExist) as error:
        raise CasesLinkUnknown from error
    if not constant_time_compare(link.nonce, nonce):
        raise CasesLinkUnknown
    if link.revoked_at is not None or link.expires_at <= now:
        raise CasesLinkOver(hours=int(LIFETIME.total_seconds()) // 3600)
    return link


def own_cases(address: str) -> QuerySet[Lead]:
    """Files that name this address as their investor's; what was erased names nobody."""
    leads = Lead.objects.filter(contact_email=address, erased_at=None)
    return leads.select_related("department", "owner__person", "match_run", "organisation").order_by("-received_at")


def passed_on_cases(address: str, now: datetime) -> QuerySet[LeadLink]:
    """Links to others' files that were passed on to this address and still open."""
    links = LeadLink.objects.filter(
        email=address, rights=LinkRights.GUEST, revoked_at=None, expires_at__gt=now, lead__erased_at=None
    ).exclude(lead__contact_email=address)
    return links.select_related(
        "lead__department", "lead__owner__person", "lead__match_run", "lead__organisation"
    ).order_by("-lead__received_at")


@transaction.atomic
def open_case(*, link: CasesLink, reference: str, by: User | None, now: datetime) -> LeadLink:
    """The way into one file of the address: the newest live link, or a new one, which the history tells.

    A file that was passed on opens by its own link, reading only. Raises NoSuchCase or LeadErased.
    """
    if not reference.isprintable():  # no reference, and no text for a database
        raise NoSuchCase
    guest = passed_on_cases(link.address, now).filter(lead__reference=reference).first()
    if guest:
        return guest
    lead = own_cases(link.address).filter(reference=reference).first()
    if lead is None:
        raise NoSuchCase
    lead = locked(lead)
    check_kept(lead)
    if lead.contact_email != link.address:  # changed while we waited for the lock
        raise NoSuchCase
    known = lead.links.filter(rights=LinkRights.OWNER, revoked_at=None, expires_at__gt=now)
    live = known.order_by("-expires_at", "-pk").first()
    if live:
        return live
    made = issue_link(lead=lead, now=now)
    record(lead=lead, event=LinkChanged(what=OPENED, link=made.pk), by=by, at=now)
    return made
