"""The status of a plot is a fact with a receipt: source, day, person, last day of use."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from sitepages.land.answers import Answer, AnswerState
from sitepages.models import Plot, PlotStatusChange
from sitepages.services.answer_sheet import answer_sheet
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on

DAYS = 90  # max_age_days of site_status in the questionnaire


@pytest.fixture
def today(whole_site: datetime) -> date:
    return whole_site.date()


def cell(on: date) -> Answer:
    sheet = answer_sheet(facts_on(on, ["SX-16"]), index_on(on), ["SX-16"])
    place = next(number for number, one in enumerate(sheet.questions) if one.maps_to == "plot:status")
    return sheet.columns[0][1][place]


def told(status: str, source: str, since: date) -> None:
    plot = Plot.objects.get(code="SX-16")
    PlotStatusChange.objects.create(plot=plot, status=status, since=since, reason=source, recorded_by="Lan")


def test_the_answer_sheet_names_the_true_source_and_day_of_a_status(today: date) -> None:
    plot = Plot.objects.get(code="SX-16")
    PlotStatusChange.objects.filter(plot=plot).delete()
    told(plot.status, "Công văn 77", today - timedelta(days=5))
    found = cell(today)
    assert (found.source, found.verified_on, found.illustrative) == ("Công văn 77", today - timedelta(days=5), False)
    assert found.valid_until == today + timedelta(days=DAYS - 5)


def test_an_invented_status_is_marked_illustrative(today: date) -> None:
    assert cell(today).illustrative


def test_a_status_past_its_days_is_unknown(today: date) -> None:
    last = facts_on(today, ["SX-16"]).plots[0].status_fact
    assert last
    assert last.valid_until
    assert cell(last.valid_until).state is AnswerState.KNOWN
    assert cell(last.valid_until + timedelta(days=1)).state is AnswerState.UNKNOWN


def test_since_is_of_the_status_shown_whatever_else_the_history_says(today: date) -> None:
    shown = facts_on(today, ["SX-16"]).plots[0]
    other = "leased" if shown.status != "leased" else "available"
    told(other, "Nhập sau", today + timedelta(days=1))
    assert facts_on(today, ["SX-16"]).plots[0].status_since == shown.status_since
