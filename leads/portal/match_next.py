"""What a result offers to do next: answer a question in place, move a weight, compare, see what changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leads.criteria import CRITERIA
from leads.matching.words_difference import versions
from leads.models import MatchRun
from leads.portal.adjust import AdjustForm
from leads.portal.match_words import fact_said, named, shown
from leads.ratios import RatioBook
from leads.services.differences import Changed
from leads.vocabulary import Vocabulary
from sitepages import figures

MOST_QUESTIONS = 6
MOST_TURNS = 3
COMPARED = 4
MOST_CHANGES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """Something not said, with the field that takes the answer; `settles` are whole sentences."""

    settles: tuple[str, ...]
    field: forms.BoundField


@dataclass(frozen=True, slots=True)
class SliderShown:
    """A weight: `value` per cent of the published one, `share` what it is of the score now."""

    path: str
    field_id: str
    name: str
    value: int
    share: str
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompareRow:
    """A criterion over the options compared: (what the option has, points or "")."""

    name: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EstimateShown:
    name: str
    value: str
    span: str
    how: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SinceShown:
    """What changed from the result this one was asked from, and that result's token; page and paper say the same."""

    token: str
    asked: tuple[tuple[str, str, str], ...]
    sentences: tuple[str, ...]
    versions: str


@dataclass(frozen=True, slots=True)
class NextSteps:
    questions: tuple[QuestionShown, ...]
    sliders: tuple[SliderShown, ...]
    order: str
    stability: tuple[str, ...]
    compare: tuple[CompareRow, ...]
    estimates: tuple[EstimateShown, ...]
    since: SinceShown | None
    errors: tuple[tuple[str, str, str], ...]
    notice: str


def asked_paths(answer: Mapping[str, Any]) -> list[str]:
    """What the page's forms may take: questions, weights, order."""
    questions = [one["key"] for one in answer["questions"]]
    return [*questions, *(f"weights.{key}" for key in CRITERIA), "order"]


def form_for(
    run: MatchRun, answer: Mapping[str, Any], *, vocabulary: Vocabulary, lang: str, on: date, data: Any = None
) -> AdjustForm:
    """The one form behind all small ones of the page; `data` may hold any part of it."""
    return AdjustForm(data, base=run.request, paths=asked_paths(answer), vocabulary=vocabulary, lang=lang, on=on)


def next_steps(
    run: MatchRun,
    answer: Mapping[str, Any],
    form: AdjustForm,
    *,
    book: RatioBook,
    since: Changed | None,
    lang: str,
    notice: str = "",
) -> NextSteps:
    return NextSteps(
        questions=tuple(questions_shown(answer, form, lang)),
        sliders=tuple(_sliders(run, answer, form, lang)),
        order=form["order"].data if form.is_bound and form["order"].data else run.request.get("order", "score"),
        stability=tuple(one["reason"] for one in answer["stability"])[:MOST_TURNS],
        compare=tuple(compare_rows(answer["options"][:COMPARED], lang)),
        estimates=tuple(_estimate(one, book, lang) for one in answer["assumed"].get("estimates", [])),
        since=_since(run, since, form.vocabulary, lang) if since else None,
        errors=form.summary() if form.is_bound else (),
        notice=notice,
    )


def questions_shown(answer: Mapping[str, Any], form: AdjustForm, lang: str) -> Iterator[QuestionShown]:
    asked = [one for one in answer["questions"] if one["key"] in form.fields]
    for one in asked[:MOST_QUESTIONS]:
        yield QuestionShown(tuple(_settled(one["key"], one["settles"], lang)), form[one["key"]])


def _settled(key: str, settles: Sequence[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """What an answer would settle, in two or three sentences."""
    lost = [one for one in settles if one["what"] == "options_lost"]
    if lost:
        yield from _lost(key, lost, lang)
    if any(one["what"] == "options_opened" for one in settles):
        yield _("With an area, adjoining plots can be joined and offered too.")
    for one in settles:
        if one["what"] == "money":
            yield _("Up to %(usd)s of savings hang on it.") % {"usd": figures.usd_short(one["usd"], lang)}
    incentives = sum(one["what"] == "incentive" for one in settles)
    if incentives:
        words = ngettext("It would settle %(n)s incentive.", "It would help to settle %(n)s incentives.", incentives)
        yield words % {"n": incentives}


BEYOND = {
    "needed_by": (gettext_lazy("Before %(value)s"), gettext_lazy("before %(value)s")),
    "budget.lease_usd_m2_max": (gettext_lazy("Below %(value)s"), gettext_lazy("below %(value)s")),
}
ABOVE = (gettext_lazy("Above %(value)s"), gettext_lazy("above %(value)s"))


def _lost(key: str, lost: Sequence[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """The first option to fall out, and the value beyond which none is left."""
    first, last = (shown(key, _outward(key, one["beyond"]), lang) for one in (lost[0], lost[-1]))
    starts, inside = BEYOND.get(key, ABOVE)
    plots = " + ".join(lost[0]["plots"][0])
    if len(lost) == 1:
        yield _("%(beyond)s, no option is left.") % {"beyond": str(starts) % {"value": last}}
    else:
        yield _("%(beyond)s, %(plots)s falls out first; %(all)s, no option is left.") % {
            "beyond": str(starts) % {"value": first},
            "plots": plots,
            "all": str(inside) % {"value": last},
        }


def _outward(key: str, value: Any) -> Any:
    """A price as it is shown, with one decimal, rounded up: stated so, it loses nothing."""
    return math.ceil(round(value * 10, 3)) / 10 if key == "budget.lease_usd_m2_max" else value


def _sliders(run: MatchRun, answer: Mapping[str, Any], form: AdjustForm, lang: str) -> Iterator[SliderShown]:
    """The criteria this request asks, from the first option; none where no option scores."""
    criteria = answer["options"][0]["criteria"] if answer["options"] else []
    moved = run.request.get("weights") or {}
    for one in criteria:
        path = f"weights.{one['key']}"
        if path in form.fields:
            bound = form[path]
            value = bound.data if form.is_bound and bound.data else round(100 * moved.get(one["key"], 1))
            share = f"{figures.number(100 * one['weight'], 1, lang)}%"
            yield SliderShown(path, bound.auto_id, str(CRITERIA[one["key"]]), value, share, tuple(bound.errors))


# A criterion's figure reads as the request's does.
READS_AS = {
    "price": "budget.lease_usd_m2_max",
    "ready": "needed_by",
    "area_fit": "land.area_min_m2",
    "power": "utilities.power_kva",
    "water": "utilities.water_m3_day",
    "wastewater": "utilities.wastewater_m3_day",
    "fibre": "utilities.fibre_gbps",
}


def compare_rows(options: Sequence[Mapping[str, Any]], lang: str) -> Iterator[CompareRow]:
    """Options side by side, by criterion; only worth it for two or more."""
    if len(options) < 2:
        return
    yield CompareRow(_("Area"), tuple((_area(one["area_m2"], lang), "") for one in options))
    yield CompareRow(_("Lease, once"), tuple((_usd(one["lease_usd"], lang), "") for one in options))
    for key in [one["key"] for one in options[0]["criteria"] if one["key"] in CRITERIA]:
        cells = [next(c for c in option["criteria"] if c["key"] == key) for option in options]
        yield CompareRow(str(CRITERIA[key]), tuple((_have(key, cell, lang), _points(cell, lang)) for cell in cells))
    yield CompareRow(_("Sum"), tuple(("", figures.number(100 * one["score"], 1, lang)) for one in options))


def _have(key: str, criterion: Mapping[str, Any], lang: str) -> str:
    value = criterion["fact"]["value"]
    if value is None:
        return _("not known")
    if key == "zone_fit":
        return _("encouraged") if value == "encouraged" else _("permitted")
    if key == "frontage":
        return f"{figures.number(value, 1, lang)}{figures.NBSP}m"
    return shown(READS_AS.get(key, key), value, lang)


def _points(criterion: Mapping[str, Any], lang: str) -> str:
    return figures.number(100 * criterion["contribution"], 1, lang)


def _area(value: float | None, lang: str) -> str:
    return _("not known") if value is None else figures.area(value, lang)


def _usd(value: float | None, lang: str) -> str:
    return _("not known") if value is None else figures.usd(value, lang)


def _estimate(one: Mapping[str, Any], book: RatioBook, lang: str) -> EstimateShown:
    formula = book.formulas.get(one["formula"])
    used = [book.ratios[key] for key in one["ratios"] if key in book.ratios]
    return EstimateShown(
        name=named(one["key"]),
        value=shown(one["key"], one["value"], lang),
        span=f"{shown(one['key'], one['low'], lang)} – {shown(one['key'], one['high'], lang)}",
        how=formula[0 if lang == "vi" else 1] if formula else one["formula"],
        sources=tuple(_ratio(ratio, lang) for ratio in used),
    )


def _ratio(ratio: Any, lang: str) -> str:
    name = ratio.vi if lang == "vi" else ratio.en
    low, typical, high = (figures.number(value, None, lang) for value in (ratio.low, ratio.typical, ratio.high))
    unit = ratio.unit.replace("_per_", "/").replace("_", " ")
    return f"{name}: {typical} ({low}–{high}) {unit}"


def _since(run: MatchRun, changed: Changed, vocabulary: Vocabulary, lang: str) -> SinceShown:
    asked = tuple(
        (_name(path, vocabulary, lang), _said(path, before, vocabulary, lang), _said(path, after, vocabulary, lang))
        for path, before, after in changed.asked
    )
    return SinceShown(
        token=run.previous.token if run.previous else "",
        asked=asked,
        sentences=tuple(_since_said(changed)) or (_("The options are the same."),),
        versions=versions(changed.versions, lang),
    )


def _since_said(changed: Changed) -> Iterator[str]:
    """Options first; the nearest change stands by itself, so that many options lost never hide it."""
    yield from changed.options[:MOST_CHANGES_SHOWN]
    more, verdicts = max(0, len(changed.options) - MOST_CHANGES_SHOWN), len(changed.verdicts)
    if more:
        yield ngettext("and %(n)s change more", "and %(n)s changes more", more) % {"n": more}
    if changed.nearest:
        yield changed.nearest
    if verdicts:
        words = ngettext("%(n)s incentive reads differently.", "%(n)s incentives read differently.", verdicts)
        yield words % {"n": verdicts}


def _said(path: str, value: Any, vocabulary: Vocabulary, lang: str) -> str:
    if path.startswith("weights."):
        return figures.percent(round(100 * (1 if value is None else value)), lang)  # nothing said: as published
    if value is None:
        return _("not said")
    part, _dot, key = path.partition(".")
    if part == "project" and key in vocabulary.facts:
        return fact_said(vocabulary.facts[key], value, lang)
    if path == "sector" and value in vocabulary.sectors:
        return vocabulary.sectors[value].name.of(lang)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return shown(path, value, lang)


def _name(path: str, vocabulary: Vocabulary, lang: str) -> str:
    """The reader's name of a request path: criteria and facts by their own names."""
    part, _dot, key = path.partition(".")
    if part == "weights" and key in CRITERIA:
        return _("Weight: %(criterion)s") % {"criterion": CRITERIA[key]}
    if part == "project" and key in vocabulary.facts:
        return vocabulary.facts[key].label.of(lang)
    return named(path)
