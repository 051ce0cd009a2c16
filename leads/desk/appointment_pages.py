"""Page values of appointments: those of one lead, one by itself, and all a person sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from leads.choices import AppointmentEnd, AppointmentKind, AppointmentReply, AppointmentState
from leads.models import Appointment, Lead
from leads.services.access import seat_of
from leads.services.appointment_desk import (
    appointments_seen_by,
    can_propose,
    coming_of,
    to_note_of,
)
from leads.services.appointment_events import AppointmentFacts, Appointments
from leads.services.appointment_slots import zone_of
from leads.services.appointment_terms import terms
from leads.services.appointment_words import clock_there, there
from leads.services.confidential import knows_the_name
from leads.services.desk_rules import can_work_on
from leads.services.house import officers_by_key
from sitepages.language import site_language

MOST = 100
OVER_SHOWN = 3


@dataclass(frozen=True)
class AppointmentLine:
    """One appointment: `ahead` while it has not begun, `to_note` once it is over and nobody said what became of it."""

    pk: int
    lead: int
    reference: str
    title: str
    what: str
    starts_at: datetime
    there: str
    minutes: int
    officer: str
    by_investor: bool
    place: str
    about: str
    reply: str
    declined: bool
    state: str
    ahead: bool
    to_note: bool


@dataclass(frozen=True)
class LeadsLine:
    """One appointment on the page of its lead; `stands`: nobody has ended it yet."""

    pk: int
    lead: int
    what: str
    starts_at: datetime
    there: str
    officer: str
    declined: bool
    state: str
    stands: bool
    to_note: bool


@dataclass(frozen=True)
class AppointmentList:
    """`mine`: one's own only; `both`: whether this person sees others' too."""

    now: datetime
    mine: bool
    both: bool
    to_note: tuple[AppointmentLine, ...]
    coming: tuple[AppointmentLine, ...]


@dataclass(frozen=True)
class AppointmentPage:
    now: datetime
    line: AppointmentLine
    may: Mapping[str, bool]


def appointment_list(user: User, now: datetime, whose: str) -> AppointmentList:
    """A head and whoever reads widely begins with all, an officer with the own."""
    seat = seat_of(user)
    both = seat.sees_all or seat.whole_department is not None
    mine = not both or whose == "mine"
    rows = appointments_seen_by(user, mine=mine)
    return AppointmentList(
        now=now,
        mine=mine,
        both=(both and seat.own is not None) or (both and seat.officer is not None),
        to_note=tuple(line_of(row, user, now) for row in to_note_of(rows, now)[:MOST]),
        coming=tuple(line_of(row, user, now) for row in coming_of(rows, now)[:MOST]),
    )


def next_ones(user: User, now: datetime, most: int) -> tuple[AppointmentLine, ...]:
    """One's own that come next, for the dashboard."""
    rows = coming_of(appointments_seen_by(user, mine=True), now)[:most]
    return tuple(line_of(row, user, now) for row in rows)


def lines_of_lead(lead: Lead, facts: Appointments, now: datetime) -> tuple[LeadsLine, ...]:
    """Those to come or to be noted by time, then the last few that ended; from the lead's events, without a query."""
    rows = sorted(facts.items(), key=lambda one: one[1].starts_at)
    lines = [_leads_line(lead, number, one, now) for number, one in rows]
    standing = [line for line in lines if line.stands]
    return (*standing, *[line for line in reversed(lines) if not line.stands][:OVER_SHOWN])


def _leads_line(lead: Lead, number: int, one: AppointmentFacts, now: datetime) -> LeadsLine:
    officer = officers_by_key().get(one.officer)
    return LeadsLine(
        pk=number,
        lead=lead.pk,
        what=str(AppointmentKind(one.kind).label),
        starts_at=one.starts_at,
        there=clock_there(one.starts_at, zone_of(lead), site_language()),
        officer=officer.name if officer else "",
        declined=one.stands and one.reply == AppointmentReply.DECLINED,
        state=str(AppointmentEnd(one.ended_how).label if one.ended_how else AppointmentState(one.state).label),
        stands=one.stands,
        to_note=one.stands and one.starts_at + terms().of(one.kind).length <= now,
    )


def appointment_page(row: Appointment, user: User, now: datetime) -> AppointmentPage:
    line = line_of(row, user, now)
    works, proposes = can_work_on(user, row.lead), can_propose(user, row.lead)
    begun = row.state == AppointmentState.BOOKED and row.starts_at <= now
    may = {
        "move": line.ahead and proposes,
        "place": line.ahead and proposes,
        "cancel": line.ahead and works,
        "outcome": begun and works,
    }
    return AppointmentPage(now, line, may)


def line_of(row: Appointment, user: User, now: datetime) -> AppointmentLine:
    booked = row.state == AppointmentState.BOOKED
    knows = knows_the_name(user, row.lead)
    return AppointmentLine(
        pk=row.pk,
        lead=row.lead_id,
        reference=row.lead.reference,
        title=row.lead.title,
        what=str(AppointmentKind(row.kind).label),
        starts_at=row.starts_at,
        there=there(row, site_language()),
        minutes=int((row.ends_at - row.starts_at).total_seconds() // 60),
        officer=row.officer.name,
        by_investor=row.booked_by_id is None,
        place=row.place if knows else "",
        about=row.words if knows else "",
        reply=str(AppointmentReply(row.reply).label) if row.reply else "",
        declined=booked and row.reply == AppointmentReply.DECLINED,
        state=str(row.get_ended_how_display() if row.ended_how else row.get_state_display()),
        ahead=booked and row.starts_at > now,
        to_note=booked and row.ends_at <= now,
    )
