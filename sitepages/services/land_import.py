"""Import of surveyed land: read files, propose a change set, apply it in one transaction or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from sitepages.choices import ChangeState
from sitepages.figures import PARK_TIME
from sitepages.land import geometry
from sitepages.land.survey import Survey, read_both
from sitepages.models import ChangeSet, FunctionalZone, Plot, PlotNeighbour, PlotReceipt, PlotStatusChange
from sitepages.models.land import RECEIPTED
from sitepages.refusal import Refused

QUESTIONNAIRE = Path(__file__).resolve().parent.parent / "seed" / "questionnaire.csv"
PLOT_FIELDS = ("zone", "status", "ring", "area_computed_m2", "land_use_vi", "land_use_en", *RECEIPTED)
FIELDS = tuple(field for field in PLOT_FIELDS if field != "land_use")
TEXT_FIELDS = frozenset({"land_use_vi", "land_use_en", "power_redundancy"})
STATUS_AGE = "status"


class ImportBlocked(Refused):
    """The files have findings that must be mended first. Facts: `findings` (count)."""

    code = "import_blocked"
    status = 422


class ChangedSince(Refused):
    """Rows changed after the preview was made. Facts: `rows`."""

    code = "changed_since_preview"


def propose_import(
    *,
    survey: bytes,
    attributes: bytes,
    surveyed_on: date,
    source: str,
    illustrative: bool,
    by: User | None,
    now: datetime,
) -> ChangeSet:
    """What applying these files would change; nothing is written, the change set is not saved."""
    known = {plot.code: plot for plot in Plot.objects.all()}
    zones = tuple(FunctionalZone.objects.values_list("code", flat=True))
    read = read_both(survey, attributes, zones, tuple(known))
    return ChangeSet(
        kind="plot_import_illustrative" if illustrative else "plot_import",
        title=f"{len(read.rings)} plots, {source}"[:200],
        source=source,
        surveyed_on=surveyed_on,
        changes=[] if read.blocked else list(_changes(read, known)),
        findings=[finding.as_json() for finding in read.findings],
        created_at=now,
        created_by=by,
    )


def _changes(read: Survey, known: Mapping[str, Plot]) -> Iterator[dict[str, Any]]:
    for code in sorted(read.rings):
        after = _after(read.rings[code], read.attributes[code])
        before = _before(known[code]) if code in known else dict.fromkeys(FIELDS)
        for field in FIELDS:
            if before[field] != after[field]:
                yield {"model": "plot", "key": code, "field": field, "before": before[field], "after": after[field]}
        # The import is itself the receipt of every value it brings.
        yield {
            "model": "receipts",
            "key": code,
            "field": "*",
            "before": None,
            "after": [field for field in RECEIPTED if _given(field, after)],
        }


def _given(field: str, after: Mapping[str, Any]) -> bool:
    return bool(after["land_use_vi"]) if field == "land_use" else after[field] not in (None, "")


def _after(ring: geometry.Ring, row: Mapping[str, Any]) -> dict[str, Any]:
    values = {field: _plain(row.get(field)) for field in FIELDS}
    values |= {field: values[field] or "" for field in TEXT_FIELDS}
    values["ring"] = [list(point) for point in ring]
    values["area_computed_m2"] = round(geometry.area_m2(ring), 1)
    return values


def _before(plot: Plot) -> dict[str, Any]:
    values = {field: _plain(getattr(plot, field)) for field in FIELDS if field != "zone"}
    return values | {"zone": plot.zone_id}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def plots_changed(change_set: ChangeSet) -> dict[str, list[dict[str, Any]]]:
    """Changes of plots by code; a plot that keeps all its values is not among them."""
    out: dict[str, list[dict[str, Any]]] = {}
    for change in change_set.changes:
        if change["model"] == "plot":
            out.setdefault(change["key"], []).append(change)
    return out


@transaction.atomic
def apply_import(*, change_set: ChangeSet, by: User | None, now: datetime) -> ChangeSet:
    """Write a proposed import: plots, receipts, status history and neighbours, all or nothing.

    Raises ImportBlocked while an error finding stands, ChangedSince if a row is not as in the preview.
    """
    errors = sum(finding["error"] for finding in change_set.findings)
    if errors:
        raise ImportBlocked(findings=errors)
    change_set.state, change_set.applied_at, change_set.applied_by = ChangeState.APPLIED, now, by
    change_set.save()
    plots = {plot.code: plot for plot in Plot.objects.select_for_update()}
    changed = plots_changed(change_set)
    _refuse_stale(plots, changed)
    _write_plots(plots, changed)
    _write_receipts(change_set, by)
    _write_statuses(change_set, changed, by, now)
    if any(change["field"] == "ring" for rows in changed.values() for change in rows):
        _write_neighbours()
    return change_set


def _refuse_stale(plots: Mapping[str, Plot], changed: Mapping[str, list[dict[str, Any]]]) -> None:
    rows = []
    for code, changes in changed.items():
        now = _before(plots[code]) if code in plots else dict.fromkeys(FIELDS)
        rows += [f"{code}.{change['field']}" for change in changes if now[change["field"]] != change["before"]]
    if rows:
        raise ChangedSince(rows=", ".join(rows[:10]))


def _write_plots(plots: dict[str, Plot], changed: Mapping[str, list[dict[str, Any]]]) -> None:
    new: list[Plot] = []
    old: list[Plot] = []
    for code, changes in changed.items():
        plot = plots.get(code) or Plot(code=code)
        for change in changes:
            setattr(plot, "zone_id" if change["field"] == "zone" else change["field"], change["after"])
            if change["field"] == "ring":
                plot.boundary = geometry.boundary_wgs84([tuple(point) for point in change["after"]])
        (old if code in plots else new).append(plot)
    Plot.objects.bulk_create(new)
    if old:
        Plot.objects.bulk_update(old, [*(field for field in FIELDS if field != "zone"), "zone_id", "boundary"])


def _write_receipts(change_set: ChangeSet, by: User | None) -> None:
    """Replace the receipts of every plot in the file: a value no longer given is no longer known."""
    surveyed = change_set.surveyed_on
    if surveyed is None:
        return
    given = {change["key"]: change["after"] for change in change_set.changes if change["model"] == "receipts"}
    plots = dict(Plot.objects.filter(code__in=given).values_list("code", "pk"))
    PlotReceipt.objects.filter(plot__code__in=given).delete()
    who = (by.get_full_name() or by.get_username()) if by else "import_plots"
    ages = max_ages()
    PlotReceipt.objects.bulk_create(
        PlotReceipt(
            plot_id=plots[code],
            field=field,
            source=change_set.source,
            verified_on=surveyed,
            verified_by=who,
            valid_until=surveyed + timedelta(days=ages[field]) if field in ages else None,
            illustrative=change_set.kind == "plot_import_illustrative",
            change_set=change_set,
        )
        for code, fields in given.items()
        for field in fields
    )


@cache
def max_ages() -> dict[str, int]:
    """Field of a plot -> days its receipt may be used (max_age_days of the questionnaire)."""
    with QUESTIONNAIRE.open(encoding="utf-8-sig", newline="") as file:
        ages = {
            row["maps_to"].removeprefix("plot:"): int(row["max_age_days"])
            for row in csv.DictReader(file)
            if row["maps_to"].startswith("plot:") and row["max_age_days"]
        }
    if "land_use_vi" in ages:
        ages["land_use"] = ages["land_use_vi"]
    return {field: days for field, days in ages.items() if field in RECEIPTED or field == STATUS_AGE}


def _write_statuses(
    change_set: ChangeSet, changed: Mapping[str, list[dict[str, Any]]], by: User | None, now: datetime
) -> None:
    """A line of history per new status; an imported `reserved` is a reservation dated by its survey."""
    plots = dict(Plot.objects.filter(code__in=changed).values_list("code", "pk"))
    since = change_set.surveyed_on or now.astimezone(PARK_TIME).date()
    PlotStatusChange.objects.bulk_create(
        PlotStatusChange(
            plot_id=plots[code],
            status=change["after"],
            since=since,
            reason=change_set.source,
            recorded_by=by.get_username() if by else "import_plots",
        )
        for code, changes in changed.items()
        for change in changes
        if change["field"] == "status"
    )


def _write_neighbours() -> None:
    """Contiguity, measured once per import, never per request."""
    plots = {code: (pk, ring) for code, pk, ring in Plot.objects.values_list("code", "pk", "ring")}
    pairs = geometry.contiguous_pairs({code: [tuple(p) for p in ring] for code, (_pk, ring) in plots.items()})
    PlotNeighbour.objects.all().delete()
    PlotNeighbour.objects.bulk_create(
        PlotNeighbour(first_id=plots[first][0], second_id=plots[second][0], shared_m=shared)
        for (first, second), shared in pairs.items()
    )
