"""One question after the full answer: did we answer? What is missing goes to the officer as a message."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import EventKind, Verdict
from leads.models import Lead, LeadEvent, LeadLink
from leads.services.events import record, state_of
from leads.services.link_desk import check_own, opened
from leads.services.link_events import AnswerJudged
from leads.services.link_letters import MISSING, tell_of_news
from leads.services.messages import write_message
from leads.services.words import ChoiceUnknown
from sitepages.refusal import Refused


class NotAnsweredYet(Refused):
    """The full answer was not given yet."""

    code = "not_answered_yet"


class JudgedAlready(Refused):
    """It was said already. Facts: `at`."""

    code = "judged_already"


@transaction.atomic
def judge_answer(
    *, lead: Lead, link: LeadLink | None, verdict: str, text: str = "", by: User | None, now: datetime
) -> LeadEvent:
    """Keep the verdict once per full answer; words about what is missing are a message to the officer, who is told
    of a "no" without words too.

    Raises ReadsOnly, LeadClosed, ChoiceUnknown, NotAnsweredYet or JudgedAlready.
    """
    check_own(link)
    lead = opened(lead)
    if verdict not in Verdict.values:
        raise ChoiceUnknown(field="verdict", value=verdict[:20])
    check_may_judge(lead)
    said = text.strip() and verdict != Verdict.YES
    message = write_message(lead=lead, link=link, text=text, by=by, now=now) if said else None
    if verdict != Verdict.YES and message is None:
        tell_of_news(lead=lead, what=MISSING, now=now)
    event = AnswerJudged(verdict=verdict, message=message.pk if message else 0)
    return record(lead=lead, event=event, by=by, at=now)


def check_may_judge(lead: Lead) -> None:
    """Raises NotAnsweredYet or JudgedAlready."""
    answered_at = state_of(lead).answered_all_at
    if answered_at is None:
        raise NotAnsweredYet
    judged = LeadEvent.objects.filter(lead=lead, kind=EventKind.ANSWER_JUDGED, at__gte=answered_at).first()
    if judged:
        raise JudgedAlready(at=judged.at)
