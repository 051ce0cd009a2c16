"""Which department, and which officer: rules as data, and the reason as a record.

Pure. Facts are flat (leads.services.asked): sector, question, capital_usd, capital_vnd_bn, area_m2,
power_kva, ... A fact nobody gave satisfies no condition. The order of choice is that of
leads/seed/departments.yaml (ours; domain.md 4.3 is a proposal).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

COMPARISON = re.compile(r"^(>=|<=|>|<|=)\s*(-?\d+(?:\.\d+)?)$")
OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


class UnreadableRule(ValueError):
    """A condition that is none of the known forms; the message names it."""


def holds(when: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Whether a rule's condition holds: all keys together; `any` and `all` take lists of conditions.

    A list asks for one of its values (of a fact that is a list itself, such as the zones wished for, one is
    enough), ">= 6000" compares a number, true asks for the fact itself, `always: true` holds always.
    """
    return all(_holds(key, wanted, facts) for key, wanted in when.items())


def _holds(key: str, wanted: Any, facts: Mapping[str, Any]) -> bool:
    if key == "always":
        return bool(wanted)
    if key == "any":
        return any(holds(part, facts) for part in wanted)
    if key == "all":
        return all(holds(part, facts) for part in wanted)
    value = facts.get(key)
    if isinstance(wanted, (list, tuple)):
        return any(one in wanted for one in value) if isinstance(value, (list, tuple)) else value in wanted
    if isinstance(wanted, bool):
        return value is wanted
    return _compares(key, wanted, value)


def _compares(key: str, wanted: Any, value: Any) -> bool:
    found = COMPARISON.match(wanted) if isinstance(wanted, str) else None
    if not found:
        raise UnreadableRule(f"{key}: {wanted!r}")
    if value is None or isinstance(value, (str, bool)):
        return False
    return OPERATORS[found[1]](float(value), float(found[2]))


def grounds(when: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """The facts a condition held on: [{"fact", "wanted", "value"}], `wanted` empty where a list named the value.

    Of `any` the first part that holds counts; `always` rests on nothing. Only for a condition that holds.
    """
    return tuple(ground for key, wanted in when.items() for ground in _grounds(key, wanted, facts))


def _grounds(key: str, wanted: Any, facts: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    if key == "always":
        return ()
    if key == "any":
        return next((grounds(part, facts) for part in wanted if holds(part, facts)), ())
    if key == "all":
        return tuple(ground for part in wanted for ground in grounds(part, facts))
    value = facts.get(key)
    if isinstance(value, (list, tuple)):
        value = next((one for one in value if one in wanted), None)
    return ({"fact": key, "wanted": wanted if isinstance(wanted, str) else "", "value": value},)


@dataclass(frozen=True, slots=True)
class Rule:
    """One routing rule; `also` are departments next in line when `to` has nobody present.

    Where a rule names a `pool`, its `members` (officer keys of any department) are asked before `to`.
    The heads of the departments in `inform` are told of each lead that comes by this rule.
    """

    key: str
    when: Mapping[str, Any]
    to: str
    also: tuple[str, ...] = ()
    pool: str = ""
    members: tuple[str, ...] = ()
    inform: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer as routing sees them. `present_from`: the start of their next working time."""

    key: str
    department: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...]
    open_leads: int
    capacity: int
    last_assigned_at: datetime | None
    present_from: datetime | None  # None: absent in the time looked at
    duty_head: bool = False
    deputy: str = ""  # key of whoever stands in while absent

    @property
    def load(self) -> float:
        return self.open_leads / self.capacity if self.capacity else float("inf")


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome: `officer` is None when not even the duty head is there. `reason` is JSON-safe, without words."""

    department: str
    officer: str | None
    reason: Mapping[str, Any]


def matching_rule(rules: Sequence[Rule], facts: Mapping[str, Any]) -> Rule | None:
    """The first rule whose condition holds."""
    return next((rule for rule in rules if holds(rule.when, facts)), None)


def choose(rules: Sequence[Rule], officers: Sequence[Candidate], facts: Mapping[str, Any], language: str) -> Choice:
    """The department by the first rule, then its best officer; nobody present: next in line, then the duty head."""
    rule = matching_rule(rules, facts)
    choice = _chosen(rule, officers, facts, language)
    if rule and rule.inform:
        return replace(choice, reason={**choice.reason, "informed": list(rule.inform)})
    return choice


def _chosen(rule: Rule | None, officers: Sequence[Candidate], facts: Mapping[str, Any], language: str) -> Choice:
    if rule and rule.pool:
        pooled = [one for one in officers if one.key in rule.members]
        officer = choose_officer(pooled, str(facts.get("sector") or ""), language)
        if officer:
            reason = reason_for(rule, officer.department, officer, facts, language, pooled)
            return Choice(officer.department, officer.key, reason | {"pool": rule.pool, "stands_in": False})
    for department in (rule.to, *rule.also) if rule else ():
        there = [one for one in officers if one.department == department and not one.duty_head]
        officer = choose_officer(there, str(facts.get("sector") or ""), language)
        if officer and rule:
            return Choice(department, officer.key, reason_for(rule, department, officer, facts, language, there))
    heads = sorted((one for one in officers if one.duty_head), key=lambda one: (one.present_from is None, one.key))
    head = heads[0] if heads else None
    record = {
        "rule": rule.key if rule else "",
        "wanted": rule.to if rule else "",
        "because": list(grounds(rule.when, facts)) if rule else [],
        "duty_head": True,
    }
    if head is None:
        return Choice(rule.to if rule else "", None, record)
    for away in heads if head.present_from is None else ():
        stand_in = next((one for one in officers if one.key == away.deputy and one.present_from is not None), None)
        if stand_in:
            place = {"department": stand_in.department, "deputy_of": away.key}
            return Choice(stand_in.department, stand_in.key, record | place)
    return Choice(head.department, head.key, record | {"department": head.department})


def choose_officer(officers: Sequence[Candidate], sector: str, language: str) -> Candidate | None:
    """Present first (or soonest), then language (else English), sector, least load, longest wait, key.

    Nobody absent is ever chosen, nor anybody whose capacity is used up while a colleague has room;
    when nobody has, the least load goes before the sector.
    """
    present = [one for one in officers if one.present_from is not None]
    if not present:
        return None
    soonest = min(one.present_from for one in present if one.present_from)
    ready = [one for one in present if one.present_from == soonest]

    def rank(one: Candidate) -> tuple[Any, ...]:
        waited = one.last_assigned_at.timestamp() if one.last_assigned_at else 0.0
        full = one.load >= 1
        over = one.load if full else 0.0  # above capacity the load is shared, whoever knows the sector
        fits = (_language_rank(one, language), over, sector not in one.sectors)
        return (full, *fits, one.load, waited, one.key)

    return min(ready, key=rank)


def _language_rank(one: Candidate, language: str) -> int:
    if language in one.languages:
        return 0
    return 1 if "en" in one.languages else 2


def reason_for(
    rule: Rule,
    department: str,
    officer: Candidate,
    facts: Mapping[str, Any],
    language: str,
    asked: Sequence[Candidate],
) -> dict[str, Any]:
    """Why this officer of those `asked`, as codes and figures; leads.services.routing_words says it."""
    speaks = language if language in officer.languages else "en" if "en" in officer.languages else ""
    sector = str(facts.get("sector") or "")
    return {
        "rule": rule.key,
        "wanted": rule.to,
        "department": department,
        "because": list(grounds(rule.when, facts)),
        "stands_in": department != rule.to,
        "sector": sector if sector in officer.sectors else "",
        "language": speaks,
        "language_wished": language,
        "speakers": speakers(asked, officer, language),
        "open_leads": officer.open_leads,
        "capacity": officer.capacity,
    }


def speakers(asked: Sequence[Candidate], officer: Candidate, language: str) -> str:
    """Why the officer need not speak the language: "none" asked does, those who do are "full" or "away", or "both".

    Empty when the officer speaks it.
    """
    if language in officer.languages:
        return ""
    able = [one for one in asked if language in one.languages]
    away = [one for one in able if one.present_from is None or one.present_from != officer.present_from]
    if not able:
        return "none"
    return "away" if len(away) == len(able) else "both" if away else "full"
