"""Conditions as sentences, in Vietnamese or English. Pure: `lang` is an argument, names are given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sitepages import figures
from sitepages.incentives.tree import (
    ZONE_FACT,
    AllOf,
    AnyOf,
    ApprovalGiven,
    Compare,
    Definition,
    Node,
    Not,
    OneOf,
    SectorCategory,
    WithinDates,
)

Text2 = Mapping[str, str]
UNIT_OF_LABEL = re.compile(r" \([^()]*\)$")  # "Total investment (USD)": the law compares in its own unit
SIGNS: Mapping[str, tuple[str, str]] = {
    ">=": ("từ", "at least"),
    ">": ("trên", "more than"),
    "<=": ("không quá", "at most"),
    "<": ("dưới", "less than"),
    "=": ("bằng", "exactly"),
}


@dataclass(frozen=True)
class Names:
    """Labels by key: facts (their whole spec), categories, definitions and records used as definitions.

    `meanings`: the conditions of definitions to spell out below their name. `records`: definitions with a
    page of their own. `waiting`: definitions that wholly hang on the park's status.
    """

    facts: Mapping[str, Mapping[str, Any]]
    categories: Mapping[str, Text2]
    definitions: Mapping[str, Text2]
    meanings: Mapping[str, Node] = field(default_factory=dict)
    records: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()

    def brief(self) -> Names:
        """The same, with definitions only named."""
        return replace(self, meanings={})


@dataclass(frozen=True)
class Line:
    """One line of a condition tree; `joins` are the lines below it.

    `zone`: it asks the park's own status. `record`: key of the record whose page tells more.
    `truth`: true | false | unknown for a project, "" where none was judged; `have`: the project's own value.
    """

    text: str
    joins: tuple[Line, ...] = ()
    zone: bool = False
    record: str = ""
    truth: str = ""
    have: str = ""


def pick(lang: str, vi: str, en: str) -> str:
    return vi if lang == "vi" else en


def lines_of(node: Node, names: Names, lang: str) -> Line:
    """The tree in words."""
    match node:
        case AllOf(parts) | AnyOf(parts) if len(parts) == 1:
            return lines_of(parts[0], names, lang)
        case AllOf(parts):
            return Line(all_words(lang), tuple(lines_of(part, names, lang) for part in parts))
        case AnyOf(parts):
            return Line(any_words(lang), tuple(lines_of(part, names, lang) for part in parts))
        case Not(part):
            return except_for(lines_of(part, names, lang), lang)
        case SectorCategory(categories):
            return _categories(categories, names, lang)
        case Definition(ref):
            return _definition(ref, names, lang)
        case _:
            return Line(leaf_words(node, names, lang), zone=isinstance(node, OneOf) and node.fact == ZONE_FACT)


def all_words(lang: str) -> str:
    return pick(lang, "Cần tất cả:", "All of:")


def any_words(lang: str) -> str:
    return pick(lang, "Cần một trong:", "One of:")


def except_for(line: Line, lang: str) -> Line:
    """What must not be, on one line where it is one fact."""
    if line.joins:
        return Line(pick(lang, "Trừ trường hợp:", "Except:"), (line,))
    text = line.text[0].lower() + line.text[1:]
    return replace(line, text=pick(lang, f"Trừ trường hợp {text}", f"Except where {text}"))


def _categories(categories: Sequence[str], names: Names, lang: str) -> Line:
    rows = tuple(Line(category_words(key, names, lang)) for key in categories)
    if len(rows) == 1:
        return Line(category_line(rows[0].text, lang))
    return Line(categories_words(lang), rows)


def category_line(category: str, lang: str) -> str:
    return pick(lang, f"Dự án thuộc nhóm: {category}", f"The project is of the group: {category}")


def categories_words(lang: str) -> str:
    return pick(lang, "Dự án thuộc một trong các nhóm:", "The project is of one of these groups:")


def category_words(key: str, names: Names, lang: str) -> str:
    return names.categories[key][lang]


def _definition(ref: str, names: Names, lang: str) -> Line:
    text, meaning = names.definitions[ref][lang], names.meanings.get(ref)
    below = (lines_of(meaning, names, lang),) if meaning is not None else ()
    return Line(text, below, zone=ref in names.waiting, record=ref if ref in names.records else "")


def leaf_words(node: Node, names: Names, lang: str) -> str:
    """One condition on one fact."""
    match node:
        case OneOf(fact, values, unsure):
            return _one_of(fact, values, unsure, names, lang)
        case Compare(fact, op, value, unit):
            return f"{label_of(fact, names, lang)}: {_compared(op, value, unit, lang)}"
        case ApprovalGiven(fact):
            return f"{label_of(fact, names, lang)}: {pick(lang, 'đã đồng ý', 'granted')}"
        case WithinDates(fact, start, end):
            return f"{label_of(fact, names, lang)}: {_dates(start, end, lang)}"
        case _:
            raise TypeError(f"no words for {node!r}")


def _compared(op: str, value: float, unit: str, lang: str) -> str:
    if op == ">" and value == 0:
        return pick(lang, "có phát sinh", "any amount")
    return f"{pick(lang, *SIGNS[op])} {amount(value, unit, lang)}"


def _dates(start: str | None, end: str | None, lang: str) -> str:
    """[start, end) in words."""
    first = start and pick(lang, "từ ", "from ") + figures.day(date.fromisoformat(start), lang)
    last = end and pick(lang, "trước ", "before ") + figures.day(date.fromisoformat(end), lang)
    return ", ".join(part for part in (first, last) if part) or pick(lang, "bất kỳ ngày nào", "any day")


def _one_of(fact: str, values: Sequence[Any], unsure: Sequence[Any], names: Names, lang: str) -> str:
    if fact == ZONE_FACT:
        return _zone(values, lang)
    label = label_of(fact, names, lang)
    text = f"{label}: " + "; ".join(value_words(fact, value, names, lang) for value in values)
    if unsure:
        silent = "; ".join(value_words(fact, value, names, lang) for value in unsure)
        text += pick(lang, f" (văn bản không nói rõ với: {silent})", f" (the text is silent on: {silent})")
    return text


def _zone(values: Sequence[Any], lang: str) -> str:
    words = {
        "established": pick(lang, "thành lập", "established"),
        "recognised": pick(lang, "công nhận", "recognised"),
    }
    joined = pick(lang, " hoặc ", " or ").join(words[value] for value in words if value in values)
    return pick(lang, f"Khu đã được {joined}", f"The park is {joined}")


def label_of(fact: str, names: Names, lang: str) -> str:
    """A fact's label without its unit; the key where the vocabulary has none."""
    spec = names.facts.get(fact)
    return UNIT_OF_LABEL.sub("", spec["label"][lang]) if spec else fact


def value_words(fact: str, value: Any, names: Names, lang: str) -> str:
    """A value of a fact as its choice says it."""
    if isinstance(value, bool):
        return pick(lang, "có", "yes") if value else pick(lang, "không", "no")
    choices = (names.facts.get(fact) or {}).get("choices") or ()
    return next((choice[lang] for choice in choices if choice["value"] == value), str(value))


def amount(value: float, unit: str, lang: str) -> str:
    """A figure of the law in its own unit."""
    shown = figures.number(value, None, lang)
    space = figures.NBSP
    match unit:
        case "vnd_bn":
            return pick(lang, f"{shown}{space}tỷ đồng", f"VND{space}{shown}{space}bn")
        case "eur_m":
            return pick(lang, f"{shown}{space}triệu euro", f"EUR{space}{shown}{space}m")
        case "usd":
            return figures.usd(value, lang)
        case "vnd":
            return pick(lang, f"{shown}{space}đồng", f"VND{space}{shown}")
        case "pct":
            return f"{shown}%"
        case "people":
            return pick(lang, f"{shown}{space}người", f"{shown}{space}people")
        case "years":
            return pick(lang, f"{shown}{space}năm", f"{shown}{space}years")
    return shown
