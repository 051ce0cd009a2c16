"""A project's questionnaire out of a workbook: what is read, what is asked, what is never guessed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.reading.questionnaire import read_questionnaire
from leads.reading.questionnaire_book import sheets_of
from leads.reading.questionnaire_labels import label_key
from leads.reading.questionnaire_values import Book
from leads.services.questionnaire import words
from tests.leads.match.questionnaires import offered, read, saved, taken

pytestmark = pytest.mark.once

# --- Tables of consultants ---


def test_a_vietnamese_table_without_diacritics_is_read_with_its_units(known: Book) -> None:
    found = read(
        known,
        ("STT", "Noi dung", "Gia tri", "Don vi", "Ghi chu"),
        (1, "Dien tich dat", "5-8", "ha", "neu duoc"),
        (2, "Công suất điện", 20, "MVA", None),
        (3, "NHU CẦU NƯỚC", 2500, "m3/ngày đêm", None),
        (4, "Vốn đầu tư dự kiến", "120 triệu USD", None, None),
        (5, "Số lao động", "1.200", "người", "giai đoạn 1: 800"),
        (6, "Nước", "Hàn Quốc", None, None),
    )
    assert taken(found) == {
        "land.area_min_m2": 50000,
        "land.area_max_m2": 80000,
        "utilities.power_kva": 20000,
        "utilities.water_m3_day": 2500,
        "project.capital_usd": 120_000_000,
        "project.jobs": 1200,
        "project.origin": "KR",
    }
    assert found.asked == ()
    assert [(line.label, line.said, line.why) for line in found.left] == [
        ("Dien tich dat", "neu duoc", "note"),
        ("Số lao động", "giai đoạn 1: 800", "note"),
    ]
    assert found.read[0].place == "S!C2"


def test_an_english_table_in_free_form_is_read(known: Book) -> None:
    found = read(
        known,
        ("Project questionnaire",),
        ("Utilities", "Power demand, MVA", 20),
        ("2.1 Wastewater discharge", "250 m3/d", "Fibre", "100 Gbps"),
        ("CAPEX (USD million)", 120),
        ("Land price", "max 95 USD/m2"),
        ("Employees: about 450 persons",),
        ("Industry", "Data centre"),
        ("GFA", "40000 sqm"),
        ("First revenue", 2029.0),
        ("May plots be combined?", "Yes"),
    )
    assert taken(found) == {
        "utilities.power_kva": 20000,
        "utilities.wastewater_m3_day": 250,
        "utilities.fibre_gbps": 100,
        "project.capital_usd": 120_000_000,
        "budget.lease_usd_m2_max": 95,
        "project.jobs": 450,
        "sector": "data_centre",
        "estimate_from.floor_m2": 40000,
        "project.first_revenue": "2029-01-01",
        "land.combine": True,
    }
    assert (found.asked, found.left) == ((), ())


@pytest.mark.parametrize(
    ("row", "why", "values"),
    [
        (("Power", 20), "unit", [20, 20000, 22223]),
        (("Water", "300"), "unit", [300]),
        (("Power", "20.000 kVA"), "readings", [20000, 20]),
        (("Power", "15 - 20 MVA"), "readings", [15000, 20000]),
        (("Land area (ha)", 4), "readings", [40000, 40000]),
        (("Land needed by", "06/07/2028"), "readings", ["2028-07-06", "2028-06-07"]),
        (("Peak power demand of phase 2", "30 MVA"), "narrowed", [30000]),
        (("Country", "Korea"), "words", ["KR"]),
        (("Ngành", "đóng gói chip"), "words", ["semiconductor_packaging_testing"]),
        (("Power", "20 MVA", "30 MVA"), "two_values", [20000, 30000]),
        (("Bandwidth", 100), "unit", [100, 0.1]),
    ],
)
def test_what_may_mean_several_things_is_asked_and_never_taken(
    known: Book, row: tuple[Any, ...], why: str, values: list[Any]
) -> None:
    found = read(known, row)
    assert found.read == ()
    assert [line.why for line in found.asked] == [why]
    assert offered(found) == [values]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("Land area: 2-3 ha", {"land.area_min_m2": 20000, "land.area_max_m2": 30000}),
        ("Power demand: 20 MVA", {"utilities.power_kva": 20000}),
        ("Power = 20 MVA", {"utilities.power_kva": 20000}),
        ("Waste water – 400 m3/day", {"utilities.wastewater_m3_day": 400}),
        ("Total investment: USD 45m", {"project.capital_usd": 45_000_000}),
        ("Diện tích đất: 2-3 ha", {"land.area_min_m2": 20000, "land.area_max_m2": 30000}),
        ("Vốn đầu tư: 45 triệu USD", {"project.capital_usd": 45_000_000}),
        ("Tong von dau tu: 1.2 ty USD", {"project.capital_usd": 1_200_000_000}),
        ("So lao dong: khoang 800 nguoi", {"project.jobs": 800}),
    ],
)
def test_a_label_with_its_value_in_the_same_cell_is_read(known: Book, line: str, values: dict[str, Any]) -> None:
    assert taken(read(known, (line,))) == values


@pytest.mark.parametrize(
    ("row", "why", "values"),
    [
        (("Total investment (phase 1)", "USD 20m"), "narrowed", [20_000_000]),
        (("Total investment for both phases", "USD 60m"), "label", [60_000_000]),
        (("Employees (in Germany)", 800), "narrowed", [800]),
        (("Power", "5 MVA (existing)"), "narrowed", [5000]),
        (("Total investment (million USD)", "45 USD"), "readings", [45, 45_000_000]),
        (("Power (MVA)", "12 MW"), "readings", [13334, 12000]),
        (("Bandwidth", "1 GB/s"), "readings", [1, 8]),
        (("Điện", "tối thiểu 10 MVA"), "bound", [10000]),
        (("Nước", "dưới 500 m3/ngày"), "bound", [500]),
        (("Power", "10 MVA", "rising to 30 MVA by 2030"), "more", [10000]),
        (("Diện tích xây dựng", "8.000,5 m2"), "label", [8000.5]),
    ],
)
def test_what_may_be_a_part_a_bound_or_another_unit_is_asked(
    known: Book, row: tuple[Any, ...], why: str, values: list[Any]
) -> None:
    found = read(known, row)
    assert (found.read, [line.why for line in found.asked]) == ((), [why])
    assert offered(found) == [values]


def test_a_unit_in_the_label_alone_holds_and_so_does_the_bound_a_question_asks_for(known: Book) -> None:
    found = read(known, ("Total investment (million USD)", 45), ("Land area", "tối đa 3 ha"))
    assert taken(found) == {"project.capital_usd": 45_000_000, "land.area_max_m2": 30000}


def test_the_cost_of_running_it_is_no_investment(known: Book) -> None:
    found = read(known, ("Total operation cost", "USD 3m"), ("Estimated cost", "USD 2m"))
    assert (found.read, found.asked, len(found.left)) == ((), (), 2)


def test_figures_under_what_exists_already_are_asked(known: Book) -> None:
    found = read(known, ("Existing plant in Penang",), ("Jobs", 800), ("New plant",), ("Power", "5 MVA"))
    assert [(line.why, line.label) for line in found.asked] == [("narrowed", "Jobs")]
    assert taken(found) == {"utilities.power_kva": 5000}


def test_labels_along_the_top_are_read_for_one_row_and_asked_for_several(known: Book) -> None:
    tops = ("Plant", "Power (MVA)", "Water (m3/day)", "Employees")
    one = taken(read(known, tops, ("Falcon", 12, 850, 350)))
    assert one == {"utilities.power_kva": 12000, "utilities.water_m3_day": 850, "project.jobs": 350}
    several = read(known, tops, ("Falcon", 12, 850, 350), ("Osprey", 30, 2000, 900))
    assert (several.read, {line.why for line in several.asked}) == ((), {"which_row"})
    assert offered(several) == [[12000, 30000], [850, 2000], [350, 900]]
    assert {line.said for line in several.left} == {"Falcon", "Osprey"}


def test_what_is_hidden_or_beyond_the_limits_is_told(known: Book) -> None:
    def fill(made: Any) -> None:
        sheet = made.active
        sheet.append(["Power", "20 MVA"])
        sheet.append(["Jobs", 700])
        sheet.row_dimensions[2].hidden = True
        sheet["D1"], sheet["CA1"], sheet["A2500"] = "12 kV", "77 ha", "Fibre"
        sheet.column_dimensions["D"].hidden = True
        made.create_sheet("Old").append(["Jobs", 5])
        made["Old"].sheet_state = "hidden"

    found = read_questionnaire(sheets_of(saved(fill)), known)
    assert taken(found) == {"utilities.power_kva": 20000}
    assert {(line.place, line.why) for line in found.left} == {
        ("Sheet!A2, B2", "hidden_row"),
        ("Sheet!D1", "hidden_column"),
        ("Sheet!CA1 …", "past_columns"),
        ("Sheet!A2500 …", "past_rows"),
        ("Old", "hidden_sheet"),
    }


def test_a_formula_without_a_stored_value_is_told(known: Book) -> None:
    def fill(made: Any) -> None:
        made.active.append(["Power", "20 MVA"])
        made.active.append(["Jobs", "=300+400"])

    found = read_questionnaire(sheets_of(saved(fill)), known)
    assert taken(found) == {"utilities.power_kva": 20000}
    assert [(line.place, line.why) for line in found.left] == [("Sheet!B2", "formula")]


@pytest.mark.parametrize(("said", "metres"), [("5 acres", 20234), ("100000 sq ft", 9290), ("5.55 ha", 55500)])
def test_other_measures_of_land_come_back_in_whole_square_metres(known: Book, said: str, metres: int) -> None:
    assert taken(read(known, ("Minimum site area", said))) == {"land.area_min_m2": metres}


def test_a_label_merged_over_two_rows_asks_which_of_both_holds(known: Book) -> None:
    def fill(made: Any) -> None:
        sheet = made.active
        sheet["A1"], sheet["B1"], sheet["B2"] = "Total investment", "USD 45m", "USD 60m"
        sheet.merge_cells("A1:A2")

    found = read_questionnaire(sheets_of(saved(fill)), known)
    assert (found.read, offered(found)) == ((), [[45_000_000, 60_000_000]])


CELLS = st.one_of(
    st.none(),
    st.integers(1000, 9999),
    st.sampled_from(["Power", "Land area", "Jobs", "Total investment: USD 45m", "Noise", "Power demand of it"]),
    st.sampled_from(["20 MVA", "5-8 ha", "n-1 of 7", "later 30 MVA", "We need 40 MW in 2028", "Value", "Unit"]),
    st.sampled_from(["Water: 500 m3/day", "Country: Korea", "MVA 9", "khoảng 350 người", "Project: 7 halls"]),
)


def test_every_figure_is_read_asked_or_told(known: Book) -> None:
    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.lists(CELLS, min_size=1, max_size=5).map(tuple), min_size=1, max_size=6))
    def told(rows: list[tuple[Any, ...]]) -> None:
        found = read(known, *rows)
        lines = (*found.read, *found.asked, *found.left)
        everything = " ".join([found.text, *(f"{line.label} {line.said}" for line in lines)])
        for row in rows:
            written = [str(cell) for cell in row if cell is not None]
            for place, cell in enumerate(written):
                if any(sign.isdigit() for sign in cell) and not (place == 0 and cell.isdigit()):
                    assert cell.split(": ")[-1] in everything, (cell, found)

    told()


def test_two_lines_that_contradict_each_other_are_one_question(known: Book) -> None:
    found = read(known, ("Power", "20 MVA"), ("Electricity", "20 MVA"), ("Jobs", 100), ("Headcount", 120))
    assert taken(found) == {"utilities.power_kva": 20000}
    assert offered(found) == [[100, 120]]
    assert found.asked[0].place == "S!B3, S!B4"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("Noise limit", "70 dB"), "label_unknown"),
        (("Tên công ty", "ABC"), "contact"),
        (("E-mail:", "a@b.example"), "contact"),
        (("Power", "rất lớn"), "value"),
        (("Power", "20 hp"), "unit"),
        (("Land price", "5 USD/m2/year"), "yearly"),
        (("Investment", "3 bn JPY"), "currency"),
        (("Country", "Atlantis"), "list"),
        (("Sector", "trồng chè"), "sector"),
        (("Jobs", 12.5), "value"),
        (("Power", "#REF!"), "value"),
        (("Power", "5 + 5 MVA"), "several"),
    ],
)
def test_what_is_not_understood_is_shown_with_the_reason(known: Book, row: tuple[Any, ...], why: str) -> None:
    found = read(known, row)
    assert (found.read, found.asked) == ((), ())
    assert [line.why for line in found.left] == [why]
    if why == "contact":  # what names a person is not even carried along
        assert found.left[0].said == ""


def test_true_power_and_dong_are_changed_by_what_the_house_says_and_it_is_told(known: Book) -> None:
    found = read(known, ("Power (MW)", 20), ("Tổng vốn đầu tư", "3 000 tỷ đồng"))
    power, capital = (line.meanings[0] for line in found.read)
    assert (power.values, power.rests_on) == ((("utilities.power_kva", 22223),), "power_factor")  # 20 MW by 0.9, up
    assert known.rates.usd_vnd is not None
    worth = 3_000_000_000_000 / known.rates.usd_vnd
    assert capital.rests_on == "rate"
    assert abs(Fraction(capital.values[0][1]) - worth) <= Fraction(1, 2)


def test_the_project_in_words_offers_its_sector(known: Book) -> None:
    found = read(known, ("Mô tả dự án", "Nhà máy đóng gói và kiểm thử chip"))
    assert found.text == "Nhà máy đóng gói và kiểm thử chip"
    assert offered(found) == [["semiconductor_packaging_testing"]]


def test_no_label_of_ours_is_anothers(known: Book) -> None:
    """Both languages of our own sheet; the seed's units and lists are the book's."""
    for row in words()["fields"]:
        for lang in ("vi", "en"):
            keys = known.labels[label_key(row[lang], known.filler)]
            assert row["key"] in keys
            assert len({known.rules[key].kind for key in keys}) == len(keys), row[lang]  # told apart by their answers


@pytest.mark.parametrize(
    ("row", "path", "values"),
    [
        (("Country of parent", "Germany"), "project.origin", ["DE"]),
        (("Max. land price", "not above 95 USD/sqm"), "budget.lease_usd_m2_max", [95]),
        (("R&D share", "3.5 %"), "project.rd_share_pct", [3.5]),
        (("Headcount at full run", 350), "project.jobs", [350]),
        (("Start of construction", "Q3 2028"), "needed_by", ["2028-07-01", "2028-09-30"]),
        (("Khởi công", "Quý III/2028"), "needed_by", ["2028-07-01", "2028-09-30"]),
        (("Country of parent company: Germany",), "project.origin", ["DE"]),
        (("Country of parent company: Korea",), "project.origin", ["KR"]),
        (("Investor nationality", "Germany"), "project.origin", ["DE"]),
        (("Headcount at full operation: 350-400",), "project.jobs", [350, 400]),
        (("Workforce at full capacity 300",), "project.jobs", [300]),
        (("Số công nhân 500",), "project.jobs", [500]),
        (("Số công nhân", 500), "project.jobs", [500]),
        (("Thời điểm nhận đất 30/06/2028",), "needed_by", ["2028-06-30"]),
        (("Date site required: 30 June 2028",), "needed_by", ["2028-06-30"]),
        (("Profit before tax per year (USD)", 6_000_000), "project.annual_profit_usd", [6_000_000]),
        (("Doanh thu bắt đầu từ năm 2029",), "project.first_revenue", ["2029-01-01"]),
        (("Business activity: Semiconductor packaging",), "sector", ["semiconductor_packaging_testing"]),
        (("Ngành hàng", "Phần mềm"), "sector", ["software"]),
        (("Fibre bandwidth 20 Gbps",), "utilities.fibre_gbps", [20]),
    ],
)
def test_labels_of_consultants_are_known(known: Book, row: tuple[Any, ...], path: str, values: list[Any]) -> None:
    found = read(known, row)
    (line,) = (*found.read, *found.asked)
    assert [one.values[0] for one in line.meanings] == [(path, value) for value in values]
    assert found.left == ()


@pytest.mark.parametrize(
    "row",
    [("Land area (minimum)", "7.5 acres"), ("Diện tích đất, tối thiểu", "3 ha"), ("Land area (minimum) 7.5 acres",)],
)
def test_a_bound_in_the_label_is_the_bound(known: Book, row: tuple[Any, ...]) -> None:
    found = read(known, row)
    assert list(taken(found)) == ["land.area_min_m2"]
    assert found.asked == ()
    most = read(known, (str(row[0]).replace("minimum", "maximum").replace("thiểu", "đa"), *row[1:]))
    assert list(taken(most)) == ["land.area_max_m2"]


def test_a_bound_where_one_figure_is_asked_for_is_asked_about(known: Book) -> None:
    (line,) = read(known, ("Power (minimum)", "5 MVA")).asked
    assert (line.why, line.meanings[0].bound) == ("bound", True)


def test_about_so_much_is_told(known: Book) -> None:
    rows = ("Số lao động", "khoảng 400 người"), ("Power", "~ 5 MVA"), ("Jobs on site", 7)
    by = {line.meanings[0].values[0][0]: line.meanings[0].about for line in read(known, *rows[:2]).read}
    assert by == {"project.jobs": True, "utilities.power_kva": True}
    assert not read(known, ("Số lao động", "400 người")).read[0].meanings[0].about


def test_phases_keep_the_name_of_their_column_and_are_no_description(known: Book) -> None:
    found = read(
        known,
        ("Dự án", "Giai đoạn 1", "Giai đoạn 2"),
        ("Diện tích đất tối thiểu (ha)", 3, 5),
        ("Số lao động", 200, 400),
        ("Mô tả dự án", "Giai đoạn 1", "Giai đoạn 2"),
    )
    assert found.text == ""
    assert found.read == ()
    assert {(line.why, line.place) for line in found.asked} == {("phases", "S!B2, C2"), ("phases", "S!B3, C3")}
    assert [[(one.column, one.values[0][1]) for one in line.meanings] for line in found.asked] == [
        [("Giai đoạn 1", 30000), ("Giai đoạn 2", 50000)],
        [("Giai đoạn 1", 200), ("Giai đoạn 2", 400)],
    ]
