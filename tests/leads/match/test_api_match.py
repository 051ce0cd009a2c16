"""POST /api/match: the printed examples, the shape of the answer, every kind of error, what it costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from leads.api.answers import DATA_CENTRE, MatchAnswer
from leads.models import MatchRun
from leads.services.replay import replay
from leads.services.result_keeping import kept_until
from tests.clock import BEGINS
from tests.leads.match.conftest import LOADED

pytestmark = pytest.mark.usefixtures("park")
EXAMPLES = json.loads(Path("tests/cases/match_examples.json").read_text("utf-8"))["examples"]
NAMES = [example["key"] for example in EXAMPLES]


def ask(client: Client, body: Any, **headers: str) -> HttpResponse:
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post("/api/match", raw, content_type="application/json", headers=headers)


def answer(client: Client, body: Any, **headers: str) -> dict[str, Any]:
    response = ask(client, body, **headers)
    assert response.status_code == 200, response.content
    return response.json()


def errors(response: HttpResponse, status: int = 422) -> dict[str, str]:
    assert response.status_code == status
    assert list(response.json()) == ["errors"]
    return response.json()["errors"]


class TestPrinted:
    """matching.md section 8 and tests/cases/match_examples.json, as printed."""

    def test_one_option(self, client: Client) -> None:
        options = answer(client, DATA_CENTRE)["options"]
        assert [(one["plots"], one["area_m2"]) for one in options] == [(["DC-02"], 45500.1)]

    def test_a_year_earlier_there_is_none_and_dc_02_is_the_near_miss(self, client: Client) -> None:
        found = answer(client, DATA_CENTRE | {"needed_by": "2027-06-30"})
        assert found["options"] == []
        near = next(one for one in found["near_misses"] if one["plots"] == ["DC-02"])
        assert near["blocked_by"] == []
        assert near["changes"] == [{"key": "needed_by", "from": "2027-06-30", "to": "2028-06-30"}]

    @pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
    def test_example(self, client: Client, example: dict[str, Any]) -> None:
        expected = example["expected"]
        by_expected_order = example["request"] | {"order": expected["ordered_by"], "diverse": False, "limit": 50}
        found = answer(client, by_expected_order)
        first = [
            {"plots": one["plots"], "area_m2": one["area_m2"], "lease_usd": one["lease_usd"]}
            for one in found["options"][: len(expected["first"])]
        ]
        printed = [{key: one[key] for key in ("plots", "area_m2", "lease_usd")} for one in expected["first"]]
        assert first == printed
        assert found["searched"]["feasible"] == expected["sets"]

    @pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
    def test_example_as_it_is_sent(self, client: Client, example: dict[str, Any]) -> None:
        found = answer(client, example["request"])
        assert bool(found["options"]) is example["has_answer"]
        near = (example.get("why_none") or {}).get("near_miss")
        if near:
            given = [{"plots": one["plots"], "changes": one["changes"]} for one in found["near_misses"]]
            assert near in given


class TestAnswer:
    def test_every_key_is_there(self, client: Client) -> None:
        found = answer(client, {"sector": "software", "land": {"area_min_m2": 20000}, "utilities": {"fibre_gbps": 100}})
        assert set(found) == set(MatchAnswer.model_fields)
        MatchAnswer.model_validate(found)
        assert [found[key] for key in ("schedule", "schedule_if")] == [[]] * 2

    def test_contributions_add_up_and_the_band_holds_the_unknown(self, client: Client) -> None:
        found = answer(client, {"sector": "software", "utilities": {"water_m3_day": 5}, "limit": 50})
        assert found["options"]
        for option in found["options"]:
            criteria = option["criteria"]
            assert sum(one["contribution"] for one in criteria) == pytest.approx(option["score"])
            assert sum(one["weight"] for one in criteria) == pytest.approx(1)
            unknown = sum(one["weight"] for one in criteria if one["value"] is None)
            assert option["band"] == pytest.approx([option["score"], option["score"] + unknown])

    def test_each_criterion_has_a_reason_and_a_receipt(self, client: Client) -> None:
        price = answer(client, DATA_CENTRE)["options"][0]["criteria"][0]
        assert price["key"] == "price"
        assert "104.4" in price["reason"]
        assert price["fact"]["value"] == 104.4
        assert price["fact"]["unit"] == "USD/m2"
        assert price["fact"]["source"]
        assert price["fact"]["verified_on"] == LOADED.date().isoformat()

    def test_defaults_are_echoed(self, client: Client) -> None:
        assumed = answer(client, {"sector": "software"})["assumed"]
        assert {key: assumed[key] for key in ("combine", "max_plots", "limit", "order", "diverse", "lang")} == {
            "combine": True,
            "max_plots": 4,
            "limit": 10,
            "order": "score",
            "diverse": True,
            "lang": "en",
        }
        assert assumed["zone_status"] == "planned"
        given = answer(client, DATA_CENTRE)["assumed"]
        assert not {"combine", "max_plots", "limit", "order", "lang", "on"} & set(given)

    def test_versions_name_what_the_answer_rests_on(self, client: Client) -> None:
        found = answer(client, DATA_CENTRE)
        assert found["on"] == "2026-11-23"
        assert set(found["versions"]) == {"weights", "facts", "rules", "rates"}
        assert found["versions"]["weights"] == 1
        assert found["versions"]["rates"]["USD_VND"]["date"] == "2026-11-23"

    def test_the_same_question_has_the_same_answer(self, client: Client) -> None:
        assert ask(client, DATA_CENTRE).content == ask(client, DATA_CENTRE).content

    @pytest.mark.parametrize(
        ("body", "accept", "lang"),
        [
            ({"lang": "vi"}, "en", "vi"),
            ({}, "vi-VN,vi;q=0.9,en;q=0.5", "vi"),
            ({}, "ko, vi;q=0.5", "en"),
            ({}, "fr", "en"),
            ({"lang": "ja"}, "vi", "en"),
        ],
    )
    def test_language(self, client: Client, body: dict[str, str], accept: str, lang: str) -> None:
        response = ask(client, DATA_CENTRE | {"lang": None} | body, **{"Accept-Language": accept})
        reason = response.json()["options"][0]["criteria"][0]["reason"]
        assert response["Content-Language"] == lang
        assert reason.startswith("Giá" if lang == "vi" else "USD")

    def test_figures_do_not_depend_on_the_language(self, client: Client) -> None:
        def plain(lang: str) -> list[Any]:
            options = answer(client, DATA_CENTRE | {"lang": lang})["options"]
            return [[(one["key"], one["value"], one["contribution"]) for one in o["criteria"]] for o in options]

        assert plain("vi") == plain("en")


class TestIncentives:
    def verdicts(self, client: Client, **parts: Any) -> dict[str, dict[str, Any]]:
        found = answer(client, {"sector": "data_centre", "on": "2026-11-24", **parts})
        return {one["id"]: one for one in found["incentives"]}

    def test_a_planned_zone_is_neither_yes_nor_no(self, client: Client) -> None:
        one = self.verdicts(client)["CIT_CDTZ_10_15"]
        assert (one["verdict"], one["missing"], one["conditional_on"]) == ("unknown", ["zone_status"], ["zone_status"])
        assert "NEW_PROJECT" in one["provided_that"]
        assert one["basis"][0]["article"] == "13"
        assert one["trace"]

    def test_supposing_the_decision_shows_the_difference(self, client: Client) -> None:
        one = self.verdicts(client, assume={"zone_status": "established"})["CIT_CDTZ_10_15"]
        assert (one["verdict"], one["conditional_on"]) == ("eligible", [])

    def test_a_cost_applies_or_not(self, client: Client) -> None:
        key, fact = "QDMTT", "group_revenue_eur"
        assert self.verdicts(client)[key]["verdict"] == "unknown"
        assert self.verdicts(client, project={fact: 2_000_000_000})[key]["verdict"] == "applies"
        assert self.verdicts(client, project={fact: 1_000_000})[key]["verdict"] == "does_not_apply"

    def test_only_benefits_and_costs_are_judged(self, client: Client) -> None:
        assert {one["kind"] for one in self.verdicts(client).values()} == {"benefit", "cost"}


class TestErrors:
    def test_in_the_language_of_the_body(self, client: Client) -> None:
        body = {"sector": "software", "land": {"area_min_m2": "x"}, "lang": "vi"}
        assert errors(ask(client, body)) == {"land.area_min_m2": "Phải là số."}

    def test_in_the_language_of_the_reader(self, client: Client) -> None:
        response = ask(client, {"sector": "software", "limit": 99}, **{"Accept-Language": "vi"})
        assert errors(response) == {"limit": "Không được quá 50."}
        assert errors(ask(client, {"sector": "software", "limit": 99})) == {"limit": "Must be 50 or less."}

    def test_unknown_sector(self, client: Client) -> None:
        assert "data_centre" in errors(ask(client, {"sector": "datacenter"}))["sector"]

    def test_at_most_five_unknown_keys(self, client: Client) -> None:
        body = {"sector": "software", **{f"k{n}": 1 for n in range(5000)}}
        assert len(errors(ask(client, body))) == 5

    @pytest.mark.parametrize("body", ["{", "", "[" * 60_000, b"\xff\xfe\x00", '{"sector": "software",}', "1" * 5000])
    def test_malformed_json(self, client: Client, body: Any) -> None:
        assert list(errors(ask(client, body), 400)) == ["body"]

    @pytest.mark.parametrize("body", ["[]", "null", '"software"', "3"])
    def test_json_that_is_no_object(self, client: Client, body: str) -> None:
        assert list(errors(ask(client, body))) == ["body"]

    @pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
    def test_numbers_that_are_none(self, client: Client, text: str) -> None:
        body = '{"sector": "software", "land": {"area_min_m2": ' + text + "}}"
        assert list(errors(ask(client, body))) == ["land.area_min_m2"]

    def test_a_name_given_twice(self, client: Client) -> None:
        """The later one would silently win."""
        body = '{"sector": "software", "land": {"area_min_m2": 1, "area_min_m2": 9000}}'
        response = client.post("/api/match", body, content_type="application/json")
        assert response.status_code == 422
        assert response.json() == {"errors": {"land.area_min_m2": "This key is given twice; send it once."}}
        twice = client.post(
            "/api/match", '{"lang": "vi", "sector": "a", "sector": "b"}', content_type="application/json"
        )
        assert twice.json() == {"errors": {"sector": "Khóa này có hai lần; xin gửi một lần."}}

    @pytest.mark.parametrize("basis", ["floor_m2", "staff", "racks", "storeys"])
    @pytest.mark.parametrize("figure", [5e-324, 1e-9, 0.5, 1e9])
    def test_an_estimate_from_next_to_nothing(self, client: Client, basis: str, figure: float) -> None:
        body = {"sector": "software", "estimate_from": {"floor_m2": 1000, basis: figure}}
        assert list(errors(ask(client, body))) == [f"estimate_from.{basis}"]

    @pytest.mark.parametrize("figure", [5e-324, 1e-9, 1e9])
    def test_needs_of_next_to_nothing_and_of_very_much(self, client: Client, figure: float, settings: Any) -> None:
        settings.MATCH_RATE_PER_MINUTE = 1000
        for part, key in (
            ("land", "area_min_m2"),
            ("land", "area_max_m2"),
            ("utilities", "power_kva"),
            ("utilities", "fibre_gbps"),
            ("budget", "lease_usd_m2_max"),
            ("budget", "lease_usd_max"),
        ):
            for order in ("score", "cost", "area"):
                assert ask(client, {"sector": "software", part: {key: figure}, "order": order}).status_code == 200

    def test_people_are_whole(self, client: Client) -> None:
        assert list(errors(ask(client, {"sector": "software", "project": {"jobs": 12.5}}))) == ["project.jobs"]

    def test_storeys_alone_weigh_nothing(self, client: Client) -> None:
        weights = dict.fromkeys(("price", "zone_fit", "ready", "frontage"), 0)
        body = {"sector": "software", "estimate_from": {"storeys": 4}, "weights": weights}
        assert list(errors(ask(client, body))) == ["weights"]

    @pytest.mark.parametrize("size", [65_000, 2_000_000])
    def test_a_large_body(self, client: Client, size: int) -> None:
        assert list(errors(ask(client, '{"sector": "' + "x" * size + '"}'), 413)) == ["body"]

    def test_signs_no_text_should_have(self, client: Client) -> None:
        assert list(errors(ask(client, '{"sector": "\\ud800\\u0000"}'))) == ["sector"]

    def test_too_often(self, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(timezone, "now", lambda: BEGINS)  # no new minute begins on the way
        settings.MATCH_RATE_PER_MINUTE = 2
        for _time in range(2):
            answer(client, {"sector": "software"})
        response = ask(client, {"sector": "software"})
        assert list(errors(response, 429)) == ["body"]
        assert 0 < int(response["Retry-After"]) <= 60
        asked_in = ask(client, {"sector": "software", "lang": "vi"}, **{"Accept-Language": "en"})
        assert asked_in.status_code == 429
        assert asked_in["Content-Language"] == "vi"

    def test_another_address_is_not_held_up(self, settings: Any) -> None:
        settings.MATCH_RATE_PER_MINUTE = 1
        for address in ("10.0.0.1", "10.0.0.2"):
            answer(Client(REMOTE_ADDR=address), {"sector": "software"})

    def test_a_forged_forwarding_header_changes_nothing(self, client: Client, settings: Any) -> None:
        settings.MATCH_RATE_PER_MINUTE = 1
        answer(client, {"sector": "software"}, **{"X-Forwarded-For": "1.1.1.1"})
        forged = (ask(client, {"sector": "software"}, **{"X-Forwarded-For": f"2.2.2.{n}"}) for n in range(3))
        assert 429 in {response.status_code for response in forged}  # a new minute may begin once on the way


class TestDoor:
    def test_no_token_no_cookie_no_copy(self) -> None:
        response = ask(Client(enforce_csrf_checks=True), DATA_CENTRE)
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies

    @pytest.mark.parametrize("lang", ["vi", "en"])
    def test_the_result_is_a_record_that_replays_and_its_page_is_named(self, client: Client, lang: str) -> None:
        response = ask(client, DATA_CENTRE | {"lang": lang})
        run = MatchRun.objects.get()
        assert response["Content-Location"] == f"{settings.SITE_URL}/{lang}/match/{run.token}/"
        assert response.json()["kept_until"] == kept_until(run).isoformat()
        assert "DC-02" in client.get(f"/{lang}/match/{run.token}/").content.decode()
        assert (run.source, replay(run).match, replay(run).incentives) == ("api", "same", "same")

    def test_what_is_refused_is_not_kept(self, client: Client) -> None:
        response = ask(client, {"sector": "none"})
        assert response.status_code == 422
        assert not response.has_header("Content-Location")
        assert not MatchRun.objects.exists()

    def test_queries(self, client: Client, django_assert_max_num_queries: Any) -> None:
        answer(client, DATA_CENTRE)
        with django_assert_max_num_queries(15):
            answer(client, DATA_CENTRE)

    def test_the_documentation_is_closed_and_carries_the_examples(self, client: Client) -> None:
        doc = client.get("/api/openapi.json").json()
        body = doc["paths"]["/api/match"]["post"]["requestBody"]["content"]["application/json"]
        assert body["schema"]["additionalProperties"] is False
        assert body["examples"]["one_option"]["value"] == DATA_CENTRE
        shape = doc["components"]["schemas"]["MatchAnswer"]
        assert shape["additionalProperties"] is False
        assert set(shape["properties"]) == set(MatchAnswer.model_fields)

    def test_the_documentation_lists_every_fact_and_who_asks_it(self, client: Client) -> None:
        doc = client.get("/api/openapi.json").json()
        body = doc["paths"]["/api/match"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        project, assume = body["properties"]["project"], body["properties"]["assume"]
        assert len(project["properties"]) == 99
        assert list(assume["properties"]) == ["zone_status"]
        assert "Asked by: QDMTT" in project["properties"]["group_revenue_eur"]["description"]
        assert project["additionalProperties"] is False
