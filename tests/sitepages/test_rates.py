"""Rates of exchange by date: entered with a source, withdrawn with a reason, never changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sitepages.incentives.golden import misses
from sitepages.models import ExchangeRate, IncentiveVersion
from sitepages.services import rates
from sitepages.services.law import law_book, rates_on
from sitepages.services.policy import NoRight
from tests.sitepages.desk_people import Desk, desk_people, signed


@pytest.fixture
def desk(park: datetime) -> Desk:
    return desk_people(park)


def given(desk: Desk, **changes: Any) -> dict[str, Any]:
    base = {"pair": "USD_VND", "value": Decimal(26_100), "day": desk.now.date(), "source": "SBV 1/2026"}
    return {**base, "low": None, "high": None, "sure": False, "by": desk.editor, "now": desk.now, **changes}


def test_a_rate_counts_from_its_day_and_is_no_longer_illustrative(desk: Desk) -> None:
    today = desk.now.date()
    before = rates_on(today)["USD_VND"]["value"]
    rate = rates.enter_rate(**given(desk))
    assert (rates_on(today)["USD_VND"]["value"], rates_on(today)["USD_VND"]["illustrative"]) == (26_100, False)
    assert law_book(today).rate("USD_VND", today.isoformat()).value == 26_100
    assert (rate.entered_by, rate.entered_at) == (desk.editor, desk.now)
    rates.withdraw_rate(rate=rate, why="Nhập nhầm", by=desk.editor, now=desk.now)
    assert rates_on(today)["USD_VND"]["value"] == before
    assert law_book(today).rate("USD_VND", today.isoformat()).value == before


def test_a_slip_of_a_digit_is_asked_about(desk: Desk) -> None:
    with pytest.raises(rates.RateFar):
        rates.enter_rate(**given(desk, value=Decimal(2_610)))
    assert rates.enter_rate(**given(desk, value=Decimal(32_000), sure=True)).value == 32_000


def test_what_is_refused(desk: Desk) -> None:
    with pytest.raises(NoRight):
        rates.enter_rate(**given(desk, by=desk.jurist))
    with pytest.raises(rates.RateAhead):
        rates.enter_rate(**given(desk, day=desk.now.date() + timedelta(days=2)))
    with pytest.raises(rates.RateEnds):
        rates.enter_rate(**given(desk, low=Decimal(26_200)))
    rates.enter_rate(**given(desk))
    with pytest.raises(rates.RateThere):
        rates.enter_rate(**given(desk))


def test_the_last_rate_of_a_pair_stays_and_none_is_withdrawn_twice(desk: Desk) -> None:
    only = ExchangeRate.objects.get(pair="EUR_VND")
    with pytest.raises(rates.LastRate):
        rates.withdraw_rate(rate=only, why="x", by=desk.editor, now=desk.now)
    rate = rates.enter_rate(**given(desk))
    rates.withdraw_rate(rate=rate, why="x", by=desk.editor, now=desk.now)
    with pytest.raises(rates.RateGone):
        rates.withdraw_rate(rate=rate, why="x", by=desk.editor, now=desk.now)
    with pytest.raises(NoRight):
        rates.withdraw_rate(rate=only, why="x", by=desk.approver, now=desk.now)


def test_the_page_enters_withdraws_and_keeps_what_was_typed(desk: Desk) -> None:
    client = signed(desk.editor)
    sent = {"pair": "USD_VND", "day": str(desk.now.date()), "value": "2610", "source": "SBV"}
    refused = client.post("/admin/law/rates/", sent)
    assert refused.status_code == 409
    assert "2610" in refused.content.decode()
    assert client.post("/admin/law/rates/", {**sent, "value": "26100"}).status_code == 302
    rate = ExchangeRate.objects.get(value=26_100)
    client.post(f"/admin/law/rates/{rate.pk}/withdraw/", {"why": ""})
    rate.refresh_from_db()
    assert rate.withdrawn_at is None
    client.post(f"/admin/law/rates/{rate.pk}/withdraw/", {"why": "Nhầm ngày"})
    rate.refresh_from_db()
    assert (rate.withdrawn_by, rate.withdrawn_why) == (desk.editor, "Nhầm ngày")
    page = client.get("/admin/law/rates/").content.decode()
    assert "Nhầm ngày" in page
    assert signed(desk.jurist).post("/admin/law/rates/", {**sent, "value": "26100"}).status_code == 403


def test_a_rate_of_a_day_before_counts_only_until_the_next(desk: Desk) -> None:
    rates.enter_rate(**given(desk, value=Decimal(25_500), day=date(2025, 12, 1)))
    assert rates_on(date(2025, 11, 30))["USD_VND"]["value"] == 25_000
    assert rates_on(date(2025, 12, 2))["USD_VND"]["value"] == 25_500
    assert rates_on(date(2026, 11, 24))["USD_VND"]["value"] == 26_000


# --- golden cases ---


def turning(desk: Desk, **changes: Any) -> dict[str, Any]:
    """A rate at which a threshold in dong falls on the other side of a golden case's dollars, dated on its day."""
    ExchangeRate.objects.filter(pair="USD_VND", value=25_000).delete()
    ExchangeRate.objects.filter(pair="USD_VND").update(date=date(2020, 1, 1))
    verified = IncentiveVersion.objects.get(incentive__key="SPECIAL_5_37").verified_on
    return given(desk, value=Decimal(10_000), day=verified, sure=True, **changes)


def test_a_rate_that_turns_golden_cases_names_them_before_it_is_entered(desk: Desk) -> None:
    sent = turning(desk)
    before = ExchangeRate.objects.count()
    with pytest.raises(rates.RateTurns) as refused:
        rates.enter_rate(**sent)
    assert refused.value.turned
    assert ExchangeRate.objects.count() == before
    seen_by_hand = {key for key, _miss in refused.value.turned}
    rate = rates.enter_rate(**sent, turns=True)
    book = law_book(sent["day"])
    failing = {record.key for record in book.records if misses(book, with_cases(record.key))}
    assert failing == seen_by_hand
    rates.withdraw_rate(
        rate=rate, why="Nhập nhầm", by=desk.editor, now=desk.now
    )  # turns the cases back: nothing to ask


def with_cases(key: str) -> dict[str, Any]:
    version = IncentiveVersion.objects.get(incentive__key=key, number=1)
    return {**version.record, "id": key, "kind": version.incentive.kind}


def test_a_withdrawal_that_turns_golden_cases_names_them_first(desk: Desk) -> None:
    sent = turning(desk)
    right = ExchangeRate.objects.get(pair="USD_VND")
    ExchangeRate.objects.filter(pk=right.pk).update(date=sent["day"] - timedelta(days=1))
    rates.enter_rate(**{**sent, "day": date(2019, 1, 1)})  # older than the one that counts: turns nothing
    with pytest.raises(rates.RateTurns):
        rates.withdraw_rate(rate=right, why="Thử", by=desk.editor, now=desk.now)
    page = signed(desk.editor).post(f"/admin/law/rates/{right.pk}/withdraw/", {"why": "Thử"})
    assert page.status_code == 409
    assert 'name="turns"' in page.content.decode()
    done = signed(desk.editor).post(f"/admin/law/rates/{right.pk}/withdraw/", {"why": "Thử", "turns": "on"})
    assert done.status_code == 302
    right.refresh_from_db()
    assert right.withdrawn_at is not None


def test_the_page_tells_the_cases_and_asks(desk: Desk) -> None:
    client, sent = signed(desk.editor), turning(desk)
    data = {"pair": "USD_VND", "day": sent["day"].isoformat(), "value": "10000", "source": "SBV", "sure": "on"}
    page = client.post("/admin/law/rates/", data)
    assert page.status_code == 409
    html = page.content.decode()
    alert = html[html.index('role="alert"') :]
    assert "/admin/law/rule/SPECIAL_" in alert[: alert.index("</ul>")]
    assert 'name="turns"' in html
    assert client.post("/admin/law/rates/", {**data, "turns": "on"}).status_code == 302


def test_a_rate_of_today_turns_no_case_of_an_earlier_day(desk: Desk) -> None:
    assert rates.enter_rate(**given(desk, value=Decimal(10_000), sure=True)).value == 10_000
