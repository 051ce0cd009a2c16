"""The investor ends the case on the page: not now, elsewhere, or not at all. The file keeps why."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import EndReason, Stage
from leads.models import Lead, LeadLink
from leads.services.desk_rules import DateNotAhead, LeadClosed, TooFarAhead
from leads.services.events import StageChanged, record
from leads.services.hold_queue import lock_holds
from leads.services.holds import follow_stage, touches_holds
from leads.services.link_desk import check_own, opened
from leads.services.link_letters import ENDED, tell_of_news
from leads.services.stages import pipeline
from leads.services.words import ChoiceUnknown, bounded
from sitepages.figures import PARK_TIME

LOSS = {
    EndReason.CANCELLED: "project_cancelled",
    EndReason.ELSEWHERE_VN: "chose_domestic_rival",
    EndReason.ELSEWHERE: "chose_other_country",
}
WORDS = 500
LONGEST = timedelta(days=730)


@transaction.atomic
def end_case(
    *,
    lead: Lead,
    link: LeadLink | None,
    why: str,
    come_back_on: date | None = None,
    text: str = "",
    by: User | None,
    now: datetime,
) -> Lead:
    """Close the file as lost, or park it until a day; plots held for it are let go.

    Raises ReadsOnly, ChoiceUnknown, DateNotAhead, TextTooLong, or LeadClosed where it is closed already.
    """
    check_own(link)
    to = Stage.PARKED if why == EndReason.LATER else Stage.LOST
    if touches_holds(Stage(lead.stage), to):
        lock_holds()
    lead = opened(lead)
    if why not in EndReason.values:
        raise ChoiceUnknown(field="reason", value=why[:20])
    words = bounded("text", text, WORDS, needed=False, lines=True)
    if not pipeline().is_open(Stage(lead.stage)):
        raise LeadClosed(stage=lead.stage)
    later = why == EndReason.LATER
    if later:
        _check_day(come_back_on, now)
    old = Stage(lead.stage)
    event = StageChanged(
        old=old.value,
        new=to.value,
        reason=words,
        loss_reason="" if later else LOSS[EndReason(why)],
        come_back_on=come_back_on if later else None,
    )
    record(lead=lead, event=event, by=by, at=now)
    follow_stage(lead=lead, start_stage=old, to=to, by=by, now=now)
    tell_of_news(lead=lead, what=ENDED, now=now)
    return lead


def _check_day(day: date | None, now: datetime) -> None:
    today = now.astimezone(PARK_TIME).date()
    if day is None or day <= today:
        raise DateNotAhead(field="come_back_on")
    if day > today + LONGEST:
        raise TooFarAhead(field="come_back_on", latest=today + LONGEST)
