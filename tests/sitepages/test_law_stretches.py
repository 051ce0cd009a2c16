"""Years put together are alike in every year: the same cells as reckoning each year by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitepages.incentives.assess import Assessment, assess
from sitepages.incentives.cells import Row
from sitepages.incentives.cit import cit_row, top_up_row
from sitepages.incentives.combine import Choice
from sitepages.incentives.schedule import stretches, totals, worlds_of
from sitepages.incentives.stretches import rows_of, saved
from tests.sitepages.law_files import book
from tests.snapshots.write import INVESTORS, LAND_UNTIL, ON


def choices(found: Assessment) -> list[Choice]:
    return [found.sure, *(one.choice for one in found.supposed)]


def each_year(found: Assessment, choice: Choice) -> list[Row]:
    """Corporate tax and minimum tax, every year by itself."""
    of_cit = [part for part in choice.parts if "cit" in part.taxes]
    worlds = worlds_of(of_cit, "cit")
    rows = []
    for row in choice.rows:
        if row.tax == "cit":
            tax = cit_row(found.plan, worlds, row.year)
            rows.append(tax)
            if choice.cost is not None:
                rows.append(top_up_row(found.plan, choice.cost, choice.cost.benefits[0], tax))
    return rows


def same(found: Assessment) -> None:
    for choice in choices(found):
        taxes = [row for row in choice.rows if row.tax in {"cit", "qdmtt"}]
        assert taxes == each_year(found, choice)
        again = stretches(found.plan, choice.parts, choice.cost, ordinary=True)
        assert rows_of(again) == list(choice.rows)
        assert saved(again) == totals(choice.rows).saving


@pytest.mark.parametrize("name", sorted(INVESTORS))
def test_each_investors_cells_are_those_of_the_single_years(name: str) -> None:
    same(assess(book(), INVESTORS[name][1], ON, LAND_UNTIL))


@given(
    st.lists(st.sampled_from([-200_000, 0, 300_000, 900_000]), min_size=1, max_size=9),
    st.sampled_from([None, 5_000_000]),
    st.sampled_from(["established", "planned"]),
)
@settings(max_examples=40, deadline=None)
def test_profits_that_go_up_and_down(profits: Sequence[int], payroll: int | None, zone: str) -> None:
    facts: dict[str, Any] = {
        "sector": "software",
        "zone_status": zone,
        "first_revenue": "2028-01-01",
        "profit_by_year_usd": {str(2028 + place): profit for place, profit in enumerate(profits)},
        "group_revenue_eur": 900_000_000,
        **({"payroll_usd_year": payroll, "tangible_assets_usd": 2 * payroll} if payroll else {}),
    }
    same(assess(book(), facts, ON, LAND_UNTIL))
