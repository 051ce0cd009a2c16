"""The workbook of the money: its formulas give the page's figures."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from leads.services.matching import answer_in
from sitepages.incentives.schedule import totals
from tests.leads.match.reckoner import BIG, Reckoner, formulas_as_kept, rows_of, run_of, text_of

pytestmark = [pytest.mark.usefixtures("park"), pytest.mark.once]


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"payroll_usd_year": 1_000_000, "tangible_assets_usd": 9_000_000},
        {"payroll_usd_year": 8_000_000, "tangible_assets_usd": 0},  # a stated 0 is known
    ],
)
def test_the_workbooks_formulas_give_the_pages_figures(client: Client, extra: dict[str, Any]) -> None:
    run = run_of(BIG | extra)
    book = Reckoner(client.get(f"/en/match/{run.token}/money.xlsx?rate=8").content)
    assert formulas_as_kept(book) > 100
    tax = book.values["Corporate tax"]
    total = next(row for row in tax.iter_rows(values_only=True) if row[0] == "Total")
    assert total[6] == pytest.approx(float(totals(rows_of(run, "cit")).saving))


def test_the_carve_out_of_a_plan_in_dong_is_reckoned_in_dong(client: Client) -> None:
    """Payroll and assets are stated in dollars: 15 % of what 9.4 % of payroll and 7.4 % of assets leave of 1,000 bn."""
    dong = {"taxable_profit_vnd": 1_000_000_000_000, "first_revenue": "2026-01-01", "first_profit": "2026-01-01"}
    size = {"group_revenue_eur": 800_000_000, "payroll_usd_year": 5_000_000, "tangible_assets_usd": 20_000_000}
    run = run_of(dong | size, sector="software", on="2026-11-24")
    due = next(row["payable_vnd"] for row in answer_in(run, "en")["schedule"] if row["tax"] == "qdmtt")
    assert due == 142_395_000_000
    book = Reckoner(client.get(f"/en/match/{run.token}/money.xlsx").content)
    assert formulas_as_kept(book) > 10
    assert book.value(book.formulas["Corporate tax"], "J5") == due


def test_a_loss_is_a_loss_in_the_workbook_and_what_is_due_follows_its_share(client: Client) -> None:
    """Rent of 100,000 from 2027: free for two years of building, then as the law has it, and live."""
    listed = {"2027": -500_000, "2028": 100_000, "2029": 800_000}
    rent = {"lessor": "state", "lease_decision_date": "2027-01-01", "construction_years": 2, "land_rent_usd_year": 1e5}
    plan = {"profit_by_year_usd": listed, "annual_profit_usd": 3_000_000, "first_revenue": "2027-01-01"}
    run = run_of(plan | rent | {"rd_spend_usd_year": 700_000}, sector="software")
    book = Reckoner(client.get(f"/en/match/{run.token}/money.xlsx").content)
    assert formulas_as_kept(book) > 100
    tax, other = (book.formulas[name] for name in ("Corporate tax", "Other money"))
    assert [tax[f"B{row}"].value for row in (5, 6, 7, 8)] == [-500_000, 100_000, 800_000, 3_000_000]
    assert (tax["D5"].value, book.value(tax, "E5"), book.value(tax, "F5")) == (0, 0, 0)
    row = next(row for row in range(5, other.max_row) if 0 < (other[f"D{row}"].value or 0) < 100 or row == 5)
    before = book.value(other, f"F{row}")
    other[f"C{row}"].value = 400_000
    assert book.value(other, f"F{row}") == pytest.approx(4 * before)
    other[f"D{row}"].value = 100
    assert (book.value(other, f"E{row}"), book.value(other, f"F{row}")) == (400_000, 0)


def test_todays_value_is_the_same_range_on_page_workbook_and_api(client: Client) -> None:
    """With the minimum tax known only to a bound, the value today is a range as the total is."""
    run = run_of(BIG)
    page = text_of(client.get(f"/en/match/{run.token}/money/").content.decode())
    told = answer_in(run, "en")["schedule_totals"]
    least, most = told["present_value_min_usd"], told["present_value_max_usd"]
    assert least < most
    assert f"USD {least:,.0f} to USD {most:,.0f} at today's value (8% a year)." in page
    book = load_workbook(io.BytesIO(client.get(f"/en/match/{run.token}/money.xlsx?rate=8").content), data_only=True)
    ends = {"At today's value": 0.0, "At today's value, at most": 0.0}
    for sheet in (one for one in book if not one.title.startswith("Only if")):
        head = next((row for row in sheet.iter_rows(values_only=True) if "At today's value" in row), None)
        total = next((row for row in sheet.iter_rows(values_only=True) if row[0] == "Total"), None)
        for name in ends if head and total else ():
            ends[name] += total[head.index(name)]
    assert list(ends.values()) == pytest.approx([least, most], abs=0.02)
