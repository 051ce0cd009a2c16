"""A questionnaire through its doors: uploaded, looked at, confirmed; what is refused, and what is kept nowhere."""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from leads.models import MatchRun, Triage
from leads.portal.questionnaire_views import BODY, sheet_words
from leads.reading.questionnaire_book import own_sheet, sheets_of
from leads.services.lead_files import FileRefused, Upload
from leads.services.questionnaire import QuestionnaireRefused, questions_of, read_upload
from leads.services.scanning import NotCheckedNow
from tests.leads.fake_clamd import VIRUS, running
from tests.leads.uploads import HOSTILE, PDF

pytestmark = pytest.mark.once

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = (
    ("Land area", "2-3 ha"),
    ("Power", 5, "MVA"),
    ("Water", 300),
    ("Sector", "Data centre"),
    ("Jobs", 120),
    ("Noise", "70 dB"),
    ("Company", "ABC Works"),
)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, whole_site: datetime, settings: Any, tmp_path: Path) -> datetime:
    settings.PRIVATE_ROOT = tmp_path / "private"
    monkeypatch.setattr("django.utils.timezone.now", lambda: whole_site)
    return whole_site


def book(*rows: tuple[Any, ...]) -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(out)
    return out.getvalue()


def upload(client: Client, data: bytes, name: str = "site.xlsx", lang: str = "en") -> HttpResponse:
    return client.post(f"/{lang}/match/questionnaire/", {"file": SimpleUploadedFile(name, data, XLSX)})


def payload(response: HttpResponse) -> str:
    found = re.search(r'name="payload" value="([^"]+)"', response.content.decode())
    assert found
    return found.group(1)


def ticks(response: HttpResponse) -> dict[str, str]:
    return dict.fromkeys(re.findall(r'name="(take-[a-z0-9]+)"', response.content.decode()), "on")


def take(client: Client, response: HttpResponse, **more: str) -> HttpResponse:
    chosen = {key.replace("_", "-"): value for key, value in more.items()}
    given = {"payload": payload(response), **ticks(response), **chosen}
    return client.post("/en/match/questionnaire/take/", given)


def test_the_page_shows_what_was_read_where_it_stood_what_is_asked_and_what_was_left(
    client: Client, now: datetime, tmp_path: Path
) -> None:
    response = upload(client, book(*ROWS))
    body = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    for words in ("Sheet!B1", "“2-3 ha”", "5,000", "No unit stands there", "we do not know this label"):
        assert words in body
    assert "ABC Works" not in body
    assert (Triage.objects.count(), MatchRun.objects.count()) == (0, 0)
    assert not (tmp_path / "private").exists()
    assert upload(client, book(*ROWS), lang="vi").status_code == 200


def test_what_is_confirmed_begins_the_six_questions_and_what_is_left_open_stays_unknown(
    client: Client, now: datetime
) -> None:
    response = take(client, upload(client, book(*ROWS)), ask_0="")
    triage = Triage.objects.get()
    assert response["Location"] == f"/en/match/ask/{triage.token}/"
    assert triage.request == {
        "land": {"area_min_m2": 20000, "area_max_m2": 30000},
        "utilities": {"power_kva": 5000},
        "sector": "data_centre",
        "project": {"jobs": 120},
    }
    assert set(triage.seen) == {"what", "land", "utilities", "who"}
    assert client.get(response["Location"])["Location"].endswith("/when/")
    assert "<b>2.00\N{NO-BREAK SPACE}ha</b>" in client.get(f"/en/match/ask/{triage.token}/when/").content.decode()


def test_a_chosen_reading_is_taken_and_an_unticked_line_is_not(client: Client, now: datetime) -> None:
    page = upload(client, book(*ROWS))
    given = {"payload": payload(page), "ask-0": "0", **ticks(page)}
    given.pop("take-0")
    client.post("/en/match/questionnaire/take/", given)
    request = Triage.objects.get().request
    assert request["utilities"] == {"power_kva": 5000, "water_m3_day": 300}
    assert "land" not in request


def test_with_all_six_answered_the_answer_is_next(client: Client, now: datetime) -> None:
    rows = (*ROWS, ("Land needed by", "2028-06-30"), ("First revenue", 2029))
    response = take(client, upload(client, book(*rows)))
    resumed = client.get(response["Location"])
    assert resumed["Location"].endswith("/more/")
    assert client.get(resumed["Location"]).status_code in {200, 302}
    assert Triage.objects.get().run is not None


def test_it_may_go_into_the_form_on_one_page(client: Client, now: datetime) -> None:
    response = take(client, upload(client, book(*ROWS)), whole="1")
    assert response["Location"] == f"/en/match/?ask={Triage.objects.get().token}"
    body = client.get(response["Location"]).content.decode()
    assert 'name="utilities.power_kva" value="5,000"' in body
    assert "Filled in from your answers" in body
    assert "There are no answers at this address" in client.get("/en/match/?ask=none").content.decode()


def test_what_the_match_would_refuse_is_not_offered(client: Client, now: datetime) -> None:
    body = upload(client, book(("Jobs", 900_000), ("Land area", "0 ha"), ("Sector", "Software"))).content.decode()
    left = body[body.index('id="left-title"') :]
    assert "Must be 200,000 or less" in left
    assert "“0 ha”" in left
    crossed = take(client, upload(client, book(("Smallest area (ha)", 5), ("Largest area (ha)", 2))))
    assert crossed.status_code == 422
    assert 'name="payload"' in crossed.content.decode()


@pytest.mark.parametrize("broken", ["", "made-up", "x" * 5000])
def test_what_was_not_read_by_us_is_not_taken(client: Client, now: datetime, broken: str) -> None:
    response = client.post("/en/match/questionnaire/take/", {"payload": broken, "take-0": "on"})
    assert response.status_code == 422
    assert "choose the file once more" in response.content.decode()
    assert not Triage.objects.exists()


def test_a_table_that_says_nothing_is_told_so(client: Client, now: datetime) -> None:
    body = upload(client, book(("Hello", "world"))).content.decode()
    assert "Nothing of it answers a question" in body
    assert "/en/match/questionnaire.xlsx" in body


@pytest.mark.parametrize("name", [*(one[0] for one in HOSTILE), "plain.pdf", "table.csv"])
def test_what_is_no_harmless_workbook_is_refused_with_the_reason(client: Client, now: datetime, name: str) -> None:
    data = next((data for other, data, _why in HOSTILE if other == name), PDF if name == "plain.pdf" else b"Jobs,120\n")
    response = upload(client, data, name)
    assert response.status_code == 422
    body = response.content.decode()
    assert 'href="#q-file"' in body
    assert "PowerPoint" not in body
    assert name not in {"plain.pdf", "table.csv"} or "an Excel workbook (.xlsx) of at most 2 MB" in body
    with pytest.raises(QuestionnaireRefused):
        read_upload(Upload(name, data), now)


def test_a_file_too_large_is_refused_and_a_body_beyond_bounds_not_read(client: Client, now: datetime) -> None:
    assert upload(client, b"PK\x03\x04" + b"0" * 2_050_000).status_code == 422
    huge = client.post("/en/match/questionnaire/", {"file": "x"}, CONTENT_LENGTH=str(BODY + 1))
    assert huge.status_code == 413
    assert huge["Cache-Control"] == "private, no-store"


def test_it_is_scanned_before_it_is_read(client: Client, now: datetime, settings: Any) -> None:
    data = book(*ROWS)
    with running() as clamd:
        settings.CLAMAV = clamd.at
        assert upload(client, data).status_code == 200
        assert clamd.seen == [data]
        clamd.says = b"stream: Test.Virus FOUND\0"
        with pytest.raises(FileRefused):
            read_upload(Upload("a.xlsx", data), now)
    settings.CLAMAV = "127.0.0.1:1"
    assert VIRUS not in data
    assert upload(client, data).status_code == 409
    with pytest.raises(NotCheckedNow):
        read_upload(Upload("a.xlsx", data), now)


@pytest.mark.parametrize(("lang", "word"), [("vi", "Tổng vốn đầu tư"), ("en", "Total investment")])
def test_our_own_sheet_is_handed_out_empty_in_both_languages(
    client: Client, now: datetime, lang: str, word: str
) -> None:
    response = client.get(f"/{lang}/match/questionnaire.xlsx")
    assert response["Content-Type"] == XLSX
    labels = [cell.value for cell in sheets_of(response.content)[0].cells]
    assert word in labels
    back = upload(client, response.content, lang=lang).content.decode()
    assert 'name="take-' not in back
    assert 'id="left-title"' not in back


def test_our_own_sheet_filled_in_is_read_without_a_question(client: Client, now: datetime) -> None:
    request = {"sector": "software", "land": {"area_min_m2": 5000}, "project": {"capital_usd": 2_000_000}}
    page = upload(client, own_sheet(questions_of(request, "", "en"), sheet_words()))
    assert 'name="ask-' not in page.content.decode()
    take(client, page)
    assert Triage.objects.get().request == request


OWN: dict[str, Any] = {
    "sector": "software",
    "land": {"area_min_m2": 20000, "area_max_m2": 35000.5, "combine": True, "max_plots": 3},
    "zones": ["SX", "RD"],
    "needed_by": "2028-03-31",
    "utilities": {"power_kva": 12345.5, "water_m3_day": 678.25, "wastewater_m3_day": 500.5, "fibre_gbps": 2.5},
    "estimate_from": {"floor_m2": 30500, "storeys": 2, "staff": 310, "shifts": 3, "racks": 40},
    "budget": {"lease_usd_m2_max": 95.55, "lease_usd_max": 2_500_000},
    "project": {
        "origin": "KR",
        "project_kind": "new",
        "capital_usd": 45_000_001,
        "jobs": 351,
        "rd_share_pct": 5.5,
        "first_revenue": "2029-01-01",
        "first_profit": "2031-01-01",
        "annual_profit_usd": 4_500_000,
        "group_revenue_eur": 1_200_000_001,
        "law_locked_on": "2026-01-15",
    },
}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_answer_of_our_own_sheet_comes_through_the_form_to_the_last_digit(
    client: Client, now: datetime, lang: str
) -> None:
    with translation.override(lang):
        data = own_sheet(questions_of(OWN, "", lang), sheet_words())
    page = upload(client, data, lang=lang)
    body = page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert 'name="ask-' not in body
    assert 'id="left-title"' not in body
    shown = [
        "95,55 USD/m²",
        "5,5%",
        "30.500 m²",
        "12.345,5 kVA",
        "45.000.001 USD",
        "1.200.000.001 EUR",
        "678,25 m³/ngày",
    ]
    if lang == "en":
        shown = [one.replace("ngày", "day").translate(str.maketrans(",.", ".,")) for one in shown]
    assert [one for one in shown if one not in body] == []
    take(client, page)
    assert Triage.objects.get().request == OWN


def test_the_way_to_it_stands_on_both_forms(client: Client, now: datetime) -> None:
    for address in ("/vi/match/", "/vi/match/ask/"):
        assert 'href="/vi/match/questionnaire/"' in client.get(address).content.decode()
