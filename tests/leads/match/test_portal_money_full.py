"""The whole money of a match: rates, scenarios, a workbook whose formulas give the page's figures, a print."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from leads.models import MatchRun
from leads.portal.money_words import NOT_COVERED
from leads.services.matching import answer_in, run_match
from leads.services.scenarios import scenarios
from sitepages import figures
from sitepages.incentives.schedule import totals
from sitepages.incentives.stored import nothing_known, opened
from tests.leads.match.conftest import LOADED

pytestmark = pytest.mark.usefixtures("park")
PLAN = {"first_revenue": "2028-01-01", "first_profit": "2030-01-01", "annual_profit_usd": 6_000_000}
BIG = PLAN | {"group_revenue_eur": 2_000_000_000, "rd_spend_usd_year": 500_000}


def run_of(project: dict[str, Any], **more: Any) -> MatchRun:
    request = {"sector": "semiconductor_packaging_testing", "project": project} | more
    return run_match(request=request, source="site", now=LOADED)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).replace("\xa0", " ").split())


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


# --- Workbook ---


class Reckoner:
    """Reckons the workbook's few kinds of formula from its cells, as a spreadsheet would."""

    def __init__(self, body: bytes) -> None:
        self.formulas, self.values = (load_workbook(io.BytesIO(body), data_only=only) for only in (False, True))
        self.named = {
            name: self._cell(self.formulas[place.attr_text.partition("!")[0].strip("'")], place.attr_text[-4:])
            for name, place in self.formulas.defined_names.items()
        }

    def _cell(self, sheet: Worksheet, place: str) -> float | None:
        """None for an empty cell: a spreadsheet reckons with 0 and counts it as none."""
        return sheet[place.rpartition("!")[2].replace("$", "")].value

    def value(self, sheet: Worksheet, place: str) -> Any:
        content = sheet[place].value
        if not isinstance(content, str) or not content.startswith("="):
            return 0 if content is None or isinstance(content, str) else content
        return self._reckoned(sheet, content[1:])

    def _reckoned(self, sheet: Worksheet, formula: str) -> Any:
        elsewhere = re.fullmatch(r"'(.+)'!([A-Z]\d+)", formula)
        if elsewhere:
            return self.value(self.formulas[elsewhere[1]], elsewhere[2])
        area = re.fullmatch(r"SUM\(([A-Z])(\d+):[A-Z](\d+)\)", formula)
        if area:
            column, first, last = area[1], int(area[2]), int(area[3])
            return sum(self.value(sheet, f"{column}{row}") for row in range(first, last + 1))
        text = re.sub(r"\b([A-Z])(\d+)\b", lambda m: f"({self.value(sheet, m[0])!r})", formula)
        text = re.sub(r"COUNT\(([a-z_,]+)\)", self._counted, text)
        for name, value in self.named.items():
            text = re.sub(rf"\b{name}\b", repr(float(value or 0)), text)
        text = _with_choices(text.replace("^", "**").replace("MAX(", "max("))
        return eval(text, {"max": max})  # noqa: S307 - the workbook's own formulas

    def _counted(self, names: re.Match[str]) -> str:
        return str(sum(self.named[name] is not None for name in names[1].split(",")))


def _with_choices(text: str) -> str:
    """IF(test, yes, no) as Python says it: only the branch taken is reckoned."""
    while "IF(" in text:
        start = text.rindex("IF(")
        depth, parts, end = 0, [""], start + 3
        for sign in text[start + 3 :]:
            end += 1
            depth += (sign == "(") - (sign == ")")
            if depth < 0:
                break
            if sign == "," and not depth:
                parts.append("")
            else:
                parts[-1] += sign
        test, yes, no = (part.strip() for part in parts)
        test = re.sub(r"(?<![<>])=", "==", test)
        text = f"{text[:start]}(({yes}) if {test} else ({no})){text[end:]}"
    return text


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
    assert total[6] == pytest.approx(float(totals(_rows(run, "cit")).saving))


def formulas_as_kept(book: Reckoner) -> int:
    """How many formulas there are; each gives the value that was written with it."""
    checked = 0
    for name in book.formulas.sheetnames:
        for row in book.formulas[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    kept = book.values[name][cell.coordinate].value
                    assert book.value(book.formulas[name], cell.coordinate) == pytest.approx(kept, rel=1e-7, abs=0.011)
                    checked += 1
    return checked


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


# --- Only if: apart from the sure money ---

GRANT = BIG | {"isf_first_year": 2029, "isf_training_cost_usd_year": 400_000, "disbursed_5y_vnd_bn": 6000}
IMPORTS = {"import_date": "2027-05-01", "import_fixed_assets_usd": 3_000_000, "duty_rate_fixed_pct": 10}
OPEN_ONES: list[tuple[str, dict[str, Any], str]] = [
    ("semiconductor_packaging_testing", PLAN, "en"),
    ("semiconductor_packaging_testing", GRANT, "vi"),
    ("logistics_support", IMPORTS, "en"),
]


def shown_as(value: Any, lang: str) -> str:
    """A cell of the workbook in the page's form; a word is not known."""
    if not isinstance(value, (int, float)):
        return ""
    return figures.number(Decimal(str(round(value, 2))), None, lang)


@pytest.mark.parametrize(("sector", "project", "lang"), OPEN_ONES)
def test_only_if_money_has_sheets_of_its_own_with_the_pages_cells(
    client: Client, sector: str, project: dict[str, Any], lang: str
) -> None:
    run = run_of(project, sector=sector)
    page = client.get(f"/{lang}/match/{run.token}/money/").context["page"]
    book = Reckoner(client.get(f"/{lang}/match/{run.token}/money.xlsx").content)
    begins = {"vi": "Chỉ khi", "en": "Only if"}[lang]
    named = [one["hangs_on"] for one in run.answer["money"]["if"]]
    numbers = [number for number, hangs in enumerate(named, start=1) if hangs != ["group_revenue_eur"]]
    assert len(numbers) == len(page.money.supposed) > 0
    checked = 0
    for number, one in zip(numbers, page.money.supposed, strict=True):
        found: dict[tuple[str, int], tuple[str, ...]] = {}
        for sheet in book.formulas:
            if sheet.title.startswith(f"{begins} {number} "):
                assert one.hangs_on in sheet["A3"].value
                assert one.decided_by in sheet["A3"].value
                found |= dict(cells_of(book, sheet, lang))
        for table in one.tables:
            for line in table.lines:
                first, _dash, last = line.years.partition("–")
                for year in range(int(first), int(last or first) + 1):
                    told = (line.due.removeprefix("≤\xa0"), line.spared, line.top_up.removeprefix("≤\xa0"))
                    assert found.pop((table.title, year)) == told
                    checked += 1
        assert not found
    assert checked


def cells_of(book: Reckoner, sheet: Worksheet, lang: str) -> Any:
    """Each row of a sheet: (tax, year) and due, spared, minimum tax, as the workbook reckons them."""
    tax_sheet = sheet["B4"].value in {"Taxable profit", "Thu nhập tính thuế"}
    for row in range(5, sheet.max_row):
        due, spared, top_up = ("F", "G", "J") if tax_sheet else ("E", "F", "C")
        values = [shown_of(book, sheet, f"{column}{row}", lang) for column in (due, spared, top_up)]
        name = {"vi": "Thuế thu nhập doanh nghiệp", "en": "Corporate income tax"}[lang]
        yield (
            (name if tax_sheet else sheet[f"B{row}"].value, sheet[f"A{row}"].value),
            (*values[:2], values[2] if tax_sheet else ""),
        )


def shown_of(book: Reckoner, sheet: Worksheet, place: str, lang: str) -> str:
    content = sheet[place].value
    if content is None or (isinstance(content, str) and not content.startswith("=")):
        return ""
    return shown_as(book.value(sheet, place), lang)


@pytest.mark.parametrize(("sector", "project", "lang"), OPEN_ONES)
def test_the_workbook_lists_the_conditions_and_no_sure_sheet_reads_them(
    client: Client, sector: str, project: dict[str, Any], lang: str
) -> None:
    run = run_of(project, sector=sector)
    book = Reckoner(client.get(f"/{lang}/match/{run.token}/money.xlsx").content)
    begins = {"vi": "Chỉ khi", "en": "Only if"}[lang]
    rows = list(book.formulas[begins].iter_rows(min_row=5, values_only=True))
    assert [row[0] for row in rows] == list(range(1, len(run.answer["money"]["if"]) + 1))
    for index, one in enumerate(run.answer["money"]["if"], start=5):
        tax = [row for row in opened(one["rows"]) if row.tax in {"cit", "qdmtt"}]
        if not nothing_known(tax):
            least = totals(tax).least
            assert book.value(book.formulas[begins], f"E{index}") == pytest.approx(float(least), abs=0.02)
    for sheet in book.formulas:
        if not sheet.title.startswith(begins):
            assert begins not in " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(("sector", "project", "lang"), OPEN_ONES)
def test_the_print_has_the_yearly_tables_of_only_if(
    client: Client, sector: str, project: dict[str, Any], lang: str
) -> None:
    run = run_of(project, sector=sector)
    page = client.get(f"/{lang}/match/{run.token}/money/").context["page"]
    printed = PdfReader(io.BytesIO(client.get(f"/{lang}/match/{run.token}/money.pdf").content))
    text = tight(" ".join(one.extract_text() for one in printed.pages))
    unknown = {"vi": "chưa biết", "en": "not known"}[lang]
    assert page.money.supposed
    for one in page.money.supposed:
        assert tight(one.rules) in text
        assert tight(one.hangs_on) in text
        for table in one.tables:
            for line in table.lines:
                due = [line.due or unknown] if table.received else [line.due or unknown, line.spared or unknown]
                assert tight("".join((line.years, line.note, *due))) in text, line


def tight(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("lang", "words", "nought"),
    [("vi", "chưa có khoản nào chắc chắn", r"(?<![\d.])0 USD"), ("en", "no money is known to be sure", r"USD 0\b")],
)
def test_where_nothing_is_sure_it_is_said_in_words_and_is_not_nought(
    client: Client, lang: str, words: str, nought: str
) -> None:
    """No profit stated, and no rule surely applies: there is no sum, not even 0."""
    run = run_of(IMPORTS, sector="logistics_support")
    assert run.answer["money"]["sure"] == []
    assert run.answer["money"]["if"]
    text = text_of(client.get(f"/{lang}/match/{run.token}/money/").content.decode())
    assert words in text
    assert not re.search(nought, text)
    told = answer_in(run, lang)["schedule_totals"]
    assert {told[name] for name in told if name.startswith(("saving", "present", "payable", "baseline"))} == {None}
    book = load_workbook(io.BytesIO(client.get(f"/{lang}/match/{run.token}/money.xlsx").content))
    assert words in book.worksheets[0]["A3"].value
    printed = PdfReader(io.BytesIO(client.get(f"/{lang}/match/{run.token}/money.pdf").content))
    pages = " ".join(" ".join(one.extract_text() for one in printed.pages).replace("\xa0", " ").split())
    assert words in pages
    assert not re.search(nought, pages)


def _rows(run: MatchRun, tax: str) -> Any:
    from leads.services.law_answer import rows_of

    return [row for row in rows_of(run.answer["money"]) if row.tax == tax]


def test_what_a_stranger_typed_is_never_a_formula(client: Client) -> None:
    run = run_of(PLAN | {"lessor": "state", "lease_decision_date": "2027-01-01", "construction_years": 1})
    book = load_workbook(io.BytesIO(client.get(f"/vi/match/{run.token}/money.xlsx").content))
    sure = [name for name in book.sheetnames if not name.startswith("Chỉ khi")]
    assert sure == ["Số liệu nhập", "Thuế TNDN", "Các khoản khác", "Điều khoản và nguồn"]
    assert book["Các khoản khác"]["E5"].value == "chưa biết"  # a rent nobody stated


@pytest.mark.parametrize(("lang", "words"), [("vi", "chưa biết"), ("en", "not known")])
def test_a_total_of_which_nothing_is_known_is_not_nought(client: Client, lang: str, words: str) -> None:
    run = run_of(PLAN | {"lessor": "state", "lease_decision_date": "2027-01-01", "construction_years": 1})
    page = client.get(f"/{lang}/match/{run.token}/money/").context["page"]
    rent = next(table for table in page.money.tables if not any(line.due for line in table.lines))
    assert (rent.total.due, rent.total.spared, rent.total.note) == ("", "", "")
    sheet = load_workbook(io.BytesIO(client.get(f"/{lang}/match/{run.token}/money.xlsx").content)).worksheets[2]
    last = [cell.value for cell in sheet[sheet.max_row]]
    assert last[5:9] == [words] * 4


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
