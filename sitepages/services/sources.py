"""The texts that rules of law rest on: entered and amended by an editor of law, each change on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from sitepages.accounts import account_name
from sitepages.models import Citation, SourceChange
from sitepages.refusal import Refused
from sitepages.services.policy import require

SAID = ("title", "kind", "where", "link", "official", "source_date")


class SourceThere(Refused):
    """A source of this key stands already. Facts: `key`."""

    code = "source_there"


class StaleSource(Refused):
    """Somebody changed it since the page was opened. Facts: `who`, `at`."""

    code = "source_stale"


@transaction.atomic
def enter_source(*, key: str, said: Mapping[str, str], by: User, now: datetime) -> Citation:
    """Enter a text that rules may rest on. Raises NoRight, SourceThere."""
    require(by, "draft")
    if Citation.objects.filter(key__iexact=key).exists():
        raise SourceThere(key=key)
    citation = Citation.objects.create(key=key, **_kept(said))
    _record(citation, {}, by, now)
    return citation


@transaction.atomic
def amend_source(*, citation: Citation, said: Mapping[str, str], seen: int, by: User, now: datetime) -> Citation:
    """Change what is said of a source; `seen`: its last change on the screen. Raises NoRight, StaleSource."""
    require(by, "draft")
    locked = Citation.objects.select_for_update().get(pk=citation.pk)
    last = locked.changes.select_related("by").first()
    if last and last.seq != seen:
        raise StaleSource(who=account_name(last.by), at=last.at)
    before = said_of(locked)
    if before == _kept(said):
        return locked
    for name, value in _kept(said).items():
        setattr(locked, name, value)
    locked.save()
    _record(locked, before, by, now)
    return locked


def said_of(citation: Citation) -> dict[str, str]:
    """What may be changed of a source."""
    return {name: getattr(citation, name) for name in SAID}


def last_change(citation: Citation) -> int:
    last = citation.changes.first()
    return last.seq if last else 0


def sources_told() -> dict[str, dict[str, Any]]:
    """Every source as the API gives it; null is not known. One query."""
    return {row.key: source_told(row) for row in Citation.objects.all()}


def source_told(row: Citation) -> dict[str, Any]:
    return {
        "title": row.title,
        "kind": row.kind,
        "where": row.where,
        "link": row.link or None,
        "official": row.official or None,
        "source_date": row.source_date or None,
    }


def _kept(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[name] for name in SAID}


def _record(citation: Citation, before: Mapping[str, str], by: User, now: datetime) -> None:
    SourceChange.objects.create(
        citation=citation, seq=last_change(citation) + 1, before=dict(before), after=said_of(citation), by=by, at=now
    )
