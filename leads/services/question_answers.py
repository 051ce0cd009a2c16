"""What an answer pack says to each question of the message: rows of the plot's answer sheet, each with its source.

Kept in both languages as it was known on the day of issue; a row nobody has given stays unknown and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import translation

from leads.reading.questions import Question, Subject, questions_in
from leads.services.question_words import subject_book
from sitepages.land.answers import Answer, AnswerState
from sitepages.models import ParkSettings
from sitepages.services.answer_sheet import Sheet, answer_sheet
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on

Json = dict[str, Any]
LANGUAGES = ("vi", "en")
OF_A_PLOT = ("plot:", "computed:", "unknown")  # where a row's answer may differ from plot to plot
OF_THE_PARK = frozenset({"computed:land_rent_incentive", "computed:qdmtt_effect", "computed:expert_housing_plots"})


def answered_questions(*, message: str, answer: Mapping[str, Any], on: date) -> list[Json]:
    """Each question with the parts of the pack that speak of it and the rows that answer it, for the plots of the
    best option, else of the nearest miss; without any plot only what is the same in the whole park is answered.
    """
    asked = questions_in(message, subject_book())
    wanted = {row for one in asked for row in one.rows}
    rows = _rows(wanted, _plots(answer), on) if wanted else {}
    return [_kept(one, rows) for one in asked]


def _kept(question: Question, rows: Mapping[str, Json]) -> Json:
    return {
        "text": question.text,
        "topics": list(question.sections),
        "summed": list(question.summed),
        "rules": list(question.rules),
        "steps": list(question.steps),
        "unsaid": [_unsaid(one) for one in question.subjects if one.unsaid],
        "unread": list(question.unread),
        "answers": [rows[row] for row in question.rows if row in rows],
    }


def _unsaid(subject: Subject) -> Json:
    """What no row says, and the rules and steps that would say it if the pack has them."""
    names = dict(zip(LANGUAGES, subject.unsaid or (), strict=False))
    return {"name": names, "rules": list(subject.rules), "steps": list(subject.steps)}


def _plots(answer: Mapping[str, Any]) -> list[str]:
    match = answer.get("match") or {}
    best: Mapping[str, Any] = next(iter(match.get("options") or match.get("near_misses") or ()), {})
    return list(best.get("plots") or ())


def _rows(wanted: Iterable[str], plots: Sequence[str], on: date) -> dict[str, Json]:
    """Row key -> what it says, in both languages."""
    index = index_on(on, with_levels=ParkSettings.load())
    codes = list(plots) or [plot.code for plot in index.plots[:1]]
    land = facts_on(on, codes, zoning=index.zoning)
    if not land.plots:
        return {}
    sheets: dict[str, Sheet] = {}
    for lang in LANGUAGES:
        with translation.override(lang):
            sheets[lang] = answer_sheet(land, index, codes)
    vi, en = sheets["vi"], sheets["en"]
    found: dict[str, Json] = {}
    for place, row in enumerate(vi.questions):
        if row.key not in set(wanted):
            continue
        of_the_park = row.maps_to in OF_THE_PARK or not row.maps_to.startswith(OF_A_PLOT)
        columns = zip(vi.columns, en.columns, strict=True)
        cells = [_cell(code, theirs[place], ours[place]) for (code, theirs), (_same, ours) in columns]
        if of_the_park:
            cells = [{**cells[0], "plot": ""}]
        elif not plots:
            cells = [{**cells[0], "plot": ""}] if _nobody_knows(row.maps_to, cells) else []
        found[row.key] = {
            "key": row.key,
            "label": {lang: row.label(lang) for lang in LANGUAGES},
            "unit": row.unit,
            "cells": cells,
        }
    return found


def _nobody_knows(maps_to: str, cells: Sequence[Json]) -> bool:
    """Of no plot: not that it depends on the plot."""
    return maps_to == "unknown" and all(cell["state"] == AnswerState.UNKNOWN for cell in cells)


def _cell(code: str, vi: Answer, en: Answer) -> Json:
    return {
        "plot": code,
        "state": vi.state.value,
        "value": {"vi": _plain(vi.value), "en": _plain(en.value)},
        "day": isinstance(vi.value, date),
        "source": {"vi": vi.source, "en": en.source},
        "verified_on": _plain(vi.verified_on),
        "illustrative": vi.illustrative,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
