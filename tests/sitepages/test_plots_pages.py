"""The plots as a visitor and a program read them: list, plan, filters in the address, one page per plot, GeoJSON."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from leads.choices import Role
from sitepages.models import ParkSettings, Person, Plot
from tests.leads.conftest import person

LABEL = {"en": "llustrative", "vi": "inh họa"}


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def listed(page: str) -> set[str]:
    """The codes linked from outside the plan."""
    without_plan = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
    return set(re.findall(r'href="/(?:en|vi)/plots/([A-Z]{2}-\d\d)/"', without_plan))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_plan_and_list_say_the_same_and_are_labelled(whole_site: datetime, client: Client, lang: str) -> None:
    page = text_of(client, f"/{lang}/plots/?zone=DC")
    codes = set(Plot.objects.filter(zone__code="DC").values_list("code", flat=True))
    assert codes
    assert listed(page) == codes
    assert "<svg" in page
    assert LABEL[lang] in page


def test_filters_narrow_together(whole_site: datetime, client: Client) -> None:
    wanted = Plot.objects.filter(zone__code="RD", status="available")
    page = text_of(client, "/en/plots/?zone=RD&status=available")
    assert f"{wanted.count()} plots match the filter" in page
    assert listed(page) <= set(wanted.values_list("code", flat=True))
    assert listed(text_of(client, "/en/plots/?q=dc 01")) == {"DC-01"}


@pytest.mark.parametrize(
    "query", ["status=sold", "zone=ZZ", "area=x", "p=abc", "p=-1", "p=999", "q=%00", "colour=red", "q=" + "x" * 5000]
)
def test_an_address_nobody_wrote_still_opens(whole_site: datetime, client: Client, query: str) -> None:
    assert client.get(f"/en/plots/?{query}").status_code == 200


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_plot_shows_its_facts_with_source_and_day(whole_site: datetime, client: Client, lang: str) -> None:
    page = text_of(client, f"/{lang}/plots/DC-01/")
    area = Plot.objects.get(code="DC-01").area_m2
    whole = f"{round(area):,}".replace(",", "." if lang == "vi" else ",")
    assert whole in page
    assert "YB-TT/01" in page
    assert LABEL[lang] in page


def test_a_plot_says_whom_to_write_to_or_that_nobody_said(whole_site: datetime, client: Client) -> None:
    """A named person of the day; else the desk, with what the province gave of it."""

    def card(lang: str) -> str:
        page = text_of(client, f"/{lang}/plots/DC-01/")
        return page.partition('aria-labelledby="contact"')[2].partition("</section>")[0]

    assert "telephone and e-mail not yet given by the province" in card("en")
    ParkSettings.objects.update(desk_phone="0208 000 000")
    assert "tel:0208 000 000" in card("en")
    head = person("head", "Vũ Trực Ban (mẫu)", "desk", Role.DUTY_HEAD, is_duty_head=True)
    Person.objects.filter(pk=head.person_id).update(email="ban@yenbinh.example")
    for lang, words in (("vi", "Vũ Trực Ban (mẫu)"), ("en", "Vũ Trực Ban (invented)")):
        assert words in card(lang)
        assert "mailto:ban@yenbinh.example" in card(lang)
        assert "0208" not in card(lang)


@pytest.mark.parametrize(
    "address", ["/en/plots/", "/en/plots/?status=available&sort=price", "/vi/plots/DC-01/", "/api/plots.geojson"]
)
def test_a_first_view_asks_the_database_little(
    whole_site: datetime, client: Client, django_assert_max_num_queries: object, address: str
) -> None:
    ParkSettings.load()
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        text_of(client, address)
