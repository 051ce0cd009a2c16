"""Page value of one incentive: conditions and benefits in words, clauses, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import Certainty, IncentiveKind
from sitepages.explorer.incentive_pages import (
    MARKS,
    IncentiveRow,
    certainty_words,
    clause_words,
    conditions_of,
    decided_words,
    law_words,
    name_of,
    planned_on,
    row_of,
    slug_of_key,
)
from sitepages.incentives.benefit_words import Segment, benefit_groups
from sitepages.incentives.citation_words import places_words, where_words
from sitepages.incentives.tree import parse, references
from sitepages.incentives.words import Line, Names, lines_of
from sitepages.incentives.zone import ZoneBond, bond
from sitepages.language import site_language
from sitepages.models import (
    Citation,
    FactKey,
    IncentiveVersion,
    LegalCategory,
    ParkSettings,
)
from sitepages.services.law import Shared, first_days


@dataclass(frozen=True)
class TreeLine:
    """A line of conditions as the page shows it; `open`: the park's own status, not settled yet."""

    text: str
    slug: str
    open: bool
    joins: tuple[TreeLine, ...]


@dataclass(frozen=True)
class BasisLine:
    law: str
    clauses: str
    source: str
    source_kind: str
    source_date: str
    link: str
    official: str
    certainty: str
    mark: str
    confirmed: bool


@dataclass(frozen=True)
class Requirement:
    text: str
    basis: str


@dataclass(frozen=True)
class Amount:
    """How much for how long, by which clause; `mark` and `certainty` only where they differ from the record's."""

    what: str
    span: str
    clause: str
    certainty: str
    mark: str


@dataclass(frozen=True)
class AmountBlock:
    when: TreeLine | None
    amounts: tuple[Amount, ...]


@dataclass(frozen=True)
class AmountGroup:
    title: str
    blocks: tuple[AmountBlock, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Related:
    slug: str
    name: str


@dataclass(frozen=True)
class VersionLink:
    """`opens`: the first day on which it counts."""

    number: int
    opens: date
    shown: bool


@dataclass(frozen=True)
class IncentivePage:
    """`query`: what keeps the day asked in the links; "" for today."""

    row: IncentiveRow
    kind: str
    is_cost: bool
    gives: bool
    by_law: bool
    status: str
    authority: str
    condition: TreeLine
    provided_that: tuple[Requirement, ...]
    benefits: tuple[AmountGroup, ...]
    basis: tuple[BasisLine, ...]
    to_confirm: tuple[BasisLine, ...]
    valid_from: date
    valid_to: date | None
    tax_year: int | None
    verified_on: date
    verified_how: str
    note: str
    related: tuple[Related, ...]
    replaces: tuple[Related, ...]
    read_by: tuple[Related, ...]
    versions: tuple[VersionLink, ...]
    on: date
    query: str
    planned: bool


def incentive_page(
    version: IncentiveVersion,
    law: tuple[Sequence[IncentiveVersion], Shared],
    park: ParkSettings,
    on: date,
    query: str,
) -> IncentivePage:
    """`law`: every record of the day, of which `version` is one, and what they share; four queries."""
    versions, shared = law
    record, planned = version.record, planned_on(park, on)
    definitions, records = conditions_of(versions, shared)
    named = definitions | records
    names = names_of(versions, shared, {key for key in named if bond(named[key], named) is ZoneBond.WHOLE})
    key = version.incentive.key
    basis = tuple(basis_lines(record["basis"]))
    return IncentivePage(
        row=row_of(version, bond(records[key], named) if planned else None, on),
        kind=str(IncentiveKind(version.incentive.kind).label),
        is_cost=version.incentive.kind == IncentiveKind.COST,
        gives=bool(record["benefits"]),
        by_law=version.decided_by == "law",
        status=status_words(version),
        authority=version.authority_vi if site_language() == "vi" else version.authority_en,
        condition=tree_line(lines_of(records[key], names, site_language()), planned),
        provided_that=tuple(requirements(record["provided_that"], shared)),
        benefits=tuple(amount_groups(record, names, planned)),
        basis=basis,
        to_confirm=tuple(line for line in basis if not line.confirmed),
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        tax_year=record.get("applies_from_tax_year"),
        verified_on=version.verified_on,
        verified_how=record["verified_how"][site_language()],
        note=record["note"][site_language()],
        related=tuple(same_money(version, versions)),
        replaces=tuple(named_link(other) for other in versions if other.incentive.key in record["overrides"]),
        read_by=tuple(readers(version, versions)),
        versions=tuple(version_links(version)),
        on=on,
        query=query,
        planned=planned,
    )


def names_of(versions: Iterable[IncentiveVersion], shared: Shared, waiting: set[str]) -> Names:
    """Labels the conditions speak of: two queries."""
    records = {version.incentive.key: {"vi": version.name_vi, "en": version.name_en} for version in versions}
    return Names(
        facts=dict(FactKey.objects.values_list("key", "spec")),
        categories={row.key: {"vi": row.name_vi, "en": row.name_en} for row in LegalCategory.objects.all()},
        definitions=shared.names() | records,
        meanings=shared.trees(),
        records=frozenset(records),
        waiting=frozenset(waiting),
    )


def status_words(version: IncentiveVersion) -> str:
    """The answer to "who must say yes?", as a tag."""
    if version.decided_by == "law":
        return _("By law, no separate decision needed")
    if version.decided_by == "discretionary":
        return _("Discretionary")
    words = decided_words(version.decided_by)
    return words[0].upper() + words[1:]


def tree_line(line: Line, planned: bool) -> TreeLine:
    joins = tuple(tree_line(below, planned) for below in line.joins)
    return TreeLine(line.text, slug_of_key(line.record) if line.record else "", line.zone and planned, joins)


def amount_groups(record: Mapping[str, Any], names: Names, planned: bool) -> Iterable[AmountGroup]:
    for group in benefit_groups(record["benefits"], names, site_language()):
        blocks = tuple(
            AmountBlock(
                tree_line(block.when, planned) if block.when else None,
                tuple(amount(segment, record["basis"]) for segment in block.segments),
            )
            for block in group.blocks
        )
        yield AmountGroup(group.tax, blocks, group.notes)


def amount(one: Segment, basis: Sequence[Mapping[str, Any]]) -> Amount:
    clause = places_words((basis[row] for row in one.rows if row < len(basis)), site_language())
    if not one.certainty:
        return Amount(one.what, one.span, clause, "", "")
    return Amount(one.what, one.span, clause, certainty_words(one.certainty), MARKS[Certainty(one.certainty)])


def requirements(keys: Sequence[str], shared: Shared) -> Iterable[Requirement]:
    for key in keys:
        record = shared.requirements[key].record
        yield Requirement(record["name"][site_language()], places_words(record["basis"], site_language()))


def basis_lines(basis: Sequence[Mapping[str, Any]]) -> Iterable[BasisLine]:
    """One line per law, source and certainty, with all its clauses."""
    citations = {row.key: row for row in Citation.objects.all()}
    for (law, source, certainty), rows in groupby(basis, key=itemgetter("law", "citation", "certainty")):
        citation = citations.get(source)
        yield BasisLine(
            law=law_words(law),
            clauses="; ".join(dict.fromkeys(filter(None, map(clause_words, rows)))),
            source=source_words(citation) if citation else "",
            source_kind=str(citation.get_kind_display()) if citation else "",
            source_date=date_words(citation),
            link=citation.link if citation else "",
            official=citation.official if citation else "",
            certainty=certainty_words(certainty),
            mark=MARKS[Certainty(certainty)],
            confirmed=certainty == Certainty.CONFIRMED,
        )


def date_words(citation: Citation | None) -> str:
    """The day the source bears, as far as it is known; "" where it is not."""
    known = citation is not None and citation.source_date
    return figures.part_day(citation.source_date, site_language()) if citation and known else ""


def source_words(citation: Citation) -> str:
    """Where the text was read; of a second-hand source its title, since no address of it is held."""
    if citation.kind == "secondary":
        return citation.title
    return where_words(citation.where, site_language())


def same_money(version: IncentiveVersion, versions: Iterable[IncentiveVersion]) -> Iterable[Related]:
    """Records of the same exclusion group: the same money, never added up; one package goes together."""
    group, package = version.record["exclusion_group"], version.record["package"]
    for other in versions:
        same = group is not None and other.record["exclusion_group"] == group
        if same and other.incentive_id != version.incentive_id and other.record["package"] != package:
            yield named_link(other)


def readers(version: IncentiveVersion, versions: Iterable[IncentiveVersion]) -> Iterable[Related]:
    """Records whose conditions, or the conditions of what they give, name this one."""
    for other in versions:
        record = other.record
        trees = [record["conditions"], *(row["when"] for row in record["benefits"] if "when" in row)]
        if any(version.incentive.key in references(parse(tree)) for tree in trees):
            yield named_link(other)


def named_link(version: IncentiveVersion) -> Related:
    return Related(slug_of_key(version.incentive.key), name_of(version))


def version_links(version: IncentiveVersion) -> Iterable[VersionLink]:
    """The published versions that count on some day, the first of them first; an undone one counts on none."""
    published = IncentiveVersion.objects.filter(incentive=version.incentive_id, published_at__isnull=False)
    rows = list(published.order_by("number").only("number", "valid_from", "valid_to"))
    for number, day in first_days(rows).items():
        yield VersionLink(number, day, shown=number == version.number)
