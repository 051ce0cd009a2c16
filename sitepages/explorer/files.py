"""The files that can be taken away of one plot or of a list: their names, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMES: Mapping[str, StrOrPromise] = {
    "brochure.pdf": _("Brochure, PDF"),
    "answers.xlsx": _("Answers to the standard site questionnaire, XLSX"),
    "coordinates.xlsx": _("VN-2000 coordinate table, XLSX"),
    "boundary.dxf": _("Boundary with facts, DXF"),
    "boundary.geojson": _("Boundary with facts, GeoJSON"),
    "boundary.kml": _("Boundary with facts, KML"),
    "boundary.gpkg": _("Boundary with facts, GeoPackage"),
    "boundary.shp.zip": _("Boundary with facts, Shapefile"),
}


@dataclass(frozen=True)
class Download:
    name: str
    words: str
    url: str


def downloads(view: str, of: str) -> tuple[Download, ...]:
    """The files of `of` (a plot's code, or a list's token) behind the named view."""
    return tuple(Download(name, str(words), reverse(view, args=[of, name])) for name, words in NAMES.items())
