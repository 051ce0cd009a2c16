"""Consent to the use of personal data: kept with its wording, its language and the way it came, per purpose."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import ASKED_WITH_A_LEAD, Channel, ConsentPurpose
from leads.models import ConsentText, Lead
from leads.services.access import check_can_work_on
from leads.services.agreed import agreed
from leads.services.desk import answered
from leads.services.desk_lock import locked
from leads.services.desk_rules import as_question
from leads.services.events import ConsentGiven, record
from leads.services.intake import ConsentMissing, check_purposes, store_consents
from leads.services.mail import mail_language
from leads.services.newsletter import ask_for_lead
from leads.services.words import ChoiceUnknown
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused


class ConsentKnown(Refused):
    """The investor has agreed already."""

    code = "consent_known"


@transaction.atomic
def give_consent(
    *, lead: Lead, purposes: Iterable[str], shown_in: str, channel: str, by: User | None, now: datetime
) -> Lead:
    """Keep what somebody agreed to after the arrival; what was agreed to before stays as it is.

    `by` is the officer who heard it, None the investor through the link. An enquiry already answered goes
    in contact with it. Raises ChoiceUnknown, or ConsentMissing when the answer itself is not agreed to.
    """
    asked = frozenset(purposes)
    check_purposes(asked)
    lead = locked(lead)
    known = agreed(lead)
    if ConsentPurpose.ANSWER_REQUEST not in asked | known:
        raise ConsentMissing
    new = asked - known
    if new:
        store_consents(lead=lead, purposes=new, shown_in=shown_in, channel=channel, now=now)
        record(lead=lead, event=ConsentGiven(purposes=tuple(sorted(new)), channel=channel), by=by, at=now)
        if ConsentPurpose.NEWSLETTER in new:
            ask_for_lead(lead=lead, shown_in=shown_in, now=now)
        answered(lead, None, by, now)
    return lead


def consent_texts(now: datetime) -> list[ConsentText]:
    """The wording in force for each purpose asked with an enquiry, in the order of `ConsentPurpose`."""
    on = now.astimezone(PARK_TIME).date()
    newest = {text.purpose: text for text in ConsentText.objects.filter(valid_from__lte=on).order_by("version")}
    return [newest[purpose] for purpose in ASKED_WITH_A_LEAD if purpose in newest]


def check_can_note_consent(user: User, lead: Lead, known: frozenset[str] | None = None) -> None:
    """Raises LeadHidden, ReadOnly or ConsentKnown; `known` are the purposes agreed to, when they were read already."""
    check_can_work_on(user, lead)
    if ConsentPurpose.ANSWER_REQUEST in (agreed(lead) if known is None else known):
        raise ConsentKnown


can_note_consent = as_question(check_can_note_consent)


@transaction.atomic
def note_consent(*, lead: Lead, channel: str, seen_seq: int, by: User, now: datetime) -> Lead:
    """An officer heard the investor agree that the data are used for the answer: by telephone, at a meeting."""
    check_can_note_consent(by, locked(lead))
    if channel not in Channel.values:
        raise ChoiceUnknown(field="channel", value=channel[:20])
    shown_in = mail_language(lead.language)
    return give_consent(
        lead=lead, purposes=(ConsentPurpose.ANSWER_REQUEST.value,), shown_in=shown_in, channel=channel, by=by, now=now
    )
