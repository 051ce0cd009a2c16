"""Picking plots out, comparing them, keeping a list: everything stands in the address, nothing in a cookie."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from sitepages.explorer.compare_page import compare
from sitepages.explorer.picks import MOST, codes_of, pick_of, picks_in, query_of
from sitepages.explorer.shortlist import Shortlist, ShortlistUnknown, shortlist_of, token_for
from sitepages.models import PlotReceipt, PlotStatusChange
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on
from tests.sitepages.test_plots_pages import text_of


@pytest.fixture
def park(whole_site: datetime) -> datetime:
    """One filled database for the whole module: two at once would share one connection."""
    return whole_site


codes = st.from_regex(r"\A[A-Z]{2}-[0-9]{2}\Z")
picks = st.lists(
    st.lists(codes, min_size=1, max_size=8, unique=True).map(lambda found: "~".join(sorted(found))), unique=True
)


# --- The address is the list ---


@given(picks.filter(lambda found: len(found) <= MOST))
def test_picks_are_what_their_address_says(chosen: list[str]) -> None:
    assert picks_in(QueryDict(query_of(chosen))) == (tuple(chosen), False)


@given(picks.filter(lambda found: 0 < len(found) <= MOST), st.dates())
def test_a_kept_list_is_what_its_token_says(chosen: list[str], day: date) -> None:
    kept = Shortlist(tuple(chosen), day)
    assert shortlist_of(token_for(kept)) == kept


@pytest.mark.parametrize(
    "text", ["", "~", "SX 12", "sx-12~", "<b>", "X" * 20, "~".join(f"SX-{n:02}" for n in range(9))]
)
def test_what_is_no_pick_is_none(text: str) -> None:
    assert pick_of(text) is None


def test_a_pick_has_one_form() -> None:
    assert pick_of("sx-17~SX-16~sx-17") == "SX-16~SX-17"


def test_a_changed_token_opens_nothing(client: Client, db: None) -> None:
    token = token_for(Shortlist(("SX-12",), date(2026, 11, 25)))
    body, _, signature = token.rpartition(".")
    for wrong in (body + "x." + signature, body, "x" * 5_000, token + "x", "é"):
        with pytest.raises(ShortlistUnknown):
            shortlist_of(wrong)
        assert client.get(f"/en/shortlist/{wrong}/").status_code == 404


# --- The list of plots carries the picks along ---


def test_picks_go_along_through_filter_sort_and_plot(whole_site: datetime, client: Client) -> None:
    page = text_of(client, "/en/plots/?zone=RD&pick=SX-12&pick=SX-16~SX-17")
    assert 'type="hidden" name="pick" value="SX-16~SX-17"' in page  # no box on this page: it would be lost
    assert re.search(r'/en/plots/RD-01/\?pick=SX-12&amp;pick=SX-16~SX-17"', page)
    assert "/en/plots/compare/?pick=SX-12&amp;pick=SX-16~SX-17" in page
    plot = text_of(client, "/en/plots/RD-01/?pick=SX-12")
    assert "/en/plots/?pick=SX-12&amp;pick=RD-01" in plot
    assert "/en/plots/compare/?pick=SX-12&amp;pick=RD-01" in plot


def test_public_pages_with_picks_stay_public(whole_site: datetime, client: Client) -> None:
    for address in ("/vi/plots/?pick=SX-12", "/vi/plots/SX-12/?pick=SX-13", "/vi/plots/compare/?pick=SX-12&pick=SX-13"):
        response = client.get(address)
        assert response.headers["Cache-Control"].startswith("public")
        assert not response.cookies
        assert "<form" not in response.content.decode() or 'method="post"' not in response.content.decode()


# --- Side by side ---


def test_compare_marks_what_differs_and_adds_up_sets(whole_site: datetime) -> None:
    on = whole_site.date()
    land = facts_on(on, ["SX-12", "SX-16", "SX-17"])
    page = compare(land, index_on(on), ["SX-12", "SX-16~SX-17"], only_differences=False)
    rows = {row.name: row for group in page.groups for row in group.rows}
    plots = {plot.code: plot for plot in land.plots}
    total = sum(plots[code].value("area_m2") for code in ("SX-16", "SX-17"))  # type: ignore[misc]
    assert rows["Diện tích"].differs
    assert f"{total:,.1f}".translate(str.maketrans(",.", ".,")) in rows["Diện tích"].cells[1].words
    same = [row for row in rows.values() if len({cell.words for cell in row.cells}) == 1 and row.cells[0].words]
    assert same
    assert not any(row.differs for row in same)
    only = compare(land, index_on(on), ["SX-12", "SX-16~SX-17"], only_differences=True)
    assert all(row.differs for group in only.groups for row in group.rows)


def test_one_unknown_part_makes_the_sum_of_a_set_unknown(whole_site: datetime) -> None:
    on = whole_site.date()
    PlotReceipt.objects.filter(plot__code="SX-17", field="area_m2").update(
        verified_on=on - timedelta(days=9), valid_until=on - timedelta(days=1)
    )
    page = compare(facts_on(on, ["SX-16", "SX-17"]), index_on(on), ["SX-16~SX-17", "SX-16"], only_differences=False)
    area = next(row for group in page.groups for row in group.rows if row.name == "Diện tích")
    assert area.cells[0].words == ""
    assert area.cells[0].unknown == "SX-17"
    assert area.cells[1].words


def test_compare_keeps_four_and_says_what_is_gone(whole_site: datetime, client: Client) -> None:
    five = query_of(["SX-12", "SX-13", "SX-14", "SX-15", "SX-16"])
    answer = client.get(f"/en/plots/compare/?{five}&status=available")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/en/plots/compare/?{five.removesuffix('&pick=SX-16')}"
    assert "no plot ZZ-99" in strip_tags(text_of(client, "/en/plots/compare/?pick=SX-12&pick=ZZ-99"))
    for address in ("/en/plots/compare/", "/en/plots/compare/?pick=SX-12"):
        assert "Two to four" in text_of(client, address)


# --- A kept list ---


def kept_page(client: Client, chosen: list[str], lang: str = "en") -> tuple[str, str]:
    answer = client.get(f"/{lang}/shortlist/?{query_of(chosen)}")
    assert answer.status_code == 302
    address = answer.headers["Location"]
    return address, text_of(client, address)


def test_a_list_that_leaves_picks_out_says_so(whole_site: datetime, client: Client) -> None:
    said = "Not everything picked is in this list"
    assert said not in kept_page(client, ["SX-12"])[1]
    assert said in kept_page(client, ["SX-12", "no code!"])[1]
    assert said in kept_page(client, [f"SX-{n:02}" for n in range(1, MOST + 2)])[1]
    assert "Nothing was kept" in text_of(client, "/en/shortlist/?pick=no+code!")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_kept_list_is_private_and_passed_on_by_its_address(whole_site: datetime, client: Client, lang: str) -> None:
    address, page = kept_page(client, ["SX-12", "SX-16~SX-17"], lang)
    assert address in page
    assert all(f"/{lang}/plots/{code}/" in page for code in codes_of(["SX-12", "SX-16~SX-17"]))
    again = Client().get(address)
    assert "no-store" in again.headers["Cache-Control"]
    assert again.headers["X-Robots-Tag"] == "noindex"
    assert not again.cookies


def test_a_kept_list_says_what_changed_since(whole_site: datetime, client: Client) -> None:
    token = token_for(Shortlist(("SX-12", "ZZ-99"), whole_site.date() - timedelta(days=3)))
    PlotStatusChange.objects.filter(plot__code="SX-12").update(since=whole_site.date() - timedelta(days=30))
    before = text_of(client, f"/en/shortlist/{token}/")
    assert "changed after" not in before
    assert "no plot ZZ-99 any more" in strip_tags(before)
    PlotStatusChange.objects.filter(plot__code="SX-12").update(since=whole_site.date() - timedelta(days=1))
    assert "SX-12 changed after this list was kept" in strip_tags(text_of(client, f"/en/shortlist/{token}/"))


def test_nothing_picked_is_explained(client: Client, db: None) -> None:
    assert "Nothing is picked yet" in text_of(client, "/en/shortlist/")
