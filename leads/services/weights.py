"""The score's weights as published, dated versions: the province sets them, a result names the one it used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max

from leads.matching.values import VERSION_1, Weight, WeightTable
from leads.models import ScoreWeights
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused

if TYPE_CHECKING:
    from django.contrib.auth.models import User

CACHED, KEPT_SECONDS = "score-weights", 3600
Rows = Mapping[str, Sequence[float]]


class WeightsUnsound(Refused):
    """A criterion is missing or not known, its weight is below 0, or its bounds are equal; or no weight is above 0.

    Facts: `criterion`.
    """

    code = "weights_unsound"
    status = 422


class WeightsInThePast(Refused):
    """A version holds from today or later: what was answered stays explained. Facts: `on`."""

    code = "weights_past"
    status = 422


def weights_on(on: date) -> WeightTable:
    """The newest version valid on the day; version 1 until one is published. No query while the cache keeps them."""
    rows = cache.get(CACHED)
    if rows is None:
        rows = list(ScoreWeights.objects.order_by("-version"))
        cache.set(CACHED, rows, KEPT_SECONDS)
    row = next((one for one in rows if one.valid_from <= on), None)
    return table_of(row) if row else VERSION_1


def weights_version(version: int) -> WeightTable | None:
    """A version by its number, for replay; None if there is none."""
    if version == VERSION_1.version:
        return VERSION_1
    row = ScoreWeights.objects.filter(version=version).first()
    return table_of(row) if row else None


def table_of(row: ScoreWeights) -> WeightTable:
    return WeightTable(row.version, {key: Weight(*row.rows[key]) for key in VERSION_1.rows})


@transaction.atomic
def publish_weights(*, rows: Rows, valid_from: date, note: str, by: User | None, now: datetime) -> ScoreWeights:
    """Publish the next version, valid from a day on; earlier ones stay as they are. Raises
    WeightsUnsound, WeightsInThePast."""
    _check(rows, valid_from, now.astimezone(PARK_TIME).date())
    last = ScoreWeights.objects.aggregate(last=Max("version"))["last"] or VERSION_1.version
    transaction.on_commit(lambda: cache.delete(CACHED))
    return ScoreWeights.objects.create(
        version=last + 1,
        rows={key: [float(figure) for figure in rows[key]] for key in VERSION_1.rows},
        valid_from=valid_from,
        note=note,
        set_by=by,
        set_at=now,
    )


def _check(rows: Rows, valid_from: date, on: date) -> None:
    if valid_from < on:
        raise WeightsInThePast(on=on)
    for key in (*rows, *VERSION_1.rows):
        sound = key in VERSION_1.rows and key in rows and rows[key][0] >= 0 and rows[key][1] != rows[key][2]
        if not sound:
            raise WeightsUnsound(criterion=key)
    if not any(row[0] > 0 for row in rows.values()):
        raise WeightsUnsound(criterion="price")
