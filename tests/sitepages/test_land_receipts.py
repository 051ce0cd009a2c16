"""An imported file beside receipts that are newer than its day: nothing is lost in silence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sitepages.explorer.takeaway import FILES, Taken
from sitepages.land.facts import NOT_VERIFIED
from sitepages.land.importers.read import LandFile
from sitepages.models import ChangeSet, Plot, PlotReceipt, PlotStatusChange
from sitepages.services.changes import WarningsStand, apply_change_set
from sitepages.services.facts import facts_on
from sitepages.services.holding import show_held
from sitepages.services.land_facts import ReceiptGiven, change_status, seen_of
from sitepages.services.land_import import ImportTerms, propose_import
from sitepages.services.land_index import index_on
from tests.sitepages.park_files import attribute_bytes

CODE = "SX-14"


def proposed(now: datetime, table: str, days_ago: int = 0) -> ChangeSet:
    terms = ImportTerms(surveyed_on=now.date() - timedelta(days=days_ago), source="Bảng cũ")
    return propose_import(files=[LandFile("plots.csv", table.encode())], terms=terms, by=None, now=now)


def found(change_set: ChangeSet) -> dict[str, Any]:
    return {row["code"]: row for row in change_set.findings}


def free(on: date) -> int:
    return sum(plot.status == "available" for plot in facts_on(on).plots)


def test_an_older_file_of_equal_values_leaves_the_newer_receipts(park: datetime) -> None:
    before = free(park.date())
    old = proposed(park, attribute_bytes().decode("utf-8-sig"), days_ago=130)
    touched = {change["key"] for change in old.changes if change["model"] == "receipts"}
    newer = PlotReceipt.objects.filter(field="status", verified_on=park.date()).values_list("plot__code", flat=True)
    changes = [change for change in old.changes if change["model"] == "receipts" and change["key"] in set(newer)]
    assert touched
    assert newer
    assert not any("status" in {*change["before"], *change["after"]} for change in changes)
    apply_change_set(change_set=old, by=None, now=park, accepted=[row["code"] for row in old.findings])
    assert free(park.date()) == before > 0


def test_an_older_value_that_differs_is_asked_with_its_count(park: datetime) -> None:
    value = Plot.objects.get(code=CODE).power_kva
    PlotReceipt.objects.filter(plot__code=CODE, field="power_kva").update(verified_on=park.date())
    old = proposed(park, f"code,power_kva\n{CODE},{value + 1}\n", days_ago=2)
    row = found(old)["newer_on_record"]
    assert not row["error"]
    assert row["facts"]["count"] == 1
    assert CODE in row["facts"]["plots"]
    with pytest.raises(WarningsStand):
        apply_change_set(change_set=old, by=None, now=park)
    apply_change_set(change_set=old, by=None, now=park, accepted=["newer_on_record"])
    assert Plot.objects.get(code=CODE).power_kva == value + 1


def test_facts_that_would_be_past_their_last_day_at_once_are_asked(park: datetime) -> None:
    PlotReceipt.objects.filter(plot__code=CODE).delete()
    status = Plot.objects.get(code=CODE).status
    PlotStatusChange.objects.filter(plot__code=CODE).update(since=park.date() - timedelta(days=900))
    row = found(proposed(park, f"code,status\n{CODE},{status}\n", days_ago=130))["past_at_once"]
    assert (row["error"], row["facts"]["count"], row["facts"]["statuses"]) == (False, 1, 1)
    assert "past_at_once" not in found(proposed(park, f"code,status\n{CODE},{status}\n", days_ago=80))


def test_a_status_older_than_the_history_stays_and_the_rest_is_taken(park: datetime) -> None:
    plot = Plot.objects.get(code=CODE)
    other = "leased" if plot.status != "leased" else "available"
    old = proposed(park, f"code,status,max_floors\n{CODE},{other},{plot.max_floors + 1}\n", days_ago=3)
    row = found(old)["status_older"]
    assert (row["plot"], row["facts"]["status"], row["facts"]["on_record"]) == (CODE, other, plot.status)
    apply_change_set(change_set=old, by=None, now=park, accepted=[one["code"] for one in old.findings])
    after = Plot.objects.get(code=CODE)
    assert (after.status, after.max_floors) == (plot.status, plot.max_floors + 1)
    assert PlotStatusChange.objects.filter(plot__code=CODE).count() == 1


@pytest.mark.parametrize("days_ago", [0, 5])
def test_an_equal_value_never_lifts_a_dispute(park: datetime, days_ago: int) -> None:
    receipts = PlotReceipt.objects.filter(plot__code=CODE, field="power_kva")
    receipts.update(disputed_on=park.date(), verified_on=park.date() - timedelta(days=2))
    value = Plot.objects.get(code=CODE).power_kva
    again = proposed(park, f"code,power_kva\n{CODE},{value}\n", days_ago)
    if again.changes:
        apply_change_set(change_set=again, by=None, now=park)
    assert receipts.get().disputed_on == park.date()


@pytest.mark.parametrize("name", ["boundary.geojson", "boundary.gpkg", "boundary.shp.zip", "boundary.dxf"])
def test_own_files_are_no_change_while_a_hold_is_open(park: datetime, name: str) -> None:
    Plot.objects.filter(code=CODE).update(status="available")
    show_held(codes=[CODE], held=True, now=park)
    land = facts_on(park.date(), [CODE])
    data = FILES[name].make(Taken(land, index_on(park.date()), [CODE], "https://yenbinh.example/"))
    terms = ImportTerms(surveyed_on=park.date(), source="Round trip")
    back = propose_import(files=[LandFile(name, data)], terms=terms, by=None, now=park)
    assert "status" not in {change["field"] for change in back.changes}
    assert not any("status" in change["after"] for change in back.changes if change["model"] == "receipts")
    assert ["held_left", {"count": 1}] in back.details["stated"]


UNVERIFIED = ["boundary.geojson", "boundary.gpkg", "boundary.shp.zip", "boundary.dxf", "boundary.kml"]


def own_file(name: str, now: datetime) -> LandFile:
    PlotReceipt.objects.filter(plot__code=CODE, field="status").update(
        verified_on=now.date() - timedelta(days=100), valid_until=now.date() - timedelta(days=10)
    )
    land = facts_on(now.date(), [CODE])
    assert land.plots[0].status == NOT_VERIFIED
    return LandFile(name, FILES[name].make(Taken(land, index_on(now.date()), [CODE], "https://yenbinh.example/")))


@pytest.mark.parametrize("name", UNVERIFIED)
def test_an_own_file_without_a_verified_status_leaves_the_status_on_record(park: datetime, name: str) -> None:
    terms = ImportTerms(surveyed_on=park.date(), source="Round trip")
    back = propose_import(files=[own_file(name, park)], terms=terms, by=None, now=park)
    assert not [row for row in back.findings if row["error"] or row["code"] != "value_lost"]
    assert "status" not in {change["field"] for change in back.changes}


@pytest.mark.parametrize("name", UNVERIFIED)
def test_an_own_file_without_a_verified_status_makes_a_plot_not_verified(
    park: datetime, client: Client, name: str
) -> None:
    file = own_file(name, park)
    Plot.objects.all().delete()
    terms = ImportTerms(surveyed_on=park.date(), source="Round trip")
    new = propose_import(files=[file], terms=terms, by=None, now=park)
    assert new.findings == []
    assert ["status_not_told", {"count": 1}] in new.details["stated"]
    apply_change_set(change_set=new, by=None, now=park)
    (plot,) = facts_on(park.date()).plots
    assert (plot.status, Plot.objects.get().status) == (NOT_VERIFIED, "")
    assert not PlotStatusChange.objects.exists()
    for page in (f"/vi/plots/{CODE}/", "/vi/plots/", f"/api/plots/{CODE}", "/api/plots"):
        assert client.get(page).status_code == 200, page
    user = User.objects.create_superuser("lan")
    client.force_login(user)
    for page in ("/admin/land/freshness/", f"/admin/land/plots/{CODE}/"):
        assert client.get(page).status_code == 200, page
    given = ReceiptGiven("Biên bản", park.date())
    row = Plot.objects.get()
    change_status(plot=row, status="leased", given=given, seen=seen_of(row, "status"), by=user, now=park)
    assert facts_on(park.date()).plots[0].status == "leased"


def test_one_plot_is_not_called_one_plots(park: datetime) -> None:
    assert proposed(park, f"code,max_floors\n{CODE},3\n").title == "1 plot, Bảng cũ"
