"""What a version says, as titled lines; and the difference of two versions line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from sitepages.explorer.incentive_detail import names_of
from sitepages.explorer.incentive_pages import certainty_words, clause_words, decided_words, law_words
from sitepages.incentives.benefit_words import benefit_groups
from sitepages.incentives.citation_words import places_words
from sitepages.incentives.tree import parse
from sitepages.incentives.words import Line, Names, lines_of
from sitepages.language import site_language
from sitepages.models import Citation
from sitepages.policy.case_words import INDENT, case_lines, day_words, rule_words
from sitepages.policy.choices import group_words
from sitepages.policy.forms import BASELINES
from sitepages.services.law import law_on


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """`mark`: same | out | in."""

    mark: str
    text: str


@dataclass(frozen=True)
class Changed:
    title: str
    rows: tuple[Row, ...]
    differs: bool


@dataclass(frozen=True)
class Wording:
    """Labels the lines speak in; read once for both sides of a difference."""

    names: Names
    standing: Mapping[str, str]

    @cached_property
    def citations(self) -> Mapping[str, str]:
        """Titles of the sources, read where a clause is told."""
        return dict(Citation.objects.values_list("key", "title"))


def wording(on: Any) -> Wording:
    """Names of facts, categories, definitions and requirements in the reader's language: four queries."""
    versions, shared = law_on(on)
    return Wording(
        names=names_of(versions, shared, set()).brief(),
        standing=shared.texts(site_language()),
    )


def sections(record: Mapping[str, Any], words: Wording) -> tuple[Section, ...]:
    """The whole record, top to bottom, in the order of the form."""
    names = words.names
    return (
        *(Section(title, (record[text][code],)) for text, code, title in prose_titles()),
        Section(_("Who decides"), (decided_words(record["decided_by"]),)),
        Section(_("In force"), tuple(validity(record))),
        Section(_("Certainty"), (verified(record),)),
        Section(_("Legal basis"), tuple(basis_text(record["basis"], words))),
        Section(_("Conditions"), tuple(flat(lines_of(parse(record["conditions"]), names, site_language())))),
        Section(_("Provided that, all the time"), tuple(words.standing.get(k, k) for k in record["provided_that"])),
        Section(_("What it gives"), tuple(_benefits(record, names))),
        Section(_("Same money as"), tuple(same_money(record))),
        Section(_("Where it applies, it replaces"), tuple(rule_words([key], names) for key in record["overrides"])),
        Section(_("Figures the schedule needs"), tuple(_baselines(record["needs_baseline"]))),
        Section(_("Golden cases"), tuple(cases_text(record, names))),
    )


def prose_titles() -> tuple[tuple[str, str, str], ...]:
    return (
        ("name", "vi", _("Name in Vietnamese")),
        ("name", "en", _("Name in English")),
        ("summary", "vi", _("In plain words, Vietnamese")),
        ("summary", "en", _("In plain words, English")),
        ("authority", "vi", _("Authority, Vietnamese")),
        ("authority", "en", _("Authority, English")),
        ("note", "vi", _("What is open, Vietnamese")),
        ("note", "en", _("What is open, English")),
        ("verified_how", "vi", _("How it was verified, Vietnamese")),
        ("verified_how", "en", _("How it was verified, English")),
    )


def verified(record: Mapping[str, Any]) -> str:
    return f"{certainty_words(record['certainty'])}, {day_words(record['verified_on'])}"


def validity(record: Mapping[str, Any]) -> Iterator[str]:
    yield _("from %(day)s") % {"day": day_words(record["valid_from"])}
    if record["valid_to"]:
        yield _("no longer from %(day)s") % {"day": day_words(record["valid_to"])}
    if record.get("applies_from_tax_year"):
        yield _("tax year %(year)s") % {"year": record["applies_from_tax_year"]}


def basis_text(rows: Sequence[Mapping[str, Any]], words: Wording) -> Iterator[str]:
    for row in rows:
        place = ", ".join(filter(None, (law_words(row["law"]), clause_words(row))))
        source = words.citations.get(row["citation"], row["citation"])
        yield f"{place} – {certainty_words(row['certainty'])}; {_('read in: %(source)s') % {'source': source}}"


def same_money(record: Mapping[str, Any]) -> Iterator[str]:
    """The exclusion group by name, with the package inside it."""
    if record["exclusion_group"]:
        yield group_words(record["exclusion_group"])
    if record["package"]:
        yield _("package inside the group: %(name)s") % {"name": record["package"]}


def cases_text(record: Mapping[str, Any], names: Names) -> Iterator[str]:
    for case in record.get("golden", ()):
        yield from case_lines(case, names, record["kind"])


def flat(line: Line, depth: int = 0) -> Iterator[str]:
    """A tree of lines as indented lines."""
    yield INDENT * depth + line.text
    for below in line.joins:
        yield from flat(below, depth + 1)


def _benefits(record: Mapping[str, Any], names: Names) -> Iterator[str]:
    for group in benefit_groups(record["benefits"], names, site_language()):
        yield group.tax
        for block in group.blocks:
            if block.when:
                yield from flat(block.when, 1)
            for one in block.segments:
                kept = f" [{certainty_words(one.certainty)}]" if one.certainty else ""
                clause = places_words(
                    (record["basis"][row] for row in one.rows if row < len(record["basis"])), site_language()
                )
                yield f"{INDENT * 2}{one.what}, {one.span}{kept} – {clause}"
        yield from (INDENT + note for note in group.notes)


def _baselines(keys: Sequence[str]) -> Iterable[str]:
    labels = dict(BASELINES)
    return (str(labels.get(key, key)) for key in keys)


# --- difference ---


def difference(before: Sequence[Section], after: Sequence[Section]) -> tuple[Changed, ...]:
    """Section by section what went out and what came in; both in the same order of sections."""
    return tuple(
        Changed(new.title, tuple(_rows(old.lines, new.lines)), old.lines != new.lines)
        for old, new in zip(before, after, strict=True)
    )


def _rows(before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Row]:
    for op, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            yield from (Row("same", text) for text in after[j1:j2])
        else:
            yield from (Row("out", text) for text in before[i1:i2])
            yield from (Row("in", text) for text in after[j1:j2])
