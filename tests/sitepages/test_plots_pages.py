"""The plots as a visitor and a program read them: list, plan, filters in the address, one page per plot, GeoJSON."""

from __future__ import annotations

import csv
import re
from datetime import datetime

import pytest
from django.test import Client

from leads.models import Officer
from sitepages.contacts import contact_on
from sitepages.models import ParkSettings, Plot
from sitepages.services.demo_park import PARK

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
    whom = contact_on(whole_site.date())
    assert whom
    assert whom.name.split(" (")[0] in page
    assert f"mailto:{whom.email}" in page


def test_without_a_named_person_the_desk_answers_and_says_what_is_missing(whole_site: datetime, client: Client) -> None:
    Officer.objects.update(is_duty_head=False)
    assert "telephone and e-mail not yet given by the province" in text_of(client, "/en/plots/DC-01/")
    ParkSettings.objects.update(desk_phone="0208 000 000")
    assert "tel:0208 000 000" in text_of(client, "/en/plots/DC-01/")


def test_a_leased_plot_is_not_offered_to_a_project(whole_site: datetime, client: Client) -> None:
    leased, free = (Plot.objects.filter(status=status).first() for status in ("leased", "available"))
    assert leased
    assert free
    assert f"match/?plot={leased.code}" not in text_of(client, f"/en/plots/{leased.code}/")
    assert f"match/?plot={free.code}" in text_of(client, f"/en/plots/{free.code}/")


def test_a_plot_nobody_has_is_a_plain_404(whole_site: datetime, client: Client) -> None:
    for code in ("ZZ-99", "x" * 500, "%00"):
        assert client.get(f"/en/plots/{code}/").status_code == 404


def test_geojson_has_every_plot_under_the_surveys_names(whole_site: datetime, client: Client) -> None:
    answer = client.get("/api/plots.geojson").json()
    with (PARK / "plots.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    features = {feature["properties"]["code"]: feature for feature in answer["features"]}
    assert answer["type"] == "FeatureCollection"
    assert features.keys() == rows.keys()
    assert len(features) == 110
    for code, feature in features.items():
        assert set(rows[code]) <= set(feature["properties"]), code
        (lon, lat), *_ = feature["geometry"]["coordinates"][0]
        assert 105 < lon < 107
        assert 21 < lat < 22


@pytest.mark.parametrize(
    "address", ["/en/plots/", "/en/plots/?status=available&sort=price", "/vi/plots/DC-01/", "/api/plots.geojson"]
)
def test_a_first_view_asks_the_database_little(
    whole_site: datetime, client: Client, django_assert_max_num_queries: object, address: str
) -> None:
    ParkSettings.load()
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        text_of(client, address)
