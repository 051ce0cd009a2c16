"""What the forms of the policy desk offer: facts, values, categories, definitions, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sitepages.choices import SHARED_KINDS
from sitepages.incentives.blocks_json import pair
from sitepages.incentives.tree import OPERATORS, UNITS
from sitepages.incentives.words import SIGNS
from sitepages.language import site_language
from sitepages.models import (
    Citation,
    FactKey,
    Incentive,
    IncentiveVersion,
    LegalCategory,
    Sector,
)
from sitepages.services.law import law_on

Choice = tuple[str, str]
Grouped = tuple[str, tuple[Choice, ...]]

READ_BY_NAME = ("definition", "status", "zone")  # kinds of records that a condition may name


@dataclass(frozen=True)
class Offered:
    """Every closed set a record of law draws on; each a list of (stored, shown)."""

    facts: tuple[Choice, ...]
    numbers: tuple[Choice, ...]
    dates: tuple[Choice, ...]
    chosen: tuple[Choice, ...]
    approvals: tuple[Choice, ...]
    values: tuple[Grouped, ...]
    categories: tuple[Choice, ...]
    definitions: tuple[Choice, ...]
    records: tuple[Choice, ...]
    standing: tuple[Choice, ...]
    citations: tuple[Choice, ...]
    groups: tuple[Choice, ...]
    specs: Mapping[str, Mapping[str, Any]]


def offered() -> Offered:
    """Read from the rows: seven queries."""
    (versions, shared), vi = law_on(timezone.localdate()), site_language() == "vi"
    named = {version.incentive.key: version.name for version in versions}
    specs: dict[str, Mapping[str, Any]] = dict(FactKey.objects.values_list("key", "spec"))
    sectors = tuple((row.key, row.name) for row in Sector.objects.all())
    groups = IncentiveVersion.objects.order_by().values_list("record__exclusion_group", flat=True).distinct()
    records = {row.key: row.kind for row in Incentive.objects.exclude(kind__in=SHARED_KINDS)}
    return Offered(
        facts=_facts(specs, lambda spec: True),
        numbers=_facts(specs, lambda spec: spec["type"] == "number"),
        dates=_facts(specs, lambda spec: spec["type"] == "date"),
        chosen=_facts(specs, lambda spec: bool(_values(spec, sectors)) and spec["scope"] != "zone"),
        approvals=_facts(specs, _is_approval),
        values=tuple(_grouped(specs, sectors)),
        categories=tuple((row.key, row.name_vi if vi else row.name_en) for row in LegalCategory.objects.all()),
        definitions=(
            *((key, words[site_language()]) for key, words in shared.names().items()),
            *((key, _rule(key, named)) for key, kind in records.items() if kind in READ_BY_NAME),
        ),
        records=tuple((key, _rule(key, named)) for key in records),
        standing=tuple(shared.texts(site_language()).items()),
        citations=tuple((row.key, row.title) for row in Citation.objects.all()),
        groups=tuple((group, group_words(group)) for group in sorted(filter(None, groups))),
        specs=specs,
    )


def _rule(key: str, named: Mapping[str, str]) -> str:
    """A rule by its name of the day, with its key: two may be named alike."""
    return f"{named[key]} ({key})" if key in named else key


def group_words(group: str) -> str:
    """What the rules of an exclusion group have in common; a group of the desk's own making by its key."""
    words = {
        "CIT_PACKAGE": _("Corporate income tax: one package"),
        "CIT_STANDARD_RATE": _("Corporate income tax: the rate outside packages"),
        "LAND_RENT": _("Land rent"),
        "PIT_SALARY": _("Personal income tax on salary"),
        "IMPORT_DUTY_SAME_GOODS": _("Import duty on the same goods"),
        "ISF": _("Investment Support Fund"),
    }
    return words.get(group, group)


def _facts(specs: Mapping[str, Mapping[str, Any]], wanted: Callable[[Mapping[str, Any]], bool]) -> tuple[Choice, ...]:
    return tuple((key, spec["label"][site_language()]) for key, spec in specs.items() if wanted(spec))


def _is_approval(spec: Mapping[str, Any]) -> bool:
    return any(choice["value"] == "given" for choice in spec.get("choices", ()))


def _values(spec: Mapping[str, Any], sectors: tuple[Choice, ...]) -> tuple[tuple[Any, str], ...]:
    if spec["type"] == "bool":
        return (True, _("yes")), (False, _("no"))
    if spec["key"] == "sector":
        return sectors
    return tuple((choice["value"], choice[site_language()]) for choice in spec.get("choices", ()))


def _grouped(specs: Mapping[str, Mapping[str, Any]], sectors: tuple[Choice, ...]) -> Iterable[Grouped]:
    """Values by fact; a fact of the zone has its own operator."""
    for key, spec in specs.items():
        found = _values(spec, sectors)
        if found and spec["scope"] != "zone":
            yield spec["label"][site_language()], tuple((pair(key, value), shown) for value, shown in found)


def operators() -> tuple[Choice, ...]:
    return tuple((sign, f"{sign}  ({SIGNS[sign][0 if site_language() == 'vi' else 1]})") for sign in OPERATORS)


def units() -> tuple[Choice, ...]:
    words = {
        "usd": _("USD"),
        "vnd": _("VND"),
        "vnd_bn": _("VND bn"),
        "eur_m": _("EUR m"),
        "pct": _("%"),
        "people": _("people"),
        "years": _("years"),
    }
    return tuple((unit, words[unit]) for unit in UNITS)


def zone_values() -> tuple[Choice, ...]:
    return ("established", _("Established")), ("recognised", _("Recognised"))
