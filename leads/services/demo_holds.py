"""The demo's holds, told through the services at their own times: one that ends soon with two files behind it, one of
a filed project, one that ran out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from leads.calendar.hours import WorkingCalendar
from leads.calendar.relative import moment
from leads.models import Hold, Lead, LeadEvent
from leads.services.hold_queue import settle
from leads.services.holds import extend_hold, hold_plots
from sitepages.choices import PlotStatus
from sitepages.figures import PARK_TIME
from sitepages.models import Plot, PlotStatusChange

OFFERED_SINCE = timedelta(days=60)  # before the oldest hold, and not yet too old to be believed
FIRST_DAYS = 15


def offer(*, codes: Sequence[str], now: datetime) -> bool:
    """Plots the illustrative plan calls reserved are offered since long: that they are held is the desk's to say.

    False where the park is not loaded.
    """
    plots = Plot.objects.filter(code__in=codes)
    told = PlotStatusChange.objects.filter(plot__in=plots, status=PlotStatus.RESERVED)
    told.update(status=PlotStatus.AVAILABLE, since=(now - OFFERED_SINCE).date())
    plots.filter(status=PlotStatus.RESERVED).update(status=PlotStatus.AVAILABLE)
    return plots.filter(status=PlotStatus.AVAILABLE).count() == len(codes)


def tell_hold(
    *, lead: Lead, row: Mapping[str, Any], by: User, at: datetime, now: datetime, calendar: WorkingCalendar
) -> datetime:
    """One hold of the story, from asking to how it stands now; the time of its last happening."""
    start = max(at, moment(row.get("started") or row["asked"], now, calendar))
    if "ends" not in row:
        until = calendar.end_of_nth_working_day(start, FIRST_DAYS)
        hold(lead, row["plots"], _day(until), by, start)
        return start
    ends = moment(row["ends"], now, calendar)
    if not row.get("extended"):
        hold(lead, row["plots"], _day(ends), by, start)
        if ends >= now:
            return start
        settle(now=ends)
        return max(start, ends)
    first = calendar.end_of_nth_working_day(start, FIRST_DAYS)
    held = hold(lead, row["plots"], _day(min(first, ends)), by, start)
    late = max(start, first - timedelta(days=1))
    why = "Nhà đầu tư chờ cam kết tài chính (mẫu)"
    extend_hold(lead=lead, hold=held, until=_day(ends), reason=why, seen_seq=seq_of(lead), by=by, now=late)
    return late


def hold(lead: Lead, plots: Sequence[str], until: date, by: User, now: datetime) -> Hold:
    return hold_plots(lead=lead, plots=plots, until=until, queue=True, seen_seq=seq_of(lead), by=by, now=now)


def seq_of(lead: Lead) -> int:
    last = LeadEvent.objects.filter(lead=lead).order_by("-seq").values_list("seq", flat=True).first()
    return last or 0


def _day(at: datetime) -> date:
    return at.astimezone(PARK_TIME).date()
