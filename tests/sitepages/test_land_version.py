"""What is kept of the land is kept for one state: whoever writes, and however, the next reader sees it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sitepages.choices import LayerKind
from sitepages.models import LandVersion, ParkLayer, ParkSettings, Plot, PlotEvidence, PlotReceipt, Sector
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on
from sitepages.services.land_version import WATCHED, leave_the_land, version_now, watch_the_land
from sitepages.services.streets import streets_of


@pytest.mark.parametrize("model", WATCHED, ids=lambda model: model.__name__)
def test_the_database_itself_tells_of_each_write(park: datetime, model: type[Model]) -> None:
    name = model._meta.pk.attname
    table = model._meta.db_table
    seen = [version_now()]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {name} = {name}")
        seen.append(version_now())
    assert len(set(seen)) == 2
    assert all(len(token) >= 24 for token in seen)


def test_an_unchanged_land_is_read_once(park: datetime) -> None:
    on, settings = park.date(), ParkSettings.load()
    first = index_on(on, with_levels=settings)
    with CaptureQueriesContext(connection) as asked:
        assert index_on(on, with_levels=settings) is first
    assert len(asked) == 1
    assert index_on(on + timedelta(days=1)) is not first


def test_a_bulk_update_is_seen_at_once_and_a_rollback_too(park: datetime) -> None:
    on = park.date()

    def area() -> object:
        return index_on(on).by_code["SX-12"].value("area_m2")

    before = area()
    for changed in (11_111.5, 22_222.5):  # a second try after a rollback is another state, not the first again
        with transaction.atomic():
            Plot.objects.filter(code="SX-12").update(area_m2=changed)
            assert area() == changed
            transaction.set_rollback(True)
        assert area() == before
    PlotReceipt.objects.filter(plot__code="SX-12", field="area_m2").delete()
    assert area() is None


def test_each_page_follows_the_land(park: datetime, client: Client) -> None:
    assert "SX-12" in client.get("/en/plots/?zone=SX").content.decode()
    Plot.objects.filter(code="SX-12").update(status="leased")
    page = client.get("/en/plots/?zone=SX&status=leased").content.decode()
    assert 'data-code="SX-12"' in page


def test_evidence_and_the_zones_decision_are_part_of_the_state(park: datetime) -> None:
    on, settings = park.date(), ParkSettings.load()
    before = {plot.code: plot.readiness for plot in index_on(on, with_levels=settings).plots}
    ready = next(code for code, level in before.items() if level)
    PlotEvidence.objects.filter(plot__code=ready).delete()
    assert index_on(on, with_levels=settings).by_code[ready].readiness == 0
    settings.zone_status, settings.zone_status_on = "established", date(2026, 1, 1)
    assert index_on(on, with_levels=settings) is not index_on(on, with_levels=ParkSettings.load())


def test_a_retired_sector_leaves_the_filter(park: datetime) -> None:
    key = next(iter(index_on(park.date()).sectors))
    Sector.objects.filter(key=key).update(retired_on=park.date())
    assert key not in index_on(park.date()).sectors


def test_without_a_token_nothing_is_kept(park: datetime) -> None:
    LandVersion.objects.all().delete()
    assert version_now() == ""
    assert index_on(park.date()) is not index_on(park.date())


def test_triggers_go_and_come_back(park: datetime) -> None:
    leave_the_land(connection)
    before = version_now()
    Plot.objects.update(phase=1)
    assert version_now() == before
    watch_the_land(using="default")
    watch_the_land(using="default")  # again and again to the same end
    after = version_now()
    assert after != before  # what was written meanwhile
    Plot.objects.update(phase=2)
    assert version_now() not in {before, after}


def test_a_street_drawn_otherwise_is_measured_anew_at_once(park: datetime) -> None:
    """Plots and their facts stay as they are: only the roads of the plan lie elsewhere."""
    land = facts_on(park.date())
    assert streets_of(land)
    elsewhere = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    ParkLayer.objects.filter(kind=LayerKind.ROAD).update(local=elsewhere)
    assert not streets_of(facts_on(park.date()))
