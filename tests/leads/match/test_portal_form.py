"""The form: what visitors write becomes the API's request; what is wrong is said; nothing is guessed."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from leads.countries import countries
from leads.models import MatchRun
from leads.portal.match_form import MatchForm, initial_of
from leads.vocabulary import vocabulary

pytestmark = [pytest.mark.usefixtures("park"), pytest.mark.once]
ON = date(2026, 11, 24)
OSAT = {
    "sector": "semiconductor_packaging_testing",
    "unit": "ha",
    "land.area_min_m2": "2",
    "land.area_max_m2": "2,5",
    "land.combine": "on",
    "land.max_plots": "3",
    "needed_by": "2026-12-31",
    "utilities.power_kva": "1.300",
    "order": "cost",
    "project.origin": "US",
    "project.first_revenue": "2028",
}


def form_of(data: dict[str, Any], lang: str = "vi") -> MatchForm:
    with translation.override(lang):
        form = MatchForm(data, vocabulary=vocabulary(), lang=lang, on=ON)
        form.is_valid()
        return form


def rows() -> int:
    return MatchRun.objects.count()


def shown(client: Client, lang: str = "vi", query: str = "") -> str:
    response = client.get(f"/{lang}/match/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_filled_form_is_the_request_the_api_takes() -> None:
    assert form_of(OSAT).request == {
        "sector": "semiconductor_packaging_testing",
        "land": {"area_min_m2": 20000, "area_max_m2": 25000, "combine": True, "max_plots": 3},
        "needed_by": "2026-12-31",
        "utilities": {"power_kva": 1300},
        "order": "cost",
        "project": {"origin": "US", "first_revenue": "2028-01-01"},
    }


def test_english_figures_mean_the_same() -> None:
    english = OSAT | {"land.area_max_m2": "2.5", "utilities.power_kva": "1,300"}
    assert form_of(english, "en").request == form_of(OSAT).request


def test_only_the_sector_is_needed() -> None:
    request = form_of({"sector": "software"}).request
    assert request == {"sector": "software", "land": {"combine": False}}


@pytest.mark.parametrize("unit", ["ha", "m2"])
def test_a_stored_request_fills_the_form_that_gives_it_again(unit: str) -> None:
    data = OSAT | {"unit": unit}
    if unit == "m2":
        data |= {"land.area_min_m2": "5.089,5", "land.area_max_m2": "8.000"}
    request = form_of(data).request
    with translation.override("vi"):
        form = MatchForm(vocabulary=vocabulary(), lang="vi", on=ON, filled=request)
        again = {name: form[name].value() for _key, _t, rows in _groups() for row in rows for name in row}
    sent = {name: "on" if value is True else value for name, value in again.items() if value not in (None, "", False)}
    assert form_of(sent).request == request


def _groups() -> Any:
    from leads.portal.match_form import GROUPS

    return GROUPS


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"sector": ""}, "sector", "Chọn một ngành"),
        ({"sector": "bakery"}, "sector", "không có trong danh sách"),
        ({"utilities.power_kva": "nhiều"}, "utilities.power_kva", "Nhập một số, ví dụ 2,5"),
        ({"land.area_min_m2": "-2,5"}, "land.area_min_m2", "Nhập số lớn hơn 0"),
        ({"land.area_min_m2": "2.5"}, "land.area_min_m2", "Nhập một số, ví dụ 2,5"),
        ({"land.area_max_m2": "1,5"}, "land.area_max_m2", "Nhập từ 2\xa0ha trở lên"),
        ({"land.area_min_m2": "0"}, "land.area_min_m2", "lớn hơn 0\xa0ha"),
        ({"land.area_min_m2": "200000"}, "land.area_min_m2", "Không được quá 100.000\xa0ha"),
        ({"land.area_min_m2": "2000000000", "unit": "m2"}, "land.area_min_m2", "Không được quá 1.000.000.000\xa0m²"),
        ({"needed_by": "2026-11-23"}, "needed_by", "trước ngày"),
        ({"needed_by": "mai"}, "needed_by", "Nhập một ngày"),
        ({"project.first_revenue": "28"}, "project.first_revenue", "bốn chữ số"),
        ({"project.origin": "XX"}, "project.origin", "không có trong danh sách"),
        ({"project.capital_usd": "9" * 39}, "project.capital_usd", "Không được quá"),
        ({"project.capital_usd": "9" * 900_000}, "project.capital_usd", "Nhập một số"),
        ({"land.max_plots": "9"}, "land.max_plots", "không có trong danh sách"),
        ({"zones": ["XX"]}, "zones", "không có trong danh sách"),
        ({"order": "best"}, "order", "không có trong danh sách"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client: Client, wrong: dict[str, Any], field: str, says: str) -> None:
    response = client.post("/vi/match/", OSAT | wrong)
    body = response.content.decode()
    assert response.status_code == 200
    assert says in body
    assert f'id="f-{field}_error"' in body
    assert f'href="#f-{field}"' in body
    assert rows() == 0


def test_all_errors_come_at_once(client: Client) -> None:
    body = client.post("/en/match/", {"land.area_min_m2": "3", "land.area_max_m2": "2", "utilities.water_m3_day": "x"})
    assert "3 things to correct" in body.content.decode()
    assert "To correct" in re.search("<title>(.*?)</title>", body.content.decode(), re.S)[1]


def test_a_valid_form_leads_to_an_address_that_tells_nothing(client: Client) -> None:
    response = client.post("/vi/match/", OSAT)
    assert response.status_code == 302
    assert re.fullmatch(r"/vi/match/[\w-]{20,}/", response["Location"])
    run = MatchRun.objects.get()
    assert run.token in response["Location"]
    assert (run.source, run.request["sector"]) == ("site", OSAT["sector"])


class TestPrefill:
    def test_a_sector(self, client: Client) -> None:
        assert '<option value="software" selected>' in shown(client, query="?sector=software")

    def test_an_unknown_sector_is_said(self, client: Client) -> None:
        assert "“bakery”" in shown(client, query="?sector=bakery")

    def test_a_plot(self, client: Client) -> None:
        body = shown(client, query="?plot=SX-23")
        assert 'value="2,53"' in body
        assert 'value="2,54"' in body
        assert re.search(r'value="SX"[^>]*checked', body)

    def test_an_unknown_plot_is_said(self, client: Client) -> None:
        assert "“ZZ-99”" in shown(client, query="?plot=ZZ-99")

    def test_editing_a_result(self, client: Client) -> None:
        client.post("/vi/match/", OSAT)
        body = shown(client, "en", f"?run={MatchRun.objects.get().token}")
        assert 'value="2.5"' in body
        assert 'value="1,300"' in body
        assert '<option value="semiconductor_packaging_testing" selected>' in body

    def test_a_result_that_is_gone(self, client: Client) -> None:
        assert "Không tìm thấy kết quả cần sửa" in shown(client, query="?run=nothing")


class TestBadInput:
    def test_a_stale_token_gives_the_form_back(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        response = strict.post("/en/match/", OSAT | {"land.area_max_m2": "2.5"})
        body = response.content.decode()
        assert response.status_code == 403
        assert "Everything you entered is still here" in body
        assert 'value="2.5"' in body
        assert rows() == 0

    @pytest.mark.parametrize("lang", ["vi", "en"])
    def test_two_megabytes(self, client: Client, lang: str) -> None:
        response = client.post(f"/{lang}/match/", OSAT | {"note": "x" * 2_000_000})
        assert response.status_code == 400
        assert f'<html lang="{lang}">' in response.content.decode()
        assert rows() == 0

    def test_two_megabytes_with_csrf_checks(self) -> None:
        response = Client(enforce_csrf_checks=True).post("/vi/match/", urlencoded("note", 2_000_000), FORM)
        assert response.status_code == 400

    def test_ten_thousand_keys(self, client: Client) -> None:
        assert client.post("/vi/match/", OSAT | {f"k{n}": "1" for n in range(9_000)}).status_code == 302
        assert client.post("/vi/match/", OSAT | {f"k{n}": "1" for n in range(10_001)}).status_code == 400

    def test_too_often(self, client: Client, settings: Any) -> None:
        settings.MATCH_RATE_PER_MINUTE = 1
        client.post("/vi/match/", OSAT)
        response = client.post("/vi/match/", OSAT)
        assert response.status_code == 429
        assert int(response["Retry-After"]) > 0
        assert rows() == 1

    @pytest.mark.parametrize("method", ["put", "delete", "patch"])
    def test_other_methods(self, client: Client, method: str) -> None:
        assert getattr(client, method)("/vi/match/").status_code == 405


FORM = "application/x-www-form-urlencoded"


def urlencoded(name: str, size: int) -> str:
    return f"{name}={'x' * size}"


def test_no_copy_of_the_form_is_kept_but_it_may_be_found(client: Client) -> None:
    response: HttpResponse = client.get("/vi/match/")
    assert response["Cache-Control"] == "private, no-store"
    assert "X-Robots-Tag" not in response


def test_initial_values_of_nothing() -> None:
    assert initial_of({})["land.combine"] is True


def test_the_form_opens_before_the_law_is_loaded(db: None, client: Client) -> None:
    assert client.get("/en/match/").status_code == 200


@pytest.mark.usefixtures("park")
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_countries_stand_in_the_readers_alphabet(client: Client, lang: str) -> None:
    page = client.get(f"/{lang}/match/").content.decode()
    names = re.findall(r"<option[^>]*>([^<]+)</option>", page.split('name="project.origin"')[1].split("</select>")[0])
    names = [html.unescape(name) for name in names[1:]]
    assert names == list(countries(lang).values())
    first = {"en": ["Afghanistan", "Åland Islands", "Albania"], "vi": ["Ả Rập Xê-út", "Afghanistan", "Ai Cập"]}
    assert names[:3] == first[lang]


@pytest.mark.usefixtures("park")
@pytest.mark.parametrize(
    ("lang", "given", "said"),
    [
        ("en", {"land.area_min_m2": "3", "unit": "m2"}, "No plot here is so small"),
        ("vi", {"land.area_min_m2": "3", "unit": "m2"}, "Không có lô nào nhỏ như vậy"),
        ("en", {"land.area_min_m2": "20000", "unit": "ha"}, "The whole park has 200.00 ha"),
        ("vi", {"land.area_max_m2": "20000", "unit": "ha"}, "Cả khu chỉ có 200,00 ha"),
        ("en", {"budget.lease_usd_m2_max": "900000000", "unit": "ha"}, "for a square metre"),
        ("en", {"utilities.power_kva": "900000000", "unit": "ha"}, "no project here comes near"),
    ],
)
def test_a_careless_figure_is_asked_about(client: Client, lang: str, given: dict[str, str], said: str) -> None:
    asked = {"sector": "software", "order": "score", "land.combine": "on"} | given
    response = client.post(f"/{lang}/match/", asked)
    assert said in html.unescape(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")
    assert "Location" not in response
    where = client.post(f"/{lang}/match/ask/", {"text": "", "sector": "software"})["Location"]
    if any(key.startswith("land") for key in given):
        assert said in html.unescape(client.post(where, given).content.decode()).replace("\N{NO-BREAK SPACE}", " ")
