"""A condition as the blocks an editor works with, and back: the same tree after any number of turns. Pure.

A stream is a list of {"type": ..., "value": ...}, as Wagtail stores it; what it adds (ids) is ignored on the way back.
Values of facts (yes, a number, a word) are written as JSON after their fact, so that each keeps its type.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sitepages.incentives.tree import BadCondition, parse

Block = dict[str, Any]
GROUPS = ("all", "any")


def to_stream(condition: Mapping[str, Any]) -> list[Block]:
    """The condition (shape of law.schema.json) as a stream of one block; raises BadCondition for what is none."""
    parse(condition)
    return [_block(condition)]


def _block(condition: Mapping[str, Any]) -> Block:
    name, body = next(iter(condition.items()))
    if name in GROUPS:
        return {"type": name, "value": [_block(part) for part in body]}
    if name == "not":
        return {"type": name, "value": [_block(body)]}
    return {"type": name, "value": TO_VALUE.get(name, dict)(body)}


def from_stream(stream: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The condition a stream of one block says; raises BadCondition where it says none."""
    if len(stream) != 1:
        raise BadCondition("conditions: exactly one block is needed at the top; put several into a group")
    condition = _condition(stream[0], 0)
    parse(condition)
    return condition


def _condition(block: Mapping[str, Any], depth: int) -> dict[str, Any]:
    name, value = block["type"], block["value"]
    if name in GROUPS or name == "not":
        if depth > 2 * MOST_GROUPS:
            raise BadCondition("conditions: too deep")
        parts = [_condition(part, depth + 1) for part in value]
        if name in GROUPS:
            return {name: parts}
        if len(parts) != 1:
            raise BadCondition("conditions.not: exactly one block is needed")
        return {name: parts[0]}
    read = FROM_VALUE.get(name)
    if read is None:
        raise BadCondition(f"conditions.{name}: unknown operator")
    return {name: read(value)}


MOST_GROUPS = 3


# --- leaves ---


def pair(fact: str, value: Any) -> str:
    """A value of a fact as one choice: project_kind="new"."""
    return f"{fact}={json.dumps(value, ensure_ascii=False)}"


def unpair(text: str) -> tuple[str, Any]:
    fact, _, value = text.partition("=")
    return fact, json.loads(value)


def _one_of(body: Mapping[str, Any]) -> dict[str, Any]:
    fact = body["fact"]
    return {
        "fact": fact,
        "values": [pair(fact, value) for value in body["values"]],
        "unsure": [pair(fact, value) for value in body.get("unsure", ())],
    }


def _from_one_of(value: Mapping[str, Any]) -> dict[str, Any]:
    fact = value["fact"]
    found = {"fact": fact, "values": _values(fact, value["values"])}
    return found | ({"unsure": _values(fact, value["unsure"])} if value.get("unsure") else {})


def _values(fact: str, pairs: Iterable[str]) -> list[Any]:
    found = [unpair(text) for text in pairs]
    for other, value in found:
        if other != fact:
            raise BadCondition(f"conditions.one_of: {value!r} is a value of {other}, not of {fact}")
    return [value for _, value in found]


def _compare(body: Mapping[str, Any]) -> dict[str, Any]:
    return {**body, "value": body["value"]}


def _from_compare(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"fact": value["fact"], "op": value["op"], "value": plain(value["value"]), "unit": value["unit"]}


def plain(value: Any) -> int | float:
    """A whole number as one: 6000.0 from a form is the 6000 of the law."""
    number = float(value)
    return int(number) if number.is_integer() else number


def _from_dates(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"fact": value["fact"], "from": _day(value.get("from")), "to": _day(value.get("to"))}


def _day(value: Any) -> str | None:
    return str(value) if value else None


TO_VALUE: Mapping[str, Callable[[Any], Any]] = {
    "one_of": _one_of,
    "compare": _compare,
    "zone_status": lambda body: list(body),
    "sector_category": lambda body: list(body),
    "approval_given": lambda body: body["fact"],
    "definition": lambda body: body["ref"],
}
FROM_VALUE: Mapping[str, Callable[[Any], Any]] = {
    "one_of": _from_one_of,
    "compare": _from_compare,
    "within_dates": _from_dates,
    "zone_status": list,
    "sector_category": list,
    "approval_given": lambda value: {"fact": value},
    "definition": lambda value: {"ref": value},
}
