"""How files call things: corners, sheets, properties, texts. What is meant is read, what is not is told by name."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import ezdxf
import pytest
from shapely.geometry import Polygon

from sitepages.land.findings import sentence, statement
from sitepages.land.importers.read import LandFile, Survey, read_files
from sitepages.models import ChangeSet
from sitepages.services.land_import import ImportTerms, propose_import
from tests.cases.land import forms
from tests.sitepages import park_files

pytestmark = pytest.mark.once

CODES = ("SX-01", "RD-02", "HT-01")
RINGS = {code: park_files.demo().rings[code] for code in CODES}


def read(name: str, data: bytes) -> Survey:
    return read_files([LandFile(name, data)], park_files.ZONES)


def codes_of(survey: Survey) -> list[tuple[str, str]]:
    return [(finding.code, finding.plot) for finding in survey.findings]


# --- Corners ---

LETTERS: dict[str, Callable[[int], str]] = {
    "A, B, C": lambda number: chr(64 + number),
    "M1, M2": lambda number: f"M{number}",
    "a stone's name": lambda number: f"Mốc {number}/TN",
    "numbers with a letter": lambda number: f"{number}a",
}


def lettered(way: str, rings: forms.Rings = RINGS) -> forms.Table:
    table = forms.survey(rings)
    return [table[0], *([row[0], LETTERS[way](row[1]), *row[2:]] for row in table[1:])]


@pytest.mark.parametrize("write", [forms.csv_bytes, forms.xlsx_bytes])
@pytest.mark.parametrize("way", LETTERS)
def test_corners_called_by_letters_are_read(way: str, write: Callable[[forms.Table], bytes]) -> None:
    name = "survey.csv" if write is forms.csv_bytes else "survey.xlsx"
    table = lettered(way)
    survey = read(name, write(table))
    assert survey.findings == []
    assert {code: len(ring) for code, ring in survey.rings.items()} == {c: len(r) for c, r in RINGS.items()}
    first_only = [table[0], *([row[0] if row[1] == LETTERS[way](1) else "", *row[1:]] for row in table[1:])]
    assert read(name, write(first_only)).rings == survey.rings
    closed = [table[0]]
    for code in RINGS:
        block = [row for row in table[1:] if row[0] == code]
        closed += [*block, [*block[0][:4], ""]]
    assert read(name, write(closed)).rings == survey.rings


@pytest.mark.parametrize(("way", "called"), [("A, B, C", "B"), ("M1, M2", "M2"), ("numbers with a letter", "2a")])
def test_a_finding_calls_the_corner_as_the_table_does(way: str, called: str) -> None:
    table = lettered(way)
    table[2][4] = f"{float(table[2][4]) + 1:.2f}"
    survey = read("survey.csv", forms.csv_bytes(table))
    assert codes_of(survey) == [("side_mismatch", "SX-01")]
    for lang in ("vi", "en"):
        assert f" {called}:" in sentence(survey.findings[0], lang)


def test_a_corner_that_comes_back_elsewhere_or_is_missing_is_called_by_its_name() -> None:
    table = lettered("A, B, C", {"SX-01": RINGS["SX-01"]})
    back = [*table[1][:3], f"{float(table[1][3]) + 3:.3f}", ""]
    survey = read("survey.csv", forms.csv_bytes([*table, back]))
    assert codes_of(survey) == [("not_back_at_first", "SX-01")]
    assert survey.findings[0].facts["point"] == "A"
    numbered = [row[:4] for row in lettered("M1, M2")]
    del numbered[2]
    survey = read("survey.csv", forms.csv_bytes(numbered))
    assert codes_of(survey) == [("missing_vertex", "SX-01")]
    assert "M1" in sentence(survey.findings[0], "vi")
    assert "M3" in sentence(survey.findings[0], "vi")


def test_the_next_plot_without_a_code_is_not_drawn_into_the_one_before() -> None:
    table = lettered("A, B, C")
    nameless = [table[0], *(["" if row[0] == "RD-02" or row[1] != "A" else row[0], *row[1:]] for row in table[1:])]
    assert codes_of(read("survey.csv", forms.csv_bytes(nameless))) == [("missing_code", "")]


# --- Sheets ---


def drawing(
    *rectangles: tuple[str, float], texts: tuple[str, ...] = (), rings: forms.Rings = RINGS, corners: bool = False
) -> bytes:
    """Plots with their codes, and rectangles around everything: (layer, metres beyond)."""
    made = ezdxf.new("R2010")
    made.header["$INSUNITS"] = 6
    space = made.modelspace()
    xs, ys = ([point[axis] for ring in rings.values() for point in ring] for axis in (0, 1))
    for code, ring in rings.items():
        space.add_lwpolyline(ring, close=True, dxfattribs={"layer": "LO_DAT"})
        inside = Polygon(ring).representative_point()
        space.add_text(code, dxfattribs={"insert": (inside.x, inside.y)})
        for number, (x, y) in enumerate(ring if corners else (), start=1):
            towards = (x + (inside.x - x) / 20, y + (inside.y - y) / 20)
            space.add_text(f"M{number}", dxfattribs={"insert": towards})
    for layer, beyond in rectangles:
        low, high, bottom, top = min(xs) - beyond, max(xs) + beyond, min(ys) - beyond, max(ys) + beyond
        frame = [(low, bottom), (high, bottom), (high, top), (low, top)]
        space.add_lwpolyline(frame, close=True, dxfattribs={"layer": layer})
    for text in texts:
        space.add_text(text, dxfattribs={"insert": (min(xs) - 5, min(ys) - 5)})
    out = io.StringIO()
    made.write(out)
    return out.getvalue().encode()


@pytest.mark.parametrize("layer", ["LO_DAT", "KHUNG"])
@pytest.mark.parametrize("rings", [RINGS, {"SX-01": RINGS["SX-01"]}], ids=["three plots", "one plot"])
@pytest.mark.parametrize("texts", [(), ("SX-01",)], ids=["no text", "a code in the title"])
def test_the_frame_of_a_sheet_is_no_plot(layer: str, rings: forms.Rings, texts: tuple[str, ...]) -> None:
    survey = read("plots.dxf", drawing((layer, 60), (layer, 70), rings=rings, texts=texts))
    assert survey.findings == []
    assert survey.rings.keys() == rings.keys()
    frames = [facts for code, facts in survey.stated if code == "sheet_frame"]
    assert frames == [{"layer": layer, "count": len(rings)}]
    assert layer in statement("sheet_frame", frames[0], "vi")


def test_a_text_that_could_be_the_frames_own_code_is_asked_about() -> None:
    survey = read("plots.dxf", drawing(("LO_DAT", 60), texts=("BV-07",)))
    assert [(finding.code, finding.error) for finding in survey.findings] == [("frame_labelled", False)]
    assert "BV-07" in sentence(survey.findings[0], "en")
    assert survey.rings.keys() == RINGS.keys()


def test_a_plot_with_a_building_line_or_another_shape_is_no_frame() -> None:
    x, y = 440_000.0, 2_368_000.0
    square = {"SX-01": ((x, y), (x + 90, y), (x + 90, y + 90), (x, y + 90))}
    survey = read("plots.dxf", drawing(("RANH", 5), rings=square))
    assert ("sheet_frame", {"layer": "RANH", "count": 1}) not in survey.stated
    document = ezdxf.read(io.StringIO(drawing(rings=RINGS).decode()))
    xs, ys = ([point[axis] for ring in RINGS.values() for point in ring] for axis in (0, 1))
    corners = [(min(xs) - 500, min(ys) - 500), (max(xs) + 900, min(ys) - 500), (min(xs) - 500, max(ys) + 900)]
    document.modelspace().add_lwpolyline(corners, close=True, dxfattribs={"layer": "LO_DAT"})
    out = io.StringIO()
    document.write(out)
    assert codes_of(read("plots.dxf", out.getvalue().encode())) == [("missing_label", "")]


def test_names_of_corners_inside_a_drawn_plot_are_not_its_code() -> None:
    survey = read("plots.dxf", drawing(corners=True))
    assert survey.findings == []
    assert survey.rings.keys() == RINGS.keys()


# --- Properties ---


def without_codes(**properties: Any) -> list[dict[str, Any]]:
    found = forms.features(RINGS)
    for feature in found:
        del feature["id"]
        feature["properties"] = properties
    return found


def test_a_geojson_without_codes_is_told_what_it_has_and_what_is_looked_for() -> None:
    survey = read("plots.geojson", forms.geojson_bytes(without_codes(THUA="12", Ten_lo="A", OBJECTID=7)))
    assert codes_of(survey) == [("no_code_property", "")]
    for lang in ("vi", "en"):
        words = sentence(survey.findings[0], lang)
        assert all(part in words for part in ("THUA, Ten_lo, OBJECTID", "Mã lô", "Plot code", "id"))
    many = without_codes(**{f"field{number}": 1 for number in range(200)})
    words = sentence(read("plots.geojson", forms.geojson_bytes(many)).findings[0], "en")
    assert "field11 …" in words
    assert "field12" not in words
    assert "file: –" in sentence(read("plots.geojson", forms.geojson_bytes(without_codes())).findings[0], "en")


def test_one_plot_without_a_code_among_others_is_told_by_its_row() -> None:
    found = forms.features(RINGS)
    del found[1]["id"], found[1]["properties"]["code"]
    assert [(f.code, f.facts) for f in read("plots.geojson", forms.geojson_bytes(found)).findings] == [
        ("missing_code", {"row": "2"})
    ]


def test_a_kml_without_names_is_told_which_data_it_has() -> None:
    text = forms.kml_text(RINGS, {code: {"THUA": 7, "Chu": "x"} for code in RINGS})
    for code in RINGS:
        text = text.replace(f"<name>{code}</name>", "")
    survey = read("plots.kml", text.encode())
    assert codes_of(survey) == [("no_code_name", "")]
    assert "THUA, Chu" in sentence(survey.findings[0], "vi")


# --- Texts ---

BAD = ["Khu\0 A", "Khu \x07 A", "Khu \ud800 A", "Khu \x7f A"]
USE = {"SX-01": {"land_use_vi": "@", "land_use_en": "Factory"}}


def with_text(text: str) -> dict[str, bytes]:
    """The same land use in every form that can hold it."""
    raw = text.encode("utf-8", "surrogatepass")
    rings = {"SX-01": RINGS["SX-01"]}
    geo = json.dumps({"type": "FeatureCollection", "features": forms.features(rings, {"SX-01": {"land_use_vi": text}})})
    table = forms.csv_bytes(
        [["Mã lô", "Phân khu", "Tình trạng", "Chức năng sử dụng đất"], ["SX-01", "SX", "available", "@"]]
    )
    found = {"plots.geojson": geo.encode(), "more.csv": table.replace(b"@", raw)}
    placed = b"Khu@@@@@@A"
    dbf = forms.gis_files(rings, {"SX-01": {"use_vi": placed.decode()}})
    dbf["dbf"] = dbf["dbf"].replace(placed, raw.ljust(len(placed))[: len(placed)])
    found["plots.zip"] = forms.zip_bytes({f"plots.{end}": data for end, data in dbf.items()})
    found["plots.gpkg"] = forms.gpkg_bytes(rings, {"SX-01": {"land_use_vi": placed.decode()}}).replace(
        placed, raw.ljust(len(placed))[: len(placed)]
    )
    found["plots.dxf"] = forms.dxf_bytes(rings, {"SX-01": {"land_use_vi": "@@"}}).replace(b"@@", raw)
    found["plots.kml"] = forms.kml_text(rings, {"SX-01": {"land_use_vi": "@@"}}).encode().replace(b"@@", raw)
    return found


@pytest.mark.parametrize("form", ["plots.geojson", "more.csv", "plots.zip", "plots.gpkg", "plots.dxf", "plots.kml"])
@pytest.mark.parametrize("text", BAD, ids=repr)
def test_a_text_with_control_characters_is_named_and_stored_nowhere(park: datetime, form: str, text: str) -> None:
    terms = ImportTerms(surveyed_on=park.date(), source="Trích đo")
    one = propose_import(files=[LandFile(form, with_text(text)[form])], terms=terms, by=None, now=park)
    one.save()  # PostgreSQL refuses a NUL in whatever column
    kept = json.dumps(ChangeSet.objects.values("changes", "findings", "details", "title").get(pk=one.pk))
    for bad in ("\\u0000", "\\u0007", "\\ud800", "\\u007f"):
        assert bad not in kept
    if form == "plots.kml" or "\ud800" in text or (form != "plots.geojson" and "\0" in text):
        return  # the form's own reader refuses or ends such a text before us: nothing of it is left
    assert [(row["code"], row["plot"]) for row in one.findings if row["error"]] == [("unprintable_text", "SX-01")]


@pytest.mark.parametrize("text", BAD, ids=repr)
@pytest.mark.parametrize("where", ["name", "property", "title", "crs", "kind", "code"])
def test_the_same_in_layers_and_wherever_a_finding_repeats_it(park: datetime, text: str, where: str) -> None:
    feature: dict[str, Any] = {
        "type": "Feature",
        "properties": {"kind": "gate", "name_vi": "Cổng", "name_en": "Gate"},
        "geometry": {"type": "Point", "coordinates": [105.9289, 21.4056]},
    }
    spoilt: dict[str, Callable[[], Any]] = {
        "name": lambda: feature["properties"].update(name_vi=text),
        "property": lambda: feature["properties"].update(note=text),
        "title": lambda: feature["properties"].update({text: "x"}),
        "kind": lambda: feature["properties"].update(kind=text),
        "code": lambda: feature["properties"].update(kind=None, code=text),
        "crs": lambda: None,
    }
    spoilt[where]()
    more = {"crs": {"type": "name", "properties": {"name": text}}} if where == "crs" else {}
    data = json.dumps({"type": "FeatureCollection", **more, "features": [feature]}).encode()
    terms = ImportTerms(surveyed_on=park.date(), source="Trích đo")
    one = propose_import(files=[LandFile("x.geojson", data)], terms=terms, by=None, now=park)
    one.save()
    assert any(row["error"] for row in one.findings)
    for lang in ("vi", "en"):
        for finding in read("x.geojson", data).findings:
            sentence(finding, lang).encode()


def test_signs_that_nobody_sees_are_left_out_and_told() -> None:
    for name, data in with_text("Khu\u00ad A\u200b").items():
        survey = read(name, data)
        assert codes_of(survey) == [], name
        assert survey.attributes["SX-01"]["land_use_vi"] == "Khu A", name
        assert ("text_cleaned", {"column": "land_use_vi"}) in survey.stated, name
