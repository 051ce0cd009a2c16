"""One survey in every form a surveyor sends it: the same land each time, and what was decided is stated."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Callable
from typing import Any

import ezdxf
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from sitepages.land import geometry
from sitepages.land.checks import Site, compare
from sitepages.land.findings import sentence
from sitepages.land.importers import crs
from sitepages.land.importers.attributes import SHAPEFILE_ALIASES
from sitepages.land.importers.read import LandFile, ReadOptions, Survey, read_files
from tests.cases.land import forms
from tests.sitepages import park_files

CODES = ("SX-01", "RD-02", "HT-01")
DEMO = park_files.demo()
RINGS = {code: DEMO.rings[code] for code in CODES}
FACTS = {code: dict(DEMO.attributes[code]) for code in CODES}


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in facts.items()}


TEXT_FACTS = {code: plain(row) for code, row in FACTS.items()}
SHORT_FACTS = {code: {SHAPEFILE_ALIASES[key]: value for key, value in row.items()} for code, row in TEXT_FACTS.items()}
FORMS: dict[str, Callable[[], bytes]] = {
    "plots.geojson": lambda: forms.geojson_bytes(forms.features(RINGS, TEXT_FACTS)),
    "plots.kml": lambda: forms.kml_text(RINGS, TEXT_FACTS).encode(),
    "plots.kmz": lambda: forms.zip_bytes({"doc.kml": forms.kml_text(RINGS, TEXT_FACTS).encode()}),
    "plots.dxf": lambda: forms.dxf_bytes(RINGS, TEXT_FACTS),
    "plots.gpkg": lambda: forms.gpkg_bytes(RINGS, TEXT_FACTS),
    "plots.zip": lambda: forms.shapefile_bytes(RINGS, SHORT_FACTS),
}


def read(name: str, data: bytes, **options: str) -> Survey:
    return read_files([LandFile(name, data)], park_files.ZONES, ReadOptions(**options))


def same_place(survey: Survey, rings: forms.Rings = RINGS) -> bool:
    return survey.rings.keys() == rings.keys() and all(
        min(math.dist(point, other) for other in survey.rings[code]) < 0.02 for code in rings for point in rings[code]
    )


@pytest.mark.parametrize("name", FORMS)
def test_each_form_brings_the_same_outlines_and_the_same_facts(name: str) -> None:
    survey = read(name, FORMS[name]())
    assert survey.findings == []
    assert same_place(survey)
    for code in CODES:
        brought = survey.attributes[code]
        assert {key: brought.get(key) for key in FACTS[code]} == FACTS[code], code


def thousands(value: str) -> str:
    whole, cents = value.split(".")
    return f"{int(whole):,}".replace(",", ".") + "," + cents


def rows() -> forms.Table:
    return forms.survey(RINGS)


def between(table: forms.Table) -> forms.Table:
    """Side lengths on rows of their own between two points, and the first point again at the end."""
    out = [table[0]]
    blocks: dict[str, forms.Table] = {}
    for row in table[1:]:
        blocks.setdefault(row[0], []).append(row)
    for block in blocks.values():
        for row in block:
            out += [[*row[:4], ""], ["", "", "", "", row[4]]]
        out.append([*block[0][:4], ""])
    return out


TABLES: dict[str, Callable[[], bytes]] = {
    "plain": lambda: forms.csv_bytes(rows()),
    "byte order mark": lambda: b"\xef\xbb\xbf" + forms.csv_bytes(rows()),
    "windows-1258": lambda: forms.csv_bytes([["Lô", "Điê\u0309m", "X", "Y", "Ca\u0323nh (m)"], *rows()[1:]], "cp1258"),
    "semicolons, decimal comma, thousands": lambda: forms.csv_bytes(
        [
            rows()[0],
            *([*row[:2], thousands(row[2]), thousands(row[3]), row[4].replace(".", ",")] for row in rows()[1:]),
        ],
        delimiter=";",
    ),
    "tabs": lambda: forms.csv_bytes(rows(), delimiter="\t"),
    "thousands with spaces": lambda: forms.csv_bytes(
        [rows()[0], *([*r[:2], f"{float(r[2]):,.3f}".replace(",", " "), r[3], r[4]] for r in rows()[1:])]
    ),
    "english header": lambda: forms.csv_bytes([["Plot", "Point", "Northing", "Easting", "Side length"], *rows()[1:]]),
    "a title above the header": lambda: forms.csv_bytes([["Bảng liệt kê tọa độ góc ranh"], [], *rows()]),
    "sides between rows, first point again": lambda: forms.csv_bytes(between(rows())),
    "the code on the first row only": lambda: forms.csv_bytes(
        [rows()[0], *([row[0] if row[1] == 1 else "", *row[1:]] for row in rows()[1:])]
    ),
    "corners called M1, M2": lambda: forms.csv_bytes(
        [rows()[0], *([row[0], f"M{row[1]}", *row[2:]] for row in rows()[1:])]
    ),
}


@pytest.mark.parametrize("way", TABLES)
def test_a_surveyors_table_in_each_way_it_is_written(way: str) -> None:
    survey = read("survey.csv", TABLES[way]())
    assert survey.findings == []
    assert same_place(survey)
    assert ("axes_surveyors", {}) in survey.stated


def test_a_spreadsheet_of_texts_or_of_numbers() -> None:
    numbers = [rows()[0], *([row[0], row[1], *(float(cell) for cell in row[2:])] for row in rows()[1:])]
    for table in (rows(), numbers):
        survey = read("survey.xlsx", forms.xlsx_bytes(table))
        assert survey.findings == []
        assert same_place(survey)


def test_a_table_of_one_plot_is_named_by_the_person() -> None:
    table = [row[1:] for row in forms.survey({"SX-01": RINGS["SX-01"]})]
    assert [f.code for f in read("survey.csv", forms.csv_bytes(table)).findings] == ["no_plot_column"]
    assert same_place(read("survey.csv", forms.csv_bytes(table), code="SX-01"), {"SX-01": RINGS["SX-01"]})


@pytest.mark.parametrize("zone", ["EPSG:9209", "EPSG:5897", "EPSG:3405", "EPSG:32648"])
def test_a_system_stated_by_the_file_or_chosen_leads_to_the_same_place(zone: str) -> None:
    there = {code: crs.from_park(ring, zone) for code, ring in RINGS.items()}
    stated = read("plots.zip", forms.shapefile_bytes(there, crs=zone))
    assert same_place(stated)
    assert ("crs_stated", {"crs": crs.name_of(zone)}) in stated.stated
    chosen = read("plots.dxf", forms.dxf_bytes(there), crs=zone)
    assert same_place(chosen)


def test_a_drawing_in_millimetres_and_one_with_arcs() -> None:
    mm = {code: [(x * 1000, y * 1000) for x, y in ring] for code, ring in RINGS.items()}
    assert same_place(read("plots.dxf", forms.dxf_bytes(mm, units=4)))


def test_windows_1258_shapefile_text_is_composed() -> None:
    parts = forms.gis_files(RINGS, {code: {"use_vi": "Khu ha tang ky thuat"} for code in CODES})
    unmarked = b"Khu ha tang ky thuat"
    assert unmarked in parts["dbf"]
    marked = "Khu ha\u0323 tâ\u0300ng".encode("cp1258").ljust(len(unmarked))
    parts["dbf"] = parts["dbf"].replace(unmarked, marked)
    del parts["cpg"]
    survey = read("plots.zip", forms.zip_bytes({f"plots.{end}": data for end, data in parts.items()}))
    assert survey.findings == []
    assert survey.attributes["SX-01"]["land_use_vi"] == "Khu hạ tầng"


# --- Properties ---

CORNER = (440_000.0, 2_368_000.0)
boxes = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(20, 95), st.floats(20, 95)),
    min_size=1,
    max_size=6,
    unique_by=lambda box: (box[0], box[1]),
)


def placed(found: list[tuple[int, int, float, float]]) -> dict[str, tuple[tuple[float, float], ...]]:
    out = {}
    for number, (column, row, wide, high) in enumerate(found, start=1):
        x, y = CORNER[0] + 100 * column, CORNER[1] + 100 * row
        ring = ((x, y), (x, y + high), (x + wide, y + high), (x + wide, y))
        out[f"SX-{number:02}"] = tuple((round(a, 3), round(b, 3)) for a, b in ring)
    return out


@given(boxes, st.sampled_from(["plots.geojson", "plots.kml", "survey.csv", "plots.dxf"]))
@settings(max_examples=25, deadline=None)
def test_any_set_of_plots_written_and_read_is_the_same(found: list[Any], name: str) -> None:
    rings = placed(found)
    data = {
        "plots.geojson": lambda: forms.geojson_bytes(forms.features(rings)),
        "plots.kml": lambda: forms.kml_text(rings).encode(),
        "survey.csv": lambda: forms.csv_bytes(forms.survey(rings)),
        "plots.dxf": lambda: forms.dxf_bytes(rings),
    }[name]()
    survey = read(name, data)
    assert [f for f in survey.findings if f.error] == []
    assert same_place(survey, rings)


@given(boxes, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_adjacency_is_symmetric_and_does_not_hang_on_the_order(found: list[Any], random: Any) -> None:
    rings = placed([(c // 2, r, 100 if c % 2 else w, h) for c, r, w, h in found])
    shuffled = list(rings.items())
    random.shuffle(shuffled)
    pairs = geometry.contiguous_pairs(rings)
    assert geometry.contiguous_pairs(dict(shuffled)) == pairs
    turned = {code: (*ring[1:], ring[0]) for code, ring in rings.items()}
    assert geometry.contiguous_pairs(turned).keys() == pairs.keys()
    names = dict(zip(rings, reversed(list(rings)), strict=True))
    renamed = geometry.contiguous_pairs({names[code]: ring for code, ring in rings.items()})
    assert {frozenset(pair) for pair in renamed} == {frozenset(names[code] for code in pair) for pair in pairs}


@given(st.floats(0.6, 40), st.floats(30, 200), st.floats(0, 90))
@settings(max_examples=40, deadline=None)
def test_a_road_between_two_plots_is_never_adjacency(road: float, long: float, degrees: float) -> None:
    sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))

    def turned(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(CORNER[0] + x * cos - y * sin, CORNER[1] + x * sin + y * cos) for x, y in ring]

    first = turned([(0, 0), (0, long), (50, long), (50, 0)])
    second = turned([(50 + road, 0), (50 + road, long), (90 + road, long), (90 + road, 0)])
    assert geometry.contiguous_pairs({"A-1": first, "A-2": second}) == {}


BAD_CODES = ("A/B", "<b>x</b>", "..", "compare", "ABCDEFGHIJKLM", "S" * 300, "SX-0\0001", "ĐT-01")


@pytest.mark.parametrize("bad", BAD_CODES, ids=lambda bad: repr(bad[:14]))
def test_what_no_address_could_carry_is_no_plot_code_in_any_form(bad: str) -> None:
    rings = {bad: RINGS["SX-01"]}
    files = {
        "survey.csv": forms.csv_bytes(forms.survey(rings)),
        "plots.geojson": forms.geojson_bytes(forms.features(rings)),
        "attributes.csv": forms.csv_bytes([["Mã lô", "Phân khu", "Tình trạng"], [bad, "SX", "available"]]),
    }
    if "\0" not in bad:
        files |= {"plots.kml": forms.kml_text(rings).encode(), "plots.dxf": forms.dxf_bytes(rings, {bad: {}})}
        files["plots.gpkg"] = forms.gpkg_bytes(rings)
    for name, data in files.items():
        survey = read(name, data)
        assert [finding.code for finding in survey.findings] == ["bad_code"], name
        value = survey.findings[0].facts["value"]
        assert value[:4] == bad[:4]
        assert len(value) <= 20
        assert value.isprintable()
        assert not survey.rings
        assert not survey.attributes


@pytest.mark.parametrize("typed", ["sx-01", "SX 01", "SX–01", "sx01"])
def test_a_code_typed_otherwise_is_read_and_stated_and_is_no_second_plot(typed: str) -> None:
    for name, data in (
        ("survey.csv", forms.csv_bytes(forms.survey({typed: RINGS["SX-01"]}))),
        ("plots.geojson", forms.geojson_bytes(forms.features({typed: RINGS["SX-01"]}))),
    ):
        survey = read(name, data)
        assert survey.findings == []
        assert list(survey.rings) == ["SX-01"]
        assert survey.stated.count(("code_written", {"written": typed, "plot": "SX-01"})) == 1
    both = {typed: RINGS["SX-01"], "HT-01": RINGS["HT-01"], "SX-01": RINGS["SX-01"]}
    survey = read("survey.csv", forms.csv_bytes(forms.survey(both)))
    assert [(finding.code, finding.plot) for finding in survey.findings] == [("duplicate_code", "SX-01")]
    given = [row[1:] for row in forms.survey({"SX-01": RINGS["SX-01"]})]
    assert list(read("survey.csv", forms.csv_bytes(given), code=typed).rings) == ["SX-01"]
    assert [f.code for f in read("survey.csv", forms.csv_bytes(given), code="A/B").findings] == ["bad_code_given"]


@pytest.mark.parametrize("repeated", [False, True])
def test_a_table_in_degrees_keeps_its_last_corner(repeated: bool) -> None:
    table = [list(forms.HEADER[:4])]
    for code, ring in RINGS.items():
        points = geometry.to_wgs84(ring)
        lines = [[code, number, f"{y:.8f}", f"{x:.8f}"] for number, (x, y) in enumerate(points, start=1)]
        table += [*lines, lines[0]] if repeated else lines
    survey = read("survey.csv", forms.csv_bytes(table), crs="EPSG:4326")
    assert [finding for finding in survey.findings if finding.error] == []
    assert {code: len(ring) for code, ring in survey.rings.items()} == {c: len(r) for c, r in RINGS.items()}
    assert same_place(survey)


def test_an_arc_may_close_the_outline_of_a_drawing() -> None:
    ring = [(x, y, 0.1 if number == len(RINGS["SX-01"]) - 1 else 0) for number, (x, y) in enumerate(RINGS["SX-01"])]
    drawing = ezdxf.new("R2010")
    drawing.header["$INSUNITS"] = 6
    drawing.modelspace().add_lwpolyline(ring, format="xyb", close=True)
    inside = Polygon(RINGS["SX-01"]).representative_point()
    drawing.modelspace().add_text("SX-01", dxfattribs={"insert": (inside.x, inside.y)})
    out = io.StringIO()
    drawing.write(out)
    survey = read("plots.dxf", out.getvalue().encode())
    assert survey.findings == []
    assert len(survey.rings["SX-01"]) > len(ring)


def test_a_shapefile_without_a_column_of_codes_is_told_which_titles_are_understood() -> None:
    facts = {code: {"Ma_lo": code} for code in CODES}
    files = forms.gis_files(RINGS, facts)
    named = {end: data.replace(b"code\0", b"xxxx\0") if end == "dbf" else data for end, data in files.items()}
    survey = read("plots.zip", forms.zip_bytes({f"plots.{end}": data for end, data in named.items()}))
    assert survey.findings == []
    assert survey.rings.keys() == RINGS.keys()
    named["dbf"] = named["dbf"].replace(b"Ma_lo\0", b"Thua_\0")
    survey = read("plots.zip", forms.zip_bytes({f"plots.{end}": data for end, data in named.items()}))
    assert [finding.code for finding in survey.findings] == ["no_code_column"]
    assert "Mã lô" in sentence(survey.findings[0], "en")
    assert "Plot code" in sentence(survey.findings[0], "vi")


def test_a_value_that_an_empty_cell_would_wipe_is_asked_for() -> None:
    survey = Survey(attributes={"SX-16": {"water_m3_day": None, "power_kva": None, "phase": 1}})
    ring = ((440_000.0, 2_368_000.0), (440_100.0, 2_368_000.0), (440_000.0, 2_368_100.0))
    known = {"SX-16": {"water_m3_day": 90, "power_kva": None, "phase": 2}}
    site = Site(rings={"SX-16": ring}, known=known)
    lost = [finding for finding in compare(survey, site, whole=False) if finding.code == "value_lost"]
    assert [(one.plot, one.error, dict(one.facts)) for one in lost] == [
        ("SX-16", False, {"column": "water_m3_day", "value": "90"})
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("SX-01\\P24141.4", "mtext"),
        ("SX-01\n24.141,4 m²", "mtext"),
        ("Lô SX-01", "text"),
        ("LÔ SX-01 (24.141 m²)", "text"),
        ("Lô đất SX-01", "mtext"),
    ],
)
def test_a_label_with_the_word_for_plot_or_an_area_is_its_code(words: str, kind: str) -> None:
    drawing = ezdxf.new("R2010")
    drawing.header["$INSUNITS"] = 6
    space = drawing.modelspace()
    ring = RINGS["SX-01"]
    space.add_lwpolyline(ring, close=True)
    inside = Polygon(ring).representative_point()
    getattr(space, f"add_{kind}")(words, dxfattribs={"insert": (inside.x, inside.y)})
    out = io.StringIO()
    drawing.write(out)
    survey = read("plots.dxf", out.getvalue().encode())
    assert (survey.findings, list(survey.rings)) == ([], ["SX-01"])


def test_codes_after_the_word_for_plot() -> None:
    rings = {"SX-01": RINGS["SX-01"]}
    table = forms.csv_bytes(forms.survey(rings)).decode().replace("SX-01", "Lô SX-01").encode()
    kml = forms.kml_text(rings).replace("SX-01", "LÔ SX-01").encode()
    for name, data in (("survey.csv", table), ("plots.kml", kml)):
        survey = read(name, data)
        assert (survey.findings, list(survey.rings)) == ([], ["SX-01"]), name


def test_what_a_mac_keeps_beside_a_shapefile_is_no_part_of_it() -> None:
    with zipfile.ZipFile(io.BytesIO(forms.shapefile_bytes(RINGS, SHORT_FACTS))) as made:
        parts = {entry: made.read(entry) for entry in made.namelist()}
    beside = {f"__MACOSX/._{entry}": b"\0\5\x16\7" for entry in parts} | {".DS_Store": b"Bud1", "._plots.shp": b"\0"}
    survey = read("plots.zip", forms.zip_bytes({**beside, **parts}))
    assert (survey.findings, survey.rings.keys()) == ([], RINGS.keys())


def sheets(tables: dict[str, list[list[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in tables.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_table_on_another_sheet_than_the_first_is_found_and_the_others_are_told() -> None:
    table, about = forms.survey(RINGS), [["Thuyết minh"], ["Đo tháng 7"]]
    survey = read("survey.xlsx", sheets({"Bìa": about, "Tọa độ": table}))
    assert (survey.findings, survey.rings.keys()) == ([], RINGS.keys())
    assert ("sheet_read", {"sheet": "Tọa độ"}) in survey.stated
    survey = read("survey.xlsx", sheets({"Tọa độ": table, "Lô": [["code", "max_floors"], ["SX-01", 3]]}))
    assert survey.rings.keys() == RINGS.keys()
    assert ("sheet_left_out", {"sheet": "Lô"}) in survey.stated
    assert not any(code == "sheet_read" for code, _facts in survey.stated)


def test_a_column_of_notes_in_a_table_of_attributes_is_asked_about() -> None:
    survey = read("plots.csv", "Mã lô,Số tầng tối đa,Ghi chú\nSX-01,5,đo lại\n".encode())
    assert [(one.code, one.error, one.facts["column"]) for one in survey.findings] == [
        ("unknown_column", False, "Ghi chú")
    ]
    assert survey.attributes == {"SX-01": {"max_floors": 5}}
