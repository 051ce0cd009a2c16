"""The result page: the answer first, reasons that add up, unknown said as unknown, in both languages."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from leads.api.answers import DATA_CENTRE
from leads.matching.record import from_json
from leads.matching.words_relief import in_the_way
from leads.models import MatchRun
from leads.portal.match_page import MatchPage, match_page
from leads.services.letters import nothing_fits
from leads.services.matching import run_match
from leads.vocabulary import vocabulary
from sitepages.models import ParkSettings
from tests.leads.match.conftest import LOADED

pytestmark = [pytest.mark.usefixtures("park"), pytest.mark.once]
OSAT = {
    "sector": "semiconductor_packaging_testing",
    "land": {"area_min_m2": 20000, "area_max_m2": 30000},
    "needed_by": "2026-12-31",
    "utilities": {"power_kva": 1300, "water_m3_day": 70},
}
FAB = {"sector": "semiconductor_manufacturing", "land": {"area_min_m2": 240000, "max_plots": 8}}


def run_of(request: dict[str, Any]) -> MatchRun:
    return run_match(request=request, source="site", now=LOADED)


def page_of(request: dict[str, Any], lang: str = "vi") -> MatchPage:
    with translation.override(lang):
        return match_page(run_of(request), vocabulary=vocabulary(), lang=lang, today=LOADED.date())


def body_of(client: Client, run: MatchRun, lang: str = "vi") -> str:
    response = client.get(f"/{lang}/match/{run.token}/")
    assert response.status_code == 200
    return response.content.decode()


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).replace("&nbsp;", " ").split())


class TestHeadline:
    def test_it_fits(self) -> None:
        assert page_of(OSAT).headline == "Hợp. 10 phương án, tốt nhất là SX-23."
        assert page_of(OSAT, "en").headline == "It fits. 10 options, best is SX-23."

    def test_one_option(self) -> None:
        assert page_of(DATA_CENTRE, "en").headline == "It fits. One option: DC-02."

    def test_nearest_change(self) -> None:
        later = DATA_CENTRE | {"needed_by": "2027-06-30"}
        assert page_of(later).headline == "Chưa hợp. Gần nhất: đổi ngày sang 30/06/2028 thì có DC-02."
        assert page_of(later, "en").headline == "Not yet. Nearest: by 30 Jun 2028, DC-02 fits."

    @pytest.mark.parametrize(
        ("cut", "said"),
        [
            ({"complete": True}, "All connected groups of plots were examined; the order is exact."),
            (
                {"exact_options": 2, "bound": 0.5, "bound_unit": "score"},
                "2 options are proven, those after them are good ones. No group not seen has more than 50.0 points.",
            ),
            (
                {"exact_options": 0, "bound": 2e6, "bound_unit": "USD"},
                "not proven to be the best. No group not seen costs less than USD 2,000,000.",
            ),
            (
                {"exact_options": 1, "bound": None, "near_complete": False},
                "1 option is proven, those after it are good ones. The near misses are the nearest of those seen.",
            ),
        ],
    )
    def test_a_search_cut_short_says_what_is_proven(self, cut: dict[str, Any], said: str) -> None:
        run = run_of(OSAT)
        searched = run.answer["match"]["searched"]
        searched |= {"complete": False} | cut
        with translation.override("en"):
            page = match_page(run, vocabulary=vocabulary(), lang="en", today=LOADED.date())
        assert page.searched.replace("\N{NO-BREAK SPACE}", " ").endswith(said)

    def test_far_from_anything_says_what_stands_in_the_way(self) -> None:
        page = page_of(FAB)
        assert page.headline == "Chưa hợp. Vướng: diện tích tối thiểu."
        assert "xuống 10,38\xa0ha thì có 1 phương án, tốt nhất là SX-22 + SX-23 + SX-24." in page.lede
        assert (page.fits, page.near, page.options) == (False, (), ())


class TestOptions:
    def test_points_shown_add_up_to_the_score(self) -> None:
        for option in page_of(OSAT, "en").options:
            assert sum(Decimal(line.points) for line in option.contributions) == Decimal(option.points)
            assert sum(Decimal(line.most) for line in option.contributions) == 100
            assert all(Decimal(line.points) <= Decimal(line.most) for line in option.contributions)

    def test_three_in_full_the_rest_as_a_table(self) -> None:
        page = page_of(OSAT)
        assert [one.rank for one in page.options] == [1, 2, 3]
        assert [one.rank for one in page.others] == list(range(4, 11))

    def test_what_is_not_known_is_said_and_opens_the_band(self) -> None:
        page = page_of({"sector": "electronics_hardware", "utilities": {"water_m3_day": 1}, "limit": 50})
        (unknown,) = (one for one in (*page.options, *page.others) if one.plots == ("SX-16",))
        reason = next(one for one in unknown.reasons if one.tone == "may-be")
        assert reason.text.startswith("Chưa biết lượng nước (SX-16: hết hạn ")
        assert unknown.band > unknown.points

    def test_numbers_in_svg_carry_a_point(self) -> None:
        page = page_of(OSAT)
        assert all("," not in bar.x + bar.width for option in page.options for bar in option.bars)


class TestNearMisses:
    def test_from_and_to_in_the_readers_form(self) -> None:
        change = page_of(DATA_CENTRE | {"needed_by": "2027-06-30"}).near[0].changes[0]
        assert (change.name, change.before, change.after) == ("Cần đất trước ngày", "30/06/2027", "30/06/2028")

    def test_every_plot_that_is_out_stands_under_its_reason_with_its_receipt(self, client: Client) -> None:
        page = page_of(OSAT, "en")
        assert page.out_count == 110 - run_of(OSAT).answer["match"]["searched"]["candidates"]
        leased = next(one for one in page.out if one.why == "Leased")
        assert leased.plots
        late = next(one for one in page.out if one.why.startswith("Ready from 30 Jun"))
        assert "needed by 31 Dec 2026" in late.why
        assert "recorded 25 Nov 2026" in late.receipt or "recorded 24 Nov 2026" in late.receipt
        html = text_of(body_of(client, run_of(OSAT), "vi"))
        assert f"Vì sao {page.out_count} lô không được xét" in html

    def test_where_nothing_is_near_a_larger_change_is_told_there_too(self, client: Client) -> None:
        request = OSAT | {
            "land": {"area_min_m2": 15000, "area_max_m2": 30000},
            "utilities": {"power_kva": 18000, "water_m3_day": 1200},
            "needed_by": "2028-06-30",
        }
        page = page_of(request, "en")
        assert not page.fits
        assert not page.near
        assert page.larger
        assert page.larger in page.lede
        assert text_of(page.larger) in text_of(body_of(client, run_of(request), "en")).split("Near misses")[1]

    def test_only_what_was_surveyed_was_verified(self) -> None:
        park = ParkSettings.load()
        park.land_illustrative = False
        park.save()
        receipts = [one.receipt for one in page_of(OSAT, "en").out if one.receipt]
        assert receipts
        assert all("verified" in one and "recorded" not in one for one in receipts)

    def test_blocked_is_said_in_words(self) -> None:
        land = {"area_min_m2": 45000, "area_max_m2": 60000}
        page = page_of({"sector": "logistics_support", "land": land})
        assert page.near[0].blocked == "Bị chặn: LG-01, LG-02: Đang giữ chỗ. Đổi nhu cầu không giúp được."
        assert page.headline == "Hiện chưa trống: LG-01 + LG-02 + LG-03 sẽ phù hợp."


class TestIncentives:
    def test_conditional_only_where_the_zone_alone_decides(self) -> None:
        groups = {group.title: group for group in page_of(DATA_CENTRE).incentives}
        waiting = groups["Chỉ khi khu được thành lập hoặc công nhận"]
        assert any("10% trong 15 năm" in row.name for row in waiting.rows)
        assert all(row.tag == "Có điều kiện" for row in waiting.rows)
        assert all("Chỉ áp dụng khi khu được thành lập hoặc công nhận." in row.notes for row in waiting.rows)

    def test_missing_facts_are_named_in_words(self) -> None:
        rows = [row for group in page_of(OSAT, "en").incentives for row in group.rows]
        minimum_tax = next(row for row in rows if "minimum tax" in row.name)
        assert minimum_tax.name.endswith("(a cost)")
        assert any("Consolidated group revenue" in note for note in minimum_tax.notes)

    def test_each_row_has_clause_and_certainty(self) -> None:
        for group in page_of(OSAT).incentives:
            for row in group.rows:
                assert re.search(r"\d", row.basis)
                assert "None" not in row.basis
                assert "24/11/2026" in row.certainty


class TestPage:
    def test_rendering_asks_the_database_nothing(self) -> None:
        page = page_of(OSAT)
        request = RequestFactory().get("/vi/match/x/")
        context = {"page": page, "request": request}
        for name in ("option", "incentive", "plan", "plots"):
            part = {"option": page.options[0], "row": page.incentives[0].rows[0], "plan": page.plan, "plots": ("A",)}
            with CaptureQueriesContext(
                connection,
            ) as asked:
                render_to_string(f"leads/parts/{name}.html", context | part)
            assert len(asked) == 0

    @pytest.mark.parametrize("lang", ["vi", "en"])
    def test_the_page_says_what_the_value_says(self, client: Client, lang: str) -> None:
        run = run_of(OSAT)
        text = text_of(body_of(client, run, lang))
        with translation.override(lang):
            page = match_page(run, vocabulary=vocabulary(), lang=lang, today=LOADED.date())
        assert page.headline in text
        assert page.options[0].points in text
        assert ("minh họa" if lang == "vi" else "illustrative") in text
        for reason in page.options[0].reasons:
            assert text_of(reason.text) in text

    def test_the_page_links_on(self, client: Client) -> None:
        run = run_of(OSAT)
        body = body_of(client, run)
        assert f'href="/vi/match/?run={run.token}"' in body
        assert f'href="/vi/match/{run.token}/send/"' in body
        assert f'href="/en/match/{run.token}/"' in body  # the switch keeps the token

    def test_headers(self, client: Client) -> None:
        response = client.get(f"/vi/match/{run_of(OSAT).token}/")
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "strict-origin"
        assert "noindex" in response["X-Robots-Tag"]
        assert set(response.cookies) == {"csrftoken"}  # it has forms

    def test_an_address_that_is_nobodys(self, client: Client) -> None:
        assert client.get("/vi/match/AAAAAAAAAAAAAAAAAAAAAAAA/").status_code == 404

    def test_tokens_cannot_be_guessed(self) -> None:
        tokens = {run_of({"sector": "software"}).token for _time in range(5)}
        assert len(tokens) == 5
        assert all(len(token) >= 24 for token in tokens)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_first_mail_says_of_a_result_without_an_option_what_the_page_says(lang: str) -> None:
    later = DATA_CENTRE | {"needed_by": "2027-06-30"}
    for sought in (FAB, later, {"sector": "software", "land": {"area_min_m2": 4e6}}):
        run = run_of(sought)
        said, page = nothing_fits(run.answer, lang), page_of(sought, lang)
        assert said.startswith({"vi": "Chưa có phương án", "en": "No option meets every need yet."}[lang])
        told = in_the_way(from_json(run.answer["match"]), lang)
        assert told
        assert all(sentence in said for sentence in told)
        if not run.answer["match"]["near_misses"]:
            assert all(sentence in page.lede for sentence in told)
    assert nothing_fits(run_of({"sector": "software"}).answer, lang) == ""
