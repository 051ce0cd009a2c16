"""What the figures of a record of law may say: rates, years, start events, thresholds. Pure.

The one place for these rules: the form of a draft asks it field by field, signing and the import ask it of the whole
record. A fault is a code with facts; the desk says it in words (sitepages/policy/fault_words.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sitepages.incentives.benefit_words import MOMENTS
from sitepages.incentives.benefits import OWN_CHOICE
from sitepages.incentives.evaluate import MONEY
from sitepages.incentives.tree import Compare, Node, WithinDates, parse, walk

LONGEST = 70  # years: the longest term of land and of a project (Land Law 2024 Art. 172, Investment Law)
LAW_DAYS = (date(1945, 9, 2), date(2150, 12, 31))  # no law in force is older than the state
FACT_DAYS = (date(2000, 1, 1), date(2150, 12, 31))  # days of a project, within reach of a schedule
TAX_YEARS = (2000, 2100)
MONTHS_OF = "pit"  # the only tax reckoned in months


@dataclass(frozen=True, slots=True)
class Fault:
    """`part`: benefits | conditions | condition | a field of the form; `row`: of the benefits; `name`: the field."""

    code: str
    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    part: str = ""
    row: int | None = None

    def at(self, part: str, row: int | None = None) -> Fault:
        return Fault(self.code, self.name, self.facts, part, row)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a figure of one kind and unit may be, and of which taxes. `least` itself only where `with_least`."""

    taxes: frozenset[str]
    least: int = 0
    most: int = 100
    with_least: bool = False
    whole: bool = False
    unknown: bool = False
    named: bool = True


def _of(*taxes: str, **limits: Any) -> Amount:
    return Amount(frozenset(taxes), **limits)


TAXED = ("cit", "pit", "import_duty", "land_rent", "vat")
WAIVED = _of("procedure", least=1, most=1, with_least=True, unknown=True)
TABLE = _of("grant", unknown=True, named=False)
PAID = _of("grant", unknown=True)
AMOUNTS: Mapping[tuple[str, str], Amount] = {
    ("exempt", "pct"): _of(*TAXED, least=100, with_least=True),
    ("reduce", "pct"): _of(*TAXED),
    ("rate", "pct"): _of("cit", "pit", "import_duty", "vat"),
    ("deduct", "pct_of_rd_spend"): _of("cit", least=100, most=1000),
    ("cap", "pct_of_assessable_income"): _of("cit"),
    ("cap", "years_residence_card"): _of("procedure", most=LONGEST, whole=True),
    ("cap", "working_days_irc"): _of("procedure", most=365, whole=True),
    ("waive", "work_permit"): WAIVED,
    ("waive", "investment_policy_approval"): WAIVED,
    ("waive", "technology_appraisal"): WAIVED,
    ("waive", "eia_report"): WAIVED,
    ("waive", "detailed_planning"): WAIVED,
    ("waive", "construction_permit"): WAIVED,
    ("waive", "construction_and_fire_approvals"): WAIVED,
    ("pay", "pct_of_training_cost"): PAID,
    ("pay", "pct_of_social_infrastructure_cost"): PAID,
    ("pay", "progressive_table_of_rd_cost"): TABLE,
    ("pay", "progressive_table_of_fixed_assets"): TABLE,
    ("cap", "pct_of_total_capital_per_year"): PAID,
    ("pay", "pct_of_value_added"): PAID,
    ("pay", "pct_of_initial_cost"): PAID,
    ("pay", "pct_floor_on_excess_profit"): _of("cit"),
}
# From which events the years of a tax are counted; a schedule cannot be reckoned from others.
EVENTS: Mapping[str, frozenset[str]] = {
    "cit": frozenset(
        {"first_revenue", "first_taxable_profit", "first_enterprise_certificate", "start_of_production", "tax_year"}
    ),
    "pit": frozenset({"first_exempt_income"}),
    "import_duty": frozenset({"import", "start_of_production"}),
    "land_rent": frozenset({"lease_decision", "end_of_construction_exemption", "sublease_contract"}),
    "vat": frozenset({"first_revenue", "import", "start_of_production", "tax_year"}),
    "grant": frozenset({"grant_year"}),
    "procedure": frozenset({"card_issued", "dossier_received", "construction_start"}),
}
OBJECTS: Mapping[str, frozenset[str]] = {
    "import_duty": frozenset({"fixed_assets", "materials"}),
    "grant": frozenset({"training", "social_infrastructure", "initial", "rd", "fixed_assets", "production"}),
}
ONE_RELIEF = frozenset({"exempt", "reduce"})  # of one year's tax only one of the two can hold


# --- a segment ---


def segment_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    """What one segment of a benefit (shape of law.schema.json) may not say, field by field."""
    yield from _amount_faults(row)
    yield from _year_faults(row)
    yield from _event_faults(row)
    yield from _fallback_faults(row)
    tax = row["tax"]
    if row.get("of") and row["of"] not in OBJECTS.get(tax, ()):
        yield Fault("object", "of", {"tax": tax})
    if row.get("counted_in") == "months" and tax != MONTHS_OF:
        yield Fault("months", "counted_in")
    if row.get("length_fact") and (row["length_fact"] != OWN_CHOICE or row["start_event"] != "lease_decision"):
        yield Fault("length", "length_fact")


def _amount_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    known, value = AMOUNTS.get((row["kind"], row["unit"])), row["value"]
    if known is None:
        yield Fault("amount_unknown", "amount")
        return
    if row["tax"] not in known.taxes:
        yield Fault("amount_of_tax", "amount", {"tax": row["tax"]})
    if value is None:
        if not known.unknown:
            yield Fault("figure_missing", "value")
        return
    if not known.named:
        yield Fault("figure_of_table", "value")
    elif known.least == known.most and value != known.least:
        yield Fault("figure_exactly", "value", {"value": value, "wanted": known.least})
    elif not _inside(value, known):
        code = "figure_from" if known.with_least else "figure_between"
        yield Fault(code, "value", {"value": value, "least": known.least, "most": known.most})
    elif known.whole and value % 1:
        yield Fault("figure_whole", "value", {"value": value})


def _inside(value: float, known: Amount) -> bool:
    above = value >= known.least if known.with_least else value > known.least
    return math.isfinite(value) and above and value <= known.most


def _year_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    first, last = row["from_year"], row["to_year"]
    if not 1 <= first <= LONGEST:
        yield Fault("year", "from_year", {"year": first, "most": LONGEST})
    if last is None:
        return
    if last < first:
        yield Fault("years_backwards", "to_year", {"first": first, "last": last})
    elif last > LONGEST:
        yield Fault("year", "to_year", {"year": last, "most": LONGEST})


def _event_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    event = row.get("start_event")
    if not event:
        yield Fault("event_missing", "start_event")
    elif event not in EVENTS[row["tax"]]:
        yield Fault("event_of_tax", "start_event", {"event": event, "tax": row["tax"]})
    elif event in MOMENTS and row["from_year"] > 1:
        yield Fault("event_passes", "from_year", {"event": event})


def _fallback_faults(row: Mapping[str, Any]) -> Iterator[Fault]:
    fallback = row.get("fallback")
    if not fallback:
        return
    within, then = fallback["if_none_within_years_of_first_revenue"], fallback["then_start_in_year"]
    if row["start_event"] != "first_taxable_profit":
        yield Fault("fallback_event", "fallback_after")
    if within is None or then is None:
        yield Fault("fallback_half", "fallback_after" if within is None else "fallback_year")
        return
    if not 1 <= within <= LONGEST:
        yield Fault("year", "fallback_after", {"year": within, "most": LONGEST})
    elif not within < then <= LONGEST:
        yield Fault("fallback_early", "fallback_year", {"within": within, "then": then})


# --- several segments ---


def overlap_faults(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Fault]]:
    """Segments that say two things of one year: (row, fault) of the later of each two.

    The same tax, event, object, group and condition; segments under different conditions may meet, and the law's own
    ladders do.
    """
    for later, row in enumerate(rows):
        for earlier, other in enumerate(rows[:later]):
            if _same_money(row) == _same_money(other) and _meet(row, other):
                yield later, Fault("overlap", "from_year", {"other": earlier + 1})
                break


def _same_money(row: Mapping[str, Any]) -> tuple[Any, ...]:
    what = "relief" if row["kind"] in ONE_RELIEF else (row["kind"], row["unit"])
    return (row["tax"], row["start_event"], what, row.get("of", ""), row.get("group", ""), row.get("when"))


def _meet(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    ends = [math.inf if one["to_year"] is None else one["to_year"] for one in (row, other)]
    return bool(row["from_year"] <= ends[1] and other["from_year"] <= ends[0])


# --- thresholds ---


def threshold_faults(value: float, unit: str, spec: Mapping[str, Any]) -> Iterator[Fault]:
    """A figure of the law that the compared fact can never have; `spec`: the fact's row of the vocabulary."""
    have = spec.get("unit", "")
    if have != unit and not (have in MONEY and unit in MONEY):
        yield Fault("unit", "unit", {"unit": have})
        return
    if not math.isfinite(value):
        yield Fault("threshold_number", "value")
        return
    low, high = spec.get("min"), spec.get("max")
    size = _size(have, unit)
    if size is None:  # another currency: only the sign can be told without a rate
        low, high, size = (0 if low is not None and low >= 0 else None), None, Decimal(1)
    stated = Decimal(str(value)) * size
    if low is not None and stated < Decimal(str(low)):
        yield Fault("threshold_low", "value", {"value": value, "low": _in_unit(low, size)})
    elif high is not None and stated > Decimal(str(high)):
        yield Fault("threshold_high", "value", {"value": value, "high": _in_unit(high, size)})


def _size(have: str, unit: str) -> Decimal | None:
    """How many units of the fact one unit of the law is; None between currencies."""
    if have == unit:
        return Decimal(1)
    (mine, small), (theirs, large) = MONEY[have], MONEY[unit]
    return Decimal(str(large)) / Decimal(str(small)) if mine == theirs else None


def _in_unit(bound: float, size: Decimal) -> Decimal:
    return Decimal(str(bound)) / size


def tree_faults(node: Node, specs: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Every threshold of a condition; a fact that is not there is refused where names are (names.py)."""
    for part in walk(node):
        match part:
            case Compare(fact, _op, value, unit) if fact in specs:
                for fault in threshold_faults(value, unit, specs[fact]):
                    yield Fault(fault.code, fault.name, {**fault.facts, "fact": fact})
            case WithinDates(fact, start, end):
                yield from _span_faults(fact, start, end)


def _span_faults(fact: str, start: str | None, end: str | None) -> Iterator[Fault]:
    for name, day in (("from", start), ("to", end)):
        if day and not LAW_DAYS[0] <= date.fromisoformat(day) <= LAW_DAYS[1]:
            yield Fault("day_range", name, {"first": LAW_DAYS[0], "last": LAW_DAYS[1], "fact": fact})
    if start and end and end <= start:
        yield Fault("dates_backwards", "to", {"fact": fact})


# --- a whole record ---


def record_faults(record: Mapping[str, Any], specs: Mapping[str, Mapping[str, Any]]) -> tuple[Fault, ...]:
    """Everything the figures of a well-formed record may not say; raises BadCondition."""
    rows = record.get("benefits", ())
    found = [fault.at("benefits", index) for index, row in enumerate(rows) for fault in segment_faults(row)]
    found += [fault.at("benefits", index) for index, fault in overlap_faults(rows)]
    for index, row in enumerate(rows):
        if "when" in row:
            found += [one.at("benefits", index) for one in tree_faults(parse(row["when"]), specs)]
    for part in ("conditions", "condition"):
        if part in record:
            found += [fault.at(part) for fault in tree_faults(parse(record[part]), specs)]
    return (*found, *figure_faults(record), *_day_faults(record))


def figure_faults(record: Mapping[str, Any]) -> Iterator[Fault]:
    """A figure of the law: a share up to 100 percent, or years up to the longest term."""
    if "value" not in record:
        return
    most = 100 if record["unit"] == "pct" else LONGEST
    if not (math.isfinite(record["value"]) and 0 <= record["value"] <= most):
        yield Fault("figure_from", "value", {"value": record["value"], "least": 0, "most": most}, "value")


def _day_faults(record: Mapping[str, Any]) -> Iterable[Fault]:
    for name in ("valid_from", "valid_to", "verified_on", "not_before"):
        if record.get(name) and not LAW_DAYS[0] <= date.fromisoformat(record[name]) <= LAW_DAYS[1]:
            yield Fault("day_range", name, {"first": LAW_DAYS[0], "last": LAW_DAYS[1]}, name)
    if record.get("valid_to") and record["valid_to"] <= record["valid_from"]:
        yield Fault("days_backwards", "valid_to", {}, "valid_to")
    year = record.get("applies_from_tax_year")
    if year is not None and not TAX_YEARS[0] <= year <= TAX_YEARS[1]:
        facts = dict(zip(("first", "last"), map(str, TAX_YEARS), strict=True))
        yield Fault("tax_year_range", "applies_from_tax_year", facts, "applies_from_tax_year")


def verified_ahead(record: Mapping[str, Any], on: date) -> Iterator[Fault]:
    """Nobody has read the text yet on a day to come; `on`: today."""
    if date.fromisoformat(record["verified_on"]) > on:
        yield Fault("verified_ahead", "verified_on", {"day": date.fromisoformat(record["verified_on"])}, "verified_on")
