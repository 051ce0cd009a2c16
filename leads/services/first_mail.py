"""A first mail to the general address becomes a lead: acknowledged at once, with a link that asks for consent."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import datetime

from leads.choices import Channel, EntrySource
from leads.models import Lead
from leads.routing.tongue import language_of
from leads.services.intake import LIMITS, Submission, submit_lead
from leads.services.words import tidied

CUT = " […]"


@dataclass(frozen=True)
class FirstMail:
    """What was read out of a mail. `message_id` as in its header (empty: the same words are the same mail)."""

    sender_email: str
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    message_id: str = ""


def lead_from_first_mail(*, mail: FirstMail, now: datetime) -> tuple[Lead, bool]:
    """The lead a mail from somebody unknown becomes, and whether it is new: delivered twice it is one.

    Language, name and words are taken as they come: too long is cut off with a mark, never refused. The
    consent is still missing: the acknowledgement asks for it, and without it the lead does not go in contact
    (stages.yaml). Raises EmailInvalid for a sender nobody can answer.
    """
    words = "\n\n".join(part for part in (tidied(mail.subject), tidied(mail.text, lines=True)) if part)
    address = mail.sender_email.strip().lower()
    submission = Submission(
        submission_key=key_of(mail),
        match_run=None,
        contact_name=_cut(tidied(mail.sender_name) or address.partition("@")[0], LIMITS["contact_name"]),
        contact_email=address,
        language=language_of(f"{mail.subject}\n{mail.text}"),
        message=_cut(words, LIMITS["message"]),
        source=EntrySource.MAIL.value,
        channel=Channel.MAIL.value,
        consent_later=True,
    )
    return submit_lead(submission=submission, by=None, now=now)


def key_of(mail: FirstMail) -> str:
    """The submission key of a mail: its Message-ID with all else that is read of it, as anybody may repeat an ID."""
    known = json.dumps(astuple(mail))
    return f"mail-{hashlib.sha256(known.encode()).hexdigest()[:48]}"


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - len(CUT)].rstrip() + CUT
