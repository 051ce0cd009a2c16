"""The whole money of a match: rates, scenarios, clauses, a print."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from leads.models import MatchRun
from leads.portal.money_words import NOT_COVERED
from leads.services.matching import answer_in, run_match
from leads.services.scenarios import scenarios
from sitepages import figures
from sitepages.incentives.schedule import totals
from tests.leads.match.conftest import LOADED
from tests.leads.match.reckoner import BIG, PLAN, Reckoner, formulas_as_kept, run_of, text_of

pytestmark = [pytest.mark.usefixtures("park"), pytest.mark.once]


def test_every_cell_has_its_clause_and_the_page_is_private(client: Client) -> None:
    response = client.get(f"/en/match/{run_of(PLAN).token}/money/")
    text = text_of(response.content.decode())
    assert response["Cache-Control"] == "private, no-store"
    by_hand = sum((1_200_000 if year < 2034 else 900_000) / 1.08 ** (year - 2026) for year in range(2030, 2043))
    words = f"Spared by law: USD 12,900,000 in all; USD {by_hand:,.0f} at today's value (8% a year)."
    assert words in text
    assert "2034–2042 Corporate income tax 1,200,000 300,000 900,000 5% " in text
    law = "Law on Corporate Income Tax 67/2025/QH15"
    assert text.count(f"{law}, Art. 14(1)(a), Art. 14(4), Art. 13(1)(a), Art. 13(7)") == 2  # exempt, then at half
    assert text.count(f"{law}, Art. 10(1)") == 1


@pytest.mark.parametrize(
    ("query", "shown"), [("rate=0", "USD 12,900,000 at"), ("rate=10&currency=vnd", "VND 335,400,000,000")]
)
def test_the_reader_chooses_rate_and_currency(client: Client, query: str, shown: str) -> None:
    assert shown in text_of(client.get(f"/en/match/{run_of(PLAN).token}/money/?{query}").content.decode())


@pytest.mark.parametrize("rate", ["-1", "31", "nan", "abc", "1e999", ""])
def test_a_rate_that_is_none_is_said_once(client: Client, rate: str) -> None:
    response = client.get(f"/en/match/{run_of(PLAN).token}/money/", {"rate": rate})
    assert response.status_code == 400
    assert text_of(response.content.decode()).count("Enter a rate from 0 to 30 percent.") == 1


def test_scenarios_stand_side_by_side() -> None:
    """The place alone changes nothing for chips; from 6,000 bn the decision may bring 5 % for 37 years; below only an
    R&D centre may have a decision: 6 x 1.2 m + 12 x 0.99 m + 13 x 0.78 m."""
    found, _rules = scenarios(run_of(PLAN))
    by_key = {one.key: one for one in found}
    assert {totals(one.sure).saving for one in found} == {12_900_000}
    assert totals(by_key["at_edge"].most).saving == 35_250_000
    assert by_key["at_edge"].rules == ("SPECIAL_5_37",)
    assert totals(by_key["below_edge"].most).saving == 29_220_000
    assert by_key["below_edge"].rules == ("SPECIAL_GENERAL",)
    assert "rd_centre_project" in by_key["below_edge"].hangs_on
    assert by_key["refused"].most == ()


def test_the_zone_decides_for_a_sector_without_its_own_rule() -> None:
    request = {"sector": "logistics_support", "project": PLAN}
    found, _rules = scenarios(run_match(request=request, source="site", now=LOADED))
    by_key = {one.key: totals(one.sure).saving for one in found}
    assert (by_key["stated"], by_key["zone_established"]) == (0, 12_900_000)


LEASED = {"lessor": "state", "lease_decision_date": "2027-01-01", "construction_years": 2}


def test_money_of_which_no_cell_is_known_is_not_known(client: Client) -> None:
    run = run_of(LEASED)
    told = answer_in(run, "en")["schedule_totals"]
    assert told["unknown_cells"] > 0
    names = ("saving_usd", "saving_min_usd", "saving_max_usd", "saving_vnd", "present_value_usd", "baseline_usd")
    assert {name: told[name] for name in names} == dict.fromkeys(names)
    text = text_of(client.get(f"/en/match/{run.token}/money/").content.decode())
    assert "How much the law spares is not known" in text
    assert "USD 0 in all" not in text


def test_conditional_money_of_which_no_cell_is_known_is_not_known(client: Client) -> None:
    run = run_of({"import_date": "2027-05-01"}, sector="logistics_support")
    text = text_of(client.get(f"/en/match/{run.token}/money/").content.decode())
    assert "How much it spares is not known" in text
    assert "Spares USD 0" not in text
    assert str(NOT_COVERED[0]) in text
    assert {one["totals"]["saving_max_usd"] for one in answer_in(run, "en")["schedule_if"]} == {None}


# --- Where the clauses were read ---


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_clause_of_the_schedule_has_its_source_with_link_and_date(client: Client, lang: str) -> None:
    run = run_of(BIG)
    html = client.get(f"/{lang}/match/{run.token}/money/").content.decode()
    assert 'href="https://vanban.chinhphu.vn/?pageid=27160&amp;docid=214607"' in html
    assert {"vi": "14/06/2025", "en": "14 Jun 2025"}[lang] in html
    told = answer_in(run, lang, sourced=True)
    named = {place["citation"] for one in told["incentives"] for place in one["basis"]}
    assert named <= told["sources"].keys()
    assert told["sources"]["TNDN"]["source_date"] == "2025-06-14"
    for one in told["incentives"]:
        for place in one["basis"]:
            source = told["sources"][place["citation"]]
            assert (place["link"], place["source_date"]) == (source["link"], source["source_date"])
    book = load_workbook(io.BytesIO(client.get(f"/en/match/{run.token}/money.xlsx").content))
    links = [row[5].hyperlink.target for row in book["Clauses and sources"].iter_rows(min_row=5) if row[5].hyperlink]
    assert any(link.startswith("https://github.com/Tuon-Tun/") for link in links)


def test_every_sheet_prints_across_one_page_with_its_head_and_no_bare_decimal_point(client: Client) -> None:
    run = run_of(BIG | {"lessor": "state", "lease_decision_date": "2027-01-01", "construction_years": 1})
    book = load_workbook(io.BytesIO(client.get(f"/en/match/{run.token}/money.xlsx").content))
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight, sheet.page_setup.paperSize) == (1, 0, 9)
        assert sheet.print_title_rows or sheet.title == "Inputs"
        forms = {cell.number_format for row in sheet.iter_rows() for cell in row}
        assert not [form for form in forms if form.endswith(("#.##", "0.##"))]


@pytest.mark.parametrize(("usd", "near"), [(226_000_000, False), (235_000_000, True)])
def test_near_the_threshold_by_the_rate_alone_is_told_by_the_api_as_on_the_page(
    client: Client, usd: int, near: bool
) -> None:
    project = {"disbursed_5y_vnd_bn": 6000, "approval_pm_special": "given", "capital_usd": usd}
    body = {"sector": "semiconductor_design", "project": project}
    told = client.post("/api/match", body, content_type="application/json").json()
    assert {one["id"]: one["near_threshold"] for one in told["incentives"]}["SPECIAL_5_37"] is near
    page = text_of(client.get(f"/en/match/{MatchRun.objects.latest('created_at').token}/").content.decode())
    assert ("Near the threshold: the rate of exchange decides." in page) is near


# --- Print ---


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_print_is_a_pdf_and_the_same_again(client: Client, lang: str) -> None:
    run = run_of(BIG)
    first, again = (client.get(f"/{lang}/match/{run.token}/money.pdf") for _ in range(2))
    assert first.content[:5] == b"%PDF-"
    assert first.content == again.content
    assert first["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", ["money/", "money.xlsx", "money.pdf"])
def test_without_figures_the_pages_still_answer(client: Client, page: str) -> None:
    run = run_match(request={"sector": "software"}, source="site", now=LOADED)
    assert client.get(f"/vi/match/{run.token}/{page}").status_code == 200
    assert client.get(f"/vi/match/nothing/{page}").status_code == 404


def printed(client: Client, address: str) -> str:
    pages = PdfReader(io.BytesIO(client.get(address).content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def test_workbook_and_print_of_a_project_that_keeps_its_law_show_both(client: Client) -> None:
    """By the law of 30 Sep 2025 nothing is spared; by today's 12.9 m."""
    run = run_of(PLAN | {"law_locked_on": "2025-09-30"})
    book = Reckoner(client.get(f"/en/match/{run.token}/money.xlsx").content)
    assert book.formulas["Inputs"]["A3"].value.startswith("The project keeps the law of 30 Sep 2025.")
    kept, today = (book.formulas[name] for name in ("Corporate tax", "Law of today – Corporate tax"))
    assert [book.value(sheet, f"G{sheet.max_row}") for sheet in (kept, today)] == [0, pytest.approx(12_900_000)]
    assert "for comparison" in today["A3"].value
    assert formulas_as_kept(book) > 100
    text = printed(client, f"/en/match/{run.token}/money.pdf")
    assert "The project keeps the law of 30 Sep 2025." in text
    assert "12,900,000" in text.partition("The same by the law of today, for comparison")[2]
    assert "Law of today" not in str(
        load_workbook(io.BytesIO(client.get(f"/en/match/{run_of(PLAN).token}/money.xlsx").content)).sheetnames
    )


def test_the_print_has_each_cell_with_baseline_and_clause_in_the_currency_asked(client: Client) -> None:
    run = run_of(PLAN | {"lessor": "state", "lease_decision_date": "2027-01-01", "land_rent_usd_year": 100_000})
    text = printed(client, f"/en/match/{run.token}/money.pdf?currency=VND")
    assert "Every cell with its clause" in text
    assert "Without the rule" in text
    assert "31,200,000,000" in text  # 1.2 m dollars at 26,000
    assert "Art. 14(1)(a)" in text.partition("Every cell with its clause")[2]
    assert "VND 335,400,000,000" in text
    assert "(known cells only)" in text
    assert "known cells only" in text.partition("Land rent")[2].partition("Every cell")[0]
    scenarios_told = text.partition("scenarios side by side")[2].partition("Every cell")[0]
    assert "Hangs on:" in scenarios_told


def test_totals_count_what_is_known_beside_what_is_not(client: Client) -> None:
    """One duty cell that nobody can say leaves the tax of 15 years standing."""
    plan = {"annual_profit_usd": 2_000_000, "first_revenue": "2027-01-01", "first_profit": "2027-01-01"}
    run = run_of(plan | {"import_date": "2027-05-01"}, sector="logistics_support")
    for one in answer_in(run, "en")["schedule_if"]:
        told = one["totals"]
        for name in ("baseline_usd", "payable_usd", "saving_usd"):
            known = [tax[name] for tax in told["by_tax"].values() if tax[name] is not None]
            assert told[name] == (sum(known) if known else None)
    page = text_of(client.get(f"/en/match/{run.token}/money/").content.decode())
    assert any(one["totals"]["unknown_cells"] for one in answer_in(run, "en")["schedule_if"])
    assert "(known cells only)" in page


def test_the_page_spares_what_the_api_spares_to_the_cent(client: Client) -> None:
    run = run_of(
        {"taxable_profit_vnd": 1_000_004_000, "prior_year_revenue_vnd": 2_000_000_000}, sector="logistics_support"
    )
    told = answer_in(run, "en")
    page = client.get(f"/en/match/{run.token}/money/").context["page"]
    by_year = {cell.year: cell.spared for cell in page.cells if cell.spared}
    for row in told["schedule"]:
        if row["saving_usd"] and str(row["year"]) in by_year:
            assert by_year[str(row["year"])] == figures.number(Decimal(str(row["saving_usd"])), None, "en")
    assert page.money.tables[0].total.spared == figures.number(
        Decimal(str(told["schedule_totals"]["by_tax"]["cit"]["saving_usd"])), None, "en"
    )
