"""The cost of the location: whose figure each line is, ranges kept as ranges, what nobody knows not counted as 0."""

from __future__ import annotations

import io
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from leads.models import CostSheet, MatchRun
from leads.services.location_cost import location_cost
from leads.services.matching import run_match
from sitepages.models import Plot, PlotReceipt
from tests.leads.match.conftest import LOADED

pytestmark = [pytest.mark.usefixtures("park"), pytest.mark.once]
OSAT = {
    "sector": "semiconductor_packaging_testing",
    "land": {"area_min_m2": 20000, "area_max_m2": 30000},
    "utilities": {"power_kva": 1300, "water_m3_day": 70, "wastewater_m3_day": 50},
}
TODAY = LOADED.date()
STATED = {"years": 10, "kwh_year": 1_000_000, "days_year": 300, "payroll_usd_year": 2_000_000}


def run_of(request: dict[str, Any]) -> MatchRun:
    return run_match(request=request, source="site", now=LOADED)


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).replace("\xa0", " ").split())


def sent(client: Client, run: MatchRun, lang: str = "vi", **fields: str) -> str:
    response = client.post(f"/{lang}/match/{run.token}/cost/", fields)
    assert response.status_code == 302, response.content.decode()[:2000]
    return response.headers["Location"]


def test_each_line_is_quantity_times_price_at_the_rate_of_the_day() -> None:
    """26,000 dong: water 70 x 300 x 17,500; waste water 50 x 300 x 11,000; power 1 GWh at 1,685 to 3,076."""
    lines = {line.key: line for line in location_cost(run_of(OSAT), STATED, TODAY).lines}
    assert float(lines["water"].low or 0) == pytest.approx(14_134.62)
    assert float(lines["wastewater"].low or 0) == pytest.approx(6_346.15)
    assert (float(lines["power"].low or 0), float(lines["power"].high or 0)) == pytest.approx((64_807.69, 118_307.69))
    assert (lines["lease"].state, lines["power"].state, lines["wages"].state) == ("park", "neighbour", "stated")


def test_the_total_is_the_sum_of_the_known_lines_from_least_to_most() -> None:
    cost = location_cost(run_of(OSAT), STATED, TODAY)
    ends = [line.over(10) for line in cost.lines]
    assert None not in ends
    assert cost.total == (sum(end[0] for end in ends if end), sum(end[1] for end in ends if end))
    assert cost.total[1] - cost.total[0] == 535_000  # the tariff's range alone


def test_what_nobody_stated_is_asked_and_not_counted() -> None:
    cost = location_cost(run_of(OSAT), {}, TODAY)
    missing = {line.key: line.missing for line in cost.unknown}
    assert missing == {
        "power": ("kwh_year",),
        "water": ("days_year",),
        "wastewater": ("days_year",),
        "wages": ("payroll_usd_year",),
    }
    nothing = location_cost(run_of({"sector": "data_centre", "land": {"area_min_m2": 2_000_000}}), {}, TODAY)
    assert next(line for line in nothing.lines if line.key == "lease").missing == ("plots",)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_asks_reckons_and_says_whose_price_it_is(client: Client, lang: str) -> None:
    run = run_of(OSAT)
    first = text_of(client.get(f"/{lang}/match/{run.token}/cost/").content.decode())
    assert {"vi": "chưa biết", "en": "not known"}[lang] in first
    address = sent(client, run, lang, years="10", kwh_year="1000000", days_year="300", payroll_usd_year="2000000")
    response = client.get(address)
    text = text_of(response.content.decode())
    assert "Sông Công I" in text
    assert {"vi": "khu chưa công bố giá", "en": "the park has published none"}[lang] in text
    assert "1000000" not in address
    assert response["Cache-Control"] == "private, no-store"


def test_numbers_are_read_as_the_language_writes_them(client: Client) -> None:
    run = run_of(OSAT)
    sent(client, run, kwh_year="1.500.000,5", years="5")
    assert CostSheet.objects.get().asked == {"kwh_year": 1_500_000.5, "years": 5}


@pytest.mark.parametrize(
    ("field", "value"),
    [("years", "0"), ("years", "46"), ("years", "2,5"), ("days_year", "367"), ("kwh_year", "-1"), ("kwh_year", "abc")],
)
def test_one_clear_message_per_field_and_nothing_is_kept(client: Client, field: str, value: str) -> None:
    response = client.post(f"/vi/match/{run_of(OSAT).token}/cost/", {field: value})
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count('class="err"') == 1
    assert f'href="#f-{field}"' in html
    assert not CostSheet.objects.exists()


def test_the_workbook_gives_the_pages_figures(client: Client) -> None:
    run = run_of(OSAT)
    address = sent(client, run, "en", years="10", kwh_year="1000000", days_year="300", payroll_usd_year="2000000")
    body = client.get(f"{address}cost.xlsx").content
    formulas, values = (load_workbook(io.BytesIO(body), data_only=only).active for only in (False, True))
    assert formulas["F7"].value == '=IF(COUNT(B7,C7,$B$2)=3,ROUND(B7*C7/$B$2,2),"not known")'
    assert values["F7"].value == pytest.approx(64_807.69)
    low, high = location_cost(run, STATED, TODAY).total
    assert (values["H11"].value, values["I11"].value) == (pytest.approx(float(low)), pytest.approx(float(high)))
    assert formulas["H11"].value == "=SUM(H5:H10)"


def plots_of(run: MatchRun) -> list[str]:
    return list(run.answer["match"]["options"][0]["plots"])


TWO = OSAT | {"land": {"area_min_m2": 90_000, "combine": True, "max_plots": 3}}


def test_the_service_fee_is_that_of_the_plots_own_record(client: Client) -> None:
    """On the page, in the workbook and in the total; no neighbour's beside it."""
    run = run_of(OSAT)
    code = plots_of(run)
    Plot.objects.filter(code__in=code).update(service_fee_usd_m2_year=Decimal("0.61"))
    cost = location_cost(run, STATED, TODAY)
    fee = next(line for line in cost.lines if line.key == "service_fee")
    assert cost.area_m2 is not None
    assert fee.price is not None
    assert (fee.state, fee.price.plots, fee.low) == (
        "park",
        tuple(code),
        (cost.area_m2 * Decimal("0.61")).quantize(Decimal("0.01"), ROUND_HALF_UP),
    )
    address = sent(client, run, "en", years="10", kwh_year="1000000", days_year="300", payroll_usd_year="2000000")
    text = text_of(client.get(address).content.decode())
    assert "0.61 USD/m²" in text
    assert f"record of plot {' + '.join(code)}" in text
    assert "2,106" not in text
    sheet = load_workbook(io.BytesIO(client.get(f"{address}cost.xlsx").content), data_only=True).active
    assert (sheet["C6"].value, sheet["E6"].value) == (0.61, "USD/m²")
    assert sheet["F6"].value == pytest.approx(float(fee.low or 0))
    assert sheet["H11"].value == pytest.approx(float(cost.total[0]))


def test_plots_with_fees_of_their_own_have_lines_of_their_own(client: Client) -> None:
    """Of a plot whose record has none, the neighbour's, said so; quantities make up the area."""
    run = run_of(TWO)
    codes = plots_of(run)
    assert len(codes) > 1
    Plot.objects.filter(code__in=codes).update(service_fee_usd_m2_year=Decimal("0.50"))
    PlotReceipt.objects.filter(plot__code=codes[0], field="service_fee_usd_m2_year").delete()
    cost = location_cost(run, STATED, TODAY)
    fees = [line for line in cost.lines if line.key == "service_fee"]
    assert {line.state: line.plots for line in fees} == {"neighbour": (codes[0],), "park": tuple(sorted(codes[1:]))}
    assert sum(line.quantity or 0 for line in fees) == cost.area_m2
    address = sent(client, run, "vi", years="10")
    text = text_of(client.get(address).content.decode())
    assert "khu chưa công bố giá" in text
    sheet = load_workbook(io.BytesIO(client.get(f"{address}cost.xlsx").content), data_only=True).active
    assert sheet["H12"].value == pytest.approx(float(location_cost(run, {"years": 10}, TODAY).total[0]))


def test_a_sheet_opens_only_beside_its_own_match(client: Client) -> None:
    one, other = run_of(OSAT), run_of(OSAT)
    sheet = sent(client, one, years="3").rstrip("/").rpartition("/")[2]
    assert client.get(f"/vi/match/{one.token}/cost/{sheet}/").status_code == 200
    assert client.get(f"/vi/match/{other.token}/cost/{sheet}/").status_code == 404
    assert client.get(f"/vi/match/{one.token}/cost/none/").status_code == 404


def entered(sheet: Any, place: str, entries: dict[str, float]) -> Any:
    """A cell of the workbook after some were entered, as a spreadsheet reckons it."""
    content = entries.get(place, sheet[place].value)
    if not isinstance(content, str) or not content.startswith("="):
        return content

    def value(name: str) -> Any:
        return entered(sheet, name.replace("$", ""), entries)

    text = content[1:]
    total = re.fullmatch(r"SUM\(([A-Z])(\d+):[A-Z](\d+)\)", text)
    if total:
        cells = (value(f"{total[1]}{row}") for row in range(int(total[2]), int(total[3]) + 1))
        return sum(cell for cell in cells if isinstance(cell, (int, float)))
    choice = re.fullmatch(r'IF\(COUNT\(([^)]*)\)=(\d),(.*),"([^"]*)"\)', text)
    assert choice, text
    if sum(isinstance(value(name), (int, float)) for name in choice[1].split(",")) < int(choice[2]):
        return choice[4]
    formula = re.sub(r"\$?([A-Z])\$?(\d+)", lambda cell: repr(value(cell[1] + cell[2])), choice[3])
    return eval(formula, {"ROUND": round})  # noqa: S307 (the workbook's own formulas)


def test_every_yellow_cell_of_the_workbook_is_live_also_what_nobody_stated(client: Client) -> None:
    """Power, water, waste water and wages entered in the file come to the page's figures; the area moves the lease."""
    run = run_of(OSAT)
    body = client.get(f"{sent(client, run, 'en', years='10')}cost.xlsx").content
    sheet, cached = (load_workbook(io.BytesIO(body), data_only=only).active for only in (False, True))
    assert [sheet[f"B{row}"].value for row in (7, 8, 9)] == [None] * 3
    assert {cached[place].value for place in ("F7", "H7", "H8", "H9", "F10", "H10") if place != "F10"} == {"not known"}
    whole = location_cost(run, STATED, TODAY)
    stated = {"B7": 1_000_000, "B8": 21_000, "B9": 15_000, "F10": 2_000_000}
    assert entered(sheet, "H11", {}) == pytest.approx(cached["H11"].value)
    assert entered(sheet, "H11", stated) == pytest.approx(float(whole.total[0]))
    assert entered(sheet, "I11", stated) == pytest.approx(float(whole.total[1]))
    lease = next(line.once for line in whole.lines if line.key == "lease")
    assert entered(sheet, "H5", {}) == pytest.approx(float(lease or 0))
    assert entered(sheet, "H5", {"B5": 2 * sheet["B5"].value}) == pytest.approx(2 * float(lease or 0))


def test_a_figure_taken_over_from_the_match_and_cleared_stays_unknown(client: Client) -> None:
    run = run_of(OSAT | {"project": {"payroll_usd_year": 2_000_000}})
    assert 'value="2,000,000"' in client.get(f"/en/match/{run.token}/cost/").content.decode()
    kept = client.get(sent(client, run, "en", years="10", payroll_usd_year="2000000"))
    assert "Wages" not in kept.context["page"].unknown
    cleared = client.get(sent(client, run, "en", years="10", payroll_usd_year=""))
    assert "Wages" in cleared.context["page"].unknown
    assert "2,000,000" not in cleared.content.decode()
