"""One question of the six on one screen; its fields are the match form's own, its answers the API's request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.api.problems import by_path
from leads.api.validation import check
from leads.portal.careless import careless
from leads.portal.fields import heading
from leads.portal.match_form import (
    HECTARE,
    MatchForm,
    estimate_fields,
    fact_field,
    in_request,
    initial_of,
    land_fields,
    need_fields,
    put,
    sector_field,
)
from leads.vocabulary import Vocabulary

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 2_000
TEXT = "text"
ZONES = "zones"  # asked only where a plot, a list or a sheet filled them in: to be taken out again


@dataclass(frozen=True, slots=True)
class Step:
    """A question: its fields by their path in the request, and those folded away beside them."""

    key: str
    title: StrOrPromise
    hint: StrOrPromise
    fields: tuple[str, ...]
    folded: tuple[str, ...] = ()
    folded_title: StrOrPromise = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """Where its answers stand in the request."""
        return tuple(name for name in (*self.fields, *self.folded) if name not in {TEXT, "unit"})


STEPS = (
    Step(
        "what",
        gettext_lazy("What is the project?"),
        gettext_lazy(
            "In your own words, Vietnamese or English; the sector is found from them. Or choose it from the list, or "
            "enter a VSIC 2025 code."
        ),
        (TEXT, "sector"),
    ),
    Step(
        "land",
        gettext_lazy("How much land does it need?"),
        gettext_lazy("1 ha = 10,000 m². If only the floor area or the staff is known, we estimate and say so."),
        ("land.area_min_m2", "land.area_max_m2", "unit", "land.combine", ZONES),
        ("estimate_from.floor_m2", "estimate_from.staff"),
        gettext_lazy("Area not known: estimate it"),
    ),
    Step(
        "when",
        gettext_lazy("By when must the land be ready?"),
        gettext_lazy("The latest day on which ground and mains must be there."),
        ("needed_by",),
    ),
    Step(
        "utilities",
        gettext_lazy("How much power and water?"),
        gettext_lazy("At full operation. What is left empty stays unknown."),
        ("utilities.power_kva", "utilities.water_m3_day", "utilities.fibre_gbps"),
    ),
    Step(
        "who",
        gettext_lazy("Who invests, and how much?"),
        gettext_lazy("Country, capital and jobs decide which procedures and incentives apply."),
        ("project.origin", "project.capital_usd", "project.jobs"),
    ),
    Step(
        "years",
        gettext_lazy("When do revenue and profit begin?"),
        gettext_lazy("Only for the tax schedule year by year; a rough plan is enough."),
        ("project.first_revenue", "project.first_profit", "project.annual_profit_usd"),
    ),
)
BY_KEY = {step.key: step for step in STEPS}
limit_words = lazy(lambda: _("At most %(limit)s characters.") % {"limit": LONGEST}, str)


class StepForm(MatchForm):
    """One step over what was answered before; `request` is the whole after `is_valid()`.

    What this step leaves empty becomes unknown again; the other steps' answers stay.
    """

    def __init__(
        self, data: Any = None, *, step: Step, base: Mapping[str, Any], vocabulary: Vocabulary, lang: str, on: date
    ) -> None:
        self.step, self.base = step, base
        super().__init__(data, vocabulary=vocabulary, lang=lang, on=on, filled=base)
        known = self._known()
        names = [name for name in (*step.fields, *step.folded) if name in known and (name != ZONES or base.get(ZONES))]
        self.fields = {name: known[name] for name in names}
        self.initial = {name: value for name, value in initial_of(base).items() if name in self.fields}

    def _known(self) -> dict[str, forms.Field]:
        facts = self.vocabulary.facts
        text = forms.CharField(
            label=_("Your project in your own words"),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea({"class": "in", "rows": 4, "autocomplete": "off"}),
            error_messages={"max_length": limit_words()},
        )
        known: dict[str, forms.Field] = {TEXT: text, "sector": sector_field(self.vocabulary, self.lang)}
        known |= land_fields(self.vocabulary, self.lang) | need_fields(self.lang) | estimate_fields(self.lang)
        for path in (path for step in STEPS for path in step.paths if path.startswith("project.")):
            key = path.removeprefix("project.")
            if key in facts:
                known[path] = fact_field(facts[key], self.lang)
        return known

    def clean(self) -> dict[str, Any]:
        raw = without(self.base, self.step.paths)
        factor = 1 if self.cleaned_data.get("unit") == "m2" else HECTARE
        for path in self.step.paths:
            value = self.cleaned_data.get(path)
            if value in (None, "", []) or (path == "land.combine" and value):
                continue
            put(raw, path, in_request(path, value, factor))
        if (raw.get("land") or {}).keys() == {"combine"}:
            del raw["land"]
        checked = check(raw, self.vocabulary, on=self.on)
        slips = by_path(careless(raw, self.lang))
        for path, problem in {**slips, **checked.problems}.items():
            name = self._field_of(path)
            if name is not None and name not in self.errors:
                self.add_error(name, self._sentence(problem))
        self.request = raw if checked.problems else checked.request
        return self.cleaned_data

    def shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.step.fields if name in self.fields]

    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.step.folded if name in self.fields]

    def summary(self) -> Iterator[tuple[str, str, str]]:
        for name, errors in self.errors.items():
            for error in errors:
                yield str(self[name].auto_id), heading(str(self[name].label)), error


def without(request: Mapping[str, Any], paths: tuple[str, ...]) -> dict[str, Any]:
    """The request without these answers; groups that are empty then are left out."""
    left = deepcopy(dict(request))
    for path in paths:
        part, _dot, key = path.partition(".")
        if not key:
            left.pop(part, None)
        elif isinstance(left.get(part), dict):
            left[part].pop(key, None)
            if not left[part]:
                del left[part]
    return left
