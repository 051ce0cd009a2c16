"""The plan with the park's layers and words, ready for a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.images.models import Image, SourceImageIOError

from sitepages.choices import ZoneStatus, status_words
from sitepages.land.index import LandIndex
from sitepages.land.plan import draw_plan
from sitepages.land.plan_ground import PlanGround, ground_of
from sitepages.land.plan_options import DrawnLand, Layer, PlanOptions
from sitepages.land.tiles import Matrix, picture_matrix, tiles_over
from sitepages.language import site_language
from sitepages.models import ParkLayer, ParkSettings
from sitepages.services.land_version import kept_of_the_land

ANY_CODE = "XX-00"
PICTURE_FORM = "width-1600|format-webp|webpquality-75"


@dataclass(frozen=True)
class PlanLayer:
    """A layer a reader may switch on or off on the plan, without a script. `key` names its box and its class."""

    key: str
    words: str
    shown: bool
    where: str = ""  # "wide" or "narrow": a layer that begins otherwise on a phone has a box for each


def plan_layers(under: Beneath | None = None) -> tuple[PlanLayer, ...]:
    """In the order of the boxes; mains are off at first: the plan is read for its plots."""
    words = _("Map beneath")
    boxes = (PlanLayer("under", words, True, "wide"), PlanLayer("under-narrow", words, False, "narrow"))
    map_box = boxes if under and under.pictures else ()
    return (
        *map_box,
        PlanLayer("roads", _("Roads"), True),
        PlanLayer("green", _("Green"), True),
        PlanLayer("water", _("Water"), True),
        PlanLayer("power", _("Power"), False),
        PlanLayer("fibre", _("Fibre"), False),
    )


@dataclass(frozen=True)
class Beneath:
    """What lies under the plan: pictures with their matrices, and whose map it is."""

    pictures: tuple[tuple[str, Matrix], ...]
    credit: str


def beneath(land: DrawnLand, park: ParkSettings) -> Beneath:
    """The tiles of the configured map, then the editor's own picture over them; nothing where neither is given."""
    tiles: list[tuple[str, Matrix]] = []
    if settings.MAP_TILES_URL:
        corners = [point for plot in land.plots for point in plot.ring]
        tiles = [(settings.MAP_TILES_URL.format(z=z, x=x, y=y), m) for (z, x, y), m in tiles_over(corners)]
    edges = park.plan_edges
    if park.plan_picture and edges:
        tiles += [(address, picture_matrix(*edges)) for address in _web_picture(park.plan_picture)]
    return Beneath(tuple(tiles), settings.MAP_TILES_CREDIT if settings.MAP_TILES_URL else "")


def _web_picture(picture: Image) -> Iterable[str]:
    """The address of the picture as a page needs it: an orthophoto's file has tens of megabytes. None if it is gone."""
    try:
        yield picture.get_rendition(PICTURE_FORM).url
    except SourceImageIOError:
        return


def park_plan(land: DrawnLand, *, zone_status: str = "", linked: bool = True, **shown: Any) -> SafeString:
    """The plan in the reader's language; `shown` are fields of PlanOptions (yours, alts, pins, dim, crop ...).

    Safe: built from numbers, with every word escaped by the drawing. One query, and one more where the
    caller does not know the park's status. `carry`: picks that each plot's link takes along.
    """
    lang = site_language()
    carry = shown.pop("carry", ())
    ground = _ground(land, drawn_layers(lang)) if isinstance(land, LandIndex) else ground_of(land, drawn_layers(lang))
    options = PlanOptions(
        label=shown.pop("label", _("Plan of the park, %(count)s plots") % {"count": len(land.plots)}),
        words=status_words(),
        lang=lang,
        address=plot_address(carry) if linked else "",
        established=(zone_status or ParkSettings.load().zone_status) != ZoneStatus.PLANNED,
        marks={"gate": _("Main gate"), "substation": "110/22 kV", "north": _("N")},
        **shown,
    )
    return mark_safe(draw_plan(ground, options))


@kept_of_the_land(states=4)
def drawn_layers(lang: str) -> tuple[Layer, ...]:
    """The park's layers, named in the language. One query, two when the land has changed."""
    rows = ParkLayer.objects.all()
    return tuple(Layer(row.kind, row.name_vi if lang == "vi" else row.name_en, row.local) for row in rows)


@lru_cache(maxsize=4)
def _ground(land: LandIndex, layers: tuple[Layer, ...]) -> PlanGround:
    """An index is kept while the land stays as it is, and its measures with it."""
    return ground_of(land, layers)


def plot_address(carry: Iterable[str] = ()) -> str:
    """The address of a plot's page with {code} in place of its code."""
    query = urlencode([("pick", pick) for pick in carry])
    return reverse("plot", args=[ANY_CODE]).replace(ANY_CODE, "{code}") + (f"?{query}" if query else "")
