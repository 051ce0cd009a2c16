"""Page values of questions between departments: one lead's, and those that wait for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from leads.choices import ReferralState
from leads.desk.referral_forms import officers_of
from leads.models import Lead, Referral
from leads.services.access import leads_visible_to, seat_of
from leads.services.referrals import answers, may_name, referred_to

RELATED = ("department", "officer__person", "lead__organisation", "lead__owner__person", "lead__department")


@dataclass(frozen=True)
class ReferralLine:
    """One question; `late` once its time has passed without an answer; `mine`: this person may answer it."""

    lead: int
    number: int
    reference: str
    department: str
    who: str
    owner: str
    question: str
    answer: str
    state: str
    is_open: bool
    asked_at: datetime
    due: datetime
    ended_at: datetime | None
    late: bool
    mine: bool


@dataclass(frozen=True)
class ReferralList:
    """`to_answer` wait for this person, `asked` were put by the leads this person works on."""

    to_answer: tuple[ReferralLine, ...]
    asked: tuple[ReferralLine, ...]


@dataclass(frozen=True)
class ReferralPage:
    line: ReferralLine
    sector: str
    stage: str
    may: Mapping[str, bool]


def referral_list(user: User, now: datetime) -> ReferralList:
    mine = list(referred_to(user).select_related(*RELATED))
    known = {row.pk for row in mine}
    rows = Referral.objects.filter(state=ReferralState.OPEN, lead__in=leads_visible_to(user)).select_related(*RELATED)
    seat = seat_of(user)
    asked = [row for row in rows if row.pk not in known or seat.works_on(row.lead)]
    return ReferralList(
        to_answer=tuple(line_of(row, user, now) for row in mine),
        asked=tuple(line_of(row, user, now) for row in asked if seat.works_on(row.lead) and not seat.is_duty_head),
    )


def referrals_of(lead: Lead, user: User, now: datetime) -> tuple[ReferralLine, ...]:
    """The open ones by due time, then the others, the newest first."""
    rows = list(lead.referrals.select_related(*RELATED))
    over = sorted((row for row in rows if row.ended_at), key=lambda row: str(row.ended_at), reverse=True)
    return tuple(line_of(row, user, now) for row in [*(row for row in rows if not row.ended_at), *over])


def referral_page(row: Referral, user: User, now: datetime) -> ReferralPage:
    seat, lead, is_open = seat_of(user), row.lead, row.state == ReferralState.OPEN
    asked = is_open and answers(seat, row)
    works = seat.works_on(lead)
    names = is_open and may_name(seat, row.department_id)
    me = seat.officer
    mine = me is not None and me.department_id == row.department_id and row.officer_id != me.pk
    return ReferralPage(
        line=line_of(row, user, now),
        sector=lead.sector.name if lead.sector else "",
        stage=lead.get_stage_display(),
        may={
            "answer": asked or (is_open and works),
            "back": asked,
            "end": is_open and works,
            "name": names and bool(officers_of(row.department_id)),
            "take": asked and mine,
        },
    )


def line_of(row: Referral, user: User, now: datetime) -> ReferralLine:
    is_open = row.state == ReferralState.OPEN
    return ReferralLine(
        lead=row.lead_id,
        number=row.number,
        reference=row.lead.reference,
        department=row.department.name,
        who=row.officer.name if row.officer else "",
        owner=row.lead.owner.name if row.lead.owner else row.lead.department.name,
        question=row.question,
        answer=row.answer,
        state=row.get_state_display(),
        is_open=is_open,
        asked_at=row.asked_at,
        due=row.due_at,
        ended_at=row.ended_at,
        late=is_open and row.due_at < now,
        mine=is_open and answers(seat_of(user), row),
    )
