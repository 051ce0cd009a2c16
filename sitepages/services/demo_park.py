"""The illustrative park of the demo: zones, permitted sectors, layers of the plan, 110 plots."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_noop

from sitepages.choices import ChangeState
from sitepages.figures import PARK_TIME
from sitepages.land.importers.read import LandFile
from sitepages.models import FunctionalZone, Plot, PlotEvidence, PlotReceipt, SectorPermission
from sitepages.services.changes import land_changes
from sitepages.services.land_import import ImportTerms, apply_import, propose_import

PARK = Path(__file__).resolve().parent.parent / "demo" / "park"
# Stored in English and translated where it is shown, unlike a surveyor's own words.
SOURCE = gettext_noop("Illustrative plan YB-TT/01 (sample data, not real figures)")
SOURCES_OF_THE_FILES = (
    gettext_noop("Sample letter of the water supplier (illustrative)"),
    gettext_noop("Sample geotechnical report (illustrative)"),
    gettext_noop("Sample letter of the power company (illustrative)"),
    gettext_noop("Sample photographs, not real ones"),
    gettext_noop("Sample document past its date, not a real record"),
    gettext_noop("Sample document, not a real record"),
)
PREVIEW_SOURCE = gettext_noop("Sample re-survey of SX-14 (illustrative)")
ZONE_ORDER = ("SX", "RD", "DC", "DV", "LG", "CG", "HT", "QL")


@transaction.atomic
def load_demo_park(*, by: User | None, now: datetime) -> None:
    """Load the demo park once, surveyed on the day of loading so that it stays alive; labelled illustrative."""
    if Plot.objects.exists():
        return
    today = now.astimezone(PARK_TIME).date()
    of_the_demo = {"source": SOURCE, "verified_on": today, "illustrative": True}
    _zones(**of_the_demo)
    _permissions(**of_the_demo)
    names = ("infrastructure.geojson", "survey_vn2000.csv", "plots.csv")
    change_set = propose_import(
        files=[LandFile(name, (PARK / name).read_bytes()) for name in names],
        terms=ImportTerms(surveyed_on=today, source=SOURCE, illustrative=True, whole=True),
        by=by,
        now=now,
    )
    apply_import(change_set=change_set, by=by, now=now)
    _fact_states(today)
    _evidence(today)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (PARK / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _zones(**receipt: Any) -> None:
    names = {row["zone"]: (row["land_use_vi"], row["land_use_en"]) for row in _rows("plots.csv")}
    FunctionalZone.objects.bulk_create(
        FunctionalZone(code=code, name_vi=names[code][0], name_en=names[code][1], order=order, **receipt)
        for order, code in enumerate(ZONE_ORDER)
    )


def _permissions(**receipt: Any) -> None:
    SectorPermission.objects.bulk_create(
        SectorPermission(sector_id=row["sector"], zone_id=zone, level=level, **receipt)
        for row in _rows("permitted.csv")
        for zone, level in row.items()
        if zone != "sector"
    )


def _fact_states(today: date) -> None:
    states = yaml.safe_load((PARK / "fact_states.yaml").read_text(encoding="utf-8"))["fact_states"]
    for row in states:
        receipts = PlotReceipt.objects.filter(plot__code=row["plot"], field=row["field"])
        if row["state"] == "missing":
            receipts.delete()
            Plot.objects.filter(code=row["plot"]).update(**{row["field"]: None})
            continue
        receipts.update(
            source=row["source"],
            verified_on=today + timedelta(days=row["verified"]),
            valid_until=today + timedelta(days=row["valid_until"]),
            disputed_on=today + timedelta(days=row["disputed"]) if "disputed" in row else None,
        )


def _evidence(today: date) -> None:
    """Documents of the demo, each marked as illustrative."""
    plots = dict(Plot.objects.values_list("code", "pk"))
    rows = yaml.safe_load((PARK / "evidence.yaml").read_text(encoding="utf-8"))["evidence"]
    PlotEvidence.objects.bulk_create(
        PlotEvidence(
            plot_id=plots[code],
            key=key,
            source=row["source"],
            verified_on=today + timedelta(days=row["verified"]),
            verified_by="demo",
            illustrative=True,
        )
        for row in rows
        for code in row["plots"]
        for key in row["keys"]
    )


def load_demo_preview(*, by: User, now: datetime) -> None:
    """A survey update that waits for its land manager: two corners of SX-14 moved by 4 cm, not applied yet."""
    if land_changes().filter(state=ChangeState.PREVIEWED).exists():
        return
    plot = Plot.objects.filter(code="SX-14").first()
    if plot is None:
        return
    corners = [(x + (0.04 if number < 2 else 0.0), y) for number, (x, y) in enumerate(plot.ring)]
    lines = ["Số hiệu lô,Số hiệu điểm,X (m),Y (m)"]
    lines += [f"{plot.code},{number},{y:.3f},{x:.3f}" for number, (x, y) in enumerate(corners, start=1)]
    propose_import(
        files=[LandFile("SX-14.csv", "\n".join(lines).encode())],
        terms=ImportTerms(now.astimezone(PARK_TIME).date(), PREVIEW_SOURCE, illustrative=True),
        by=by,
        now=now,
    ).save()
