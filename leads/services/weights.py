"""The score's weights as published, dated versions: the province sets them, a result names the one it used.

They are a setting of the site (design.md, "Who opens what"): the administrator publishes them, whoever works at the
desk reads them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from leads.choices import Role
from leads.matching.values import VERSION_1, Weight, WeightTable
from leads.models import ScoreWeights
from leads.services.access import seat_of, sees_leads
from leads.services.organisation import ChangedMeanwhile
from leads.services.words import bounded
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

NOTE_LIMIT = 300
MOST = 1e6  # of a weight or a bound
Rows = Mapping[str, Sequence[float]]


class NotWeightKeeper(Refused):
    """The weights of the score belong to the administrator (design.md)."""

    code = "not_weight_keeper"
    status = 403


class WeightsUnsound(Refused):
    """A criterion is missing or not known, a figure is none, a weight below 0, or bounds equal; or all weights are 0.

    Facts: `criterion`.
    """

    code = "weights_unsound"
    status = 422


class WeightsReversed(Refused):
    """The bounds stand the other way round than in version 1, so that less would count as more: the search for the
    best set rests on the direction. Facts: `criterion`.
    """

    code = "weights_reversed"
    status = 422


class WeightsUnchanged(Refused):
    """These are the weights that stand already."""

    code = "weights_unchanged"
    status = 422


class WeightsInThePast(Refused):
    """A version holds from today or later: what was answered stays explained. Facts: `on`."""

    code = "weights_past"
    status = 422


def keeps_weights(user: User | AnonymousUser) -> bool:
    return Role.ADMIN in seat_of(user).roles


def reads_weights(user: User | AnonymousUser) -> bool:
    return sees_leads(user) or keeps_weights(user)


def weights_on(on: date) -> WeightTable:
    """The newest version valid on the day; version 1 until one is published. One query."""
    row = ScoreWeights.objects.filter(valid_from__lte=on).order_by("-version").first()
    return table_of(row) if row else VERSION_1


@dataclass(frozen=True, slots=True)
class Edition:
    """A published version with its days: in force from `since` (None: from the start) to the day before `until`.

    `until` None: until another is published. A version that a later one overtook before its first day has
    `since` >= `until`: it was never in force.
    """

    table: WeightTable
    since: date | None
    until: date | None
    note: str

    @property
    def never(self) -> bool:
        return self.since is not None and self.until is not None and self.since >= self.until


def editions() -> tuple[Edition, ...]:
    """Every published version, the newest first. One query."""
    found, until = [], None
    for row in ScoreWeights.objects.order_by("-version"):
        found.append(Edition(table_of(row), row.valid_from, until, row.note))
        until = row.valid_from if until is None else min(until, row.valid_from)
    return (*found, Edition(VERSION_1, None, until, ""))


def weights_version(version: int) -> WeightTable | None:
    """A version by its number, for replay; None if there is none."""
    if version == VERSION_1.version:
        return VERSION_1
    row = ScoreWeights.objects.filter(version=version).first()
    return table_of(row) if row else None


def table_of(row: ScoreWeights) -> WeightTable:
    return WeightTable(row.version, {key: Weight(*row.rows[key]) for key in VERSION_1.rows})


def last_version() -> int:
    return ScoreWeights.objects.aggregate(last=Max("version"))["last"] or VERSION_1.version


@transaction.atomic
def publish_weights(
    *, rows: Rows, valid_from: date, note: str, by: User | None, now: datetime, seen: int | None = None
) -> ScoreWeights:
    """Publish the next version, valid from a day on; earlier ones stay as they are.

    `by` None: the system itself. `seen`: the last version the form was drawn from. Raises NotWeightKeeper,
    ChangedMeanwhile, FieldMissing, WeightsUnsound, WeightsReversed, WeightsInThePast, WeightsUnchanged.
    """
    if by is not None and not keeps_weights(by):
        raise NotWeightKeeper
    last = last_version()
    if seen is not None and seen != last:
        raise ChangedMeanwhile(record=_("the weights"))
    note = bounded("note", note, NOTE_LIMIT)
    check_rows(rows)
    _check_day(valid_from, now.astimezone(PARK_TIME).date())
    newest = weights_version(last)
    if newest and all(list(rows[key]) == [row.weight, row.zero, row.one] for key, row in newest.rows.items()):
        raise WeightsUnchanged
    return ScoreWeights.objects.create(
        version=last + 1,
        rows={key: [float(figure) for figure in rows[key]] for key in VERSION_1.rows},
        valid_from=valid_from,
        note=note,
        set_by=by,
        set_at=now,
    )


def check_rows(rows: Rows) -> None:
    """Raises WeightsUnsound, WeightsReversed."""
    for key in (*rows, *VERSION_1.rows):
        if key not in VERSION_1.rows or key not in rows:
            raise WeightsUnsound(criterion=key)
        weight, zero, one = rows[key]
        if not all(math.isfinite(figure) and abs(figure) <= MOST for figure in rows[key]) or weight < 0 or zero == one:
            raise WeightsUnsound(criterion=key)
        if (one > zero) != (VERSION_1.rows[key].one > VERSION_1.rows[key].zero):
            raise WeightsReversed(criterion=key)
    if not any(row[0] > 0 for row in rows.values()):
        raise WeightsUnsound(criterion="price")


def _check_day(valid_from: date, on: date) -> None:
    if valid_from < on:
        raise WeightsInThePast(on=on)
