"""Rules that want a second look: ending soon, not confirmed, read long ago, or resting on a source that died."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sitepages.choices import Certainty, StaleReason
from sitepages.models import IncentiveVersion, SourceCheck
from sitepages.services.law import in_force, versions_on

SOON = timedelta(days=90)
OLD = timedelta(days=180)


@dataclass(frozen=True)
class Stale:
    """One reason about one rule; `day` or `source` say more where there is more to say."""

    version: IncentiveVersion
    reason: StaleReason
    day: date | None = None
    source: str = ""


def stale_rules(on: date) -> list[Stale]:
    """Reasons about the versions of the day, in the order of the rules; three queries."""
    looks = latest_looks()
    return [one for version in versions_on(on) for one in _of(version, looks, on)]


def latest_looks() -> dict[str, SourceCheck]:
    """The newest look at each source, by its key."""
    found: dict[str, SourceCheck] = {}
    for look in SourceCheck.objects.select_related("by").order_by("at", "pk"):
        found[look.citation_id] = look
    return found


def _of(version: IncentiveVersion, looks: Mapping[str, SourceCheck], on: date) -> Iterator[Stale]:
    if in_force(version, on) and version.valid_to and version.valid_to - on <= SOON:
        yield Stale(version, StaleReason.ENDS_SOON, version.valid_to)
    if version.certainty != Certainty.CONFIRMED:
        yield Stale(version, StaleReason.NOT_CONFIRMED)
    if on - version.verified_on > OLD:
        yield Stale(version, StaleReason.READ_LONG_AGO, version.verified_on)
    for source in dict.fromkeys(row["citation"] for row in version.record["basis"]):
        look = looks.get(source)
        if look and not look.works:
            yield Stale(version, StaleReason.SOURCE_DEAD, look.at.date(), source)
        elif look is None or on - look.at.date() > OLD:
            yield Stale(version, StaleReason.SOURCE_NOT_LOOKED_AT, look.at.date() if look else None, source)
