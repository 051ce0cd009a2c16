"""The money on the result page: identity's own figures, the minimum tax never dropped, nothing unknown as 0."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from leads.models import MatchRun
from leads.portal.match_page import MatchPage, match_page
from leads.services.matching import run_match
from leads.vocabulary import vocabulary
from tests.leads.match.conftest import LOADED

pytestmark = [pytest.mark.usefixtures("park"), pytest.mark.once]
PLAN = {"first_revenue": "2028-01-01", "first_profit": "2030-01-01", "annual_profit_usd": 6_000_000}
OSAT = {"sector": "semiconductor_packaging_testing", "project": PLAN}


def run_of(request: dict[str, Any]) -> MatchRun:
    return run_match(request=request, source="site", now=LOADED)


def page_of(request: dict[str, Any], lang: str = "vi") -> MatchPage:
    with translation.override(lang):
        return match_page(run_of(request), vocabulary=vocabulary(), lang=lang, today=LOADED.date())


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).replace("\xa0", " ").split())


def test_the_table_groups_years_alike_and_keeps_the_minimum_tax() -> None:
    table = page_of(OSAT).money.tables[0]
    assert [(line.years, line.note, line.due, line.spared, line.top_up) for line in table.lines] == [
        ("2028–2029", "chưa có lãi", "0", "0", "0"),
        ("2030–2033", "được miễn", "0", "1.200.000", "≤\xa0900.000"),
        ("2034–2042", "5%", "300.000", "900.000", "≤\xa0600.000"),
        ("2043–2045", "20%: thuế suất thông thường", "1.200.000", "0", "0"),
    ]
    assert (table.total.due, table.total.spared, table.total.top_up) == ("6.300.000", "12.900.000", "≤\xa09.000.000")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_says_what_is_stated_what_hangs_and_what_is_left_out(client: Client, lang: str) -> None:
    html = client.get(f"/{lang}/match/{run_of(OSAT).token}/").content.decode()
    text = text_of(html)
    for words in {
        "vi": (
            "mỗi năm từ 2030",
            "Thuế tối thiểu*",
            "Một câu trả lời đổi con số này",
            "Chưa tính chuyển lỗ",
        ),
        "en": (
            "a year from 2030. The profit is not",
            "Minimum tax*",
            "One answer changes this figure",
            "Losses are not",
        ),
    }[lang]:
        assert words in text
    assert 'class="chart"' in html
    assert "style=" not in html
    drawn = html[html.index('<svg class="chart"') :].partition("</svg>")[0]
    assert not re.search(r'="[0-9]+,', drawn)  # SVG numbers have a point in every language


def test_a_known_small_group_has_no_minimum_tax_column() -> None:
    small = OSAT | {"project": {**PLAN, "group_revenue_eur": 1_000_000}}
    table = page_of(small).money.tables[0]
    assert (table.has_top_up, page_of(small).money.question) == (False, "")


def test_what_nobody_stated_is_not_known() -> None:
    rent = {**PLAN, "lessor": "state", "lease_decision_date": "2027-01-01", "construction_years": 2}
    page = page_of(OSAT | {"project": rent})
    land = next(table for table in page.money.tables if table.title == "Tiền thuê đất")
    assert {line.due for line in land.lines} == {""}
    assert page_of({"sector": "software"}).money.tables == ()


def test_other_money_stands_apart_with_who_decides() -> None:
    big = OSAT | {"project": {**PLAN, "capital_vnd": 6_000_000_000_000, "disbursed_5y_vnd_bn": 6000}}
    shown = page_of(big, "en").money.supposed
    special = next(one for one in shown if one.ceiling)
    assert (special.decided_by, special.hangs_on) == ("Prime Minister", "Prime Minister's decision")
    own = "Spares USD\xa010,500,000 to USD\xa035,250,000 in all"  # less 15, 12.5 and 10 % of 6 m for 6, 13 and 16 years
    assert special.told == f"{own}, instead of USD\xa03,900,000 to USD\xa012,900,000."
    table = special.tables[0]
    assert (table.asterisk, table.total.top_up) == (True, "≤\xa024,750,000")
    assert "EUR 750 m" in table.footnotes[0]


def test_the_form_asks_whether_a_project_kept_an_older_law(client: Client) -> None:
    asked = {"sector": "software", "land.area_min_m2": "0.5", "unit": "ha"}
    sent = client.post("/en/match/", asked | {"project.law_locked_on": "2025-09-30"})
    assert sent.status_code == 302
    assert MatchRun.objects.get().request["project"]["law_locked_on"] == "2025-09-30"
    form = client.get(f"/en/match/?run={MatchRun.objects.get().token}").content.decode()
    assert 'value="2025-09-30"' in form
    later = client.post("/en/match/", asked | {"project.law_locked_on": "2099-01-01"}).content.decode()
    assert "a new project is judged by the law of that day anyway" in later


def test_a_project_that_kept_an_older_law_reads_so(client: Client) -> None:
    kept = OSAT | {"project": {**PLAN, "law_locked_on": "2025-09-30"}}
    page = page_of(kept, "en")
    assert page.money.kept_law.startswith("The project keeps the law of 30 Sep 2025.")
    assert {line.spared for line in page.money.tables[0].lines} == {"0"}
    assert page.money.by_todays_law[0].total.spared == "12,900,000"
