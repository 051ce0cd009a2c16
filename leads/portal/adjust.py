"""A result changed in place: one answer more, other weights, another order; nothing else of the request is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django import forms

from leads.api.problems import Problem, by_path
from leads.api.validation import check
from leads.criteria import CRITERIA
from leads.matching.values import MOST_MULTIPLIER, WEIGHTS
from leads.portal.careless import careless
from leads.portal.fields import DayField, YesNoField, heading, stored
from leads.portal.match_form import INCENTIVE_FACTS, MatchForm, fact_field, land_fields, need_fields, put, sentence
from leads.services.differences import flat
from leads.vocabulary import FactSpec, Vocabulary

PER_CENT = 100
MOST_SLIDER = int(MOST_MULTIPLIER * PER_CENT)
ASKED_IN_PLACE = ("number", "date", "bool", "choice")


class AdjustForm(forms.Form):
    """Fields named by their path in the request; what is left empty leaves the request as it was.

    Bound: `request` is the whole checked request after `is_valid()`.
    """

    use_required_attribute = False
    error_css_class = "has-err"

    def __init__(
        self,
        data: Any = None,
        *,
        base: Mapping[str, Any],
        paths: Iterable[str],
        vocabulary: Vocabulary,
        lang: str,
        on: date,
    ) -> None:
        self.base, self.vocabulary, self.lang, self.on = base, vocabulary, lang, on
        self.request: dict[str, Any] = {}
        super().__init__(data, auto_id="a-%s")
        known = land_fields(vocabulary, lang) | need_fields(lang)
        for path in paths:
            field = known.get(path) or self._fact(path) or self._slider(path)
            if field:
                self.fields[path] = field

    def _fact(self, path: str) -> forms.Field | None:
        part, _dot, key = path.partition(".")
        spec = self.vocabulary.facts.get(key) if part == "project" else None
        return fact_in_place(spec, self.lang) if spec else None

    def _slider(self, path: str) -> forms.Field | None:
        part, _dot, key = path.partition(".")
        if part != "weights" or key not in WEIGHTS:
            return None
        wrong = {
            "min_value": Problem(path, "at_least", {"bound": 0}),
            "max_value": Problem(path, "at_most", {"bound": MOST_SLIDER}),
            "invalid": Problem(path, "not_whole"),
        }
        return forms.IntegerField(
            label=str(CRITERIA[key]),
            required=False,
            min_value=0,
            max_value=MOST_SLIDER,
            error_messages={code: problem.sentence(self.lang) for code, problem in wrong.items()},
        )

    def clean(self) -> dict[str, Any]:
        request = deepcopy({key: value for key, value in self.base.items() if key != "on"})
        for path, value in self.cleaned_data.items():
            if value not in (None, "", []) and (path, value) != ("order", self.base.get("order", "score")):
                put(request, path, value / PER_CENT if path.startswith("weights.") else stored(value))
        _drop_plain_weights(request)
        checked = check(request, self.vocabulary, on=self.on)
        slips = {path: one for path, one in by_path(careless(request, self.lang)).items() if path in self.fields}
        for path, problem in {**slips, **checked.problems}.items():
            self.add_error(path if path in self.fields else None, sentence(problem, self.lang))
        self.request = checked.request
        return self.cleaned_data

    def summary(self) -> tuple[tuple[str, str, str], ...]:
        """(field id or "", label, message) of each error."""
        return tuple(
            (*((str(self[name].auto_id), heading(str(self[name].label))) if name in self.fields else ("", "")), error)
            for name, errors in self.errors.items()
            for error in errors
        )


def fact_in_place(spec: FactSpec, lang: str) -> forms.Field | None:
    """A fact as one small field; None for those that need a list of their own."""
    if spec.type not in ASKED_IN_PLACE:
        return None
    words = {"label": spec.question.of(lang), "help_text": spec.help.of(lang)}
    if spec.type == "bool":
        return YesNoField(**words)
    if spec.type == "date" and spec.key not in INCENTIVE_FACTS:
        return DayField(lang=lang, **words)
    return fact_field(spec, lang)


def _drop_plain_weights(request: dict[str, Any]) -> None:
    """A weight moved back to the published one is not a wish."""
    weights = {key: value for key, value in (request.get("weights") or {}).items() if value != 1}
    request.pop("weights", None)
    if weights:
        request["weights"] = weights


def kept_beside(form: MatchForm, base: Mapping[str, Any]) -> dict[str, Any]:
    """The full form's request with what the stored one said and the form does not ask (sliders, further facts).

    What no longer makes sense beside the new answers is left out.
    """
    beside = [(path, value) for path, value in flat(base) if path not in form.fields and path not in {"on", "lang"}]
    for _try in range(2):
        request = deepcopy(form.request)
        for path, value in beside:
            put(request, path, value)
        checked = check(request, form.vocabulary, on=form.on)
        if not checked.problems:
            return checked.request
        beside = [(path, value) for path, value in beside if path not in checked.problems]
    return form.request
