"""The worked example of the front page: a chip tester of two to three hectares, matched as any other project."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from leads.portal.plan import PINNED, fresh
from leads.services.matching import answer_in, matched
from sitepages import figures
from sitepages.models import Sector
from sitepages.services.example import Example

REQUEST: Mapping[str, Any] = {
    "sector": "semiconductor_packaging_testing",
    "land": {"area_min_m2": 20_000, "area_max_m2": 30_000},
    "utilities": {"power_kva": 1_300},
}
SAID_OF_LAND = ("price", "ready")


def answered_example(on: date, lang: str) -> Example | None:
    """The example answered on the day; None where the sector is not in use or no land fits."""
    sector = Sector.objects.filter(key=REQUEST["sector"], retired_on__isnull=True).first()
    if sector is None:
        return None
    noon = datetime.combine(on, time(12), figures.PARK_TIME)
    answer = answer_in(matched(request={**REQUEST, "on": on.isoformat()}, source="site", now=noon), lang)
    if not answer["options"]:
        return None
    return _example(answer, sector.name_vi if lang == "vi" else sector.name_en, lang)


def _example(answer: Mapping[str, Any], sector: str, lang: str) -> Example:
    sets = [tuple(one["plots"]) for one in answer["options"]]
    best = answer["options"][0]
    reasons = {one["key"]: one["reason"] for one in best["criteria"]}
    benefits = [one for one in answer["incentives"] if one["kind"] == "benefit"]
    return Example(
        asked=_asked(sector, lang),
        address=f"{reverse('match')}?example=1",
        options=len(sets),
        plots=sets[0],
        area=figures.area(best["area_m2"], lang) if best["area_m2"] is not None else "",
        notes=tuple(reasons[key] for key in SAID_OF_LAND if key in reasons),
        eligible=tuple(one["id"] for one in benefits if one["verdict"] == "eligible"),
        open=sum(one["verdict"] == "unknown" for one in benefits),
        alts=tuple(fresh(sets[1:PINNED], sets[0])),
        pins=tuple((str(rank), plots) for rank, plots in enumerate(sets[:PINNED], start=1)),
    )


def _asked(sector: str, lang: str) -> str:
    land = REQUEST["land"]
    return _("%(sector)s, %(least)s to %(most)s, %(power)s") % {
        "sector": sector,
        "least": figures.area(land["area_min_m2"], lang),
        "most": figures.area(land["area_max_m2"], lang),
        "power": figures.kva(REQUEST["utilities"]["power_kva"], lang),
    }
