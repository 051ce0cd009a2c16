"""Every golden schedule of the law data: year -> amount, to the unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sitepages.incentives.assess import rows_together
from sitepages.incentives.cells import Row
from tests.sitepages.law_files import book, files

LAND_UNTIL = 2071
NAMES = {"cit_topup": "qdmtt"}
CASES = [
    (record["id"], case)
    for record in files()["incentives"]["records"]
    for case in record["golden"]
    if "schedule" in case
]


def rows(key: str, case: dict[str, Any]) -> list[Row]:
    on = date.fromisoformat(str(case.get("as_of", files()["incentives"]["verified_on"])))
    return rows_together(book(), [key, *case.get("with", ())], case["facts"], on, LAND_UNTIL)


def years(span: str) -> Iterator[int]:
    first, _, last = str(span).partition("-")
    return iter(range(int(first), int(last or first) + 1))


def cell(found: list[Row], tax: str, year: int) -> Decimal | str | None:
    """What a golden case says of a year: the sum of its known streams, `unknown` where none is."""
    some = [row for row in found if (row.tax, row.year) == (tax, year)]
    known = [row.payable for row in some if row.payable is not None]
    return None if not some else sum(known, Decimal(0)) if known else "unknown"


@pytest.mark.parametrize(("key", "case"), CASES, ids=lambda value: value["name"] if isinstance(value, dict) else value)
def test_golden_schedule(key: str, case: dict[str, Any]) -> None:
    found = rows(key, case)
    for name, spans in case["schedule"].items():
        tax = NAMES.get(name, name)
        for span, amount in spans.items():
            for year in years(span):
                assert cell(found, tax, year) == amount, (tax, year, case["why"])
    assert {row.currency for row in found} == {case.get("currency", "USD")}
    if "saving_total" in case:
        first, last = case["saving_from_to"]
        spared = [row.saving for row in found if first <= row.year <= last and row.saving is not None]
        assert sum(spared) == case["saving_total"]


def test_every_schedule_of_the_data_is_run() -> None:
    assert len(CASES) == 37
