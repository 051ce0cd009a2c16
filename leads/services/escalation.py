"""Escalation in levels: the owner is reminded, then deputy, head, duty head and leader are told; each level once.

A level is sent by a due row at the moment its share of the target is used up (leads.services.levels). A worker
that comes late sends only the highest level reached, since the lower ones say less. With the level `take_back` the
lead goes to somebody else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import Clock, Role
from leads.models import Lead, Officer
from leads.services.access import check_can_see, seat_of
from leads.services.calendar import working_calendar
from leads.services.desk_lock import locked
from leads.services.events import Acknowledged, Escalated, record, state_of
from leads.services.levels import Reached, open_levels
from leads.services.staff_letters import department_heads, duty_heads, notify_escalation, shown
from leads.services.take_back import take_back_by_rule
from leads.services.targets import Level, seed_targets, targets
from leads.services.words import bounded
from sitepages.refusal import Refused

WORD_LIMIT = 300
TAKES_BACK = "take_back"
OWNER, DEPUTY, HEAD, DUTY_HEAD, LEADER = "owner", "owner_and_deputy", "head_of_department", "duty_head", "leader"


class NothingToAcknowledge(Refused):
    """No level of escalation stands open on this lead."""

    code = "nothing_to_acknowledge"


class NotAddressed(Refused):
    """The level was sent to somebody else. Facts: `level`."""

    code = "not_addressed"
    status = 403


@transaction.atomic
def escalate(*, lead: Lead, clock: Clock, by: User | None, now: datetime) -> Reached | None:
    """Send the highest level of this clock that is reached and not sent; None when there is none any more."""
    lead = locked(lead)
    reached = [
        one
        for one in open_levels(state_of(lead), working_calendar(), targets())
        if one.due.clock == clock and one.at <= now
    ]
    if not reached:
        return None
    last, people = _heard(lead, reached[-1], now)
    event = Escalated(clock.value, last.due.at, last.level.number, [shown(one) for one in people])
    record(lead=lead, event=event, by=by, at=now)
    for one in people:
        notify_escalation(lead=lead, reached=last, to=one, now=now)
    if any(one.level.key == TAKES_BACK for one in reached):
        take_back_by_rule(lead=lead, by=by, now=now)
    return last


def _heard(lead: Lead, reached: Reached, now: datetime) -> tuple[Reached, Sequence[Officer | User]]:
    """The level and who hears it; a level that nobody would hear passes on to the next one at once."""
    levels = open_levels(state_of(lead), working_calendar(), targets())
    for one in levels:
        if one.due == reached.due and one.level.number >= reached.level.number:
            people = addressed(lead, one.level.to, now)
            if people:
                return one, people
    return reached, ()


def addressed(lead: Lead, to: str, now: datetime) -> list[Officer] | list[User]:
    """Everybody with a mail address whom a level goes to; while nobody owns the lead, its head stands for the owner."""
    owner = lead.owner
    people: Iterable[Officer] = ()
    match to:
        case "owner" if owner:
            people = [owner]
        case "owner_and_deputy" if owner:
            people = [owner, *([owner.deputy] if owner.deputy else [])]
        case "duty_head":
            people = duty_heads(now)
        case "leader":
            rows = User.objects.filter(is_active=True, groups__name=Role.LEADER).exclude(email="").order_by("pk")
            return list(rows.select_related("wagtail_userprofile"))
        case _:
            people = department_heads(lead.department_id, now)
    return [one for one in people if one.user.is_active and one.user.email]


# --- Acknowledging ---


def check_can_acknowledge(user: User, lead: Lead) -> None:
    """Whoever the standing level was sent to, and the heads for what went to their officers.

    Raises LeadHidden, NothingToAcknowledge or NotAddressed.
    """
    check_can_see(user, lead)
    if not lead.escalation or lead.acknowledged:
        raise NothingToAcknowledge
    seat, to = seat_of(user), level_of(lead.escalation).to
    allowed = {
        OWNER: seat.owns(lead) or seat.heads(lead),
        DEPUTY: seat.owns(lead) or seat.heads(lead),
        HEAD: seat.heads(lead),
        DUTY_HEAD: seat.is_duty_head,
        LEADER: Role.LEADER in seat.roles,
    }
    if not allowed[to]:
        raise NotAddressed(level=lead.escalation)


def can_acknowledge(user: User, lead: Lead) -> bool:
    try:
        check_can_acknowledge(user, lead)
    except Refused:
        return False
    return True


def addressed_to(user: User, lead: Lead, headed: Collection[str]) -> bool:
    """Whether the standing level went to this person's seat: what stands on top of their list of what is due.

    As `addressed` says for all: without an owner, the department's head; without a head (`headed`: departments that
    have one), the duty head.
    """
    if not lead.escalation:
        return False
    seat, to = seat_of(user), level_of(lead.escalation).to
    if to in {OWNER, DEPUTY} and lead.owner_id:
        mine = seat.owns(lead)
    elif to == DUTY_HEAD:
        mine = seat.is_duty_head
    elif to == LEADER:
        mine = Role.LEADER in seat.roles
    else:
        stands_in = seat.is_duty_head and lead.department_id not in headed
        mine = seat.whole_department == lead.department_id or stands_in
    return mine and can_acknowledge(user, lead)


@transaction.atomic
def acknowledge(*, lead: Lead, text: str, by: User, now: datetime) -> Lead:
    """Take note of the standing level, with a word for the desk if there is one; the clock runs on."""
    lead = locked(lead)
    check_can_acknowledge(by, lead)
    words = bounded("text", text, WORD_LIMIT, needed=False)
    record(lead=lead, event=Acknowledged(lead.escalation, words), by=by, at=now)
    return lead


def level_of(number: int) -> Level:
    """The level with this number: names and addressees are the seed's, whatever share a version gives it."""
    return next(one for one in seed_targets().levels if one.number == number)
