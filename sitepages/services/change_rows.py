"""The rows a ChangeSet speaks of: as plain JSON to compare, and written back. Its verbs are in `changes`.

The forms of a change are described there. Status history is appended on the way, never taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from sitepages.accounts import account_name
from sitepages.choices import ChangeState
from sitepages.figures import PARK_TIME
from sitepages.land import geometry
from sitepages.land.codes import is_code
from sitepages.land.importers.reading import shown
from sitepages.models import (
    ChangeSet,
    ParkFact,
    ParkLayer,
    Plot,
    PlotEvidence,
    PlotNeighbour,
    PlotReceipt,
    PlotStatusChange,
)
from sitepages.models.land import RECEIPTED, STATUS
from sitepages.refusal import Refused
from sitepages.registry import land_changed, plot_references

Change = dict[str, Any]
PLOT_FIELDS = ("zone", "status", "ring", "area_computed_m2", "land_use_vi", "land_use_en", *RECEIPTED)
FIELDS = tuple(field for field in PLOT_FIELDS if field != "land_use")
PARK_FACT = (
    "words_vi",
    "words_en",
    "certainty",
    "source",
    "verified_on",
    "verified_by",
    "valid_until",
    "illustrative",
)
TEXT_FIELDS = frozenset({"land_use_vi", "land_use_en", "power_redundancy", STATUS})  # unknown is ""


class ChangedSince(Refused):
    """Rows changed after the preview was made, or after the change was applied. Facts: `rows`."""

    code = "changed_since_preview"


class PlotsReferred(Refused):
    """Plots that would vanish are pointed at by leads or holds. Facts: `plots`."""

    code = "plots_referred"


class BadPlotCode(Refused):
    """New plots whose code no address could carry. Facts: `plots`."""

    code = "bad_plot_code"
    status = 422


def name_of(by: User | None) -> str:
    return account_name(by) if by else "import_plots"


# --- Reading what is ---


def before_of(plot: Plot) -> dict[str, Any]:
    """A plot's values as change sets hold them: plain JSON."""
    values = {field: plain(getattr(plot, field)) for field in FIELDS if field != "zone"}
    return values | {"zone": plot.zone_id}


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def stored(field: str, value: Any) -> Any:
    """A value as the column will keep it, so that what is written equals what was shown."""
    value = plain(value)
    if field in TEXT_FIELDS:
        return value or ""
    column = Plot._meta.get_field(field)
    if isinstance(column, models.DecimalField) and value is not None:
        return round(float(value), column.decimal_places)
    return value


def receipt_list(receipt: PlotReceipt) -> list[Any]:
    until, disputed = plain(receipt.valid_until), plain(receipt.disputed_on)
    verified = plain(receipt.verified_on)
    who, illustrative = receipt.verified_by, receipt.illustrative
    return [receipt.source, verified, who, until, illustrative, disputed, receipt.change_set_id]


def receipts_of(codes: Sequence[str] | None = None) -> dict[str, dict[str, list[Any]]]:
    """Code -> field -> receipt, of these plots or of all."""
    rows = PlotReceipt.objects.select_related("plot")
    if codes is not None:
        rows = rows.filter(plot__code__in=codes)
    out: dict[str, dict[str, list[Any]]] = {}
    for receipt in rows:
        out.setdefault(receipt.plot.code, {})[receipt.field] = receipt_list(receipt)
    return out


def history_of(code: str) -> list[list[Any]]:
    rows = PlotStatusChange.objects.filter(plot__code=code).order_by("since", "pk")
    return [[row.status, plain(row.since), row.reason, row.recorded_by] for row in rows]


def evidence_row(key: str) -> list[Any] | None:
    """The evidence at "plot code/key" (no code: the whole park's), as a list; None if there is none."""
    code, _slash, name = key.rpartition("/")
    row = PlotEvidence.objects.filter(plot__code=code or None, key=name).first()
    if row is None:
        return None
    return [row.source, plain(row.verified_on), row.verified_by, plain(row.valid_until), row.illustrative]


def park_fact_row(key: str) -> list[Any] | None:
    """The park's fact of that name, as a list; None if nobody gave it."""
    row = ParkFact.objects.filter(key=key).values_list(*PARK_FACT).first()
    return [plain(value) for value in row] if row else None


def layer_rows(kind: str) -> list[list[Any]]:
    return [layer_list(row) for row in ParkLayer.objects.filter(kind=kind).order_by("pk")]


def layer_list(row: ParkLayer) -> list[Any]:
    names = [row.name_vi, row.name_en]
    receipt = [row.source, plain(row.verified_on), row.illustrative]
    return [*names, row.properties, row.geometry, row.local, *receipt]


# --- Writing ---


def by_plot(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """Changes of plots by code."""
    out: dict[str, list[Change]] = {}
    for change in changes:
        if change["model"] == "plot":
            out.setdefault(change["key"], []).append(change)
    return out


def check_changes(changes: Sequence[Change]) -> None:
    """Whether `write_changes` would take them now, for a button. Raises ChangedSince, BadPlotCode or PlotsReferred."""
    changed = by_plot(changes)
    plots = {plot.code: plot for plot in Plot.objects.filter(code__in=changed)}
    _refuse_stale(plots, changes)
    _refuse_bad_codes(changed.keys() - plots.keys())
    _refuse_referred(_gone(changed))


def write_changes(
    change_set: ChangeSet, changes: Sequence[Change], by: User | None, now: datetime, reason: str
) -> None:
    plots = {plot.code: plot for plot in Plot.objects.select_for_update()}
    changed = by_plot(changes)
    receipts = {change["key"]: change for change in changes if change["model"] == "receipts"}
    layers = [change for change in changes if change["model"] == "layers"]
    evidence = [change for change in changes if change["model"] == "evidence"]
    facts = [change for change in changes if change["model"] == "park_fact"]
    _refuse_stale(plots, changes)
    _refuse_bad_codes(changed.keys() - plots.keys())
    gone = _gone(changed)
    _refuse_referred(gone)
    Plot.objects.filter(code__in=gone).delete()
    kept = {code: rows for code, rows in changed.items() if code not in gone}
    _write_plots(plots, kept)
    _write_receipts(change_set, {code: change for code, change in receipts.items() if code not in gone})
    _drop_receipts_of_other_statuses(kept, receipts)
    _write_history([change for change in changes if change["model"] == "history"])
    _write_statuses(change_set, kept, by, now, reason)
    _write_layers(layers)
    _write_evidence([change for change in evidence if change["key"].split("/")[0] not in gone])
    _write_park_facts(facts)
    if gone or any(change["field"] == "ring" for rows in changed.values() for change in rows):
        write_neighbours()
    if changed:
        land_changed(sorted(changed), now)


CURRENT: Mapping[str, Callable[[str], Any]] = {
    "layers": layer_rows,
    "evidence": evidence_row,
    "park_fact": park_fact_row,
}


def _refuse_stale(plots: Mapping[str, Plot], changes: Sequence[Change]) -> None:
    rows = []
    for code, fields in by_plot(changes).items():
        now = before_of(plots[code]) if code in plots else dict.fromkeys(FIELDS)
        rows += [f"{code}.{change['field']}" for change in fields if now[change["field"]] != change["before"]]
    receipts = {change["key"]: change for change in changes if change["model"] == "receipts"}
    current = receipts_of(list(receipts))
    for code, change in receipts.items():
        is_now, was = current.get(code, {}), change["before"]
        rows += [f"{code}.{field}" for field in {*was, *change["after"]} if is_now.get(field) != was.get(field)]
    for change in (change for change in changes if change["model"] in CURRENT):
        is_there = CURRENT[change["model"]](change["key"])
        rows += [change["key"]] if is_there != change["before"] else []
    if rows:
        raise ChangedSince(rows=sorted(set(rows)))


def _refuse_bad_codes(new: Collection[str]) -> None:
    wrong = [shown(code) for code in sorted(new) if not is_code(code)]
    if wrong:
        raise BadPlotCode(plots=wrong)


def _gone(changed: Mapping[str, list[Change]]) -> list[str]:
    """Plots that the changes take off the site."""
    return [code for code, rows in changed.items() if any(r["field"] == "zone" and r["after"] is None for r in rows)]


def _refuse_referred(codes: Sequence[str]) -> None:
    if not codes:
        return
    referred = plot_references(codes)
    if referred:
        raise PlotsReferred(plots=sorted(referred))
    try:
        Collector(using=DEFAULT_DB_ALIAS).collect(Plot.objects.filter(code__in=codes))
    except ProtectedError as error:
        raise PlotsReferred(plots=sorted(codes)) from error


def _write_plots(plots: dict[str, Plot], changed: Mapping[str, list[Change]]) -> None:
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
        fields = sorted({change["field"] for plot in old for change in changed[plot.code]} - {"zone"})
        Plot.objects.bulk_update(old, [*fields, "zone_id", "boundary"], batch_size=500)


def _write_receipts(change_set: ChangeSet, receipts: Mapping[str, Change]) -> None:
    """The fields concerned lose their receipt or get a new one: a value no longer given is no longer known."""
    if not receipts:
        return
    plots = dict(Plot.objects.filter(code__in=receipts).values_list("code", "pk"))
    for fields, codes in _alike(receipts).items():
        PlotReceipt.objects.filter(plot__code__in=codes, field__in=fields).delete()
    sets = set(ChangeSet.objects.values_list("pk", flat=True))
    PlotReceipt.objects.bulk_create(
        (
            PlotReceipt(
                plot_id=plots[code],
                field=field,
                source=source,
                verified_on=verified,
                verified_by=who,
                valid_until=until,
                illustrative=illustrative,
                disputed_on=disputed,
                change_set_id=origin if origin in sets else change_set.pk,
            )
            for code, change in receipts.items()
            for field, (source, verified, who, until, illustrative, disputed, origin) in change["after"].items()
        ),
        batch_size=1000,
    )


def _drop_receipts_of_other_statuses(changed: Mapping[str, list[Change]], receipts: Mapping[str, Change]) -> None:
    """A status that comes without its receipt is not verified: the one on record speaks of another status."""
    told = {code for code, rows in changed.items() if any(row["field"] == STATUS for row in rows)}
    bare = {code for code in told if code not in receipts or STATUS not in receipts[code]["after"]}
    PlotReceipt.objects.filter(plot__code__in=bare, field=STATUS).delete()


def _alike(receipts: Mapping[str, Change]) -> dict[tuple[str, ...], list[str]]:
    """Plots by the set of fields they lose, to delete few times."""
    out: dict[tuple[str, ...], list[str]] = {}
    for code, change in receipts.items():
        out.setdefault(tuple(sorted({*change["before"], *change["after"]})), []).append(code)
    return out


def _write_statuses(
    change_set: ChangeSet, changed: Mapping[str, list[Change]], by: User | None, now: datetime, reason: str
) -> None:
    """A line of history per new status; an imported `reserved` is a reservation dated by its survey."""
    plots = dict(Plot.objects.filter(code__in=changed).values_list("code", "pk"))
    today = now.astimezone(PARK_TIME).date()
    since = today if change_set.state == ChangeState.UNDONE else change_set.surveyed_on or today
    PlotStatusChange.objects.bulk_create(
        PlotStatusChange(
            plot_id=plots[code], status=change["after"], since=since, reason=reason, recorded_by=name_of(by)
        )
        for code, changes in changed.items()
        for change in changes
        if change["field"] == STATUS and change["after"]
    )


def _write_history(changes: Sequence[Change]) -> None:
    """A plot that comes back brings its history along."""
    for change in changes:
        for status, since, reason, who in change["after"]:
            plot = Plot.objects.get(code=change["key"])
            PlotStatusChange.objects.create(
                plot=plot, status=status, since=date.fromisoformat(since), reason=reason, recorded_by=who
            )


def _write_layers(changes: Sequence[Change]) -> None:
    for change in changes:
        ParkLayer.objects.filter(kind=change["key"]).delete()
        for vi, en, properties, shape, local, source, verified, illustrative in change["after"]:
            ParkLayer.objects.create(
                kind=change["key"],
                name_vi=vi,
                name_en=en,
                properties=properties,
                geometry=shape,
                local=local,
                source=source,
                verified_on=verified,
                illustrative=illustrative,
            )


def _write_evidence(changes: Sequence[Change]) -> None:
    for change in changes:
        code, _slash, name = change["key"].rpartition("/")
        plot = Plot.objects.get(code=code) if code else None
        PlotEvidence.objects.filter(plot=plot, key=name).delete()
        if change["after"] is not None:
            source, verified, who, until, illustrative = change["after"]
            PlotEvidence.objects.create(
                plot=plot,
                key=name,
                source=source,
                verified_on=verified,
                verified_by=who,
                valid_until=until,
                illustrative=illustrative,
            )


def _write_park_facts(changes: Sequence[Change]) -> None:
    for change in changes:
        ParkFact.objects.filter(key=change["key"]).delete()
        if change["after"] is not None:
            ParkFact.objects.create(key=change["key"], **dict(zip(PARK_FACT, change["after"], strict=True)))


def write_neighbours() -> None:
    """Contiguity, measured once per change of an outline, never per request."""
    plots = {code: (pk, ring) for code, pk, ring in Plot.objects.values_list("code", "pk", "ring")}
    pairs = geometry.contiguous_pairs({code: [tuple(p) for p in ring] for code, (_pk, ring) in plots.items()})
    PlotNeighbour.objects.all().delete()
    PlotNeighbour.objects.bulk_create(
        (
            PlotNeighbour(first_id=plots[first][0], second_id=plots[second][0], shared_m=shared)
            for (first, second), shared in pairs.items()
        ),
        batch_size=1000,
    )
