"""The brochure on paper: in the reader's language alone, complete, with receipts, and within its frame."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation
from pypdf import PageObject, PdfReader

from sitepages.explorer.brochure import PARK_PLAN, brochure_data
from sitepages.explorer.park_lines import park_lines
from sitepages.land.plan import DRAWN_ALONE
from sitepages.models import ParkFact, PlotReceipt
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on
from sitepages.services.plan import park_plan
from sitepages.services.print_plan import park_on_paper
from tests.load.bench_land import grow
from tests.sitepages.test_picks import kept_page

pytestmark = pytest.mark.once

SET = ["SX-16~SX-17", "DC-01"]
A4 = (595.3, 841.9)


def read(pdf: bytes) -> str:
    """The text with its lines joined: a sentence may run over two."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in pages)


@pytest.fixture
def park(whole_site: datetime) -> datetime:
    """One filled database for the whole module: two at once would share one connection."""
    return whole_site


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_fact_of_the_plot_and_of_the_park_stands_there_with_its_receipt(
    park: datetime, client: Client, lang: str
) -> None:
    text = read(client.get(f"/{lang}/plots/SX-16/brochure.pdf").content)
    on = park.date()
    with translation.override(lang):
        index = index_on(on)
        page = brochure_data(facts_on(on, ["SX-16"]), index, [["SX-16"]], "http://site.example/")
        shared = park_lines(on)
    groups = [*page["plots"][0]["groups"], *page["park"]["groups"]]
    lines = [line for group in groups for line in group["lines"]]
    assert len(lines) >= 40
    for line in lines:
        for part in (line["name"], line["value"], line["receipt"]):
            assert part.replace("\u00a0", " ") in text, (line["name"], part)
    assert {line["value"] for line in lines if not line["known"]} == {"chưa biết" if lang == "vi" else "not known"}
    asked = [name for _title, names in shared.unknown for name in names]
    assert asked
    assert all(name in text for name in asked)
    assert page["contact"]["name"] in text
    for mark in (
        page["version"],
        page["contact"]["lines"][0],
        *[level["name"] for level in page["plots"][0]["levels"]],
    ):
        assert mark in text
    digests = re.findall(rf"{page['version']} · [^\d]+? ([0-9a-f]{{12}})\b", text)
    assert len(digests) == 3, "on each page"
    assert len(set(digests)) == 1


# Words that only one of the two languages has, as a reader would stumble over them.
FOREIGN = {
    "vi": re.compile(r"\b(?:the|of|and|with|plot|page|not|known|until|verified|source|area|power|level|from|once)\b"),
    "en": re.compile(r"\b(?:của|lô|chưa|biết|đến|mẫu|nguồn|trang|tính|xác|minh|hạn|một)\b"),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_word_of_the_other_language(park: datetime, client: Client, lang: str) -> None:
    address, _page = kept_page(client, SET, lang)
    for pdf in (client.get(f"/{lang}/plots/SX-04/brochure.pdf").content, client.get(f"{address}brochure.pdf").content):
        text = read(pdf)
        assert not (found := FOREIGN[lang].findall(text)), found


def test_a_list_begins_with_its_choices_as_the_page_numbers_them(park: datetime, client: Client) -> None:
    address, _page = kept_page(client, [*SET, "DC-01~SX-16"])
    reader = PdfReader(io.BytesIO(client.get(f"{address}brochure.pdf").content))
    first = " ".join(reader.pages[0].extract_text().replace("\u00a0", " ").split())
    assert "3 plots kept" in first  # each once, however often it was picked
    for row in ("1 SX-16 + SX-17", "2 DC-01", "3 DC-01 + SX-16", "DC-01 + SX-16 do not adjoin."):
        assert row in first, row
    titles = [line for page in reader.pages for line in page.extract_text().splitlines() if line.startswith("Plot ")]
    assert [line[:10] for line in titles] == ["Plot SX-16", "Plot SX-17", "Plot DC-01"]
    links = [a.get_object()["/A"]["/URI"] for page in reader.pages for a in page.get("/Annots", ())]
    assert any(address in link for link in links)


def words_beyond(page: PageObject) -> list[str]:
    """Text that runs over the right edge of the sheet: a letter is at least two fifths of its size wide."""
    found: list[str] = []

    def visit(text: str, at: list[float], _line: object, _font: object, size: float) -> None:
        if at[0] == 1.0 and at[4] + 0.4 * size * len(text.strip()) > A4[0]:
            found.append(text)

    page.extract_text(visitor_text=visit)
    return found


def test_twenty_choices_stay_in_the_frame_and_a_long_outline_is_whole(park: datetime, client: Client) -> None:
    codes = ["SX-23", "RD-34", "SX-24", "HT-01", "RD-01~RD-02~RD-03~RD-04~RD-05~RD-06~RD-07~RD-08", "QL-01"]
    address, _page = kept_page(client, [*codes, *(f"SX-{number:02}" for number in range(1, 15))])
    reader = PdfReader(io.BytesIO(client.get(f"{address}brochure.pdf").content))
    for page in reader.pages:
        assert (round(float(page.mediabox.width), 1), round(float(page.mediabox.height), 1)) == A4
        assert not words_beyond(page)
    text = " ".join(page.extract_text() for page in reader.pages)
    with translation.override("en"):
        data = brochure_data(facts_on(park.date(), ["SX-23"]), index_on(park.date()), [["SX-23"]], "")
    corners = data["plots"][0]["corners"]
    assert len(corners) > 56
    assert all(northing in text for _number, northing, _easting, _side in corners)


def test_the_plan_is_lines_not_pixels(park: datetime, client: Client) -> None:
    reader = PdfReader(io.BytesIO(client.get("/en/plots/SX-16/brochure.pdf").content))
    assert not [image for page in reader.pages for image in page.images]


def test_an_expired_fact_is_not_known_and_its_brochure_another(park: datetime, client: Client) -> None:
    before = client.get("/en/plots/SX-12/brochure.pdf").content
    day = park.date() - timedelta(days=1)
    PlotReceipt.objects.filter(plot__code="SX-12", field="power_kva").update(verified_on=day, valid_until=day)
    ParkFact.objects.filter(key="tra_port").update(verified_on=day, valid_until=day)
    after = client.get("/en/plots/SX-12/brochure.pdf").content
    assert before != after
    assert "120 km by road" in read(before)
    assert "120 km by road" not in read(after)
    assert read(after).count("not known") == read(before).count("not known") + 3  # in the line above too


def test_a_park_of_thousands_is_printed_in_its_colours(park: datetime) -> None:
    grow(DRAWN_ALONE + 50, park.date())
    index = index_on(park.date())
    svg = park_on_paper(str(park_plan(index, yours=("SX-16",), dim=True, linked=False)))
    assert 'fill="#7ccb9b"' in svg
    assert not re.findall(r"<path (?![^>]*(?:fill|stroke)=)[^>]*>", svg), PARK_PLAN
