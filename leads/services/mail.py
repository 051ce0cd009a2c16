"""Outgoing mail: written as a row with its due row, sent by the worker, once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from leads.choices import DueKind, MailState, ReplyLanguage
from leads.mailroom.address import tagged
from leads.models import Due, Incoming, Lead, Mail
from sitepages.services.pending_forms import CONFIRMATION, GOOD_FOR, forget_pending

SUBJECT_LENGTH = 300
LINK = re.compile(r"(?:https?://\S*|/(?:vi|en))/+(?:lead|my-cases|confirm|watch|newsletter)/+\S+", re.IGNORECASE)
METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)
BY_A_PERSON = frozenset({"reply"})


def mail_language(wish: str) -> str:
    """The language a mail is written in: Vietnamese, else English until a catalogue for the wish exists."""
    return "vi" if wish == ReplyLanguage.VI else "en"


@transaction.atomic
def queue_mail(
    *,
    lead: Lead | None,
    kind: str,
    to: str,
    language: str,
    words: Mapping[str, Any],
    now: datetime,
    calendar: str = "",
    stop: str = "",
) -> Mail:
    """Write a mail and the due row that sends it. `stop`: the address that ends such mails by one POST (RFC 8058).

    The text is `templates/emails/<kind>.<language>.txt`: the first line is the subject, the rest the body.
    `calendar`: an entry for the reader's calendar (RFC 5545), sent beside the words.
    The Message-ID is fixed here, so a copy sent twice by a dying worker is one message to its reader.
    """
    with translation.override(language):
        text = render_to_string(f"emails/{kind}.{language}.txt", {"lead": lead, "lang": language, **words})
    subject, __, body = re.sub(r"\n{3,}", "\n\n", text.strip()).partition("\n")
    mail = Mail.objects.create(
        lead=lead,
        kind=kind,
        to=to,
        language=language,
        subject=" ".join(subject.split())[:SUBJECT_LENGTH],
        body=body.strip() + "\n",
        calendar=calendar,
        message_id=new_message_id(lead.reference if lead else "desk", kind),
        created_at=now,
        stop=stop,
    )
    Due.objects.create(kind=DueKind.SEND_MAIL, target=str(mail.pk), due_at=now, next_try_at=now)
    return mail


def without_links(body: str) -> str:
    """The investor's signed link opens the investor's page: who reads the words elsewhere has no use for it."""
    return LINK.sub("…", body)


def without_link_lines(body: str) -> str:
    """The words of a mail without the lines that only lead to its links: who reads it behind the link is there."""
    lines = [line for line in body.splitlines() if not LINK.search(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def queue_letter(*, kind: str, to: str, language: str, words: Mapping[str, Any], now: datetime) -> Mail:
    """A mail that belongs to no lead: what `sitepages.post` asks for."""
    return queue_mail(lead=None, kind=kind, to=to, language=language, words=words, now=now)


@transaction.atomic
def forget_unconfirmed(*, now: datetime) -> int:
    """Drop forms that waited a day for their confirmation, and the words of the mails that asked for it; how many."""
    old = Mail.objects.filter(kind=CONFIRMATION, created_at__lte=now - GOOD_FOR).exclude(state=MailState.QUEUED)
    old.exclude(body="").update(to="", subject="", body="", failure="")
    return forget_pending(now=now)


def new_message_id(reference: str, kind: str) -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{reference.lower()}.{kind}.{secrets.token_hex(8)}@{host}>"


def sender(language: str) -> str:
    """The desk's name in the language of the mail, at the one address of the settings."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    with translation.override(language):
        return formataddr((_("Yên Bình Investor Desk") if name else "", address))


def hand_over(mail: Mail) -> None:
    """Give the mail to the mail server; raises what the server or the network raises.

    A mail to an investor is sent from, and answered to, the address of its file; what nobody wrote says so,
    so that no automatic answer comes back.
    """
    own = own_address(mail)
    headers = {"Message-ID": mail.message_id, "Content-Language": mail.language, "From": sender(mail.language)}
    if mail.kind not in BY_A_PERSON:
        headers["Auto-Submitted"] = "auto-generated"
    elif before := Incoming.objects.filter(lead=mail.lead).exclude(message_id="").order_by("-pk").first():
        headers["In-Reply-To"] = headers["References"] = before.message_id
    if mail.stop:
        headers |= {"List-Unsubscribe": f"<{mail.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        from_email=own or settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        reply_to=[own] if own else None,
        headers=headers,
    )
    if mail.calendar:
        message.attach_alternative(mail.calendar, f"text/calendar; method={method_of(mail.calendar)}")
    message.send()


def method_of(entry: str) -> str:
    """What a calendar entry asks of the reader's calendar: the mail's header says it too (RFC 6047)."""
    found = METHOD.search(entry)
    return found[1] if found else "PUBLISH"


def own_address(mail: Mail) -> str:
    """The address that leads an answer to this mail back to its file; empty where it is no mail to its investor."""
    lead = mail.lead
    if lead is None or not settings.INBOUND_ADDRESS or mail.to.lower() != lead.contact_email.lower():
        return ""
    return tagged(settings.INBOUND_ADDRESS, lead.reference, settings.SECRET_KEY)
