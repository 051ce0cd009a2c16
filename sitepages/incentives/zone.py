"""How far a rule hangs on the park's own legal status: wholly, in part, or not at all. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sitepages.incentives.tree import ZONE_FACT, AllOf, AnyOf, Definition, Node, Not, OneOf, walk
from sitepages.incentives.truth import Truth, all_of, any_of


class ZoneBond(Enum):
    """WHOLE: nothing a project is or does brings it before the park is established or recognised."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


def bond(node: Node, named: Mapping[str, Node]) -> ZoneBond:
    """`named`: every definition, and every record used as one, by its name; without circles.

    The rule is judged with the zone refused and all else unknown: if that already says no, the whole
    rule waits for the zone.
    """
    if _without_zone(node, named) is Truth.FALSE:
        return ZoneBond.WHOLE
    return ZoneBond.PART if _asks_zone(node, named) else ZoneBond.NONE


def _without_zone(node: Node, named: Mapping[str, Node]) -> Truth:
    match node:
        case AllOf(parts):
            return all_of(_without_zone(part, named) for part in parts)
        case AnyOf(parts):
            return any_of(_without_zone(part, named) for part in parts)
        case Not(part):
            return _without_zone(part, named).negated()
        case Definition(ref) if ref in named:
            return _without_zone(named[ref], named)
        case OneOf(fact) if fact == ZONE_FACT:
            return Truth.FALSE
        case _:
            return Truth.UNKNOWN


def _asks_zone(node: Node, named: Mapping[str, Node]) -> bool:
    for part in walk(node):
        if isinstance(part, OneOf) and part.fact == ZONE_FACT:
            return True
        if isinstance(part, Definition) and part.ref in named and _asks_zone(named[part.ref], named):
            return True
    return False
