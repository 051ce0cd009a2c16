"""What a figure of law may not say, in the reader's language: the faults of limits.py as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sitepages import figures
from sitepages.incentives.benefit_words import STARTS, TAXES
from sitepages.incentives.limits import Fault
from sitepages.incentives.words import pick
from sitepages.language import site_language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "amount_unknown": gettext_lazy("This is none of the kinds of benefit that can be reckoned."),
    "amount_of_tax": gettext_lazy("This kind of benefit does not fit the field “%(tax)s”."),
    "figure_missing": gettext_lazy("A figure is needed here: only a grant's may still be unknown."),
    "figure_of_table": gettext_lazy("A progressive table has no single figure: leave it empty."),
    "figure_exactly": gettext_lazy("The figure here is always %(wanted)s, not %(value)s."),
    "figure_between": gettext_lazy("%(value)s is not possible: more than %(least)s and at most %(most)s is meant."),
    "figure_from": gettext_lazy("%(value)s is not possible: %(least)s to %(most)s is meant."),
    "figure_whole": gettext_lazy("%(value)s is not possible: a whole number is meant."),
    "year": gettext_lazy("Year %(year)s is not possible: years run from 1 to %(most)s."),
    "years_backwards": gettext_lazy("Year %(last)s lies before year %(first)s, with which it begins."),
    "event_missing": gettext_lazy("Say from which event the years are counted."),
    "event_of_tax": gettext_lazy("The years of “%(tax)s” cannot be counted “%(event)s”."),
    "event_passes": gettext_lazy("No later year is counted “%(event)s”: begin with year 1."),
    "fallback_event": gettext_lazy("This belongs only to years counted from the first taxable income."),
    "fallback_half": gettext_lazy("Fill in both, or neither: within how many years, and from which year then."),
    "fallback_early": gettext_lazy("Year %(then)s must come after the %(within)s years without taxable income."),
    "object": gettext_lazy("This does not fit the field “%(tax)s”."),
    "months": gettext_lazy("Only personal income tax is counted in months."),
    "length": gettext_lazy("Only the years of construction, from the decision to lease, can give the length."),
    "overlap": gettext_lazy("Segments %(other)s and %(row)s say two things of the same year: let one end first."),
    "unit": gettext_lazy("This fact is given in %(unit)s; choose a unit that can be compared with it."),
    "threshold_number": gettext_lazy("A number is needed."),
    "threshold_low": gettext_lazy("%(value)s is not possible: the fact is never less than %(low)s."),
    "threshold_high": gettext_lazy("%(value)s is not possible: the fact is never more than %(high)s."),
    "dates_backwards": gettext_lazy("The end must lie after the beginning."),
    "day_range": gettext_lazy("A day from %(first)s to %(last)s is meant."),
    "tax_year_range": gettext_lazy("A tax year from %(first)s to %(last)s is meant."),
    "verified_ahead": gettext_lazy("Nobody has verified it yet on a day to come (%(day)s): today at the latest."),
    "days_backwards": gettext_lazy("The end must lie after the beginning."),
}
READABLE = 10**15  # beyond, a figure is told by its powers of ten; NaN too
LABELS = {"tax": TAXES, "event": STARTS}


def fault_words(fault: Fault) -> str:
    """The fault as a sentence, without where it stands."""
    row = "" if fault.row is None else fault.row + 1
    return str(SENTENCES[fault.code]) % {"row": row, **{name: _shown(name, one) for name, one in fault.facts.items()}}


def fault_place(fault: Fault) -> str:
    """Where it stands in the draft."""
    if fault.part == "benefits" and fault.row is not None:
        return _("Segment %(number)s") % {"number": fault.row + 1}
    places = {
        "conditions": _("Conditions"),
        "condition": _("Conditions"),
        "value": _("Value"),
        "verified_on": _("Verified on"),
        "not_before": _("or: fails before the day"),
        "applies_from_tax_year": _("Applied from tax year"),
    }
    return places.get(fault.part, _("In force"))


def errors_of(faults: Iterable[Fault]) -> dict[str, ValidationError]:
    """The errors of a struct of blocks, by its fields."""
    told: dict[str, list[str]] = {}
    for fault in faults:
        told.setdefault(fault.name, []).append(fault_words(fault))
    return {name: ValidationError(texts) for name, texts in told.items()}


def _shown(name: str, value: Any) -> str:
    lang = site_language()
    if name in LABELS:
        return pick(lang, *LABELS[name][value])
    if name == "unit":
        return unit_words(value)
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return figures.day(value, lang)
    return figures.number(value, None, lang) if abs(value) < READABLE else f"{float(value):g}"


def unit_words(unit: str) -> str:
    """A unit of the vocabulary."""
    words = {
        "VND_bn": _("VND bn"),
        "pct": _("%"),
        "people": _("people"),
        "years": _("years"),
        "year": _("calendar year"),
    }
    return words.get(unit, unit)
