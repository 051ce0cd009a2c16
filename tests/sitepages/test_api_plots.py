"""Plots by the API: the same filter as the page, refused by name where it makes no sense, page by page."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from sitepages.models import Plot


@pytest.mark.parametrize(
    "query", ["zone=RD", "zone=SX&status=available", "sector=data_centre", "q=dc", "ready=now&price=80-100"]
)
def test_the_api_finds_what_the_page_finds(whole_site: datetime, client: Client, query: str) -> None:
    answer = client.get(f"/api/plots?{query}&limit=1000").json()
    page = client.get(f"/en/plots/?{query}&p=all").content.decode()
    assert answer["count"] == len(answer["plots"]) == page.count('data-code="')
    assert all(f'data-code="{plot["code"]}"' in page for plot in answer["plots"])
    collection = client.get(f"/api/plots.geojson?{query}").json()
    assert [feature["id"] for feature in collection["features"]] == [plot["code"] for plot in answer["plots"]]


def test_pages_join_without_gap_or_double(whole_site: datetime, client: Client) -> None:
    address, found = "/api/plots?sort=area&limit=25", []
    while address:
        answer = client.get(address.removeprefix("http://127.0.0.1:8000")).json()
        found += [plot["code"] for plot in answer["plots"]]
        address = answer["next"]
    assert len(found) == len(set(found)) == answer["count"] == Plot.objects.count()
    assert client.get(answer["previous"].removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "offset=-1", "zone=ZZ", "colour=red", "status=sold"]
)
@pytest.mark.parametrize("path", ["/api/plots", "/api/plots.geojson"])
def test_what_makes_no_sense_is_refused_by_name(whole_site: datetime, client: Client, path: str, query: str) -> None:
    for lang, words in (("vi", "bộ lọc"), ("en", "filter")):
        answer = client.get(f"{path}?{query}&lang={lang}")
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [query.partition("=")[0]]
        assert words in answer.json()["errors"][query.partition("=")[0]]


def test_an_unknown_fact_is_null_with_its_state(whole_site: datetime, client: Client) -> None:
    facts = client.get("/api/plots/sx-16").json()["facts"]
    assert facts["water_m3_day"]["value"] is None
    assert facts["water_m3_day"]["state"] == "expired"
    assert facts["area_m2"]["value"] == float(Plot.objects.get(code="SX-16").area_m2 or 0)
    assert all({"source", "verified_on", "valid_until"} <= set(fact) for fact in facts.values())


def test_one_plot_has_its_outline_neighbours_and_files(whole_site: datetime, client: Client) -> None:
    plot = client.get("/api/plots/SX-16").json()
    assert plot["ring_vn2000"] == Plot.objects.get(code="SX-16").ring
    assert "SX-17" in plot["neighbours"]
    assert plot["files"]["boundary.dxf"].endswith("/plots/SX-16/boundary.dxf")
    assert client.get("/api/plots/ZZ-99").status_code == 404


def test_an_answer_is_checked_by_its_mark(whole_site: datetime, client: Client) -> None:
    for address in ("/api/plots?zone=DC", "/api/plots/SX-12", "/api/plots.geojson?zone=DC"):
        first = client.get(address)
        assert first.headers["Cache-Control"].startswith("public")
        assert client.head(address).headers["ETag"] == first.headers["ETag"]
        assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 304


def test_the_description_names_every_filter(client: Client, db: None) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    for path in ("/api/plots", "/api/plots.geojson"):
        named = {parameter["name"] for parameter in paths[path]["get"]["parameters"]}
        assert {"zone", "sector", "area", "water", "fibre", "phase", "limit", "offset", "sort"} <= named
    assert "/api/plots/{code}" in paths
