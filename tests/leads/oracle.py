"""Exhaustive matching, written apart from the engine from matching.md alone: it shares no code with leads.matching.

It lists every connected set, tests each, scores each, sorts all, and picks different ones. Only for parks in which the
sets can be counted: `connected_sets` stops at `most_sets` (traps.md 15). Every figure is an exact integer: thousandths
of what is written, leases millionths of a USD.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sitepages.land.facts import LandFacts, PlotFacts

# matching.md section 5: key -> (weight, amount worth 0, amount worth 1)
TABLE = {
    "price": (20, 150, 60),
    "zone_fit": (15, 0, 1),
    "ready": (15, 1096, 0),
    "frontage": (7, 0, 60),
    "area_fit": (15, 1.5, 1),
    "fewer_plots": (10, 8, 1),
    "power_kva": (8, 1, 1.5),
    "water_m3_day": (4, 1, 1.5),
    "wastewater_m3_day": (3, 1, 1.5),
    "fibre_gbps": (3, 1, 2),
}
ZONE = {"encouraged": 1.0, "permitted": 0.6}
GRID = {
    "area_min_m2": 100,
    "area_max_m2": 100,
    "power_kva": 100,
    "water_m3_day": 10,
    "wastewater_m3_day": 10,
    "fibre_gbps": 10,
    "lease_usd_m2_max": 0.5,
    "lease_usd_max": 1000,
}
PARTS = {
    "land": ("area_min_m2", "area_max_m2"),
    "utilities": ("power_kva", "water_m3_day", "wastewater_m3_day", "fibre_gbps"),
    "budget": ("lease_usd_m2_max", "lease_usd_max"),
}

FIGURES = ("area_m2", "lease_usd_m2", "frontage_m", *PARTS["utilities"])


class TooMany(Exception):
    """More connected sets than the oracle is willing to look at."""


@dataclass(frozen=True)
class Judged:
    """A set that fits, known or not."""

    codes: tuple[str, ...]
    unknown: bool
    score: float
    lease: int | None
    area: int | None

    def place(self, order: str) -> tuple[Any, ...]:
        lease, area = after_all(self.lease), after_all(self.area)
        by = {"cost": lease, "area": area, "score": -self.score}[order]
        return self.unknown, by, -self.score, lease, area, len(self.codes), self.codes


def after_all(value: int | None) -> tuple[bool, int]:
    """Unknown comes after every figure."""
    return value is None, value or 0


def number(figure: Any) -> int | None:
    """A figure in thousandths, exactly."""
    if figure is None:
        return None
    thousandths = Decimal(repr(figure)) * 1000
    assert thousandths == int(thousandths), figure
    return int(thousandths)


def asked_of(request: dict[str, Any]) -> dict[str, int]:
    """Every figure of a request, by key, in thousandths (the total lease: millionths)."""
    found = {}
    for part, keys in PARTS.items():
        for key in keys:
            figure = number(request.get(part, {}).get(key))
            if figure is not None:
                found[key] = figure * 1000 if key == "lease_usd_max" else figure
    return found


class Oracle:
    """One park asked by brute force."""

    def __init__(self, park: LandFacts, request: dict[str, Any], most_sets: int = 6_000) -> None:
        self.park = park
        self.request = request
        self.asked = asked_of(request)
        self.most_sets = most_sets
        self.plots = {plot.code: plot for plot in park.plots}
        self.figures = {(plot.code, key): number(plot.value(key)) for plot in park.plots for key in FIGURES}
        self.next_to: dict[str, set[str]] = {code: set() for code in self.plots}
        for one, other in park.neighbours:
            self.next_to[one].add(other)
            self.next_to[other].add(one)

    def asking(self, request: dict[str, Any], most_sets: int | None = None) -> Oracle:
        """The same park asked something else."""
        other = copy(self)
        other.request = request
        other.most_sets = most_sets or self.most_sets
        other.asked = asked_of(request)
        return other

    # --- what was asked ---

    @property
    def on(self) -> date:
        return date.fromisoformat(self.request["on"])

    @property
    def needed_by(self) -> date | None:
        day = self.request.get("needed_by")
        return date.fromisoformat(day) if day else None

    @property
    def most_plots(self) -> int:
        land = self.request.get("land", {})
        return land.get("max_plots", 4) if land.get("area_min_m2") and land.get("combine", True) else 1

    def permission(self, plot: PlotFacts) -> str:
        return self.park.permissions.get((self.request["sector"], plot.zone), "not_permitted")

    def welcome(self, plot: PlotFacts) -> bool:
        zones = self.request.get("zones")
        return self.permission(plot) != "not_permitted" and (not zones or plot.zone in zones)

    # --- sets ---

    def connected_sets(self, codes: Collection[str], most: int) -> list[frozenset[str]]:
        """All connected sets of at most `most` of these plots, level by level; bit i stands for the i-th code."""
        names = sorted(codes)
        bit = {code: 1 << place for place, code in enumerate(names)}
        beside = {bit[code]: sum(bit.get(near, 0) for near in self.next_to[code]) for code in names}
        level = dict(beside)  # set -> all that is beside one of its plots
        found = list(level)
        for _size in range(most - 1):
            larger: dict[int, int] = {}
            for chosen, near in level.items():
                outside = near & ~chosen
                while outside:
                    one = outside & -outside
                    outside ^= one
                    larger[chosen | one] = near | beside[one]
            level = larger
            found += level
            if len(found) > self.most_sets:
                raise TooMany
        return [frozenset(names[place] for place in range(len(names)) if chosen >> place & 1) for chosen in found]

    def known(self, codes: Iterable[str], key: str) -> tuple[list[int], bool]:
        """The known values, and whether that is all of them."""
        values = [self.figures[code, key] for code in codes]
        known = [value for value in values if value is not None]
        return known, len(known) == len(values)

    def lease_of(self, codes: Iterable[str]) -> tuple[int, bool]:
        """Millionths of a USD of what is known, and whether that is all."""
        total, whole = 0, True
        for code in codes:
            area, price = self.figures[code, "area_m2"], self.figures[code, "lease_usd_m2"]
            if area is None or price is None:
                whole = False
            else:
                total += area * price
        return total, whole

    def have(self, codes: frozenset[str], key: str) -> tuple[int, bool]:
        """What a set offers of a utility: the largest fibre, the sum of all else; and whether all of it is known."""
        values, whole = self.known(codes, key)
        return max(values, default=0) if key == "fibre_gbps" else sum(values), whole

    # --- tests of section 2: True, False, None ---

    def tests(self, codes: frozenset[str]) -> dict[str, bool | None]:
        """By request key. The area comes first and alone if it fails: most sets fail by it."""
        return self.area_tests(codes) | self.other_tests(codes)

    def area_tests(self, codes: frozenset[str]) -> dict[str, bool | None]:
        areas, whole = self.known(codes, "area_m2")
        area, out = sum(areas), dict[str, bool | None]()
        low, high = self.asked.get("area_min_m2"), self.asked.get("area_max_m2")
        if high is not None:
            out["area_max_m2"] = False if area > high + 50 else True if whole else None
        if low is not None:
            out["area_min_m2"] = True if area >= low - 50 else False if whole else None
        return out

    def other_tests(self, codes: frozenset[str]) -> dict[str, bool | None]:
        out: dict[str, bool | None] = {}
        cap, budget = self.asked.get("lease_usd_m2_max"), self.asked.get("lease_usd_max")
        if cap is not None or budget is not None:
            (lease, priced), (areas, _whole) = self.lease_of(codes), self.known(codes, "area_m2")
            if cap is not None:
                out["lease_usd_m2_max"] = lease <= cap * sum(areas) if priced else None
            if budget is not None:
                out["lease_usd_max"] = False if lease > budget else True if priced else None
        for key in PARTS["utilities"]:
            need = self.asked.get(key)
            if need is not None:
                have, whole = self.have(codes, key)
                some = any(self.figures[code, key] is not None for code in codes)
                out[key] = True if some and have >= need else False if whole else None
        if self.needed_by:
            days = [self.plots[code].value("available_from") for code in codes]
            late = any(isinstance(day, date) and day > self.needed_by for day in days)
            out["needed_by"] = False if late else None if None in days else True
        return out

    def verdict(self, codes: frozenset[str]) -> bool | None:
        by_area = self.area_tests(codes).values()
        if False in by_area:
            return False
        tests = {*by_area, *self.other_tests(codes).values()}
        return False if False in tests else None if None in tests else True

    def wastes(self, codes: frozenset[str]) -> bool:
        """With only a minimum: whether a plot can be left out and the rest is connected and no worse."""
        if "area_min_m2" not in self.asked or "area_max_m2" in self.asked:
            return False
        mine = self.verdict(codes)
        for code in codes:
            rest = codes - {code}
            if rest and self.hangs_together(rest):
                verdict = self.verdict(rest)
                if verdict is True or (verdict is None and mine is None):
                    return True
        return False

    def hangs_together(self, codes: frozenset[str]) -> bool:
        reached = {min(codes)}
        while more := {near for code in reached for near in self.next_to[code] & codes} - reached:
            reached |= more
        return reached == codes

    # --- score of section 5 ---

    def score(self, codes: frozenset[str]) -> float:
        worth = self.values(codes)
        whole = sum(TABLE[key][0] for key in worth)
        return sum(TABLE[key][0] / whole * value for key, value in worth.items())

    def values(self, codes: frozenset[str]) -> dict[str, float]:
        """Value 0 to 1 of each criterion asked; 0 where unknown."""
        plots = [self.plots[code] for code in codes]
        areas, area_whole = self.known(codes, "area_m2")
        area, (lease, priced) = sum(areas), self.lease_of(codes)
        fronts, fronts_whole = self.known(codes, "frontage_m")
        days = [plot.value("available_from") for plot in plots]
        front = linear("frontage", max(fronts, default=0), 1000)
        worth = {
            "price": linear("price", lease, 1000 * area) if priced else 0.0,
            "zone_fit": min(ZONE[self.permission(plot)] for plot in plots),
            "ready": min(0.0 if day is None else linear("ready", (day - self.on).days, 1) for day in days),
            "frontage": front if fronts_whole or front == 1.0 else 0.0,
        }
        low = self.asked.get("area_min_m2")
        if low is not None:
            worth["area_fit"] = linear("area_fit", area, low) if area_whole else 0.0
            if self.most_plots > 1:
                worth["fewer_plots"] = linear("fewer_plots", len(codes), 1)
        for key in PARTS["utilities"]:
            need = self.asked.get(key)
            if need is not None:
                worth[key] = linear(key, self.have(codes, key)[0], need)
        return worth

    # --- lists of section 4 ---

    def fitting(self) -> list[Judged]:
        """Every set that may be offered."""
        free = [plot.code for plot in self.park.plots if plot.status == "available" and self.welcome(plot)]
        out = []
        for codes in self.connected_sets(free, self.most_plots):
            verdict = self.verdict(codes)
            if verdict is not False and not self.wastes(codes):
                lease, priced = self.lease_of(codes)
                areas, whole = self.known(codes, "area_m2")
                out.append(
                    Judged(
                        tuple(sorted(codes)),
                        verdict is None,
                        round(self.score(codes), 9),
                        lease if priced else None,
                        sum(areas) if whole else None,
                    )
                )
        return out

    def options(self, fitting: list[Judged], order: str) -> list[tuple[str, ...]]:
        chosen: list[tuple[str, ...]] = []
        for one in sorted(fitting, key=lambda judged: judged.place(order)):
            if len(chosen) < self.request.get("limit", 10) and all(self.differ(one.codes, old) for old in chosen):
                chosen.append(one.codes)
        return chosen

    def differ(self, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        if not self.request.get("diverse", True):
            return one != other
        return 2 * len({*one} & {*other}) <= len({*one} | {*other})

    # --- near misses of section 6 ---

    def near_misses(self) -> list[tuple[tuple[str, ...], float, dict[str, Any]]]:
        """(plots, size, changes) of the smallest five, at most two of them with held or uncleared plots."""
        statuses = ("available", "reserved", "clearance")
        near = [plot.code for plot in self.park.plots if plot.status in statuses and self.welcome(plot)]
        land = self.request.get("land", {})
        joins = bool(land.get("area_min_m2")) and land.get("combine", True)
        found = []
        for codes in self.connected_sets(near, min(8, self.most_plots + 2) if joins else 1):
            one = self.near_miss(codes)
            if one:
                found.append(one)
        found.sort()
        chosen: list[tuple[tuple[str, ...], float, dict[str, Any]]] = []
        held = 0
        for size, place, changes, blocked in found:
            if len(chosen) < 5 and not (blocked and held == 2):
                held += blocked
                chosen.append((place[-1], size, dict(changes)))
        return chosen

    def near_miss(self, codes: frozenset[str]) -> tuple[float, tuple[Any, ...], list[tuple[str, Any]], bool] | None:
        """(size, place among equals, changes, whether blocked) of a set that does not fit but nearly does."""
        areas, whole = self.known(codes, "area_m2")
        low, high = self.asked.get("area_min_m2", 0), self.asked.get("area_max_m2")
        if (whole and sum(areas) < low / 2 - 100) or (high is not None and sum(areas) > 1.5 * high + 100):
            return None  # more than half of what was asked
        changes, sizes = self.changes(codes)
        held = sum(self.plots[code].status != "available" for code in codes)
        if None in changes.values() or len(changes) > 2 or not (changes or held):
            return None
        size = round(sum(sizes) + 0.25 * held, 9)
        if size > 0.5:
            return None
        after = self.asking(self.changed(changes))
        verdict = after.verdict(codes)
        assert verdict is not False, "the changes must make the set fit"
        if after.wastes(codes):
            return None
        lease, priced = after.lease_of(codes)
        areas, whole = after.known(codes, "area_m2")
        judged = Judged(
            tuple(sorted(codes)),
            verdict is None,
            round(after.score(codes), 9),
            lease if priced else None,
            sum(areas) if whole else None,
        )
        return size, judged.place("score"), sorted(changes.items()), held > 0

    def changes(self, codes: frozenset[str]) -> tuple[dict[str, Any], list[float]]:
        """By request key what each failed need would have to be, None if nothing helps; and how much each is."""
        failed = {key for key, verdict in self.tests(codes).items() if verdict is False}
        changes: dict[str, Any] = {}
        sizes = []
        for key in sorted(failed - {"needed_by"}):
            need, (figure, per) = self.asked[key], self.offered(codes, key)
            scale = 1_000_000 if key == "lease_usd_max" else 1000
            grid = round(GRID[key] * scale) * per
            steps = (
                -(-figure // grid) if key in {"area_max_m2", "lease_usd_m2_max", "lease_usd_max"} else figure // grid
            )
            to = steps * grid // per
            changes[key] = to / scale if to > 0 else None
            sizes.append(abs(to - need) / need)
        if "needed_by" in failed and self.needed_by:
            latest = max(day for code in codes if isinstance(day := self.plots[code].value("available_from"), date))
            changes["needed_by"] = latest.isoformat()
            sizes.append((latest - self.needed_by).days / 1096)
        if len(codes) > self.most_plots:
            changes["max_plots"] = len(codes)
            sizes.append(0.25 * (len(codes) - self.request.get("land", {}).get("max_plots", 4)))
        return changes, sizes

    def offered(self, codes: frozenset[str], key: str) -> tuple[int, int]:
        """What a set offers where a key asks for it, as a fraction."""
        area = sum(self.known(codes, "area_m2")[0])
        match key:
            case "area_min_m2" | "area_max_m2":
                return area, 1
            case "lease_usd_max":
                return self.lease_of(codes)[0], 1
            case "lease_usd_m2_max":
                return self.lease_of(codes)[0], area
            case _:
                return self.have(codes, key)[0], 1

    def changed(self, changes: dict[str, Any]) -> dict[str, Any]:
        after = {key: dict(value) if isinstance(value, dict) else value for key, value in self.request.items()}
        for key, value in changes.items():
            part = next((part for part, keys in PARTS.items() if key in keys), "land" if key == "max_plots" else "")
            (after[part] if part else after)[key] = value
        return after


def linear(key: str, amount: int, per: int) -> float:
    """The value, 0 to 1, of amount / per."""
    _weight, zero, one = TABLE[key]
    return min(1.0, max(0.0, (amount / per - zero) / (one - zero)))
