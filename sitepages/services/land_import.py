"""Import of surveyed land: read files, propose a change set. `services.changes` applies it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from sitepages.land import geometry
from sitepages.land.checks import Site, compare
from sitepages.land.findings import kept
from sitepages.land.importers.attributes import PARSERS
from sitepages.land.importers.read import LandFile, ReadOptions, Survey, of_layer, read_files
from sitepages.land.importers.reading import DrawnLayer
from sitepages.land.importers.sniff import short
from sitepages.land.layer_checks import LayerOnSite
from sitepages.land.tolerances import DEGREES_M, FIRST_SURVEY, WRITTEN_M
from sitepages.models import ChangeSet, FunctionalZone, ParkLayer, Plot, PlotEvidence
from sitepages.registry import plot_references
from sitepages.services.change_rows import (
    FIELDS,
    Change,
    before_of,
    by_plot,
    evidence_row,
    history_of,
    layer_rows,
    receipts_of,
    stored,
)
from sitepages.services.changes import apply_change_set
from sitepages.services.land_receipts import OnRecord

PICTURED = 200  # outlines kept beside a preview for its pictures, at most

apply_import = apply_change_set


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """What a person says about the files: when and from what they were surveyed, and how to read them.

    `whole`: they are the whole park, so that a plot they lack is taken off the site.
    """

    surveyed_on: date
    source: str
    illustrative: bool = False
    whole: bool = False
    read: ReadOptions | None = None


def survey_day_problem(surveyed_on: date, today: date) -> str:
    """Why land cannot have been surveyed on that day, in the reader's language; empty where it can."""
    if surveyed_on > today:
        return _("This day is in the future.")
    if surveyed_on < FIRST_SURVEY:
        return _("This day is before %(first)s: no survey is as old.") % {"first": FIRST_SURVEY.year}
    return ""


def propose_import(*, files: Sequence[LandFile], terms: ImportTerms, by: User | None, now: datetime) -> ChangeSet:
    """What applying these files would change; nothing is written, the change set is not saved."""
    known = {plot.code: plot for plot in Plot.objects.all()}
    zones = tuple(FunctionalZone.objects.values_list("code", flat=True))
    rings = {code: tuple((p[0], p[1]) for p in plot.ring) for code, plot in known.items()}
    survey = read_files(files, zones, terms.read, rings)
    site = _site(known, rings, survey, terms)
    survey.findings += compare(survey, site, terms.whole)
    if survey.rings and not site.boundary_sound and not any(layer.kind == "boundary" for layer in survey.layers):
        survey.stated.append(("boundary_mended", {}))
    changes = [] if survey.blocked else [*_changes(survey, known, terms, by, now), *_layer_changes(survey, terms)]
    return ChangeSet(
        kind="plot_import_illustrative" if terms.illustrative else "plot_import",
        title=_title(survey, terms),
        source=terms.source,
        surveyed_on=terms.surveyed_on,
        changes=changes,
        findings=[finding.as_json() for finding in kept(survey.findings)],
        details=_details(survey, site, terms) | {"files": [short(file.name) for file in files]},
        created_at=now,
        created_by=by,
    )


def _title(survey: Survey, terms: ImportTerms) -> str:
    plots = len({*survey.rings, *survey.attributes})
    layers = len(survey.layers)
    parts = [f"{plots} plot" if plots == 1 else f"{plots} plots"] if plots or not layers else []
    parts += [f"{layers} layer" if layers == 1 else f"{layers} layers"] if layers else []
    return f"{', '.join(parts)}, {terms.source}"[:200]


def _site(known: Mapping[str, Plot], rings: Mapping[str, geometry.Ring], survey: Survey, terms: ImportTerms) -> Site:
    gone = known.keys() - survey.rings.keys() if terms.whole else ()
    layers = [LayerOnSite(*row) for row in ParkLayer.objects.values_list("kind", "name_vi", "local")]
    return Site(
        rings=rings,
        areas={code: float(plot.area_m2) if plot.area_m2 is not None else None for code, plot in known.items()},
        boundary=[one.geometry for one in layers if one.kind == "boundary"],
        layers=layers,
        referred=plot_references(sorted(gone)) if gone else {},
        known={
            code: {column: getattr(known[code], column) for column in given if column in PARSERS}
            for code, given in survey.attributes.items()
            if code in known
        },
    )


def _details(survey: Survey, site: Site, terms: ImportTerms) -> dict[str, Any]:
    """Enough for the preview to say how the files were read and to draw the plots that have findings."""
    found = {finding.plot for finding in survey.findings} | {
        str(finding.facts["other"]) for finding in survey.findings if "other" in finding.facts
    }
    drawn = sorted(found & {*survey.rings, *site.rings})[:PICTURED]
    return {
        "forms": survey.forms,
        "stated": [[code, dict(facts)] for code, facts in survey.stated],
        "whole": terms.whole,
        "plots": len({*survey.rings, *survey.attributes}),
        "layers": len(survey.layers),
        "drawn_layers": _drawn_layers(survey),
        "rings": {code: [list(p) for p in survey.rings.get(code) or site.rings[code]] for code in drawn},
    }


def _drawn_layers(survey: Survey) -> dict[str, list[list[float]]]:
    """The outlines of areas that have findings, by item and kind."""
    found = {(one.facts.get("row"), one.facts.get("kind")) for one in survey.findings if of_layer(one)}
    out: dict[str, list[list[float]]] = {}
    for layer in survey.layers:
        if (layer.where, layer.kind) in found and layer.geometry["type"].endswith("Polygon") and len(out) < PICTURED:
            parts = layer.geometry["coordinates"]
            ring = (max(parts, key=lambda part: len(part[0])) if layer.geometry["type"] == "MultiPolygon" else parts)[0]
            out[f"{layer.where} {layer.kind}"] = [[p[0], p[1]] for p in ring[:-1]]
    return out


# --- The changes ---


def _changes(
    survey: Survey, known: Mapping[str, Plot], terms: ImportTerms, by: User | None, now: datetime
) -> Iterator[Change]:
    codes = sorted({*survey.rings, *survey.attributes})
    old = receipts_of(None if len(codes) > 50 else codes)
    record = OnRecord(known, old, terms.surveyed_on, now)
    for code in codes:
        before = before_of(known[code]) if code in known else dict.fromkeys(FIELDS)
        given = record.told(code, survey.attributes.get(code, {}))
        after = _after(before, _moved_ring(before, code, survey), given, code in known)
        yield from _differences(code, before, after)
        lost, fresh = record.receipts(code, given, (before, after), terms.source, by, terms.illustrative)
        if lost or fresh:
            yield _change("receipts", code, lost, fresh)
    survey.findings += record.findings()
    survey.stated += record.stated()
    if terms.whole and survey.rings:
        for code in sorted(known.keys() - survey.rings.keys()):
            yield from _differences(code, before_of(known[code]), dict.fromkeys(FIELDS))
            yield _change("receipts", code, old.get(code) or receipts_of([code]).get(code, {}), {})
            yield _change("history", code, history_of(code), [])
            for key in PlotEvidence.objects.filter(plot__code=code).values_list("key", flat=True):
                yield _change("evidence", f"{code}/{key}", evidence_row(f"{code}/{key}"), None)


def _change(model: str, key: str, before: Any, after: Any, field: str = "*") -> Change:
    return {"model": model, "key": key, "field": field, "before": before, "after": after}


def _differences(code: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for field in FIELDS:
        if before[field] != after[field]:
            yield _change("plot", code, before[field], after[field], field)


def _moved_ring(before: Mapping[str, Any], code: str, survey: Survey) -> geometry.Ring | None:
    """The outline a survey brings, unless it is the one on record: as exact as its numbers were written."""
    ring = survey.rings.get(code)
    within = DEGREES_M if code in survey.in_degrees else WRITTEN_M
    return None if ring and before["ring"] and geometry.same_outline(before["ring"], ring, within) else ring


def _after(
    before: Mapping[str, Any], ring: geometry.Ring | None, attributes: Mapping[str, Any], known: bool
) -> dict[str, Any]:
    """The plot's values once the import is applied: what is not given stays as it was."""
    values = dict(before) if known else {field: stored(field, None) for field in FIELDS}
    values |= {field: stored(field, value) for field, value in attributes.items()}
    if ring:
        values["ring"] = [list(point) for point in ring]
        values["area_computed_m2"] = round(geometry.area_m2(ring), 1)
    return values


def plots_changed(change_set: ChangeSet) -> dict[str, list[Change]]:
    """Changes of plots by code; a plot that keeps all its values is not among them."""
    return by_plot(change_set.changes)


# --- Layers ---


def _layer_changes(survey: Survey, terms: ImportTerms) -> Iterator[Change]:
    """A file's layers replace all of their kinds."""
    for kind in dict.fromkeys(layer.kind for layer in survey.layers):
        rows = [_layer_row(layer, terms) for layer in survey.layers if layer.kind == kind]
        before = layer_rows(kind)
        if before != rows:
            yield _change("layers", kind, before, rows)


def _layer_row(layer: DrawnLayer, terms: ImportTerms) -> list[Any]:
    wgs84 = {**layer.geometry, "coordinates": _wgs84(layer.geometry["coordinates"])}
    receipt_of_layer = [terms.source, terms.surveyed_on.isoformat(), terms.illustrative]
    return [*layer.names, layer.properties, wgs84, layer.geometry, *receipt_of_layer]


def _wgs84(coordinates: Any) -> Any:
    if isinstance(coordinates[0], (int, float)):
        return list(geometry.to_wgs84([(coordinates[0], coordinates[1])])[0])
    if isinstance(coordinates[0][0], (int, float)):
        return [list(point) for point in geometry.to_wgs84([(p[0], p[1]) for p in coordinates])]
    return [_wgs84(part) for part in coordinates]
