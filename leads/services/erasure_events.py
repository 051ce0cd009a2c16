"""What retention does to a lead, as events, and since when a lead has been quiet. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from leads.choices import EventKind, Stage
from leads.services.appointment_events import MeetingAnswered, MeetingEnded, MeetingSet
from leads.services.event_base import Event, Happened
from leads.services.hold_events import HOLD_EVENTS
from leads.services.lead_events import ConsentGiven, Contacted, Received, Replied, StageChanged
from leads.services.link_events import AnswerJudged, MessageWritten, ProfileChanged, Reminded
from leads.services.path_events import StepBegun, StepDone
from leads.services.post_events import MailReceived
from sitepages.figures import PARK_TIME


@dataclass(frozen=True)
class Erased(Event):
    """The personal data are gone: by a rule (`rule`: its key), or because the person asked (`request`: its number)."""

    kind = EventKind.ERASED
    rule: str = ""
    request: int = 0


@dataclass(frozen=True)
class KeptLonger(Event):
    """The duty head keeps the personal data until the end of a day, and says why."""

    kind = EventKind.KEPT_LONGER
    kept_until: date
    reason: str


ERASURE_EVENTS = (Erased, KeptLonger)
RENEWS = (
    Received,
    Replied,
    Contacted,
    StageChanged,
    ConsentGiven,
    MailReceived,
    MessageWritten,
    Reminded,
    ProfileChanged,
    AnswerJudged,
    StepBegun,
    StepDone,
    MeetingSet,
    MeetingEnded,
    MeetingAnswered,
    *HOLD_EVENTS,
)
AMONG_US = frozenset({"given", "placed", "nobody", "closed", "restricted", "erased"})  # `how` of an appointment's event


def quiet_after(since: datetime, happened: Happened) -> datetime:
    """Since when a lead is quiet, once this has happened: the last contact with the investor or move of the project.

    What the product or colleagues do among themselves (mails sent, notes, hand-overs) renews nothing. A parked lead
    is quiet from the day on which somebody meant to come back to it.
    """
    event = happened.event
    if not isinstance(event, RENEWS) or (isinstance(event, MailReceived) and event.automatic):
        return since
    if isinstance(event, MeetingSet | MeetingEnded) and event.how in AMONG_US:
        return since
    if isinstance(event, StageChanged) and event.new == Stage.PARKED and event.come_back_on:
        return max(happened.at, datetime.combine(event.come_back_on, time(0), PARK_TIME))
    return happened.at
