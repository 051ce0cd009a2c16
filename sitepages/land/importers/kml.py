"""Plots out of KML and KMZ: placemarks with one polygon, read by an XML reader that takes no DTD. Pure.

A file that links to a network (NetworkLink, remote pictures) or holds a script is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sitepages.land.importers import crs
from sitepages.land.importers.attributes import column_of
from sitepages.land.importers.cells import decode
from sitepages.land.importers.geojson import Mark, add_plot, no_code_at_all
from sitepages.land.importers.reading import FileRefused, Reading
from sitepages.land.importers.sniff import checked_zip, members, two_bytes_a_letter, unpacked
from sitepages.land.tolerances import MAX_PLOTS
from sitepages.uploads.kml import trouble_in_kml

KML_TROUBLE = {"kml_active": "kml_active", "unknown_kind": "unknown_xml"}


def read_kmz(data: bytes, reading: Reading) -> None:
    """The archive's doc.kml, or its only KML; nothing else in it is read."""
    archive = checked_zip(reading.name, data)
    documents = [entry.filename for entry in members(archive) if entry.filename.lower().endswith(".kml")]
    first = "doc.kml" if "doc.kml" in documents else documents[0]
    read_kml(unpacked(archive, first, reading.name), reading)


def read_kml(data: bytes, reading: Reading) -> None:
    """Every placemark with an area is a plot, named by its <name> or its data."""
    reading.crs = crs.WGS84
    root = _root(data, reading)
    marks = list(_all(root, "Placemark"))
    if len(marks) > MAX_PLOTS:
        raise FileRefused("too_much", file=reading.name, limit=MAX_PLOTS)
    plots = [found for pair in enumerate(marks, start=1) if (found := _placemark(*pair))]
    if not no_code_at_all(plots, "no_code_name", reading):
        for plot in plots:
            add_plot(plot, reading)
    if not reading.plots and not reading.findings:
        raise FileRefused("nothing_inside", file=reading.name)


def _root(data: bytes, reading: Reading) -> Element:
    """The document's root; letters that are no UTF-8 are read as what they are, and told."""
    try:
        data = _in_utf8(data, reading)
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefused("xml_bomb", file=reading.name) from error
    except ParseError as error:
        line, column = error.position
        raise FileRefused("broken_xml", file=reading.name, row=line, place=column + 1) from error
    except (ValueError, LookupError, RecursionError) as error:
        raise FileRefused("unreadable_file", file=reading.name, form="KML") from error
    if trouble := trouble_in_kml(data):
        raise FileRefused(KML_TROUBLE.get(trouble, "unreadable_file"), file=reading.name, form="KML")
    return root


def _in_utf8(data: bytes, reading: Reading) -> bytes:
    letters = two_bytes_a_letter(data)
    if not letters:
        declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w-]+)", data.removeprefix(b"\xef\xbb\xbf"))
        if declared and declared[1].lower() not in {b"utf-8", b"utf8"}:
            return data
        text, encoding = decode(data, reading.name)
        if encoding == "UTF-8":
            return data
    else:
        try:
            text, encoding = data.decode(letters).lstrip("\ufeff"), "UTF-16"
        except UnicodeDecodeError as error:
            raise FileRefused("wrong_encoding", file=reading.name) from error
    reading.states("encoding", encoding=encoding)
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace")


def _placemark(index: int, mark: Element) -> Mark | None:
    polygons = [_polygon(polygon) for polygon in _all(mark, "Polygon")]
    if not polygons:
        return None  # a pin or a line of somebody's map
    data = dict(_data(mark))
    named = next((value for name, value in data.items() if column_of(name) == "code" and value), "")
    code = str(named or _text(mark, "name")).strip()
    one = {"type": "Polygon", "coordinates": polygons[0]}
    several = {"type": "MultiPolygon", "coordinates": polygons}
    return Mark(code, data, one if len(polygons) == 1 else several, str(index))


def _polygon(polygon: Element) -> list[Any]:
    outer = [_points(ring) for ring in _all(polygon, "outerBoundaryIs")]
    return [*outer, *(_points(ring) for ring in _all(polygon, "innerBoundaryIs"))]


def _points(ring: Element) -> list[Any]:
    """A ring's points; what is no number stays a text, which the outline's check will refuse."""
    points: list[Any] = []
    for triple in " ".join(_text(one, "coordinates") for one in _all(ring, "LinearRing")).split():
        try:
            points.append([float(value) for value in triple.split(",")])
        except ValueError:
            points.append(triple)
    return points


def _data(mark: Element) -> Iterator[tuple[str, str]]:
    for data in _all(mark, "Data"):
        yield data.get("name", ""), _text(data, "value")
    for data in _all(mark, "SimpleData"):
        yield data.get("name", ""), (data.text or "").strip()


def _all(element: Element, name: str) -> Iterator[Element]:
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag.rsplit("}", 1)[-1] == name:
            yield one


def _text(element: Element, name: str) -> str:
    child = next((one for one in element if isinstance(one.tag, str) and one.tag.rsplit("}", 1)[-1] == name), None)
    return (child.text or "").strip() if child is not None else ""
