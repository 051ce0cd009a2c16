"""The list of plots as a page value: frozen, built before rendering; its template asks the database nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import PlotStatus
from sitepages.explorer.facets import FACETS, WORDS
from sitepages.explorer.filters import SORTS, Wanted
from sitepages.land.facts import LandFacts, PlotFacts
from sitepages.services.plan import park_plan

PER_PAGE = 20
ALL = "all"
OPEN = ("status", "zone", "area")  # the rest of the facets open on demand


@dataclass(frozen=True)
class FacetValue:
    value: str
    words: str
    code: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    values: tuple[FacetValue, ...]
    unknown: int  # plots of which it is not known
    open: bool


@dataclass(frozen=True)
class Row:
    code: str
    status: str
    status_words: str
    area: str
    line: str


@dataclass(frozen=True)
class Chip:
    words: str
    url: str


@dataclass(frozen=True)
class PageLink:
    words: str
    url: str
    current: bool


@dataclass(frozen=True)
class PlotList:
    rows: tuple[Row, ...]
    found: int
    pages: tuple[PageLink, ...]
    free: int
    total: int
    facets: tuple[Facet, ...]
    chips: tuple[Chip, ...]
    sorts: tuple[tuple[str, str, bool], ...]
    q: str
    refused: tuple[str, ...]
    plan: SafeString
    statuses: tuple[tuple[str, str, int], ...]
    on: date
    illustrative: bool


def lang() -> str:
    return "vi" if get_language() == "vi" else "en"


def plot_list(land: LandFacts, wanted: Wanted, refused: Iterable[str], page: str = "") -> PlotList:
    """`page` is a page's number or "all"; anything else is the first page."""
    shown = wanted.sorted(plot for plot in land.plots if wanted.has(plot, land.on))
    codes = {plot.code for plot in shown}
    words = {status.value: str(status.label) for status in PlotStatus}
    count = {status: sum(plot.status == status for plot in land.plots) for status in words}
    return PlotList(
        rows=tuple(row_of(plot, words, land.on) for plot in page_of(shown, page)),
        found=len(shown),
        pages=tuple(page_links(len(shown), page, wanted)),
        free=sum(plot.status == PlotStatus.AVAILABLE for plot in shown),
        total=len(land.plots),
        facets=tuple(facets_of(land, wanted)),
        chips=tuple(chips_of(land, wanted)),
        sorts=tuple((key, str(title), key == wanted.sort) for key, title in SORTS.items()),
        q=wanted.q,
        refused=tuple(refused),
        plan=park_plan(land, faded=frozenset(p.code for p in land.plots if p.code not in codes)),
        statuses=tuple((status, words[status], count[status]) for status in words),
        on=land.on,
        illustrative=land.illustrative,
    )


def page_number(page: str, count: int) -> int:
    last = max(1, -(-count // PER_PAGE))
    return min(int(page), last) if page.isascii() and page.isdecimal() and 0 < len(page) < 5 and int(page) else 1


def page_of(shown: list[PlotFacts], page: str) -> list[PlotFacts]:
    if page == ALL:
        return shown
    start = (page_number(page, len(shown)) - 1) * PER_PAGE
    return shown[start : start + PER_PAGE]


def page_links(count: int, page: str, wanted: Wanted) -> Iterable[PageLink]:
    """Numbers and "all"; nothing when one page holds everything."""
    if count <= PER_PAGE:
        return
    here, query = reverse("plots"), wanted.query()
    current = 0 if page == ALL else page_number(page, count)
    for value in [*map(str, range(1, -(-count // PER_PAGE) + 1)), ALL]:
        rest = "&".join(part for part in (query, "" if value == "1" else f"p={value}") if part)
        words = _("all") if value == ALL else value
        yield PageLink(words, f"{here}?{rest}" if rest else here, value == (ALL if page == ALL else str(current)))


def titles(land: LandFacts, facet: str) -> dict[str, str]:
    if facet == "zone":
        return {code: names[0 if lang() == "vi" else 1] for code, names in land.zones.items()}
    return {value: str(words) for value, words in WORDS[facet].items()}


def facets_of(land: LandFacts, wanted: Wanted) -> Iterable[Facet]:
    for name, counts in wanted.counts(land.plots, land.on).items():
        chosen = getattr(wanted, name)
        values = tuple(
            FacetValue(value, words, value if name == "zone" else "", counts[value], value in chosen)
            for value, words in titles(land, name).items()
        )
        yield Facet(name, str(FACETS[name]), values, counts[""], open=name in OPEN or bool(chosen))


def chips_of(land: LandFacts, wanted: Wanted) -> Iterable[Chip]:
    here = reverse("plots")
    for facet in FACETS:
        words = titles(land, facet)
        for value in getattr(wanted, facet):
            rest = wanted.without(facet, value).query()
            yield Chip(value if facet == "zone" else words[value], f"{here}?{rest}" if rest else here)


def row_of(plot: PlotFacts, words: dict[str, str], on: date) -> Row:
    return Row(plot.code, plot.status, words[plot.status], area_words(plot), ", ".join(line_of(plot, on)))


def area_words(plot: PlotFacts) -> str:
    area = plot.value("area_m2")
    return figures.area(area, lang()) if isinstance(area, (int, float)) else _("area not known")


def line_of(plot: PlotFacts, on: date) -> Iterable[str]:
    """Price, power and ready date of a row; what is not known says so."""
    price, power, ready = (plot.value(key) for key in ("lease_usd_m2", "power_kva", "available_from"))
    if plot.status != PlotStatus.NOT_FOR_LEASE:
        if isinstance(price, (int, float)):
            yield _("%(price)s once") % {"price": figures.price_m2(price, lang())}
        else:
            yield _("price not known")
    yield figures.kva(power, lang()) if isinstance(power, (int, float)) else _("power not known")
    yield ready_words(ready, on)


def ready_words(ready: object, on: date) -> str:
    if not isinstance(ready, date):
        return _("ready date not known")
    return _("ready now") if ready <= on else _("ready %(day)s") % {"day": figures.day(ready, lang())}
