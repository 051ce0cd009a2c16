"""Broken files, one fault each: what the file is called, how it is made, and the finding that must name the fault."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sitepages.land.importers import crs
from tests.cases.land import forms
from tests.sitepages import park_files

CODES = ("SX-01", "SX-02", "HT-01")
RINGS = {code: park_files.demo().rings[code] for code in CODES}
X, Y, SIDE = 2, 3, 4


@dataclass(frozen=True)
class Case:
    """`code` is the finding expected, `plot` where; `whole`: given as the whole park."""

    name: str
    file: str
    data: Callable[[], bytes]
    code: str
    plot: str = ""
    crs: str = ""
    whole: bool = False
    also: tuple[str, ...] = ()  # what the same fault cannot help bringing along


CASES: list[Case] = []


def case(file: str, code: str, plot: str = "", **more: Any) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def keep(build: Callable[[], bytes]) -> Callable[[], bytes]:
        CASES.append(Case(build.__name__, file, build, code, plot, **more))
        return build

    return keep


def table(spoil: Callable[[forms.Table], Any], rings: forms.Rings = RINGS) -> bytes:
    rows = forms.survey(rings)
    spoil(rows)
    return forms.csv_bytes(rows)


def set_cell(row: int, column: int, value: Any) -> Callable[[forms.Table], None]:
    def spoil(rows: forms.Table) -> None:
        rows[row][column] = value

    return spoil


def moved(ring: forms.Ring, east: float, north: float = 0.0) -> list[tuple[float, float]]:
    return [(x + east, y + north) for x, y in ring]


def without_sides(rows: forms.Table) -> None:
    for row in rows[1:]:
        row[SIDE] = ""


# --- The outline in a surveyor's table ---


@case("survey.csv", "not_back_at_first", "SX-01")
def unclosed() -> bytes:
    def spoil(rows: forms.Table) -> None:
        last = max(i for i, row in enumerate(rows) if row[0] == "SX-01")
        rows.insert(last + 1, ["SX-01", 1, rows[1][X], f"{float(rows[1][Y]) + 3:.3f}", ""])

    return table(spoil)


@case("survey.csv", "unclosed_ring", "SX-01")
def last_side_leads_elsewhere() -> bytes:
    last = len(RINGS["SX-01"])
    return table(set_cell(last, SIDE, "12.00"))


@case("survey.csv", "side_mismatch", "SX-01")
def side_length_off() -> bytes:
    return table(lambda rows: set_cell(1, SIDE, f"{float(rows[1][SIDE]) + 0.06:.2f}")(rows))


@case("survey.csv", "missing_vertex", "SX-01")
def vertex_lost() -> bytes:
    def spoil(rows: forms.Table) -> None:
        without_sides(rows)
        del rows[2]

    return table(spoil)


@case("survey.csv", "duplicate_vertex", "SX-01")
def vertex_doubled() -> bytes:
    def spoil(rows: forms.Table) -> None:
        without_sides(rows)
        rows.insert(2, list(rows[1]))
        for number, row in enumerate([r for r in rows if r[0] == "SX-01"], start=1):
            row[1] = number

    return table(spoil)


@case("survey.csv", "self_crossing", "SX-01")
def crossing() -> bytes:
    def spoil(rows: forms.Table) -> None:
        without_sides(rows)
        rows[2][X:], rows[3][X:] = rows[3][X:], rows[2][X:]

    return table(spoil)


@case("survey.csv", "too_few_vertices", "SX-01")
def two_corners() -> bytes:
    def spoil(rows: forms.Table) -> None:
        without_sides(rows)
        del rows[3 : 1 + len(RINGS["SX-01"])]

    return table(spoil)


@case("survey.csv", "swapped_axes", "SX-01")
def one_plot_swapped() -> bytes:
    def spoil(rows: forms.Table) -> None:
        for row in rows[1:]:
            if row[0] == "SX-01":
                row[X], row[Y] = row[Y], row[X]

    return table(spoil)


@case("survey.csv", "axes_detected")
def all_plots_swapped() -> bytes:
    def spoil(rows: forms.Table) -> None:
        for row in rows[1:]:
            row[X], row[Y] = row[Y], row[X]

    return table(spoil)


@case("survey.csv", "wrong_meridian")
def meridian_105() -> bytes:
    return forms.csv_bytes(forms.survey({code: crs.from_park(ring, "EPSG:5897") for code, ring in RINGS.items()}))


@case("survey.csv", "wrong_meridian")
def meridian_105_30() -> bytes:
    return forms.csv_bytes(forms.survey({code: crs.from_park(ring, "EPSG:9209") for code, ring in RINGS.items()}))


@case("survey.csv", "wrong_meridian", crs="EPSG:5897")
def another_meridian_chosen() -> bytes:
    return forms.csv_bytes(forms.survey(RINGS))


@case("survey.csv", "wrong_meridian", "SX-02")
def one_plot_in_another_zone() -> bytes:
    there = tuple(crs.from_park(RINGS["SX-02"], "EPSG:5897"))
    return forms.csv_bytes(forms.survey({**RINGS, "SX-02": there}))


@case("survey.csv", "outside_window", "SX-01")
def one_plot_twenty_kilometres_away() -> bytes:
    return forms.csv_bytes(forms.survey({**RINGS, "SX-01": moved(RINGS["SX-01"], 20_000)}))


@case("survey.csv", "displaced_no_datum_shift")
def datum_shift_left_out() -> bytes:
    east, north = crs.wrong_shift("no_datum_shift", RINGS["SX-01"][0])
    return forms.csv_bytes(forms.survey({code: moved(ring, east, north) for code, ring in RINGS.items()}))


@case("survey.csv", "moved_together", also=("overlap",))
def all_moved_half_a_metre() -> bytes:
    return forms.csv_bytes(forms.survey({code: moved(ring, 0.5) for code, ring in RINGS.items()}))


@case("survey.csv", "unreadable_number", "SX-01")
def letters_for_a_number() -> bytes:
    return table(set_cell(1, X, "2368O01.2"))


@case("survey.csv", "empty_coordinate", "SX-01")
def a_coordinate_left_out() -> bytes:
    return table(set_cell(1, Y, ""))


@case("survey.csv", "missing_code")
def a_plot_without_a_code() -> bytes:
    def spoil(rows: forms.Table) -> None:
        for row in rows[1:]:
            if row[0] == "SX-01":
                row[0] = ""

    return table(spoil)


@case("survey.csv", "duplicate_code", "SX-01")
def a_plot_twice() -> bytes:
    return table(lambda rows: rows.extend([list(row) for row in rows if row[0] == "SX-01"]))


@case("survey.csv", "missing_column")
def no_northing_column() -> bytes:
    def spoil(rows: forms.Table) -> None:
        for row in rows:
            del row[X]

    return table(spoil)


@case("survey.csv", "no_plot_column")
def no_column_for_the_plot() -> bytes:
    def spoil(rows: forms.Table) -> None:
        for row in rows:
            del row[0]

    return table(spoil)


@case("survey", "no_ending")
def a_name_without_an_ending() -> bytes:
    return forms.csv_bytes(forms.survey(RINGS))


@case("survey.csv", "unknown_plot", "ZZ-99")
def a_new_plot_with_an_outline_only() -> bytes:
    return forms.csv_bytes(forms.survey({"ZZ-99": FREE}))


@case("survey.csv", "unknown_plot", "SX-91")
def a_code_that_the_site_does_not_have() -> bytes:
    return forms.csv_bytes(forms.survey({"SX-91": RINGS["HT-01"]}))


@case("plots.geojson", "outside_window", "SX-99", also=("unknown_code", "outside_boundary"))
def a_new_plot_five_hundred_kilometres_away() -> bytes:
    far = [(x + 30_000, y - 500_000) for x, y in FREE]
    return forms.geojson_bytes(forms.features({"SX-99": far}, {"SX-99": FACTS}))


@case("survey.csv", "bad_code")
def a_code_with_a_slash() -> bytes:
    return forms.csv_bytes(forms.survey({"A/B": RINGS["SX-01"]}))


@case("survey.csv", "more_findings", also=("unreadable_number", "empty_coordinate"))
def more_faults_than_anybody_reads() -> bytes:
    rows = [row for code in ("SX", "HT") for row in ([f"{code}-{n}", 1, "x", ""] for n in range(1, 400))]
    return forms.csv_bytes([list(forms.HEADER[:4]), *rows])


# --- Plots among others ---

FACTS = {"zone": "SX", "status": "available"}
# A square of 40 m in a street of the park, clear of every plot.
FREE: forms.Ring = ()


def free_place() -> forms.Ring:
    """Somewhere inside the park's boundary where there is no plot."""
    from shapely.geometry import Point, box, shape
    from shapely.ops import unary_union

    from sitepages.land import geometry
    from sitepages.services.demo_park import PARK

    layers = json.loads((PARK / "infrastructure.geojson").read_text("utf-8"))["features"]
    outer = next(f for f in layers if f["properties"]["kind"] == "boundary")["geometry"]["coordinates"][0]
    boundary = shape({"type": "Polygon", "coordinates": [geometry.to_local([(x, y) for x, y in outer])]})
    plots = unary_union(
        [shape({"type": "Polygon", "coordinates": [[*r, r[0]]]}) for r in park_files.demo().rings.values()]
    )
    free = boundary.buffer(-20).difference(plots.buffer(14))
    x0, y0, x1, y1 = free.bounds
    for step_x in range(int(x0), int(x1), 10):
        for step_y in range(int(y0), int(y1), 10):
            if free.contains(Point(step_x, step_y)):
                square = box(step_x - 6, step_y - 6, step_x + 6, step_y + 6)
                return [(round(x, 3), round(y, 3)) for x, y in square.exterior.coords[:-1]]
    raise AssertionError("the park is full")


FREE = free_place()


@case("plots.geojson", "unknown_code", "SX-99")
def an_unknown_code() -> bytes:
    return forms.geojson_bytes(forms.features({"SX-99": FREE}, {"SX-99": FACTS}))


@case("plots.geojson", "overlap", "SX-01", also=("area_of_site_differs", "gap_sliver"))
def over_the_neighbour() -> bytes:
    ring = RINGS["SX-01"]
    return forms.geojson_bytes(forms.features({"SX-01": [(x + (x - ring[0][0]) * 0.04, y) for x, y in ring]}))


@case("plots.geojson", "outside_boundary", "SX-99", also=("unknown_code",))
def beyond_the_boundary() -> bytes:
    far = [(x + 2000, y) for x, y in FREE]
    return forms.geojson_bytes(forms.features({"SX-99": far}, {"SX-99": FACTS}))


@case("plots.geojson", "gap_sliver", "SX-98", also=("unknown_code",))
def a_sliver_between_two() -> bytes:
    beside = [(x + 12.3, y) for x, y in FREE]
    return forms.geojson_bytes(forms.features({"SX-98": FREE, "SX-99": beside}, {"SX-98": FACTS, "SX-99": FACTS}))


@case("plots.geojson", "area_mismatch", "SX-01")
def declared_area_off() -> bytes:
    return forms.geojson_bytes(forms.features({"SX-01": RINGS["SX-01"]}, {"SX-01": {"area_m2": 12345.0}}))


@case("plots.geojson", "plot_vanishes", "SX-02", whole=True)
def a_plot_that_vanishes() -> bytes:
    rings = {code: ring for code, ring in park_files.demo().rings.items() if code != "SX-02"}
    return forms.geojson_bytes(forms.features(rings))


# --- The values ---


def attributes(**facts: Any) -> bytes:
    return forms.geojson_bytes(forms.features({"SX-01": RINGS["SX-01"]}, {"SX-01": facts}))


@case("plots.geojson", "unknown_zone", "SX-01")
def an_unknown_zone() -> bytes:
    return attributes(zone="XX")


@case("plots.geojson", "unknown_choice", "SX-01")
def an_unknown_status() -> bytes:
    return attributes(status="sold")


@case("plots.geojson", "out_of_range", "SX-01")
def coverage_above_a_hundred() -> bytes:
    return attributes(max_coverage_pct=140)


@case("plots.geojson", "unreadable_date", "SX-01")
def a_day_that_is_none() -> bytes:
    return attributes(available_from="31/02/2027")


@case("plots.geojson", "unreadable_number", "SX-01")
def power_in_words() -> bytes:
    return attributes(power_kva="two thousand")


# --- Outlines of GIS and drawings ---


@case("plots.geojson", "ring_not_closed", "SX-01")
def geojson_ring_left_open() -> bytes:
    found = forms.features({"SX-01": RINGS["SX-01"]})
    found[0]["geometry"]["coordinates"][0].pop()
    return forms.geojson_bytes(found)


@case("plots.geojson", "ring_not_closed", "SX-01", whole=True, also=("plot_vanishes", "ring_not_closed"))
def the_whole_park_without_one_closed_ring() -> bytes:
    found = forms.features(RINGS)
    for one in found:
        one["geometry"]["coordinates"][0].pop()
    return forms.geojson_bytes(found)


@case("plots.dxf", "line_not_closed", "SX-01", whole=True, also=("plot_vanishes",))
def the_whole_park_in_an_open_drawing() -> bytes:
    return forms.dxf_bytes(RINGS, closed=False)


@case("plots.geojson", "has_hole", "SX-01")
def a_plot_with_a_hole() -> bytes:
    found = forms.features({"SX-01": RINGS["SX-01"]})
    outer = found[0]["geometry"]["coordinates"][0]
    x, y = outer[0]
    found[0]["geometry"]["coordinates"].append([[x, y], [x + 1e-5, y], [x, y + 1e-5], [x, y]])
    return forms.geojson_bytes(found)


@case("plots.geojson", "several_parts", "SX-01")
def a_plot_in_two_parts() -> bytes:
    found = forms.features({"SX-01": RINGS["SX-01"], "SX-02": RINGS["SX-02"]})
    parts = [one["geometry"]["coordinates"] for one in found]
    found[0]["geometry"] = {"type": "MultiPolygon", "coordinates": parts}
    return forms.geojson_bytes(found[:1])


@case("plots.geojson", "no_outline", "SX-01")
def a_line_for_a_plot() -> bytes:
    found = forms.features({"SX-01": RINGS["SX-01"]})
    found[0]["geometry"] = {"type": "LineString", "coordinates": found[0]["geometry"]["coordinates"][0]}
    return forms.geojson_bytes(found)


@case("plots.geojson", "latitude_first")
def latitude_before_longitude() -> bytes:
    found = forms.features(RINGS)
    for one in found:
        one["geometry"]["coordinates"] = [[[y, x] for x, y in one["geometry"]["coordinates"][0]]]
    return forms.geojson_bytes(found)


@case("plots.geojson", "looks_like_metres")
def metres_in_geojson() -> bytes:
    found = forms.features({"SX-01": RINGS["SX-01"]})
    ring = RINGS["SX-01"]
    found[0]["geometry"]["coordinates"] = [[list(point) for point in [*ring, ring[0]]]]
    return forms.geojson_bytes(found)


@case("plots.kml", "no_code_name")
def kml_without_a_name() -> bytes:
    return forms.kml_text({"SX-01": RINGS["SX-01"]}).replace("<name>SX-01</name>", "").encode()


@case("plots.kml", "no_outline", "SX-01")
def kml_with_words_for_coordinates() -> bytes:
    text = forms.kml_text({"SX-01": RINGS["SX-01"]})
    start = text.index("<coordinates>") + len("<coordinates>")
    return (text[:start] + "here there " + text[start:]).encode()


@case("plots.dxf", "line_not_closed", "SX-01")
def polyline_left_open() -> bytes:
    return forms.dxf_bytes({"SX-01": RINGS["SX-01"]}, closed=False)


@case("plots.dxf", "missing_label")
def outline_without_a_code() -> bytes:
    data = forms.dxf_bytes(RINGS)
    return data.replace(b"\nHT-01\n", b"\nnobody\n")


@case("plots.dxf", "drawing_unit")
def a_drawing_in_inches() -> bytes:
    return forms.dxf_bytes(RINGS, units=1)


@case("plots.zip", "shapefile_parts")
def shapefile_without_its_table() -> bytes:
    parts = forms.gis_files(RINGS)
    return forms.zip_bytes({f"plots.{end}": data for end, data in parts.items() if end != "dbf"})


@case("plots.zip", "wrong_scale")
def shapefile_with_k_9996() -> bytes:
    parts = forms.gis_files(RINGS)
    parts["prj"] = parts["prj"].replace(b"0.9999", b"0.9996")
    return forms.zip_bytes({f"plots.{end}": data for end, data in parts.items()})


@case("plots.csv", "wrong_encoding")
def utf_16() -> bytes:
    return "Số hiệu lô,X,Y\nSX-01,1,2\n".encode("utf-16")


@case("survey.csv", "empty_file")
def nothing_at_all() -> bytes:
    return b""


@case("plots.geojson", "unreadable_file")
def geojson_cut_off() -> bytes:
    return forms.geojson_bytes(forms.features(RINGS))[:-40]


@case("plots.geojson", "unreadable_file")
def geojson_nested_without_end() -> bytes:
    return b'{"type":"FeatureCollection","features":' + b"[" * 200_000 + b"]" * 200_000 + b"}"


@case("plots.xlsx", "unreadable_file")
def a_broken_workbook() -> bytes:
    return forms.zip_bytes({"[Content_Types].xml": b"<no/>", "xl/workbook.xml": b"<broken"})


@case("plots.gpkg", "unreadable_file")
def a_damaged_geopackage() -> bytes:
    data = bytearray(forms.gpkg_bytes(RINGS))
    data[100:3000] = b"\xff" * 2900
    return bytes(data)


# --- From strangers who mean no good ---

SECRET = "/etc/passwd"
VRT = (
    f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{SECRET}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
)
ENTITIES = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))


@case("x.geojson", "unknown_xml")
def vrt_called_geojson() -> bytes:
    return VRT.encode()


@case("x.csv", "unknown_xml")
def vrt_called_csv() -> bytes:
    return b"  \n" + VRT.encode()


@case("x.gpkg", "unknown_xml")
def vrt_called_geopackage() -> bytes:
    return VRT.encode()


@case("x.zip", "shapefile_parts")
def vrt_in_a_zip_beside_a_shapefile() -> bytes:
    return forms.zip_bytes({"plots.vrt": VRT.encode(), "plots.shp": VRT.encode()})


@case("x.zip", "unreadable_file")
def vrt_as_the_shapefile_itself() -> bytes:
    return forms.zip_bytes({f"plots.{end}": VRT.encode() for end in ("shp", "shx", "dbf")})


@case("x.kml", "xml_bomb")
def billion_laughs() -> bytes:
    head = f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a0 "ha">{ENTITIES}]>'
    return f"{head}<kml><Document><name>&a9;</name></Document></kml>".encode()


@case("x.kml", "xml_bomb")
def entity_that_reads_a_file() -> bytes:
    head = f'<!DOCTYPE kml [<!ENTITY a SYSTEM "file://{SECRET}">]>'
    return f"{head}<kml><Placemark><name>&a;</name></Placemark></kml>".encode()


@case("x.xlsx", "unreadable_file")
def laughs_in_a_workbook() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(forms.xlsx_bytes(forms.survey(RINGS)))) as good, zipfile.ZipFile(out, "w") as bad:
        for entry in good.infolist():
            data = good.read(entry)
            if entry.filename == "xl/workbook.xml":
                data = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "ha">{ENTITIES}]><w>&a9;</w>'.encode()
            bad.writestr(entry.filename, data)
    return out.getvalue()


@case("x.kmz", "zip_bomb")
def zip_bomb() -> bytes:
    return forms.zip_bytes({"doc.kml": b"<kml>" + b" " * 60_000_000})


@case("x.zip", "zip_bomb")
def zip_of_very_many_entries() -> bytes:
    return forms.zip_bytes({f"{number}.shp": b"" for number in range(3000)})


@case("x.zip", "zip_path")
def a_path_in_a_name() -> bytes:
    return forms.zip_bytes({"../../etc/plots.shp": b"x", "plots.dbf": b"x"})


@case("x.kmz", "zip_path")
def an_absolute_path_in_a_name() -> bytes:
    return forms.zip_bytes({"/srv/doc.kml": forms.kml_text(RINGS).encode()})


@case("x.zip", "zip_in_zip")
def a_zip_in_a_zip() -> bytes:
    return forms.zip_bytes({"plots.shp": b"x", "more.zip": forms.zip_bytes({"a": b"b"})})


@case("x.geojson", "file_too_big")
def two_hundred_megabytes() -> bytes:
    return b"{" + b" " * 200_000_000


@case("x.geojson", "disguised")
def kml_called_geojson() -> bytes:
    return forms.kml_text(RINGS).encode()


@case("x.gpkg", "unknown_form")
def a_database_that_is_no_geopackage() -> bytes:
    return b"SQLite format 3\0" + b"\0" * 200


@case("x.gpkg", "database_views")
def a_geopackage_with_a_view() -> bytes:
    import sqlite3
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.gpkg")
        path.write_bytes(forms.gpkg_bytes(RINGS))
        database = sqlite3.connect(path)
        database.execute("CREATE VIEW plots2 AS SELECT * FROM plots")
        database.commit()
        database.close()
        return path.read_bytes()


@case("x.dxf", "unreadable_file")
def a_drawing_of_rubbish() -> bytes:
    return b"  0\nSECTION\n  2\nENTITIES\n" + b"\xff\x00garbage" * 200


@case("x.png", "unknown_form")
def a_picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0" * 100
