"""What the import says of files that are nearly right: systems, short tables, notes, drawings, KML; one or many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from sitepages.land.findings import SENTENCES, STATED, Finding, sentence, statement
from sitepages.land.importers.read import LandFile, ReadOptions, Survey, read_files
from sitepages.landdesk.import_page import import_page
from sitepages.models import ChangeSet
from sitepages.services.editing import grant_land_work
from sitepages.services.land_import import ImportTerms, propose_import
from tests.cases.land import forms
from tests.sitepages import park_files

RINGS = {code: park_files.demo().rings[code] for code in ("SX-01", "SX-02", "HT-01")}


def read(name: str, data: bytes, crs: str = "") -> Survey:
    return read_files([LandFile(name, data)], ["SX", "HT"], ReadOptions(crs))


def codes(survey: Survey) -> list[str]:
    return [finding.code for finding in survey.findings]


# --- The system ---


def test_a_chosen_system_wins_over_one_in_the_file_that_is_refused() -> None:
    parts = forms.gis_files(RINGS)
    parts["prj"] = parts["prj"].replace(b"0.9999", b"0.9996")
    data = forms.zip_bytes({f"plots.{end}": one for end, one in parts.items()})
    assert codes(read("lo.zip", data)) == ["wrong_scale"]
    survey = read("lo.zip", data, "EPSG:9213")
    assert (codes(survey), sorted(survey.rings)) == ([], sorted(RINGS))
    assert [code for code, _facts in survey.stated] == ["crs_refused", "crs_chosen"]
    found = forms.geojson_bytes(forms.features(RINGS), crs={"properties": {"name": "EPSG:3857"}})
    assert codes(read("lo.geojson", found)) == ["unknown_crs"]
    assert codes(read("lo.geojson", found, "EPSG:4326")) == []


def test_corners_never_filled_in_say_nothing_of_the_system() -> None:
    rows = [list(forms.HEADER[:4]), *(["SX-01", n, 0, 0] for n in range(1, 5))]
    survey = read("lo.csv", forms.csv_bytes(rows))
    assert codes(survey) == ["zero_coordinates"]
    assert "crs_assumed" not in dict(survey.stated)
    others = [row[:4] for row in forms.survey(RINGS)[1:] if row[0] != "SX-01"]
    mixed = read("lo.csv", forms.csv_bytes([*rows, *others]))
    assert codes(mixed) == ["zero_coordinates"]
    assert "EPSG:9213" in dict(mixed.stated)["crs_assumed"]["crs"]


# --- Tables ---


@pytest.mark.parametrize("header", [("Mã lô", "Diện tích"), ("code", "power_kva"), ("Lô", "Tình trạng")])
def test_a_code_and_one_value_are_a_table(header: tuple[str, str]) -> None:
    value = "còn trống" if header[1] == "Tình trạng" else 1200
    survey = read("gia.csv", forms.csv_bytes([list(header), ["SX-01", value], ["SX-02", value]]))
    assert codes(survey) == []
    assert set(survey.attributes) == {"SX-01", "SX-02"}


NOTES = (
    ["Người lập", "", "", "", ""],
    ["", "", "", "Ngày 12 tháng 5 năm 2026", ""],
    ["", "Người kiểm tra", "", "", ""],
    ["Tổng diện tích", "", "", "", "47225.4"],
    ["", "", "", "", "Nguyễn Văn A"],
    ["Ngày 12 tháng 5 năm 2026", "", "", "", ""],
)


@pytest.mark.parametrize("note", NOTES, ids=lambda note: next(cell for cell in note if cell))
def test_what_stands_below_a_survey_is_a_note_and_told(note: list[str]) -> None:
    rows = [*forms.survey(RINGS), note, ["Giám đốc", "", "", "", ""]]
    survey = read("lo.csv", forms.csv_bytes(rows))
    assert (codes(survey), sorted(survey.rings)) == ([], sorted(RINGS))
    told = [facts["row"] for code, facts in survey.stated if code == "note_left_out"]
    assert told == [len(rows) - 1, len(rows)]


@pytest.mark.parametrize("last", [["SX-09", 1, "", "", ""], ["", 7, "", "", ""], ["", "M7", "236O.1", "", ""]])
def test_a_corner_left_empty_at_the_end_is_no_note(last: list[Any]) -> None:
    survey = read("lo.csv", forms.csv_bytes([*forms.survey(RINGS), last]))
    assert survey.findings
    assert "note_left_out" not in dict(survey.stated)


def test_what_stands_below_a_table_of_attributes_is_a_note() -> None:
    rows = [["Mã lô", "Diện tích"], ["SX-01", 1200], ["Người lập", ""], ["Ngày 1 tháng 2", ""]]
    survey = read("gia.csv", forms.csv_bytes(rows))
    assert (codes(survey), list(survey.attributes)) == ([], ["SX-01"])
    wrong = read("gia.csv", forms.csv_bytes([["Mã lô", "Diện tích"], ["SX-01", 1200], ["SX/02", 900]]))
    assert codes(wrong) == ["bad_code"]


# --- Drawings and KML ---


def test_a_drawing_without_codes_is_not_called_empty() -> None:
    (found,) = read("lo.dxf", forms.dxf_bytes(RINGS, labels=False)).findings
    assert (found.code, found.facts["count"]) == ("no_labels", 3)
    assert codes(read("lo.dxf", forms.dxf_bytes({}))) == ["no_closed_outlines"]


@pytest.mark.parametrize("letters", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("declared", ["UTF-8", "UTF-16", ""])
def test_kml_is_read_in_the_letters_it_is_written_in(letters: str, declared: str) -> None:
    if letters.startswith("utf-8") and declared == "UTF-16":
        return
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    text = head + forms.kml_text(RINGS).split("?>", 1)[1]
    survey = read("lo.kml", text.encode(letters))
    assert (codes(survey), sorted(survey.rings)) == ([], sorted(RINGS))


def test_kml_cut_off_says_where() -> None:
    text = forms.kml_text(RINGS)
    (found,) = read("lo.kml", text[:-60].encode()).findings
    assert found.code == "broken_xml"
    assert found.facts["row"] == 2
    assert codes(read("lo.kml", text[:-60].encode("utf-16"))) == ["broken_xml"]
    bomb = '<!DOCTYPE kml [<!ENTITY a "ha">]><kml><name>&a;</name></kml>'
    assert codes(read("lo.kml", bomb.encode("utf-16"))) == ["xml_bomb"]
    assert codes(read("lo.geojson", '{"type": "FeatureCollection"}'.encode("utf-16"))) == ["wrong_encoding"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("lo.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("lo.kml", b"<kml><Placemark><name>A</name><Point><coordinates>1,2</coordinates></Point></Placemark></kml>"),
        ("lo.csv", forms.csv_bytes([list(forms.HEADER)])),
    ],
)
def test_a_file_that_holds_no_plot_is_not_called_empty(name: str, data: bytes) -> None:
    assert codes(read(name, data)) == ["nothing_inside"]


# --- One and many ---


@pytest.mark.parametrize("count", [0, 1, 2])
def test_sentences_have_the_word_for_one_and_for_many(count: int) -> None:
    hole = sentence(Finding("has_hole", "SX-01", facts={"count": count}), "en")
    assert hole.endswith("has a hole." if count == 1 else f"has {count} holes.")
    lead = sentence(Finding("plot_referred", "SX-01", facts={"count": count, "who": "A"}), "en")
    assert ("1 lead or hold points" in lead) == (count == 1)
    told = sentence(Finding("displaced_no_datum_shift", facts={"count": count, "m": 224.0}), "en")
    assert told.startswith("The plot lies" if count == 1 else f"All {count} plots lie")
    vietnamese = sentence(Finding("displaced_no_datum_shift", facts={"count": count, "m": 224.0}), "vi")
    assert vietnamese.startswith("Lô lệch" if count == 1 else f"Cả {count} lô lệch")
    assert "is not used" in statement("outlines_left_out", {"count": 1}, "en")


def test_no_sentence_counts_without_a_word_for_one() -> None:
    plain = [code for code, (_vi, en) in {**SENTENCES, **STATED}.items() if "{count}" in en and "{count:" not in en]
    assert plain == ["several_parts", "too_many_vertices"]  # never one


# --- The pages ---


@pytest.fixture
def desk(park: datetime, client: Client) -> Client:
    group = Group.objects.create(name="import-words")
    grant_land_work(group=group)
    user = User.objects.create_user("import-words")
    user.groups.add(group)
    client.force_login(user)
    return client


def test_one_tick_names_every_column_and_plot_it_agrees_to(park: datetime) -> None:
    facts = {code: {"power_kva": "", "water_m3_day": ""} for code in ("SX-01", "SX-02")}
    facts["HT-01"] = {"max_floors": ""}
    data = forms.geojson_bytes(forms.features({code: RINGS[code] for code in facts}, facts))
    terms = ImportTerms(timezone.localdate(park), "Trích đo")
    change_set = propose_import(files=[LandFile("lo.geojson", data)], terms=terms, by=None, now=park)
    with translation.override("en"):
        page = import_page(change_set, park, works=True)
    (kind,) = [one for one in page.warnings if one.code == "value_lost"]
    asked = " ".join((kind.words, *kind.lines))
    lost = [row for row in change_set.findings if row["code"] == "value_lost"]
    assert len(lost) > 2
    assert f"all {len(lost)} of these" in kind.words
    for row in lost:
        assert row["facts"]["column"] in asked
        assert row["plot"] in asked


def test_columns_beyond_the_lines_are_named_too(park: datetime) -> None:
    rings = {code: ring for code, ring in park_files.demo().rings.items() if code.startswith("SX")}
    facts: dict[str, dict[str, Any]] = {code: {"power_kva": ""} for code in rings}
    facts[max(rings)]["max_floors"] = ""
    data = forms.geojson_bytes(forms.features(rings, facts))
    terms = ImportTerms(timezone.localdate(park), "Trích đo")
    change_set = propose_import(files=[LandFile("lo.geojson", data)], terms=terms, by=None, now=park)
    with translation.override("en"):
        page = import_page(change_set, park, works=True)
        (kind,) = [one for one in page.warnings if one.code == "value_lost"]
        assert len(kind.lines) <= 9
        assert "Floors" in " ".join(kind.lines)


def test_changes_are_listed_with_the_names_of_their_files(desk: Client) -> None:
    fields = {"surveyed_on": "2026-11-24", "source": "Trích đo", "crs": "", "plot": ""}
    files = {
        "file": SimpleUploadedFile("Trích đo lô SX-01.csv", forms.csv_bytes(forms.survey({"SX-01": RINGS["SX-01"]}))),
        "attributes": SimpleUploadedFile("gia.csv", forms.csv_bytes([["code", "power_kva"], ["SX-01", 900]])),
    }
    answer = desk.post("/admin/land/imports/new/", {**files, **fields})
    assert ChangeSet.objects.latest("pk").details["files"] == ["Trích đo lô SX-01.csv", "gia.csv"]
    for address in ("/admin/land/imports/", answer.headers["Location"]):
        assert "Trích đo lô SX-01.csv, gia.csv" in desk.get(address).content.decode()


def test_a_layer_with_a_finding_is_named_and_drawn(desk: Client) -> None:
    from tests.cases.land.broken_layers import a_road_that_crosses_itself

    fields = {"surveyed_on": "2026-11-24", "source": "Trích đo", "crs": "", "plot": ""}
    data = SimpleUploadedFile("lop.geojson", a_road_that_crosses_itself())
    page = desk.get(desk.post("/admin/land/imports/new/", {"file": data, **fields}).headers["Location"])
    text = page.content.decode()
    assert "Đường, mục 1 của tệp" in text
    assert 'class="yb-picture"' in text
    assert 'class="here"' in text


def summary(build: Callable[[], bytes], park: datetime) -> str:
    terms = ImportTerms(timezone.localdate(park), "Trích đo")
    change_set = propose_import(files=[LandFile("lo.geojson", build())], terms=terms, by=None, now=park)
    with translation.override("en"):
        return import_page(change_set, park, works=True).summary


def test_one_receipt_is_renewed(park: datetime) -> None:
    facts = {"SX-01": {"power_kva": 900}}
    assert "1 receipt renewed" in summary(
        lambda: forms.geojson_bytes(forms.features({"SX-01": RINGS["SX-01"]}, facts)), park
    )
