"""What a screen of the six questions shows: a frozen value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.matching.record import from_json
from leads.matching.words_relief import in_the_way
from leads.models import MatchRun, Triage
from leads.portal.match_words import fact_said, named, shown
from leads.portal.triage_form import STEPS, ZONES, Step, StepForm
from leads.reading.sectors import Found
from leads.services.differences import WITHOUT_MEANING, flat
from leads.services.matching import matched
from leads.services.triage import SOURCE, over_at
from leads.vocabulary import Vocabulary
from sitepages import figures

FIRST = STEPS[0].key


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A sector the words may mean, with those words."""

    key: str
    name: str
    because: str


@dataclass(frozen=True, slots=True)
class Said:
    """An answer so far, and the step where it is changed."""

    name: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class TriagePage:
    """`progress`: a state per step (done, now, later); `resume`: the whole address, once there is one."""

    title: str
    hint: str
    number: int
    steps: int
    progress: tuple[str, ...]
    action: str
    back: str
    fields: tuple[BoundField, ...]
    folded: tuple[BoundField, ...]
    folded_title: str
    folded_open: bool
    suggestions: tuple[Suggestion, ...]
    not_found: bool
    errors: tuple[tuple[str, str, str], ...]
    notices: tuple[str, ...]
    said: tuple[Said, ...]
    fits: str
    resume: str
    until: str
    carried: tuple[tuple[str, str], ...]
    all_at_once: str


@dataclass(frozen=True, slots=True)
class MorePage:
    """One question beyond the six: only such whose answer changes something. `settles`: whole sentences."""

    headline: str
    field: BoundField
    settles: tuple[str, ...]
    left: str
    action: str
    result: str
    back: str
    errors: tuple[tuple[str, str, str], ...]
    resume: str
    until: str


def triage_page(
    triage: Triage | None,
    form: StepForm,
    *,
    found: Sequence[Found] = (),
    asked_words: bool = False,
    carried: Sequence[tuple[str, str]] = (),
    notices: Sequence[str] = (),
    now: datetime,
) -> TriagePage:
    """`found`: sectors read from the words; `asked_words`: whether there were words to read."""
    step, lang, vocabulary = form.step, form.lang, form.vocabulary
    place = STEPS.index(step)
    folded = tuple(form.folded())
    return TriagePage(
        title=str(step.title),
        hint=str(step.hint),
        number=place + 1,
        steps=len(STEPS),
        progress=tuple(_state(index, place, triage) for index in range(len(STEPS))),
        action=step_url(triage, step.key) if triage else reverse("match-ask"),
        back=step_url(triage, STEPS[place - 1].key) if triage and place else reverse("match"),
        fields=tuple(form.shown()),
        folded=folded,
        folded_title=str(step.folded_title),
        folded_open=any(field.errors or field.value() for field in folded),
        suggestions=tuple(_suggestion(one, vocabulary, lang) for one in found if one.key in vocabulary.sectors),
        not_found=asked_words and not found,
        errors=tuple(form.summary()) if form.is_bound else (),
        notices=tuple(notices),
        said=tuple(said(triage, vocabulary, lang)) if triage else (),
        fits=fits_now(triage.request, lang, now) if triage and "sector" in triage.request else "",
        resume=resume_address(triage) if triage else "",
        until=_until(triage, lang) if triage else "",
        carried=tuple(carried),
        all_at_once=reverse("match"),
    )


def _state(index: int, place: int, triage: Triage | None) -> str:
    if index == place:
        return "now"
    return "done" if triage and STEPS[index].key in triage.seen else "later"


def step_url(triage: Triage, step: str) -> str:
    return reverse("match-ask-step", args=[triage.token, step])


def resume_address(triage: Triage) -> str:
    return settings.SITE_URL + reverse("match-ask-resume", args=[triage.token])


def _until(triage: Triage, lang: str) -> str:
    return figures.day(over_at(triage).astimezone(figures.PARK_TIME).date(), lang)


def _suggestion(found: Found, vocabulary: Vocabulary, lang: str) -> Suggestion:
    quoted = ", ".join(f"“{words}”" for words in found.because[:2])
    return Suggestion(found.key, vocabulary.sectors[found.key].name.of(lang), _("from: %(words)s") % {"words": quoted})


def said(triage: Triage, vocabulary: Vocabulary, lang: str) -> Iterator[Said]:
    """Every answer in the order of the questions, then what was filled in beside them, with where to change it."""
    values = dict(flat(triage.request))
    for step in STEPS:
        for path in step.paths:
            if path in values:
                url = step_url(triage, step.key)
                yield Said(name_of(path, vocabulary, lang), value_of(path, values.pop(path), vocabulary, lang), url)
    whole = f"{reverse('match')}?ask={triage.token}"
    for path, value in values.items():
        if path not in WITHOUT_MEANING:
            yield Said(name_of(path, vocabulary, lang), value_of(path, value, vocabulary, lang), whole)


def name_of(path: str, vocabulary: Vocabulary, lang: str) -> str:
    spec = vocabulary.facts.get(path.removeprefix("project."))
    return spec.label.of(lang) if spec else named(path)


def value_of(path: str, value: Any, vocabulary: Vocabulary, lang: str) -> str:
    if path == "sector":
        word = vocabulary.sectors.get(value)
        return word.name.of(lang) if word else str(value)
    if path == ZONES:
        return zone_names(value, vocabulary, lang)
    spec = vocabulary.facts.get(path.removeprefix("project."))
    if spec and not isinstance(value, list | dict) and value in spec.choices:
        return spec.choices[value].of(lang)
    if spec and spec.type == "date":
        return str(value)[:4]
    if spec and spec.unit == "USD" and isinstance(value, int | float):
        return figures.usd_short(value, lang)
    if spec and path.startswith("project."):
        return fact_said(spec, value, lang)
    return shown(path, value, lang)


def zone_names(codes: Sequence[str], vocabulary: Vocabulary, lang: str) -> str:
    """Zones by code and name."""
    named_zones = (
        f"{code} – {vocabulary.zones[code].of(lang)}" if code in vocabulary.zones else code for code in codes
    )
    return ", ".join(named_zones)


def fits_now(request: Mapping[str, Any], lang: str, now: datetime) -> str:
    """What the engine says of the answers so far; nothing is stored."""
    match = matched(request=dict(request), source=SOURCE, now=now).answer["match"]
    options = match["options"]
    if options:
        words = ngettext(
            "With these answers %(n)s option fits: %(best)s.",
            "With these answers %(n)s options fit; the best is %(best)s.",
            len(options),
        )
        return words % {"n": len(options), "best": " + ".join(options[0]["plots"])}
    return " ".join([_("With these answers nothing fits yet."), *in_the_way(from_json(match), lang)])


def more_page(triage: Triage, run: MatchRun, asked: Sequence[Any], headline: str, *, lang: str) -> MorePage | None:
    """The weightiest question not passed over; None when no answer would change anything more.

    `asked`: QuestionShown, most settling first.
    """
    open_ones = [one for one in asked if one.field.name not in triage.left_open]
    if not open_ones:
        return None
    first = open_ones[0]
    words = ngettext(
        "%(n)s question would still change something.", "%(n)s questions would still change something.", len(open_ones)
    )
    return MorePage(
        headline=headline,
        field=first.field,
        settles=first.settles,
        left=words % {"n": len(open_ones)},
        action=reverse("match-ask-more", args=[triage.token]),
        result=reverse("match-result", args=[run.token]),
        back=step_url(triage, STEPS[-1].key),
        errors=tuple((first.field.auto_id, str(first.field.label), error) for error in first.field.errors),
        resume=resume_address(triage),
        until=_until(triage, lang),
    )


def next_step(triage: Triage, step: Step) -> str:
    """The step after this one; empty after the last."""
    place = STEPS.index(step) + 1
    return STEPS[place].key if place < len(STEPS) else ""


def first_open(triage: Triage) -> str:
    """Where answering goes on: the first step not seen; empty when all were."""
    if "sector" not in triage.request:
        return FIRST
    return next((step.key for step in STEPS if step.key not in triage.seen), "")
