"""The routing rules as the duty head keeps them: changed in a draft, tried on past leads, published with a date.

Rules in force are rows of RoutingRule with [valid_from, valid_to); none is erased: a changed or removed rule ends
on the day its successor begins, so what routed a lead of the past can always be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from leads.choices import Role, RuleSetState
from leads.countries import countries
from leads.models import Department, Pool, RoutingRule, RuleSet
from leads.models.desk import dated
from leads.routing.cases import LISTS, cases_of
from leads.routing.rules import UnreadableRule, holds
from leads.services.access import seat_of, sees_leads
from leads.services.officers import DayPast, today_of
from leads.services.organisation import ChangedMeanwhile, DatesCrossed, check_dates
from leads.services.questions import questions
from leads.services.routing_words import LANGUAGES
from leads.services.words import ChoiceUnknown, FieldMissing, bounded
from sitepages.models import FunctionalZone, Sector
from sitepages.refusal import Refused

NOTE_LIMIT = 300
STEP = 10
NUMBERED = re.compile(r"^r_(\d+)$")
CERTAINTY = ("confirmed", "partly", "unconfirmed", "ours")


class NotRuleKeeper(Refused):
    """The routing rules belong to the duty head (design.md)."""

    code = "not_rule_keeper"
    status = 403


class NoDraft(Refused):
    """Somebody published or dropped the draft meanwhile."""

    code = "no_draft"


class RuleUnknown(Refused):
    """No such rule in the draft. Facts: `rule`."""

    code = "rule_unknown"
    status = 404


class RulesUnchanged(Refused):
    """The draft is what stands already."""

    code = "rules_unchanged"
    status = 422


@dataclass(frozen=True)
class RuleRow:
    """One rule of a draft. `order` None: a new place; `valid_from` None: from the day of publishing."""

    key: str
    when: Mapping[str, Any]
    to: str
    pool: str = ""
    also: tuple[str, ...] = ()
    inform: tuple[str, ...] = ()
    source: str = ""
    certainty: str = "ours"
    valid_from: date | None = None
    valid_to: date | None = None
    order: int | None = None


def keeps_rules(user: User | AnonymousUser) -> bool:
    return seat_of(user).is_duty_head


def reads_rules(user: User | AnonymousUser) -> bool:
    """Whoever works at the desk may know why leads go where they go; so may the administrator."""
    return sees_leads(user) or Role.ADMIN in seat_of(user).roles


def check_keeps_rules(user: User | AnonymousUser) -> None:
    """Raises NotRuleKeeper."""
    if not keeps_rules(user):
        raise NotRuleKeeper


# --- Rows ---


def standing(today: date) -> list[RoutingRule]:
    """The rules as they will stand: in force or to come, of each key the last, in their order."""
    open_ = Q(valid_to=None) | (Q(valid_to__gt=today) & Q(valid_to__gt=F("valid_from")))
    live = RoutingRule.objects.filter(open_)
    last = {row.key: row for row in live.order_by("valid_from")}
    return sorted(last.values(), key=lambda row: (row.order, row.key))


def row_of(rule: RoutingRule) -> RuleRow:
    return RuleRow(
        key=rule.key,
        when=rule.when,
        to=rule.to_id,
        pool=rule.pool_id or "",
        also=tuple(rule.also),
        inform=tuple(rule.inform),
        source=rule.source,
        certainty=rule.certainty,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        order=rule.order,
    )


def rows_in(stored: Iterable[Mapping[str, Any]]) -> list[RuleRow]:
    """The rows of a stored set."""
    return [
        RuleRow(
            key=row["key"],
            when=row["when"],
            to=row["to"],
            pool=row["pool"],
            also=tuple(row["also"]),
            inform=tuple(row["inform"]),
            source=row["source"],
            certainty=row["certainty"],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            order=row["order"],
        )
        for row in stored
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def stored(row: RuleRow) -> dict[str, Any]:
    out = asdict(row)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in out.items()}


# --- The draft ---


def open_draft() -> RuleSet | None:
    return RuleSet.objects.filter(state=RuleSetState.DRAFT).select_related("created_by").first()


@transaction.atomic
def begin_draft(*, by: User, now: datetime) -> RuleSet:
    """The draft that is open, else a new one drawn from the rules as they will stand."""
    check_keeps_rules(by)
    draft = open_draft()
    if draft is None:
        rows = [stored(row_of(rule)) for rule in standing(today_of(now))]
        draft = RuleSet.objects.create(rows=rows, created_at=now, created_by=by)
    return draft


@transaction.atomic
def save_rule(*, row: RuleRow, seen: int, by: User, now: datetime) -> RuleSet:
    """Put a rule into the draft: an empty key is a new rule before the last, a known one takes its place.

    Raises NotRuleKeeper, NoDraft, ChangedMeanwhile and what is wrong with the rule.
    """
    draft, rows = _draft(seen, by)
    clean = checked(row, today_of(now))
    if not clean.key:
        new = replace(clean, key=_free_key(rows), order=None)
        rows.insert(max(len(rows) - 1, 0) if rows and rows[-1].when == {"always": True} else len(rows), new)
    else:
        place = _place(rows, clean.key)
        rows[place] = replace(clean, order=rows[place].order)
    return _save(draft, rows)


@transaction.atomic
def remove_rule(*, key: str, seen: int, by: User, now: datetime) -> RuleSet:
    """Take a rule out of the draft; in force it stays until the draft is published."""
    draft, rows = _draft(seen, by)
    del rows[_place(rows, key)]
    return _save(draft, rows)


@transaction.atomic
def move_rule(*, key: str, up: bool, seen: int, by: User, now: datetime) -> RuleSet:
    """Ask a rule one place earlier or later; at the end of the list nothing happens."""
    draft, rows = _draft(seen, by)
    place = _place(rows, key)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], replace(rows[place], order=None)
    return _save(draft, rows)


@transaction.atomic
def drop_draft(*, seen: int, by: User, now: datetime) -> None:
    """Forget the draft; the rules in force stay as they are."""
    draft, _rows = _draft(seen, by)
    draft.delete()


@transaction.atomic
def publish_rules(*, valid_from: date, note: str, seen: int, by: User, now: datetime) -> RuleSet:
    """Switch the draft on from a day: changed and removed rules end there, new ones begin there, the rest stay.

    Raises NotRuleKeeper, NoDraft, ChangedMeanwhile, FieldMissing (why), DayPast or RulesUnchanged.
    """
    draft, rows = _draft(seen, by)
    today = today_of(now)
    if valid_from < today:
        raise DayPast(field="valid_from")
    why = bounded("note", note, NOTE_LIMIT)
    wanted = _numbered(rows)
    before = {rule.key: rule for rule in RoutingRule.objects.select_for_update().filter(pk__in=_pks(today))}
    kept = {row.key for row in wanted if row.key in before and row_of(before[row.key]) == row}
    changes = [_change(key, row_of(rule), None) for key, rule in before.items() if key not in {r.key for r in wanted}]
    changes += [
        _change(row.key, row_of(before[row.key]) if row.key in before else None, row)
        for row in wanted
        if row.key not in kept
    ]
    if not changes:
        raise RulesUnchanged
    for key, rule in before.items():
        if key not in kept:
            end = max(rule.valid_from, valid_from)
            RoutingRule.objects.filter(pk=rule.pk).update(valid_to=min(end, rule.valid_to or end))
    for row in wanted:
        if row.key not in kept:
            _begin(row, valid_from, row.valid_from if row.key not in before else None)
    draft.state, draft.published_at, draft.published_by = RuleSetState.PUBLISHED, now, by
    draft.rows, draft.changes, draft.note, draft.valid_from = [stored(r) for r in wanted], changes, why, valid_from
    draft.save()
    return draft


def _begin(row: RuleRow, on: date, wished: date | None) -> None:
    begins = max(on, wished or row.valid_from or on)
    check_dates(begins, row.valid_to, "valid_to")
    if row.valid_to == begins:
        raise DatesCrossed(field="valid_to")
    RoutingRule.objects.create(
        key=row.key,
        order=row.order or 0,
        when=row.when,
        to_id=row.to,
        pool_id=row.pool or None,
        also=list(row.also),
        inform=list(row.inform),
        source=row.source,
        certainty=row.certainty,
        valid_from=begins,
        valid_to=row.valid_to,
    )


def _change(key: str, before: RuleRow | None, after: RuleRow | None) -> dict[str, Any]:
    """One line of the record, as in a ChangeSet: the rule before and after."""
    return {
        "model": "rule",
        "key": key,
        "field": "rule",
        "before": stored(before) if before else None,
        "after": stored(after) if after else None,
    }


def _pks(today: date) -> list[int]:
    return [rule.pk for rule in standing(today)]


def _numbered(rows: Sequence[RuleRow]) -> list[RuleRow]:
    """Places as numbers: who stayed keeps the number, whoever is new gets one between, else all are counted anew."""
    out: list[RuleRow] = []
    for place, row in enumerate(rows):
        floor = (out[-1].order or 0) if out else -1
        if row.order is not None and row.order > floor:
            out.append(row)
            continue
        later = (one.order for one in rows[place + 1 :] if one.order is not None and one.order > floor)
        ceiling = next(later, floor + 2 * STEP)
        middle = (floor + ceiling) // 2
        if middle <= floor:
            return [replace(one, order=STEP * (number + 1)) for number, one in enumerate(rows)]
        out.append(replace(row, order=middle))
    return out


def _draft(seen: int, by: User) -> tuple[RuleSet, list[RuleRow]]:
    check_keeps_rules(by)
    draft = RuleSet.objects.select_for_update().filter(state=RuleSetState.DRAFT).first()
    if draft is None:
        raise NoDraft
    if draft.version != seen:
        raise ChangedMeanwhile(record=_("the draft of the rules"))
    return draft, rows_in(draft.rows)


def _save(draft: RuleSet, rows: Sequence[RuleRow]) -> RuleSet:
    draft.rows, draft.version = [stored(row) for row in rows], draft.version + 1
    draft.save(update_fields=["rows", "version"])
    return draft


def _place(rows: Sequence[RuleRow], key: str) -> int:
    for number, row in enumerate(rows):
        if row.key == key:
            return number
    raise RuleUnknown(rule=key)


def _free_key(rows: Sequence[RuleRow]) -> str:
    """r_1, r_2, ...: never one that has been used."""
    used = {row.key for row in rows} | set(RoutingRule.objects.values_list("key", flat=True))
    taken = [int(found[1]) for key in used if (found := NUMBERED.match(key))]
    return f"r_{max(taken, default=0) + 1}"


# --- Checks ---


def checked(row: RuleRow, today: date) -> RuleRow:
    """The rule with tidied texts; raises FieldMissing, ChoiceUnknown or DatesCrossed."""
    try:
        holds(row.when, {})
    except UnreadableRule as error:
        raise ChoiceUnknown(field="when", value=str(error)[:40]) from error
    if not row.to:
        raise FieldMissing(field="to")
    departments = set(Department.objects.filter(dated(today)).values_list("pk", flat=True))
    for field, given in (("to", (row.to,)), ("also", row.also), ("inform", row.inform)):
        for key in given:
            if key not in departments:
                raise ChoiceUnknown(field=field, value=key[:40])
    if row.pool and not Pool.objects.filter(dated(today), pk=row.pool).exists():
        raise ChoiceUnknown(field="pool", value=row.pool[:40])
    if row.certainty not in CERTAINTY:
        raise ChoiceUnknown(field="certainty", value=row.certainty[:40])
    _check_values(row.when)
    check_dates(row.valid_from or today, row.valid_to, "valid_to")
    also = tuple(key for key in dict.fromkeys(row.also) if key != row.to)
    return replace(row, also=also, source=bounded("source", row.source, NOTE_LIMIT))


def _check_values(when: Mapping[str, Any]) -> None:
    """Every value a condition names is one that a lead can have."""
    known: dict[str, Any] = {
        "sector": set(Sector.objects.values_list("key", flat=True)),
        "question": set(questions()),
        "origin": set(countries("en")),
        "language": set(LANGUAGES),
        "zone": set(FunctionalZone.objects.values_list("code", flat=True)),
    }
    for case in cases_of(when) or ():
        for fact in LISTS:
            for value in case.chosen.get(fact, ()):
                if value not in known[fact]:
                    raise ChoiceUnknown(field=fact, value=value[:40])


# --- What a keeper should see before publishing ---


@dataclass(frozen=True)
class Warned:
    """Something in a set of rules that may not be meant. `code`: never_asked, nobody_there, no_last."""

    code: str
    key: str = ""


def warnings(rows: Sequence[RuleRow], staffed: frozenset[str]) -> list[Warned]:
    """`staffed`: departments with an officer who takes leads. Nothing here is forbidden."""
    found, always = [], False
    for row in rows:
        if always:
            found.append(Warned("never_asked", row.key))
        if row.to not in staffed and not row.pool:
            found.append(Warned("nobody_there", row.key))
        always = always or holds(row.when, {})
    return found if always else [*found, Warned("no_last")]
