"""The list of plots as a page value: frozen, built before rendering; its template asks the database nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import PlotStatus, status_words
from sitepages.explorer.facets import FACETS, WORDS, bits_of
from sitepages.explorer.filters import SORTS, Wanted
from sitepages.explorer.picks import codes_of, query_of
from sitepages.explorer.tray import Tray, tray_of
from sitepages.land.facts import NOT_VERIFIED, FactValue
from sitepages.land.index import IndexedPlot, LandIndex
from sitepages.land.plan import DRAWN_ALONE
from sitepages.language import site_language
from sitepages.services.plan import Beneath, PlanLayer, park_plan, plan_layers

PER_PAGE = 20
ALL = "all"
MOST_AT_ONCE = 1_000  # no page lists more
PAGES_AROUND = 3
OPEN = ("status", "zone", "area")  # the rest of the facets open on demand


class Facts(Protocol):
    """A plot of the index or with its receipts: what a line of words needs."""

    @property
    def status(self) -> str: ...
    def value(self, key: str) -> FactValue | None: ...


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
    picked: bool
    url: str


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
    clear_url: str
    refused: tuple[str, ...]
    plan: SafeString
    layers: tuple[PlanLayer, ...]
    credit: str  # whose map lies beneath
    many: bool  # more plots than the plan can make links of
    tray: Tray
    hidden_picks: tuple[str, ...]  # picks without a tick box on this page
    statuses: tuple[tuple[str, str, int], ...]
    on: date
    illustrative: bool


def plot_list(
    land: LandIndex, wanted: Wanted, refused: Iterable[str], page: str = "", under: Beneath | None = None
) -> PlotList:
    """`page` is a page's number or "all"; anything else is the first page. `under` lies beneath the plan."""
    found, counts = wanted.sift(land)
    shown = page_of(wanted.sorted(found), page)
    words = status_words()
    count = bits_of(land)["status"]
    listed = {plot.code for plot in shown}
    return PlotList(
        rows=tuple(row_of(plot, words, land.on, wanted) for plot in shown),
        found=len(found),
        pages=tuple(page_links(len(found), page, wanted)),
        free=sum(plot.status == PlotStatus.AVAILABLE for plot in found),
        total=len(land.plots),
        facets=tuple(facets_of(land, wanted, counts)),
        chips=tuple(chips_of(land, wanted)),
        sorts=tuple((key, str(title), key == wanted.sort) for key, title in SORTS.items()),
        q=wanted.q,
        clear_url=reverse("plots") + (f"?{query_of(wanted.picks)}" if wanted.picks else ""),
        refused=tuple(refused),
        plan=plan_of(land, wanted, {plot.code for plot in found}, listed, under),
        layers=plan_layers(under),
        credit=under.credit if under else "",
        many=len(land.plots) > DRAWN_ALONE,
        tray=tray_of(wanted),
        hidden_picks=tuple(pick for pick in wanted.picks if pick not in listed),
        statuses=tuple(legend_of(words, {status or NOT_VERIFIED: one.bit_count() for status, one in count.items()})),
        on=land.on,
        illustrative=land.illustrative,
    )


def legend_of(words: Mapping[str, str], counts: Mapping[str, int]) -> Iterable[tuple[str, str, int]]:
    """Status, word and how many plots have it; “not verified” only where some are."""
    for status, word in words.items():
        if status != NOT_VERIFIED or counts.get(status):
            yield status, word, counts.get(status, 0)


def plan_of(
    land: LandIndex, wanted: Wanted, found: set[str], listed: set[str], under: Beneath | None = None
) -> SafeString:
    """The plan in step with the list: what is filtered out steps back, what is picked is the reader's own."""
    return park_plan(
        land,
        yours=codes_of(wanted.picks),
        faded=frozenset(plot.code for plot in land.plots if plot.code not in found),
        listed=frozenset(listed),
        carry=wanted.picks,
        under=under.pictures if under else (),
    )


def page_number(page: str, count: int) -> int:
    last = max(1, -(-count // PER_PAGE))
    return min(int(page), last) if page.isascii() and page.isdecimal() and 0 < len(page) < 5 and int(page) else 1


def page_of(shown: list[IndexedPlot], page: str) -> list[IndexedPlot]:
    if page == ALL and len(shown) <= MOST_AT_ONCE:
        return shown
    start = (page_number(page, len(shown)) - 1) * PER_PAGE
    return shown[start : start + PER_PAGE]


def page_links(count: int, page: str, wanted: Wanted) -> Iterable[PageLink]:
    """Numbers and "all"; nothing when one page holds everything."""
    if count <= PER_PAGE:
        return
    here, query = reverse("plots"), wanted.query()
    last, whole = -(-count // PER_PAGE), page == ALL and count <= MOST_AT_ONCE
    current = 0 if whole else page_number(page, count)
    near = {1, last, *range(max(1, current - PAGES_AROUND), min(last, current + PAGES_AROUND) + 1)}
    numbers = range(1, last + 1) if last <= 2 * PAGES_AROUND + 3 else sorted(near)
    for value in [*map(str, numbers), *([ALL] if count <= MOST_AT_ONCE else [])]:
        rest = "&".join(part for part in (query, "" if value == "1" else f"p={value}") if part)
        words = _("all") if value == ALL else value
        yield PageLink(words, f"{here}?{rest}" if rest else here, value == (ALL if whole else str(current)))


def titles(land: LandIndex, facet: str) -> dict[str, str]:
    """The facet's values and their words, in order."""
    if facet in {"zone", "sector"}:
        rows = land.zones if facet == "zone" else land.sectors
        return {key: names[0 if site_language() == "vi" else 1] for key, names in rows.items()}
    if facet == "phase":
        found = bits_of(land)["phase"].keys() - {""}
        return {str(number): _("phase %(number)s") % {"number": number} for number in sorted(map(int, found))}
    return {value: str(words) for value, words in WORDS[facet].items()}


def facets_of(land: LandIndex, wanted: Wanted, all_counts: Mapping[str, Counter[str]]) -> Iterable[Facet]:
    for name, counts in all_counts.items():
        chosen = getattr(wanted, name)
        values = tuple(
            FacetValue(value, words, value if name == "zone" else "", counts[value], value in chosen)
            for value, words in titles(land, name).items()
        )
        # No sector may work in a zone of the park's own: nothing is unknown there.
        unknown = 0 if name == "sector" else counts[""]
        yield Facet(name, str(FACETS[name]), values, unknown, open=name in OPEN or bool(chosen))


def chips_of(land: LandIndex, wanted: Wanted) -> Iterable[Chip]:
    here = reverse("plots")
    for facet in FACETS:
        words = titles(land, facet)
        for value in getattr(wanted, facet):
            rest = wanted.without(facet, value).query()
            yield Chip(value if facet == "zone" else words.get(value, value), f"{here}?{rest}" if rest else here)


def row_of(plot: IndexedPlot, words: dict[str, str], on: date, wanted: Wanted) -> Row:
    address = reverse("plot", args=[plot.code])
    return Row(
        code=plot.code,
        status=plot.status,
        status_words=words[plot.status],
        area=area_words(plot),
        line=", ".join(line_of(plot, on)),
        picked=plot.code in wanted.picks,
        url=f"{address}?{query_of(wanted.picks)}" if wanted.picks else address,
    )


def area_words(plot: Facts) -> str:
    area = plot.value("area_m2")
    return figures.area(area, site_language()) if isinstance(area, (int, float)) else _("area not known")


def line_of(plot: Facts, on: date) -> Iterable[str]:
    """Price, power and ready date of a row; what is not known says so."""
    price, power, ready = (plot.value(key) for key in ("lease_usd_m2", "power_kva", "available_from"))
    if plot.status != PlotStatus.NOT_FOR_LEASE:
        if isinstance(price, (int, float)):
            yield _("%(price)s once") % {"price": figures.price_m2(price, site_language())}
        else:
            yield _("price not known")
    yield figures.kva(power, site_language()) if isinstance(power, (int, float)) else _("power not known")
    yield ready_words(ready, on)


def ready_words(ready: object, on: date) -> str:
    if not isinstance(ready, date):
        return _("ready date not known")
    return _("ready now") if ready <= on else _("ready %(day)s") % {"day": figures.day(ready, site_language())}
