"""The law's part of a match: verdicts and money, stored without words; the same told in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sitepages.incentives.assess import Assessment, assess
from sitepages.incentives.book import LawBook
from sitepages.incentives.cells import Row
from sitepages.incentives.evaluate import Evaluation
from sitepages.incentives.shared import ORDINARY_RATE, Figure, figure_of
from sitepages.incentives.stored import Basis, kept, opened, sums, told
from sitepages.incentives.supposed import Supposed
from sitepages.models import IncentiveVersion
from sitepages.services.law import law_book, versions_on

COST_VERDICTS = {"eligible": "applies", "ineligible": "does_not_apply"}
LAND_UNTIL = 2071  # 50 years from 24/08/2021: Decision 2756/QĐ-UBND (domain.md 1.1)
DISCOUNT_PCT = Decimal(8)  # ours, for the present value; the page lets the reader choose
INNER = ("failed_requirements", "overridden_by", "in_force", "over_since")  # for the page, not in the API's answer
Json = dict[str, Any]
# Answers stored before the ordinary rate was a record of its own were reckoned at this.
BEFORE_RECORD: Json = {"rates": [[2025, None, "20"]]}


def law_day(facts: Mapping[str, Any], on: date) -> date:
    """The day whose law counts: that of the project's certificate where it kept its law, never after the day asked.

    It chooses the versions of the law and nothing else: plan, discounting and rates of exchange are of the day asked.
    """
    locked = facts.get("law_locked_on")
    return min(on, date.fromisoformat(str(locked))) if locked else on


def law_answer(*, facts: Mapping[str, Any], on: date, counted: date | None = None) -> tuple[Json, str]:
    """Judged and reckoned on the day that counts; for a project that kept an older law also by the law of `on`.

    And the name of the rules that were read, for replay. `counted`: the day of the plan and of the rates of exchange,
    where it is not `on`.
    """
    day, counted = law_day(facts, on), counted or on
    book = law_book(day)
    versions = _versions(day, book.version)
    found = assess(book, facts, day, LAND_UNTIL, counted)
    incentives = [
        judged(one, versions[one.key].record["basis"], day) | {"version": versions[one.key].number}
        for one in found.verdicts
    ]
    for row in incentives:
        row["schedule"] = kept(found.alone.get(row["id"], ()))
    answer: Json = {"incentives": incentives, "money": money(book, found, counted), "ordinary": _ordinary(book)}
    if day != on:
        answer["kept_law"] = {"on": day.isoformat(), "now": _now(facts, on, counted)}
    return answer, book.version


def _ordinary(book: LawBook) -> Json:
    """The ordinary rate as it stands by years, with its clauses."""
    rows = book.figures[ORDINARY_RATE]
    return {
        "rates": [[row.first, row.until, str(row.value)] for row in rows],
        "basis": [asdict(place) for place in rows[-1].basis],
    }


@lru_cache(maxsize=8)
def _versions(day: date, _rules: str) -> dict[str, IncentiveVersion]:
    """The versions of the day by incentive, read again when a rule changes."""
    return {version.incentive.key: version for version in versions_on(day)}


def money(book: LawBook, found: Assessment, on: date) -> Json:
    """What is sure and what is supposed, with the rate it is converted at."""
    rate = book.rate("USD_VND", on.isoformat())
    return {
        "year": on.year,
        "usd_vnd": None if rate is None else str(Decimal(str(rate.value))),
        "sure": kept(found.sure.rows),
        "taken": list(found.sure.keys),
        "if": [_supposed(one) for one in found.supposed],
    }


def _supposed(one: Supposed) -> Json:
    return {
        "hangs_on": list(one.hangs_on),
        "rules": list(one.rules),
        "decided_by": list(one.decided_by),
        "ceiling": one.ceiling,
        "rows": kept(one.rows),
    }


def _now(facts: Mapping[str, Any], on: date, counted: date) -> Json:
    book = law_book(on)
    found = assess(book, facts, on, LAND_UNTIL, counted)
    numbers = {version.incentive.key: version.number for version in versions_on(on)}
    verdicts = [
        {
            "id": one.key,
            "verdict": _verdict(one),
            "version": numbers[one.key],
            "in_force": one.in_force,
            "over_since": over_since(one, on),
        }
        for one in found.verdicts
    ]
    return {"incentives": verdicts, "money": money(book, found, counted)}


def _verdict(one: Evaluation) -> str:
    """Of a cost it says whether it applies."""
    return COST_VERDICTS.get(one.verdict, one.verdict) if one.kind == "cost" else one.verdict


def over_since(one: Evaluation, on: date) -> str | None:
    """Of a rule that had ended by the day: since when it is no longer in force."""
    return one.valid_to if not one.in_force and one.valid_to and one.valid_to <= on.isoformat() else None


def judged(one: Evaluation, basis: list[Json], on: date) -> Json:
    """A verdict as stored, by the law of the day."""
    return {
        "id": one.key,
        "kind": one.kind,
        "verdict": _verdict(one),
        "decided_by": one.decided_by,
        "conditional_on": list(one.conditional_on),
        "provided_that": list(one.provided_that),
        "missing": list(one.missing),
        "trace": [one.trace.as_json()],
        "basis": basis,
        "failed_requirements": list(one.failed_requirements),
        "near_threshold": one.near_threshold,
        "overridden_by": one.overridden_by,
        "in_force": one.in_force,
        "over_since": over_since(one, on),
    }


# --- As told ---


def law_told(answer: Mapping[str, Any], lang: str, sources: Mapping[str, Json]) -> Json:
    """`incentives`, `sources`, `schedule`, `schedule_totals`, `schedule_if` and `kept_law` of the API's answer."""
    basis = basis_of(answer)
    rate = rate_of(answer.get("money") or {})
    kept_law = answer.get("kept_law")
    return {
        "incentives": [_incentive(one, rate, basis, lang, sources) for one in answer["incentives"]],
        "sources": sources_read(basis, sources),
        **_money_told(answer.get("money"), basis, lang),
        "kept_law": kept_law and _kept_law(kept_law, basis, lang),
    }


def basis_of(answer: Mapping[str, Any]) -> Basis:
    """Places of each rule, and of the ordinary rate."""
    found = {one["id"]: one["basis"] for one in answer["incentives"]}
    ordinary = answer.get("ordinary")
    return {**found, ORDINARY_RATE: ordinary["basis"]} if ordinary else found


def ordinary_pct(answer: Mapping[str, Any], year: int) -> Decimal:
    """The ordinary rate of corporate tax that a stored answer was reckoned at."""
    rows = (answer.get("ordinary") or BEFORE_RECORD)["rates"]
    figures = [Figure(Decimal(value), "pct", first, until) for first, until, value in rows]
    return figure_of({ORDINARY_RATE: figures}, ORDINARY_RATE, year)


def rate_of(stored: Mapping[str, Any]) -> Decimal | None:
    return Decimal(stored["usd_vnd"]) if stored.get("usd_vnd") else None


def rows_of(stored: Mapping[str, Any] | None) -> tuple[Row, ...]:
    """The sure rows of stored money."""
    return tuple(opened((stored or {}).get("sure", ())))


def sources_read(basis: Basis, sources: Mapping[str, Json]) -> dict[str, Json]:
    """The sources that these places name, by key."""
    named = dict.fromkeys(str(place.get("citation")) for places in basis.values() for place in places)
    return {key: sources[key] for key in named if key in sources}


def _incentive(
    stored: Mapping[str, Any], rate: Decimal | None, basis: Basis, lang: str, sources: Mapping[str, Json]
) -> Json:
    shown = {key: value for key, value in stored.items() if key not in INNER}
    rows = [told(row, rate, basis, lang) for row in opened(stored.get("schedule", ()))]
    places = [_with_source(place, sources) for place in stored["basis"]]
    return {
        **shown,
        "near_threshold": bool(stored.get("near_threshold")),
        "basis": places,
        "version": stored.get("version"),
        "schedule": rows,
    }


def _with_source(place: Json, sources: Mapping[str, Json]) -> Json:
    """A place of the law with where it opens and the day its source bears; null is not known."""
    source = sources.get(place.get("citation", ""), {})
    return {**place, "link": source.get("link"), "source_date": source.get("source_date")}


def _money_told(stored: Mapping[str, Any] | None, basis: Basis, lang: str) -> Json:
    if not stored:
        return {"schedule": [], "schedule_totals": None, "schedule_if": []}
    rate, year, rows = rate_of(stored), stored["year"], rows_of(stored)
    return {
        "schedule": [told(row, rate, basis, lang) for row in rows],
        "schedule_totals": sums(rows, rate, year, DISCOUNT_PCT),
        "schedule_if": [_if_told(one, rate, year, basis, lang) for one in stored["if"]],
    }


def _if_told(one: Mapping[str, Any], rate: Decimal | None, year: int, basis: Basis, lang: str) -> Json:
    rows = tuple(opened(one["rows"]))
    return {
        "hangs_on": one["hangs_on"],
        "incentives": one["rules"],
        "decided_by": one["decided_by"],
        "ceiling": one["ceiling"],
        "schedule": [told(row, rate, basis, lang) for row in rows],
        "totals": sums(rows, rate, year, DISCOUNT_PCT),
    }


def _kept_law(stored: Mapping[str, Any], basis: Basis, lang: str) -> Json:
    now = stored["now"]
    return {
        "locked_on": stored["on"],
        "by_current_law": {
            "incentives": [_without_end(one) for one in now["incentives"]],
            **_money_told(now["money"], basis, lang),
        },
    }


def _without_end(one: Mapping[str, Any]) -> Json:
    return {key: value for key, value in one.items() if key != "over_since"}
