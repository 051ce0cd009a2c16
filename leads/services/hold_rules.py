"""What may be held, how long, and by whom: limits of leads/seed (ours), and the checks that buttons and POSTs share."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from django.contrib.auth.models import User

from leads.calendar.hours import WorkingCalendar
from leads.choices import HoldState, Priority, Stage
from leads.models import Hold, Lead
from leads.services.access import NotAHead, check_can_look_after, seat_of
from leads.services.clocks import closing_of
from leads.services.desk_rules import LeadClosed, as_question, check_can_use
from leads.services.hold_events import HoldLine
from leads.services.stages import pipeline, read_seed
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

HEADS_WORKING_DAYS = 120  # ours: a year typed wrongly is caught, a head's longest hold is not
MOST_PLOTS = 12  # the most a match joins, and then some
OFFICERS_EXTENSIONS = 1  # service_targets.yaml: one extension


class HoldIsOver(Refused):
    """The hold is not in the state this asks for. Facts: `hold_state`."""

    code = "hold_is_over"


class ExtendedBefore(Refused):
    """An officer extends once; the next extension is the head's."""

    code = "extended_before"
    status = 403


class OthersWait(Refused):
    """While others wait for the land only a head gives it longer. Facts: `count`."""

    code = "others_wait"
    status = 403


class NothingToApprove(Refused):
    """The hold was approved before, or is too small to need it."""

    code = "nothing_to_approve"


# --- Limits ---


@cache
def limit_days() -> int:
    """Working days a hold may last without the head (stages.yaml, g_hold_until)."""
    return next(gate.limit for gate in pipeline().gates if gate.key == "g_hold_until")


@cache
def big_m2() -> float:
    """From this area on a head agrees (stages.yaml, g_head_approval: 5 ha)."""
    gate = next(gate for gate in pipeline().gates if gate.key == "g_head_approval")
    return float(gate.when["area_m2"].lstrip(">= "))


@cache
def usual_days() -> dict[Priority, int]:
    """Working days a hold lasts as a rule (service_targets.yaml, clock hold)."""
    row = next(row for row in read_seed("service_targets.yaml")["targets"] if row["clock"] == "hold")
    return {priority: int(row[priority.value]) for priority in Priority}


def days_until(day: date, now: datetime, calendar: WorkingCalendar) -> int:
    """Working days after today up to the day, which counts if it is one, else the next that is."""
    last = closing_of(day, calendar).date()
    today = now.astimezone(PARK_TIME).date()
    return sum(calendar.works_on(today + timedelta(days=n)) for n in range(1, (last - today).days + 1))


def latest_end(start: datetime, calendar: WorkingCalendar, *, head: bool) -> datetime:
    return calendar.end_of_nth_working_day(start, HEADS_WORKING_DAYS if head else limit_days())


def needs_approval(holds: list[HoldLine]) -> bool:
    """Whether a head must agree: 5 ha in all that a lead holds, however many holds they are split into."""
    return sum(hold.area_m2 for hold in holds if hold.takes_land) >= big_m2()


# --- Checks ---


def is_head_over(user: User, lead: Lead) -> bool:
    return seat_of(user).heads(lead)


def check_can_hold(user: User, lead: Lead) -> None:
    """Raises LeadClosed and what `check_can_use` raises."""
    check_can_use(user, lead)
    if not pipeline().is_open(Stage(lead.stage)):
        raise LeadClosed(stage=lead.stage)


can_hold = as_question(check_can_hold)


def check_can_release(user: User, lead: Lead, hold: Hold) -> None:
    """A hold that lives or waits. Raises LeadHidden, ReadOnly or HoldIsOver."""
    check_can_look_after(user, lead)
    if hold.state not in (HoldState.LIVE, HoldState.WAITING):
        raise HoldIsOver(hold_state=hold.state)


def check_can_extend(user: User, lead: Lead, hold: Hold, others: int) -> None:
    """`others`: how many wait for its land. Raises LeadHidden, ReadOnly, HoldIsOver, ExtendedBefore or OthersWait."""
    check_can_hold(user, lead)
    if hold.state != HoldState.LIVE:
        raise HoldIsOver(hold_state=hold.state)
    if is_head_over(user, lead):
        return
    if hold.extended >= OFFICERS_EXTENSIONS:
        raise ExtendedBefore
    if others:
        raise OthersWait(count=others)


def check_can_approve(user: User, lead: Lead, hold: Hold, lines: list[HoldLine]) -> None:
    """A head, for a live hold not yet approved of a lead that needs it. Raises LeadHidden, ReadOnly, NotAHead,
    HoldIsOver or NothingToApprove.
    """
    check_can_use(user, lead)
    if not is_head_over(user, lead):
        raise NotAHead
    if hold.state != HoldState.LIVE:
        raise HoldIsOver(hold_state=hold.state)
    if hold.approved_at or not needs_approval(lines):
        raise NothingToApprove
