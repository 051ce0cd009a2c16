"""What an address may fill into the form: the front page's example, a sector, a plot looked at, a run to edit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from leads.portal.example import REQUEST
from leads.refusals import sentence
from leads.services.park import park_on
from leads.services.result_keeping import ResultUnknown, result_at
from leads.services.triage import triage_for
from sitepages import figures
from sitepages.explorer.picks import JOIN, MOST, in_words, pick_of
from sitepages.land.facts import PlotFacts
from sitepages.language import site_language
from sitepages.models import Sector
from sitepages.refusal import Refused

GRID_M2 = 100


def prefilled(query: Mapping[str, Any], *, on: date) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(request to fill in, notices); what the address names and we do not know is said, not ignored."""
    filled: dict[str, Any] = {}
    notices: list[str] = []
    if query.get("example"):
        filled.update(deepcopy(dict(REQUEST)))
        notices.append(_("Filled in with the example of the front page. Change what you like."))
    if token := query.get("run"):
        _from_run(token, filled, notices)
    if token := query.get("ask"):
        _from_answers(token, filled, notices)
    if sector := query.get("sector"):
        _from_sector(sector, filled, notices)
    if plot := query.get("plot"):
        _from_plot(plot, on, filled, notices)
    if picks := query.get("pick"):
        _from_picks(picks, on, filled, notices)
    return filled, tuple(notices)


def _from_run(token: str, filled: dict[str, Any], notices: list[str]) -> None:
    try:
        run = result_at(token, timezone.now())
    except ResultUnknown:
        notices.append(_("The result to edit was not found; the form starts empty."))
        return
    filled.update({key: value for key, value in run.request.items() if key not in {"on", "lang", "sector"}})
    _from_sector(run.request["sector"], filled, notices)


def _from_answers(token: str, filled: dict[str, Any], notices: list[str]) -> None:
    """From the six questions, or what a questionnaire began them with."""
    try:
        asked = triage_for(token, timezone.now()).request
    except Refused as refusal:
        notices.append(sentence(refusal))
        return
    filled.update(deepcopy(asked))
    notices.append(_("Filled in from your answers so far. Change what you like."))


def _from_sector(key: str, filled: dict[str, Any], notices: list[str]) -> None:
    sector = Sector.objects.filter(key=key[:48]).first()
    if sector and sector.retired_on:
        day = figures.day(sector.retired_on, site_language())
        words = _("The sector “%(name)s” has not been in use since %(on)s. Choose one below.")
        notices.append(words % {"name": sector.name, "on": day})
    elif sector:
        filled["sector"] = key
    else:
        notices.append(_("The sector “%(key)s” in the address is not known. Choose one below.") % {"key": key[:48]})


def _from_plot(code: str, on: date, filled: dict[str, Any], notices: list[str]) -> None:
    plot = next((one for one in park_on(on)[0].plots if one.code == code.upper()), None)
    if plot is None:
        notices.append(_("The plot “%(code)s” in the address is not known.") % {"code": code[:12]})
        return
    area = plot.value("area_m2")
    filled["zones"] = [plot.zone]
    if isinstance(area, int | float):
        low, high = math.floor(area / GRID_M2) * GRID_M2, math.ceil(area / GRID_M2) * GRID_M2
        filled["land"] = {"area_min_m2": low, "area_max_m2": high, "combine": False}
    notices.append(
        _("Filled in from plot %(code)s: its zone and its area. Change what you like.") % {"code": plot.code}
    )


def _from_picks(picks: Any, on: date, filled: dict[str, Any], notices: list[str]) -> None:
    """From a kept list: its zones, and areas from the smallest to the largest of its plots and sets."""
    asked = [pick for text in ([picks] if isinstance(picks, str) else picks) if (pick := pick_of(str(text)))]
    land = {plot.code: plot for plot in park_on(on)[0].plots}
    sets = [codes for codes in (pick.split(JOIN) for pick in asked[:MOST]) if land.keys() >= set(codes)]
    if not sets:
        notices.append(_("None of the kept plots in the address is known."))
        return
    filled["zones"] = sorted({land[code].zone for codes in sets for code in codes})
    areas = [sum(parts) for codes in sets if (parts := _areas([land[code] for code in codes]))]
    if areas:
        low, high = math.floor(min(areas) / GRID_M2) * GRID_M2, math.ceil(max(areas) / GRID_M2) * GRID_M2
        filled["land"] = {"area_min_m2": low, "area_max_m2": high, "combine": any(len(codes) > 1 for codes in sets)}
    names = ", ".join(in_words(JOIN.join(codes)) for codes in sets)
    notices.append(
        _("Filled in from the kept plots %(plots)s: their zones and areas. Change what you like.") % {"plots": names}
    )


def _areas(plots: list[PlotFacts]) -> list[float]:
    """The areas of a set, or nothing where one is not known."""
    areas = [plot.value("area_m2") for plot in plots]
    known = [area for area in areas if isinstance(area, int | float)]
    return known if len(known) == len(areas) else []
