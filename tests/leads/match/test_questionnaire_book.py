"""Our own sheet comes back as the same request; whatever stands in a workbook, nothing raises."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.portal.match_form import put
from leads.reading.questionnaire import read_questionnaire
from leads.reading.questionnaire_book import Unreadable, Words, own_sheet, sheets_of
from leads.reading.questionnaire_values import Book, Cell, Questionnaire, Sheet
from leads.services.questionnaire import questions_of
from tests.leads.match.questionnaires import read, saved, taken
from tests.leads.uploads import workbook

pytestmark = pytest.mark.once

HEADS = {"vi": ("Câu hỏi", "Giá trị", "Đơn vị", "Ghi chú"), "en": ("Question", "Value", "Unit", "Note")}


# --- Our own sheet ---

NUMBERS = st.integers(1, 10**7) | st.floats(1, 1e6).map(lambda number: round(number, 3))
YEARS = st.integers(2027, 2060).map(lambda year: f"{year}-01-01")
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "sector": st.sampled_from(["data_centre", "software", "training", "semiconductor_design"]),
        "project.origin": st.sampled_from(["VN", "KR", "US", "CI", "LA", "BA"]),
        "project.project_kind": st.sampled_from(["new", "expansion", "merger_or_conversion"]),
        "land.area_min_m2": NUMBERS,
        "land.area_max_m2": NUMBERS,
        "land.combine": st.booleans(),
        "land.max_plots": st.integers(1, 8),
        "zones": st.lists(st.sampled_from(["SX", "RD", "DC"]), min_size=1, unique=True),
        "needed_by": st.dates(date(2027, 1, 1), date(2060, 1, 1)).map(date.isoformat),
        "utilities.power_kva": NUMBERS,
        "utilities.water_m3_day": NUMBERS,
        "utilities.wastewater_m3_day": NUMBERS,
        "utilities.fibre_gbps": NUMBERS,
        "estimate_from.floor_m2": NUMBERS,
        "estimate_from.staff": st.integers(1, 10**6),
        "estimate_from.racks": st.integers(1, 10**6),
        "budget.lease_usd_m2_max": NUMBERS,
        "budget.lease_usd_max": NUMBERS,
        "project.capital_usd": NUMBERS,
        "project.jobs": st.integers(1, 200_000),
        "project.rd_share_pct": st.floats(0, 100).map(lambda share: round(share, 2)),
        "project.first_revenue": YEARS,
        "project.first_profit": YEARS,
        "project.annual_profit_usd": NUMBERS,
        "project.group_revenue_eur": NUMBERS,
        "project.law_locked_on": st.dates(date(2020, 1, 1), date(2060, 1, 1)).map(date.isoformat),
    },
)


def filled(request: dict[str, Any], lang: str, text: str = "") -> bytes:
    with translation.override(lang):
        return own_sheet(questions_of(request, text, lang), Words("T", "Điền", "Dự án", "Danh mục", HEADS[lang]))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_our_own_sheet_comes_back_as_the_same_request(known: Book, lang: str) -> None:
    @settings(max_examples=25, deadline=None)
    @given(ANSWERS)
    def there_and_back(answers: dict[str, Any]) -> None:
        wanted: dict[str, Any] = {}
        for path, value in answers.items():
            put(wanted, path, value)
        found = read_questionnaire(sheets_of(filled(wanted, lang, "Mô tả")), known)
        back: dict[str, Any] = {}
        for path, value in taken(found).items():
            put(back, path, list(value) if isinstance(value, tuple) else value)
        assert back == wanted
        assert (found.asked, found.left, found.text) == ((), (), "Mô tả")

    there_and_back()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_our_empty_sheet_says_nothing(known: Book, lang: str) -> None:
    assert read_questionnaire(sheets_of(filled({}, lang)), known) == Questionnaire(sheets=("Dự án",))


# --- Junk ---

JUNK = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.sampled_from(["Power", "Điện (MW)", "Land area", "Sector", "Value", "R&D ratio"]),
    st.sampled_from(["5 ha", "2.500", "USD 3m", "Q9 2028", "%", "31/02/2028", "> 5-8"]),
)


def test_whatever_stands_in_the_cells_nothing_raises_and_nothing_is_invented(known: Book) -> None:
    @settings(max_examples=150, deadline=None)
    @given(st.lists(st.lists(JUNK, max_size=5).map(tuple), max_size=8))
    def junk(rows: list[tuple[Any, ...]]) -> None:
        found = read(known, *rows)
        written = {str(cell) for row in rows for cell in row}
        assert found.read == () or written

    junk()


# --- Workbooks ---


def test_hidden_sheets_are_not_read_and_every_shown_one_is() -> None:
    def fill(made: Any) -> None:
        made.active.append(["Power", "20 MVA"])
        made.create_sheet("Hai").append(["Jobs", 0.125])
        made["Hai"]["B1"].number_format = "0.0%"
        made.create_sheet("Ẩn").sheet_state = "hidden"
        made["Ẩn"].append(["Jobs", 5])

    sheets = sheets_of(saved(fill))
    assert [(one.name, [cell.ref for cell in one.cells]) for one in sheets] == [
        ("Sheet", ["A1", "B1"]),
        ("Hai", ["A1", "B1"]),
        ("Ẩn", ["A1", "B1"]),
    ]
    assert [one.hidden for one in sheets] == [False, False, True]
    assert [cell.percent for cell in sheets[1].cells] == [False, True]


def test_a_share_shown_in_per_cent_is_read_as_it_is_shown(known: Book) -> None:
    cells = (Cell(1, 1, "A1", "R&D share of revenue"), Cell(1, 2, "B1", 0.125, percent=True))
    assert taken(read_questionnaire([Sheet("S", cells)], known)) == {"project.rd_share_pct": 12.5}


def test_formulas_count_by_their_stored_value_and_without_one_for_nothing(known: Book) -> None:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("S")
        sheet.write_row(0, 0, ["Jobs"])
        sheet.write_formula(0, 1, "=100+20", None, 120)
        sheet.write_row(1, 0, ["Storeys"])
        sheet.write_formula(1, 1, "=1+2", None, "")
    assert taken(read_questionnaire(sheets_of(out.getvalue()), known)) == {"project.jobs": 120}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", workbook()])
def test_what_is_no_workbook_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(Unreadable):
        sheets_of(data)


def test_a_workbook_that_unpacks_without_bounds_is_not_opened() -> None:
    with pytest.raises(Unreadable):
        sheets_of(workbook(**{"xl/sharedStrings.xml": b"<sst/>" * 5_000_000}))
