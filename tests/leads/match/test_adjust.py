"""A result changed in place, linked with the one before, replayed to the bit."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from leads.matching.values import VERSION_1
from leads.models import LandSnapshot, MatchRun, ScoreWeights
from leads.services.matching import answer_in, run_match
from leads.services.replay import replay
from leads.services.weights import WeightsInThePast, WeightsUnsound, editions, publish_weights, weights_on
from sitepages.models import Plot, Sector
from tests.leads.match.conftest import LOADED
from tests.leads.match.test_portal_result import OSAT, text_of

pytestmark = pytest.mark.usefixtures("park")
ROWS = {key: (row.weight, row.zero, row.one) for key, row in VERSION_1.rows.items()}


def run_of(request: dict[str, Any]) -> MatchRun:
    return run_match(request=request, source="site", now=LOADED)


def adjust(client: Client, run: MatchRun, data: dict[str, Any], lang: str = "vi") -> HttpResponse:
    return client.post(f"/{lang}/match/{run.token}/adjust/", data)


def newest(before: MatchRun) -> MatchRun:
    return MatchRun.objects.get(previous=before)


class TestAdjust:
    def test_an_answer_in_place_is_added_and_nothing_is_lost(self, client: Client) -> None:
        run = run_of({**OSAT, "limit": 7})
        response = adjust(client, run, {"utilities.fibre_gbps": "40", "utilities.wastewater_m3_day": ""})
        made = newest(run)
        assert response.headers["Location"] == f"/vi/match/{made.token}/"
        assert made.request == {**OSAT, "limit": 7, "utilities": {**OSAT["utilities"], "fibre_gbps": 40}}

    def test_the_page_says_what_changed(self, client: Client) -> None:
        run = run_of(OSAT)
        adjust(client, run, {"weights.price": "300"})
        page = text_of(client.get(f"/vi/match/{newest(run).token}/").content.decode())
        assert "Những gì thay đổi so với kết quả trước" in page
        assert "Trọng số: Giá đất" in page
        assert f"/vi/match/{run.token}/" in client.get(f"/vi/match/{newest(run).token}/").content.decode()

    def test_weights_are_stored_as_multipliers_and_one_moved_back_is_none(self, client: Client) -> None:
        run = run_of(OSAT)
        adjust(client, run, {"weights.price": "250", "weights.ready": "100", "weights.power": "0"})
        moved = newest(run)
        assert moved.request["weights"] == {"price": 2.5, "power": 0}
        page = text_of(client.get(f"/en/match/{moved.token}/").content.decode())
        assert "Weight: Land price 100% → 250%" in page
        assert "in percent of the published ones: Land price: 250% · Power to spare: 0%" in page
        adjust(client, moved, {"weights.price": "100", "weights.power": "100"})
        assert "weights" not in newest(moved).request

    def test_the_whole_form_opens_with_what_was_moved_here(self, client: Client) -> None:
        """A link to it would lose the weights moved and not yet sent."""
        run = run_of(OSAT)
        response = adjust(client, run, {"weights.price": "300", "edit": "1"})
        made = newest(run)
        assert made.request["weights"] == {"price": 3}
        assert response.headers["Location"] == f"/vi/match/?run={made.token}"
        assert adjust(client, made, {"weights.price": "300", "edit": "1"}).headers["Location"].endswith(made.token)

    def test_what_changed_is_told_from_the_result_the_reader_saw(self, client: Client) -> None:
        """The result made on the way to the form was never shown."""
        run = run_of(OSAT)
        adjust(client, run, {"weights.price": "300", "edit": "1"})
        hidden = newest(run)
        form = OnePage(client.get(f"/vi/match/?run={hidden.token}").content.decode()).fields["/vi/match/"]
        client.post("/vi/match/", form | {"land.area_max_m2": "4", "run": hidden.token})
        last = MatchRun.objects.order_by("-pk")[0]
        assert last.pk not in {run.pk, hidden.pk}
        assert last.previous == run
        assert last.request["weights"] == {"price": 3}

    def test_nothing_changed_is_the_same_result(self, client: Client) -> None:
        run = run_of(OSAT)
        response = adjust(client, run, {"order": "score", "weights.price": "100"})
        assert response.headers["Location"] == f"/vi/match/{run.token}/"
        assert MatchRun.objects.count() == 1

    def test_asked_again_it_is_a_new_result_of_today(self, client: Client) -> None:
        run = run_of(OSAT)
        adjust(client, run, {"again": "1"})
        assert newest(run).request == run.request

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({"weights.price": "900"}, "Land price: Must be 500 or less."),
            ({"weights.price": "-1"}, "Land price: Must be 0 or more."),
            ({"weights.price": "x"}, "Land price: Must be a whole number."),
            ({"utilities.fibre_gbps": "-3"}, "more than 0"),
            ({"utilities.fibre_gbps": "0"}, "more than 0"),
            ({"budget.lease_usd_m2_max": "0"}, "more than 0"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_stored(self, client: Client, data: dict[str, str], says: str) -> None:
        run = run_of(OSAT)
        response = adjust(client, run, data, "en")
        assert response.status_code == 422
        assert says in text_of(response.content.decode())
        assert MatchRun.objects.count() == 1

    def test_limits_are_said_in_our_own_vietnamese(self, client: Client) -> None:
        page = text_of(adjust(client, run_of(OSAT), {"weights.price": "900", "weights.ready": "-1"}).content.decode())
        assert "Giá đất: Không được quá 500." in page
        assert "Phải từ 0 trở lên." in page

    def test_keys_that_are_no_field_are_left_alone(self, client: Client) -> None:
        run = run_of(OSAT)
        adjust(client, run, {f"project.x{n}": "1" for n in range(500)} | {"order": "cost"})
        assert newest(run).request == {**OSAT, "order": "cost"}

    def test_the_full_form_keeps_what_it_does_not_ask(self, client: Client) -> None:
        run = run_of({**OSAT, "weights": {"price": 2.0}, "project": {"chip_activity": True}, "limit": 5})
        form = {"sector": "software", "order": "score", "unit": "m2", "land.max_plots": "4", "run": run.token}
        client.post("/vi/match/", form)
        made = newest(run)
        assert made.request["weights"] == {"price": 2.0}
        assert made.request["limit"] == 5
        assert made.request["sector"] == "software"
        assert made.request["project"] == {"chip_activity": True}

    def test_a_stale_token_keeps_what_was_filled_in(self, park: None) -> None:
        strict, run = Client(enforce_csrf_checks=True), run_of(OSAT)
        response = adjust(strict, run, {"weights.price": "250"})
        assert response.status_code == 403
        assert 'value="250"' in response.content.decode()


class OnePage(HTMLParser):
    """The controls of a page by the form that sends them, and the buttons that do; a form is known by its action."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.here: str | None = None
        self.ids: dict[str, str] = {}
        self.fields: dict[str, dict[str, str]] = {}
        self.buttons: dict[str, list[dict[str, str]]] = {}
        self.picked = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.here = given.get("action", "")
            self.ids[given.get("id", "")] = self.here
        owner = self.ids.get(given["form"], "") if "form" in given else self.here
        if owner is None:
            return
        name = given.get("name", "")
        if tag == "button":
            self.buttons.setdefault(owner, []).append({name: given.get("value", "")} if name else {})
        elif tag == "input" and name:
            self.fields.setdefault(owner, {})[name] = given.get("value", "")
        elif tag == "select" and name:
            self.picked = name
            self.fields.setdefault(owner, {})[name] = ""
        elif tag == "option" and self.picked and "selected" in given:
            self.fields.setdefault(owner, {})[self.picked] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.here = None
        if tag == "select":
            self.picked = ""


class TestOneForm:
    """Weights and answers stand in one form: each of its buttons sends both, without JavaScript."""

    @pytest.mark.parametrize("button", range(4))
    def test_whichever_button_is_pressed_nothing_is_lost(self, client: Client, button: int) -> None:
        run = run_of(OSAT)
        address = f"/en/match/{run.token}/adjust/"
        page = OnePage(client.get(f"/en/match/{run.token}/").content.decode())
        assert len(page.buttons[address]) == 4
        sent = page.fields[address] | {"weights.price": "250", "utilities.fibre_gbps": "40", "order": "area"}
        assert sent.keys() == page.fields[address].keys()
        client.post(address, sent | page.buttons[address][button])
        assert newest(run).request == {
            **OSAT,
            "order": "area",
            "utilities": {**OSAT["utilities"], "fibre_gbps": 40},
            "weights": {"price": 2.5},
        }

    def test_what_is_wrong_in_one_field_costs_none_of_the_others(self, client: Client) -> None:
        run = run_of(OSAT)
        address = f"/en/match/{run.token}/adjust/"
        sent = {"weights.price": "250", "utilities.fibre_gbps": "many", "order": "area"}
        page = OnePage(client.post(address, sent).content.decode())
        assert {key: page.fields[address][key] for key in sent} == sent

    def test_without_an_option_it_can_be_asked_again(self, client: Client) -> None:
        run = run_of({"sector": "software", "land": {"area_min_m2": 900_000}})
        address = f"/en/match/{run.token}/adjust/"
        assert {"again": "1"} in OnePage(client.get(f"/en/match/{run.token}/").content.decode()).buttons[address]


class TestYears:
    """A year is no number: it has no mark of thousands, wherever it is shown."""

    def test_in_the_form_that_edits_it(self, client: Client) -> None:
        run = run_of({**OSAT, "project": {"tax_year": 2030, "first_revenue": "2029-01-01"}})
        for lang in ("vi", "en"):
            page = client.get(f"/{lang}/match/?run={run.token}").content.decode()
            assert 'value="2030"' in page
            assert not re.search(r"2[.,]0(29|30)", page)

    def test_in_what_changed(self, client: Client) -> None:
        run = run_of({**OSAT, "project": {"tax_year": 2029, "profit_by_year_usd": {"2030": 1_000_000}}})
        project = {"tax_year": 2030, "profit_by_year_usd": {"2030": 2_000_000}, "first_revenue": "2029-01-01"}
        after = run_match(request={**OSAT, "project": project}, source="site", now=LOADED, previous=run)
        page = text_of(client.get(f"/en/match/{after.token}/").content.decode())
        assert "2029 → 2030" in page
        assert "2030: 1,000,000 → 2030: 2,000,000" in page
        assert "not said → 2029" in page
        assert "2029-01-01" not in page

    def test_read_as_four_figures(self, client: Client) -> None:
        form = {"sector": "software", "order": "score", "unit": "ha", "project.tax_year": "2030"}
        location = client.post("/vi/match/", form).headers["Location"]
        assert MatchRun.objects.get(token=location.split("/")[-2]).request["project"] == {"tax_year": 2030}
        for wrong, says in (("2.030", "bốn chữ số"), ("1999", "Phải từ 2024 trở lên"), ("2999", "Không được quá 2080")):
            assert says in text_of(client.post("/vi/match/", form | {"project.tax_year": wrong}).content.decode())


class TestRetiredSector:
    def test_it_is_said_since_when_and_not_that_it_is_unknown(self, client: Client) -> None:
        run = run_of(OSAT)
        Sector.objects.filter(key=OSAT["sector"]).update(retired_on=date(2026, 11, 20))
        response = client.post("/api/match", {**OSAT, "lang": "en"}, content_type="application/json")
        assert response.status_code == 422
        says = response.json()["errors"]["sector"]
        assert says.startswith("This sector has not been in use since 20 Nov 2026. Sectors in use: ")
        assert "semiconductor_packaging_testing" not in says.partition("Sectors in use")[2]
        adjusted = text_of(adjust(client, run, {"order": "cost"}).content.decode())
        assert "Ngành này không còn được dùng từ ngày 20/11/2026. Chọn một ngành khác." in adjusted
        form = text_of(client.post("/en/match/", {"sector": OSAT["sector"], "unit": "ha"}).content.decode())
        assert "has not been in use since 20 Nov 2026" in form
        assert "20 Nov 2026" in text_of(client.get(f"/en/match/?sector={OSAT['sector']}").content.decode())
        assert "20 Nov 2026" in text_of(client.get(f"/en/match/?run={run.token}").content.decode())


class TestEstimate:
    def test_an_estimate_is_shown_with_its_range_and_source(self, client: Client) -> None:
        run = run_of({"sector": "electronics_hardware", "estimate_from": {"staff": 600}})
        answer = answer_in(run, "en")
        assert {one["key"] for one in answer["assumed"]["estimates"]} >= {"land.area_min_m2", "utilities.power_kva"}
        page = text_of(client.get(f"/en/match/{run.token}/").content.decode())
        assert "(estimate," in page
        assert "Factory: 36" in page

    def test_through_the_form(self, client: Client) -> None:
        form = {"sector": "data_centre", "order": "score", "unit": "ha", "estimate_from.racks": "500"}
        location = client.post("/en/match/", form).headers["Location"]
        run = MatchRun.objects.get(token=location.split("/")[-2])
        assert run.request["estimate_from"] == {"racks": 500}
        assert run.answer["assumed"]["estimates"]


class TestReplay:
    def test_to_the_bit_after_the_land_has_changed(self) -> None:
        run = run_of(OSAT)
        Plot.objects.filter(code="SX-23").update(status="leased")
        stored = MatchRun.objects.get(pk=run.pk)
        assert answer_in(run_of(OSAT), "en")["options"][0]["plots"] != ["SX-23"]
        assert (replay(stored).match, replay(stored).incentives) == ("same", "same")
        assert LandSnapshot.objects.count() == 2

    def test_a_result_tampered_with_is_found(self) -> None:
        run = run_of(OSAT)
        run.answer["match"]["options"][0]["score"] += 1e-12
        run.save()
        assert replay(run).broken
        with pytest.raises(CommandError):
            call_command("replay_matches", stdout=StringIO())

    def test_the_command_replays_weights_estimates_and_sliders(self) -> None:
        run_of({"sector": "electronics_hardware", "estimate_from": {"staff": 600}, "weights": {"price": 3.0}})
        out = StringIO()
        call_command("replay_matches", stdout=out)
        assert "1 replayed, none differs" in out.getvalue()

    def test_the_land_is_kept_again_after_a_result_was_rolled_back(self) -> None:
        with transaction.atomic():
            run_of(OSAT)
            transaction.set_rollback(True)
        assert replay(run_of(OSAT)).match == "same"

    def test_without_its_land_it_says_so(self) -> None:
        run = run_of(OSAT)
        LandSnapshot.objects.all().delete()
        assert replay(run).match == "land_not_kept"


class TestWeights:
    def test_a_new_version_counts_from_its_day_and_old_results_keep_theirs(self) -> None:
        before = run_of(OSAT)
        tomorrow = LOADED.date() + timedelta(days=1)
        made = publish_weights(
            rows=ROWS | {"price": (60, 150, 60)}, valid_from=tomorrow, note="more price", by=None, now=LOADED
        )
        assert made.version == 2
        assert weights_on(LOADED.date()).version == 1
        after = run_match(request=OSAT, source="site", now=LOADED + timedelta(days=1))
        assert after.versions["weights"] == 2
        assert replay(before).match == replay(after).match == "same"

    def test_what_another_process_published_counts_at_once(self) -> None:
        """Straight into the table, as that process writes it: nothing in this one is told."""
        on = LOADED.date()
        assert weights_on(on).version == 1
        rows = {key: list(row) for key, row in (ROWS | {"price": (60, 150, 60)}).items()}
        ScoreWeights.objects.create(version=2, rows=rows, valid_from=on, note="", set_at=LOADED)
        assert weights_on(on).version == 2
        assert [one.table.version for one in editions()] == [2, 1]

    @pytest.mark.parametrize("wrong", [{"price": (-1, 150, 60)}, {"price": (1, 60, 60)}, {"odd": (1, 0, 1)}])
    def test_a_table_that_makes_no_score_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(WeightsUnsound):
            publish_weights(rows=ROWS | wrong, valid_from=LOADED.date(), note="x", by=None, now=LOADED)
        assert not ScoreWeights.objects.exists()

    def test_no_version_reaches_back(self) -> None:
        day = LOADED.date() - timedelta(days=1)
        with pytest.raises(WeightsInThePast):
            publish_weights(rows=ROWS | {"price": (60, 150, 60)}, valid_from=day, note="x", by=None, now=LOADED)
