"""Drafts that are signed and published as one: a change of law, and rules whose golden cases it turns. Questions only.

The first draft leads. The others go with it: only so could a case that the change turns ever be worked anew, as
neither of the two would pass its cases alone.
"""

from __future__ import annotations

from sitepages.incentives.book import fingerprint
from sitepages.models import IncentiveVersion


def leader_of(version: IncentiveVersion) -> IncentiveVersion:
    """The draft that is signed for this one: itself, unless it goes with another."""
    return version.goes_with or version


def companions_of(version: IncentiveVersion) -> list[IncentiveVersion]:
    """What goes with it, in the order of the law; what was discarded does not."""
    rows = IncentiveVersion.objects.filter(goes_with=version, discarded_at=None)
    return list(rows.select_related("incentive").order_by("incentive__order"))


def together(version: IncentiveVersion) -> list[IncentiveVersion]:
    """Everything signed as one with this draft, the leader first."""
    leader = leader_of(version)
    return [leader, *companions_of(leader)]


def digest_of(version: IncentiveVersion) -> str:
    """Names the content of a version and of all that goes with it: the same content, the same twelve letters."""
    with_it = (digest_of(one) for one in companions_of(version))
    return fingerprint(version.record, version.reason, *with_it)
