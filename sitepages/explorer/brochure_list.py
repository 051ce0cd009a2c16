"""The first page of a brochure of several plots: each choice on a line, as the kept list numbers them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitepages import figures
from sitepages.choices import status_words
from sitepages.explorer.list_page import ready_words
from sitepages.land.facts import LandFacts, PlotFacts
from sitepages.land.sets import hangs_together, lease_usd, value_of_set
from sitepages.language import site_language


def list_data(land: LandFacts, sets: Sequence[Sequence[str]]) -> dict[str, Any]:
    plots = {plot.code: plot for plot in land.plots}
    count = len({code for codes in sets for code in codes})
    apart = [codes for codes in sets if not hangs_together(codes, land.neighbours)]
    return {
        "title": ngettext("%(n)s plot kept", "%(n)s plots kept", count) % {"n": count},
        "lede": _("Yellow: the plots of this list, numbered as below. North is up."),
        "head": [
            _("No."),
            _("Plots"),
            _("Status"),
            _("Area"),
            _("USD/m²"),
            _("Whole, paid once"),
            _("Power"),
            _("Ready"),
        ],
        "rows": [_row(number, [plots[code] for code in codes], land) for number, codes in enumerate(sets, 1)],
        "unknown": _("not known"),
        "apart": [_("%(codes)s do not adjoin.") % {"codes": " + ".join(codes)} for codes in apart],
    }


def _row(number: int, parts: Sequence[PlotFacts], land: LandFacts) -> list[str]:
    """Cells of a line; an empty one is not known."""
    statuses = dict.fromkeys(status_words()[part.status] for part in parts)
    area, price, power, ready = (
        value_of_set(parts, key) for key in ("area_m2", "lease_usd_m2", "power_kva", "available_from")
    )
    whole = lease_usd(parts)
    return [
        str(number),
        f" +{figures.NBSP}".join(part.code for part in parts),
        ", ".join(statuses),
        figures.area(area.low, site_language()) if isinstance(area.low, (int, float)) else "",
        _range(price.low, price.high),
        figures.usd(round(whole), site_language()) if whole is not None else "",
        figures.kva(power.low, site_language()) if isinstance(power.low, (int, float)) else "",
        _ready(ready.low, land.on) if isinstance(ready.low, date) else "",
    ]


def _ready(day: date, on: date) -> str:
    return ready_words(day, on).replace(figures.day(day, site_language()), on_one_line(day))


def on_one_line(day: date) -> str:
    return figures.day(day, site_language()).replace(" ", figures.NBSP)


def _range(low: object, high: object) -> str:
    ends = [figures.number(end, 1, site_language()) for end in (low, high) if isinstance(end, (int, float))]
    return " – ".join(dict.fromkeys(ends))
