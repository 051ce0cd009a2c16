"""What the location costs over some years: land, service fee, power, water, waste water, wages, with their sources.

The service fee is that of the option's own plots where their record has one. A price the park has not published is
a neighbour's, said so; a quantity nobody stated is asked, never supposed; a line that lacks either is not known and
not in the sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from leads.models import CostSheet, MatchRun
from sitepages.choices import UNITS_OF_PRICE, PriceKind
from sitepages.land.facts import PlotFacts
from sitepages.models import LocationPrice
from sitepages.services.facts import facts_on

YEARS = 10
LONGEST = 45  # to the end of the land term
ASKED = ("years", "kwh_year", "days_year", "payroll_usd_year")
PARK, NEIGHBOUR, STATED, UNKNOWN = "park", "neighbour", "stated", "unknown"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Price:
    """A unit price between `low` and `high`; `own`: the park's, else that of `place`.

    `plots`: those whose own record says it; `certainty` is then "", and `illustrative` says whether it is invented.
    """

    key: str
    low: Decimal
    high: Decimal
    currency: str
    per: str
    place: str
    year: int
    own: bool
    certainty: str
    source: str
    verified_on: date
    plots: tuple[str, ...] = ()
    illustrative: bool = False


@dataclass(frozen=True, slots=True)
class CostLine:
    """`once`, or `low` to `high` a year, in USD; None: not known, for want of `missing`.

    `state`: whose figure it is (park, neighbour, stated, unknown). `quantity` in the unit of the price.
    `plots`: those the line is for, where others of the option have another price.
    """

    key: str
    state: str
    once: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    quantity: Decimal | None = None
    price: Price | None = None
    missing: tuple[str, ...] = ()
    plots: tuple[str, ...] = ()

    def over(self, years: int) -> tuple[Decimal, Decimal] | None:
        """Least and most over the years; None if not known."""
        if self.once is not None:
            return self.once, self.once
        return None if self.low is None or self.high is None else (self.low * years, self.high * years)


@dataclass(frozen=True, slots=True)
class LocationCost:
    """`plots`: the option it is reckoned for, () where none fits; `area_m2` None if not known."""

    plots: tuple[str, ...]
    area_m2: Decimal | None
    years: int
    usd_vnd: Decimal | None
    lines: tuple[CostLine, ...]

    @property
    def total(self) -> tuple[Decimal, Decimal]:
        known = [part for line in self.lines if (part := line.over(self.years))]
        return sum((low for low, _ in known), Decimal(0)), sum((high for _, high in known), Decimal(0))

    @property
    def unknown(self) -> tuple[CostLine, ...]:
        return tuple(line for line in self.lines if line.over(self.years) is None)


def prices() -> dict[str, Price]:
    """Of each kind the park's own price, else the newest of a neighbour; one query."""
    found: dict[str, Price] = {}
    for row in LocationPrice.objects.all():
        found.setdefault(row.kind, _price(row))
    return found


def _price(row: LocationPrice) -> Price:
    return Price(
        key=row.kind,
        low=row.low.normalize(),
        high=row.high.normalize(),
        currency=row.currency,
        per=UNITS_OF_PRICE[PriceKind(row.kind)],
        place=row.place,
        year=row.year,
        own=row.own,
        certainty=row.certainty,
        source=row.source,
        verified_on=row.verified_on,
    )


@transaction.atomic
def store_cost(*, run: MatchRun, asked: Mapping[str, Any], now: datetime) -> CostSheet:
    """Keep what the investor stated beside a match, at an unguessable address: figures never stand in one."""
    return CostSheet.objects.create(run=run, asked=dict(asked), created_at=now)


def location_cost(run: MatchRun, asked: Mapping[str, Any], on: date) -> LocationCost:
    """`asked`: of ASKED, what was stated here; None: taken back. The match's own request gives the rest.
    `on`: the day whose records of the plots are read.
    """
    options = run.answer["match"]["options"]
    best: Mapping[str, Any] = options[0] if options else {}
    land, project = run.request.get("land") or {}, run.request.get("project") or {}
    given = {**run.request.get("utilities", {}), **project, **asked}
    area = _exact(best.get("area_m2") if best else land.get("area_min_m2"))
    rate = run.versions.get("rates", {}).get("USD_VND")
    usd_vnd = _exact(rate["value"]) if rate else None
    plots, known = tuple(best.get("plots", ())), prices()
    lines = (
        _lease(best),
        *_service_fees(known.get("service_fee"), plots, area, usd_vnd, on),
        *_priced(known, given, usd_vnd),
        _wages(given),
    )
    return LocationCost(plots, area, int(asked.get("years") or YEARS), usd_vnd, lines)


def _exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _lease(best: Mapping[str, Any]) -> CostLine:
    lease = _exact(best.get("lease_usd"))
    if lease is None:
        return CostLine("lease", UNKNOWN, missing=("price",) if best else ("plots",))
    return CostLine("lease", PARK, once=lease, quantity=_exact(best.get("area_m2")))


def _service_fees(
    general: Price | None, plots: tuple[str, ...], area: Decimal | None, usd_vnd: Decimal | None, on: date
) -> Iterator[CostLine]:
    """A line for the plots of each price; one line where all have the same. `general`: for a plot without its own."""
    groups: dict[tuple[Any, ...], list[tuple[PlotFacts, Price | None]]] = {}
    for plot in facts_on(on, plots).plots if plots else ():
        own = _fee_of(plot)
        same = (own.low, own.source, own.verified_on, own.illustrative) if own else ()
        groups.setdefault(same, []).append((plot, own or general))
    if len(groups) < 2:
        price = next((price for group in groups.values() for _plot, price in group), general)
        if price and price.plots:
            price = replace(price, plots=plots)
        yield _line(price, "service_fee", area, ("plots",), usd_vnd)
        return
    for group in groups.values():
        codes = tuple(plot.code for plot, _price in group)
        areas = [_exact(plot.value("area_m2")) for plot, _price in group]
        whole = None if None in areas else sum((one for one in areas if one), Decimal(0))
        price = group[0][1]
        if price and price.plots:
            price = replace(price, plots=codes)
        yield replace(_line(price, "service_fee", whole, ("area",), usd_vnd), plots=codes)


def _fee_of(plot: PlotFacts) -> Price | None:
    """The fee on the plot's own record, with its receipt."""
    fact = plot.facts["service_fee_usd_m2_year"]
    fee = _exact(fact.value)
    if fee is None or fact.verified_on is None:
        return None
    return Price(
        key="service_fee",
        low=fee,
        high=fee,
        currency="USD",
        per=UNITS_OF_PRICE[PriceKind.SERVICE_FEE],
        place="",
        year=fact.verified_on.year,
        own=True,
        certainty="",
        source=fact.source or "",
        verified_on=fact.verified_on,
        plots=(plot.code,),
        illustrative=fact.illustrative,
    )


def _priced(known: Mapping[str, Price], given: Mapping[str, Any], usd_vnd: Decimal | None) -> Iterator[CostLine]:
    days = _exact(given.get("days_year"))
    quantities: Iterable[tuple[str, Decimal | None, tuple[str, ...]]] = (
        ("power", _exact(given.get("kwh_year")), ("kwh_year",)),
        ("water", *_volume(given, "water_m3_day", days)),
        ("wastewater", *_volume(given, "wastewater_m3_day", days)),
    )
    for key, quantity, missing in quantities:
        yield _line(known.get(key), key, quantity, missing, usd_vnd)


def _volume(given: Mapping[str, Any], key: str, days: Decimal | None) -> tuple[Decimal | None, tuple[str, ...]]:
    """m3 a year of a daily need."""
    daily = _exact(given.get(key))
    missing = tuple(name for name, value in ((key, daily), ("days_year", days)) if value is None)
    return (None if daily is None or days is None else daily * days), missing


def _line(
    price: Price | None, key: str, quantity: Decimal | None, missing: tuple[str, ...], usd_vnd: Decimal | None
) -> CostLine:
    if price is None or (usd_vnd is None and price.currency == "VND"):
        return CostLine(key, UNKNOWN, quantity=quantity, price=price, missing=("price",))
    if quantity is None:
        return CostLine(key, UNKNOWN, price=price, missing=missing)
    divided = usd_vnd if usd_vnd and price.currency == "VND" else Decimal(1)
    low, high = ((quantity * end / divided).quantize(CENT, ROUND_HALF_UP) for end in (price.low, price.high))
    return CostLine(key, PARK if price.own else NEIGHBOUR, low=low, high=high, quantity=quantity, price=price)


def _wages(given: Mapping[str, Any]) -> CostLine:
    payroll = _exact(given.get("payroll_usd_year"))
    if payroll is None:
        return CostLine("wages", UNKNOWN, missing=("payroll_usd_year",))
    return CostLine("wages", STATED, low=payroll, high=payroll)
