"""What is due now, for an officer, a head, a leader; and what was escalated to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.contrib.auth.models import User
from django.db.models import Q

from leads.choices import Role
from leads.desk.pages import SOON_MINUTES, DeskRow, row_of
from leads.models import Breach, Lead
from leads.services.access import leads_visible_to, seat_of
from leads.services.breach import waiting_breaches
from leads.services.calendar import working_calendar
from leads.services.escalation import addressed_to, level_of
from leads.services.overload import Overload, overload
from leads.services.staff_letters import headed_departments
from sitepages.figures import PARK_TIME

MOST = 100
RELATED = ("organisation", "sector", "department", "owner__person")


class When(StrEnum):
    """How near it is."""

    LATE = "late"
    SOON = "soon"
    TODAY = "today"


@dataclass(frozen=True)
class Told:
    """A level of escalation this person may acknowledge."""

    row: DeskRow
    number: int
    level: str


@dataclass(frozen=True)
class Load:
    """What is due of one officer, or of one department for who sees several."""

    name: str
    late: int
    soon: int
    today: int


@dataclass(frozen=True)
class DuePage:
    now: datetime
    told: tuple[Told, ...]
    late: tuple[DeskRow, ...]
    soon: tuple[DeskRow, ...]
    today: tuple[DeskRow, ...]
    by_department: bool
    loads: tuple[Load, ...]
    more: bool
    breaches: tuple[Breach, ...]  # of which the ministry is not told yet; for the duty head
    full: Overload | None  # nobody present has room; told to the duty head


def due_page(user: User, now: datetime) -> DuePage:
    """The visible leads that are due by the end of today, or escalated and not acknowledged; three queries."""
    seat, calendar = seat_of(user), working_calendar()
    tonight = datetime.combine(now.astimezone(PARK_TIME).date() + timedelta(days=1), time(0), PARK_TIME)
    soon = calendar.add_minutes(now, SOON_MINUTES)
    wanted = Q(due_at__lt=tonight) | Q(escalation__gt=0, acknowledged=False)
    first = list(leads_visible_to(user).filter(wanted).values_list("pk", flat=True)[: MOST + 1])
    found = Lead.objects.select_related(*RELATED).in_bulk(first)
    leads = [found[pk] for pk in first if pk in found]
    groups: dict[When, list[Lead]] = {one: [] for one in When}
    for lead in leads[:MOST]:
        if lead.due_at and lead.due_at < tonight:
            groups[When.LATE if lead.due_at < now else When.SOON if lead.due_at <= soon else When.TODAY].append(lead)
    headed = headed_departments()
    wide = seat.sees_all or seat.whole_department is not None
    rows = {one: tuple(row_of(lead, now, calendar) for lead in found) for one, found in groups.items()}
    return DuePage(
        now=now,
        told=tuple(
            Told(row_of(lead, now, calendar), lead.escalation, level_of(lead.escalation).name)
            for lead in leads[:MOST]
            if addressed_to(user, lead, headed)
        ),
        late=rows[When.LATE],
        soon=rows[When.SOON],
        today=rows[When.TODAY],
        by_department=Role.LEADER in seat.roles,
        loads=tuple(_loads(groups, by_department=Role.LEADER in seat.roles)) if wide else (),
        more=len(leads) > MOST,
        breaches=tuple(waiting_breaches()) if seat.is_duty_head else (),
        full=overload(now) if seat.is_duty_head else None,
    )


def _loads(groups: dict[When, list[Lead]], *, by_department: bool) -> Iterator[Load]:
    """Whose they are, the most late first."""
    counts = {one: Counter(_names(found, by_department)) for one, found in groups.items()}
    names = {name for count in counts.values() for name in count}
    for name in sorted(names, key=lambda name: (-counts[When.LATE][name], -counts[When.SOON][name], name)):
        yield Load(name, *(counts[one][name] for one in When))


def _names(leads: Iterable[Lead], by_department: bool) -> Iterator[str]:
    for lead in leads:
        yield lead.department.name if by_department or not lead.owner else lead.owner.name
