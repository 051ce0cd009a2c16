"""What can be wrong with a request, as codes with facts, and the one table of sentences for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sitepages import figures

SENTENCES = {
    "required": _("This is needed."),
    "unknown_key": _("This key is not known."),
    "twice": _("This key is given twice; send it once."),
    "not_text": _("Must be text."),
    "not_number": _("Must be a number."),
    "not_whole": _("Must be a whole number."),
    "not_finite": _("Must be a finite number."),
    "not_bool": _("Must be true or false."),
    "not_list": _("Must be a list."),
    "not_object": _("Must be an object."),
    "empty_list": _("Name at least one, or leave it out."),
    "too_long": _("This is too long."),
    "text_too_long": _("Too long: at most %(bound)s characters."),
    "above": _("Must be more than %(bound)s."),
    "at_least": _("Must be %(bound)s or more."),
    "at_most": _("Must be %(bound)s or less."),
    "not_date": _("Must be a date written as 2028-12-31."),
    "not_time": _("Must be a time written as 09:00."),
    "date_range": _("Must be a date between the years 2000 and 2150."),
    "choice": _("Must be one of: %(allowed)s."),
    "not_country": _("Must be a country code of two letters (ISO 3166-1), for example KR."),
    "not_years": _('Must give a number for each year, for example {"2030": 1000000}.'),
    "unknown_sector": _("This sector is not known. Sectors: %(allowed)s."),
    "unknown_sector_close": _("This sector is not known. Close to it: %(allowed)s."),
    "retired_sector": _("This sector has not been in use since %(on)s. Sectors in use: %(allowed)s."),
    "unknown_zone": _("%(zone)s is not a functional zone. Zones: %(allowed)s."),
    "sector_in_project": _("The sector stands at the top of the request, not in the project."),
    "zone_fact": _("This is a fact of the zone: put it in assume."),
    "not_zone_fact": _("This is a fact of the project: put it in project."),
    "before_on": _("Must not be before %(on)s."),
    "locked_later": _("Not after %(on)s: a new project is judged by the law of that day anyway."),
    "before_revenue": _("No taxable profit comes before the first revenue (%(on)s)."),
    "below_minimum": _("Must be %(bound)s or more, as the smallest area is %(bound)s; or leave it out for no limit."),
    "no_weight": _("Leave at least one weight above 0."),
    "not_json": _("The body is not valid JSON."),
    "too_large": _("The body is larger than 64 kB."),
    "too_many": _("Too many requests. Try again in %(seconds)s seconds."),
    "too_many_for_mail": _(
        "%(limit)s enquiries came for this e-mail address within a day. Nothing was stored. Try again in %(seconds)s "
        "seconds; until then the investor can send it on the site, or write to an officer from an earlier file."
    ),
    "not_found": _("There is nothing at this address."),
    "not_allowed": _("This is not allowed."),
    "wrong_method": _("%(method)s is not answered here, only: %(allowed)s."),
    "unreadable": _("What was sent could not be read; nothing was kept."),
    "failed": _("The fault is ours. Try again in a few minutes."),
    "invalid": _("This value cannot be used."),
}
BODY = "body"
MOST_UNKNOWN_KEYS = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `path` is the request's JSON path, `code` a key of SENTENCES, `facts` its placeholders."""

    path: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def sentence(self, lang: str) -> str:
        words = {name: shown(value, lang) for name, value in self.facts.items()}
        with translation.override(lang):
            return str(SENTENCES[self.code]) % words


def by_path(problems: Iterable[Problem]) -> dict[str, Problem]:
    """The first problem of each field, at most five of them unknown keys."""
    kept: dict[str, Problem] = {}
    unknown = 0
    for problem in problems:
        unknown += problem.code == "unknown_key"
        if problem.code != "unknown_key" or unknown <= MOST_UNKNOWN_KEYS:
            kept.setdefault(problem.path, problem)
    return kept


def shown(value: Any, lang: str) -> str:
    """A fact of a problem as the reader writes it."""
    if isinstance(value, date):
        return figures.day(value, lang)
    if isinstance(value, int | float):
        return figures.number(value, None, lang)
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)
