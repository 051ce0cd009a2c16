"""A draft of the routing rules tried on the leads that came last, before it is switched on.

Both sets send the same leads, one after another, to the officers of today as if everybody were at work and had
nothing yet: what differs is what the rules differ in. The decision of that day is shown beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from leads.calendar.hours import WorkingCalendar
from leads.choices import EventKind
from leads.models import Lead, LeadEvent, PoolMember
from leads.models.desk import dated
from leads.routing.replay import PastLead, sent_by
from leads.routing.rules import Candidate, Choice, Rule
from leads.services.asked import facts_of_enquiry, rate_on
from leads.services.calendar import working_calendar
from leads.services.routing import calendar_day, candidate, officers_at_work, rules_on
from leads.services.rules import RuleRow

MOST = 2000


@dataclass(frozen=True)
class Elsewhere:
    """A lead that the draft sends to another department or pool; `actual` is where it went that day."""

    lead: Lead
    before: Choice
    after: Choice
    actual: str


@dataclass(frozen=True)
class Load:
    """Leads an officer gets of those tried, and what the officer has in hand today."""

    officer: str
    department: str
    before: int
    after: int
    open_now: int
    capacity: int


@dataclass(frozen=True)
class Replayed:
    """`departments`: key -> (before, after); `duty_head`: leads that only the duty head takes."""

    tried: int
    moved: tuple[Elsewhere, ...]
    departments: Mapping[str, tuple[int, int]]
    loads: tuple[Load, ...]
    duty_head: tuple[int, int]


def replay_rules(*, rows: Sequence[RuleRow], last: int, now: datetime) -> Replayed:
    """The last leads under the rules in force and under these rows. Nothing is written."""
    calendar = working_calendar()
    today = calendar_day(now, calendar)
    leads, past = _past(min(last, MOST))
    rota = _rota(now, calendar)
    idle = [replace(one, open_leads=0, last_assigned_at=None) for one in rota]
    before = list(sent_by(rules_on(today), idle, past))
    after = list(sent_by(rules_of(rows, today), idle, past))
    actual = _actual(leads)
    moved = (
        Elsewhere(lead, old, new, actual.get(lead.pk, ""))
        for lead, old, new in zip(leads, before, after, strict=True)
        if _target(old) != _target(new)
    )
    counts = Counter(one.department for one in before), Counter(one.department for one in after)
    mine = Counter(one.officer for one in before), Counter(one.officer for one in after)
    return Replayed(
        tried=len(leads),
        moved=tuple(moved),
        departments={key: (counts[0][key], counts[1][key]) for key in sorted(counts[0] | counts[1])},
        loads=tuple(
            Load(one.key, one.department, mine[0][one.key], mine[1][one.key], one.open_leads, one.capacity)
            for one in rota
            if one.open_leads or mine[0][one.key] or mine[1][one.key]
        ),
        duty_head=(_to_head(before), _to_head(after)),
    )


def rules_of(rows: Sequence[RuleRow], on: date) -> list[Rule]:
    """The rows of a draft as rules, those that will hold once it is on."""
    members: dict[str, list[str]] = {}
    for pool, officer in PoolMember.objects.filter(dated(on)).values_list("pool_id", "officer__key"):
        members.setdefault(pool, []).append(officer)
    return [
        Rule(row.key, row.when, row.to, row.also, row.pool, tuple(members.get(row.pool, ())), row.inform)
        for row in rows
        if row.valid_to is None or row.valid_to > on
    ]


def _past(last: int) -> tuple[list[Lead], list[PastLead]]:
    """The leads that rules had to send, the oldest first; one an officer kept at the door is none of them."""
    kept = LeadEvent.objects.filter(kind=EventKind.ASSIGNED, data__reason__by_hand="", seq=2).values("lead")
    wanted = Lead.objects.exclude(pk__in=kept).select_related("match_run", "organisation", "sector")
    rate = cache(rate_on)
    leads = sorted(wanted.order_by("-received_at", "-pk")[:last], key=lambda lead: (lead.received_at, lead.pk))
    countries = dict(
        LeadEvent.objects.filter(kind=EventKind.RECEIVED, lead__in=leads).values_list("lead", "data__country")
    )
    return leads, [
        PastLead(
            lead.reference,
            facts_of_enquiry(
                run=lead.match_run,
                question=lead.question,
                sector=lead.sector_id or "",
                language=lead.language,
                country=countries.get(lead.pk) or "",
                now=lead.received_at,
                rate=rate,
            ),
            lead.language,
            lead.received_at,
        )
        for lead in leads
    ]


def _rota(now: datetime, calendar: WorkingCalendar) -> list[Candidate]:
    return [candidate(one, now) for one in officers_at_work(now, calendar)]


def _actual(leads: Sequence[Lead]) -> dict[int, str]:
    """The department each lead was given to on arrival."""
    given = LeadEvent.objects.filter(kind=EventKind.ASSIGNED, lead__in=leads).order_by("-seq")
    return dict(given.values_list("lead", "data__department"))


def _target(choice: Choice) -> tuple[str, str, bool]:
    return choice.department, str(choice.reason.get("pool", "")), bool(choice.reason.get("duty_head"))


def _to_head(choices: Sequence[Choice]) -> int:
    return sum(bool(one.reason.get("duty_head")) for one in choices)
