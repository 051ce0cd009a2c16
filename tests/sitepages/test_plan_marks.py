"""Codes and numbers on the plan: each can be read, none covers another. Pure: squares of a hundred metres."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from sitepages.land.facts import FactValue
from sitepages.land.plan import PIN_APART_M, draw_plan
from sitepages.land.plan_ground import ground_of
from sitepages.land.plan_options import Layer, PlanOptions

WORDS = {"available": "free"}


@dataclass(frozen=True)
class Square:
    """A plot of a hundred metres a side; `column`, `row` from the south-west."""

    code: str
    column: int
    row: int
    zone: str = "SX"
    status: str = "available"

    @property
    def ring(self) -> tuple[tuple[float, float], ...]:
        x, y = self.column * 100.0, self.row * 100.0
        return (x, y), (x, y + 100), (x + 100, y + 100), (x + 100, y)

    def value(self, key: str) -> FactValue | None:
        return None


@dataclass(frozen=True)
class Land:
    plots: tuple[Square, ...]


ROW = tuple(Square(f"P-{number}", number, 0) for number in range(6))


def drawn(plots: tuple[Square, ...] = ROW, layers: tuple[Layer, ...] = (), **options: object) -> str:
    return draw_plan(ground_of(Land(plots), layers), PlanOptions("plan", WORDS, "en", **options))  # type: ignore[arg-type]


def pins(svg: str) -> dict[str, tuple[float, float]]:
    found = re.findall(r'cx="([\d.-]+)" cy="([\d.-]+)" r="30"/><text class="pin-t"[^>]*>(\d+)<', svg)
    return {number: (float(x), float(y)) for x, y, number in found}


def place_of(svg: str, code: str) -> tuple[float, float] | None:
    found = re.search(rf'<text class="code[^"]*" aria-hidden="true" x="([\d.-]+)" y="([\d.-]+)">{code}<', svg)
    return (float(found[1]), float(found[2])) if found else None


def test_options_that_share_plots_keep_their_numbers_apart() -> None:
    sets = (("P-1", "P-2"), ("P-1", "P-3"), ("P-1", "P-2", "P-3"), ("P-1",))
    places = pins(drawn(pins=tuple((str(n), one) for n, one in enumerate(sets, 1))))
    assert list(places) == ["1", "2", "3", "4"]
    both = [(a, b) for a in places for b in places if a < b]
    assert all(math.dist(places[a], places[b]) >= PIN_APART_M for a, b in both)


def test_a_number_prefers_a_plot_of_its_own() -> None:
    svg = drawn(pins=(("1", ("P-0", "P-1")), ("2", ("P-1", "P-2"))))
    assert pins(svg)["1"][0] == pins(drawn(pins=(("1", ("P-0",)),)))["1"][0]
    assert pins(svg)["2"][0] == pins(drawn(pins=(("2", ("P-2",)),)))["2"][0]


def test_a_set_that_is_gone_has_no_number() -> None:
    assert list(pins(drawn(pins=(("1", ("Q-9",)), ("2", ("P-2", "Q-9")))))) == ["2"]


def test_a_code_steps_aside_for_a_number_and_for_a_mark() -> None:
    plain = place_of(drawn(yours=("P-1",)), "P-1")
    numbered = place_of(drawn(yours=("P-1",), pins=(("1", ("P-1",)),)), "P-1")
    station = Layer("substation", "Station", {"type": "Point", "coordinates": [150.0, 50.0]})
    marked = place_of(drawn(layers=(station,)), "P-1")
    assert plain
    assert numbered
    assert marked
    assert marked[1] < plain[1] < numbered[1]
    assert place_of(drawn(layers=(station,)), "P-2") == place_of(drawn(), "P-2")


def test_a_cut_out_names_what_it_shows_and_nothing_beyond() -> None:
    gates = tuple(Layer("gate", "Gate", {"type": "Point", "coordinates": [x, 50.0]}) for x in (50.0, 5000.0))
    plots = (*ROW, Square("FAR", 60, 0))
    svg = drawn(plots, gates, crop="P-0", marks={"gate": "Gate"})
    left, _top, width, _height = map(float, re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', svg).groups())  # type: ignore[union-attr]
    shown = {code for code in ("P-0", "P-1", "P-2", "P-3", "FAR") if place_of(svg, code)}
    assert {"P-0", "P-1"} <= shown
    assert "FAR" not in shown
    for code in shown:
        place = place_of(svg, code)
        assert place
        assert left + 20 < place[0] < left + width - 20
    assert svg.count(">Gate<") == 1
