"""The trace of a verdict in words: each condition with its answer and the project's own value. Pure.

Reads the stored form (`Trace.as_json`), so that an old answer is worded as it was judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sitepages import figures
from sitepages.incentives.supposing import leaf_of
from sitepages.incentives.tree import ZONE_FACT, OneOf
from sitepages.incentives.words import (
    Line,
    Names,
    all_words,
    amount,
    any_words,
    categories_words,
    category_line,
    category_words,
    except_for,
    label_of,
    leaf_words,
    pick,
    value_words,
)

Stored = Mapping[str, Any]


def trace_lines(trace: Stored, names: Names, lang: str) -> Line:
    """The judged tree as lines with `truth`, and `have` where a fact was given."""
    return replace(_line(trace, names, lang), truth=trace["value"])


def _line(trace: Stored, names: Names, lang: str) -> Line:
    below = tuple(trace_lines(part, names, lang) for part in trace.get("parts", ()))
    match trace["op"]:
        case "all" | "any" if len(below) == 1:
            return below[0]
        case "all":
            return Line(all_words(lang), below)
        case "any":
            return Line(any_words(lang), below)
        case "not":
            return except_for(below[0], lang)
        case "definition":
            ref = trace["ref"]
            record = ref if ref in names.records else ""
            return Line(names.definitions[ref][lang], below, zone=ref in names.waiting, record=record)
        case "sector_category" if len(below) == 1:
            return replace(below[0], text=category_line(below[0].text, lang))
        case "sector_category":
            return Line(categories_words(lang), below)
        case "category":
            return Line(category_words(trace["category"], names, lang), below, have=_category_have(trace, names, lang))
        case "in_force":
            day = figures.day(date.fromisoformat(trace["on"]), lang)
            return Line(pick(lang, f"Có hiệu lực vào ngày {day}", f"In force on {day}"))
        case _:
            node = leaf_of(trace, trace["op"])
            zone = isinstance(node, OneOf) and node.fact == ZONE_FACT
            return Line(leaf_words(node, names, lang), zone=zone, have=_have(trace, names, lang))


def _category_have(trace: Stored, names: Names, lang: str) -> str:
    """A category settled by a fact names that fact with its answer."""
    if "fact" not in trace or trace.get("have") is None:
        return ""
    return f"{label_of(trace['fact'], names, lang)}: {_have(trace, names, lang)}"


def _have(trace: Stored, names: Names, lang: str) -> str:
    value = trace.get("have")
    if value is None or trace["fact"] == ZONE_FACT:
        return ""
    if trace["op"] == "compare":
        return amount(round(value, 2), trace["unit"], lang)
    members = value if isinstance(value, list) else [value]
    return "; ".join(value_words(trace["fact"], member, names, lang) for member in members)
