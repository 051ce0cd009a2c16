"""A kept list as a page value: frozen, built before rendering."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import PlotStatus, status_words
from sitepages.explorer.files import Download, downloads
from sitepages.explorer.list_page import line_of
from sitepages.explorer.picks import JOIN, codes_of, in_words, query_of
from sitepages.explorer.shortlist import Shortlist, token_for
from sitepages.explorer.tray import COMPARED
from sitepages.land.facts import LandFacts, PlotFacts
from sitepages.land.index import LandIndex
from sitepages.land.sets import hangs_together, lease_usd, value_of_set
from sitepages.language import site_language
from sitepages.models import PlotStatusChange
from sitepages.services.plan import park_plan


@dataclass(frozen=True)
class Changed:
    """A status that changed after the list was kept."""

    code: str
    since: date
    words: str


@dataclass(frozen=True)
class Item:
    """`plots`: code, status, its word. `match_url` is empty where nothing is offered."""

    number: int
    words: str
    plots: tuple[tuple[str, str, str], ...]
    area: str
    line: str
    apart: bool
    changed: tuple[Changed, ...]
    match_url: str
    drop_url: str


@dataclass(frozen=True)
class ShortlistPage:
    items: tuple[Item, ...]
    gone: tuple[str, ...]
    kept_on: date
    address: str
    compare_url: str
    more_url: str
    downloads: tuple[Download, ...]
    plan: SafeString
    on: date
    illustrative: bool


def shortlist_page(land: LandFacts, index: LandIndex, kept: Shortlist, site: str) -> ShortlistPage:
    """`site`: scheme and host, for the address to pass on."""
    plots = {plot.code: plot for plot in land.plots}
    gone = tuple(code for code in codes_of(kept.picks) if code not in plots)
    good = [pick for pick in kept.picks if not set(pick.split(JOIN)) & set(gone)]
    changes = _changes(codes_of(good), kept.kept_on)
    token, query = token_for(kept), query_of(good)
    return ShortlistPage(
        items=tuple(_item(n, pick, plots, land, changes, good) for n, pick in enumerate(good, 1)),
        gone=gone,
        kept_on=kept.kept_on,
        address=site + reverse("shortlist", args=[token]),
        compare_url=f"{reverse('compare')}?{query}" if COMPARED[0] <= len(good) <= COMPARED[1] else "",
        more_url=f"{reverse('plots')}?{query}",
        downloads=downloads("shortlist-file", token) if good else (),
        plan=park_plan(
            index,
            yours=codes_of(good),
            pins=tuple((str(n), tuple(pick.split(JOIN))) for n, pick in enumerate(good, 1)),
        ),
        on=land.on,
        illustrative=land.illustrative,
    )


def _changes(codes: Sequence[str], after: date) -> dict[str, Changed]:
    """The latest change of each plot since the list was kept."""
    words = status_words()
    rows = PlotStatusChange.objects.filter(plot__code__in=codes, since__gt=after).order_by("since", "pk")
    return {
        code: Changed(code, since, words[status])
        for code, since, status in rows.values_list("plot__code", "since", "status")
    }


def _item(
    number: int,
    pick: str,
    plots: dict[str, PlotFacts],
    land: LandFacts,
    changes: dict[str, Changed],
    good: Sequence[str],
) -> Item:
    codes = pick.split(JOIN)
    parts = [plots[code] for code in codes]
    words = status_words()
    offered = all(part.status not in {PlotStatus.LEASED, PlotStatus.NOT_FOR_LEASE} for part in parts)
    rest = [other for other in good if other != pick]
    return Item(
        number=number,
        words=in_words(pick),
        plots=tuple((part.code, part.status, words[part.status]) for part in parts),
        area=_area(parts),
        line=", ".join(line_of(parts[0], land.on) if len(parts) == 1 else _line_of_set(parts)),
        apart=not hangs_together(codes, land.neighbours),
        changed=tuple(changes[code] for code in codes if code in changes),
        match_url=f"{reverse('match')}?plot={codes[0]}" if offered and len(codes) == 1 else "",
        drop_url=f"{reverse('shortlist-keep')}?{query_of(rest)}" if rest else reverse("plots"),
    )


def _area(parts: Sequence[PlotFacts]) -> str:
    area = value_of_set(parts, "area_m2")
    return figures.area_both(area.low, site_language()) if isinstance(area.low, (int, float)) else _("area not known")


def _line_of_set(parts: Sequence[PlotFacts]) -> Iterable[str]:
    total, power = lease_usd(parts), value_of_set(parts, "power_kva")
    yield (
        _("%(sum)s once") % {"sum": figures.usd(round(total), site_language())}
        if total is not None
        else _("price not known")
    )
    yield figures.kva(power.low, site_language()) if isinstance(power.low, (int, float)) else _("power not known")
