"""Page values of the facts' doors: what goes stale, and one plot with all its receipts and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from sitepages.choices import told_words
from sitepages.explorer.plot_lines import in_readers_words, value_words
from sitepages.explorer.readiness import LevelRow, level_rows
from sitepages.land.codes import is_code
from sitepages.land.facts import Fact, FactState
from sitepages.landdesk.words import field_words, who_words
from sitepages.language import site_language
from sitepages.models import ParkSettings, Plot, PlotReceipt, PlotStatusChange
from sitepages.models.land import FACTS, RECEIPTED, STATUS
from sitepages.services.change_rows import before_of
from sitepages.services.facts import fact_of, facts_on
from sitepages.services.land_receipts import COLUMNS
from sitepages.services.park_facts import park_facts_on
from sitepages.services.readiness import readiness_on

SOON = timedelta(days=30)
PER_PAGE = 100
VIEWS = ("soon", "expired", "missing", "disputed", "plots")


@dataclass(frozen=True)
class StaleLine:
    code: str
    field: str
    name: str
    value: str
    source: str
    verified_on: date | None
    valid_until: date | None
    late: bool
    can_verify: bool


@dataclass(frozen=True)
class PlotLine:
    code: str
    status: str
    known: int
    expired: int
    missing: int
    percent: int


@dataclass(frozen=True)
class View:
    key: str
    name: str
    count: int
    here: bool


@dataclass(frozen=True)
class FreshnessPage:
    on: date
    views: tuple[View, ...]
    show: str
    lines: tuple[StaleLine, ...]
    plots: tuple[PlotLine, ...]
    page: int
    pages: int
    total: int
    expected: int  # facts a plot may have
    park_open: int  # questions of the whole park without an answer in use
    bad_codes: tuple[str, ...]  # stored before codes were checked


def freshness_page(show: str, on: date, page: str) -> FreshnessPage:
    show = show if show in VIEWS else "soon"
    counts = _counts(on)
    total = counts[show]
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(int(page) if page.isdecimal() and len(page) < 6 else 1, 1), pages)
    window = slice((number - 1) * PER_PAGE, number * PER_PAGE)
    names = {
        "soon": _("expire soon"),
        "expired": _("expired"),
        "missing": _("never given"),
        "disputed": _("reported wrong"),
        "plots": _("by plot"),
    }
    return FreshnessPage(
        on=on,
        views=tuple(View(key, names[key], counts[key], key == show) for key in VIEWS),
        show=show,
        lines=() if show == "plots" else tuple(_lines(show, on, window)),
        plots=tuple(_plots(on, window)) if show == "plots" else (),
        page=number,
        pages=pages,
        total=total,
        expected=len(FACTS),
        park_open=sum(not fact.known for fact in park_facts_on(on).values()),
        bad_codes=tuple(code for code in Plot.objects.values_list("code", flat=True) if not is_code(code)),
    )


def _counts(on: date) -> dict[str, int]:
    found = PlotReceipt.objects.aggregate(
        soon=Count("pk", filter=_when("soon", on)),
        expired=Count("pk", filter=_when("expired", on)),
        disputed=Count("pk", filter=_when("disputed", on)),
        receipts=Count("pk"),
    )
    plots = Plot.objects.count()
    missing = plots * len(FACTS) - found.pop("receipts")
    return {**found, "missing": missing, "plots": plots}


def _when(show: str, on: date) -> Q:
    return {
        "soon": Q(valid_until__gte=on, valid_until__lte=on + SOON),
        "expired": Q(valid_until__lt=on),
        "disputed": Q(disputed_on__isnull=False),
    }[show]


def _lines(show: str, on: date, window: slice) -> Iterator[StaleLine]:
    if show == "missing":
        yield from _missing(window)
        return
    rows = PlotReceipt.objects.filter(_when(show, on)).select_related("plot")
    for receipt in rows.order_by("valid_until", "plot__code", "field")[window]:
        fact = fact_of(receipt.plot, receipt.field, receipt, date.min)
        yield StaleLine(
            code=receipt.plot.code,
            field=receipt.field,
            name=field_words(receipt.field),
            value=value_words(fact) if fact.known else "",
            source=in_readers_words(receipt.source),
            verified_on=receipt.verified_on,
            valid_until=receipt.valid_until,
            late=receipt.valid_until is not None and receipt.valid_until < on,
            can_verify=fact.known,
        )


def _missing(window: slice) -> Iterator[StaleLine]:
    held: dict[str, set[str]] = {}
    for code, field in PlotReceipt.objects.values_list("plot__code", "field"):
        held.setdefault(code, set()).add(field)
    codes = Plot.objects.order_by("code").values_list("code", flat=True)
    gaps = [(code, field) for code in codes for field in FACTS if field not in held.get(code, ())]
    for code, field in gaps[window]:
        yield StaleLine(code, field, field_words(field), "", "", None, None, False, False)


def _plots(on: date, window: slice) -> Iterator[PlotLine]:
    current = Q(receipts__valid_until__isnull=True) | Q(receipts__valid_until__gte=on)
    rows = Plot.objects.annotate(
        known=Count("receipts", filter=current), expired=Count("receipts", filter=~current)
    ).annotate(missing=len(FACTS) - F("known") - F("expired"))
    for plot in rows.order_by("known", "code")[window]:
        percent = round(100 * plot.known / len(FACTS))
        status = told_words(plot.status)
        yield PlotLine(plot.code, status, plot.known, plot.expired, plot.missing, percent)


# --- One plot ---


@dataclass(frozen=True)
class FactRow:
    field: str
    name: str
    value: str
    state: str
    source: str
    verified_on: date | None
    verified_by: str
    valid_until: date | None
    illustrative: bool
    disputed_on: date | None


@dataclass(frozen=True)
class HistoryRow:
    since: date
    status: str
    reason: str
    who: str


@dataclass(frozen=True)
class PlotFactsPage:
    code: str
    zone: str
    status: str
    facts: tuple[FactRow, ...]
    known: int
    history: tuple[HistoryRow, ...]
    level: int
    levels: tuple[LevelRow, ...]


def plot_page(plot: Plot, on: date) -> PlotFactsPage:
    land = facts_on(on, [plot.code])
    (found,) = land.plots
    readiness = readiness_on(land, ParkSettings.load())[plot.code]
    rows = tuple(_fact_row(field, fact) for field, fact in ({STATUS: found.status_fact} | found.facts).items() if fact)
    return PlotFactsPage(
        code=plot.code,
        zone=f"{plot.zone_id} {land.zones[plot.zone_id][0 if site_language() == 'vi' else 1]}",
        status=told_words(plot.status) + (f" · {_('held by the desk')}" if plot.held_since else ""),
        facts=rows,
        known=sum(row.state == FactState.KNOWN for row in rows),
        history=tuple(
            HistoryRow(one.since, told_words(one.status), in_readers_words(one.reason), who_words(one.recorded_by))
            for one in PlotStatusChange.objects.filter(plot=plot)
        ),
        level=readiness.level,
        levels=tuple(level_rows(readiness)),
    )


def _fact_row(field: str, fact: Fact) -> FactRow:
    last = fact if fact.known else Fact(field, fact.last_value, fact.unit, FactState.KNOWN)
    return FactRow(
        field=field,
        name=field_words(field),
        value=value_words(last) if fact.last_value is not None else "",
        state=fact.state.value,
        source=in_readers_words(fact.source),
        verified_on=fact.verified_on,
        verified_by=who_words(fact.verified_by or ""),
        valid_until=fact.valid_until,
        illustrative=fact.illustrative,
        disputed_on=fact.disputed_on,
    )


def fact_labels(field: str) -> list[str]:
    """What the inputs of a fact are called, the unit with it."""
    unit = RECEIPTED[field]
    if len(COLUMNS[field]) > 1:
        return [field_words(column) for column in COLUMNS[field]]
    return [f"{field_words(field)} ({unit})" if unit else field_words(field)]


def fact_values(plot: Plot, field: str) -> dict[str, object]:
    values = before_of(plot)
    return {f"value_{number}": values[column] for number, column in enumerate(COLUMNS[field])}
