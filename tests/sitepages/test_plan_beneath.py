"""What lies beneath the plan: nothing unless an operator or an editor says so, then in its right place."""

from __future__ import annotations

import io
import math
import re
from datetime import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.base import ContentFile
from django.test import Client, override_settings
from PIL import Image as Drawing
from wagtail.images.models import Image

from sitepages.land.geometry import to_local
from sitepages.land.tiles import picture_matrix, tiles_over
from sitepages.models import ParkSettings
from tests.sitepages.test_plots_pages import text_of

TILES = {"MAP_TILES_URL": "https://tiles.example/{z}/{x}/{y}.png", "MAP_TILES_CREDIT": "© Bản đồ thử"}
HERE = ((440_000.0, 2_367_700.0), (441_900.0, 2_369_500.0))


def test_a_tile_lies_where_its_corners_are() -> None:
    found = tiles_over(HERE)
    assert 9 <= len(found) <= 30
    (z, x, y), (a, b, c, d, e, f) = found[0]
    count = 2**z
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + 1) / count))))
    ((east, north),) = to_local([((x + 1) / count * 360 - 180, lat)])  # the fourth corner, not used to place it
    assert math.dist((e + a + c, f + b + d), (east, north)) < 0.05
    assert tiles_over([(0.0, 0.0), (900_000.0, 2_000_000.0)]) == []


def test_a_picture_fills_its_four_edges() -> None:
    a, b, c, d, e, f = picture_matrix(440_000, 2_367_000, 442_000, 2_370_000)
    assert (e, f) == (440_000, 2_370_000)
    assert (e + a + c, f + b + d) == (442_000, 2_367_000)


def test_without_a_word_from_anybody_nothing_lies_beneath(whole_site: datetime, client: Client) -> None:
    response = client.get("/en/plots/")
    assert 'class="under"' not in response.content.decode()
    assert "img-src 'self' data:;" in response.headers["Content-Security-Policy"]


def test_tiles_come_from_the_configured_server_alone_with_its_credit(whole_site: datetime, client: Client) -> None:
    with override_settings(**TILES):
        response = client.get("/vi/plots/")
        page = response.content.decode()
    laid = r'<foreignObject class="under"[^>]*><img src="https://tiles\.example/16/\d+/\d+\.png"'
    assert len(re.findall(laid, page)) >= 9
    assert TILES["MAP_TILES_CREDIT"] in page
    assert 'id="layer-under"' in page
    assert "img-src 'self' data: https://tiles.example;" in response.headers["Content-Security-Policy"]


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Drawing.new("RGB", (width, height), "green").save(out, "PNG")
    return out.getvalue()


def test_an_editors_picture_lies_beneath_between_its_edges(whole_site: datetime, client: Client) -> None:
    park = ParkSettings.load()
    picture = Image(title="ortho", width=19, height=18)
    picture.file.save("ortho.png", ContentFile(png(19, 18)), save=False)
    picture.width, picture.height = 19, 18
    picture.save()
    park.plan_picture = picture
    with pytest.raises(ValidationError, match=r"edges|cạnh"):
        park.clean()
    park.plan_west, park.plan_south, park.plan_east, park.plan_north = map(
        Decimal, ("440000", "2367700", "441900", "2369500")
    )
    park.clean()
    park.save()
    page = text_of(client, "/en/plots/")
    (matrix, address) = re.findall(r'matrix\(([^)]+)\)"><img src="([^"]+)"', page)[0]
    assert matrix.startswith(("1.900000 0.000000 0.000000 1.800000 ", "1.900000 -0.000000 0.000000 1.800000 "))
    (rendition,) = picture.renditions.all()
    assert (address, rendition.file.name[-5:]) == (rendition.url, ".webp")  # never the surveyor's own file
    assert picture.file.url not in page
    boxes = re.findall(r'<input type="checkbox" id="layer-(under[a-z-]*)" autocomplete="off" (checked)?', page)
    assert boxes == [("under", "checked"), ("under-narrow", "")]  # off on a phone until asked for
    rendition.file.delete(save=False)
    picture.file.delete(save=False)
    picture.renditions.all().delete()
    assert 'class="under"' not in text_of(client, "/en/plots/")  # a file that is gone takes no page down


WRONG = (
    "http://tiles.example/{z}/{x}/{y}.png",
    "https://tiles.example/1.png",
    "https://{s}.tiles.example/{z}/{x}/{y}.png",
    "//tiles.example/{z}/{x}/{y}.png",
    "https://tiles.example; script-src *//{z}/{x}/{y}.png",
    "https://*/{z}/{x}/{y}.png",
    "https://user@tiles.example/{z}/{x}/{y}.png",
    "https://tiles.example/{z}/{x}/{y}.png?key={key}",
)


@pytest.mark.parametrize(
    "right", ["/tiles/{z}/{x}/{y}.png", "https://tiles.example:8443/a,b/{z}/{y}/{x}.jpg?key=1", TILES["MAP_TILES_URL"]]
)
def test_a_tile_address_that_works_starts(right: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    import yenbinh.settings

    monkeypatch.setenv("MAP_TILES_URL", right)
    monkeypatch.setenv("MAP_TILES_CREDIT", "x")
    read = importlib.reload(yenbinh.settings).MAP_TILES_URL
    assert read == right
    monkeypatch.delenv("MAP_TILES_URL")
    monkeypatch.delenv("MAP_TILES_CREDIT")
    importlib.reload(yenbinh.settings)


def test_our_own_tiles_open_no_other_server(whole_site: datetime, client: Client) -> None:
    with override_settings(**{**TILES, "MAP_TILES_URL": "/tiles/{z}/{x}/{y}.png"}):
        policy = client.get("/vi/plots/").headers["Content-Security-Policy"]
    assert "img-src 'self' data:;" in policy
    with override_settings(**TILES):
        policies = [client.get(path).headers["Content-Security-Policy"] for path in ("/vi/plots/", "/admin/login/")]
    assert policies[0].count("tiles.example") == 1
    assert "tiles.example" not in policies[1]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_tile_address_that_cannot_work_stops_the_start(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    import yenbinh.settings

    monkeypatch.setenv("MAP_TILES_URL", wrong)
    with pytest.raises(ImproperlyConfigured, match="MAP_TILES_URL"):
        importlib.reload(yenbinh.settings)
    monkeypatch.delenv("MAP_TILES_URL")
    importlib.reload(yenbinh.settings)
