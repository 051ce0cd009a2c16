"""Land use that was given in one language only: the other reader gets that text, marked as such."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import translation

from sitepages.land.exporters import plots_geojson
from sitepages.models import Plot
from sitepages.services.facts import facts_on

pytestmark = pytest.mark.usefixtures("vietnamese_alone")
CODE, WORDS = "SX-16", "Kho lạnh và nhà xưởng"


@pytest.fixture
def vietnamese_alone(whole_site: datetime) -> None:
    Plot.objects.filter(code=CODE).update(land_use_vi=WORDS, land_use_en="")


def test_a_file_for_an_english_reader_carries_the_text_there_is(whole_site: datetime) -> None:
    for lang in ("vi", "en"):
        with translation.override(lang):
            told = plots_geojson(facts_on(whole_site.date(), [CODE]))["features"][0]["properties"]
        assert (told["land_use_vi"], told["land_use_en"]) == (WORDS, None), lang


def test_a_page_in_english_marks_it(client: Client) -> None:
    page = " ".join(client.get(f"/en/plots/{CODE}/").content.decode().split())
    assert f'<span lang="vi">{WORDS}</span> (in Vietnamese)' in page
    assert f"{WORDS} (in Vietnamese)" in client.get(f"/en/plots/compare/?pick={CODE}&pick=SX-17").content.decode()


def test_a_page_in_vietnamese_does_not(client: Client) -> None:
    page = client.get(f"/vi/plots/{CODE}/").content.decode()
    assert WORDS in page
    assert f'<span lang="vi">{WORDS}</span>' not in page


def test_the_api_names_its_language(client: Client) -> None:
    english, vietnamese = (
        client.get(f"/api/plots/{CODE}", headers={"Accept-Language": lang}).json()["facts"]["land_use"]
        for lang in ("en", "vi")
    )
    assert (english["value"], english["language"], english["state"]) == (WORDS, "vi", "known")
    assert (vietnamese["value"], vietnamese["language"]) == (WORDS, None)
