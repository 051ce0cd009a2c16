"""Page values of the desk: plain, frozen, built before rendering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from leads.calendar.hours import WorkingCalendar
from leads.desk.appointment_pages import LeadsLine
from leads.desk.consent_lines import ConsentLine
from leads.desk.log import LogLine
from leads.desk.next_actions import NextAction
from leads.desk.paging import Counted, Paging
from leads.desk.privacy_pages import RequestRow
from leads.desk.referral_pages import ReferralLine
from leads.desk.task_pages import TaskLine
from leads.models import Lead
from leads.path_page import PathShown
from leads.services.gates import GateLine
from leads.services.hold_events import Holds
from leads.services.watched import WatchedLead


class DueState(StrEnum):
    """How a lead's promise stands; shown as a bar and always as a word."""

    LATE = "late"
    SOON = "soon"
    IN_TIME = "ok"
    PAUSED = "pause"
    NONE = "none"


SOON_MINUTES = 60


@dataclass(frozen=True)
class DeskRow:
    pk: int
    reference: str
    title: str
    country: str
    language: str
    sector: str
    stage: str
    owner: str
    department: str
    due_at: datetime | None
    due_clock: str
    state: DueState
    minutes: int | None  # working minutes left (or over, when late)
    unsure_year: int | None  # the due time lies in a year whose days off are not decided
    illustrative: bool
    confidential: bool
    next_step: str = ""  # in the officer's words, where the list has read it


@dataclass(frozen=True)
class ViewTab:
    """A saved view of the list: its address, how many leads it holds, whether it is the one shown."""

    name: str
    query: str
    count: int
    here: bool


@dataclass(frozen=True)
class DeskList:
    now: datetime
    open_now: bool
    next_opening: datetime | None
    views: tuple[ViewTab, ...]
    rows: tuple[DeskRow, ...]
    by_due: bool  # else by newest, and nothing is counted by its promise
    counts: dict[DueState, int]
    total: Counted
    paging: Paging
    referrals: int
    tasks: int  # one's own that are open


def due_state(lead: Lead, now: datetime, calendar: WorkingCalendar) -> tuple[DueState, int | None]:
    """The state of a lead's earliest promise and the working minutes left or over; a pause stops not every clock."""
    if lead.due_at is None:
        return (DueState.PAUSED if lead.paused_until else DueState.NONE), None
    if lead.due_at < now:
        return DueState.LATE, calendar.minutes_between(lead.due_at, now)
    left = calendar.minutes_between(now, lead.due_at)
    if left <= SOON_MINUTES:
        return DueState.SOON, left
    return (DueState.PAUSED if lead.paused_until else DueState.IN_TIME), left


def row_of(lead: Lead, now: datetime, calendar: WorkingCalendar, next_step: str = "") -> DeskRow:
    state, minutes = due_state(lead, now, calendar)
    organisation = lead.organisation
    return DeskRow(
        pk=lead.pk,
        reference=lead.reference,
        title=lead.title,
        country=lead.country or (organisation.country if organisation else ""),
        language=lead.language,
        sector=lead.sector.name if lead.sector else "",
        stage=lead.get_stage_display(),
        owner=lead.owner.name if lead.owner else "",
        department=lead.department.name,
        due_at=lead.due_at,
        due_clock=lead.get_due_clock_display() if lead.due_clock else "",
        state=state,
        minutes=minutes,
        unsure_year=calendar.unsure_year(lead.due_at) if lead.due_at else None,
        illustrative=lead.illustrative,
        confidential=bool(lead.code_name),
        next_step=next_step,
    )


@dataclass(frozen=True)
class OptionRow:
    plots: tuple[str, ...]
    area_m2: float
    price_usd_m2: float | None
    lease_usd: float | None
    score: float
    reasons: tuple[tuple[str, str], ...]  # (verdict, sentence)


@dataclass(frozen=True)
class IncentiveRow:
    name: str
    verdict: str
    why: str


@dataclass(frozen=True)
class MatchShown:
    """The stored answer as the investor saw it, never computed anew for the desk."""

    on: date
    token: str
    options: tuple[OptionRow, ...]
    near_misses: int
    eligible: tuple[IncentiveRow, ...]
    unknown: tuple[IncentiveRow, ...]


@dataclass(frozen=True)
class Move:
    to: str
    name: str
    kind: str


@dataclass(frozen=True)
class SeenBy:
    """Somebody who opened the file; `reason` where only a reason opened it."""

    who: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class DeskLead:
    """Everything the desk shows of one lead."""

    lead: Lead
    row: DeskRow
    now: datetime
    received_at: datetime
    pause_reason: str
    level_name: str  # of the escalation that stands
    next_step: str
    next_step_due: datetime | None
    asked: tuple[tuple[str, str], ...]
    consents: tuple[ConsentLine, ...]
    match: MatchShown | None
    log: tuple[LogLine, ...]
    kinds: tuple[ViewTab, ...]  # the filter of the log
    looking: tuple[str, ...]  # who else has the page open
    seen_by: tuple[SeenBy, ...]  # who opened it last, for the heads
    reads_log: bool
    priority_reason: str
    priority_facts: tuple[str, ...]
    seq: int
    forward: Move | None
    checklist: tuple[GateLine, ...]
    moves: tuple[Move, ...]
    may: Mapping[str, bool]
    tasks: tuple[TaskLine, ...]
    appointments: tuple[LeadsLine, ...]
    path: PathShown | None
    holds: Holds
    referrals: tuple[ReferralLine, ...]
    knows_name: bool
    good_hours: str
    came_through: str
    watched: WatchedLead | None
    actions: tuple[NextAction, ...]
    suggested_due: datetime | None
    has_pack: bool  # an answer pack was issued
    templates: tuple[tuple[int, str], ...]  # for a reply: number and name
    erased_why: str  # the rule or request by which the personal data went
    kept_why: str  # of a file that is kept longer
    privacy: tuple[RequestRow, ...]  # open requests about the personal data
    may_answer: bool  # end a restriction of use at the person's word
