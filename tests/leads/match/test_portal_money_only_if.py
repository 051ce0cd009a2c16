"""Money that hangs on a condition stands apart from the sure money, on page, workbook and print."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from leads.services.matching import answer_in
from sitepages import figures
from sitepages.incentives.schedule import totals
from sitepages.incentives.stored import nothing_known, opened
from tests.leads.match.reckoner import BIG, PLAN, Reckoner, run_of, text_of

pytestmark = [pytest.mark.usefixtures("park"), pytest.mark.once]


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
