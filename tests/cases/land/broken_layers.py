"""Layers of the plan with one fault each, and outlines that lie elsewhere by one usual mistake; adds to CASES."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from sitepages.land import geometry
from sitepages.land.importers import crs
from sitepages.services.demo_park import PARK
from tests.cases.land import forms
from tests.cases.land.broken import CASES, RINGS, case, moved

__all__ = ["CASES"]
Layer = dict[str, Any]


@cache
def _all() -> str:
    return (PARK / "infrastructure.geojson").read_text("utf-8")


def layer(kind: str, nth: int = 0) -> Layer:
    """A layer of the park as its file has it."""
    found = [one for one in json.loads(_all())["features"] if one["properties"]["kind"] == kind]
    return copy.deepcopy(found[nth])


def drawn(kind: str, shape: str, coordinates: Any) -> Layer:
    names = {"kind": kind, "name_vi": "Lớp", "name_en": "Layer"}
    return {"type": "Feature", "properties": names, "geometry": {"type": shape, "coordinates": coordinates}}


def turned(coordinates: Any, by: Any) -> Any:
    """Coordinates of any depth, each point changed."""
    if isinstance(coordinates[0], (int, float)):
        return list(by(coordinates))
    return [turned(part, by) for part in coordinates]


def changed(kind: str, by: Any) -> Layer:
    one = layer(kind)
    one["geometry"]["coordinates"] = turned(one["geometry"]["coordinates"], by)
    return one


def shifted(east: float, north: float = 0.0) -> Any:
    def by(point: Any) -> Any:
        ((x, y),) = geometry.to_local([(point[0], point[1])])
        return geometry.to_wgs84([(x + east, y + north)])[0]

    return by


def by_meridian(code: str) -> Any:
    """Numbers of the park's zone turned to degrees by another one."""

    def by(point: Any) -> Any:
        local = geometry.to_local([(point[0], point[1])])
        return geometry.to_wgs84(crs.to_park(local, code))[0]

    return by


def corner(place: str = "") -> list[list[float]]:
    x, y = layer("boundary")["geometry"]["coordinates"][0][0]
    return [[x, y], [x + 0.002, y + 0.002], [x + 0.002, y], [x, y + 0.002], [x, y]]


@case("lop.geojson", "layer_crossing")
def a_road_that_crosses_itself() -> bytes:
    return forms.geojson_bytes([drawn("road", "Polygon", [corner()])])


@case("lop.geojson", "layer_crossing")
def a_boundary_that_crosses_itself() -> bytes:
    return forms.geojson_bytes([drawn("boundary", "Polygon", [corner()])])


@case("lop.geojson", "layer_empty")
def a_layer_without_coordinates() -> bytes:
    return forms.geojson_bytes([drawn("water", "Polygon", [])])


@case("lop.geojson", "layer_empty")
def a_line_of_no_length() -> bytes:
    return forms.geojson_bytes([drawn("fibre", "LineString", [[105.93, 21.41], [105.93, 21.41]])])


@case("lop.geojson", "layer_empty")
def an_area_of_two_points() -> bytes:
    return forms.geojson_bytes([drawn("green", "Polygon", [[[105.93, 21.41], [105.931, 21.41], [105.93, 21.41]]])])


@case("lop.geojson", "layer_no_numbers")
def a_layer_with_words_for_coordinates() -> bytes:
    return forms.geojson_bytes([drawn("gate", "Point", ["x", 21.4])])


@case("lop.geojson", "layer_not_closed")
def a_boundary_left_open() -> bytes:
    one = layer("boundary")
    one["geometry"]["coordinates"][0].pop()
    return forms.geojson_bytes([one])


@case("lop.geojson", "layer_swapped_axes")
def one_layer_with_latitude_first() -> bytes:
    return forms.geojson_bytes([layer("boundary"), changed("road", lambda p: (p[1], p[0]))])


@case("lop.geojson", "latitude_first")
def all_layers_with_latitude_first() -> bytes:
    return forms.geojson_bytes([changed(kind, lambda p: (p[1], p[0])) for kind in ("boundary", "road", "gate")])


@case("lop.geojson", "looks_like_metres")
def layers_in_metres() -> bytes:
    return forms.geojson_bytes([changed("boundary", lambda p: geometry.to_local([(p[0], p[1])])[0])])


@case("lop.geojson", "layer_looks_like_metres")
def one_layer_in_metres() -> bytes:
    one = changed("road", lambda p: geometry.to_local([(p[0], p[1])])[0])
    return forms.geojson_bytes([layer("boundary"), one])


@case("lop.geojson", "layer_wrong_meridian", crs="EPSG:9213")
def a_layer_in_the_zone_of_the_next_meridian() -> bytes:
    def by(point: Any) -> Any:
        return crs.from_park(geometry.to_local([(point[0], point[1])]), "EPSG:9209")[0]

    return forms.geojson_bytes([changed("power_line", by)])


@case("lop.geojson", "layer_utm_or_zone", crs="EPSG:9213")
def a_layer_in_utm() -> bytes:
    def by(point: Any) -> Any:
        return crs.from_park(geometry.to_local([(point[0], point[1])]), "EPSG:3405")[0]

    return forms.geojson_bytes([changed("power_line", by)])


@case("lop.geojson", "layer_converted_meridian")
def a_layer_converted_by_105() -> bytes:
    return forms.geojson_bytes([changed("road", by_meridian("EPSG:5897"))])


@case("lop.geojson", "layer_elsewhere")
def a_gate_in_another_province() -> bytes:
    return forms.geojson_bytes([drawn("gate", "Point", [106.7, 20.8])])


@case("lop.geojson", "layer_reaches_out")
def a_power_line_from_far_away() -> bytes:
    start = layer("power_line")["geometry"]["coordinates"][0]
    return forms.geojson_bytes([drawn("power_line", "LineString", [start, [105.7, 21.6]])])


@case("lop.geojson", "layer_far")
def a_substation_three_kilometres_away() -> bytes:
    return forms.geojson_bytes([changed("substation", shifted(3_500))])


@case("lop.geojson", "layer_boundary_leaves_out")
def a_boundary_around_half_the_park() -> bytes:
    one = layer("boundary")
    xs = [x for x, _y in one["geometry"]["coordinates"][0]]
    middle = (min(xs) + max(xs)) / 2
    return forms.geojson_bytes([changed("boundary", lambda p: (min(p[0], middle), p[1]))])


@case("lop.geojson", "layer_displaced")
def roads_without_the_datum_shift() -> bytes:
    east, north = crs.wrong_shift("no_datum_shift", RINGS["SX-01"][0])
    return forms.geojson_bytes([changed("road", shifted(east, north))])


@case("lop.geojson", "layer_displaced", also=("layer_boundary_leaves_out",))
def a_boundary_without_the_datum_shift() -> bytes:
    east, north = crs.wrong_shift("no_datum_shift", RINGS["SX-01"][0])
    return forms.geojson_bytes([changed("boundary", shifted(east, north))])


@case("lop.geojson", "layer_moved")
def water_moved_by_three_metres() -> bytes:
    return forms.geojson_bytes([changed("water", shifted(3))])


@case("lop.geojson", "layer_on_plots")
def a_road_over_a_plot() -> bytes:
    points = geometry.to_wgs84([*RINGS["SX-01"], RINGS["SX-01"][0]])
    return forms.geojson_bytes([drawn("road", "Polygon", [[list(point) for point in points]])])


# --- One plot, or few, as a whole elsewhere ---

ONE = {"SX-01": RINGS["SX-01"]}


def away(way: str, sign: int = 1) -> forms.Rings:
    east, north = crs.wrong_shift(way, RINGS["SX-01"][0])
    return {"SX-01": moved(RINGS["SX-01"], sign * east, sign * north)}


@case("survey.csv", "displaced_no_datum_shift")
def a_single_plot_without_the_datum_shift() -> bytes:
    return forms.csv_bytes(forms.survey(away("no_datum_shift")))


@case("survey.csv", "displaced_rotation_signs", also=("overlap",))
def a_single_plot_with_the_rotations_turned() -> bytes:
    return forms.csv_bytes(forms.survey(away("rotation_signs")))


@case("survey.csv", "displaced_scale_9996")
def a_single_plot_by_the_scale_of_utm() -> bytes:
    return forms.csv_bytes(forms.survey(away("scale_9996")))


def in_utm(code: str) -> bytes:
    there = {code: [tuple(p) for p in crs.from_park(RINGS["SX-01"], "EPSG:3405")]}
    return forms.csv_bytes(forms.survey(there))


@case("survey.csv", "displaced_utm_for_zone", crs="EPSG:5897")
def a_single_plot_of_utm_read_as_the_zone_of_105() -> bytes:
    return in_utm("SX-01")


@case("survey.csv", "wrong_meridian")
def a_single_plot_in_utm() -> bytes:
    return in_utm("SX-01")


@case("survey.csv", "utm_or_zone")
def a_plot_nobody_knows_in_utm_or_the_zone_of_105() -> bytes:
    return in_utm("SX-99")


@case("survey.csv", "displaced_no_datum_shift", "SX-01")
def one_plot_of_two_without_the_datum_shift() -> bytes:
    return forms.csv_bytes(forms.survey({**away("no_datum_shift"), "HT-01": RINGS["HT-01"]}))


@case("survey.csv", "moved_together", also=("overlap", "gap_sliver"))
def a_single_plot_moved_by_half_a_metre() -> bytes:
    return forms.csv_bytes(forms.survey({"SX-01": moved(RINGS["SX-01"], 0.5)}))


@case("plots.geojson", "converted_meridian")
def a_single_plot_converted_by_105_30() -> bytes:
    found = forms.features(ONE)
    found[0]["geometry"]["coordinates"] = turned(found[0]["geometry"]["coordinates"], by_meridian("EPSG:9209"))
    return forms.geojson_bytes(found)


@case("lo.zip", "wgs84_plane")
def shapefile_on_the_datum_wgs84() -> bytes:
    parts = forms.gis_files(RINGS)
    parts["prj"] = (
        b'PROJCS["TM3",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
        b'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
        b'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",106.5],'
        b'PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )
    return forms.zip_bytes({f"plots.{end}": data for end, data in parts.items()})
