"""Plots as KML 2.2 (WGS 84), with their attributes as ExtendedData. Pure."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from sitepages.land import geometry
from sitepages.land.exporters import attributes
from sitepages.land.facts import LandFacts, PlotFacts

KML = "http://www.opengis.net/kml/2.2"


def plots_kml(land: LandFacts, title: str) -> bytes:
    """One placemark per plot; an unknown fact has no Data element, never an empty or a zero one."""
    register_namespace("", KML)
    root = Element(f"{{{KML}}}kml")
    document = SubElement(root, f"{{{KML}}}Document")
    _text(document, "name", title)
    for plot in land.plots:
        _placemark(document, plot, land)
    out: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return out


def _placemark(document: Element, plot: PlotFacts, land: LandFacts) -> None:
    mark = SubElement(document, f"{{{KML}}}Placemark", id=plot.code)
    _text(mark, "name", plot.code)
    data = SubElement(mark, f"{{{KML}}}ExtendedData")
    for column, value in attributes(plot, land).items():
        if value is not None:
            _text(SubElement(data, f"{{{KML}}}Data", name=column), "value", str(value))
    ring = mark
    for part in ("Polygon", "outerBoundaryIs", "LinearRing"):
        ring = SubElement(ring, f"{{{KML}}}{part}")
    points = geometry.to_wgs84([*plot.ring, plot.ring[0]])
    turned = points if geometry.signed_area(plot.ring) > 0 else points[::-1]
    _text(ring, "coordinates", " ".join(f"{lon:.7f},{lat:.7f}" for lon, lat in turned))


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, f"{{{KML}}}{name}").text = text
