"""The schedule's own figures in the match form: read in the reader's form, kept, prefilled, and said where missing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from leads.models import MatchRun
from leads.portal.match_form import MatchForm
from leads.portal.money_fields import FIGURE_FACTS
from leads.services.law_answer import rows_of
from leads.vocabulary import vocabulary
from tests.leads.match.conftest import LOADED

pytestmark = [pytest.mark.usefixtures("park"), pytest.mark.once]
ON = LOADED.date()
SENT = {
    "sector": "semiconductor_packaging_testing",
    "project.first_revenue": "2028",
    "project.profit_by_year_usd": "2028: -200.000\n2029: 0\n2030\t1.500.000\n2031 = 2.000.000,5",
    "project.payroll_usd_year": "1.000.000",
    "project.tangible_assets_usd": "20.000.000",
    "project.group_revenue_eur": "800.000.000",
    "project.lessor": "state",
    "project.lease_decision_date": "2027-02-01",
    "project.construction_years": "1,5",
    "project.land_rent_usd_year": "100.000",
    "project.sme_status": "false",
    "project.taxable_profit_vnd": "-5",
}
STATED = {
    "first_revenue": "2028-01-01",
    "profit_by_year_usd": {"2028": -200_000, "2029": 0, "2030": 1_500_000, "2031": 2_000_000.5},
    "payroll_usd_year": 1_000_000,
    "tangible_assets_usd": 20_000_000,
    "group_revenue_eur": 800_000_000,
    "lessor": "state",
    "lease_decision_date": "2027-02-01",
    "construction_years": 1.5,
    "land_rent_usd_year": 100_000,
    "sme_status": False,
    "taxable_profit_vnd": -5,
}


def form_of(data: dict[str, Any] | None = None, lang: str = "vi", **kwargs: Any) -> MatchForm:
    with translation.override(lang):
        form = MatchForm(data, vocabulary=vocabulary(), lang=lang, on=ON, **kwargs)
        form.is_valid()
        return form


def test_every_figure_is_a_fact_of_the_vocabulary() -> None:
    assert set(FIGURE_FACTS) <= set(vocabulary().facts)


def test_the_form_gives_the_request_the_api_takes() -> None:
    form = form_of(SENT)
    assert not form.errors
    assert form.request["project"] == STATED


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_stored_request_fills_the_form_that_gives_it_again(lang: str) -> None:
    request = form_of(SENT).request
    with translation.override(lang):
        filled = MatchForm(vocabulary=vocabulary(), lang=lang, on=ON, filled=request)
        values = {name: filled[name].value() for name in filled.fields}
        assert {group.key for group in filled.figure_groups() if group.open} == {"plan", "rent", "company"}
    again = {name: "on" if value is True else value for name, value in values.items() if value not in (None, "", False)}
    assert form_of(again, lang).request["project"] == request["project"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("2028", "không phải là một năm và một số tiền"),
        ("28: 500", "không phải là một năm và một số tiền"),
        ("2028: nhiều", "không phải là một năm và một số tiền"),
        ("2028: 1,000,000", "không phải là một năm và một số tiền"),
        ("2028: 5\n2028: 6", "lặp lại"),
        ("1028: 5", "năm"),
        ("2028: " + "9" * 30, ""),
        ("\n".join(f"{2000 + n}: 5" for n in range(3000)), ""),
    ],
)
def test_a_line_that_is_none_is_said_beside_its_field(lines: str, says: str) -> None:
    form = form_of({**SENT, "project.profit_by_year_usd": lines})
    assert says in " ".join(form.errors["project.profit_by_year_usd"])


def test_the_money_rests_on_what_was_given_and_the_page_says_what_is_assumed_and_missing(client: Client) -> None:
    response = client.post("/en/match/", {**SENT_EN, "sector": "semiconductor_packaging_testing"})
    assert response.status_code == 302, response.content.decode()[:3000]
    run = MatchRun.objects.get()
    rows = {(row.tax, row.year): row for row in rows_of(run.answer["money"])}
    assert rows["cit", 2030].baseline == 300_000
    assert rows["land_rent", 2027].baseline == 100_000
    page = client.get(f"/en/match/{run.token}/money/").content.decode()
    assert "The ordinary rate of corporate income tax is 20%" in page
    assert "Payroll, tangible assets and R&amp;D spending are the same in every year." in page
    assert "The park is planned" in page
    assert f"/en/match/?run={run.token}#figures" in page
    filled = client.get(f"/en/match/?run={run.token}").content.decode()
    assert "2030: 1,500,000" in filled
    less = {key: value for key, value in SENT_EN.items() if key != "project.land_rent_usd_year"}
    again = client.post("/en/match/", less)
    token = again.headers["Location"].rstrip("/").rpartition("/")[2]
    other = client.get(f"/en/match/{token}/money/").content.decode()
    assert "Not stated, so cells are not known:" in other
    assert "Land rent" in other


SENT_EN = {
    "sector": "semiconductor_packaging_testing",
    "project.first_revenue": "2028",
    "project.profit_by_year_usd": "2028: -200,000\n2030: 1,500,000",
    "project.payroll_usd_year": "1,000,000",
    "project.lessor": "state",
    "project.lease_decision_date": "2027-02-01",
    "project.construction_years": "1.5",
    "project.land_rent_usd_year": "100,000",
}


def test_a_changed_plan_is_told_as_a_difference(client: Client) -> None:
    first = client.post("/en/match/", SENT_EN).headers["Location"].rstrip("/").rpartition("/")[2]
    changed = {**SENT_EN, "run": first, "project.profit_by_year_usd": "2028: 5"}
    second = client.post("/en/match/", changed)
    assert client.get(second.headers["Location"]).status_code == 200
