"""Figures of a project that the schedules need, as the match form asks them: each optional, each a key of the facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.portal.fields import CURRENCIES, LONGEST, DayField, NumberField, YearField, YesNoField
from leads.portal.numbers import plain, read_number
from leads.vocabulary import FactSpec
from sitepages import figures

MOST_YEARS = 60
LINE = re.compile(r"\s*(?P<year>\d{4})\s*(?:[:;=\t]|\s)\s*(?P<amount>\S.*?)\s*")
UNITS = {"USD": "USD", "EUR": "EUR", "VND": "VND", "pct": "%"}
# Fieldsets as rows of one or two facts.
FIGURE_GROUPS = (
    (
        "plan",
        gettext_lazy("Profit plan, payroll, assets"),
        (
            ("profit_by_year_usd",),
            ("payroll_usd_year", "tangible_assets_usd"),
            ("rd_spend_usd_year", "tax_year"),
        ),
    ),
    (
        "scale",
        gettext_lazy("Size of the investment"),
        (
            ("capital_vnd", "project_revenue_vnd_bn_year"),
            ("disbursed_3y_vnd_bn", "disbursed_5y_vnd_bn"),
        ),
    ),
    (
        "rent",
        gettext_lazy("Land rent"),
        (
            ("lessor", "construction_years"),
            ("lease_decision_date", "land_rent_usd_year"),
            ("sublease_contract_date", "sublease_usd_year"),
        ),
    ),
    (
        "imports",
        gettext_lazy("Imports and duty"),
        (
            ("import_date", "production_start"),
            ("import_fixed_assets_usd", "duty_rate_fixed_pct"),
            ("import_materials_usd_year", "duty_rate_materials_pct"),
            ("import_research_goods_usd", "duty_rate_research_pct"),
        ),
    ),
    (
        "company",
        gettext_lazy("Small company or start-up"),
        (
            ("sme_status", "startup_status"),
            ("first_registration", "first_enterprise_certificate"),
            ("prior_year_revenue_vnd", "taxable_profit_vnd"),
        ),
    ),
    (
        "people",
        gettext_lazy("Salaries of talents"),
        (("talent_pit_usd_year", "talent_exempt_share_pct"), ("exempt_income_start",)),
    ),
    (
        "fund",
        gettext_lazy("Investment support fund"),
        (
            ("isf_first_year", "isf_choice"),
            ("isf_training_cost_usd_year", "isf_social_cost_usd_year"),
            ("isf_initial_cost_usd",),
        ),
    ),
)
FIGURE_FACTS = tuple(key for _key, _title, rows in FIGURE_GROUPS for row in rows for key in row)


class YearsField(forms.CharField):
    """Amounts by year, one a line -> {"2028": amount}; a loss has a minus."""

    def __init__(self, *, lang: str, **kwargs: Any) -> None:
        self.lang = lang
        widget = forms.Textarea({"class": "in", "rows": 5, "inputmode": "text", "autocomplete": "off"})
        super().__init__(widget=widget, required=False, **kwargs)

    def to_python(self, value: Any) -> dict[str, int | float] | None:
        lines = [line for line in (super().to_python(value) or "").splitlines() if line.strip()]
        if len(lines) > MOST_YEARS:
            raise ValidationError(_("At most %(most)s years."), params={"most": MOST_YEARS})
        found: dict[str, int | float] = {}
        for line in lines:
            year, amount = self._line(line)
            if year in found:
                raise ValidationError(_("The year %(year)s stands twice."), params={"year": year})
            found[year] = amount
        return found or None

    def _line(self, line: str) -> tuple[str, int | float]:
        parts = LINE.fullmatch(line) if len(line) <= 2 * LONGEST else None
        sign, text = ("-", parts["amount"][1:]) if parts and parts["amount"][0] in "-−" else ("", "")
        number = read_number(text or (parts["amount"] if parts else ""), self.lang)
        if parts is None or number is None:
            words = _("This line is not a year and an amount: %(line)s. For example %(example)s.")
            example = f"2029: {figures.number(2_500_000, None, self.lang)}"
            raise ValidationError(words, params={"line": line.strip()[:LONGEST], "example": example})
        return parts["year"], plain(-number if sign else number)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{year}: {_signed(amount, self.lang)}" for year, amount in sorted(value.items()))


def _signed(amount: float, lang: str) -> str:
    return f"{'-' if amount < 0 else ''}{figures.number(abs(amount), None, lang)}"


def figure_field(spec: FactSpec, lang: str) -> forms.Field:
    """A fact as a field with its short name; the question stands under it."""
    help_text = spec.question.of(lang)
    if spec.help.of(lang) and spec.type == "number":
        help_text = f"{help_text} {spec.help.of(lang)}"
    words = {"label": spec.label.of(lang), "help_text": help_text}
    match spec.type:
        case "map_year_number":
            one_a_line = _(
                "One year a line, as %(example)s; a loss with a minus. For the years after the last one the profit "
                "of every year holds, if you state it above."
            )
            example = f"2029: {figures.number(2_500_000, None, lang)}"
            words["help_text"] += " " + one_a_line % {"example": example}
            return YearsField(lang=lang, **words)
        case "number":
            return number_field(spec, lang, words)
        case "bool":
            return YesNoField(**words)
        case "date":
            return DayField(lang=lang, **words)
        case _:
            choices = [("", _("not known yet")), *spec.choices_in(lang)]
            return forms.CharField(required=False, widget=forms.Select({"class": "in"}, choices), **words)


def number_field(spec: FactSpec, lang: str, words: Mapping[str, Any]) -> forms.Field:
    """A number with its unit; a year is none: it has no thousands."""
    if spec.is_year:
        return YearField(number=True, **words)
    reads = spec.unit if spec.unit in CURRENCIES else ""
    return NumberField(lang=lang, unit=unit_words(spec.unit), reads=reads, **words)


def unit_words(unit: str) -> str:
    named = {"people": _("people"), "VND_bn": _("VND bn"), "years": _("years")}
    return named.get(unit, UNITS.get(unit, ""))
