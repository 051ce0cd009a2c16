"""An answer that is no mail: a call, a meeting, a chat, written down by the officer who had it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import Channel
from leads.models import Lead
from leads.services.desk import TEXT_LIMIT, Step, answered
from leads.services.desk_lock import fresh
from leads.services.desk_rules import check_can_record_contact
from leads.services.events import Contacted, record
from leads.services.words import ChoiceUnknown, bounded


@transaction.atomic
def record_contact(
    *,
    lead: Lead,
    channel: str,
    text: str,
    seen_seq: int,
    by: User,
    now: datetime,
    answers_all: bool = False,
    step: Step | None = None,
) -> Lead:
    """Keep what was spoken; it ends the clock of the first reply as a mail does; `answers_all` ends the full answer."""
    lead = fresh(lead, seen_seq)
    check_can_record_contact(by, lead)
    if channel not in Channel.values:
        raise ChoiceUnknown(field="channel", value=channel[:20])
    words = bounded("text", text, TEXT_LIMIT, lines=True)
    record(lead=lead, event=Contacted(channel=channel, text=words, answers_all=answers_all), by=by, at=now)
    answered(lead, step, by, now)
    return lead
