"""Condition trees: a closed set of operators, parsed strictly from data. Pure.

The shapes are those of sitepages/seed/law/law.schema.json. What is not in the list is refused with
the path to it: law is data, never code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

MAX_DEPTH = 3  # groups of conditions; a definition starts its own tree
OPERATORS = (">=", ">", "<=", "<", "=")
UNITS = ("usd", "vnd", "vnd_bn", "eur_m", "pct", "people", "years")
ZONE_FACT = "zone_status"
ZONE_VALUES = ("established", "recognised")


class BadCondition(ValueError):
    """A condition that is none of the known forms; the message begins with the path to it."""


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact against a figure of the law, in the law's own unit; both ends inclusive as the operator says."""

    fact: str
    op: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """`unsure`: values on which the text is silent, which give unknown."""

    fact: str
    values: tuple[Any, ...]
    unsure: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class WithinDates:
    """[start, end) of a date fact; None is open."""

    fact: str
    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class SectorCategory:
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApprovalGiven:
    fact: str


@dataclass(frozen=True, slots=True)
class Definition:
    ref: str


Node = AllOf | AnyOf | Not | Compare | OneOf | WithinDates | SectorCategory | ApprovalGiven | Definition


def parse(data: Any, path: str = "conditions", depth: int = 0) -> Node:
    """The tree of a condition; raises BadCondition."""
    if not isinstance(data, Mapping) or len(data) != 1:
        raise BadCondition(f"{path}: a condition has exactly one operator")
    name, body = next(iter(data.items()))
    here = f"{path}.{name}"
    if name in {"all", "any"}:
        if depth >= MAX_DEPTH:
            raise BadCondition(f"{here}: groups go at most {MAX_DEPTH} deep; name the inner one as a definition")
        parts = _list(body, here)
        nodes = tuple(parse(part, f"{here}[{index}]", depth + 1) for index, part in enumerate(parts))
        return AllOf(nodes) if name == "all" else AnyOf(nodes)
    if name == "not":
        if isinstance(body, Mapping) and "not" in body:  # endless otherwise: groups are counted, these are not
            raise BadCondition(f"{here}: not of not; say it plainly")
        return Not(parse(body, here, depth))
    leaf = LEAVES.get(name)
    if leaf is None:
        raise BadCondition(f"{here}: unknown operator")
    return leaf(body, here)


def _list(body: Any, path: str) -> Sequence[Any]:
    if not isinstance(body, Sequence) or isinstance(body, str) or not body:
        raise BadCondition(f"{path}: a list with at least one entry is needed")
    return body


def _fields(body: Any, path: str, needed: Sequence[str], optional: Sequence[str] = ()) -> Mapping[str, Any]:
    if not isinstance(body, Mapping):
        raise BadCondition(f"{path}: fields are needed")
    if missing := [key for key in needed if key not in body]:
        raise BadCondition(f"{path}: {missing[0]} is missing")
    if unknown := [key for key in body if key not in {*needed, *optional}]:
        raise BadCondition(f"{path}: {unknown[0]} is unknown")
    return body


def _compare(body: Any, path: str) -> Compare:
    row = _fields(body, path, ("fact", "op", "value", "unit"))
    if row["op"] not in OPERATORS:
        raise BadCondition(f"{path}.op: {row['op']!r} is none of {', '.join(OPERATORS)}")
    if row["unit"] not in UNITS:
        raise BadCondition(f"{path}.unit: {row['unit']!r} is none of {', '.join(UNITS)}")
    if isinstance(row["value"], bool) or not isinstance(row["value"], (int, float)):
        raise BadCondition(f"{path}.value: a number is needed")
    return Compare(str(row["fact"]), row["op"], float(row["value"]), row["unit"])


def _one_of(body: Any, path: str) -> OneOf:
    row = _fields(body, path, ("fact", "values"), ("unsure",))
    unsure = tuple(_list(row["unsure"], f"{path}.unsure")) if "unsure" in row else ()
    return OneOf(str(row["fact"]), tuple(_list(row["values"], f"{path}.values")), unsure)


def _within_dates(body: Any, path: str) -> WithinDates:
    row = _fields(body, path, ("fact", "from", "to"))
    for end in ("from", "to"):
        if row[end] is not None and not _is_day(row[end]):
            raise BadCondition(f"{path}.{end}: {row[end]!r} is not a day as 2026-03-01")
    return WithinDates(str(row["fact"]), row["from"], row["to"])


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False


def _zone_status(body: Any, path: str) -> OneOf:
    values = tuple(_list(body, path))
    if unknown := [value for value in values if value not in ZONE_VALUES]:
        raise BadCondition(f"{path}: {unknown[0]!r} is none of {', '.join(ZONE_VALUES)}")
    return OneOf(ZONE_FACT, values)


def _sector_category(body: Any, path: str) -> SectorCategory:
    return SectorCategory(tuple(str(key) for key in _list(body, path)))


def _approval(body: Any, path: str) -> ApprovalGiven:
    return ApprovalGiven(str(_fields(body, path, ("fact",))["fact"]))


def _definition(body: Any, path: str) -> Definition:
    return Definition(str(_fields(body, path, ("ref",))["ref"]))


LEAVES: Mapping[str, Callable[[Any, str], Node]] = {
    "compare": _compare,
    "one_of": _one_of,
    "within_dates": _within_dates,
    "zone_status": _zone_status,
    "sector_category": _sector_category,
    "approval_given": _approval,
    "definition": _definition,
}


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it; definitions are named, not entered."""
    yield node
    match node:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from walk(part)
        case Not(part):
            yield from walk(part)


def references(node: Node) -> set[str]:
    """Names of the definitions a tree uses directly."""
    return {part.ref for part in walk(node) if isinstance(part, Definition)}
