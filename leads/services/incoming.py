"""Mail from outside: taken in as a row with its raw copy, then read by the worker and put where it belongs.

In this order: a report of a bounce marks the address; the mark in the address or the mail it answers names the file
(marks of several files: each gets it); a known sender with one open file is that file's; whoever else wrote to the
general address becomes a new lead; what nobody can place waits with the duty head. Set aside is only what is surely a
bounce, or an automatic answer to a mail of ours. The raw copy goes only when the mail has its place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from leads.choices import DueKind, IncomingState, ScanState, Stage, WishEnd
from leads.mailroom.address import has_tag, reference_in
from leads.mailroom.bounce import Bounce, bounce_in
from leads.mailroom.calendar_reply import reply_in
from leads.mailroom.files import FILES_LIMIT, judged, safe_name
from leads.mailroom.reading import Attachment, ReadMail, fingerprint, read_mail
from leads.models import Due, Incoming, Lead, LeadFile, Mail
from leads.services.access import check_kept
from leads.services.appointment_replies import appointment_of, take_reply
from leads.services.bad_addresses import mark_bad, mark_good
from leads.services.desk_lock import locked
from leads.services.events import MailFailed, NoteWritten, Resumed, record, state_of
from leads.services.first_mail import FirstMail, lead_from_first_mail
from leads.services.mail_wishes import end_of_addresses
from leads.services.post_events import MailReceived
from leads.services.refused_files import tell_of_refused_files
from leads.services.scanning import plan_scan, scans
from leads.services.staff_letters import tell_duty_of_mail, tell_owner_of_mail
from leads.services.stages import pipeline
from leads.services.words import EmailInvalid
from sitepages.refusal import Refused

WAITS_FOR_INVESTOR = frozenset({"waiting_investor", "waiting_documents", "investor_asked_later", "mail_bounced"})


class MailTooBig(Refused):
    """Facts: `limit` (bytes)."""

    code = "mail_too_big"
    status = 413


# --- Taken in ---


def accept_mail(*, raw: bytes, recipients: Sequence[str], now: datetime) -> tuple[Incoming, bool]:
    """Keep a mail and the due row that reads it; whether it is new. Delivered twice it is one row.

    When this returns, the mail is ours: the mail server may forget it. Raises MailTooBig.
    """
    if len(raw) > settings.INBOUND_MAX_BYTES:
        raise MailTooBig(limit=settings.INBOUND_MAX_BYTES)
    mark = fingerprint(raw)
    known = Incoming.objects.filter(fingerprint=mark).first()
    if known:
        return _delivered_again(known, raw, recipients, now), False
    return _kept(mark, raw, recipients, now)


@transaction.atomic
def _kept(mark: str, raw: bytes, recipients: Sequence[str], now: datetime) -> tuple[Incoming, bool]:
    row, made = Incoming.objects.get_or_create(
        fingerprint=mark,
        defaults={"received_at": now, "recipients": [one.lower() for one in recipients][:50]},
    )
    if made:
        row.raw.save(f"{mark}.eml", ContentFile(raw), save=True)
        Due.objects.create(kind=DueKind.INCOMING, target=str(row.pk), due_at=now, next_try_at=now)
    return row, made


@transaction.atomic
def _delivered_again(known: Incoming, raw: bytes, recipients: Sequence[str], now: datetime) -> Incoming:
    """The same mail to another address of ours: not read yet, it is one mail; read already, the other file gets it."""
    row = Incoming.objects.select_for_update().get(pk=known.pk)
    new = [one.lower() for one in recipients if one.lower() not in row.recipients]
    if row.state == IncomingState.WAITING:
        row.recipients = [*row.recipients, *new][:50]
        row.save(update_fields=["recipients"])
        return row
    for address in new:
        reference = reference_in(address, settings.SECRET_KEY)
        if reference and not (row.lead and row.lead.reference == reference):
            _kept(mark_for(row.fingerprint, reference), raw, [address], now)
    return row


def mark_for(mark: str, reference: str) -> str:
    """The fingerprint of a mail's copy for a further file."""
    return hashlib.sha256(f"{mark} {reference}".encode()).hexdigest()


# --- Read ---


@transaction.atomic
def process_incoming(*, pk: int, now: datetime) -> Incoming:
    """Put one mail where it belongs; one that has its place already is left alone."""
    row = Incoming.objects.select_for_update().get(pk=pk)
    if row.state != IncomingState.WAITING:
        return row
    with row.raw.open("rb") as file:
        raw = file.read()
    mail = read_mail(raw, tuple(row.recipients))
    if row.fingerprint != mail.fingerprint:  # the copy for a further file: the mail itself is placed already
        mail = replace(mail, addressed=mail.recipients)
    _keep_words(row, mail)
    bounce = bounce_in(raw)
    if not _calendar_answer(row, raw, now) and (bounce is None or not _bounced(row, bounce, now)):
        _keep_files(row, mail.attachments, now)
        _placed(row, mail, doubtful=bounce is not None, now=now)
        if bounce is None and not mail.automatic and not mail.bulk:
            tell_of_refused_files(row=row, now=now)
    row.save()
    transaction.on_commit(lambda: _let_go_of_raw(row))
    return row


def _calendar_answer(row: Incoming, raw: bytes, now: datetime) -> bool:
    """Whether it is a calendar's answer to an invitation; the investor's goes into the file, and no clock runs."""
    reply = reply_in(raw)
    appointment = appointment_of(reply) if reply else None
    if reply is None or appointment is None:
        return False
    if take_reply(row=appointment, reply=reply, sender=row.sender, by=None, now=now):
        file_in(row=row, lead=appointment.lead, why="calendar", automatic=True, by=None, now=now)
    else:
        _drop(row, "calendar")
    return True


def give_up(*, pk: int, error: str, now: datetime) -> None:
    """A mail that cannot be read is the duty head's, with its raw copy; called after the last try."""
    row = Incoming.objects.filter(pk=pk, state=IncomingState.WAITING).first()
    if row is None:
        return
    row.state, row.why, row.error = IncomingState.DUTY, "unreadable", error[:300]
    row.save(update_fields=["state", "why", "error"])
    tell_duty_of_mail(incoming=row, now=now)


def _placed(row: Incoming, mail: ReadMail, *, doubtful: bool, now: datetime) -> None:
    lead, why = _lead_of(mail)
    if lead is not None and why in {"address", "answer"}:
        _into_files(row, lead, why, mail, now)
    elif mail.automatic or doubtful:
        if mail.answers and Mail.objects.filter(to__iexact=mail.sender).exclude(to="").exists():
            _drop(row, "automatic")
        else:
            _to_duty(row, "automatic", now)
    elif lead is not None:
        file_in(row=row, lead=lead, why=why, automatic=False, by=None, now=now)
    elif why or mail.bulk:
        _to_duty(row, why or "bulk", now)
    else:
        _new_lead(row, now)


def _lead_of(mail: ReadMail) -> tuple[Lead | None, str]:
    """The mail's file and how it was found; without a file, why it cannot become a new one (empty: it can)."""
    answered = Mail.objects.filter(message_id__in=mail.refers_to, lead__isnull=False).select_related("lead").first()
    tagged = next(iter(_tagged_leads(mail.addressed)), None)
    for lead, how in ((tagged, "address"), (answered.lead if answered else None, "answer")):
        if lead is not None:
            return (lead, how) if lead.erased_at is None else (None, "erased")
    if any(has_tag(address) for address in mail.recipients):
        return None, "wrong_mark"
    return _lead_of_sender(mail.sender)


def _tagged_leads(addresses: Sequence[str]) -> list[Lead]:
    """The files named by right marks, in the order of the addresses; erased ones last."""
    named = list(dict.fromkeys(filter(None, (reference_in(one, settings.SECRET_KEY) for one in addresses))))
    found = Lead.objects.in_bulk(named[:20], field_name="reference")
    leads = [found[one] for one in named if one in found]
    return sorted(leads, key=lambda lead: lead.erased_at is not None)


def _lead_of_sender(sender: str) -> tuple[Lead | None, str]:
    """The one open file of this address; several are for a person to choose, and a closed one has no clock to run."""
    if not sender:
        return None, "no_sender"
    files = list(Lead.objects.filter(contact_email=sender).order_by("-pk")[:20])
    still_open = [lead for lead in files if takes_mail(lead)]
    if len(still_open) == 1:
        return still_open[0], "sender"
    return None, "several" if still_open else ""


def takes_mail(lead: Lead) -> bool:
    """Whether a new mail of its sender belongs here by itself: open, or parked with its day to come back."""
    return pipeline().is_open(Stage(lead.stage)) or lead.stage == Stage.PARKED


def _into_files(row: Incoming, lead: Lead, why: str, mail: ReadMail, now: datetime) -> None:
    """Into the file, and a copy into each further one that the mail is addressed to."""
    file_in(row=row, lead=lead, why=why, automatic=mail.automatic, by=None, now=now)
    for other in _tagged_leads(mail.addressed):
        if other.pk != lead.pk and other.erased_at is None:
            mark = mark_for(row.fingerprint, other.reference)
            copy, made = Incoming.objects.get_or_create(
                fingerprint=mark, defaults={"received_at": row.received_at, "recipients": row.recipients}
            )
            if made:
                _keep_words(copy, mail)
                _keep_files(copy, mail.attachments, now)
                file_in(row=copy, lead=other, why="address", automatic=mail.automatic, by=None, now=now)
                copy.save()


@transaction.atomic
def file_in(*, row: Incoming, lead: Lead, why: str, automatic: bool, by: User | None, now: datetime) -> None:
    """Into the lead's history; an answer that was waited for lets the clock run, and the owner is told.

    Raises LeadErased.
    """
    lead = locked(lead)
    check_kept(lead)
    known = row.sender == lead.contact_email
    files = row.files.filter(refused="").count()
    event = MailReceived(incoming=row.pk, automatic=automatic, known=known, files=files)
    record(lead=lead, event=event, by=by, at=now)
    row.lead, row.state, row.why, row.handled_at = lead, IncomingState.FILED, why, now
    if automatic:
        return
    if known:
        mark_good(address=row.sender)
    pause = state_of(lead).pause
    if pause and pause.reason in WAITS_FOR_INVESTOR:
        record(lead=lead, event=Resumed(ended_at=now), by=None, at=now)
    tell_owner_of_mail(lead=lead, incoming=row, now=now, known=known)


def _new_lead(row: Incoming, now: datetime) -> None:
    try:
        lead = make_lead(row=row, by=None, now=now)
    except EmailInvalid:
        _to_duty(row, "no_sender", now)
        return
    row.lead, row.state, row.why, row.handled_at = lead, IncomingState.NEW_LEAD, "first_mail", now


@transaction.atomic
def make_lead(*, row: Incoming, by: User | None, now: datetime) -> Lead:
    """A new lead of the mail, which is also the first mail in its history. Raises EmailInvalid."""
    first = FirstMail(row.sender, row.sender_name, row.subject, row.text, row.message_id)
    lead, _new = lead_from_first_mail(mail=first, now=now)
    files = row.files.filter(refused="").count()
    record(lead=lead, event=MailReceived(incoming=row.pk, files=files), by=by, at=now)
    closed = ", ".join(_closed_files(row.sender, lead))
    if closed:
        with translation.override("vi"):
            note = _("The sender has an earlier file, which is closed: %(files)s.") % {"files": closed}
        record(lead=lead, event=NoteWritten(text=note), by=by, at=now)
    return lead


def _closed_files(sender: str, new: Lead) -> Iterator[str]:
    """What the note of a new file names, the newest first: number and stage."""
    with translation.override("vi"):
        for lead in Lead.objects.filter(contact_email=sender.lower()).exclude(pk=new.pk).order_by("-pk")[:5]:
            if not takes_mail(lead):
                yield f"{lead.reference} ({lead.get_stage_display()})"


def _to_duty(row: Incoming, why: str, now: datetime) -> None:
    row.state, row.why = IncomingState.DUTY, why
    tell_duty_of_mail(incoming=row, now=now)


def _drop(row: Incoming, why: str) -> None:
    row.state, row.why = IncomingState.DROPPED, why


def _bounced(row: Incoming, bounce: Bounce, now: datetime) -> bool:
    """Whether it is a bounce. The address is marked only where a mail of ours went there: anybody can report."""
    sent = Mail.objects.filter(to__iexact=bounce.recipient).select_related("lead").order_by("-pk")
    ours = sent.filter(message_id=bounce.message_id).first() if bounce.message_id else None
    mail = ours or _mail_of_tag(row, bounce)
    if mail is None and not bounce.sure:
        return False
    row.state, row.why = IncomingState.BOUNCE, bounce.status or "bounce"
    if mail is None or not bounce.final:
        return True
    reason = " ".join(filter(None, [bounce.status, bounce.reason]))
    mark_bad(address=bounce.recipient, reason=reason, mail=mail, now=now)
    end_of_addresses(addresses=[bounce.recipient], how=WishEnd.BOUNCED, now=now)
    Mail.objects.filter(pk=mail.pk).update(failure=reason[:300], state="failed")
    if mail.lead and mail.lead.erased_at is None:
        row.lead = mail.lead
        failure = reason.replace(bounce.recipient, "(address)")
        event = MailFailed(mail=mail.pk, mail_kind=mail.kind, failure=failure)
        record(lead=mail.lead, event=event, by=None, at=now)
        tell_owner_of_mail(lead=locked(mail.lead), incoming=row, now=now, bounced=True)
    return True


def _mail_of_tag(row: Incoming, bounce: Bounce) -> Mail | None:
    """Reports go to the address the mail was sent from, which carries the file's mark."""
    references = [reference_in(address, settings.SECRET_KEY) for address in row.recipients]
    named = Mail.objects.filter(lead__reference__in=[one for one in references if one], to__iexact=bounce.recipient)
    return named.order_by("-pk").first()


def _keep_words(row: Incoming, mail: ReadMail) -> None:
    row.message_id, row.sender, row.sender_name = mail.message_id, mail.sender, mail.sender_name
    row.subject, row.text, row.quoted = mail.subject, mail.text, mail.quoted
    row.recipients = row.recipients or list(mail.recipients)[:50]


def _keep_files(row: Incoming, attachments: Sequence[Attachment], now: datetime) -> None:
    for number, attachment in enumerate(attachments):
        found = judged(attachment.name, attachment.data)
        refused = found.refused or ("too_many" if number >= FILES_LIMIT else "")
        file = LeadFile(
            incoming=row,
            name=(safe_name(attachment.name, found.kind) if found.kind else attachment.name)[:120],
            kind="" if refused else found.kind,
            size=len(attachment.data),
            sha256=hashlib.sha256(attachment.data).hexdigest(),
            refused=refused,
            scan=ScanState.WAITING if scans() and not refused else ScanState.NONE,
        )
        if not refused:
            file.content.save(f"{file.sha256[:32]}.{found.kind}", ContentFile(attachment.data), save=False)
        file.save()
        if file.scan == ScanState.WAITING:  # by a row of its own: the mail is not held up
            plan_scan(file=file, now=now)


def _let_go_of_raw(row: Incoming) -> None:
    """The raw copy of a mail that has its place; what waits with the duty head keeps it."""
    if row.raw and row.state != IncomingState.DUTY:
        row.raw.delete(save=False)
        Incoming.objects.filter(pk=row.pk).update(raw="")
