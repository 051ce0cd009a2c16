"""Merge fields in a text: which there are, and what is wrong with one. No database."""

from __future__ import annotations

import re

from sitepages.refusal import Refused

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# What was meant as a field and is none: without its end, with full-width braces, with a space between the braces.
BROKEN = re.compile(r"[{｛]\s*[{｛][^{}｛｝\n]{0,40}(?:[}｝]\s*[}｝])?|[}｝]\s*[}｝]")
NAMES = (
    "contact_name",
    "organisation",
    "reference",
    "sector",
    "plots",
    "officer",
    "department",
    "next_step",
    "next_step_due",
    "status_page",
)


class MergeFieldUnknown(Refused):
    """Facts: `names` (as written), `known`, `field`."""

    code = "merge_field_unknown"
    status = 422


class MergeFieldLeft(Refused):
    """A reply still holds a field that nobody filled in. Facts: `names`, `field`."""

    code = "merge_field_left"
    status = 422


def fields_in(text: str) -> tuple[str, ...]:
    """The names between double braces, in their order, each once."""
    return tuple(dict.fromkeys(FIELD.findall(text)))


def broken_in(text: str) -> tuple[str, ...]:
    """Pieces with double braces that are no field, as written."""
    return tuple(dict.fromkeys(found.strip() for found in BROKEN.findall(FIELD.sub("", text))))


def check_fields(text: str) -> None:
    """Every field of a template is one we know. Raises MergeFieldUnknown."""
    unknown = [*(name for name in fields_in(text) if name not in NAMES), *broken_in(text)]
    if unknown:
        raise MergeFieldUnknown(names=unknown, known=list(NAMES), field="body")


def check_merged(text: str) -> None:
    """No reply leaves with a field in it, mistyped ones too. Raises MergeFieldLeft."""
    left = [*fields_in(text), *broken_in(text)]
    if left:
        raise MergeFieldLeft(names=left, field="text")
