"""An investor asks about one rule: only what matters is asked, nothing is kept, unknown is not no."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.http import QueryDict
from django.test import Client

from sitepages.explorer.incentive_filters import filtered
from sitepages.services.law import in_force, law_book, law_on

pytestmark = pytest.mark.once

SECTOR = "/en/incentives/cit-sector-10-15/check/"


def asked(client: Client, address: str, **answers: str) -> set[str]:
    response = client.post(address, answers) if answers else client.get(address)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return set(response.context["check"].form.fields)


def test_the_sector_is_asked_first_and_then_only_what_hangs_on_it(whole_site: datetime, client: Client) -> None:
    assert asked(client, SECTOR) == {"sector"}
    later = asked(client, SECTOR, sector="ai")
    assert "sector" in later
    assert len(later) > 1
    assert "zone_status" not in later


def test_yes_comes_with_what_is_provided_and_no_with_what_would_help(whole_site: datetime, client: Client) -> None:
    yes = client.post(SECTOR, {"sector": "software"}).context["check"].judged
    assert yes.verdict == "eligible"
    assert yes.provided_that
    no = client.post(SECTOR, {"sector": "logistics_support"}).context["check"].judged
    assert no.verdict == "ineligible"
    assert no.ways


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_would_help_was_tried_and_says_what_stands_in_between(
    whole_site: datetime, client: Client, lang: str
) -> None:
    address = f"/{lang}/incentives/cit-cdtz-10-15/check/"
    judged = client.post(address, {"project_kind": "expansion"}).context["check"].judged
    (way, *_more) = judged.ways
    assert way.enough
    assert len(way.lines) == 2  # the park's status, and a new project
    words = {"vi": "do tỉnh quyết định, không do dự án", "en": "decided by the province, not by the project"}
    assert words[lang] in " ".join(way.notes)
    special = client.post(f"/{lang}/incentives/special-5-37/check/", {"sector": "logistics_support"})
    notes = " ".join(note for way in special.context["check"].judged.ways for note in way.notes)
    assert {"vi": "Vẫn cần quyết định của: Thủ tướng", "en": "It must still be decided by: Prime Minister"}[
        lang
    ] in notes


def test_a_rule_of_the_place_waits_and_says_so(whole_site: datetime, client: Client) -> None:
    address = "/vi/incentives/cit-cdtz-10-15/check/"
    assert "project_kind" in asked(client, address)
    judged = client.post(address, {"project_kind": "new"}).context["check"].judged
    assert (judged.verdict, judged.waits) == ("unknown", True)
    failed = client.post(address, {"project_kind": "expansion"}).context["check"].judged
    assert failed.verdict == "ineligible"
    assert failed.failed


@pytest.mark.parametrize("value", ["abc", "nan", "1e999", "-5"])
def test_a_wrong_number_is_one_message_at_its_field(whole_site: datetime, client: Client, value: str) -> None:
    address = "/en/incentives/special-5-37/check/"
    response = client.post(address, {"sector": "semiconductor_design", "capital_usd": value})
    assert response.status_code == 422
    assert list(response.context["check"].form.errors) == ["capital_usd"]
    assert value in response.content.decode()


def test_every_rule_opens_and_takes_an_empty_answer(whole_site: datetime, client: Client) -> None:
    for row in client.get("/api/incentives").json()["incentives"]:
        address = f"/vi/incentives/{row['id'].lower().replace('_', '-')}/check/"
        assert client.get(address).status_code == 200
        assert client.post(address, {"x": "1", "zone_status": "established"}).status_code == 200


# --- the catalogue's filters ---


def listed(client: Client, query: str) -> tuple[set[str], int]:
    page = client.get(f"/en/incentives/{query}").context["list"]
    return {row.key for group in page.groups for row in group.rows}, page.total


def test_filters_stand_in_the_address_and_count_what_they_would_show(whole_site: datetime, client: Client) -> None:
    everything, total = listed(client, "")
    assert len(everything) == total == 26
    page = client.get("/en/incentives/?tax=land_rent").context["list"]
    for facet in page.facets:
        for value in facet.values:
            if not value.chosen and facet.name != "tax":
                both, _total = listed(client, f"?tax=land_rent&{facet.name}={value.value}")
                assert len(both) == value.count, (facet.name, value.value)


@pytest.mark.parametrize("on", [date(2025, 9, 30), date(2025, 10, 1)])
@pytest.mark.parametrize("others", ["", "sector=software", "who=law&certainty=partly"])
def test_counts_follow_the_day_and_every_other_filter(whole_site: datetime, on: date, others: str) -> None:
    versions, _shared = law_on(on)
    book = law_book(on)
    of_day = {version.incentive.key for version in versions if in_force(version, on)}
    found = filtered(versions, book, on, QueryDict(others), "en")
    for facet in found.facets:
        for value in facet.values:
            if facet.name not in QueryDict(others):
                more = QueryDict(f"{others}&{facet.name}={value.value}")
                assert len(filtered(versions, book, on, more, "en").keys & of_day) == value.count, value.value


def test_what_is_not_in_force_stands_apart_and_is_not_counted(whole_site: datetime, client: Client) -> None:
    page = client.get("/en/incentives/?on=2024-12-30").context["list"]
    assert {row.out_of_force != "" for row in page.groups[-1].rows} == {True}
    assert page.groups[-1].anchor == "out-of-force"
    assert page.total + page.out_of_force == 26
    assert not any(row.out_of_force for group in page.groups[:-1] for row in group.rows)


def test_records_that_do_not_ask_the_sector_are_in_every_sectors_answer(whole_site: datetime, client: Client) -> None:
    facets = client.get("/en/incentives/").context["list"].facets
    sectors = [value.value for value in next(facet for facet in facets if facet.name == "sector").values]
    answers = [listed(client, f"?sector={sector}")[0] for sector in sectors]
    everywhere, anywhere = set.intersection(*answers), set.union(*answers)
    assert {"ZONE_AS_ESPECIALLY_DIFFICULT", "TALENT_CRITERIA"} <= everywhere
    assert "STATE_SUPPORT_FOR_ZONE" in anywhere - everywhere  # asks for a developer of the zone
    assert {"CIT_CDTZ_10_15", "QDMTT"} <= everywhere


def test_a_sector_shows_what_it_does_not_rule_out(whole_site: datetime, client: Client) -> None:
    software, _total = listed(client, "?sector=software")
    logistics, _total = listed(client, "?sector=logistics_support")
    assert "CIT_SECTOR_10_15" in software - logistics
    assert "CIT_CDTZ_10_15" in software & logistics


def test_a_filter_nobody_knows_is_ignored_and_one_that_fits_nothing_says_so(
    whole_site: datetime, client: Client
) -> None:
    assert len(listed(client, "?tax=none&who=%00&x=1")[0]) == 26
    empty = client.get("/en/incentives/?tax=land_rent&tax=pit&who=discretionary&certainty=confirmed")
    assert empty.status_code == 200
    assert "No record fits" in empty.content.decode()
