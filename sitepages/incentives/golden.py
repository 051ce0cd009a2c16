"""Golden cases: facts with verdict and money worked out by hand. A rule that misses one is not published. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sitepages.incentives.assess import rows_together
from sitepages.incentives.book import FactSpec, LawBook
from sitepages.incentives.cells import Row
from sitepages.incentives.evaluate import VERDICTS, Judge, evaluate_one
from sitepages.incentives.limits import FACT_DAYS
from sitepages.incentives.shared import REQUIREMENT
from sitepages.incentives.truth import Truth

FEWEST = 3
LAND_UNTIL = 2071  # the land term of the golden cases
Facts = Mapping[str, Any]
NAMES = {"cit_topup": "qdmtt"}  # a golden case's word for the minimum tax


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that came out differently. `what`: verdict | missing | facts | a tax with its years.

    `case_vi`: its name in Vietnamese, "" where it has but one.
    """

    case: str
    what: str
    wanted: str
    found: str
    case_vi: str = ""

    def named(self, lang: str) -> str:
        return (self.case_vi if lang == "vi" else "") or self.case


def misses(book: LawBook, record: Mapping[str, Any]) -> tuple[Miss, ...]:
    """Every golden case of the record that the book answers otherwise."""
    return tuple(
        replace(miss, case_vi=case.get("name_vi", ""))
        for case in record.get("golden", ())
        for miss in _of_case(book, record, case)
    )


def case_name(case: Mapping[str, Any], lang: str) -> str:
    """In the reader's language; a case may have but one name."""
    return str((case.get("name_vi") if lang == "vi" else "") or case["name"])


def case_why(case: Mapping[str, Any], lang: str) -> str:
    """Why a case comes out as it does, in the reader's language where it was written in it."""
    return str((case.get("why_vi") if lang == "vi" else "") or case["why"])


def _of_case(book: LawBook, record: Mapping[str, Any], case: Mapping[str, Any]) -> list[Miss]:
    name = case["name"]
    if bad := sorted(bad_facts(book, case["facts"])):
        return [Miss(name, "facts", "", ", ".join(bad))]
    on = case_day(record, case)
    verdict, missing = _judged(book, record, case["facts"], on)
    out = []
    if verdict != case["verdict"]:
        out.append(Miss(name, "verdict", case["verdict"], verdict))
    if not set(case.get("missing", ())) <= set(missing):
        out.append(Miss(name, "missing", ", ".join(case["missing"]), ", ".join(missing)))
    if "schedule" in case or "saving_total" in case:
        rows = rows_together(book, [record["id"], *case.get("with", ())], case["facts"], on, LAND_UNTIL)
        out += _of_money(name, case, rows)
    return out


def _judged(book: LawBook, record: Mapping[str, Any], facts: Facts, on: date) -> tuple[str, Sequence[str]]:
    """Verdict and missing facts; of what rules share: eligible where it holds."""
    if record["kind"] != REQUIREMENT:
        found = evaluate_one(book, record["id"], facts, on)
        return found.verdict, found.missing
    rule = book.standing[record["id"]]
    truth = Judge(book, facts, on.isoformat()).standing(rule)
    return VERDICTS[truth], (rule.fact,) if truth is Truth.UNKNOWN else ()


def _of_money(name: str, case: Mapping[str, Any], rows: Sequence[Row]) -> Iterator[Miss]:
    """The first year of each span that comes out otherwise, and the total."""
    for tax, spans in case.get("schedule", {}).items():
        for span, wanted in spans.items():
            wrong = next((year for year in years_of(span) if _cell(rows, NAMES.get(tax, tax), year) != wanted), None)
            if wrong is not None:
                yield Miss(name, f"{tax} {wrong}", str(wanted), _shown(_cell(rows, NAMES.get(tax, tax), wrong)))
    if "saving_total" in case:
        first, last = case["saving_from_to"]
        saved = sum((row.saving for row in rows if first <= row.year <= last and row.saving is not None), Decimal(0))
        if saved != case["saving_total"]:
            yield Miss(name, f"{first}-{last}", str(case["saving_total"]), str(saved))


def years_of(span: str) -> range:
    """The years of a schedule's key, 2028 or 2028-2031; none where it runs backwards or is neither."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{4})?", span):
        return range(0)
    first, _, last = span.partition("-")
    return range(int(first), int(last or first) + 1)


def _cell(rows: Sequence[Row], tax: str, year: int) -> Decimal | str | None:
    """The sum of the known streams of a year, "unknown" where there is none, None where no row is."""
    some = [row for row in rows if (row.tax, row.year) == (tax, year)]
    known = [row.payable for row in some if row.payable is not None]
    return None if not some else sum(known, Decimal(0)) if known else "unknown"


def _shown(value: Decimal | str | None) -> str:
    if value is None:
        return "–"
    return (
        f"{float(value):g}"
        if isinstance(value, Decimal) and value % 1
        else str(value if isinstance(value, str) else int(value))
    )


def law_day(record: Mapping[str, Any]) -> date:
    """The day a case without one is judged: when the record was verified, or comes into force if that is later."""
    return max(date.fromisoformat(record["verified_on"]), date.fromisoformat(record["valid_from"]))


def case_day(record: Mapping[str, Any], case: Mapping[str, Any]) -> date:
    """The day a case is judged."""
    return date.fromisoformat(case["as_of"]) if "as_of" in case else law_day(record)


def bad_facts(book: LawBook, facts: Mapping[str, Any]) -> set[str]:
    """Facts the vocabulary does not have, or whose value is of another type or beyond what the fact can have."""
    return {key for key, value in facts.items() if key not in book.facts or not _fits(book, key, value)}


def _fits(book: LawBook, key: str, value: Any) -> bool:
    spec = book.facts[key]
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match spec.type:
        case "number":
            return number and _within(spec, value)
        case "map_year_number":
            some = value.values() if isinstance(value, Mapping) else (value,)
            return all(isinstance(one, (int, float)) and _within(spec, one) for one in some)
        case "bool":
            return isinstance(value, bool)
        case "date":
            return _is_day(value)
        case "set":
            return isinstance(value, (list, tuple)) and set(value) <= set(spec.choices)
    return isinstance(value, str) and (not spec.choices or value in spec.choices)


def _within(spec: FactSpec, value: float) -> bool:
    """Whether the fact can have the number at all."""
    return (spec.low is None or value >= spec.low) and (spec.high is None or value <= spec.high)


def _is_day(value: Any) -> bool:
    try:
        return FACT_DAYS[0] <= date.fromisoformat(value) <= FACT_DAYS[1]
    except (TypeError, ValueError):
        return False
