"""Page value of the list of incentives, and what both pages say of a record: status, clause, certainty, the zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import Certainty, IncentiveKind, ZoneStatus
from sitepages.explorer.incentive_filters import Facet, filtered
from sitepages.incentives import citation_words
from sitepages.incentives.tree import Node, parse
from sitepages.incentives.zone import ZoneBond, bond
from sitepages.language import site_language
from sitepages.models import IncentiveVersion, ParkSettings
from sitepages.services.law import Shared, in_force, law_book, law_on

MARKS = {Certainty.CONFIRMED: "c-full", Certainty.PARTLY: "c-half", Certainty.UNCONFIRMED: "c-none"}
FIRST_SENTENCE = re.compile(r".+?[.!?](?= [^\W\d_a-zđ]|$)|.+")
VERDICT_KINDS = (IncentiveKind.BENEFIT, IncentiveKind.COST)


@dataclass(frozen=True)
class IncentiveRow:
    """One record in a line. `waits`: whole | part | "", what of it hangs on the park's status while it is planned."""

    key: str
    slug: str
    name: str
    summary: str
    basis: str
    certainty: str
    mark: str
    decided: str
    waits: str
    out_of_force: str

    @property
    def gist(self) -> str:
        """The first sentence of the summary."""
        return FIRST_SENTENCE.match(self.summary)[0]


@dataclass(frozen=True)
class IncentiveGroup:
    anchor: str
    title: str
    note: str
    rows: tuple[IncentiveRow, ...]


@dataclass(frozen=True)
class IncentiveList:
    """`query`: what keeps the day asked in the links; "" for today. `count` of `total` are in force on the day."""

    groups: tuple[IncentiveGroup, ...]
    on: date
    query: str
    planned: bool
    count: int
    total: int
    out_of_force: int
    waiting: int
    facets: tuple[Facet, ...]
    kept: tuple[tuple[str, str], ...]


def slug_of_key(key: str) -> str:
    return key.lower().replace("_", "-")


def certainty_words(value: str) -> str:
    return str(Certainty(value).label)


def planned_on(park: ParkSettings, on: date) -> bool:
    """Whether the park is only planned on the day: no decision yet, or one of a later day."""
    later = park.zone_status_on is not None and on < park.zone_status_on
    return later or park.zone_status == ZoneStatus.PLANNED


def incentive_list(park: ParkSettings, on: date, query: str, asked: QueryDict) -> IncentiveList:
    """Records of the day that pass the filters, grouped by who decides; six queries."""
    versions, shared = law_on(on)
    planned = planned_on(park, on)
    bonds = bonds_of(versions, shared) if planned else {}
    found = filtered(versions, law_book(on), on, asked, site_language())
    shown = [version for version in versions if version.incentive.key in found.keys]
    rows = {version.incentive.key: row_of(version, bonds.get(version.incentive.key), on) for version in shown}
    groups = tuple(
        IncentiveGroup(anchor, title, note, some)
        for anchor, title, note, wanted in groupings(on)
        if (some := tuple(rows[version.incentive.key] for version in shown if wanted(version)))
    )
    counted = [row for row in rows.values() if not row.out_of_force]
    return IncentiveList(
        groups=groups,
        on=on,
        query=query,
        planned=planned,
        count=len(counted),
        total=sum(in_force(version, on) for version in versions),
        out_of_force=len(rows) - len(counted),
        waiting=sum(row.waits == ZoneBond.WHOLE.value for row in counted),
        facets=found.facets,
        kept=found.kept,
    )


def groupings(on: date) -> Iterable[tuple[str, str, str, Callable[[IncentiveVersion], bool]]]:
    def benefits(version: IncentiveVersion) -> bool:
        return version.incentive.kind == IncentiveKind.BENEFIT and in_force(version, on)

    yield (
        "law",
        _("By law: no separate decision needed"),
        _("Who meets the conditions has the benefit; nobody grants it case by case."),
        lambda version: benefits(version) and version.decided_by == "law",
    )
    yield (
        "decision",
        _("Needs a decision"),
        _("Meeting the conditions is not enough: somebody named must decide."),
        lambda version: benefits(version) and version.decided_by.startswith("decision_of"),
    )
    yield (
        "discretionary",
        _("Discretionary"),
        _("May be granted within a budget; nobody can count on it."),
        lambda version: benefits(version) and version.decided_by == "discretionary",
    )
    yield (
        "cost",
        _("A cost that offsets"),
        _("Takes back part of the tax benefits of large groups."),
        lambda version: version.incentive.kind == IncentiveKind.COST and in_force(version, on),
    )
    yield (
        "ground",
        _("What the rules rest on"),
        _("Statuses and definitions other records read; no benefit by themselves."),
        lambda version: version.incentive.kind not in VERDICT_KINDS and in_force(version, on),
    )
    yield (
        "out-of-force",
        _("Not in force on this day"),
        _("Listed so that nothing is overlooked; the counts leave them out."),
        lambda version: not in_force(version, on),
    )


def conditions_of(versions: Iterable[IncentiveVersion], shared: Shared) -> tuple[dict[str, Node], dict[str, Node]]:
    """Parsed conditions of the shared definitions, and of the records, by key."""
    return shared.trees(), {version.incentive.key: parse(version.record["conditions"]) for version in versions}


def bonds_of(versions: Iterable[IncentiveVersion], shared: Shared) -> dict[str, ZoneBond]:
    """How far each record hangs on the park's status."""
    definitions, records = conditions_of(versions, shared)
    return {key: bond(node, definitions | records) for key, node in records.items()}


def zone_bound(versions: Iterable[IncentiveVersion], shared: Shared) -> set[str]:
    """Records that give nothing at all before the park is established or recognised."""
    return {key for key, found in bonds_of(versions, shared).items() if found is ZoneBond.WHOLE}


def row_of(version: IncentiveVersion, hangs: ZoneBond | None, on: date) -> IncentiveRow:
    """`hangs`: None once the park is no longer only planned."""
    return IncentiveRow(
        key=version.incentive.key,
        slug=slug_of_key(version.incentive.key),
        name=name_of(version),
        summary=version.summary_vi if site_language() == "vi" else version.summary_en,
        basis=first_clause(version.record["basis"]),
        certainty=certainty_words(version.certainty),
        mark=MARKS[Certainty(version.certainty)],
        decided=decided_words(version.decided_by),
        waits="" if hangs in (None, ZoneBond.NONE) else hangs.value,
        out_of_force=out_of_force(version, on),
    )


def name_of(version: IncentiveVersion) -> str:
    return version.name_vi if site_language() == "vi" else version.name_en


def out_of_force(version: IncentiveVersion, on: date) -> str:
    """Why the record says nothing on the day; "" where it is in force."""
    if in_force(version, on):
        return ""
    if on < version.valid_from:
        return _("in force only from %(day)s") % {"day": figures.day(version.valid_from, site_language())}
    return _("no longer in force from %(day)s") % {
        "day": figures.day(version.valid_to or version.valid_from, site_language())
    }


def decided_words(decided_by: str) -> str:
    if decided_by == "law":
        return _("by law")
    if decided_by == "discretionary":
        return _("discretionary")
    return _("needs a decision of: %(who)s") % {"who": decider(decided_by)}


def decider(decided_by: str) -> str:
    """The office that decides, in the reader's language; "" where the law itself does."""
    names = decided_by.partition("decision_of: ")[2].split(" / ")
    return names[0] if site_language() == "vi" else names[-1]


def clause_words(row: Mapping[str, Any]) -> str:
    """Điều 13 khoản 1 điểm d / Art. 13(1)(d)"""
    return citation_words.clause_words(row, site_language())


def law_words(law: str) -> str:
    return citation_words.law_words(law, site_language())


def first_clause(basis: Sequence[Mapping[str, Any]]) -> str:
    """The clauses of the first law named, joined."""
    law = basis[0]["law"]
    clauses = dict.fromkeys(clause_words(row) for row in basis if row["law"] == law)
    return ", ".join(part for part in [law_words(law), *clauses] if part)
