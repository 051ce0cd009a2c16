"""A routing rule in words, for the page that keeps them and for the record of what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.countries import country_name
from leads.routing.cases import Case, cases_of
from leads.services.names import NameBook
from leads.services.questions import question_name
from leads.services.routing_words import LANGUAGES
from leads.services.rules import RuleRow
from sitepages import figures
from sitepages.language import site_language


def when_in_words(row: RuleRow, names: NameBook) -> tuple[str, ...]:
    """One phrase per case, of which one must hold."""
    cases = cases_of(row.when)
    if cases is None:
        return (_("a condition the form cannot show: %(when)s") % {"when": row.when},)
    return tuple(_case(case, names) for case in cases)


def _case(case: Case, names: NameBook) -> str:
    return "; ".join(_parts(case, names)) or _("every enquiry")


def _parts(case: Case, names: NameBook) -> Iterator[str]:
    lang = site_language()
    for fact, values in case.chosen.items():
        yield f"{_label(fact)}: {', '.join(_value(fact, value, names, lang) for value in values)}"
    for fact in (*case.least, *(key for key in case.below if key not in case.least)):
        yield _figure(fact, case.least.get(fact), case.below.get(fact), lang)


def _label(fact: str) -> str:
    return {
        "sector": pgettext("rule", "sector"),
        "question": pgettext("rule", "question"),
        "origin": pgettext("rule", "country"),
        "language": pgettext("rule", "language"),
        "zone": pgettext("rule", "zone"),
        "area_m2": _("land"),
        "capital_vnd_bn": _("capital"),
        "capital_usd": _("capital"),
        "power_kva": _("power"),
        "jobs": _("jobs"),
    }[fact]


def _value(fact: str, value: str, names: NameBook, lang: str) -> str:
    match fact:
        case "sector":
            return names.sectors[value].name if value in names.sectors else value
        case "question":
            return question_name(value)
        case "origin":
            return country_name(value, lang)
        case "language":
            return str(LANGUAGES.get(value, value))
        case _:
            zone = names.zones.get(value)
            return f"{value} ({zone.name_vi if lang == 'vi' else zone.name_en})" if zone else value


def _figure(fact: str, least: float | None, below: float | None, lang: str) -> str:
    name, show = _label(fact), SHOWN[fact]
    if least is not None and below is not None:
        bounds = {"name": name, "low": show(least, lang), "high": show(below, lang)}
        return _("%(name)s from %(low)s to below %(high)s") % bounds
    if least is not None:
        return _("%(name)s from %(figure)s") % {"name": name, "figure": show(least, lang)}
    return _("%(name)s below %(figure)s") % {"name": name, "figure": show(below or 0, lang)}


def _exact(value: float) -> Decimal:
    return Decimal(str(value))


SHOWN: Mapping[str, Callable[[float, str], str]] = {
    "area_m2": lambda value, lang: figures.area(_exact(value), lang),
    "capital_vnd_bn": lambda value, lang: figures.vnd_bn(_exact(value), lang),
    "capital_usd": lambda value, lang: figures.usd_short(_exact(value), lang),
    "power_kva": lambda value, lang: figures.power(_exact(value), lang),
    "jobs": lambda value, lang: figures.number(_exact(value), None, lang),
}
