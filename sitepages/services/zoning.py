"""Which sector may work in which functional zone: written as a whole for one zone, each line with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from sitepages.choices import Certainty
from sitepages.land.index import ZoningReceipt
from sitepages.models import FunctionalZone, SectorPermission
from sitepages.registry import land_changed


@transaction.atomic
def permit_sectors(
    *,
    zone: FunctionalZone,
    levels: Mapping[str, str],
    receipt: ZoningReceipt,
    anew: bool,
    by: User | None,
    now: datetime,
) -> None:
    """Sector -> level, of all that is known of the zone; a sector left out is not known any more.

    A line that says the same keeps its own source, unless all were verified `anew`.
    """
    zone.permissions.exclude(sector_id__in=levels).delete()
    kept = {row.sector_id: row for row in zone.permissions.all()}
    for sector, level in levels.items():
        row = kept.get(sector) or SectorPermission(zone=zone, sector_id=sector)
        if anew or row.level != level:
            row.level = level
            for name, value in asdict(receipt).items():
                setattr(row, name, value)
            row.save()
    land_changed(sorted(zone.plots.values_list("code", flat=True)), now)


class ZoningRead(NamedTuple):
    """The whole zoning: zone -> its names (vi, en), in their order; (sector, zone) -> level; zone -> where the zone
    comes from; zone -> where its permitted sectors do.
    """

    zones: dict[str, tuple[str, str]]
    permissions: dict[tuple[str, str], str]
    zone_receipts: dict[str, ZoningReceipt]
    sector_receipts: dict[str, ZoningReceipt]


RECEIPT = tuple(field.name for field in fields(ZoningReceipt))


def read_zoning() -> ZoningRead:
    """One query."""
    read = ZoningRead({}, {}, {}, {})
    lines: dict[str, list[ZoningReceipt]] = {}
    of_line = ("permissions__sector", "permissions__level", *(f"permissions__{name}" for name in RECEIPT))
    for code, vi, en, *rest in FunctionalZone.objects.values_list("code", "name_vi", "name_en", *RECEIPT, *of_line):
        own, (sector, level, *receipt) = rest[: len(RECEIPT)], rest[len(RECEIPT) :]
        read.zones[code] = (vi, en)
        read.zone_receipts[code] = ZoningReceipt(*own)
        if sector:
            read.permissions[sector, code] = level
            lines.setdefault(code, []).append(ZoningReceipt(*receipt))
    read.sector_receipts.update({code: _together(receipts) for code, receipts in lines.items()})
    return read


def _together(receipts: Sequence[ZoningReceipt]) -> ZoningReceipt:
    """Every source, the oldest day, the least certainty; illustrative if any line is."""
    order = list(Certainty.values)
    return ZoningReceipt(
        source="; ".join(sorted({one.source for one in receipts if one.source})),
        certainty=max((one.certainty for one in receipts), key=order.index),
        verified_on=min((one.verified_on for one in receipts if one.verified_on), default=None),
        illustrative=any(one.illustrative for one in receipts),
    )
