"""The public page of the weights: what stands in force, earlier and later versions, linked from a result."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leads.matching.values import VERSION_1
from leads.services.matching import run_match
from leads.services.weights import publish_weights
from sitepages.figures import PARK_TIME
from tests.leads.match.conftest import LOADED
from tests.leads.match.test_portal_result import OSAT, text_of
from tests.leads.match.test_weights_desk import DEARER, ROWS

pytestmark = pytest.mark.usefixtures("park")


def page(client: Client, address: str = "/en/match/weights/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return text_of(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_every_criterion_stands_there_with_weight_bounds_and_half(client: Client) -> None:
    said = page(client)
    for row in (
        "Land price Lease per m², paid once",
        "20 20.0 150 USD/m² 105 USD/m² 60 USD/m² Always.",
        "15 15.0 not permitted (permitted: 0.6) – encouraged Always.",
        "7 7.0 0 m of street 30 m of street 60 m of street Always.",
        "8 8.0 1 times the power asked 1.25 times the power asked 1.5 times the power asked Only where power is asked.",
    ):
        assert row in said
    # 20 of the 82 that the criteria weigh which a project with nothing but a smallest area asks
    assert "weigh 82 together, of which the price 20: at most 24.4 of 100 points, and 12.2 for this land" in said
    assert "Version 1, from the start of the site" in said


def test_in_vietnamese_with_its_own_numbers(client: Client) -> None:
    said = page(client, "/vi/match/weights/")
    assert "1,25 lần" in said
    assert "24,4" in said
    assert "1.096 ngày" in said


def test_versions_by_date_the_one_of_the_day_in_force(client: Client) -> None:
    now = timezone.now()
    today = now.astimezone(PARK_TIME).date()
    rounds = ((DEARER, today, "Decision 7"), (ROWS, today + timedelta(9), "Decision 8"))
    for rows, day, note in rounds:
        publish_weights(rows=rows, valid_from=day, note=note, by=None, now=now)
    said = page(client)
    assert "Version 2, " in said
    assert "60 42.9 150 USD/m²" in said
    assert "Decision 7" in said
    assert "is not the one in force today" not in said
    assert "Version 3 · from " in said
    assert "Version 1 is not the one in force today" in page(client, "/en/match/weights/1/")
    assert client.get("/en/match/weights/9/").status_code == 404


def test_a_version_overtaken_before_its_day_was_never_in_force(client: Client) -> None:
    now = timezone.now()
    today = now.astimezone(PARK_TIME).date()
    publish_weights(rows=DEARER, valid_from=today + timedelta(30), note="x", by=None, now=now)
    publish_weights(rows=DEARER | {"ready": (9, 1096, 0)}, valid_from=today, note="y", by=None, now=now)
    assert "Version 2 · never in force" in page(client)


def test_a_price_without_weight_gives_no_example(client: Client) -> None:
    now = timezone.now()
    day = now.astimezone(PARK_TIME).date()
    publish_weights(rows=ROWS | {"price": (0, 150, 60)}, valid_from=day, note="x", by=None, now=now)
    assert "An example" not in page(client)


def test_a_result_links_the_version_it_was_given_on(client: Client) -> None:
    run = run_match(request=OSAT, source="site", now=LOADED)
    html = client.get(f"/en/match/{run.token}/").content.decode()
    assert f'href="/en/match/weights/{VERSION_1.version}/"' in html


def test_anybody_may_keep_a_copy(client: Client) -> None:
    response = client.get("/vi/match/weights/")
    assert "public" in response["Cache-Control"]
    assert not response.cookies
