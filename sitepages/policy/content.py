"""What a version says, as titled lines; and the difference of two versions line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from sitepages.explorer.incentive_detail import names_of
from sitepages.explorer.incentive_pages import certainty_words, clause_words, decided_words
from sitepages.incentives.benefit_words import TAXES, benefit_groups
from sitepages.incentives.citation_words import places_words
from sitepages.incentives.tree import parse
from sitepages.incentives.words import Line, Names, label_of, lines_of, value_words
from sitepages.language import site_language
from sitepages.policy.forms import BASELINES
from sitepages.policy.record import written
from sitepages.services.law import law_on

INDENT = "\u2003"


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
    citations: Mapping[str, str]


def wording(on: Any) -> Wording:
    """Names of facts, categories, definitions and requirements in the reader's language: three queries."""
    versions, shared = law_on(on)
    return Wording(
        names=names_of(versions, shared, set()).brief(),
        standing=shared.texts(site_language()),
        citations={},
    )


def sections(record: Mapping[str, Any], words: Wording) -> tuple[Section, ...]:
    """The whole record, top to bottom, in the order of the form."""
    names = words.names
    return (
        *(Section(title, (record[text][code],)) for text, code, title in prose_titles()),
        Section(_("Who decides"), (decided_words(record["decided_by"]),)),
        Section(_("In force"), tuple(validity(record))),
        Section(_("Certainty"), (f"{certainty_words(record['certainty'])}, {record['verified_on']}",)),
        Section(_("Legal basis"), tuple(basis_text(record["basis"]))),
        Section(_("Conditions"), tuple(flat(lines_of(parse(record["conditions"]), names, site_language())))),
        Section(_("Provided that, all the time"), tuple(words.standing.get(k, k) for k in record["provided_that"])),
        Section(_("What it gives"), tuple(_benefits(record, names))),
        Section(_("Same money as"), tuple(filter(None, (record["exclusion_group"], record["package"])))),
        Section(_("Where it applies, it replaces"), tuple(record["overrides"])),
        Section(_("Figures the schedule needs"), tuple(_baselines(record["needs_baseline"]))),
        Section(_("Golden cases"), tuple(case_text(case, names) for case in record["golden"])),
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


def validity(record: Mapping[str, Any]) -> Iterator[str]:
    yield _("from %(day)s") % {"day": record["valid_from"]}
    if record["valid_to"]:
        yield _("no longer from %(day)s") % {"day": record["valid_to"]}
    if record.get("applies_from_tax_year"):
        yield _("tax year %(year)s") % {"year": record["applies_from_tax_year"]}


def basis_text(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        clause = clause_words(row)
        yield f"{row['law']}{', ' if clause else ''}{clause} [{row['citation']}, {certainty_words(row['certainty'])}]"


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


def case_text(case: Mapping[str, Any], names: Names) -> str:
    facts = "; ".join(
        f"{label_of(key, names, site_language())} = {_value(key, value, names)}" for key, value in case["facts"].items()
    )
    money = "; ".join(f"{_tax(tax)} {written(rows)}" for tax, rows in case.get("schedule", {}).items())
    day = f" ({case['as_of']})" if "as_of" in case else ""
    parts = [f"{case['name']}{day}: {facts} → {case['verdict']}", money, case["why"]]
    return " | ".join(filter(None, parts))


def _value(key: str, value: Any, names: Names) -> str:
    return value_words(key, value, names, site_language()) if isinstance(value, (str, bool)) else written(value)


def _tax(key: str) -> str:
    return TAXES[key][0 if site_language() == "vi" else 1] if key in TAXES else key


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
