"""Texts that people typed: tidied, and refused by name when missing or too long."""

from __future__ import annotations

import unicodedata

from sitepages.refusal import Refused


class FieldMissing(Refused):
    """Facts: `field`."""

    code = "field_missing"
    status = 422


class TextTooLong(Refused):
    """Facts: `field`, `limit` (signs)."""

    code = "text_too_long"
    status = 422


class ChoiceUnknown(Refused):
    """A value outside its list. Facts: `field`, `value`."""

    code = "choice_unknown"
    status = 422


class EmailInvalid(Refused):
    """Facts: `field`."""

    code = "email_invalid"
    status = 422


def tidied(text: str, *, lines: bool = False) -> str:
    """NFC, without control signs; runs of white space become one space unless `lines` are kept."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = "".join(sign for sign in plain if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})
    return kept.strip() if lines else " ".join(kept.split())


def bounded(field: str, text: str, limit: int, *, needed: bool = True, lines: bool = False) -> str:
    """The tidied text; raises FieldMissing or TextTooLong."""
    tidy = tidied(text, lines=lines)
    if needed and not tidy:
        raise FieldMissing(field=field)
    if len(tidy) > limit:
        raise TextTooLong(field=field, limit=limit)
    return tidy
