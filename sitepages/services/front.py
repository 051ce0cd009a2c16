"""The live part of the front page as one value: what the land and the law say on one day."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import models
from django.db.models import Aggregate, Count, Max, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.safestring import SafeString

from sitepages.choices import Certainty, IncentiveKind, Permission, PlotStatus, status_words
from sitepages.land.facts import LandFacts, PlotFacts
from sitepages.models import IncentiveVersion, LandVersion, Sector
from sitepages.services.example import Example, worked_example
from sitepages.services.facts import facts_on
from sitepages.services.law import in_force, versions_on
from sitepages.services.plan import park_plan

TEASERS = 6


@dataclass(frozen=True)
class ZoneColumn:
    """A functional zone over the matrix; `free_m2` is the area of its available plots."""

    code: str
    name: str
    free_m2: Decimal


@dataclass(frozen=True)
class SectorRow:
    """A sector and its permission in each zone, in the order of the columns; None where not permitted."""

    key: str
    name: str
    levels: tuple[str | None, ...]


@dataclass(frozen=True)
class Teaser:
    """An incentive in one line. `conditional`: only once the park is established or recognised.

    `decided_by`: law | decision | discretionary.
    """

    key: str
    slug: str
    name: str
    decided_by: str
    certainty: str
    certainty_label: str
    conditional: bool


@dataclass(frozen=True)
class FrontPage:
    """Plain values only: the template that shows it asks the database nothing."""

    on: date
    statuses: tuple[tuple[str, str, int], ...]  # status, its words, number of plots
    plots: int
    free_plots: int
    free_m2: Decimal
    largest: tuple[str, Decimal] | None  # code and m2 of the largest available plot
    facts: int
    facts_known: int
    sectors: tuple[tuple[str, str], ...]  # every sector in use: key, name
    columns: tuple[ZoneColumn, ...]
    rows: tuple[SectorRow, ...]
    incentives: int
    conditional: int
    teasers: tuple[Teaser, ...]
    illustrative: bool
    plan: SafeString
    example: Example | None
    gain: str  # the name of the first benefit that applies to the example as stated


KEPT_SECONDS = 600


def front_page_kept(*, on: date, lang: str, zone_status: str) -> FrontPage:
    """`front_page`, made once in ten minutes for all; a new import, law or status of the park is seen at once."""
    key = f"front:{lang}:{on}:{zone_status}:{state_of_data()}"
    kept: FrontPage | None = cache.get(key)
    if kept is None:
        kept = front_page(on=on, lang=lang, zone_status=zone_status)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def state_of_data() -> str:
    """Changes with whatever the land's tables say and with every published law: one short query."""
    land = marks("land", LandVersion, Max("token"), Count("pk"))
    law = marks("law", IncentiveVersion, Max("published_at"), Count("pk"))
    rows = sorted(land.union(law, all=True), key=lambda row: row[0])
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]


def marks(name: str, model: type[models.Model], first: Aggregate, second: Aggregate) -> QuerySet[Any, Any]:
    rows = model._default_manager.order_by().values(name=Value(name))
    texts = {key: Cast(value, models.CharField()) for key, value in (("first", first), ("second", second))}
    out: QuerySet[Any, Any] = rows.annotate(**texts).values_list("name", "first", "second")
    return out


def front_page(*, on: date, lang: str, zone_status: str) -> FrontPage:
    """What the front page says of land and law on the day; `lang` is the language in use."""
    land = facts_on(on)
    laws = teasers_on(on, lang)
    counts = Counter(plot.status for plot in land.plots)
    free = {plot.code: area_of(plot) for plot in land.plots if plot.status == PlotStatus.AVAILABLE}
    columns = zone_columns(land, free, lang)
    sectors = sector_names(lang)
    example = worked_example(on, lang)
    return FrontPage(
        on=on,
        statuses=tuple(
            (status, words, counts[status])
            for status, words in status_words().items()
            if status in PlotStatus.values or counts[status]
        ),
        plots=len(land.plots),
        free_plots=len(free),
        free_m2=sum(free.values(), Decimal(0)),
        largest=max(free.items(), key=lambda item: (item[1], item[0])) if free else None,
        facts=sum(len(plot.facts) for plot in land.plots),
        facts_known=sum(fact.known for plot in land.plots for fact in plot.facts.values()),
        sectors=sectors,
        columns=columns,
        rows=sector_rows(land, columns, sectors),
        incentives=len(laws),
        conditional=sum(law.conditional for law in laws),
        teasers=laws[:TEASERS],
        illustrative=land.illustrative,
        plan=park_plan(land, zone_status=zone_status, **marked(example)),
        example=example,
        gain=next((law.name for law in laws if example and law.key in example.eligible), ""),
    )


def marked(example: Example | None) -> dict[str, Any]:
    """The example's options on the plan."""
    return {"yours": example.plots, "alts": example.alts, "pins": example.pins} if example else {}


def area_of(plot: PlotFacts) -> Decimal:
    """Known area in m2; a plot whose area is not known adds nothing to a sum of known areas."""
    value = plot.value("area_m2")
    return Decimal(str(value)) if value is not None else Decimal(0)


def zone_columns(land: LandFacts, free: Mapping[str, Decimal], lang: str) -> tuple[ZoneColumn, ...]:
    """Zones some sector may work in, in the order of the land data."""
    used = {zone for (_sector, zone), level in land.permissions.items() if level != Permission.NOT_PERMITTED}
    by_zone = dict.fromkeys(land.zones, Decimal(0))
    for plot in land.plots:
        by_zone[plot.zone] += free.get(plot.code, Decimal(0))
    return tuple(
        ZoneColumn(code, names[0] if lang == "vi" else names[1], by_zone[code])
        for code, names in land.zones.items()
        if code in used
    )


def sector_names(lang: str) -> tuple[tuple[str, str], ...]:
    sectors = Sector.objects.filter(retired_on__isnull=True)
    return tuple((sector.key, sector.name_vi if lang == "vi" else sector.name_en) for sector in sectors)


def sector_rows(
    land: LandFacts, columns: tuple[ZoneColumn, ...], sectors: tuple[tuple[str, str], ...]
) -> tuple[SectorRow, ...]:
    """A row for each sector the permissions speak of; of the others nothing is known."""
    spoken_of = {sector for sector, _zone in land.permissions}
    return tuple(
        SectorRow(key, name, tuple(shown(land.permissions.get((key, column.code))) for column in columns))
        for key, name in sectors
        if key in spoken_of
    )


def shown(level: str | None) -> str | None:
    return None if level == Permission.NOT_PERMITTED else level


def teasers_on(on: date, lang: str) -> tuple[Teaser, ...]:
    """Benefits in force on the day, in the order of the law data."""
    benefits = (version for version in versions_on(on) if version.incentive.kind == IncentiveKind.BENEFIT)
    return tuple(
        Teaser(
            key=version.incentive.key,
            slug=version.incentive.key.lower().replace("_", "-"),
            name=version.name_vi if lang == "vi" else version.name_en,
            decided_by=version.decided_by.partition("_of:")[0],
            certainty=version.certainty,
            certainty_label=str(Certainty(version.certainty).label),
            conditional=needs_zone(version.record.get("conditions")),
        )
        for version in benefits
        if in_force(version, on)
    )


def needs_zone(condition: Any) -> bool:
    """Whether the condition cannot hold while the park is only planned: a zone status is asked on every way."""
    if not isinstance(condition, Mapping):
        return False
    if "zone_status" in condition:
        return True
    if "all" in condition:
        return any(needs_zone(part) for part in condition["all"])
    return "any" in condition and all(needs_zone(part) for part in condition["any"])
