"""A brochure of plots as PDF, made on demand from the same values as the page, kept by the hash of its content."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typst
from django.core.cache import cache
from django.utils.translation import gettext as _

from sitepages import figures
from sitepages.choices import Permission, PlotStatus, ZoneStatus
from sitepages.contacts import contact_on
from sitepages.explorer.list_page import area_words, lang, line_of
from sitepages.explorer.plot_lines import FactLine, groups_of
from sitepages.explorer.plot_page import permitted_in
from sitepages.land.answers import plots_in_order
from sitepages.land.facts import LandFacts, PlotFacts
from sitepages.land.geometry import sides_m
from sitepages.land.index import LandIndex
from sitepages.models import ParkSettings
from sitepages.services.print_plan import plot_on_paper

ROOM = Path(__file__).resolve().parent.parent / "typst"
TEMPLATE = "brochure.typ"
KEPT_SECONDS = 24 * 3600


def brochure(land: LandFacts, index: LandIndex, codes: Sequence[str], address: str) -> bytes:
    """`address`: where the same facts stand online, printed on each page."""
    plots = plots_in_order(land, codes)
    plans = {f"{plot.code}.svg": plot_on_paper(index, plot.code, plot.code) for plot in plots}
    content = brochure_data(land, index, plots, address)
    digest = digest_of(content, plans)
    key = f"brochure:{digest}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = printed(stamped(content, digest), plans)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def digest_of(content: Mapping[str, Any], plans: Mapping[str, str]) -> str:
    template = (ROOM / TEMPLATE).read_bytes()
    body = json.dumps([content, plans], sort_keys=True, ensure_ascii=False).encode()
    return hashlib.sha256(template + body).hexdigest()[:12]


def printed(content: Mapping[str, Any], plans: Mapping[str, str]) -> bytes:
    """The PDF; fonts are ours alone, so that every machine prints the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (room / "data.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        (room / TEMPLATE).write_bytes((ROOM / TEMPLATE).read_bytes())
        for name, svg in plans.items():
            (room / name).write_text(svg, encoding="utf-8")
        pdf: bytes = typst.compile(
            str(room / TEMPLATE),
            root=folder,
            font_paths=[str(ROOM / "fonts")],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=0,
        )
        return pdf


def stamped(content: Mapping[str, Any], digest: str) -> dict[str, Any]:
    words = _("State of the land data %(version)s · this brochure %(digest)s")
    return {**content, "stamp": words % {"version": content["version"], "digest": digest}}


def brochure_data(land: LandFacts, index: LandIndex, plots: Sequence[PlotFacts], address: str) -> dict[str, Any]:
    day = figures.day(land.on, lang())
    return {
        "lang": lang(),
        "title": _("Plots %(codes)s") % {"codes": ", ".join(plot.code for plot in plots)},
        "author": _("Yên Bình IT park"),
        "version": land.version,
        "strip": " ".join(_strip(land)),
        "footer": _("Yên Bình IT park, Thái Nguyên · facts as of %(day)s · %(address)s")
        % {"day": day, "address": address},
        "plots": [_plot(plot, land, index) for plot in plots],
        "contact": _contact(land),
        "words": {
            "page": _("page"),
            "sectors": _("Permitted sectors"),
            "boundary": _("Corner points"),
            "boundary_note": _("VN-2000 / TM-3, central meridian 106°30′ (EPSG:9213), metres. X is the northing."),
            "corner_titles": [_("Point"), "X", "Y", _("Side")],
            "contact": _("Write or call"),
        },
    }


def _strip(land: LandFacts) -> Iterable[str]:
    if ParkSettings.load().zone_status == ZoneStatus.PLANNED:
        yield _("The park is planned, not yet established.")
    if any(fact.illustrative for plot in land.plots for fact in plot.facts.values()):
        yield _("Plots, prices and people shown are illustrative data.")


def _plot(plot: PlotFacts, land: LandFacts, index: LandIndex) -> dict[str, Any]:
    names = index.zones[plot.zone]
    zone = names[0 if lang() == "vi" else 1]
    return {
        "title": _("Plot %(code)s") % {"code": plot.code},
        "status": str(PlotStatus(plot.status).label),
        "free": plot.status == PlotStatus.AVAILABLE,
        "lede": f"{area_words(plot)} · {zone} · {', '.join(line_of(plot, land.on))}",
        "plan": f"{plot.code}.svg",
        "plan_alt": _("Plot %(code)s and its surroundings") % {"code": plot.code},
        "plan_note": _("Side lengths in metres, from VN-2000 coordinates. North is up."),
        "groups": [{"title": group.title, "lines": [_line(line) for line in group.lines]} for group in groups_of(plot)],
        "sectors": list(_sectors(plot, index)),
        "corners": [_corner(number, point, side) for number, point, side in _corners(plot)],
    }


def _line(line: FactLine) -> dict[str, Any]:
    parts = [line.why, line.source]
    if line.verified_on:
        parts.append(_("verified %(day)s") % {"day": figures.day(line.verified_on, lang())})
    if line.valid_until and line.value:
        parts.append(_("use until %(day)s") % {"day": figures.day(line.valid_until, lang())})
    if line.illustrative:
        parts.append(_("illustrative"))
    if line.disputed_on:
        words = _("reported as wrong on %(day)s, being checked")
        parts.append(words % {"day": figures.day(line.disputed_on, lang())})
    return {
        "name": line.name,
        "value": line.value or _("not known"),
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


def _corners(plot: PlotFacts) -> Iterable[tuple[int, tuple[float, float], float]]:
    return ((n, point, side) for n, (point, side) in enumerate(zip(plot.ring, sides_m(plot.ring), strict=True), 1))


def _corner(number: int, point: tuple[float, float], side: float) -> list[str]:
    easting, northing = point
    return [
        str(number),
        *(figures.number(value, places, lang()) for value, places in ((northing, 3), (easting, 3), (side, 2))),
    ]


def _contact(land: LandFacts) -> dict[str, Any]:
    contact = contact_on(land.on)
    if contact is None:
        settings = ParkSettings.load()
        lines = [part for part in (settings.desk_phone, settings.desk_email) if part]
        return {"name": _("Investor desk"), "lines": lines or [_("telephone and e-mail not yet given by the province")]}
    spoken = {"vi": _("Vietnamese"), "en": _("English"), "ko": _("Korean"), "ja": _("Japanese"), "zh": _("Chinese")}
    languages = ", ".join(spoken.get(key, key) for key in contact.languages)
    lines = [contact.role(lang()), contact.department(lang()), languages, contact.phone, contact.email]
    if contact.illustrative:
        lines.append(_("illustrative"))
    return {"name": contact.name, "lines": [line for line in lines if line]}
