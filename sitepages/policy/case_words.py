"""A golden case in the reader's words: facts with their values, the verdict, the money by year, why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.incentives.benefit_words import TAXES
from sitepages.incentives.golden import case_name, case_why
from sitepages.incentives.words import Names, amount, label_of, value_words
from sitepages.language import site_language

INDENT = "\u2003"
# Units of the vocabulary as the law's units are worded.
UNITS = {"USD": "usd", "VND": "vnd", "VND_bn": "vnd_bn", "pct": "pct", "people": "people", "years": "years"}
COST = "cost"


def case_lines(case: Mapping[str, Any], names: Names, kind: str) -> Iterator[str]:
    """`kind`: of the record; of a cost the verdict says whether it applies."""
    lang = site_language()
    day = f" ({day_words(case['as_of'])})" if "as_of" in case else ""
    yield f"{case_name(case, lang)}{day}: {verdict_words(case['verdict'], kind)}"
    facts = (f"{label_of(key, names, lang)}: {fact_words(key, value, names)}" for key, value in case["facts"].items())
    yield INDENT + ("; ".join(facts) or _("nothing stated"))
    if case.get("missing"):
        yield INDENT + _("Facts that must be missing: %(facts)s") % {"facts": labels(case["missing"], names)}
    if case.get("with"):
        yield INDENT + _("Together with: %(rules)s") % {"rules": rule_words(case["with"], names)}
    for tax, rows in case.get("schedule", {}).items():
        yield f"{INDENT}{tax_words(tax)}: {_money(rows, case.get('currency', 'USD'))}"
    if "saving_total" in case:
        yield INDENT + _saving(case)
    yield INDENT + case_why(case, lang)


def verdict_words(verdict: str, kind: str = "") -> str:
    """A verdict in words; what is none stays as it is."""
    if kind == COST:
        verdicts = {"eligible": _("applies"), "ineligible": _("does not apply"), "unknown": _("unknown")}
    else:
        verdicts = {"eligible": _("eligible"), "ineligible": _("not eligible"), "unknown": _("unknown")}
    return verdicts.get(verdict, verdict)


def labels(keys: Sequence[str], names: Names) -> str:
    return "; ".join(label_of(key, names, site_language()) for key in keys)


def rule_words(keys: Sequence[str], names: Names) -> str:
    """Rules, or what they share, by name."""
    lang = site_language()
    return "; ".join(names.definitions[key][lang] if key in names.definitions else key for key in keys)


def tax_words(tax: str) -> str:
    return TAXES[tax][0 if site_language() == "vi" else 1] if tax in TAXES else _("Global minimum tax")


def day_words(text: str) -> str:
    """A day in the reader's form; text that is none stays as it is."""
    try:
        return figures.day(date.fromisoformat(text), site_language())
    except ValueError:
        return text


def fact_words(key: str, value: Any, names: Names) -> str:
    lang, spec = site_language(), names.facts.get(key) or {}
    if isinstance(value, Mapping):
        return ", ".join(f"{year}: {fact_words(key, one, names)}" for year, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(fact_words(key, one, names) for one in value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return day_words(value) if spec.get("type") == "date" else str(value_words(key, value, names, lang))
    unit = spec.get("unit", "")
    if unit == "year":
        return str(value)
    if unit in UNITS:
        return amount(value, UNITS[unit], lang)
    shown = figures.number(value, None, lang)
    return f"{shown}{figures.NBSP}{unit.replace('m2', 'm²')}" if unit else shown


def _money(rows: Mapping[str, Any], currency: str) -> str:
    return "; ".join(f"{years.replace('-', '–')}: {figure_words(due, currency)}" for years, due in rows.items())


def figure_words(value: Any, currency: str) -> str:
    """An amount with its currency; unknown is a word."""
    if isinstance(value, str) and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return verdict_words(value)
    return amount(float(value), UNITS[currency], site_language())


def _saving(case: Mapping[str, Any]) -> str:
    first, last = case["saving_from_to"]
    total = figure_words(case["saving_total"], case.get("currency", "USD"))
    return _("Saving %(first)s–%(last)s in all: %(total)s") % {"first": first, "last": last, "total": total}
