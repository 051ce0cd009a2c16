"""Functional zones and permitted sectors: entered by an editor, each with its source; not recorded is unknown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from sitepages.models import FunctionalZone, Plot, Sector, SectorPermission
from sitepages.services.answer_sheet import answer_sheet
from sitepages.services.demo_park import SOURCE
from sitepages.services.editing import grant_editing, grant_land_work, grant_law_checking
from sitepages.services.facts import facts_on
from sitepages.services.land_index import index_on
from sitepages.services.zoning import read_zoning
from tests.sitepages.desk_people import signed
from tests.sitepages.test_guide_desk import user_with

NEW: dict[str, Any] = {
    "code": "kt",
    "order": 9,
    "name_vi": "Khu kho",
    "name_en": "Warehouses",
    "source": "QĐ 12/2026",
    "certainty": "confirmed",
    "verified_on": "2026-11-20",
    "levels-software": "permitted",
    "levels-training": "not_permitted",
    "levels_source": "QĐ 13/2026",
    "levels_certainty": "partly",
    "levels_verified_on": "2026-11-21",
}


@pytest.fixture
def editor(park: datetime) -> Client:
    return signed(user_with("zone-editor", grant_editing))


def sent(client: Client, address: str) -> dict[str, Any]:
    form = client.get(address).context["form"]
    fields = {name: form[name].value() for name in form.fields if name != "levels"}
    levels = {f"levels-{key}": level for key, level in (form["levels"].value() or {}).items()}
    return {name: value for name, value in {**fields, **levels}.items() if value not in (None, False)}


def test_the_demos_zoning_says_that_it_is_invented(park: datetime) -> None:
    for model in (FunctionalZone, SectorPermission):
        assert set(model.objects.values_list("illustrative", "source")) == {(True, SOURCE)}


# --- At the desk ---


def test_an_editor_adds_a_zone_with_what_may_work_there(editor: Client) -> None:
    assert editor.post("/admin/functional-zones/new/", NEW).status_code == 302
    zone = FunctionalZone.objects.get(code="KT")
    assert (zone.source, zone.certainty, str(zone.verified_on)) == ("QĐ 12/2026", "confirmed", "2026-11-20")
    rows = {row.sector_id: row for row in zone.permissions.all()}
    assert {key: row.level for key, row in rows.items()} == {"software": "permitted", "training": "not_permitted"}
    assert {(row.source, row.certainty, row.illustrative) for row in rows.values()} == {("QĐ 13/2026", "partly", False)}
    assert editor.get("/admin/functional-zones/history/KT/").status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "SX"}, "code"),
        ({"code": "1A"}, "code"),
        ({"code": "Đ1"}, "code"),
        ({"source": ""}, "source"),
        ({"verified_on": ""}, "verified_on"),
        ({"verified_on": "2999-01-01"}, "verified_on"),
        ({"levels_source": ""}, "levels_source"),
        ({"levels_verified_on": ""}, "levels_verified_on"),
        ({"levels_verified_on": "2999-01-01"}, "levels_verified_on"),
        ({"levels-software": "maybe"}, "levels"),
    ],
)
def test_a_zone_without_a_sound_source_is_refused_at_its_field(
    editor: Client, given: dict[str, str], field: str
) -> None:
    answer = editor.post("/admin/functional-zones/new/", {**NEW, **given})
    assert list(answer.context["form"].errors) == [field]
    assert not FunctionalZone.objects.filter(code="KT").exists()


def test_a_changed_level_gets_the_new_source_and_the_others_keep_theirs(editor: Client) -> None:
    editor.post("/admin/functional-zones/new/", NEW)
    SectorPermission.objects.filter(zone="KT", sector="training").update(source="QĐ 1", verified_on="2026-01-01")
    address = "/admin/functional-zones/edit/KT/"
    form = {**sent(editor, address), "levels-software": "encouraged", "levels-ai": "permitted", "code": "XX"}
    assert editor.post(address, form).status_code == 302
    rows = {row.sector_id: (row.level, row.source) for row in SectorPermission.objects.filter(zone="KT")}
    assert rows == {
        "software": ("encouraged", "QĐ 13/2026"),
        "ai": ("permitted", "QĐ 13/2026"),
        "training": ("not_permitted", "QĐ 1"),
    }
    assert editor.post(address, {**form, "levels-ai": "", "levels_source": "QĐ 14"}).status_code == 302
    rows = {row.sector_id: (row.level, row.source) for row in SectorPermission.objects.filter(zone="KT")}
    assert rows == {"software": ("encouraged", "QĐ 14"), "training": ("not_permitted", "QĐ 14")}


def test_a_zone_with_plots_stays_and_says_why(editor: Client) -> None:
    count = Plot.objects.filter(zone="SX").count()
    answer = editor.post("/admin/functional-zones/delete/SX/")
    assert answer.status_code == 302
    assert any(str(count) in str(message) for message in get_messages(answer.wsgi_request))
    assert FunctionalZone.objects.filter(code="SX").exists()
    editor.post("/admin/functional-zones/new/", NEW)
    assert editor.post("/admin/functional-zones/delete/KT/").status_code == 302
    assert not FunctionalZone.objects.filter(code="KT").exists()


def test_land_managers_zone_and_jurists_do_not(park: datetime) -> None:
    assert signed(user_with("zone-land", grant_land_work)).get("/admin/functional-zones/new/").status_code == 200
    assert signed(user_with("zone-jurist", grant_law_checking)).get("/admin/functional-zones/").status_code == 302


def test_a_source_never_comes_without_its_day(park: datetime) -> None:
    for model in (FunctionalZone, SectorPermission):
        row = model.objects.first()
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(verified_on=None)  # type: ignore[union-attr]


# --- Who reads it ---


def sheet_of(code: str) -> dict[str, Any]:
    today = timezone.localdate()
    with translation.override("en"):
        sheet = answer_sheet(facts_on(today, [code]), index_on(today), [code])
    return {one.maps_to: given for one, given in zip(sheet.questions, sheet.columns[0][1], strict=True)}


def test_the_answer_sheet_names_the_source_of_zone_and_sectors(park: datetime) -> None:
    SectorPermission.objects.filter(zone="SX").update(illustrative=False, source="QĐ 13/2026", verified_on="2026-11-21")
    found = sheet_of("SX-01")
    assert found["plot:zone"].illustrative
    assert found["plot:zone"].source == SOURCE
    sectors = next(given for name, given in found.items() if "sector" in name)
    assert (sectors.source, str(sectors.verified_on), sectors.illustrative) == ("QĐ 13/2026", "2026-11-21", False)


def test_where_nothing_is_recorded_of_a_zone_its_sectors_are_unknown_not_none(park: datetime) -> None:
    SectorPermission.objects.filter(zone="SX").delete()
    sectors = next(given for name, given in sheet_of("SX-01").items() if "sector" in name)
    assert (sectors.value, sectors.state.value) == (None, "unknown")
    assert "SX" not in read_zoning().sector_receipts


def test_the_api_says_where_the_zoning_comes_from(park: datetime, client: Client) -> None:
    sector = Sector.objects.get(key="software")
    SectorPermission.objects.filter(zone="SX", sector=sector).update(
        certainty="confirmed", verified_on=timezone.localdate() - timedelta(days=9)
    )
    plot = client.get("/api/plots/SX-01").json()
    assert plot["zone_receipt"]["source"] == SOURCE
    assert plot["sectors_receipt"] == {
        "source": SOURCE,
        "certainty": "unconfirmed",
        "verified_on": (timezone.localdate() - timedelta(days=9)).isoformat(),
        "illustrative": True,
    }
