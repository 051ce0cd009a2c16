"""A new installation: the zones that are published, no permitted sectors, and files with zones nobody has entered."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from sitepages.land.findings import SENTENCES, Finding, sentence
from sitepages.land.importers.read import LandFile
from sitepages.models import FunctionalZone, SectorPermission
from sitepages.services.land_import import ImportTerms, propose_import
from sitepages.services.seed_zones import load_zones
from tests.cases.land import forms
from tests.sitepages import park_files

RINGS = park_files.demo().rings


def test_what_is_published_of_the_zones_is_there_from_the_start_and_nothing_more(db: None) -> None:
    load_zones()
    load_zones()
    assert FunctionalZone.objects.count() == 5
    for zone in FunctionalZone.objects.all():
        assert zone.source.startswith("Ý tưởng của nhà đầu tư")
        assert (zone.certainty, zone.illustrative) == ("partly", False)
        assert zone.verified_on
    assert not SectorPermission.objects.exists()


def test_load_seeds_says_that_permitted_sectors_are_to_be_entered(db: None, capsys: Any) -> None:
    call_command("load_seeds")
    assert "Functional zones" in capsys.readouterr().out
    assert FunctionalZone.objects.exists()


@pytest.mark.parametrize(("lang", "where"), [("vi", "mục Phân khu chức năng"), ("en", "under Functional zones")])
def test_a_file_for_a_site_without_zones_is_told_where_to_add_them(db: None, lang: str, where: str) -> None:
    facts = {code: {"zone": "SX", "status": "available"} for code in ("SX-01", "SX-02")}
    data = forms.geojson_bytes(forms.features({code: RINGS[code] for code in facts}, facts))
    terms = ImportTerms(timezone.localdate(), "Trích đo")
    found = propose_import(files=[LandFile("lo.geojson", data)], terms=terms, by=None, now=timezone.now()).findings
    assert [(row["code"], row["plot"]) for row in found if row["code"] != "no_attributes"] == [("no_zones", "")]
    words = sentence(Finding(**next(row for row in found if row["code"] == "no_zones")), lang)
    assert where in words
    assert "lo.geojson" in words
    assert where in SENTENCES["unknown_zone"][0 if lang == "vi" else 1]
