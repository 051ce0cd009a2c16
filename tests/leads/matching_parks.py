"""Generated parks and requests for the matching tests: many zones, prices, holes, streets, giant components, ties.

Everything comes from a seed. A park is `LandFacts`, so that engine and oracle each read the facts their own way.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sitepages.land.facts import Fact, FactState, LandFacts, PlotFacts

ON = date(2026, 11, 24)
Cell = tuple[int, int]
ZONES = ("SX", "RD", "DC", "DV")
SECTORS = {
    "anywhere": dict.fromkeys(ZONES, "permitted"),
    "picky": {"SX": "encouraged", "RD": "permitted", "DC": "not_permitted", "DV": "encouraged"},
    "single": {"SX": "encouraged"},
}
UNITS = {"area_m2": "m2", "lease_usd_m2": "USD/m2", "power_kva": "kVA", "frontage_m": "m", "fibre_gbps": "Gbps"}


def fact(key: str, value: Any) -> Fact:
    """A known fact, or an expired one for None."""
    state = FactState.EXPIRED if value is None else FactState.KNOWN
    return Fact(key, value, UNITS.get(key, ""), state, "generated", ON - timedelta(9), "test", ON + timedelta(99))


def plot(code: str, zone: str, status: str, **facts: Any) -> PlotFacts:
    return PlotFacts(code, zone, status, None, {key: fact(key, value) for key, value in facts.items()}, ())


def land(plots: list[PlotFacts], pairs: set[tuple[str, str]]) -> LandFacts:
    permissions = {(sector, zone): level for sector, row in SECTORS.items() for zone, level in row.items()}
    neighbours = frozenset(tuple(sorted(pair)) for pair in pairs)
    return LandFacts(ON, "generated", tuple(plots), neighbours, permissions, {}, True)


def park(seed: int) -> LandFacts:
    """A park of 10-60 plots on a grid with holes; streets part it unless it is one giant block.

    Some plots are taken; a few facts are unknown in every third park.
    """
    dice = random.Random(seed)
    count = dice.randint(10, 60)
    width = max(2, round(count**0.5) + dice.randint(-1, 2))
    cells = [(row, column) for row in range(count // width + 2) for column in range(width)]
    for _hole in range(dice.randint(0, 3)):
        cells.remove(dice.choice(cells))
    cells = cells[:count]
    whole = dice.random() < 0.5
    streets = set() if whole else {dice.randrange(1, width + 1), dice.randrange(1, width + 1)}
    share = dice.choice((1.0, 0.9, 0.7))
    coarse, gaps = dice.random() < 0.4, seed % 3 == 0
    return _built(dice, cells, share, (set(), streets), coarse, gaps)


def large_park(seed: int, size: int, *, free: float, block: int | None = None) -> LandFacts:
    """A park of hundreds or thousands of plots: one giant block, or streets around blocks of `block` x `block`."""
    dice = random.Random(seed)
    cells, streets = _large_grid(size, block)
    return _built(dice, cells, free, (streets, streets), coarse=False, gaps=False)


def large_streets(seed: int, size: int, *, block: int | None = None) -> dict[tuple[str, str], float]:
    """The plots of the same park that face each other across a street, with its width in m."""
    dice = random.Random(seed)
    cells, streets = _large_grid(size, block)
    codes = _codes(dice, cells)
    facing = (
        (codes[cell], codes[other])
        for cell in cells
        for other, street in (((cell[0], cell[1] + 1), cell[1] + 1), ((cell[0] + 1, cell[1]), cell[0] + 1))
        if other in codes and street in streets
    )
    return {(min(pair), max(pair)): (14.0, 22.0)[index % 2] for index, pair in enumerate(facing)}


def _large_grid(size: int, block: int | None) -> tuple[list[Cell], set[int]]:
    width = round(size**0.5)
    cells = [(row, column) for row in range(size // width + 2) for column in range(width)][:size]
    return cells, set(range(0, size, block)) if block else set()


def _codes(dice: random.Random, cells: list[Cell]) -> dict[Cell, str]:
    return {cell: f"P{index:04d}" for index, cell in enumerate(dice.sample(cells, len(cells)))}


def _built(
    dice: random.Random, cells: list[Cell], free: float, streets: tuple[set[int], set[int]], coarse: bool, gaps: bool
) -> LandFacts:
    """Plots on the cells, numbered at random; streets run above the rows and left of the columns named."""
    codes = _codes(dice, cells)
    plots = [
        plot(
            codes[cell],
            dice.choice(ZONES) if dice.random() < 0.2 else ZONES[(cell[0] // 3 + cell[1] // 4) % 2],
            "available" if dice.random() < free else dice.choice(("reserved", "clearance", "leased")),
            **_facts(dice, coarse, gaps),
        )
        for cell in cells
    ]
    dice.shuffle(plots)
    return land(plots, set(_pairs(codes, streets, dice)))


def _facts(dice: random.Random, coarse: bool, gaps: bool) -> dict[str, Any]:
    """`coarse`: few different values, so that ties are common; `gaps`: some facts are unknown."""
    area = dice.choice((5000.0, 7500.0, 10000.0)) if coarse else round(dice.lognormvariate(9.0, 0.5), 1)
    facts: dict[str, Any] = {
        "area_m2": area,
        "lease_usd_m2": dice.choice((80.0, 90.0)) if coarse else round(dice.uniform(60, 150), 1),
        "available_from": ON + timedelta(days=dice.choice((-30, 0, 200, 400, 1200))),
        "power_kva": dice.choice((200, 400, 1000)),
        "water_m3_day": dice.choice((20, 30, 45)),
        "wastewater_m3_day": dice.choice((10, 20, 30)),
        "fibre_gbps": dice.choice((40, 100, 400)),
        "frontage_m": dice.choice((0.0, 30.0, 80.0)) if coarse else dice.choice((0.0, round(dice.uniform(5, 90), 1))),
        "power_redundancy": dice.choice(("N", "N+1")),
    }
    if gaps:
        for key in facts:
            if dice.random() < (0.1 if key != "area_m2" else 0.04):
                facts[key] = None
    return facts


def _pairs(
    codes: dict[Cell, str], streets: tuple[set[int], set[int]], dice: random.Random
) -> Iterator[tuple[str, str]]:
    rows, columns = streets
    for (row, column), code in codes.items():
        for cell in ((row, column + 1), (row + 1, column), (row + 1, column + 1)):
            parted = (cell[0] > row and cell[0] in rows) or (cell[1] > column and cell[1] in columns)
            corner = cell == (row + 1, column + 1) and dice.random() < 0.8
            if cell in codes and not parted and not corner:
                yield code, codes[cell]


def request(seed: int, park: LandFacts, most: int) -> dict[str, Any]:
    """A request that has some hope in the park: needs are drawn around what a few plots add up to."""
    dice = random.Random(seed * 7919 + 1)
    plots = dice.randint((most + 1) // 2, most)
    areas = [value for one in park.plots if isinstance(value := one.value("area_m2"), float)]
    typical = plots * sum(areas) / len(areas)
    low = round(typical * dice.uniform(0.7, 1.1), dice.choice((0, 1)))
    if dice.random() < 0.3:  # so that sets of a coarse park meet it exactly, and bounds tie with what they bound
        low = max(5000.0, round(low / 2500) * 2500.0)
    wanted: dict[str, Any] = {
        "sector": dice.choice(("anywhere", "anywhere", "picky", "single")),
        "land": _land(dice, low) | {"max_plots": most},
        "limit": 5,
        "diverse": dice.random() < 0.8,
        "on": ON.isoformat(),
    }
    if dice.random() < 0.2:
        wanted["needed_by"] = (ON + timedelta(days=dice.choice((0, 200, 399, 800)))).isoformat()
    if dice.random() < 0.1:
        wanted["zones"] = dice.sample(ZONES, 2)
    wanted["utilities"] = {
        key: round(plots * each * dice.uniform(0.3, 1.1), dice.choice((0, 2)))
        for key, each in {"power_kva": 450, "water_m3_day": 30, "wastewater_m3_day": 20}.items()
        if dice.random() < 0.25
    } | ({"fibre_gbps": dice.choice((100, 200, 400))} if dice.random() < 0.2 else {})
    wanted["budget"] = {
        key: value
        for key, value in {
            "lease_usd_m2_max": round(dice.uniform(85, 120), 1),
            "lease_usd_max": round(low * 95, 2),
        }.items()
        if dice.random() < 0.2
    }
    return wanted


def _land(dice: random.Random, low: float) -> dict[str, Any]:
    match dice.randrange(10):
        case 0:
            return {"area_min_m2": low}
        case 1:
            return {"area_min_m2": low, "area_max_m2": low}
        case 2:
            return {"area_max_m2": low}
        case 3:
            return {"area_min_m2": low, "area_max_m2": round(low * 1.02, 1)}
        case _:
            return {"area_min_m2": low, "area_max_m2": round(low * dice.choice((1.05, 1.2, 1.6, 4)), 1)}
