"""Sources of law: link and date as far as they are known, in the CMS, on the pages and by the API."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from sitepages.models import Citation, SourceChange
from sitepages.services import sources
from sitepages.services.policy import NoRight
from sitepages.services.seed_law import load_law
from tests.sitepages.desk_people import Desk, desk_people, signed

SAID = {
    "title": "Nghị định 1/2027/NĐ-CP",
    "kind": "full_text_copy",
    "where": "Công báo điện tử",
    "link": "https://example.org/nd1",
    "official": "",
    "source_date": "2026-05",
}


@pytest.fixture
def desk(park: datetime) -> Desk:
    return desk_people(park)


def test_the_data_gives_a_link_and_a_date_only_where_they_are_known(park: datetime) -> None:
    known = {row.key: (row.link, row.official, row.source_date) for row in Citation.objects.all()}
    copy = "https://github.com/Tuon-Tun/kcn-review/blob/141a0c6/laws/dau-tu/LTTNDN-2025.txt"
    assert known["TNDN"] == (copy, "https://vanban.chinhphu.vn/?pageid=27160&docid=214607", "2025-06-14")
    assert known["NQ107"][2] == ""
    assert known["S45"] == ("", "", "2026")
    assert known["S43"][2] == "2025-12"


def test_sources_loaded_before_are_completed_once_and_what_a_person_wrote_stays(desk: Desk) -> None:
    sources.amend_source(citation=Citation.objects.get(key="LDT"), said=SAID, seen=0, by=desk.editor, now=desk.now)
    Citation.objects.exclude(key="LDT").update(link="", official="", source_date="")
    Citation.objects.filter(key="LDT").update(link="", official="", source_date="")
    load_law(now=desk.now)
    assert Citation.objects.get(key="ND96").source_date == "2026-03-31"
    assert Citation.objects.get(key="LDT").source_date == ""


def test_an_editor_enters_and_amends_a_source_and_every_change_is_kept(desk: Desk) -> None:
    made = sources.enter_source(key="ND1", said=SAID, by=desk.editor, now=desk.now)
    sources.amend_source(
        citation=made, said={**SAID, "source_date": "2026-05-04"}, seen=1, by=desk.editor, now=desk.now
    )
    sources.amend_source(
        citation=made, said={**SAID, "source_date": "2026-05-04"}, seen=2, by=desk.editor, now=desk.now
    )
    changes = SourceChange.objects.filter(citation=made)
    assert [(row.seq, row.before.get("source_date"), row.after["source_date"]) for row in changes] == [
        (2, "2026-05", "2026-05-04"),
        (1, None, "2026-05"),
    ]


def test_what_is_refused(desk: Desk) -> None:
    with pytest.raises(NoRight):
        sources.enter_source(key="ND1", said=SAID, by=desk.jurist, now=desk.now)
    made = sources.enter_source(key="ND1", said=SAID, by=desk.editor, now=desk.now)
    with pytest.raises(sources.SourceThere):
        sources.enter_source(key="ND1", said=SAID, by=desk.editor, now=desk.now)
    with pytest.raises(sources.StaleSource):
        sources.amend_source(citation=made, said={**SAID, "link": ""}, seen=0, by=desk.everything, now=desk.now)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2025", "2025"), ("12/2025", "2025-12"), ("4/5/2026", "2026-05-04"), ("2026-05-04", "2026-05-04"), ("", "")],
)
def test_a_date_is_typed_as_far_as_it_is_known(desk: Desk, typed: str, kept: str) -> None:
    client = signed(desk.editor)
    page = client.post("/admin/law/sources/new/", {**SAID, "key": "ND1", "seen": "0", "source_date": typed})
    assert (page.status_code, Citation.objects.get(key="ND1").source_date) == (302, kept)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("source_date", "31/2/2026"),
        ("source_date", "năm ngoái"),
        ("source_date", "2999"),
        ("source_date", "0001"),
        ("link", "javascript:alert(1)"),
        ("link", "không có"),
        ("kind", "rumour"),
        ("key", "nd 1"),
        ("key", "TNDN"),
        ("title", ""),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_written(desk: Desk, name: str, typed: str) -> None:
    client = signed(desk.editor)
    page = client.post("/admin/law/sources/new/", {**SAID, "key": "ND1", "seen": "0", name: typed})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [name]
    assert not SourceChange.objects.exists()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_incentives_page_gives_link_and_date_of_each_source(park: datetime, client: Client, lang: str) -> None:
    html = client.get(f"/{lang}/incentives/cit-cdtz-10-15/").content.decode()
    assert 'href="https://vanban.chinhphu.vn/?pageid=27160&amp;docid=214607"' in html
    assert {"vi": "14/06/2025", "en": "14 Jun 2025"}[lang] in html
    unknown = client.get(f"/{lang}/incentives/qdmtt/").content.decode()
    words = {"vi": "Ngày của nguồn:", "en": "Date of the source:"}[lang]
    assert re.search(rf'{words} <span class="unk">', unknown)


def test_the_api_gives_them_too_and_null_is_not_known(park: datetime, client: Client) -> None:
    told = client.get("/api/incentives").json()["citations"]
    assert told["TNDN"]["link"].startswith("https://github.com/Tuon-Tun/")
    assert told["TNDN"]["source_date"] == "2025-06-14"
    assert told["NQ107"]["source_date"] is None
    assert told["S45"]["link"] is None
