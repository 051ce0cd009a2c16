"""Page values of the incentives: the law as records, with clause, status and certainty in each line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sitepages.choices import Certainty, IncentiveKind, ZoneStatus
from sitepages.incentives.tree import parse, references
from sitepages.incentives.words import Line, Names, benefit, lines_of
from sitepages.models import (
    Citation,
    FactKey,
    IncentiveVersion,
    LegalCategory,
    LegalDefinition,
    ParkSettings,
    StandingRequirement,
)
from sitepages.services.law import versions_on

MARKS = {Certainty.CONFIRMED: "c-full", Certainty.PARTLY: "c-half", Certainty.UNCONFIRMED: "c-none"}


@dataclass(frozen=True)
class IncentiveRow:
    key: str
    slug: str
    name: str
    summary: str
    basis: str
    certainty: str
    mark: str
    decided: str
    conditional: bool
    in_force: bool


@dataclass(frozen=True)
class IncentiveGroup:
    title: str
    note: str
    rows: tuple[IncentiveRow, ...]


@dataclass(frozen=True)
class IncentiveList:
    groups: tuple[IncentiveGroup, ...]
    on: date
    asked: bool
    planned: bool
    count: int


@dataclass(frozen=True)
class BasisLine:
    law: str
    clause: str
    source: str
    source_kind: str
    certainty: str
    mark: str


@dataclass(frozen=True)
class Requirement:
    text: str
    basis: str


@dataclass(frozen=True)
class Related:
    slug: str
    name: str


@dataclass(frozen=True)
class IncentivePage:
    row: IncentiveRow
    kind: str
    authority: str
    decided_by: str
    condition: Line
    provided_that: tuple[Requirement, ...]
    benefits: tuple[str, ...]
    basis: tuple[BasisLine, ...]
    valid_from: date
    valid_to: date | None
    verified_on: date
    verified_how: str
    note: str
    related: tuple[Related, ...]
    replaces: tuple[Related, ...]
    on: date
    asked: bool
    planned: bool


def lang() -> str:
    return "vi" if get_language() == "vi" else "en"


def slug_of_key(key: str) -> str:
    return key.lower().replace("_", "-")


def key_of_slug(slug: str) -> str:
    return slug.upper().replace("-", "_")


def certainty_words(value: str) -> str:
    return str(Certainty(value).label)


def incentive_list(on: date, asked: bool) -> IncentiveList:
    """All records of the day, grouped by who decides."""
    versions = versions_on(on)
    zone_rules = zone_bound(versions)
    planned = ParkSettings.load().zone_status == ZoneStatus.PLANNED
    rows = {version.incentive.key: row_of(version, zone_rules, planned, on) for version in versions}
    groups = []
    for title, note, wanted in groupings():
        found = tuple(rows[v.incentive.key] for v in versions if wanted(v))
        if found:
            groups.append(IncentiveGroup(title, note, found))
    return IncentiveList(tuple(groups), on, asked, planned, len(rows))


def groupings() -> Iterable[tuple[str, str, Any]]:
    def benefits(version: IncentiveVersion) -> bool:
        return version.incentive.kind == IncentiveKind.BENEFIT

    yield (
        _("By law: no separate decision needed"),
        _("Who meets the conditions has the benefit; the company determines and declares it itself."),
        lambda v: benefits(v) and v.decided_by == "law",
    )
    yield (
        _("Needs a decision"),
        _("Meeting the conditions is not enough: somebody named must decide."),
        lambda v: benefits(v) and v.decided_by.startswith("decision_of"),
    )
    yield (
        _("Discretionary"),
        _("May be granted within a budget; nobody can count on it."),
        lambda v: benefits(v) and v.decided_by == "discretionary",
    )
    yield (
        _("A cost that offsets"),
        _("Takes back part of the tax benefits of large groups."),
        lambda v: v.incentive.kind == IncentiveKind.COST,
    )
    yield (
        _("What the rules rest on"),
        _("Statuses and definitions other records read; no benefit by themselves."),
        lambda v: v.incentive.kind not in (IncentiveKind.BENEFIT, IncentiveKind.COST),
    )


def zone_bound(versions: Iterable[IncentiveVersion]) -> set[str]:
    """Records whose whole condition hangs on the park's status, so that all of it waits for the decision."""
    names = names_of()
    return {
        version.incentive.key for version in versions if lines_of(parse(version.record["conditions"]), names, "en").zone
    }


def names_of() -> Names:
    """Labels the conditions speak of: four queries."""
    definitions = {row.key: {"vi": row.name_vi, "en": row.name_en} for row in LegalDefinition.objects.all()}
    for key, vi, en in IncentiveVersion.objects.order_by("number").values_list("incentive__key", "name_vi", "name_en"):
        definitions[key] = {"vi": vi, "en": en}
    return Names(
        facts=dict(FactKey.objects.values_list("key", "spec")),
        categories={row.key: {"vi": row.name_vi, "en": row.name_en} for row in LegalCategory.objects.all()},
        definitions=definitions,
    )


def row_of(version: IncentiveVersion, zone_rules: set[str], planned: bool, on: date) -> IncentiveRow:
    key = version.incentive.key
    return IncentiveRow(
        key=key,
        slug=slug_of_key(key),
        name=version.name_vi if lang() == "vi" else version.name_en,
        summary=version.summary_vi if lang() == "vi" else version.summary_en,
        basis=first_clause(version.record["basis"]),
        certainty=certainty_words(version.certainty),
        mark=MARKS[Certainty(version.certainty)],
        decided=decided_words(version.decided_by),
        conditional=planned and key in zone_rules,
        in_force=version.valid_from <= on and (version.valid_to is None or on < version.valid_to),
    )


def decided_words(decided_by: str) -> str:
    if decided_by == "law":
        return _("by law")
    if decided_by == "discretionary":
        return _("discretionary")
    who = decided_by.removeprefix("decision_of: ").split(" / ")
    return _("needs a decision of: %(who)s") % {"who": who[0] if lang() == "vi" else who[-1]}


def clause_words(row: Mapping[str, Any]) -> str:
    """Điều 13, khoản 1.d / Art. 13(1.d)"""
    article, clause = row["article"], row["clause"]
    if not article:
        return ""
    if not str(article)[0].isdigit():
        return str(article)
    if lang() == "vi":
        return f"Điều {article}" + (f", khoản {clause}" if clause else "")
    return f"Art. {article}" + (f"({clause})" if clause else "")


def first_clause(basis: list[dict[str, Any]]) -> str:
    """The clauses of the first law named, joined."""
    law = basis[0]["law"]
    clauses = [clause_words(row) for row in basis if row["law"] == law]
    return ", ".join(part for part in [law, *clauses] if part)


def incentive_page(version: IncentiveVersion, on: date, asked: bool) -> IncentivePage:
    versions = versions_on(on)
    planned = ParkSettings.load().zone_status == ZoneStatus.PLANNED
    record, names, spoken = version.record, names_of(), lang()
    node = parse(record["conditions"])
    condition = lines_of(node, names, spoken)
    return IncentivePage(
        row=row_of(version, {version.incentive.key} if condition.zone else set(), planned, on),
        kind=str(IncentiveKind(version.incentive.kind).label),
        authority=version.authority_vi if spoken == "vi" else version.authority_en,
        decided_by=decided_words(version.decided_by),
        condition=opened(condition, node, names, spoken),
        provided_that=tuple(requirements(record["provided_that"])),
        benefits=tuple(benefit(row, spoken) for row in record["benefits"]),
        basis=tuple(basis_lines(record["basis"])),
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        verified_on=version.verified_on,
        verified_how=record["verified_how"][spoken],
        note=record["note"][spoken],
        related=tuple(related(version, versions, "exclusion_group")),
        replaces=tuple(named(v) for v in versions if v.incentive.key in record["overrides"]),
        on=on,
        asked=asked,
        planned=planned,
    )


def opened(line: Line, node: Any, names: Names, spoken: str) -> Line:
    """A condition that is one named definition is shown with what it means."""
    refs = sorted(references(node))
    rows = {row.key: row for row in LegalDefinition.objects.filter(key__in=refs)}
    extra = tuple(
        Line(names.definitions[key][spoken], (lines_of(parse(rows[key].condition), names, spoken),))
        for key in refs
        if key in rows
    )
    if not extra:
        return line
    return Line(line.text, (*line.joins, Line(_("What these names mean:"), extra)), line.zone)


def requirements(keys: list[str]) -> Iterable[Requirement]:
    rows = {row.key: row for row in StandingRequirement.objects.filter(key__in=keys)}
    for key in keys:
        row = rows[key]
        yield Requirement(row.text_vi if lang() == "vi" else row.text_en, row.basis)


def basis_lines(basis: list[dict[str, Any]]) -> Iterable[BasisLine]:
    citations = {row.key: row for row in Citation.objects.all()}
    kinds = {
        "full_text_copy": _("copy of the full text"),
        "ocr_copy": _("scanned copy"),
        "edited_copy": _("edited copy"),
        "secondary": _("second-hand"),
    }
    for row in basis:
        citation = citations.get(row["citation"])
        yield BasisLine(
            law=row["law"],
            clause=clause_words(row),
            source=citation.where if citation else "",
            source_kind=kinds.get(citation.kind, citation.kind) if citation else "",
            certainty=certainty_words(row["certainty"]),
            mark=MARKS[Certainty(row["certainty"])],
        )


def related(version: IncentiveVersion, versions: Iterable[IncentiveVersion], field: str) -> Iterable[Related]:
    """Records of the same exclusion group: the same money, never added up; one package goes together."""
    group, package = version.record["exclusion_group"], version.record["package"]
    for other in versions:
        same = other.record[field] == group and group is not None
        if same and other.incentive_id != version.incentive_id and other.record["package"] != package:
            yield named(other)


def named(version: IncentiveVersion) -> Related:
    return Related(slug_of_key(version.incentive.key), version.name_vi if lang() == "vi" else version.name_en)
