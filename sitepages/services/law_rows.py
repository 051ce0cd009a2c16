"""A record of law as a row: the columns are read from the record, so that they never differ from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sitepages.models import IncentiveVersion

NOTHING = {"vi": "", "en": ""}


def fill(version: IncentiveVersion, record: Mapping[str, Any]) -> None:
    """Set the record and its columns; what rules share has no summary and no authority, and stands by law."""
    version.record = dict(record)
    version.valid_from = date.fromisoformat(record["valid_from"])
    version.valid_to = date.fromisoformat(record["valid_to"]) if record["valid_to"] else None
    version.verified_on = date.fromisoformat(record["verified_on"])
    version.decided_by, version.certainty = record.get("decided_by", "law"), record["certainty"]
    for text in ("name", "summary", "authority"):
        words = record.get(text, NOTHING)
        setattr(version, f"{text}_vi", words["vi"])
        setattr(version, f"{text}_en", words["en"])


def record_of(version: IncentiveVersion) -> dict[str, Any]:
    """The record as written, with the validity of its row: a later version or a repeal ends an earlier one there."""
    until = version.valid_to.isoformat() if version.valid_to else None
    return {**version.record, "valid_from": version.valid_from.isoformat(), "valid_to": until}
