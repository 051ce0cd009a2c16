"""Holding land for a lead: asked, extended, given up, approved; what the desk promises, it promises once.

The rules of time and person are in `hold_rules`, the queue and what happens by itself in `hold_queue`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import HoldEnd, HoldState, Stage
from leads.models import HeldPlot, Hold, Lead
from leads.services.calendar import working_calendar
from leads.services.clocks import closing_of
from leads.services.desk_lock import REASON_LIMIT, ReasonMissing, fresh, locked
from leads.services.desk_rules import DateNotAhead, TooFarAhead
from leads.services.events import state_of
from leads.services.hold_events import HoldApproved, HoldExtended, HoldQueued, HoldSigned
from leads.services.hold_queue import (
    end,
    lock_holds,
    offered_of,
    open_holds,
    others_waiting,
    settle,
    start,
    taken_codes,
    waiting_wishes,
    wake,
    write,
)
from leads.services.hold_rules import (
    MOST_PLOTS,
    check_can_approve,
    check_can_extend,
    check_can_hold,
    check_can_release,
    days_until,
    is_head_over,
    latest_end,
)
from leads.services.words import FieldMissing, bounded
from sitepages.models import Plot
from sitepages.refusal import Refused

ENDS_HOLDS = frozenset({Stage.PARKED, Stage.LOST, Stage.NOT_A_LEAD})
BACK_FROM_WON_DAYS = 5  # ours: a contract that falls through leaves the desk a week to say what becomes of the land


class PlotsUnknown(Refused):
    """Facts: `plots`."""

    code = "plots_unknown"
    status = 422


class PlotsNotOffered(Refused):
    """The editors' record says leased, reserved, not cleared or not for lease. Facts: `plots`."""

    code = "plots_not_offered"


class PlotsTaken(Refused):
    """Another lead holds them or waits for them, and the officer did not wish to queue. Facts: `plots`."""

    code = "plots_taken"


class HeldAlready(Refused):
    """This lead holds them or waits for them already. Facts: `plots`."""

    code = "held_already"


class TooManyPlots(Refused):
    """Facts: `most`."""

    code = "too_many_plots"
    status = 422


@transaction.atomic
def hold_plots(
    *, lead: Lead, plots: Sequence[str], until: date, queue: bool, seen_seq: int, by: User, now: datetime
) -> Hold:
    """Hold these plots together for the lead until the end of a day, or, if any is taken and `queue`, wait for them.

    Holds that have lapsed end in this very transaction, and whoever waited before is served first.
    """
    lock_holds()
    settle(now=now)
    lead = fresh(lead, seen_seq)
    check_can_hold(by, lead)
    codes = _codes(plots)
    moment = _end_given(until, now, now, head=is_head_over(by, lead))
    rows = list(Plot.objects.filter(code__in=codes).order_by("code"))
    unknown = sorted(set(codes) - {plot.code for plot in rows})
    if unknown:
        raise PlotsUnknown(plots=unknown)
    not_offered = sorted(set(codes) - offered_of(codes))
    if not_offered:
        raise PlotsNotOffered(plots=not_offered)
    own = HeldPlot.objects.filter(hold__lead=lead, open=True, code__in=codes).values_list("code", flat=True)
    if own:
        raise HeldAlready(plots=sorted(own))
    wanted = taken_codes() | {code for wish in waiting_wishes() for code in wish.plots}
    taken = sorted(wanted & set(codes))
    if taken and not queue:
        raise PlotsTaken(plots=taken)
    hold = _new_hold(lead, rows, days_until(until, now, working_calendar()), now)
    if taken:
        event = HoldQueued(hold=hold.pk, plots=codes, days=hold.days, area_m2=hold.area_m2)
        write(hold=hold, lead=lead, event=event, by=by, now=now)
        settle(now=now)  # a wish that nobody who could be served stands before
        hold.refresh_from_db()
        return hold
    start(hold=hold, by=by, now=now, until=moment)
    return hold


@transaction.atomic
def extend_hold(*, lead: Lead, hold: Hold, until: date, reason: str, seen_seq: int, by: User, now: datetime) -> Hold:
    """Give a live hold more time, with a reason. An officer does so once, within 30 working days of its start, and
    while nobody waits; what goes further is the head's.
    """
    lead, hold = _locked(lead, hold, seen_seq, now)
    check_can_extend(by, lead, hold, others_waiting(hold))
    why = _why(reason)
    start_and_end = (hold.started_at or now, hold.until or now)  # a live hold has both: a constraint says so
    moment = _end_given(until, start_and_end[0], now, head=is_head_over(by, lead))
    if moment <= start_and_end[1]:
        raise DateNotAhead(field="hold_until")
    write(hold=hold, lead=lead, event=HoldExtended(hold=hold.pk, until=moment, reason=why), by=by, now=now)
    wake(hold=hold, at=moment)
    return hold


@transaction.atomic
def release_hold(*, lead: Lead, hold: Hold, reason: str, seen_seq: int, by: User, now: datetime) -> Hold:
    """Give the land, or the place in the queue, up; whoever is next gets it at once."""
    lead, hold = _locked(lead, hold, seen_seq, now)
    check_can_release(by, lead, hold)
    how = HoldEnd.WITHDRAWN if hold.state == HoldState.WAITING else HoldEnd.RELEASED
    end(hold=hold, how=how, by=by, now=now, reason=bounded("reason", reason, REASON_LIMIT, needed=False, lines=True))
    settle(now=now)
    hold.refresh_from_db()
    return hold


@transaction.atomic
def approve_hold(*, lead: Lead, hold: Hold, seen_seq: int, by: User, now: datetime) -> Hold:
    """A head agrees to a hold of a size that needs it (gate g_head_approval)."""
    lead, hold = _locked(lead, hold, seen_seq, now)
    check_can_approve(by, lead, hold, list(state_of(lead).holds.values()))
    write(hold=hold, lead=lead, event=HoldApproved(hold=hold.pk), by=by, now=now)
    return hold


@transaction.atomic
def refuse_hold(*, lead: Lead, hold: Hold, reason: str, seen_seq: int, by: User, now: datetime) -> Hold:
    """A head does not agree: the hold ends, with the reason."""
    lead, hold = _locked(lead, hold, seen_seq, now)
    check_can_approve(by, lead, hold, list(state_of(lead).holds.values()))
    end(hold=hold, how=HoldEnd.REFUSED, by=by, now=now, reason=_why(reason))
    settle(now=now)
    hold.refresh_from_db()
    return hold


def _locked(lead: Lead, hold: Hold, seen_seq: int, now: datetime) -> tuple[Lead, Hold]:
    lock_holds()
    settle(now=now)
    return fresh(lead, seen_seq), Hold.objects.get(pk=hold.pk, lead=lead)


# --- The lead moves on ---


def touches_holds(start_stage: Stage, to: Stage) -> bool:
    """Whether this move of a lead's stage changes its holds: the book is then locked before the lead."""
    return to in ENDS_HOLDS or Stage.WON in (start_stage, to)


@transaction.atomic
def follow_stage(*, lead: Lead, start_stage: Stage, to: Stage, by: User | None, now: datetime) -> None:
    """What a move of the stage means for the land. The caller has locked the book.

    A closed file frees its land. A signed contract keeps it taken until the land's own record says leased; if the
    file steps back from there, the hold runs for another week.
    """
    if not touches_holds(start_stage, to):
        return
    for hold in open_holds().filter(lead=lead).order_by("pk"):
        if to in ENDS_HOLDS or (to == Stage.WON and hold.state == HoldState.WAITING):
            end(hold=hold, how=HoldEnd.CLOSED, by=by, now=now)
        elif to == Stage.WON and hold.state == HoldState.LIVE:
            write(hold=hold, lead=locked(lead), event=HoldSigned(hold=hold.pk), by=by, now=now)
        elif hold.state == HoldState.SIGNED and to != Stage.AFTERCARE:
            start(
                hold=hold,
                by=by,
                now=now,
                until=working_calendar().end_of_nth_working_day(now, BACK_FROM_WON_DAYS),
            )
    settle(now=now)


# --- Parts ---


def _codes(plots: Sequence[str]) -> list[str]:
    codes = sorted({code.strip().upper() for code in plots if code.strip()})
    if not codes:
        raise FieldMissing(field="plots")
    if len(codes) > MOST_PLOTS:
        raise TooManyPlots(most=MOST_PLOTS)
    return codes


def _end_given(until: date, counted_from: datetime, now: datetime, *, head: bool) -> datetime:
    calendar = working_calendar()
    latest = latest_end(counted_from, calendar, head=head)
    if until > latest.date():
        raise TooFarAhead(field="hold_until", latest=latest)
    moment = closing_of(until, calendar)
    if moment <= now or not days_until(until, now, calendar):
        raise DateNotAhead(field="hold_until")
    if moment > latest:
        raise TooFarAhead(field="hold_until", latest=latest)
    return moment


def _new_hold(lead: Lead, rows: Sequence[Plot], days: int, now: datetime) -> Hold:
    area = sum(float(plot.area_m2 if plot.area_m2 is not None else plot.area_computed_m2) for plot in rows)
    hold = Hold.objects.create(lead=lead, state=HoldState.WAITING, days=days, asked_at=now, area_m2=round(area, 1))
    HeldPlot.objects.bulk_create(HeldPlot(hold=hold, plot=plot, code=plot.code) for plot in rows)
    return hold


def _why(reason: str) -> str:
    why = bounded("reason", reason, REASON_LIMIT, needed=False, lines=True)
    if not why:
        raise ReasonMissing
    return why
