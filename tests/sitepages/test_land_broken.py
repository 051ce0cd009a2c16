"""Broken and hostile files, one fault each: the fault is named, nothing crashes, the database stays as it was."""

from __future__ import annotations

import os
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from sitepages.land.findings import Finding, counted, sentence
from sitepages.land.importers.read import LandFile, ReadOptions
from sitepages.land.tolerances import MAX_FINDINGS
from sitepages.landdesk.import_page import import_page
from sitepages.models import ChangeSet, ParkLayer, Plot, PlotReceipt, PlotStatusChange
from sitepages.services.changes import ImportBlocked, WarningsStand
from sitepages.services.land_import import ImportTerms, apply_import, propose_import
from tests.cases.land.broken import Case
from tests.cases.land.broken_layers import CASES

pytestmark = pytest.mark.once

DAY = date(2026, 11, 24)


def propose(case: Case, now: datetime) -> ChangeSet:
    terms = ImportTerms(surveyed_on=DAY, source="Trích đo", whole=case.whole, read=ReadOptions(case.crs))
    return propose_import(files=[LandFile(case.file, case.data())], terms=terms, by=None, now=now)


def state() -> tuple[Any, ...]:
    counted = tuple(model.objects.count() for model in (ChangeSet, Plot, PlotReceipt, PlotStatusChange, ParkLayer))
    return (*counted, list(Plot.objects.values_list("code", "ring", "status", "area_m2")))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_fault_is_named_and_the_database_stays_as_it_was(
    park: datetime, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = state()
    change_set = propose(case, park)
    found = [(row["code"], row["plot"]) for row in change_set.findings]
    assert (case.code, case.plot) in found, found
    assert {code for code, _plot in found} <= {case.code, *case.also}
    for lang in ("vi", "en"):
        words = [sentence(Finding(r["code"], r["plot"], r["error"], r["facts"]), lang) for r in change_set.findings]
        assert all(words)
        assert not any("{" in text or "/etc/passwd" in text or "root:" in text for text in words)
        with translation.override(lang):
            page = import_page(change_set, park, works=True)
        assert sum(len(plot.lines) for plot in page.findings) == len(change_set.findings)
        assert page.can_apply == bool(not page.errors and change_set.changes)
    with pytest.raises((ImportBlocked, WarningsStand)):
        apply_import(change_set=change_set, by=None, now=park)
    assert state() == before
    assert os.listdir(tmp_path) == []


def test_no_more_findings_are_kept_than_anybody_mends(park: datetime) -> None:
    case = next(case for case in CASES if case.code == "more_findings")
    found = propose(case, park).findings
    assert len(found) == MAX_FINDINGS
    assert (found[-1]["code"], found[-1]["error"]) == ("more_findings", True)
    assert found[-1]["facts"]["count"] + len(found) - 1 == 4 * 399
    assert counted(found) == (4 * 399, 4 * 399)
    with translation.override("vi"):
        assert import_page(propose(case, park), park, works=True).errors == 4 * 399
    assert "1.097" in sentence(Finding(**found[-1]), "vi")


def test_there_are_more_than_thirty_and_each_fault_is_its_own() -> None:
    assert len(CASES) >= 30
    assert len({case.name for case in CASES}) == len(CASES)
