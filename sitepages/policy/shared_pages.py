"""Page value of what rules share: named conditions, standing requirements, figures of the law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sitepages.choices import SHARED_KINDS, IncentiveKind
from sitepages.models import Incentive, IncentiveVersion
from sitepages.policy.content import wording
from sitepages.policy.pages import open_drafts
from sitepages.policy.shared import SAYS
from sitepages.services.law import law_on
from sitepages.services.law_readers import readers_by_key


@dataclass(frozen=True)
class SharedRow:
    """`says`: its content in lines; `readers`: how many rules read it."""

    key: str
    name: str
    says: tuple[str, ...]
    number: int | None
    certainty: str
    valid_from: date | None
    valid_to: date | None
    draft: IncentiveVersion | None
    readers: int


@dataclass(frozen=True)
class SharedGroup:
    kind: str
    title: str
    rows: tuple[SharedRow, ...]


def shared_groups(on: date) -> tuple[SharedGroup, ...]:
    """One group a kind, in the order of the law."""
    _rules, shared = law_on(on)
    drafts, words, readers = open_drafts(), wording(on), readers_by_key(on)
    shown = shared.of_day

    def row(incentive: Incentive) -> SharedRow:
        version, draft = shown.get(incentive.key), drafts.get(incentive.pk)
        told = version or draft
        return SharedRow(
            key=incentive.key,
            name=told.name if told else incentive.key,
            says=tuple(SAYS[incentive.kind](version.record, words)) if version else (),
            number=version.number if version else None,
            certainty=version.get_certainty_display() if version else "",
            valid_from=version.valid_from if version else None,
            valid_to=version.valid_to if version else None,
            draft=draft,
            readers=len(readers.get(incentive.key, ())),
        )

    of_kind: dict[str, list[SharedRow]] = {kind: [] for kind in SHARED_KINDS}
    for incentive in Incentive.objects.filter(kind__in=SHARED_KINDS):
        of_kind[incentive.kind].append(row(incentive))
    return tuple(SharedGroup(kind, str(IncentiveKind(kind).label), tuple(rows)) for kind, rows in of_kind.items())
