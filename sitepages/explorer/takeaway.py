"""How each file of `sitepages.explorer.files` is made, and of what kind it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.explorer.answers import answers_file
from sitepages.explorer.brochure import brochure
from sitepages.land.exporters import plots_geojson
from sitepages.land.exporters_dxf import plots_dxf
from sitepages.land.exporters_gis import plots_gpkg, plots_shapefile
from sitepages.land.exporters_kml import plots_kml
from sitepages.land.exporters_survey import SurveyWords, coordinates_xlsx
from sitepages.land.facts import LandFacts
from sitepages.land.index import LandIndex
from sitepages.language import site_language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Taken:
    """What a file is made of. `sets`: plots in the order asked, alone or joined; `address`: the same online."""

    land: LandFacts
    index: LandIndex
    sets: Sequence[Sequence[str]]
    address: str

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for codes in self.sets for code in codes))

    @property
    def title(self) -> str:
        return _("Plots %(codes)s") % {"codes": ", ".join(self.codes)}


@dataclass(frozen=True)
class File:
    kind: str
    make: Callable[[Taken], bytes]


def geojson(taken: Taken) -> bytes:
    return json.dumps(plots_geojson(taken.land), ensure_ascii=False, separators=(",", ":")).encode()


def survey(taken: Taken) -> bytes:
    land = taken.land
    about = [
        (_("Coordinates"), _("VN-2000 / TM-3, central meridian 106°30′ (EPSG:9213), metres. X is the northing.")),
        (_("Facts as of"), figures.day(land.on, site_language())),
        (_("State of the land data"), land.version),
        (_("Online"), taken.address),
    ]
    if land.illustrative:
        about.append((_("Note"), _("Illustrative data, not surveyed land.")))
    columns = (_("Plot"), _("Point"), "X (m)", "Y (m)", _("Side (m)"))
    return coordinates_xlsx(land, SurveyWords("VN-2000", _("About"), columns, about, _("Area of")))


FILES: Mapping[str, File] = {
    "brochure.pdf": File(
        "application/pdf",
        lambda taken: brochure(taken.land, taken.index, taken.sets, taken.address),
    ),
    "answers.xlsx": File(
        XLSX,
        lambda taken: answers_file(taken.land, taken.index, taken.codes, taken.address),
    ),
    "coordinates.xlsx": File(XLSX, survey),
    "boundary.dxf": File("image/vnd.dxf", lambda taken: plots_dxf(taken.land, taken.title)),
    "boundary.geojson": File("application/geo+json", geojson),
    "boundary.kml": File(
        "application/vnd.google-earth.kml+xml",
        lambda taken: plots_kml(taken.land, taken.title),
    ),
    "boundary.gpkg": File(
        "application/geopackage+sqlite3",
        lambda taken: plots_gpkg(taken.land),
    ),
    "boundary.shp.zip": File("application/zip", lambda taken: plots_shapefile(taken.land)),
}
