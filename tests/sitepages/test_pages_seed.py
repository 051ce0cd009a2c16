"""The first pages: once, in both languages, equal in their figures, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from sitepages.blocks import fact_problems
from sitepages.models import ContentPage, HomePage, NewsIndexPage, NewsPage
from sitepages.services.pages import LANGUAGES, date_words, in_language, read, seed_pages

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PAIRS = ["home", "about", "news"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_seeding_twice_changes_nothing(pages: datetime) -> None:
    before = list(Page.objects.order_by("path").values_list("path", "slug", "latest_revision_id"))
    seed_pages(now=NOW)
    assert list(Page.objects.order_by("path").values_list("path", "slug", "latest_revision_id")) == before


def test_an_editors_change_and_deletion_survive_a_second_seeding(pages: datetime) -> None:
    about = ContentPage.objects.get(locale__language_code="vi")
    about.title = "Khu Yên Bình"
    about.save_revision().publish()
    NewsPage.objects.get(locale__language_code="en").delete()
    seed_pages(now=NOW)
    assert ContentPage.objects.get(pk=about.pk).title == "Khu Yên Bình"
    assert not NewsPage.objects.filter(locale__language_code="en").exists()


@pytest.mark.parametrize("model", [HomePage, ContentPage, NewsIndexPage, NewsPage])
def test_each_page_exists_in_both_languages_as_translations(pages: datetime, model: type[Page]) -> None:
    vi = model.objects.get(locale__language_code="vi")
    en = model.objects.get(locale__language_code="en")
    assert vi.translation_key == en.translation_key
    assert vi.live
    assert en.live
    assert not vi.has_unpublished_changes


def test_the_site_begins_at_the_vietnamese_home(pages: datetime) -> None:
    site = Site.objects.get(is_default_site=True)
    assert site.root_page.specific == HomePage.objects.get(locale__language_code="vi")
    assert HomePage.objects.get(locale__language_code="en").url == "/en/"


@pytest.mark.parametrize("url", ["/vi/ve-khu-yen-binh/", "/en/about/", "/vi/tin-tuc/", "/en/news/"])
def test_a_visitor_may_read_them_and_a_proxy_keep_them(pages: datetime, client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("public")
    assert "sessionid" not in response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_signed_in_reader_gets_no_shared_copy(pages: datetime, admin_client: Client) -> None:
    assert admin_client.get("/en/about/").headers["Cache-Control"] == "private, no-store"


def test_each_page_names_its_other_language(pages: datetime, client: Client) -> None:
    html = client.get("/en/about/").content.decode()
    assert re.search(r'hreflang="vi" href="http[^"]*/vi/ve-khu-yen-binh/"', html)
    assert re.search(r'hreflang="en" href="http[^"]*/en/about/"', html)


def test_the_about_page_shows_facts_conflicts_and_what_was_not_found(pages: datetime, client: Client) -> None:
    english = client.get("/en/about/").content.decode()
    for words in ["345.82 ha", "Decision 2756/QĐ-UBND of 24 Aug 2021", "Two sources: 35–50 km", "Not found"]:
        assert words in english
    vietnamese = client.get("/vi/ve-khu-yen-binh/").content.decode()
    for words in ["345,82 ha", "Hai nguồn khác nhau: 35–50 km", "xã Yên Bình", "Chưa tìm thấy"]:
        assert words in vietnamese


def facts_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "certainty" in value and "label" in value:
            yield value
        for one in value.values():
            yield from facts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from facts_in(one)


def test_no_fact_of_the_content_lacks_its_source() -> None:
    known = read("sources")
    facts = [fact for name in PAIRS for fact in facts_in(read(name))]
    assert len(facts) > 60
    for fact in facts:
        for lang in LANGUAGES:
            words = in_language(fact, lang)
            sources = [{"title": known[key]["title"], "date": known[key]["date"]} for key in fact.get("sources", [])]
            titled = [{key: str(one) for key, one in source.items()} for source in sources]
            assert fact_problems(words | {"sources": titled}) == {}, fact["label"]


MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def figures(text: str, lang: str) -> list[str]:
    """Every figure of a text in one form: dates as y-m-d parts, numbers with a point, sorted."""
    text = re.sub(r"<[^>]+>", " ", text)
    if lang == "en":
        for number, month in enumerate(MONTHS, 1):
            text = re.sub(rf"\b{month}\b", f"{number}", text)
        text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
        text = re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", text)
    else:
        text = re.sub(r"(?<=\d)\.(?=\d{3})", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    return sorted(one.lstrip("0") or "0" for one in re.findall(r"\d+(?:\.\d+)?", text))


def pairs_in(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            yield value["vi"], value["en"]
            return
        for one in value.values():
            yield from pairs_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from pairs_in(one)


@pytest.mark.parametrize("name", [*PAIRS, "sources"])
def test_both_languages_give_the_same_figures(name: str) -> None:
    for vi, en in pairs_in(read(name)):
        assert figures(vi, "vi") == figures(en, "en"), (vi, en)


def test_dates_of_sources_in_the_readers_form() -> None:
    assert date_words("2021-08-24", "vi") == "24/08/2021"
    assert date_words("2021-08-24", "en") == "24 Aug 2021"
    assert date_words("2021-09", "vi") == "09/2021"
    assert date_words("2021-09", "en") == "Sep 2021"
    assert date_words("2017", "en") == "2017"
    assert date_words("about late 2020", "en") == "about late 2020"
