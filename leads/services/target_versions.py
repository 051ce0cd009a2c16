"""Promised service as the duty head keeps it: a new version from a day to come; what is promised already stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import Priority
from leads.models import TargetVersion
from leads.services.organisation import check_can_organise
from leads.services.targets import EDITABLE, Targets, targets
from leads.services.words import bounded
from leads.services.working_days import SOURCE_LIMIT, NothingChanges, PastDays
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

MOST = 9600  # ours: twenty working days in minutes; anything longer is no promise
MOST_PERCENT = 1000
Cell = tuple[str, str]


class TargetOutOfRange(Refused):
    """Facts: `most`."""

    code = "target_out_of_range"
    status = 422


class TargetsUnordered(Refused):
    """An urgent enquiry waits no longer than a high one, a high one no longer than a normal one. Facts: `row`."""

    code = "targets_unordered"
    status = 422


class LevelsUnordered(Refused):
    """Each level of escalation comes after the one before."""

    code = "levels_unordered"
    status = 422


@dataclass(frozen=True)
class TargetFacts:
    """`cells`: (clock, stage) -> minutes or days by priority; `levels`: key -> percent of the target used up."""

    cells: Mapping[Cell, Mapping[str, int]]
    levels: Mapping[str, int]
    valid_from: date
    source: str


def editable(version: Targets) -> dict[Cell, dict[str, int]]:
    """The targets the desk sets itself, in the order of the data."""
    return {key: dict(cell) for key, cell in version.cells.items() if key[0] in EDITABLE}


@transaction.atomic
def set_targets(*, facts: TargetFacts, by: User, now: datetime) -> TargetVersion:
    """Promise otherwise from a day to come.

    Raises NotAnOrganiser, PastDays, TargetOutOfRange, TargetsUnordered, LevelsUnordered, NothingChanges,
    FieldMissing or TextTooLong.
    """
    check_can_organise(by)
    if facts.valid_from <= now.astimezone(PARK_TIME).date():
        raise PastDays(days=[facts.valid_from])
    source = bounded("source", facts.source, SOURCE_LIMIT)
    stands = targets().on(facts.valid_from)
    _check(facts, stands)
    cells = {key: dict(facts.cells[key]) for key in editable(stands)}
    levels = {one.key: facts.levels[one.key] for one in stands.levels}
    if cells == editable(stands) and levels == {one.key: one.percent for one in stands.levels}:
        raise NothingChanges
    return TargetVersion.objects.create(
        valid_from=facts.valid_from,
        cells={"/".join(key): cell for key, cell in cells.items()},
        levels=levels,
        source=source,
        made_at=now,
        made_by=by,
    )


def _check(facts: TargetFacts, stands: Targets) -> None:
    for key in editable(stands):
        row = [facts.cells[key][priority.value] for priority in Priority]  # urgent first
        if not all(0 < value <= MOST for value in row):
            raise TargetOutOfRange(most=MOST)
        if row != sorted(row):
            raise TargetsUnordered(row="/".join(key))
    shares = [facts.levels[one.key] for one in stands.levels]
    if not all(0 < share <= MOST_PERCENT for share in shares):
        raise TargetOutOfRange(most=MOST_PERCENT)
    if any(first >= second for first, second in pairwise(shares)):
        raise LevelsUnordered


def begins_at_the_earliest(now: datetime) -> date:
    return now.astimezone(PARK_TIME).date() + timedelta(days=1)
