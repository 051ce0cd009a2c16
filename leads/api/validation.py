"""One validator for the API and the form: a request as read -> the request to run, or what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from leads.api.problems import BODY, Problem, by_path
from leads.api.schemas import MatchRequest, calendar_day
from leads.matching.requirement import with_defaults
from leads.matching.score import asked_criteria
from leads.vocabulary import FactSpec, RetiredSector, Vocabulary

# pydantic's error types in our words; a custom error's type is our code already.
CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_key",
    "string_type": "not_text",
    "float_type": "not_number",
    "float_parsing": "not_number",
    "int_type": "not_whole",
    "int_from_float": "not_whole",
    "int_parsing_size": "not_whole",
    "finite_number": "not_finite",
    "bool_type": "not_bool",
    "list_type": "not_list",
    "model_type": "not_object",
    "model_attributes_type": "not_object",
    "dict_type": "not_object",
    "greater_than": "above",
    "greater_than_equal": "at_least",
    "less_than_equal": "at_most",
    "literal_error": "choice",
    "too_long": "too_long",
    "string_too_long": "text_too_long",
    "not_time": "not_time",
    "not_date": "not_date",
    "date_range": "date_range",
    "empty_list": "empty_list",
}
LONGEST_PATH = 80
PEOPLE = "people"
BASES = {"floor_m2", "staff", "racks"}
ESTIMATED = ("area_fit", "power", "water", "wastewater")  # criteria that an estimate brings in


@dataclass(frozen=True, slots=True)
class Checked:
    """Either a request to run (given keys only, empty ones dropped) or problems by path, never both."""

    request: dict[str, Any]
    problems: dict[str, Problem]


def check(raw: object, vocabulary: Vocabulary, *, on: date) -> Checked:
    """Name everything wrong with a request at once, first problem per field; `on` is the day asked if it names none."""
    problems = by_path([*_shape(raw), *_words(raw, vocabulary), *_sense(raw, on)])
    if problems or not isinstance(raw, dict):
        return Checked({}, problems)
    request = _given(raw)
    if _weighs_nothing(request):
        return Checked({}, {"weights": Problem("weights", "no_weight")})
    return Checked(request, {})


def _weighs_nothing(request: Mapping[str, Any]) -> bool:
    """Whether every criterion asked, or that an estimate may ask, is left out by the sliders."""
    need, _assumed = with_defaults(request)
    estimated = ESTIMATED if BASES & request.get("estimate_from", {}).keys() else ()
    return not any(need.multipliers.get(key, 1) for key in (*asked_criteria(need), *estimated))


def pydantic_problems(errors: list[Any], skip: int = 0) -> Iterator[Problem]:
    """pydantic's errors as ours; `skip` leading parts of the location are not the reader's business."""
    for error in errors:
        path = ".".join(str(part) for part in error["loc"][skip:])[:LONGEST_PATH] or BODY
        code = CODES.get(error["type"], "invalid") if error.get("input", ...) is not None else "required"
        yield Problem(path, code, _bounds(error.get("ctx") or {}))


def _bounds(context: Mapping[str, Any]) -> dict[str, Any]:
    bound = next((context[name] for name in ("gt", "ge", "le", "max_length") if name in context), None)
    allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    return {"bound": bound, "allowed": allowed}


def _shape(raw: object) -> Iterator[Problem]:
    try:
        MatchRequest.model_validate(raw)
    except ValidationError as refused:
        yield from pydantic_problems(refused.errors(include_url=False))


def _words(raw: object, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Keys and values the vocabulary does not know."""
    if not isinstance(raw, dict):
        return
    sector, zones = raw.get("sector"), raw.get("zones")
    if isinstance(sector, str) and sector in vocabulary.retired:
        yield _retired_sector(vocabulary.retired[sector], vocabulary)
    elif isinstance(sector, str) and sector not in vocabulary.sectors:
        yield _unknown_sector(sector, vocabulary)
    if isinstance(zones, list):
        yield from _unknown_zones(zones, vocabulary)
    for part in ("project", "assume"):
        if isinstance(raw.get(part), dict):
            yield from _facts(part, raw[part], vocabulary)


def _unknown_sector(written: str, vocabulary: Vocabulary) -> Problem:
    close = vocabulary.close_sectors(written)
    if close:
        return Problem("sector", "unknown_sector_close", {"allowed": close})
    return Problem("sector", "unknown_sector", {"allowed": list(vocabulary.sectors)})


def _retired_sector(sector: RetiredSector, vocabulary: Vocabulary) -> Problem:
    """With those named like it: the data names no successor."""
    close = vocabulary.close_sectors(sector.name.en) or list(vocabulary.sectors)
    return Problem("sector", "retired_sector", {"on": sector.since, "allowed": close})


def _unknown_zones(codes: list[Any], vocabulary: Vocabulary) -> Iterator[Problem]:
    for code in codes:
        if isinstance(code, str) and code not in vocabulary.zones:
            yield Problem("zones", "unknown_zone", {"zone": code[:20], "allowed": list(vocabulary.zones)})


def _facts(part: str, given: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[Problem]:
    for key, value in given.items():
        path = f"{part}.{key}"[:LONGEST_PATH]
        spec = vocabulary.facts.get(key)
        if key == "sector" and part == "project":
            yield Problem(path, "sector_in_project")
        elif spec is None:
            yield Problem(path, "unknown_key")
        elif (spec.scope == "zone") != (part == "assume"):
            yield Problem(path, "zone_fact" if spec.scope == "zone" else "not_zone_fact")
        elif value is not None and (wrong := _value(spec, value)):
            yield Problem(path, *wrong)


def _value(spec: FactSpec, value: Any) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with a fact's value, as code and facts."""
    match spec.type:
        case "bool":
            return None if isinstance(value, bool) else ("not_bool", {})
        case "number":
            wrong = _number(value, spec.minimum, spec.maximum)
            if wrong is None and spec.unit == PEOPLE and value != int(value):
                return "not_whole", {}
            return _of_a_year(value, wrong) if spec.is_year else wrong
        case "date":
            return _day(value)
        case "map_year_number":
            return _by_year(value, spec)
        case "set":
            return _set(value, spec)
        case _:
            return _choice(value, spec)


def _number(value: Any, minimum: float | None, maximum: float | None) -> tuple[str, dict[str, Any]] | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "not_number", {}
    if isinstance(value, float) and not math.isfinite(value):
        return "not_finite", {}
    if minimum is not None and value < minimum:
        return "at_least", {"bound": minimum}
    if maximum is not None and value > maximum:
        return "at_most", {"bound": maximum}
    return None


def _of_a_year(value: Any, wrong: tuple[str, dict[str, Any]] | None) -> tuple[str, dict[str, Any]] | None:
    """A year is whole, and its bounds are years too: text, not numbers with a mark of thousands."""
    if wrong is None:
        return None if value == int(value) else ("not_whole", {})
    code, facts = wrong
    return code, {name: f"{year:.0f}" for name, year in facts.items()}


def _day(value: Any) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(value, str):
        return "not_date", {}
    try:
        calendar_day(value)
    except PydanticCustomError as wrong:
        return wrong.type, {}
    return None


def _choice(value: Any, spec: FactSpec) -> tuple[str, dict[str, Any]] | None:
    if isinstance(value, str) and value in spec.choices:
        return None
    return ("not_country", {}) if spec.key == "origin" else ("choice", {"allowed": list(spec.choices)})


def _set(value: Any, spec: FactSpec) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(value, list):
        return "not_list", {}
    if not value:
        return "empty_list", {}
    known = all(isinstance(one, str) and one in spec.choices for one in value)
    return None if known else ("choice", {"allowed": list(spec.choices)})


def _by_year(value: Any, spec: FactSpec) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(value, dict) or not value or not all(re.fullmatch("2[01][0-9]{2}", year) for year in value):
        return "not_years", {}
    wrong = (_number(amount, spec.minimum or -1e12, spec.maximum or 1e12) for amount in value.values())
    return next((one for one in wrong if one), None)


def _given(raw: dict[str, Any]) -> dict[str, Any]:
    """The keys that say something: null and empty parts are the same as absent."""
    kept = {key: _given(value) if isinstance(value, dict) else value for key, value in raw.items()}
    return {key: value for key, value in kept.items() if value is not None and value != {}}


def _sense(raw: object, on: date) -> Iterator[Problem]:
    """What no single field shows, asked only of values that make sense by themselves."""
    if not isinstance(raw, dict):
        return
    day, needed_by = raw.get("on") or on.isoformat(), raw.get("needed_by")
    if _day(day) is None and _day(needed_by) is None and needed_by < day:
        yield Problem("needed_by", "before_on", {"on": date.fromisoformat(day)})
    project = raw["project"] if isinstance(raw.get("project"), dict) else {}
    locked = project.get("law_locked_on")
    if _day(day) is None and _day(locked) is None and locked > day:
        yield Problem("project.law_locked_on", "locked_later", {"on": date.fromisoformat(day)})
    revenue, profit = project.get("first_revenue"), project.get("first_profit")
    if _day(revenue) is None and _day(profit) is None and profit[:4] < revenue[:4]:
        yield Problem("project.first_profit", "before_revenue", {"on": date.fromisoformat(revenue)})
    land = raw["land"] if isinstance(raw.get("land"), dict) else {}
    least, most = land.get("area_min_m2"), land.get("area_max_m2")
    if _number(least, 0, None) is None and _number(most, 0, None) is None and most < least:
        yield Problem("land.area_max_m2", "below_minimum", {"bound": least})
