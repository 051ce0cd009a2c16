"""Filters of the list of incentives: tax, sector, who decides, certainty; the choice stands in the address.

A record of any kind belongs to every sector that its condition, read with the sector alone, does not rule out. Counts
are of records in force on the day asked, and follow the choice in the other filters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from sitepages.choices import Certainty, IncentiveKind
from sitepages.incentives.benefit_words import TAXES
from sitepages.incentives.book import LawBook
from sitepages.models import IncentiveVersion, Sector
from sitepages.services.law import in_force
from sitepages.services.law_sectors import sectors_of

Values = Mapping[str, frozenset[str]]  # facet -> what a rule is in it


@dataclass(frozen=True)
class FacetValue:
    """`code` stays empty: the template of the plots' facets is shared."""

    value: str
    words: str
    count: int
    chosen: bool
    code: str = ""


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    values: tuple[FacetValue, ...]
    open: bool
    unknown: int = 0


@dataclass(frozen=True)
class Filtered:
    """`keys`: rules that remain; `kept`: the choice as pairs, for links and hidden fields."""

    keys: frozenset[str]
    facets: tuple[Facet, ...]
    kept: tuple[tuple[str, str], ...]


def filtered(versions: Sequence[IncentiveVersion], book: LawBook, on: date, asked: QueryDict, lang: str) -> Filtered:
    """Rules that have one of the values asked in every facet; a value nobody knows is ignored. One query."""
    sectors = [(row.key, row.name) for row in Sector.objects.filter(retired_on__isnull=True)]
    fits = sectors_of(book, on, tuple(key for key, _name in sectors))
    values = {version.incentive.key: _values(version, fits) for version in versions}
    words = _words(sectors, lang)
    chosen = {name: frozenset(asked.getlist(name)) & offered.keys() for name, offered in words.items()}
    counted = {version.incentive.key for version in versions if in_force(version, on)}
    facets = (_facet(name, title, words[name], chosen, values, counted) for name, title in _titles())
    return Filtered(
        keys=frozenset(key for key, own in values.items() if _passes(own, chosen)),
        facets=tuple(facets),
        kept=tuple((name, value) for name in chosen for value in words[name] if value in chosen[name]),
    )


def _titles() -> tuple[tuple[str, str], ...]:
    return (
        ("tax", _("Tax or field")),
        ("sector", _("Sector")),
        ("who", _("Who decides")),
        ("certainty", _("Certainty")),
    )


def _words(sectors: Iterable[tuple[str, str]], lang: str) -> dict[str, dict[str, str]]:
    return {
        "tax": {key: words[0 if lang == "vi" else 1] for key, words in TAXES.items()},
        "sector": dict(sectors),
        "who": {
            "law": _("By law: no separate decision needed"),
            "decision": _("Needs a decision"),
            "discretionary": _("Discretionary"),
        },
        "certainty": {value: str(label) for value, label in Certainty.choices},
    }


def _values(version: IncentiveVersion, fits: Mapping[str, frozenset[str]]) -> Values:
    gives = version.record["benefits"]
    return {
        "tax": frozenset(row["tax"] for row in gives),
        "sector": fits.get(version.incentive.key, frozenset()),
        "who": frozenset([version.decided_by.partition("_of")[0]]) if _is_benefit(version) else frozenset(),
        "certainty": frozenset([version.certainty]),
    }


def _is_benefit(version: IncentiveVersion) -> bool:
    return version.incentive.kind == IncentiveKind.BENEFIT


def _passes(own: Values, chosen: Values, leave_out: str = "") -> bool:
    return all(own[name] & wanted for name, wanted in chosen.items() if wanted and name != leave_out)


def _facet(
    name: str, title: str, offered: Mapping[str, str], chosen: Values, values: Mapping[str, Values], counted: set[str]
) -> Facet:
    """Each count is of the records in force that choosing the value would show beside the other facets' choice."""
    left = [own for key, own in values.items() if key in counted and _passes(own, chosen, leave_out=name)]
    counts = {value: sum(value in own[name] for own in left) for value in offered}
    shown = tuple(
        FacetValue(value, words, counts[value], value in chosen[name])
        for value, words in offered.items()
        if counts[value] or value in chosen[name] or any(value in own[name] for own in values.values())
    )
    return Facet(name, title, shown, open=bool(chosen[name]))
