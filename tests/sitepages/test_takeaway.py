"""What is taken away says what the page says (that it can be imported again: test_round_trip)."""

from __future__ import annotations

import io
import re
from datetime import datetime

import openpyxl
import pytest
from django.test import Client
from pypdf import PdfReader

from sitepages.explorer.files import NAMES
from sitepages.explorer.takeaway import FILES
from sitepages.models import Plot
from sitepages.services.park_facts import all_questions
from tests.sitepages.test_picks import kept_page

pytestmark = pytest.mark.once


@pytest.fixture
def park(whole_site: datetime) -> datetime:
    """One filled database for the whole module: two at once would share one connection."""
    return whole_site


# --- Doors ---


@pytest.mark.parametrize("name", NAMES)
def test_each_file_of_a_plot_may_be_kept_and_names_itself(whole_site: datetime, client: Client, name: str) -> None:
    response = client.get(f"/en/plots/SX-16/{name}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == FILES[name].kind
    assert response.headers["Content-Disposition"] == f'attachment; filename="yenbinh-SX-16-{name}"'
    assert response.headers["Cache-Control"].startswith("public")
    assert f"/en/plots/SX-16/{name}" in client.get("/en/plots/SX-16/").content.decode()


def test_the_files_of_a_kept_list_are_its_readers_alone(whole_site: datetime, client: Client) -> None:
    address, page = kept_page(client, ["SX-12", "SX-16~SX-17"])
    for name in NAMES:
        assert f"{address}{name}" in page
    response = client.get(f"{address}boundary.geojson")
    assert response.headers["Content-Disposition"] == 'attachment; filename="yenbinh-list-boundary.geojson"'
    assert "no-store" in response.headers["Cache-Control"]
    assert {feature["id"] for feature in response.json()["features"]} == {"SX-12", "SX-16", "SX-17"}


@pytest.mark.parametrize("path", ["/en/plots/SX-16/other.pdf", "/en/plots/ZZ-99/brochure.pdf", "/en/shortlist/x/a.pdf"])
def test_a_file_nobody_has_is_a_plain_404(whole_site: datetime, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


# --- The brochure ---

WORDS = {"vi": ("Còn trống", "chưa biết", "mã băm tài liệu"), "en": ("Available", "not known", "this brochure")}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_brochure_says_what_the_page_says_and_every_letter_is_there(
    whole_site: datetime, client: Client, lang: str
) -> None:
    pdf = client.get(f"/{lang}/plots/SX-16/brochure.pdf").content
    reader = PdfReader(io.BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "\ufffd" not in text
    assert "\0" not in text
    for words in WORDS[lang]:
        assert words in text, words
    area = Plot.objects.get(code="SX-16").area_m2
    assert f"{area:,.1f}".translate(str.maketrans(",.", ".,") if lang == "vi" else {}) in text
    letters = {letter for letter in text if not letter.isspace()}
    assert letters <= set(client.get(f"/{lang}/plots/SX-16/").content.decode()) | set(text.encode("utf-8").decode())
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index,union-attr]
    }
    assert fonts
    assert all("SourceSans3" in font for font in fonts), fonts
    assert pdf == client.get(f"/{lang}/plots/SX-16/brochure.pdf").content


# --- The answer sheet ---


def test_the_answer_sheet_has_the_same_rows_for_every_plot_each_with_its_source(
    whole_site: datetime, client: Client
) -> None:
    address, _page = kept_page(client, ["DC-01", "SX-16", "HT-01"])
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}answers.xlsx").content)).worksheets[0]
    title, *rows = sheet.iter_rows(values_only=True)
    assert title[4:] == tuple(
        f"{code}: {what}" for code in ("DC-01", "SX-16", "HT-01") for what in ("answer", "source")
    )
    asked = all_questions()
    assert [row[0] for row in rows] == [question.order for question in asked]
    assert [row[2] for row in rows] == [question.label_en for question in asked]
    for row in rows:
        for answer, source in zip(row[4::2], row[5::2], strict=True):
            assert answer not in (None, "")
            assert source, row[2]
    by_key = {question.key: row for question, row in zip(asked, rows, strict=True)}
    assert by_key["site_area"][4] == float(Plot.objects.get(code="DC-01").area_m2 or 0)
    assert by_key["wat_capacity"][6] == "not known"  # expired in the demo
    assert "expired on" in by_key["wat_capacity"][7]
    assert by_key["title_owner"][4] == "not known"
    assert by_key["inc_cit"][4] == "depends on the project"
    assert str(by_key["con_version"][4]).count("·") == 1


def test_a_unit_stands_in_the_readers_language(whole_site: datetime, client: Client) -> None:
    units = {}
    for lang in ("vi", "en"):
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"/{lang}/plots/SX-16/answers.xlsx").content)).worksheets[
            0
        ]
        units[lang] = [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert {unit for unit in units["vi"] if unit and re.search("year|day|date|person|month|VND", str(unit))} == set()
    both = zip(all_questions(), units["vi"], units["en"], strict=True)
    assert all(bool(question.unit) == bool(vi) == bool(en) for question, vi, en in both)
    assert not any("_" in str(unit) for unit in units["en"])
