"""Which rules read a record of law, directly or through a named condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sitepages.incentives.shared import CONSTRUCTION_YEARS, ORDINARY_RATE
from sitepages.incentives.tree import parse, references
from sitepages.services.law import law_on


def readers_of(key: str, on: date) -> list[str]:
    """Keys of the rules of the day, in the order of the law, the record itself not among them; one query."""
    return readers_by_key(on).get(key, [])


def readers_by_key(on: date) -> dict[str, list[str]]:
    """The same for every record that any rule reads; one query."""
    rules, shared = law_on(on)
    below = {name: references(tree) for name, tree in shared.trees().items()}
    below |= {rule.incentive.key: _named(rule.record) for rule in rules}
    found: dict[str, list[str]] = {}
    for rule in rules:
        own = rule.incentive.key
        for key in (_reached(own, below) - {own}) | set(_others(rule.record)):
            found.setdefault(key, []).append(own)
    return found


def _named(record: Mapping[str, Any]) -> set[str]:
    """What its trees name."""
    trees = [record["conditions"], *(row["when"] for row in record["benefits"] if "when" in row)]
    return {name for tree in trees for name in references(parse(tree))}


def _others(record: Mapping[str, Any]) -> Iterable[str]:
    """What it reads otherwise: requirements, what it replaces, figures of the law."""
    yield from record["provided_that"]
    yield from record["overrides"]
    taxes = {row["tax"] for row in record["benefits"]}
    if "cit" in taxes:
        yield ORDINARY_RATE
    if any(row["start_event"] == "end_of_construction_exemption" for row in record["benefits"]):
        yield CONSTRUCTION_YEARS


def _reached(key: str, below: Mapping[str, set[str]]) -> set[str]:
    """Every name a way leads to from the key."""
    reached, ahead = {key}, set(below.get(key, ()))
    while ahead - reached:
        reached |= ahead
        ahead = {name for one in ahead for name in below.get(one, ())}
    return reached
