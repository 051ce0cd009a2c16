"""The form of a match: what visitors fill in becomes the API's request and goes through the API's validator.

Field names are the request's JSON paths, so a problem finds its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.api.problems import Problem, by_path, shown
from leads.api.validation import check
from leads.portal.careless import careless
from leads.portal.fields import DayField, NumberField, Stated, YearField, heading, stored
from leads.portal.money_fields import FIGURE_FACTS, FIGURE_GROUPS, figure_field, number_field
from leads.vocabulary import FactSpec, Vocabulary
from sitepages import figures

HECTARE = 10_000
AREAS = ("land.area_min_m2", "land.area_max_m2")
PROJECT_FACTS = ("origin", "project_kind")
LOCKED = "law_locked_on"  # the one fact of which the law counts the day, not the year
INCENTIVE_FACTS = (
    "capital_usd",
    "jobs",
    "rd_share_pct",
    "first_revenue",
    "first_profit",
    "annual_profit_usd",
    "group_revenue_eur",
    LOCKED,
)
# Fieldsets as rows of one or two fields.
GROUPS = (
    ("project", gettext_lazy("The project"), (("sector",), ("project.origin", "project.project_kind"))),
    (
        "land",
        gettext_lazy("Land"),
        (AREAS, ("unit", "needed_by"), ("land.combine",), ("land.max_plots",), ("zones",)),
    ),
    (
        "utilities",
        gettext_lazy("Utilities"),
        (
            ("utilities.power_kva", "utilities.fibre_gbps"),
            ("utilities.water_m3_day", "utilities.wastewater_m3_day"),
        ),
    ),
    (
        "estimate",
        gettext_lazy("Land or power not known yet?"),
        (
            ("estimate_from.floor_m2", "estimate_from.storeys"),
            ("estimate_from.staff", "estimate_from.shifts"),
            ("estimate_from.racks", "estimate_from.rack_density"),
        ),
    ),
    (
        "budget",
        gettext_lazy("Land budget"),
        (("budget.lease_usd_m2_max", "budget.lease_usd_max"), ("order",)),
    ),
    ("incentives", gettext_lazy("For the incentives"), tuple((f"project.{key}",) for key in INCENTIVE_FACTS)),
)
HINTS = {
    "land": gettext_lazy("1 ha = 10,000 m². Leave empty for no limit."),
    "estimate": gettext_lazy(
        "From floor area, staff or server racks we estimate what you left empty above, by published ratios. "
        "The answer shows each estimate and its range."
    ),
    "incentives": gettext_lazy("What is left empty stays unknown: the answer says what it would change."),
}
# Where the form knows better words than the API's reader needs.
SENTENCES = {
    "required": gettext_lazy("Choose a sector."),
    "unknown_sector": gettext_lazy("This sector is not on the list. Choose one of the list."),
    "retired_sector": gettext_lazy("This sector has not been in use since %(on)s. Choose another one."),
    "unknown_sector_close": gettext_lazy("This sector is not on the list. Choose one of the list."),
    "choice": gettext_lazy("This choice is not on the list. Choose one of the list."),
    "not_country": gettext_lazy("This country is not on the list. Choose one of the list."),
    "below_minimum": gettext_lazy("Enter %(bound)s or more, or leave empty for no limit."),
    "at_most": gettext_lazy("Must be %(bound)s or less."),
    "no_plot_so_small": gettext_lazy("No plot here is so small. Enter %(least)s or more, and look at the unit."),
    "beyond_the_park": gettext_lazy("The whole park has %(most)s. Look at the figure and its unit."),
    "no_such_price": gettext_lazy(
        "More than %(most)s for a square metre. If this is the sum for all the land, enter it as the highest total "
        "lease."
    ),
    "beyond_any_project": gettext_lazy(
        "More than %(most)s: no project here comes near. Look at the figure and its unit."
    ),
    "above": gettext_lazy("Enter more than %(bound)s, or leave empty if not known."),
}
NOT_LISTED = {"invalid_choice": SENTENCES["choice"]}


@dataclass(frozen=True)
class Group:
    """A fieldset as the template shows it."""

    key: str
    title: str
    hint: str
    rows: tuple[tuple[forms.BoundField, ...], ...]

    @property
    def open(self) -> bool:
        """Of a folded one: whether it has a value or an error to show."""
        return any(field.errors or field.value() not in (None, "") for row in self.rows for field in row)


class MatchForm(forms.Form):
    """Bound: `request` is the checked request after `is_valid()`. Unbound: filled from a request with `filled`."""

    use_required_attribute = False
    error_css_class = "has-err"

    def __init__(
        self, *args: Any, vocabulary: Vocabulary, lang: str, on: date, filled: Mapping[str, Any] | None = None
    ) -> None:
        self.vocabulary, self.lang, self.on = vocabulary, lang, on
        self.request: dict[str, Any] = {}
        super().__init__(*args, auto_id="f-%s", initial=initial_of(filled or {}))
        self.fields.update(
            land_fields(vocabulary, lang) | need_fields(lang) | estimate_fields(lang) | self._fact_fields()
        )

    def groups(self) -> list[Group]:
        return [Group(key, str(title), str(HINTS.get(key, "")), self._rows(rows)) for key, title, rows in GROUPS]

    def figure_groups(self) -> list[Group]:
        """The figures that only the schedules need, folded until one is given."""
        return [
            Group(key, str(title), "", self._rows([f"project.{key}" for key in row] for row in rows))
            for key, title, rows in FIGURE_GROUPS
        ]

    def _rows(self, rows: Iterable[Iterable[str]]) -> tuple[tuple[forms.BoundField, ...], ...]:
        """The fields the loaded law knows: before the first load it asks for nothing."""
        return tuple(tuple(self[name] for name in row if name in self.fields) for row in rows)

    def clean(self) -> dict[str, Any]:
        raw = self._as_request()
        checked = check(raw, self.vocabulary, on=self.on)
        slips = by_path(careless(checked.request, self.lang))
        for path, problem in (checked.problems or slips).items():
            name = self._field_of(path)
            if name is None or name not in self.errors:
                self.add_error(name, self._sentence(problem))
        self.request = checked.request
        return self.cleaned_data

    def _as_request(self) -> dict[str, Any]:
        """The cleaned values as the request the API would get."""
        clean = self.cleaned_data
        factor = 1 if clean.get("unit") == "m2" else HECTARE
        request: dict[str, Any] = {}
        for path, value in clean.items():
            if path == "unit" or value in (None, "", []):
                continue
            put(request, path, in_request(path, value, factor))
        if not clean.get("land.combine", True):
            request["land"].pop("max_plots", None)
        return request

    def _field_of(self, path: str) -> str | None:
        """The field a problem belongs to; list positions (`zones.1`) belong to the list."""
        return next((name for name in (path, path.rpartition(".")[0]) if name in self.fields), None)

    def _sentence(self, problem: Problem) -> str:
        if problem.path in AREAS and problem.facts.get("bound") is not None:
            facts = {**problem.facts, "bound": self._area(problem.facts["bound"])}
            return sentence(Problem(problem.path, problem.code, facts), self.lang)
        return sentence(problem, self.lang)

    def _area(self, bound: float) -> str:
        """In the unit the visitor chose."""
        if self.cleaned_data.get("unit") == "m2":
            return f"{figures.number(bound, None, self.lang)}{figures.NBSP}m²"
        return f"{figures.number(Decimal(str(bound)) / HECTARE, None, self.lang)}{figures.NBSP}ha"

    def _fact_fields(self) -> dict[str, forms.Field]:
        known = self.vocabulary.facts
        fields: dict[str, forms.Field] = {"sector": sector_field(self.vocabulary, self.lang)}
        for key in (*PROJECT_FACTS, *INCENTIVE_FACTS):
            if key in known:
                fields[f"project.{key}"] = fact_field(known[key], self.lang)
        for key in FIGURE_FACTS:
            if key in known:
                fields[f"project.{key}"] = figure_field(known[key], self.lang)
        return fields

    def summary(self) -> Iterator[tuple[str, str, str]]:
        """(field id or "", label, message) of each error, in the order of the page."""
        for error in self.non_field_errors():
            yield "", "", error
        asked = [name for _key, _title, rows in GROUPS for row in rows for name in row]
        for name in (*asked, *(f"project.{key}" for key in FIGURE_FACTS)):
            for error in self.errors.get(name, []):
                yield str(self[name].auto_id), heading(str(self[name].label)), error


def sentence(problem: Problem, lang: str) -> str:
    """What is wrong, in the words of a form."""
    if problem.code not in SENTENCES:
        return problem.sentence(lang)
    return str(SENTENCES[problem.code]) % {name: shown(value, lang) for name, value in problem.facts.items()}


def fact_field(spec: FactSpec, lang: str) -> forms.Field:
    """A fact of the vocabulary as a field, in the vocabulary's own words."""
    words = {"label": spec.question.of(lang), "help_text": spec.help.of(lang)}
    match spec.type:
        case "number":
            return number_field(spec, lang, words)
        case "date" if spec.key == LOCKED:
            return DayField(lang=lang, **words)
        case "date":
            return YearField(**words)
        case _:
            choices = spec.choices_in(lang)
            return forms.CharField(required=False, widget=_select([("", _("not known yet")), *choices]), **words)


def initial_of(request: Mapping[str, Any]) -> dict[str, Any]:
    """A stored request as the values of the form's fields."""
    values: dict[str, Any] = {"unit": "ha", "land.combine": True, "land.max_plots": "4", "order": "score"}
    for key, value in request.items():
        values |= {f"{key}.{name}": one for name, one in value.items()} if isinstance(value, dict) else {key: value}
    areas = [values[path] for path in AREAS if values.get(path) is not None]
    if areas and min(areas) < HECTARE:
        values["unit"] = "m2"
    elif areas:
        values |= {path: values[path] / HECTARE for path in AREAS if values.get(path) is not None}
    return values


def put(request: dict[str, Any], path: str, value: Any) -> None:
    part, _dot, key = path.partition(".")
    if key:
        request.setdefault(part, {})[key] = int(value) if path == "land.max_plots" else value
    else:
        request[part] = value


def in_request(path: str, value: Any, factor: int) -> Any:
    """A cleaned value as the request carries it; `factor`: of the unit of area that was chosen apart."""
    if path in AREAS and not isinstance(value, Stated):
        value = value * factor
    return stored(value)


def _select(choices: list[Any]) -> forms.Select:
    return forms.Select({"class": "in"}, choices)


def sector_field(vocabulary: Vocabulary, lang: str) -> forms.Field:
    titles = {"A": _("Digital activities"), "B": _("Services to the park")}
    by_group: dict[str, list[tuple[str, str]]] = {}
    for sector in vocabulary.sectors.values():
        title = titles.get(sector.group, sector.group)
        by_group.setdefault(title, []).append((sector.key, sector.name.of(lang)))
    choices = [("", _("Choose a sector")), *by_group.items()]
    return forms.CharField(
        label=_("Which sector is the project in?"),
        help_text=_("Pick the main one; if several, the one with the largest revenue."),
        required=False,
        widget=_select(choices),
    )


def land_fields(vocabulary: Vocabulary, lang: str) -> dict[str, forms.Field]:
    zones = [(code, f"{code} – {name.of(lang)}") for code, name in vocabulary.zones.items()]
    return {
        "unit": forms.CharField(label=_("Unit of area"), required=False, widget=_select([("ha", "ha"), ("m2", "m²")])),
        "land.area_min_m2": NumberField(lang=lang, reads="area", label=_("Smallest area")),
        "land.area_max_m2": NumberField(lang=lang, reads="area", label=_("Largest area")),
        "land.combine": forms.BooleanField(
            label=_("Adjoining plots may be joined"),
            help_text=_("Plots that share a boundary; a street between them separates."),
            required=False,
        ),
        "land.max_plots": forms.TypedChoiceField(
            label=_("At most how many plots"),
            required=False,
            choices=[(str(n), str(n)) for n in range(1, 9)],
            widget=forms.Select({"class": "in"}),
            error_messages=NOT_LISTED,
        ),
        "needed_by": DayField(lang=lang, label=_("Land needed by")),
        "zones": forms.MultipleChoiceField(
            label=_("Only in these functional zones"),
            help_text=_("Tick none to search wherever the sector is permitted."),
            required=False,
            choices=zones,
            widget=forms.CheckboxSelectMultiple,
            error_messages=NOT_LISTED,
        ),
    }


def estimate_fields(lang: str) -> dict[str, forms.Field]:
    densities = [("", _("standard, 5 to 8 kW")), ("dense", _("dense, for AI, 20 kW and more"))]
    return {
        "estimate_from.floor_m2": NumberField(lang=lang, unit="m²", reads="area", label=_("Floor area to be built")),
        "estimate_from.storeys": NumberField(lang=lang, label=_("Storeys"), help_text=_("Empty: as usual there.")),
        "estimate_from.staff": NumberField(lang=lang, unit=_("people"), label=_("People on site")),
        "estimate_from.shifts": NumberField(lang=lang, label=_("Shifts"), help_text=_("Empty: one shift.")),
        "estimate_from.racks": NumberField(lang=lang, label=_("Server racks")),
        "estimate_from.rack_density": forms.CharField(
            label=_("Kind of rack"), required=False, widget=_select(densities)
        ),
    }


def need_fields(lang: str) -> dict[str, forms.Field]:
    per_day = _("m³/day")
    return {
        "utilities.power_kva": NumberField(lang=lang, unit="kVA", reads="power", label=_("Power")),
        "utilities.water_m3_day": NumberField(lang=lang, unit=per_day, reads="water", label=_("Water")),
        "utilities.wastewater_m3_day": NumberField(lang=lang, unit=per_day, reads="water", label=_("Waste water")),
        "utilities.fibre_gbps": NumberField(lang=lang, unit="Gbps", reads="speed", label=_("Fibre")),
        "budget.lease_usd_m2_max": NumberField(
            lang=lang,
            unit="USD/m²",
            label=_("Highest price"),
            help_text=_("Paid once, for the remaining term."),
        ),
        "budget.lease_usd_max": NumberField(
            lang=lang,
            unit="USD",
            reads="USD",
            label=_("Highest total lease"),
            help_text=_("Area times price, paid once."),
        ),
        "order": forms.ChoiceField(
            label=_("Which options come first"),
            required=False,
            choices=[("score", _("the best overall")), ("cost", _("the cheapest")), ("area", _("the smallest"))],
            widget=forms.Select({"class": "in"}),
            error_messages=NOT_LISTED,
        ),
    }
