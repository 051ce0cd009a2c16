"""The explorer's reading of the land: the same few queries at a hundred plots and at ten thousand.

`facts_on` brings every fact with its receipt; a list of thousands needs the values alone. One query
brings the plots, one the fields of each that may be used on the day: as bits, added up by the database.
The whole is read once per state of the land and day, and kept (`land_version`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, FloatField, Q, Sum, TextField, Value, When
from django.db.models.functions import Cast

from sitepages.choices import Permission
from sitepages.land.index import INDEXED, IndexedPlot, LandIndex, sectors_by_zone
from sitepages.land.readiness import readiness_of
from sitepages.models import ParkSettings, Plot, PlotReceipt, Sector
from sitepages.models.land import STATUS
from sitepages.services.facts import Zoning, facts_on
from sitepages.services.land_version import kept_of_the_land
from sitepages.services.plot_status import used_status
from sitepages.services.readiness import documents_of
from sitepages.services.readiness import levels as rules_of_readiness
from sitepages.services.zoning import read_zoning

BIT = {field: 1 << number for number, field in enumerate((*INDEXED, STATUS))}
ILLUSTRATIVE = 1 << len(BIT)
DECIMALS = ("area_m2", "lease_usd_m2")


def index_on(on: date, *, with_levels: ParkSettings | None = None) -> LandIndex:
    """Every plot with the facts of INDEXED that may be used on this day; `with_levels`, the park's settings, with
    the readiness of each plot too.

    One query while the land is as it was. On a new state four more, and with levels five to eight.
    """
    decision = Decision(*(getattr(with_levels, field) for field in Decision._fields)) if with_levels else None
    return _index(on, decision)


class Decision(NamedTuple):
    """What the readiness of plots asks of the park's settings."""

    zone_status: str
    zone_status_on: date | None
    zone_decision: str


@kept_of_the_land(states=3)
def _index(on: date, decision: Decision | None) -> LandIndex:
    with_levels = ParkSettings(**decision._asdict()) if decision else None
    zones, permissions, zone_receipts, sector_receipts = read_zoning()
    usable = dict(usable_bits(on))
    sectors = sectors_by_zone(permissions, Permission.NOT_PERMITTED)
    levels = readiness_levels(on, (zones, permissions), with_levels) if with_levels else None
    plots = tuple(_plots(usable, sectors, levels))
    return LandIndex(
        on=on,
        plots=plots,
        permissions=permissions,
        zones=zones,
        sectors={
            key: (vi, en)
            for key, vi, en in Sector.objects.filter(retired_on=None).values_list("key", "name_vi", "name_en")
        },
        illustrative=any(bits & ILLUSTRATIVE for bits in usable.values()),
        zone_receipts=zone_receipts,
        sector_receipts=sector_receipts,
    )


def readiness_levels(on: date, zoning: Zoning, settings: ParkSettings) -> dict[str, int]:
    """Plot -> level held, only of those that hold one: level 1 asks a document, so few plots are read."""
    documents = documents_of(settings)
    park, codes = documents[""], documents.keys() - {""}
    found = {}
    for plot in facts_on(on, codes, zoning=zoning).plots if codes else ():
        held = readiness_of(rules_of_readiness(), plot, park | documents[plot.code], on)
        found[plot.code] = held.level
    return {code: level for code, level in found.items() if level}


def usable_bits(on: date) -> Iterator[tuple[int, int]]:
    """Plot -> the fields that may be used on the day, a bit each (a receipt stands once per field)."""
    whens = [When(field=field, then=Value(bit)) for field, bit in BIT.items()]
    rows = (
        PlotReceipt.objects.order_by()
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on), field__in=BIT)
        .values("plot_id")
        .annotate(
            bits=Sum(Case(*whens, default=Value(0), output_field=BigIntegerField())),
            marked=Sum(Case(When(illustrative=True, then=Value(1)), default=Value(0), output_field=BigIntegerField())),
        )
    )
    return ((row["plot_id"], row["bits"] | (ILLUSTRATIVE if row["marked"] else 0)) for row in rows)


def _plots(
    usable: Mapping[int, int], sectors: Mapping[str, tuple[str, ...]], levels: Mapping[str, int] | None
) -> Iterator[IndexedPlot]:
    # Cast: Django would make a Decimal of each, and parse each ring anew.
    columns: list[Any] = [Cast(field, FloatField()) if field in DECIMALS else field for field in INDEXED]
    rows = Plot.objects.order_by("code").values_list(
        "pk", "code", "zone_id", "status", "held_since", Cast("ring", TextField()), *columns
    )
    bits = tuple((field, BIT[field]) for field in INDEXED)
    for pk, code, zone, status, held_since, ring, *values in rows:
        known = usable.get(pk, 0)
        yield IndexedPlot(
            code=code,
            zone=zone,
            status=used_status(status, held_since, verified=bool(known & BIT[STATUS])),
            sectors=sectors.get(zone, ()),
            values={
                field: value
                for (field, bit), value in zip(bits, values, strict=True)
                if value is not None and known & bit
            },
            ring=ring_of(ring),
            readiness=None if levels is None else levels.get(code, 0),
        )


@lru_cache(maxsize=20_000)
def ring_of(text: str) -> tuple[tuple[float, float], ...]:
    """A stored outline; the same text is the same outline, so it is read once per process."""
    return tuple((point[0], point[1]) for point in json.loads(text))
