"""Six questions, one per screen: stored as they are given, taken up again by an address, changed at will."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from leads.models import MatchRun, Triage
from leads.portal.triage_form import STEPS
from leads.services.triage import KEPT, TriageOver, TriageUnknown, leave_open, triage_for
from tests.leads.match.test_portal_money_full import text_of

pytestmark = pytest.mark.usefixtures("park")
ANSWERS: dict[str, dict[str, str]] = {
    "land": {"land.area_min_m2": "2", "land.area_max_m2": "3", "unit": "ha", "land.combine": "on"},
    "when": {"needed_by": "2028-06-30"},
    "utilities": {"utilities.power_kva": "1300"},
    "who": {"project.origin": "KR", "project.capital_usd": "45000000"},
    "years": {"project.first_revenue": "2028", "project.first_profit": "2030", "project.annual_profit_usd": "6000000"},
}
ASKED = {
    "sector": "semiconductor_packaging_testing",
    "needed_by": "2028-06-30",
    "land": {"area_min_m2": 20000, "area_max_m2": 30000},
    "utilities": {"power_kva": 1300},
    "project": {
        "origin": "KR",
        "capital_usd": 45000000,
        "first_revenue": "2028-01-01",
        "first_profit": "2030-01-01",
        "annual_profit_usd": 6000000,
    },
}


def begin(client: Client, lang: str = "en", **more: str) -> HttpResponse:
    data = {"text": "", "sector": "semiconductor_packaging_testing"} | more
    return client.post(f"/{lang}/match/ask/", data)


def walked(client: Client, lang: str = "en") -> str:
    """The address after all six."""
    response = begin(client, lang)
    for step, answer in ANSWERS.items():
        assert response["Location"].endswith(f"/{step}/")
        response = client.post(response["Location"], answer)
    return str(response["Location"])


def test_six_steps_make_the_request_the_form_would_make(client: Client) -> None:
    location = walked(client)
    triage = Triage.objects.get()
    assert len(STEPS) == 6
    assert location == f"/en/match/ask/{triage.token}/more/"
    assert triage.request == ASKED
    assert triage.seen == [step.key for step in STEPS]
    assert triage.run is not None
    assert triage.run.request == ASKED
    assert triage.run.source == "triage"


def test_no_figure_stands_in_an_address_and_nobody_keeps_a_page(client: Client) -> None:
    location = walked(client)
    assert re.fullmatch(r"/en/match/ask/[\w-]{24}/more/", location)
    for page in ("/en/match/ask/", location, location.replace("more", "land")):
        response = client.get(page)
        assert response["Cache-Control"] == "private, no-store"
        assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("lang", "words", "shown"),
    [
        ("vi", "Nhà máy đóng gói và kiểm thử chip", "Đóng gói, kiểm thử chip"),
        ("vi", "dong goi chip", "Đóng gói, kiểm thử chip"),
        ("en", "semicondutor packging", "Chip packaging and testing"),
    ],
)
def test_words_lead_to_sectors_to_choose_from(client: Client, lang: str, words: str, shown: str) -> None:
    response = begin(client, lang, text=words, sector="")
    assert response["Location"].endswith("/what/")
    page = client.get(response["Location"])
    assert shown in text_of(page.content.decode())
    assert "“" in page.content.decode()
    assert Triage.objects.get().text == words
    found = re.search(r'name="found" value="(\w+)"', page.content.decode())
    assert found
    onward = client.post(response["Location"], {"text": words, "sector": "", "found": found[1]})
    assert onward["Location"].endswith("/land/")
    assert Triage.objects.get().request == {"sector": "semiconductor_packaging_testing"}


def test_words_without_a_sector_are_kept_and_said_so(client: Client) -> None:
    response = begin(client, text="we make cheese", sector="")
    page = text_of(client.get(response["Location"]).content.decode())
    assert "No sector of the park was found" in page
    assert "choose the nearest and say so when you send it: an officer answers" in page
    assert "we make cheese" in page


def test_nothing_at_all_is_an_error_and_keeps_nothing(client: Client) -> None:
    response = begin(client, sector="")
    assert response.status_code == 200
    assert "Choose a sector" in response.content.decode()
    assert Triage.objects.count() == 0


def test_what_is_wrong_is_said_and_the_rest_stays(client: Client) -> None:
    where = begin(client)["Location"]
    response = client.post(where, {"land.area_min_m2": "3", "land.area_max_m2": "abc", "unit": "ha"})
    assert 'href="#f-land.area_max_m2"' in response.content.decode()
    assert 'value="abc"' in response.content.decode()
    assert "land" not in Triage.objects.get().request
    response = client.post(where, {"land.area_min_m2": "3", "land.area_max_m2": "2", "unit": "ha"})
    assert response.status_code == 200
    assert "has-err" in response.content.decode()


@pytest.mark.parametrize(
    ("lang", "typed", "kept"),
    [
        ("en", {"utilities.power_kva": "18 MVA"}, {"power_kva": 18000}),
        ("vi", {"utilities.power_kva": "1.500,5 kVA"}, {"power_kva": 1500.5}),
        ("vi", {"utilities.water_m3_day": "1.200 m³/ngày đêm"}, {"water_m3_day": 1200}),
        ("en", {"utilities.fibre_gbps": "500 Mbps"}, {"fibre_gbps": 0.5}),
        ("vi", {"project.capital_usd": "120 triệu"}, {"capital_usd": 120_000_000}),
        ("en", {"project.capital_usd": "$2.5m"}, {"capital_usd": 2_500_000}),
        ("en", {"land.area_min_m2": "50,000 m2", "unit": "ha"}, {"area_min_m2": 50_000}),
        ("en", {"land.area_min_m2": "5 acres", "unit": "m2"}, {"area_min_m2": 20_234}),
    ],
)
def test_a_figure_may_come_with_its_unit(
    client: Client, lang: str, typed: dict[str, str], kept: dict[str, Any]
) -> None:
    group = next(iter(typed)).partition(".")[0]
    step = {"utilities": "utilities", "project": "who", "land": "land"}[group]
    base = begin(client, lang)["Location"].rpartition("/land/")[0]
    assert client.post(f"{base}/{step}/", typed).status_code == 302
    assert kept.items() <= Triage.objects.get().request[group].items()


@pytest.mark.parametrize(
    ("lang", "typed", "said"),
    [
        ("en", {"utilities.power_kva": "20 MW"}, "20 MW would be 22,223 kVA"),
        ("vi", {"utilities.power_kva": "20 MW"}, "20 MW tương ứng 22.223 kVA"),
        ("en", {"utilities.power_kva": "20 kV"}, "Enter the figure in this unit: kVA."),
        ("en", {"utilities.water_m3_day": "20 MVA"}, "Enter the figure in this unit: m³/day."),
        ("vi", {"project.capital_usd": "500 tỷ đồng"}, "500 tỷ đồng tương ứng"),
        ("en", {"project.capital_usd": "30 million euros"}, "Enter the figure in this unit: USD."),
        ("en", {"land.area_min_m2": "three", "unit": "ha"}, "Enter a number, for example 2.5."),
        ("en", {"land.area_min_m2": "2-3 ha", "unit": "ha"}, "Enter"),
        ("en", {"utilities.power_kva": "MVA"}, "Enter a number"),
    ],
)
def test_a_unit_of_something_else_is_said_and_nothing_is_guessed(
    client: Client, lang: str, typed: dict[str, str], said: str
) -> None:
    group, _dot, _key = next(iter(typed)).partition(".")
    step = {"utilities": "utilities", "project": "who", "land": "land"}[group]
    base = begin(client, lang)["Location"].rpartition("/land/")[0]
    response = client.post(f"{base}/{step}/", typed)
    assert response.status_code == 200
    assert said in response.content.decode().replace("\xa0", " ")
    assert group not in Triage.objects.get().request


def test_an_answer_left_out_is_unknown_and_one_taken_back_too(client: Client) -> None:
    walked(client)
    triage = Triage.objects.get()
    first = triage.run
    client.post(f"/en/match/ask/{triage.token}/utilities/", {"skip": "1"})
    client.post(f"/en/match/ask/{triage.token}/who/", {"project.origin": "VN"})
    triage.refresh_from_db()
    assert "utilities" not in triage.request
    assert triage.request["project"]["origin"] == "VN"
    assert "capital_usd" not in triage.request["project"]
    assert triage.request["project"]["first_profit"] == "2030-01-01"  # of another step
    assert triage.run is not None
    assert triage.run != first
    assert MatchRun.objects.get(pk=triage.run.pk).previous is not None


def test_the_address_takes_up_where_it_stopped(client: Client) -> None:
    begin(client)
    triage = Triage.objects.get()
    resume = f"/en/match/ask/{triage.token}/"
    assert client.get(resume)["Location"].endswith("/land/")
    client.post(f"{resume}land/", {"skip": "1"})
    assert client.get(resume)["Location"].endswith("/when/")
    page = Client().get(f"{resume}when/").content.decode()  # another device
    assert "Chip packaging and testing" in page
    assert f"/en/match/ask/{triage.token}/" in page
    walked(client)
    done = Triage.objects.exclude(pk=triage.pk).get()
    assert client.get(f"/en/match/ask/{done.token}/")["Location"].endswith("/more/")


def test_an_address_ends_after_thirty_days(client: Client) -> None:
    begin(client)
    triage = Triage.objects.get()
    with pytest.raises(TriageOver):
        triage_for(triage.token, triage.changed_at + KEPT)
    with pytest.raises(TriageUnknown):
        triage_for("nothing", timezone.now())
    Triage.objects.update(changed_at=timezone.now() - KEPT - timedelta(minutes=1))
    for path in ("", "land/", "more/"):
        assert client.get(f"/en/match/ask/{triage.token}/{path}").status_code == 410
        assert client.get(f"/vi/match/ask/none/{path}").status_code == 404
    assert client.get(f"/vi/match/ask/{triage.token}/nonsense/").status_code == 404


def test_then_only_questions_whose_answer_changes_something(client: Client) -> None:
    location = walked(client)
    triage = Triage.objects.get()
    page = client.get(location).content.decode()
    assert "It fits. 10 options" in text_of(page)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    assert key[1] == "budget.lease_usd_m2_max"
    response = client.post(location, {"key": key[1], key[1]: "85"})
    assert response["Location"] == location
    triage.refresh_from_db()
    assert triage.request["budget"] == {"lease_usd_m2_max": 85}
    assert triage.run is not None
    assert triage.run.previous is not None
    after = client.get(location).content.decode()
    assert f'value="{key[1]}"' not in after


def test_questions_passed_over_are_not_asked_again_and_end_at_the_result(client: Client) -> None:
    location = walked(client)
    asked: list[str] = []
    for _try in range(20):
        page = client.get(location)
        if page.status_code == 302:
            break
        key = re.search(r'name="key" value="([^"]+)"', page.content.decode())
        assert key
        asked.append(key[1])
        client.post(location, {"key": key[1], "skip": "1"} if len(asked) % 2 else {"key": key[1]})
    triage = Triage.objects.get()
    assert page["Location"] == f"/en/match/{triage.run.token}/"
    assert len(asked) == len(set(asked)) >= 3
    assert triage.left_open == asked
    assert leave_open(triage=triage, keys=asked, now=timezone.now()).left_open == asked


def test_a_wrong_answer_beyond_the_six_is_said(client: Client) -> None:
    location = walked(client)
    response = client.post(location, {"key": "budget.lease_usd_m2_max", "budget.lease_usd_m2_max": "cheap"})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "zones", "low", "high"),
    [
        ("plot=SX-23", ["SX"], 25300, 25400),
        ("pick=SX-23&pick=RD-16~RD-22~RD-23", ["RD", "SX"], 24500, 25400),
    ],
)
def test_a_plot_or_a_kept_list_fills_in_zones_and_areas(
    client: Client, query: str, zones: list[str], low: int, high: int
) -> None:
    page = client.get(f"/en/match/ask/?{query}").content.decode()
    assert "Filled in from" in page
    hidden: dict[str, Any] = {}
    for name, value in re.findall(r'type="hidden" name="(plot|pick)" value="([^"]+)"', page):
        hidden.setdefault(name, []).append(value)
    client.post("/en/match/ask/", {"sector": "semiconductor_packaging_testing", "text": "", **hidden})
    request = Triage.objects.get().request
    assert request["zones"] == zones
    assert (request["land"]["area_min_m2"], request["land"]["area_max_m2"]) == (low, high)


def test_what_an_address_names_and_nobody_knows_is_said(client: Client) -> None:
    page = text_of(client.get("/en/match/ask/?plot=XX-99&pick=nope").content.decode())
    assert "is not known" in page
    assert "None of the kept plots" in page


def test_a_stale_token_keeps_what_was_written() -> None:
    strict = Client(enforce_csrf_checks=True)
    first = strict.post("/en/match/ask/", {"text": "chip packaging", "sector": ""})
    assert first.status_code == 403
    assert "chip packaging" in first.content.decode()
    triage = Triage.objects.create(request={"sector": "software"}, started_at=timezone.now(), changed_at=timezone.now())
    response = strict.post(f"/en/match/ask/{triage.token}/land/", {"land.area_min_m2": "7,5"})
    assert response.status_code == 403
    assert 'value="7,5"' in response.content.decode()


def test_the_words_come_along_when_the_match_is_sent(client: Client) -> None:
    where = begin(client, text="chip packaging for Korean cars")["Location"]
    for _step in range(5):
        where = client.post(where, {"skip": "1"})["Location"]
    run = Triage.objects.get().run
    assert run is not None
    assert "chip packaging for Korean cars" in client.get(f"/en/match/{run.token}/send/").content.decode()


def test_asking_is_limited_per_address(client: Client, settings: Any) -> None:
    settings.MATCH_RATE_PER_MINUTE = 1
    assert begin(client).status_code == 302
    refused = begin(client)
    assert refused.status_code == 429
    assert refused["Retry-After"]


def test_zones_of_a_plot_are_shown_and_taken_out_with_the_land(client: Client) -> None:
    where = begin(client, plot="SX-23")["Location"]
    page = text_of(client.get(where).content.decode())
    assert "Functional zones: SX – " in page.split("So far")[1]
    assert 'name="zones" value="SX"' in client.get(where).content.decode()
    client.post(where, {"land.area_min_m2": "2", "unit": "ha", "land.combine": "on"})
    assert "zones" not in Triage.objects.get().request, "unticked"
    Triage.objects.all().delete()
    client.post(begin(client, plot="SX-23")["Location"], {"skip": "1"})
    assert Triage.objects.get().request == {"sector": "semiconductor_packaging_testing"}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "are left out: this sector is not permitted there"),
        ("vi", "đã được bỏ ra: ngành này không được phép ở đó"),
    ],
)
def test_zones_where_the_sector_does_not_belong_are_left_out_and_it_is_said(
    client: Client, lang: str, said: str
) -> None:
    where = begin(client, lang, plot="SX-23", sector="expert_housing_services")["Location"]
    assert "zones" not in Triage.objects.get().request
    assert said in text_of(client.get(where).content.decode())
    assert said not in text_of(client.get(where.split("?")[0] + "?left=XX").content.decode())


def test_what_stands_in_no_question_is_told_and_may_be_changed(client: Client) -> None:
    triage = Triage.objects.create(
        request={"sector": "software", "land": {"max_plots": 2}, "budget": {"lease_usd_m2_max": 90}},
        started_at=timezone.now(),
        changed_at=timezone.now(),
    )
    page = client.get(f"/en/match/ask/{triage.token}/land/").content.decode()
    told = text_of(page).split("So far")[1]
    assert "At most how many plots: 2" in told
    assert "Highest price: USD 90" in told
    assert f'href="/en/match/?ask={triage.token}"' in page


def test_no_zone_of_another_wish_makes_a_sector_impossible(client: Client) -> None:
    asked = {"sector": "expert_housing_services", "zones": ["SX"]}
    triage = Triage.objects.create(request=asked, started_at=timezone.now(), changed_at=timezone.now())
    page = text_of(client.get(f"/en/match/ask/{triage.token}/land/").content.decode())
    assert "No free plot permits this sector" not in page
    assert "With the other zones too, not only SX, 10 options fit" in page
    response = client.post("/en/match/", {**asked, "order": "score", "unit": "ha"})
    result = text_of(client.get(response["Location"]).content.decode())
    assert "With the other zones too, not only SX, 10 options fit" in result
    assert "Only in these functional zones: SX – " in result


@pytest.mark.parametrize(
    ("lang", "change"),
    [("en", "of power instead of 12,000 kVA"), ("vi", "giảm điện từ 12.000 kVA xuống")],
)
def test_power_in_the_way_is_told_during_the_questions_and_in_the_result(
    client: Client, lang: str, change: str
) -> None:
    where = begin(client, lang)["Location"]
    where = client.post(where, {"land.area_min_m2": "3", "unit": "ha", "land.combine": "on"})["Location"]
    where = client.post(where, {"skip": "1"})["Location"]
    where = client.post(where, {"utilities.power_kva": "12000"})["Location"]
    page = text_of(client.get(where).content.decode())
    assert change in page
    assert "10.38 ha" not in page
    assert "10,38 ha" not in page
    for _step in range(2):
        where = client.post(where, {"skip": "1"})["Location"]
    run = Triage.objects.get().run
    assert run is not None
    result = text_of(client.get(f"/{lang}/match/{run.token}/").content.decode())
    assert change in result
    assert {"en": "Not yet. In the way: power.", "vi": "Chưa hợp. Vướng: điện."}[lang] in result


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Of the former list of activities (VSIC 2018): 6201."),
        ("vi", "Mã thuộc hệ thống ngành cũ (VSIC 2018): 6201."),
    ],
)
def test_a_code_of_the_former_list_is_said_to_be_one(client: Client, lang: str, said: str) -> None:
    page = client.get(begin(client, lang, text="6201", sector="")["Location"]).content.decode()
    assert said in text_of(page)
    assert 'name="found" value="software"' in page
