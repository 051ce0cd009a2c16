"""A record of law as the values of its form, and back: the same record after any number of turns.

What the form does not show (the key, the kind, tables of parameters) is kept from the record it was opened with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sitepages.incentives.blocks_json import from_stream, plain, to_stream
from sitepages.policy.typed_numbers import ambiguous

TEXTS = ("name", "summary", "authority", "note", "verified_how")
LANGS = ("vi", "en")
PLAIN = ("certainty", "verified_on", "valid_from", "valid_to", "applies_from_tax_year")
LISTS = ("provided_that", "overrides", "needs_baseline")
NAMES = ("exclusion_group", "package")
OPTIONAL_OF_BENEFIT = ("group", "of", "length_fact", "counted_in", "certainty")
FALLBACK = ("if_none_within_years_of_first_revenue", "then_start_in_year")
Record = dict[str, Any]


def to_values(record: Mapping[str, Any]) -> Record:
    """Initial values of RuleForm; streams and lists in Wagtail's raw form."""
    decided, _, who = record["decided_by"].partition(": ")
    return {
        **{f"{text}_{lang}": record[text][lang] for text in TEXTS for lang in LANGS},
        **{name: record.get(name) for name in PLAIN},
        **{name: list(record[name]) for name in LISTS},
        **{name: record[name] or "" for name in NAMES},
        "decided": decided,
        "decided_who": who,
        "basis": [without_none(row) for row in record["basis"]],
        "conditions": to_stream(record["conditions"]),
        "benefits": [_benefit(row) for row in record["benefits"]],
        "golden": [golden(case) for case in record["golden"]],
    }


def from_values(values: Mapping[str, Any], base: Mapping[str, Any], types: Mapping[str, str]) -> Record:
    """The record the cleaned values say; `types`: type of each fact, for the facts of golden cases."""
    who = values["decided_who"].strip()
    record = dict(base) | {
        **{text: {lang: values[f"{text}_{lang}"] for lang in LANGS} for text in TEXTS},
        **{name: text_or_none(values[name]) for name in ("verified_on", "valid_from", "valid_to")},
        **{name: list(values[name]) for name in LISTS},
        **{name: values[name] or None for name in NAMES},
        "certainty": values["certainty"],
        "decided_by": f"decision_of: {who}" if values["decided"] == "decision_of" else values["decided"],
        "basis": [basis_record(row) for row in values["basis"]],
        "conditions": from_stream(values["conditions"]),
        "benefits": [_benefit_record(row) for row in values["benefits"]],
        "golden": [golden_record(case, types) for case in values["golden"]],
    }
    record.pop("applies_from_tax_year", None)
    year = values["applies_from_tax_year"]
    return record | ({"applies_from_tax_year": year} if year else {})


def text_or_none(value: Any) -> str | None:
    return str(value) if value else None


def without_none(row: Mapping[str, Any]) -> Record:
    return {key: "" if value is None else value for key, value in row.items()}


def basis_record(row: Mapping[str, Any]) -> Record:
    return {
        "law": row["law"],
        "article": row["article"] or None,
        "clause": row["clause"] or None,
        "citation": row["citation"],
        "certainty": row["certainty"],
    }


# --- benefits ---


def _benefit(row: Mapping[str, Any]) -> Record:
    after, year = FALLBACK
    fallback = row.get("fallback") or {}
    return {
        "tax": row["tax"],
        "amount": f"{row['kind']}|{row['unit']}",
        "value": row["value"],
        "from_year": row["from_year"],
        "to_year": row["to_year"],
        "start_event": row["start_event"],
        "fallback_after": fallback.get(after),
        "fallback_year": fallback.get(year),
        "when": to_stream(row["when"]) if "when" in row else [],
        "up_to": row.get("up_to", False),
        "basis": ", ".join(map(str, row.get("basis", (1,)))),
        **{name: row.get(name, "") for name in OPTIONAL_OF_BENEFIT},
    }


def segment_figures(row: Mapping[str, Any]) -> Record:
    """The figures of a segment as the schema writes them; `fallback` also where half of it was left empty."""
    kind, _, unit = row["amount"].partition("|")
    found: Record = {
        "tax": row["tax"],
        "kind": kind,
        "value": None if row["value"] is None else plain(row["value"]),
        "unit": unit,
        **{name: row[name] for name in ("from_year", "to_year", "start_event")},
    }
    fallback = (row["fallback_after"], row["fallback_year"])
    if fallback != (None, None):
        found["fallback"] = dict(zip(FALLBACK, fallback, strict=True))
    return found | {name: row[name] for name in OPTIONAL_OF_BENEFIT if row[name]}


def _benefit_record(row: Mapping[str, Any]) -> Record:
    found = segment_figures(row)
    if row["when"]:
        found["when"] = from_stream(row["when"])
    if row["up_to"]:
        found["up_to"] = True
    return found | {"basis": [int(number) for number in re.findall(r"\d+", row["basis"])]}


# --- golden cases ---


def golden(case: Mapping[str, Any]) -> Record:
    first, last = case.get("saving_from_to", (None, None))
    return {
        "name": case["name"],
        "name_vi": case.get("name_vi", ""),
        "as_of": case.get("as_of"),
        "facts": [{"fact": key, "value": written(value)} for key, value in case["facts"].items()],
        "verdict": case["verdict"],
        "missing": list(case.get("missing", ())),
        "with": list(case.get("with", ())),
        "schedule": [
            {"tax": tax, "years": years, "amount": written(amount)}
            for tax, rows in case.get("schedule", {}).items()
            for years, amount in rows.items()
        ],
        "currency": case.get("currency", ""),
        "saving_total": case.get("saving_total"),
        "saving_from": first,
        "saving_to": last,
        "why": case["why"],
        "why_vi": case.get("why_vi", ""),
    }


def golden_record(case: Mapping[str, Any], types: Mapping[str, str]) -> Record:
    facts = {row["fact"]: read(row["value"], types.get(row["fact"], "")) for row in case["facts"]}
    found: Record = {"name": case["name"], "facts": facts, "verdict": case["verdict"], "why": case["why"]}
    found |= {name: list(case[name]) for name in ("missing", "with") if case.get(name)}
    found |= {name: case[name] for name in ("name_vi", "why_vi") if case.get(name)}
    if case["as_of"]:
        found["as_of"] = str(case["as_of"])
    if case.get("currency"):
        found["currency"] = case["currency"]
    if case.get("schedule"):
        found["schedule"] = _schedule(case["schedule"])
    if case.get("saving_total") is not None:
        found["saving_total"] = plain(case["saving_total"])
    if case.get("saving_from") and case.get("saving_to"):
        found["saving_from_to"] = [case["saving_from"], case["saving_to"]]
    return found


def _schedule(rows: Iterable[Mapping[str, Any]]) -> Record:
    found: Record = {}
    for row in rows:
        amount = row["amount"]
        found.setdefault(row["tax"], {})[row["years"]] = amount if amount == "unknown" else plain(amount)
    return found


def written(value: Any) -> str:
    """A fact's value as an editor writes it: true, 6000, 2028-01-01, a; b, 2028: 5; 2029: 6."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {written(part)}" for key, part in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(map(written, value))
    return str(value)


def read(text: str, type_: str) -> Any:
    """What `written` wrote, as the fact's type; text that does not fit stays text and is refused where it is judged."""
    text = text.strip()
    if type_ == "bool" and text in {"true", "false"}:
        return text == "true"
    if type_ == "set":
        return _parts(text)
    if type_ == "map_year_number" and ":" in text:
        pairs = (part.partition(":") for part in _parts(text))
        return {year.strip(): _number(amount) for year, _, amount in pairs}
    return _number(text) if type_ in {"number", "map_year_number"} else text


def _parts(text: str) -> Sequence[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _number(text: str) -> Any:
    number = re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", text) and not ambiguous(text)
    return plain(text) if number else text.strip()
