"""Plots and sets side by side as a page value: frozen, built before rendering."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import Permission, status_words
from sitepages.explorer.picks import JOIN, codes_of, in_words, query_of
from sitepages.explorer.plot_lines import GROUPS, field_name, group_titles, line_for, value_words, verified_words
from sitepages.explorer.tray import COMPARED
from sitepages.land.facts import Fact, FactState, FactValue, LandFacts, PlotFacts
from sitepages.land.index import LandIndex
from sitepages.land.sets import SetValue, hangs_together, lease_usd, oldest, value_of_set
from sitepages.language import site_language
from sitepages.services.plan import park_plan

SHORT = {"lease_usd_m2": figures.price_m2}  # a range says its unit, and leaves the term to the line of the sum


@dataclass(frozen=True)
class Column:
    """One plot or set. `statuses`: status and its word, each once."""

    words: str
    codes: tuple[str, ...]
    statuses: tuple[tuple[str, str], ...]
    joined: bool
    apart: bool  # a set whose plots do not adjoin
    without_url: str


@dataclass(frozen=True)
class Cell:
    words: str
    unknown: str  # of which plots it is not known, where the value is not
    verified_on: date | None
    receipt: str = ""  # in whole, where the cell gives it


@dataclass(frozen=True)
class CompareRow:
    name: str
    cells: tuple[Cell, ...]
    differs: bool


@dataclass(frozen=True)
class CompareGroup:
    title: str
    rows: tuple[CompareRow, ...]


@dataclass(frozen=True)
class Compare:
    columns: tuple[Column, ...]
    groups: tuple[CompareGroup, ...]
    gone: tuple[str, ...]  # codes that name no plot
    only_differences: bool
    all_url: str
    differences_url: str
    keep_url: str
    more_url: str
    differing: int
    plan: SafeString
    on: date
    illustrative: bool
    enough: bool


def compare(land: LandFacts, index: LandIndex, picks: Sequence[str], *, only_differences: bool) -> Compare:
    """`picks` as the reader gave them, at most four; sets that name a plot nobody has are left out, and named."""
    plots = {plot.code: plot for plot in land.plots}
    gone = tuple(code for code in codes_of(picks) if code not in plots)
    good = [pick for pick in picks if not set(pick.split(JOIN)) & set(gone)]
    sets = [[plots[code] for code in pick.split(JOIN)] for pick in good]
    groups = tuple(_groups(sets, land, index)) if sets else ()
    here, query = reverse("compare"), query_of(good)
    shown = tuple(_differing(groups)) if only_differences else groups
    return Compare(
        columns=tuple(_column(pick, plots, land, good) for pick in good),
        groups=shown,
        gone=gone,
        only_differences=only_differences,
        all_url=f"{here}?{query}",
        differences_url=f"{here}?{query}&only=differences",
        keep_url=f"{reverse('shortlist-keep')}?{query}",
        more_url=f"{reverse('plots')}?{query}",
        differing=sum(row.differs for group in groups for row in group.rows),
        plan=park_plan(index, yours=codes_of(good), pins=_pins(good), listed=frozenset(codes_of(good))),
        on=land.on,
        illustrative=land.illustrative,
        enough=len(good) >= COMPARED[0],
    )


def _pins(picks: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((str(number), tuple(pick.split(JOIN))) for number, pick in enumerate(picks, 1))


def _column(pick: str, plots: dict[str, PlotFacts], land: LandFacts, good: Sequence[str]) -> Column:
    codes = tuple(pick.split(JOIN))
    words = status_words()
    statuses = dict.fromkeys(plots[code].status for code in codes)
    rest = query_of(other for other in good if other != pick)
    return Column(
        words=in_words(pick),
        codes=codes,
        statuses=tuple((status, words[status]) for status in statuses),
        joined=len(codes) > 1,
        apart=not hangs_together(codes, land.neighbours),
        without_url=f"{reverse('compare')}?{rest}",
    )


def _differing(groups: Iterable[CompareGroup]) -> Iterable[CompareGroup]:
    for group in groups:
        rows = tuple(row for row in group.rows if row.differs)
        if rows:
            yield CompareGroup(group.title, rows)


def _groups(sets: Sequence[Sequence[PlotFacts]], land: LandFacts, index: LandIndex) -> Iterable[CompareGroup]:
    titles = group_titles()
    yield CompareGroup(_("Plot"), tuple(_head_rows(sets, index)))
    for key, fields in GROUPS:
        rows = [_row(field, sets) for field in fields]
        if key == "price":
            rows.insert(1, _lease_row(sets))
        yield CompareGroup(titles[key], tuple(rows))


def _head_rows(sets: Sequence[Sequence[PlotFacts]], index: LandIndex) -> Iterable[CompareRow]:
    place = 0 if site_language() == "vi" else 1
    yield _status_row(sets)
    zones = [_each(f"{plot.zone} {index.zones[plot.zone][place]}" for plot in plots) for plots in sets]
    yield _plain(_("Functional zone"), zones)
    names = {key: both[place] for key, both in index.sectors.items()}
    for level in (Permission.ENCOURAGED, Permission.PERMITTED):
        title = {
            Permission.ENCOURAGED: _("Sectors encouraged"),
            Permission.PERMITTED: _("Sectors permitted"),
        }[level]
        yield _plain(title, [_sectors(plots, names, index, level) for plots in sets])


def _status_row(sets: Sequence[Sequence[PlotFacts]]) -> CompareRow:
    words = status_words()
    rows = [_each(words[plot.status] for plot in plots) for plots in sets]
    cells = tuple(_status_cell(told, plots) for told, plots in zip(rows, sets, strict=True))
    return CompareRow(_("Status"), cells, len(set(rows)) > 1)


def _status_cell(told: str, plots: Sequence[PlotFacts]) -> Cell:
    facts = [plot.status_fact for plot in plots if plot.status_fact]
    unknown = ", ".join(plot.code for plot in plots if not plot.status_known)
    if unknown or len(plots) > 1:
        return Cell("" if unknown else told, unknown, oldest(facts))
    return Cell(told, "", None, " · ".join(_receipt_words(plots[0], fact) for fact in facts))


def _receipt_words(plot: PlotFacts, fact: Fact) -> str:
    line, lang = line_for(fact), site_language()
    parts = [_("since %(day)s") % {"day": figures.day(plot.status_since, lang)}] if plot.status_since else []
    parts += [line.source, verified_words(line)]
    parts += [_("use until %(day)s") % {"day": figures.day(line.valid_until, lang)}] if line.valid_until else []
    return " · ".join(parts)


def _sectors(plots: Sequence[PlotFacts], names: dict[str, str], index: LandIndex, level: str) -> str:
    """Sectors with this level on every plot of the set; allowed on all and merely permitted on one is permitted."""
    out = []
    for key, name in names.items():
        levels = {index.permissions.get((key, plot.zone), Permission.NOT_PERMITTED) for plot in plots}
        together = Permission.PERMITTED if levels == {Permission.ENCOURAGED, Permission.PERMITTED} else None
        if levels == {level} or together == level:
            out.append(name)
    return "; ".join(out) or _("none")


def _each(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def _plain(name: str, words: Sequence[str]) -> CompareRow:
    return CompareRow(name, tuple(Cell(text, "", None) for text in words), len(set(words)) > 1)


def _row(field: str, sets: Sequence[Sequence[PlotFacts]]) -> CompareRow:
    values = [value_of_set(plots, field) for plots in sets]
    cells = tuple(_cell(value) for value in values)
    return CompareRow(field_name(field), cells, len({(value.low, value.high, value.known) for value in values}) > 1)


def _cell(value: SetValue) -> Cell:
    if not value.known:
        return Cell("", ", ".join(value.unknown), None)
    if value.low != value.high and value.key in SHORT:
        shorter = " – ".join(SHORT[value.key](end, site_language()) for end in (value.low, value.high))  # type: ignore[arg-type]
        return Cell(shorter, "", value.verified_on)
    words = [value_words(_fact(value, end)) for end in dict.fromkeys((value.low, value.high)) if end is not None]
    return Cell(" – ".join(words), "", value.verified_on)


def _fact(value: SetValue, shown: FactValue) -> Fact:
    return Fact(value.key, shown, value.unit, FactState.KNOWN, language=value.language)


def _lease_row(sets: Sequence[Sequence[PlotFacts]]) -> CompareRow:
    totals = [lease_usd(plots) for plots in sets]
    cells = tuple(
        Cell(figures.usd(round(total), site_language()), "", None)
        if total is not None
        else Cell("", _("area or price is not known"), None)
        for total in totals
    )
    return CompareRow(_("Whole, paid once"), cells, len(set(totals)) > 1)
