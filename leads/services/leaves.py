"""Leaves: the deputy is owner of record from the first minute to the last, and what moved by leaves alone comes home.

A lead's home is whoever had it before leaves began to move it. At each start and end of a leave its leads go where
the leaves of that day put them: home, else to the deputy there, else to the deputy's deputy. Nothing hangs on the
order in which starts and ends of one moment are worked off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from leads.choices import EventKind
from leads.models import Lead, LeadEvent, Leave, Officer
from leads.services.hand_over import (
    KEPT,
    KIND,
    Change,
    apply_hand_over,
    change_of,
    chosen_by_rules,
    owned,
    write_changes,
)
from leads.services.passing_on import pass_on_work
from leads.services.presence import covers, inside, with_days
from leads.services.sharing import may_have
from sitepages.choices import ChangeState
from sitepages.figures import PARK_TIME
from sitepages.models import ChangeSet

BY_LEAVE = frozenset({"leave", "back"})  # `how` of an assignment
People = Mapping[int, Officer]


@transaction.atomic
def start_leave(*, leave: Leave, now: datetime) -> ChangeSet | None:
    """Give the absent officer's leads to who stands in, else as routing chooses; None when there is nothing to give.

    Questions of other departments that wait for the officer go on too. What nobody present could take stays.
    """
    people = _people()
    officer, today = people[leave.officer_id], _day(now)
    pass_on_work(officer=officer, to=_there(officer, people, today), by=None, now=now, leave=True)
    leads = owned(officer)
    changes = _away_from(officer, leads, people, now) if leads else []
    if not changes:
        return None
    change_set = _set_of(officer, leave, changes, now)
    Leave.objects.filter(pk=leave.pk).update(handed_over=change_set)
    return apply_hand_over(change_set=change_set, by=None, now=now, reason="leave")


@transaction.atomic
def give_back(*, leave: Leave, now: datetime, ended: bool = True) -> int:
    """When a leave is over: what leaves alone moved away goes where it belongs today; how many leads moved.

    Not `ended`: it is taken back while it runs. What somebody gave to another meanwhile stays there.
    """
    people, today = _people(), _day(now)
    without = None if ended else leave.pk
    officer = people[leave.officer_id]
    sets = list(ChangeSet.objects.filter(kind=KIND, title=officer.key, created_by=None).order_by("pk"))
    keys = {change["key"] for one in sets for change in one.changes if change["model"] == "lead"}
    leads = Lead.objects.filter(reference__in=keys).exclude(stage__in=KEPT).exclude(owner=None)
    rows = list(leads.select_related("owner").order_by("pk"))
    homes, by_key = _homes(rows), {one.key: one for one in people.values()}
    home_again: list[Change] = []
    to_deputies: dict[int, list[Change]] = {}
    for lead in rows:
        home = by_key.get(homes.get(lead.pk, ""))
        to = _there(home, people, today, without)
        if home is None or to is None or lead.owner is None or to.pk == lead.owner_id:
            continue
        moves = home_again if to.pk == home.pk else to_deputies.setdefault(home.pk, [])
        moves.append(change_of(lead, lead.owner.key, to.key))
    over = ChangeSet.objects.filter(pk__in=[leave.handed_over_id] if leave.handed_over_id else [])
    over.filter(state=ChangeState.APPLIED).update(state=ChangeState.UNDONE, undone_at=now)
    if home_again:
        write_changes(sets[-1], home_again, "back", None, now)
    for home_pk, moves in to_deputies.items():
        _still_away(people[home_pk], moves, today, now)
    return len(home_again) + sum(map(len, to_deputies.values()))


def _still_away(home: Officer, changes: list[Change], day: date, now: datetime) -> None:
    """The one whose leads they are is away on another leave: its deputy has them from now on."""
    leave = next(one for one in home.leaves.all() if covers(one, day))
    if leave.handed_over is None:
        leave.handed_over = _set_of(home, leave, changes, now)
        leave.handed_over.state, leave.handed_over.applied_at = ChangeState.APPLIED, now
        leave.handed_over.save(update_fields=["state", "applied_at"])
        Leave.objects.filter(pk=leave.pk).update(handed_over=leave.handed_over)
    write_changes(leave.handed_over, changes, "leave", None, now)


def _set_of(officer: Officer, leave: Leave, changes: list[Change], now: datetime) -> ChangeSet:
    source = (leave.last_day + timedelta(days=1)).isoformat()
    return ChangeSet.objects.create(kind=KIND, title=officer.key, source=source, changes=changes, created_at=now)


def _away_from(officer: Officer, leads: Sequence[Lead], people: People, now: datetime) -> list[Change]:
    """A change for each lead somebody can take: who stands in at its home, else for the officer, else by the rules."""
    today, homes = _day(now), _homes(leads)
    by_key = {one.key: one for one in people.values()}
    named: dict[int, str] = {}
    for lead in leads:
        home = by_key.get(homes.get(lead.pk, ""), officer)
        to = _there(home, people, today) or _there(officer, people, today)
        if to and to.pk != officer.pk and may_have(lead, to):
            named[lead.pk] = to.key
    rest = [lead for lead in leads if lead.pk not in named]
    routed = zip(rest, chosen_by_rules(officer, rest, now), strict=True) if rest else ()
    named |= {lead.pk: to for lead, to in routed if to}
    return [change_of(lead, officer.key, named[lead.pk]) for lead in leads if lead.pk in named]


def _homes(leads: Sequence[Lead]) -> dict[int, str]:
    """By lead, the key of whoever it was last given to otherwise than by a leave."""
    given = LeadEvent.objects.filter(lead__in=[lead.pk for lead in leads], kind=EventKind.ASSIGNED).order_by("seq")
    homes: dict[int, str] = {}
    for lead, data in given.values_list("lead_id", "data"):
        if (data.get("reason") or {}).get("how") not in BY_LEAVE:
            homes[lead] = data.get("officer") or ""
    return homes


def _there(officer: Officer | None, people: People, day: date, without: int | None = None) -> Officer | None:
    """The officer, or on a leave of that day the deputy, or the deputy's; None where nobody of them is there."""
    asked: set[int] = set()
    while officer and officer.pk not in asked:
        asked.add(officer.pk)
        leave = next((one for one in officer.leaves.all() if covers(one, day) and one.pk != without), None)
        if leave is None:
            return officer if _works(officer, day) else None
        officer = people.get(leave.deputy_id or officer.deputy_id or 0)
    return None


def charge_of(lead: Lead) -> Callable[[date], Officer | None]:
    """Who has the lead on a day to come, as leaves are known today; None where nobody of them works that day."""
    people, homes = _people(), _homes([lead])
    by_key = {one.key: one for one in people.values()}
    home = by_key.get(homes.get(lead.pk, "")) or people.get(lead.owner_id or 0)

    def on(day: date) -> Officer | None:
        found = _there(home, people, day) if lead.owner_id else None
        return found if found and day.isoweekday() in found.weekdays else None

    return on


def _works(officer: Officer, day: date) -> bool:
    gone = officer.active_from > day or (officer.active_to is not None and officer.active_to <= day)
    return not gone and officer.takes_leads and inside(officer.user)


def _people() -> People:
    return {one.pk: one for one in with_days(Officer.objects.all())}


def _day(now: datetime) -> date:
    return now.astimezone(PARK_TIME).date()
