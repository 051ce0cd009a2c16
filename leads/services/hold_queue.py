"""The book of holds: a hold begins, ends, and gives its land to whoever is next. The verbs are in `holds`.

Whatever happens here happens one after the other: `lock_holds` comes before any lead's or plot's row is locked, so
that two acts never wait for each other. The unique constraint on live plots guards what a lock cannot.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet

from leads.choices import DueKind, HoldEnd, HoldState
from leads.matching.turns import Wish, next_turns, place_of
from leads.models import Due, HeldPlot, Hold, Lead
from leads.models.hold import TAKES_LAND
from leads.services.calendar import working_calendar
from leads.services.desk_lock import locked
from leads.services.event_base import Event
from leads.services.events import record, state_of
from leads.services.hold_events import Held, HoldApproved, HoldLine, HoldOver
from leads.services.hold_letters import ask_approval, tell_end, tell_start
from leads.services.hold_rules import is_head_over, needs_approval
from sitepages.choices import PlotStatus
from sitepages.models import Plot
from sitepages.services.holding import show_held

LOCK = 0x796268  # any number of our own


def lock_holds() -> None:
    """One act on holds at a time, until the transaction ends. SQLite has one writer anyway (IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def open_holds() -> QuerySet[Hold]:
    return Hold.objects.filter(state__in=[HoldState.WAITING, *TAKES_LAND])


def waiting_wishes() -> list[Wish]:
    """Everybody who waits for land, in the order they asked."""
    rows = HeldPlot.objects.filter(hold__state=HoldState.WAITING).order_by("hold__asked_at", "hold")
    wishes: dict[int, set[str]] = {}
    for hold, code in rows.values_list("hold_id", "code"):
        wishes.setdefault(hold, set()).add(code)
    return [Wish(key, frozenset(codes)) for key, codes in wishes.items()]


def taken_codes() -> set[str]:
    return set(HeldPlot.objects.filter(live=True).values_list("code", flat=True))


def place_in_queue(hold: Hold) -> int:
    """1 is next."""
    return place_of(hold.pk, waiting_wishes())


def others_waiting(hold: Hold) -> int:
    """How many wait for land of this hold."""
    codes = set(hold.plots.values_list("code", flat=True))
    return sum(bool(wish.plots & codes) for wish in waiting_wishes() if wish.key != hold.pk)


# --- What happens by itself ---


@transaction.atomic
def settle(*, now: datetime) -> int:
    """End the holds whose time ran out, or whose land is leased, then give what is free to whoever is next.

    Asked by the worker at the end of each hold and before any land is taken, so that nothing hangs on the worker
    being in time; how many holds began or ended.
    """
    lock_holds()
    count = 0
    for hold in Hold.objects.filter(state=HoldState.LIVE, until__lte=now).order_by("until", "pk"):
        end(hold=hold, how=HoldEnd.EXPIRED, by=None, now=now)
        count += 1
    for hold in Hold.objects.filter(state=HoldState.SIGNED).order_by("pk"):
        codes = hold.plots.values_list("code", flat=True)
        if not Plot.objects.filter(code__in=codes, status=PlotStatus.AVAILABLE).exists():
            end(hold=hold, how=HoldEnd.LEASED, by=None, now=now)
            count += 1
    return count + _serve(now)


def _serve(now: datetime) -> int:
    waiting = waiting_wishes()
    if not waiting:
        return 0
    wanted = sorted({code for wish in waiting for code in wish.plots})
    offered = offered_of(wanted)
    turns = next_turns(waiting, taken_codes(), offered)
    for number in turns:
        start(hold=Hold.objects.get(pk=number), by=None, now=now)
    return len(turns)


def offered_of(codes: Iterable[str]) -> set[str]:
    """Those of the plots that the editors' own record offers, under lock: nobody changes them meanwhile."""
    rows = Plot.objects.select_for_update().filter(code__in=list(codes)).order_by("code")
    return {plot.code for plot in rows if plot.status == PlotStatus.AVAILABLE}


# --- One hold ---


def start(*, hold: Hold, by: User | None, now: datetime, until: datetime | None = None) -> None:
    """The land is the lead's from now; without `until`, for the working days that were asked."""
    until = until or working_calendar().end_of_nth_working_day(now, hold.days)
    codes = codes_of(hold)
    lead = locked(hold.lead)
    event = Held(hold=hold.pk, plots=codes, until=until, days=hold.days, area_m2=hold.area_m2)
    write(hold=hold, lead=lead, event=event, by=by, now=now)
    show_held(codes=codes, held=True, now=now)
    wake(hold=hold, at=until)
    tell_start(lead=lead, plots=codes, until=until, queued=by is None, now=now)
    _agreement(hold, lead, by, now)


def _agreement(hold: Hold, lead: Lead, by: User | None, now: datetime) -> None:
    """From 5 ha in all: a head who holds land has agreed to it; else the heads are asked."""
    holds = state_of(lead).holds
    if not needs_approval(list(holds.values())):
        return
    if by is None or not is_head_over(by, lead):
        if not hold.approved_at:
            ask_approval(lead=lead, plots=codes_of(hold), area_m2=hold.area_m2, now=now)
        return
    for number, line in holds.items():
        if line.takes_land and not line.approved_at:
            write(hold=Hold.objects.get(pk=number), lead=lead, event=HoldApproved(hold=number), by=by, now=now)
    hold.refresh_from_db()


def end(*, hold: Hold, how: HoldEnd, by: User | None, now: datetime, reason: str = "") -> None:
    """The land is free again; who comes next is `settle`'s."""
    was_held = hold.state in TAKES_LAND
    codes = codes_of(hold)
    lead = locked(hold.lead)
    write(hold=hold, lead=lead, event=HoldOver(hold=hold.pk, how=how.value, reason=reason), by=by, now=now)
    if was_held:
        show_held(codes=codes, held=False, now=now)
        tell_end(lead=lead, plots=codes, how=how, by_itself=by is None, now=now)


def write(*, hold: Hold, lead: Lead, event: Event, by: User | None, now: datetime) -> None:
    """Record the event; the rows are then what the lead's events add up to."""
    record(lead=lead, event=event, by=by, at=now)
    line = state_of(lead).holds[hold.pk]
    Hold.objects.filter(pk=hold.pk).update(**columns_of_hold(line))
    HeldPlot.objects.filter(hold=hold).update(live=line.takes_land, open=line.state != HoldState.ENDED)
    hold.refresh_from_db()


def columns_of_hold(line: HoldLine) -> dict[str, object]:
    """The hold's columns, as folding the lead's events gives them."""
    return {
        "state": line.state.value,
        "days": line.days,
        "area_m2": line.area_m2,
        "asked_at": line.asked_at,
        "started_at": line.started_at,
        "until": line.until,
        "extended": line.extended,
        "approved_at": line.approved_at,
        "ended_at": line.ended_at,
        "ended_how": line.ended_how.value if line.ended_how else "",
    }


def wake(*, hold: Hold, at: datetime) -> None:
    """The worker looks at the holds at this moment."""
    Due.objects.get_or_create(kind=DueKind.SETTLE_HOLDS, target=str(hold.pk), due_at=at, defaults={"next_try_at": at})


def codes_of(hold: Hold) -> list[str]:
    return sorted(hold.plots.values_list("code", flat=True))
