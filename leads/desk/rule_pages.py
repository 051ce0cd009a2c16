"""Page values of the routing rules: the rules in force, the draft, the record of changes, the draft tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from leads.desk.rule_words import when_in_words
from leads.models import Officer, RuleSet
from leads.routing.rules import Choice
from leads.services.desk_lock import name_of
from leads.services.names import NameBook
from leads.services.officers import today_of
from leads.services.presence import INSIDE
from leads.services.rule_replay import Elsewhere, Replayed
from leads.services.rules import RuleRow, keeps_rules, open_draft, row_of, rows_in, standing, warnings

CHANGES_SHOWN = 20


@dataclass(frozen=True)
class RuleLine:
    """One rule in words; `when` are its cases, of which one must hold."""

    number: int
    key: str
    when: tuple[str, ...]
    to: str
    pool: str
    also: tuple[str, ...]
    inform: tuple[str, ...]
    source: str
    valid_from: date | None
    valid_to: date | None
    state: str  # now, later or "" in a draft
    mark: str  # new, changed or "" in a draft
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class ChangeLine:
    """What a published change did to one rule."""

    what: str
    before: RuleLine | None
    after: RuleLine | None


@dataclass(frozen=True)
class ChangeShown:
    at: datetime
    who: str
    note: str
    valid_from: date
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class RulesPage:
    rules: tuple[RuleLine, ...]
    warnings: tuple[str, ...]
    draft_by: str
    draft_open: bool
    changes: tuple[ChangeShown, ...]
    may_keep: bool


@dataclass(frozen=True)
class DraftPage:
    rules: tuple[RuleLine, ...]
    removed: tuple[RuleLine, ...]
    warnings: tuple[str, ...]
    by: str
    seen: int
    changed: bool


def rules_page(user: User, now: datetime) -> RulesPage:
    names, today = NameBook(), today_of(now)
    rows = [row_of(rule) for rule in standing(today)]
    draft = open_draft()
    past = RuleSet.objects.filter(state="published").select_related("published_by")[:CHANGES_SHOWN]
    return RulesPage(
        rules=tuple(lines(rows, names, today)),
        warnings=tuple(_general(rows)),
        draft_by=name_of(draft.created_by) if draft else "",
        draft_open=draft is not None,
        changes=tuple(_shown(one, names) for one in past),
        may_keep=keeps_rules(user),
    )


def draft_page(draft: RuleSet, now: datetime) -> DraftPage:
    """The rules as they would stand, each with what is new in it."""
    names, today = NameBook(), today_of(now)
    before = {rule.key: row_of(rule) for rule in standing(today)}
    rows = rows_in(draft.rows)
    marks = {row.key: _mark(row, before) for row in rows}
    gone = [row for key, row in before.items() if key not in marks]
    return DraftPage(
        rules=tuple(lines(rows, names, None, marks)),
        removed=tuple(lines(gone, names, None)),
        warnings=tuple(_general(rows)),
        by=name_of(draft.created_by),
        seen=draft.version,
        changed=bool(gone) or any(marks.values()),
    )


def _mark(row: RuleRow, before: Mapping[str, RuleRow]) -> str:
    if row.key not in before:
        return _("new")
    return "" if before[row.key] == row else _("changed")


def lines(
    rows: Iterable[RuleRow], names: NameBook, today: date | None, marks: Mapping[str, str] | None = None
) -> Iterator[RuleLine]:
    rows = list(rows)
    told: dict[str, list[str]] = {}
    for one in warnings(rows, staffed()):
        if one.key:
            told.setdefault(one.key, []).append(_warned(one.code))
    for number, row in enumerate(rows, start=1):
        later = today is not None and row.valid_from is not None and row.valid_from > today
        yield RuleLine(
            number=number,
            key=row.key,
            when=when_in_words(row, names),
            to=names.department(row.to) or row.to,
            pool=names.pools[row.pool].name if row.pool in names.pools else row.pool,
            also=tuple(names.department(key) or key for key in row.also),
            inform=tuple(names.department(key) or key for key in row.inform),
            source=row.source,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            state="later" if later else "now" if today else "",
            mark=(marks or {}).get(row.key, ""),
            warnings=tuple(told.get(row.key, ())),
        )


def staffed() -> frozenset[str]:
    """Departments that have an officer who takes leads."""
    rows = Officer.objects.filter(INSIDE, takes_leads=True)
    return frozenset(rows.values_list("department_id", flat=True))


def _general(rows: list[RuleRow]) -> Iterator[str]:
    return (_warned(one.code) for one in warnings(rows, staffed()) if not one.key)


def _warned(code: str) -> str:
    return {
        "never_asked": _("Never asked: a rule before it takes every enquiry."),
        "nobody_there": _("No officer there takes leads: they go to the next in line, else to the duty head."),
        "no_last": _("No rule takes every enquiry: what fits none goes to the duty head."),
    }[code]


def _shown(change: RuleSet, names: NameBook) -> ChangeShown:
    return ChangeShown(
        at=change.published_at,
        who=name_of(change.published_by),
        note=change.note,
        valid_from=change.valid_from,
        lines=tuple(_changed(one, names) for one in change.changes),
    )


def _changed(change: Mapping[str, Any], names: NameBook) -> ChangeLine:
    before, after = (next(lines(rows_in([change[side]]), names, None)) if change[side] else None for side in SIDES)
    what = _("changed") if before and after else _("new") if after else _("ended")
    return ChangeLine(what, before, after)


SIDES = ("before", "after")


# --- The draft tried ---


@dataclass(frozen=True)
class MovedLine:
    pk: int
    reference: str
    title: str
    received_at: datetime
    before: str
    after: str
    actual: str


@dataclass(frozen=True)
class LoadLine:
    officer: str
    department: str
    before: int
    after: int
    open_now: int
    capacity: int


@dataclass(frozen=True)
class ReplayPage:
    tried: int
    moved: tuple[MovedLine, ...]
    departments: tuple[tuple[str, int, int], ...]
    loads: tuple[LoadLine, ...]
    duty_head: tuple[int, int]


def replay_page(result: Replayed) -> ReplayPage:
    names = NameBook()
    loads = (
        LoadLine(
            names.officers[one.officer].name,
            names.department(one.department),
            one.before,
            one.after,
            one.open_now,
            one.capacity,
        )
        for one in result.loads
    )
    return ReplayPage(
        tried=result.tried,
        moved=tuple(_moved(one, names) for one in reversed(result.moved)),
        departments=tuple((names.department(key), *pair) for key, pair in result.departments.items()),
        loads=tuple(sorted(loads, key=lambda line: (line.department, line.officer))),
        duty_head=result.duty_head,
    )


def _moved(one: Elsewhere, names: NameBook) -> MovedLine:
    lead = one.lead
    return MovedLine(
        pk=lead.pk,
        reference=lead.reference,
        title=lead.title,
        received_at=lead.received_at,
        before=_target(one.before, names),
        after=_target(one.after, names),
        actual=names.department(one.actual),
    )


def _target(choice: Choice, names: NameBook) -> str:
    """Where, and to whom: the pool's name where a pool took it."""
    officer = names.officers[choice.officer].name if choice.officer in names.officers else ""
    pool = str(choice.reason.get("pool", ""))
    where = names.pools[pool].name if pool in names.pools else names.department(choice.department)
    if choice.reason.get("duty_head"):
        where = _("duty head")
    return f"{where} · {officer}" if officer else where
