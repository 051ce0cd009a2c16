"""The answer sheet as a file in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sitepages import figures
from sitepages.explorer.plot_lines import dated_words, value_words
from sitepages.land.answers import Answer, AnswerState, Question
from sitepages.land.exporters_answers import SheetRow, SheetWords, answers_xlsx
from sitepages.land.facts import Fact, FactState, LandFacts
from sitepages.land.index import LandIndex
from sitepages.language import site_language
from sitepages.services.answer_sheet import Sheet, answer_sheet


def answers_file(land: LandFacts, index: LandIndex, codes: Sequence[str], address: str) -> bytes:
    sheet = answer_sheet(land, index, codes)
    words = SheetWords(
        sheet=_("Answers"),
        about_sheet=_("About"),
        titles=(_("No."), _("Group"), _("Question"), _("Unit")),
        answer=_("{plot}: answer"),
        source=_("{plot}: source"),
        about=list(_about(sheet, land, address)),
    )
    return answers_xlsx([code for code, _answers in sheet.columns], list(_rows(sheet)), words)


def _about(sheet: Sheet, land: LandFacts, address: str) -> Iterable[tuple[str, str]]:
    yield _("Facts as of"), figures.day(sheet.on, site_language())
    yield _("State of the land data"), sheet.version
    yield _("This sheet"), sheet.digest
    yield _("Online"), address
    yield _("Not known"), _("Nobody has given the answer, or its receipt has expired. It is never 0.")
    yield _("Depends on the project"), _("Match a project on the site: the answer then names clause and figures.")
    if land.illustrative:
        yield _("Illustrative"), _("Invented sample data, not real figures; the source of each cell says so.")


def _rows(sheet: Sheet) -> Iterable[SheetRow]:
    names = group_names()
    for place, question in enumerate(sheet.questions):
        cells = [_cell(question, answers[place]) for _code, answers in sheet.columns]
        label = question.label(site_language())
        yield SheetRow(question.order, names[question.group], question.key, label, unit_words(question.unit), cells)


def _cell(question: Question, answer: Answer) -> tuple[str | float | date, bool, str]:
    if answer.state is AnswerState.BY_PROJECT:
        return _("depends on the project"), False, _("Match a project on the site")
    if answer.value is None:
        return _("not known"), False, _who_has_it(answer)
    value = answer.value
    if question.maps_to == "plot:power_redundancy" and isinstance(value, str):
        value = redundancy_words(value)
    return value, True, _source(answer)


def redundancy_words(value: str) -> str:
    """N, N+1 or 2N as words."""
    return value_words(Fact("power_redundancy", value, "", FactState.KNOWN))


def _who_has_it(answer: Answer) -> str:
    if answer.valid_until:
        return _("expired on %(day)s, so no longer used") % {"day": figures.day(answer.valid_until, site_language())}
    return _("never given")


def _source(answer: Answer) -> str:
    parts = [answer.source]
    if answer.verified_on:
        parts.append(dated_words(answer.verified_on, site_language(), illustrative=answer.illustrative))
    if answer.valid_until:
        parts.append(_("use until %(day)s") % {"day": figures.day(answer.valid_until, site_language())})
    if answer.illustrative:
        parts.append(_("illustrative"))
    return " · ".join(part for part in parts if part)


def unit_words(unit: str) -> str:
    """A unit of the questionnaire as it is written; those that are the same everywhere stay."""
    return {
        "m2": "m²",
        "gbps": "Gbps",
        "usd": "USD",
        "usd_m2": "USD/m²",
        "usd_m2_year": _("USD/m² a year"),
        "m3_day": _("m³/day"),
        "VND/kWh": _("VND/kWh"),
        "VND/m3": _("VND/m³"),
        "VND_m2_year": _("VND/m² a year"),
        "VND_month": _("VND a month"),
        "date": pgettext("unit", "date"),
        "day": pgettext("unit", "days"),
        "year": pgettext("unit", "years"),
        "person": pgettext("unit", "persons"),
    }.get(unit, unit)


def group_names() -> dict[str, str]:
    return {
        "site": pgettext("answers", "Site"),
        "title": pgettext("answers", "Title"),
        "zoning": _("Zoning"),
        "geotechnical": _("Ground"),
        "power": _("Power"),
        "water": _("Water"),
        "waste_water": _("Waste water"),
        "gas": _("Gas"),
        "telecom": _("Telecommunications"),
        "transport": _("Transport"),
        "labour": _("Labour"),
        "cost": pgettext("answers", "Cost"),
        "incentives": _("Incentives"),
        "environment": _("Environment"),
        "timeline": pgettext("answers", "Timeline"),
        "contacts": _("Contacts"),
    }
