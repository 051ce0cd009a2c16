"""The status of a plot is a fact with a receipt: past its day it is not verified, at every door."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client

from sitepages.explorer.filters import Wanted
from sitepages.explorer.list_page import plot_list
from sitepages.land.answers import Answer, AnswerState
from sitepages.land.exporters import plots_geojson
from sitepages.land.facts import NOT_VERIFIED, FactState, PlotFacts
from sitepages.models import ParkSettings, Plot, PlotNeighbour, PlotReceipt, PlotStatusChange
from sitepages.models.land import STATUS
from sitepages.services.answer_sheet import answer_sheet
from sitepages.services.changes import undo_change_set
from sitepages.services.facts import facts_on
from sitepages.services.front import front_page
from sitepages.services.holding import show_held
from sitepages.services.land_facts import ReceiptGiven, StatusBackdated, change_status, seen_of, verify_facts
from sitepages.services.land_index import index_on

DAYS = 90  # max_age_days of site_status in the questionnaire
CODE = "SX-16"


@pytest.fixture
def today(whole_site: datetime) -> date:
    return whole_site.date()


def cell(on: date) -> Answer:
    sheet = answer_sheet(facts_on(on, [CODE]), index_on(on), [CODE])
    place = next(number for number, one in enumerate(sheet.questions) if one.maps_to == "plot:status")
    return sheet.columns[0][1][place]


def adjoining(on: date, code: str) -> Answer:
    sheet = answer_sheet(facts_on(on, [code]), index_on(on), [code])
    place = next(number for number, one in enumerate(sheet.questions) if one.maps_to == "computed:adjacent_free_area")
    return sheet.columns[0][1][place]


def test_free_land_beside_a_plot_is_told_no_longer_than_the_statuses_it_counts(today: date) -> None:
    pairs = PlotNeighbour.objects.filter(first__status="available", second__status="available")
    code, beside = pairs.values_list("first__code", "second__code")[0]
    PlotReceipt.objects.filter(field="area_m2").update(valid_until=None)
    PlotReceipt.objects.filter(field=STATUS).update(verified_on=today, valid_until=None)
    found = adjoining(today, code)
    assert found.state is AnswerState.KNOWN
    assert found.valid_until == today + timedelta(days=DAYS)
    soon = today + timedelta(days=3)
    PlotReceipt.objects.filter(plot__code=beside, field=STATUS).update(valid_until=soon)
    assert adjoining(today, code).valid_until == soon
    PlotReceipt.objects.filter(plot__code=code, field="area_m2").update(valid_until=today)
    assert adjoining(today, code).valid_until == soon


def receipt(**values: Any) -> None:
    PlotReceipt.objects.filter(plot__code=CODE, field=STATUS).update(**values)


def expire(today: date) -> None:
    receipt(verified_on=today - timedelta(days=DAYS + 1), valid_until=today - timedelta(days=1))


def the_plot(on: date) -> PlotFacts:
    return facts_on(on, [CODE]).plots[0]


def changed(status: str, day: date, now: datetime) -> Any:
    plot, by = Plot.objects.get(code=CODE), User.objects.get_or_create(username="lan")[0]
    given, seen = ReceiptGiven("Công văn 77", day), seen_of(plot, STATUS)
    return change_status(plot=plot, status=status, given=given, seen=seen, by=by, now=now)


# --- The receipt ---


def test_the_answer_sheet_names_the_true_source_and_day_of_a_status(today: date) -> None:
    day = today - timedelta(days=5)
    receipt(source="Công văn 77", verified_on=day, valid_until=day + timedelta(days=DAYS), illustrative=False)
    found = cell(today)
    assert (found.source, found.verified_on, found.illustrative) == ("Công văn 77", day, False)
    assert found.valid_until == today + timedelta(days=DAYS - 5)


def test_an_invented_status_is_marked_illustrative(today: date) -> None:
    assert cell(today).illustrative


def test_a_status_past_its_days_is_unknown(today: date) -> None:
    last = the_plot(today).status_fact
    assert last
    assert last.valid_until
    assert cell(last.valid_until).state is AnswerState.KNOWN
    assert cell(last.valid_until + timedelta(days=1)).state is AnswerState.UNKNOWN


def test_since_is_of_the_status_shown_whatever_else_the_history_says(today: date) -> None:
    shown = the_plot(today)
    other = "leased" if shown.status != "leased" else "available"
    plot = Plot.objects.get(code=CODE)
    day = today + timedelta(days=1)
    PlotStatusChange.objects.create(plot=plot, status=other, since=day, reason="Nhập sau", recorded_by="Lan")
    assert the_plot(today).status_since == shown.status_since


def test_a_new_status_brings_its_own_receipt_and_an_undo_gives_the_old_one_back(whole_site: datetime) -> None:
    before = PlotReceipt.objects.filter(plot__code=CODE, field=STATUS).values("source", "valid_until").get()
    done = changed("leased", whole_site.date(), whole_site)
    fact = the_plot(whole_site.date()).status_fact
    assert fact
    assert (fact.value, fact.source, fact.valid_until) == (
        "leased",
        "Công văn 77",
        whole_site.date() + timedelta(days=DAYS),
    )
    undo_change_set(change_set=done, by=User.objects.get(username="lan"), now=whole_site)
    assert PlotReceipt.objects.filter(plot__code=CODE, field=STATUS).values("source", "valid_until").get() == before


def test_a_backdated_status_is_refused(whole_site: datetime) -> None:
    latest = PlotStatusChange.objects.filter(plot__code=CODE).latest("since").since
    with pytest.raises(StatusBackdated) as refused:
        changed("leased", latest - timedelta(days=1), whole_site)
    assert refused.value.facts == {"latest": latest}
    assert Plot.objects.get(code=CODE).status != "leased"


def test_verified_today_renews_the_status_and_keeps_since_when_it_holds(whole_site: datetime) -> None:
    today = whole_site.date()
    expire(today)
    since, lines = the_plot(today).status_since, PlotStatusChange.objects.count()
    by = User.objects.get_or_create(username="lan")[0]
    verify_facts(facts=[(CODE, STATUS)], given=ReceiptGiven("Đi thực địa", today), by=by, now=whole_site)
    found = the_plot(today)
    assert found.status == Plot.objects.get(code=CODE).status
    assert found.status_fact
    assert (found.status_fact.source, found.status_fact.verified_on) == ("Đi thực địa", today)
    assert (found.status_since, PlotStatusChange.objects.count()) == (since, lines)


def test_a_hold_speaks_for_itself(whole_site: datetime) -> None:
    today = whole_site.date()
    Plot.objects.filter(code=CODE).update(status="available")
    expire(today)
    show_held(codes=[CODE], held=True, now=whole_site)
    assert the_plot(today).status == index_on(today).by_code[CODE].status == "reserved"
    show_held(codes=[CODE], held=False, now=whole_site)
    assert the_plot(today).status == index_on(today).by_code[CODE].status == NOT_VERIFIED


# --- Past its day ---


@pytest.fixture
def old(today: date) -> date:
    """A park in which nobody has verified one free plot lately."""
    Plot.objects.filter(code=CODE).update(status="available", held_since=None)
    expire(today)
    return today


def test_one_reading_and_the_whole_parks_agree(old: date) -> None:
    whole = index_on(old, with_levels=ParkSettings.load())
    assert the_plot(old).status == whole.by_code[CODE].status == NOT_VERIFIED
    read = {plot.code: plot.status for plot in facts_on(old).plots}
    assert read == {plot.code: plot.status for plot in whole.plots}
    assert the_plot(old).last_status == "available"


def test_it_counts_in_no_status_and_is_visible_as_not_known(old: date) -> None:
    index = index_on(old, with_levels=ParkSettings.load())
    found, counts = Wanted.parse(QueryDict("status=available"))[0].sift(index)
    assert CODE not in {plot.code for plot in found}
    assert counts["status"][""] == 1
    assert counts["status"]["available"] == sum(plot.status == "available" for plot in index.plots)
    page = plot_list(index, Wanted(), ())
    assert page.statuses[-1][::2] == (NOT_VERIFIED, 1)
    assert next(facet for facet in page.facets if facet.name == "status").unknown == 1
    assert sum(count for _status, _words, count in page.statuses) == page.total


def test_a_park_verified_as_a_whole_names_no_such_status(today: date) -> None:
    index = index_on(today, with_levels=ParkSettings.load())
    assert NOT_VERIFIED not in {status for status, _words, _count in plot_list(index, Wanted(), ()).statuses}


def test_the_front_page_does_not_count_it_as_free(old: date) -> None:
    before = front_page(on=old - timedelta(days=2), lang="vi", zone_status="planned").free_plots
    page = front_page(on=old, lang="vi", zone_status="planned")
    assert page.free_plots == before - 1
    assert (NOT_VERIFIED, 1) in {(status, count) for status, _words, count in page.statuses}


def test_every_page_and_file_says_it(old: date, client: Client) -> None:
    for address in (f"/en/plots/{CODE}/", f"/en/plots/?q={CODE}", f"/en/plots/compare/?pick={CODE}&pick=SX-17"):
        assert "Status not verified" in client.get(address).content.decode(), address
    told = client.get(f"/api/plots/{CODE}").json()
    assert told["status"] is None
    assert (told["status_fact"]["state"], told["status_fact"]["value"]) == (FactState.EXPIRED, None)
    assert told["status_fact"]["valid_until"] == str(old - timedelta(days=1))
    counts = client.get(f"/api/plots?q={CODE}").json()["facets"]["status"]
    assert {status: count for status, count in counts.items() if count} == {"": 1}
    features = json.loads(json.dumps(plots_geojson(facts_on(old, [CODE]))))["features"]
    assert features[0]["properties"]["status"] is None


def test_the_plots_page_gives_the_receipt_of_its_status(today: date, client: Client) -> None:
    receipt(source="Biên bản 12", verified_on=today, valid_until=today + timedelta(days=DAYS))
    page = client.get(f"/en/plots/{CODE}/").content.decode()
    facts = page[page.index('id="facts"') :]
    assert facts.index("Biên bản 12") < facts.index("Street frontage")


def test_the_receipt_names_the_person_and_the_comparison_gives_it_in_whole(
    whole_site: datetime, client: Client
) -> None:
    Plot.objects.filter(code=CODE).update(status="available")
    changed("clearance", whole_site.date(), whole_site)
    for address in (f"/en/plots/{CODE}/", f"/en/plots/compare/?pick={CODE}&pick=SX-17"):
        page = " ".join(client.get(address).content.decode().split())
        assert "Công văn 77" in page, address
        assert "by lan" in page, address
    told = client.get(f"/api/plots/{CODE}").json()["status_fact"]
    assert (told["value"], told["source"], told["verified_by"]) == ("clearance", "Công văn 77", "lan")


def test_the_answer_sheet_says_when_it_expired_and_counts_nothing_unsure(old: date) -> None:
    expired = cell(old)
    assert (expired.state, expired.valid_until) == (AnswerState.UNKNOWN, old - timedelta(days=1))
    sheet = answer_sheet(facts_on(old, ["SX-17"]), index_on(old), ["SX-17"])
    place = next(number for number, one in enumerate(sheet.questions) if one.maps_to == "computed:adjacent_free_area")
    assert sheet.columns[0][1][place].state is AnswerState.UNKNOWN  # beside the plot nobody has verified


def test_readiness_reads_the_receipt_not_the_day_since_when_a_status_holds(whole_site: datetime) -> None:
    today = whole_site.date()
    PlotStatusChange.objects.filter(plot__code="SX-03").update(since=today - timedelta(days=400))
    assert index_on(today, with_levels=ParkSettings.load()).by_code["SX-03"].readiness
    PlotReceipt.objects.filter(plot__code="SX-03", field=STATUS).update(
        verified_on=today - timedelta(days=DAYS + 1), valid_until=today - timedelta(days=1)
    )
    assert not index_on(today, with_levels=ParkSettings.load()).by_code["SX-03"].readiness
