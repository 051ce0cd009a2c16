"""A brochure of plots as PDF, made on demand from the same values as the pages, kept by the hash of its content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import Permission, PlotStatus, ZoneStatus, status_words
from sitepages.explorer.brochure_list import list_data, on_one_line
from sitepages.explorer.contact_card import contact_card
from sitepages.explorer.list_page import area_words, line_of
from sitepages.explorer.park_lines import ParkLines, park_lines
from sitepages.explorer.plot_lines import FactGroup, FactLine, groups_of, status_line, verified_words
from sitepages.explorer.plot_page import permitted_in
from sitepages.explorer.readiness import LevelRow, level_rows
from sitepages.land.answers import plots_in_order
from sitepages.land.codes import in_address
from sitepages.land.facts import LandFacts, PlotFacts
from sitepages.land.geometry import sides_m
from sitepages.land.index import LandIndex
from sitepages.land.readiness import Readiness
from sitepages.language import site_language
from sitepages.models import ParkSettings
from sitepages.printing import LOGO, digest_of, printed_once
from sitepages.services.plan import park_plan
from sitepages.services.print_plan import park_on_paper, plot_on_paper, swatches
from sitepages.services.readiness import readiness_on

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "brochure.typ"
PARK_PLAN, LOGO_NAME = "park.svg", "logo.svg"
Json = dict[str, Any]


def brochure(land: LandFacts, index: LandIndex, sets: Sequence[Sequence[str]], address: str) -> bytes:
    """`sets`: the plots in the order asked, each alone or joined with others, all of them in `land`.

    `address`: where the same facts stand online.
    """
    plots = _plots(land, sets)
    drawings = {plan_name(plot): plot_on_paper(index, plot.code, plot.code) for plot in plots}
    drawings |= {PARK_PLAN: _park(index, sets), LOGO_NAME: LOGO.read_text(encoding="utf-8")}
    drawings |= {f"{status}.svg": swatch for status, swatch in swatches().items()}
    content = brochure_data(land, index, sets, address)
    return printed_once(TEMPLATE, stamped(content, digest_of(TEMPLATE, content, drawings)[:12]), drawings)


def _plots(land: LandFacts, sets: Sequence[Sequence[str]]) -> Sequence[PlotFacts]:
    """Each plot once, in the order of the list: two sets may share one."""
    return plots_in_order(land, list(dict.fromkeys(code for codes in sets for code in codes)))


def plan_name(plot: PlotFacts) -> str:
    return f"{in_address(plot.code)}.svg"


def _park(index: LandIndex, sets: Sequence[Sequence[str]]) -> str:
    """The whole park with these plots in it, numbered where there is more than one choice."""
    numbered = enumerate(sets, 1) if len(sets) > 1 else ()
    svg = park_plan(
        index,
        yours=tuple(dict.fromkeys(code for codes in sets for code in codes)),
        pins=tuple((str(number), tuple(codes)) for number, codes in numbered),
        dim=True,
        linked=False,
    )
    return park_on_paper(str(svg))


def stamped(content: Json, digest: str) -> Json:
    """With what names this very content on each page."""
    words = _("State of the land data %(version)s · this brochure %(digest)s")
    return {**content, "stamp": words % {"version": content["version"], "digest": digest}}


def brochure_data(land: LandFacts, index: LandIndex, sets: Sequence[Sequence[str]], address: str) -> Json:
    settings = ParkSettings.load()
    plots = _plots(land, sets)
    ready = readiness_on(land, settings)
    alone = len(sets) == len(plots) == 1
    listed = None if alone else list_data(land, sets)
    day = _("facts as of %(day)s") % {"day": figures.day(land.on, site_language())}
    return {
        "lang": site_language(),
        "title": _title(plots, alone),
        "author": _("Yên Bình IT park"),
        "place": _("Concentrated IT park, Thái Nguyên"),
        "kind": _("Brochure of a plot") if alone else _("Brochure of kept plots"),
        "day": day,
        "foot": " · ".join((_("Yên Bình IT park"), listed["title"] if listed else _title(plots, alone), day)),
        "version": land.version,
        "strip": " ".join(_strip(land, settings)),
        "online": address,
        "list": listed,
        "legend": list(_legend(index)),
        "plots": [_plot(plot, land, index, ready[plot.code]) for plot in plots],
        "park": _of_the_park(park_lines(land.on)),
        "contact": _contact(land, settings),
        "words": _words(),
    }


def _title(plots: Sequence[PlotFacts], alone: bool) -> str:
    if alone:
        return _("Plot %(code)s") % {"code": plots[0].code}
    return _("Plots %(codes)s") % {"codes": ", ".join(plot.code for plot in plots)}


def _legend(index: LandIndex) -> Iterable[dict[str, str]]:
    drawn = {plot.status for plot in index.plots}
    for status, words in status_words().items():
        if status in drawn or status in PlotStatus.values:
            yield {"swatch": f"{status}.svg", "words": words}


def _words() -> Json:
    return {
        "page": _("page"),
        "receipt": _("Source, date of verification, and until when the figure may be used"),
        "masked": _("Past that date a figure is no longer used and is shown as not known."),
        "north": _("The plot in the park. North is up."),
        "sectors": _("Permitted sectors"),
        "readiness": _("Readiness"),
        "boundary": _("Corner points"),
        "boundary_note": _("VN-2000 / TM-3, central meridian 106°30′ (EPSG:9213), metres. X is the northing."),
        "corner_titles": [_("Point"), "X", "Y", _("Side")],
        "contact": _("Write or call"),
        "online": _("The same online, always with the latest facts:"),
        "park": _("The same for every plot"),
        "unknown": _("Not known yet"),
    }


def _strip(land: LandFacts, settings: ParkSettings) -> Iterable[str]:
    if settings.zone_status == ZoneStatus.PLANNED:
        yield _("The park is planned, not yet established.")
    if land.illustrative:
        yield _("Plots, prices and people shown are illustrative data.")


# --- One plot ---


def _plot(plot: PlotFacts, land: LandFacts, index: LandIndex, ready: Readiness) -> Json:
    status = status_line(plot)
    zone = index.zones[plot.zone][0 if site_language() == "vi" else 1]
    beside = sorted(a if b == plot.code else b for a, b in land.neighbours if plot.code in (a, b))
    since = (
        plot.status_known
        and plot.status_since
        and _("since %(day)s") % {"day": figures.day(plot.status_since, site_language())}
    )
    return {
        "title": _("Plot %(code)s") % {"code": plot.code},
        "status": status_words()[plot.status],
        "since": since or "",
        "receipt": f"{status.name}: {_line(status)['receipt']}",
        "look": plot.status,
        "lede": f"{area_words(plot)} · {zone} · {', '.join(line_of(plot, land.on))}",
        "plan": plan_name(plot),
        "plan_alt": _("Plot %(code)s and its surroundings") % {"code": plot.code},
        "plan_note": _("Side lengths in metres, from VN-2000 coordinates. North is up."),
        "beside": _("Adjoins %(codes)s.") % {"codes": ", ".join(beside)} if beside else _("Adjoins no other plot."),
        "groups": [_group(group) for group in groups_of(plot)],
        "sectors": list(_sectors(plot, index)),
        "levels": [_level(level) for level in level_rows(ready)],
        "corners": [_corner(number, point, side) for number, point, side in _corners(plot)],
    }


def _group(group: FactGroup) -> Json:
    return {"title": group.title, "lines": [_line(line) for line in group.lines]}


def _line(line: FactLine) -> Json:
    parts = [line.why, line.source]
    if line.verified_on:
        parts.append(
            verified_words(line).replace(figures.day(line.verified_on, site_language()), on_one_line(line.verified_on))
        )
    if line.valid_until and line.value:
        parts.append(_("use until %(day)s") % {"day": on_one_line(line.valid_until)})
    if line.illustrative:
        parts.append(_("illustrative"))
    if line.disputed_on:
        parts.append(_("reported as wrong on %(day)s, being checked") % {"day": on_one_line(line.disputed_on)})
    return {
        "name": line.name,
        "value": f"{line.value} ({line.mark})" if line.mark else line.value or _("not known"),
        "known": bool(line.value),
        "receipt": " · ".join(part for part in parts if part),
    }


def _sectors(plot: PlotFacts, index: LandIndex) -> Iterable[dict[str, str]]:
    found = list(permitted_in(index, plot.zone))
    for level, title in ((Permission.ENCOURAGED, _("Encouraged")), (Permission.PERMITTED, _("Permitted"))):
        names = [line.name for line in found if line.level == level]
        if names:
            yield {"title": title, "names": "; ".join(names)}
    if not found:
        yield {"title": plot.zone, "names": _("no sector leases land here")}


def _level(level: LevelRow) -> Json:
    missing = [one.name for one in level.evidence if one.state != "held"]
    return {
        "name": level.name,
        "held": level.held,
        "words": _("held") if level.held else _("not held"),
        "missing": _("Missing: %(what)s.") % {"what": "; ".join(missing)} if missing else "",
    }


def _corners(plot: PlotFacts) -> Iterable[tuple[int, tuple[float, float], float]]:
    return ((n, point, side) for n, (point, side) in enumerate(zip(plot.ring, sides_m(plot.ring), strict=True), 1))


def _corner(number: int, point: tuple[float, float], side: float) -> list[str]:
    easting, northing = point
    return [
        str(number),
        *(figures.number(value, places, site_language()) for value, places in ((northing, 3), (easting, 3), (side, 2))),
    ]


# --- What all share ---


def _of_the_park(lines: ParkLines) -> Json:
    return {
        "groups": [_group(group) for group in lines.groups],
        "unknown": [{"title": title, "names": "; ".join(names)} for title, names in lines.unknown],
    }


def _contact(land: LandFacts, settings: ParkSettings) -> Json:
    card = contact_card(land.on, settings)
    return {"name": card.name, "lines": [*card.about, *card.reach]}
