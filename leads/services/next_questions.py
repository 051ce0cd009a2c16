"""What to ask an investor next: what each answer would settle of options, incentives and money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leads.matching.record import MatchResult

OF_THE_ZONE = "zone_status"  # the province decides it: never a question to an investor


def questions_of(result: MatchResult, answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The unknowns of a stored answer, most settling first: options told apart, then money, then incentives.

    Each is {"key": path in the request, "settles": [...]}; what it settles is options lost beyond a value, options an
    answer would open, incentives left open by it, or US dollars of savings that hang on it.
    """
    asked: list[dict[str, Any]] = [
        {"key": one.key, "options": one.options, "money": 0.0, "settles": [*_options(one)]} for one in result.questions
    ]
    asked += _of_law(answer)
    asked.sort(key=lambda one: (-one["options"], -one["money"], -len(one["settles"])))
    return [{"key": one["key"], "settles": one["settles"]} for one in asked]


def _options(question: Any) -> Iterator[dict[str, Any]]:
    if question.opens:
        yield {"what": "options_opened"}
    for stake in question.stakes:
        yield {"what": "options_lost", "beyond": stake.value, "plots": [list(codes) for codes in stake.plots]}


def _of_law(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The facts that open incentives hang on, each with what it would settle."""
    money = dict(_money(answer.get("schedule_if") or ()))
    by_fact: dict[str, list[str]] = {}
    for one in answer["incentives"]:
        for fact in one["missing"] if one["verdict"] == "unknown" else ():
            if fact != OF_THE_ZONE:
                by_fact.setdefault(fact, []).append(one["id"])
    for fact, incentives in by_fact.items():
        usd = money.get(fact, 0.0)
        settles: list[dict[str, Any]] = [{"what": "money", "usd": usd}] if usd else []
        settles += [{"what": "incentive", "id": key} for key in incentives]
        yield {"key": f"project.{fact}", "options": 0, "money": usd, "settles": settles}


def _money(hanging: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, float]]:
    """By fact, the largest saving of a schedule that hangs on it."""
    found: dict[str, float] = {}
    for one in hanging:
        saving = sum(row.get("saving_usd") or 0 for row in one["schedule"])
        for fact in one["hangs_on"]:
            found[fact] = max(found.get(fact, 0.0), saving)
    yield from found.items()
