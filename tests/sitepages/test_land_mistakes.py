"""The usual mistakes with VN-2000 (domain facts, section 6) at the command line: each found, in its own words."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sitepages.land import geometry
from sitepages.land.importers import crs
from sitepages.models import ChangeSet, ParkLayer, Plot
from sitepages.services.demo_park import PARK
from tests.sitepages import park_files

pytestmark = pytest.mark.once

CODES = ("SX-01", "SX-02", "SX-03", "HT-01")
OFFICIAL = crs.TM.format(k=0.9999)


def run(path: Path, *more: str) -> str:
    out = StringIO()
    options = ["--surveyed", str(timezone.localdate()), "--source", "Trích đo YB-02", "--lang", "en"]
    try:
        call_command("import_plots", str(path), *options, *more, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error)
    return out.getvalue()


def table(path: Path, rings: dict[str, list[tuple[float, float]]], north_first: bool = True) -> Path:
    """A surveyor's table of these (easting, northing) rings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([park_files.PLOT, park_files.POINT, park_files.X, park_files.Y])
        for code, ring in rings.items():
            for number, (east, north) in enumerate(ring, start=1):
                pair = (north, east) if north_first else (east, north)
                writer.writerow([code, number, *(f"{value:.7f}" if value < 1000 else f"{value:.3f}" for value in pair)])
    return path


def rings() -> dict[str, list[tuple[float, float]]]:
    whole = park_files.demo().rings
    return {code: list(whole[code]) for code in CODES}


def geojson(path: Path, features: list[dict[str, Any]], **more: Any) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": features}), "utf-8")
    return path


def wrongly(way: str, ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where that mistake puts a ring when its WGS 84 coordinates are turned to VN-2000."""
    shift = crs.wrong_shift(way, ring[0])
    return [(x + shift[0], y + shift[1]) for x, y in ring]


def state() -> tuple[Any, ...]:
    return (ChangeSet.objects.count(), sorted(Plot.objects.values_list("code", "ring", "status")))


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("rotation_signs", "lie 0.76 m to one side: the rotations of the seven parameters have the wrong sign"),
        ("three_translations", "lie 0.38 m to one side: only three of the seven parameters were used"),
        ("no_datum_shift", "lie 224 m to one side: the shift between VN-2000 and WGS 84 was left out"),
        ("scale_9996", "k = 0.9996 was used instead of 0.9999"),
        ("scale_1", "lie 237 m away: k = 1 was used instead of 0.9999"),
    ],
)
def test_a_wrong_conversion_is_named_by_where_it_puts_the_plots(
    park: datetime, tmp_path: Path, way: str, sentence: str
) -> None:
    before = state()
    path = table(tmp_path / "survey.csv", {code: wrongly(way, ring) for code, ring in rings().items()})
    said = run(path)
    assert "All 4 plots" in said
    assert sentence in said
    assert "Nothing was written: mend the findings above first." in said
    assert state() == before


@pytest.mark.parametrize(
    ("definition", "sentence"),
    [
        (f"{OFFICIAL} +towgs84=-191.904,-39.303,-111.450", "has only three of the seven parameters"),
        (
            f"{OFFICIAL} +towgs84=-191.90441429,-39.30318279,-111.45032835,"
            "-0.00928836,0.01975479,-0.00427372,0.252906278",
            "The three rotations have the wrong sign",
        ),
        (OFFICIAL, "leaves out the shift from VN-2000 to WGS 84: an error of 224 m"),
        (f"{OFFICIAL} +towgs84=0,0,0", "leaves out the shift from VN-2000 to WGS 84: an error of 224 m"),
        (
            crs.TM.format(k=0.9996) + " +towgs84=" + ",".join(map(str, crs.SHIFT)),
            "Scale k = 0.9996 at meridian 106°30′",
        ),
        (crs.TM.format(k=1) + " +towgs84=" + ",".join(map(str, crs.SHIFT)), "Scale k = 1 at meridian 106°30′"),
        ("EPSG:3857", "The coordinate system “EPSG:3857” is not taken"),
    ],
)
def test_a_definition_with_a_usual_mistake_is_refused_in_its_own_words(
    park: datetime, tmp_path: Path, definition: str, sentence: str
) -> None:
    before = state()
    assert sentence in run(table(tmp_path / "survey.csv", rings()), "--crs", definition)
    assert state() == before


def test_the_official_definition_is_the_parks_own_system(park: datetime, tmp_path: Path) -> None:
    definition = f"{OFFICIAL} +towgs84=" + ",".join(map(str, crs.SHIFT))
    assert crs.identify(definition) == "EPSG:9213"
    said = run(table(tmp_path / "survey.csv", rings()), "--crs", definition)
    assert "4 plots read, 0 findings, 0 new, 0 changed." in said


@pytest.mark.parametrize(("zone", "meridian", "km"), [("EPSG:5897", "105°00′", 155), ("EPSG:9209", "105°30′", 103)])
def test_a_neighbouring_meridian_is_found_and_named(
    park: datetime, tmp_path: Path, zone: str, meridian: str, km: int
) -> None:
    there = {code: crs.from_park(ring, zone) for code, ring in rings().items()}
    said = run(table(tmp_path / "survey.csv", there))
    assert f"Wrong central meridian: these numbers belong to the zone {meridian}" in said
    assert f"they fall {km}." in said
    assert "4 plots read, 0 findings" in run(tmp_path / "survey.csv", "--crs", zone)


def test_axes_of_the_whole_file_are_detected_stated_and_asked(park: datetime, tmp_path: Path) -> None:
    before = state()
    path = table(tmp_path / "survey.csv", rings(), north_first=False)
    said = run(path)
    assert "here X is the easting, Y the northing. Read in that order?" in said
    assert "add --accept axes_detected" in said
    assert state() == before
    assert "Imported." in run(path, "--accept", "axes_detected")


def test_degrees_and_metres_are_not_taken_for_one_another(park: datetime, tmp_path: Path) -> None:
    degrees = {code: geometry.to_wgs84(ring) for code, ring in rings().items()}
    path = tmp_path / "survey.csv"
    table(path, degrees)
    assert "The coordinates look like degrees, not metres: choose WGS 84." in run(path, "--crs", "EPSG:9213")
    feature = {"type": "Feature", "id": "SX-01", "properties": {}}
    metres = [*rings()["SX-01"], rings()["SX-01"][0]]
    shape = {"type": "Polygon", "coordinates": [metres]}
    said = run(geojson(tmp_path / "plots.geojson", [{**feature, "geometry": shape}]))
    assert "The coordinates look like metres, not degrees" in said


def test_the_parks_geojson_is_the_same_land_within_two_centimetres(park: datetime) -> None:
    said = run(PARK / "plots.geojson")
    assert "110 plots read, 0 findings, 0 new" in said
    surveyed = park_files.demo().rings
    for plot in Plot.objects.all():
        assert all(
            abs(a - b) < 0.02
            for there, here in zip(plot.ring, surveyed[plot.code], strict=True)
            for a, b in zip(there, here, strict=True)
        ), plot.code


def test_layers_are_imported_data_and_replace_their_kind(park: datetime, tmp_path: Path) -> None:
    assert "16 layers read; changed: " in run(PARK / "infrastructure.geojson")
    assert set(ParkLayer.objects.values_list("source", flat=True)) == {"Trích đo YB-02"}
    gate = {"kind": "gate", "name_vi": "Cổng phía nam", "name_en": "South gate"}
    shape = {"type": "Point", "coordinates": [105.9289, 21.4056]}
    path = geojson(tmp_path / "gate.geojson", [{"type": "Feature", "properties": gate, "geometry": shape}])
    said = run(path)
    assert "1 layer read; changed: gate." in said
    row = ParkLayer.objects.get(kind="gate")
    assert (row.name_en, row.local["coordinates"]) == ("South gate", [440594.316, 2367965.463])
    assert ParkLayer.objects.filter(kind="road").exists()


@pytest.mark.parametrize(
    ("kind", "shape", "sentence"),
    [
        ("moat", {"type": "Point", "coordinates": [105.9, 21.4]}, "the layer “moat” is not on the list"),
        (
            "road",
            {"type": "Point", "coordinates": [105.9, 21.4]},
            "a layer road must be Polygon, MultiPolygon, not Point",
        ),
        ("gate", {"type": "Point", "coordinates": ["x", 21.4]}, "layer gate: coordinates are no numbers"),
    ],
)
def test_a_layer_that_is_none_is_told(
    park: datetime, tmp_path: Path, kind: str, shape: dict[str, Any], sentence: str
) -> None:
    properties = {"kind": kind, "name_vi": "Tên", "name_en": "Name"}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    assert sentence in run(geojson(tmp_path / "layer.geojson", [feature]))


def test_a_report_is_written_as_json(park: datetime, tmp_path: Path) -> None:
    moved = rings()
    moved["SX-01"] = [(x + 3, y) for x, y in moved["SX-01"]]
    said = run(table(tmp_path / "survey.csv", moved), "--report", str(tmp_path / "report.json"), "--dry-run")
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert {row["code"] for row in report["findings"]} >= {"overlap"}
    assert all(row["sentence"] in said for row in report["findings"])


def test_the_command_line_names_its_own_option(park: datetime, tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text(f"{park_files.POINT},{park_files.X},{park_files.Y}\n1,2368175.428,440730.1\n", "utf-8")
    said = run(path)
    assert "name it with --plot" in said
    assert "Plot of the table" not in said
