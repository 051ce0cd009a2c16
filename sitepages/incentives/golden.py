"""Golden cases: facts with the verdict a jurist worked out by hand. A rule that misses one is not published. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sitepages.incentives.book import LawBook
from sitepages.incentives.evaluate import evaluate_one

FEWEST = 3


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that came out differently. `what`: verdict | missing | facts | a tax with its years."""

    case: str
    what: str
    wanted: str
    found: str


def misses(book: LawBook, record: Mapping[str, Any]) -> tuple[Miss, ...]:
    """Every golden case of the record that the book answers otherwise."""
    return tuple(miss for case in record["golden"] for miss in _of_case(book, record, case))


def _of_case(book: LawBook, record: Mapping[str, Any], case: Mapping[str, Any]) -> list[Miss]:
    name = case["name"]
    if bad := sorted(bad_facts(book, case["facts"])):
        return [Miss(name, "facts", "", ", ".join(bad))]
    on = date.fromisoformat(case["as_of"]) if "as_of" in case else law_day(record)
    found = evaluate_one(book, record["id"], case["facts"], on)
    out = []
    if found.verdict != case["verdict"]:
        out.append(Miss(name, "verdict", case["verdict"], found.verdict))
    if not set(case.get("missing", ())) <= set(found.missing):
        out.append(Miss(name, "missing", ", ".join(case["missing"]), ", ".join(found.missing)))
    return out


def law_day(record: Mapping[str, Any]) -> date:
    """The day a case without one is judged: when the record was verified, or comes into force if that is later."""
    return max(date.fromisoformat(record["verified_on"]), date.fromisoformat(record["valid_from"]))


def bad_facts(book: LawBook, facts: Mapping[str, Any]) -> set[str]:
    """Facts the vocabulary does not have, or whose value is of another type."""
    return {key for key, value in facts.items() if key not in book.facts or not _fits(book, key, value)}


def _fits(book: LawBook, key: str, value: Any) -> bool:
    spec = book.facts[key]
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match spec.type:
        case "number":
            return number
        case "map_year_number":
            return number or isinstance(value, Mapping)
        case "bool":
            return isinstance(value, bool)
        case "date":
            return _is_day(value)
        case "set":
            return isinstance(value, (list, tuple)) and set(value) <= set(spec.choices)
    return isinstance(value, str) and (not spec.choices or value in spec.choices)


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False
