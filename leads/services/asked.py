"""What the investor asked for, as flat facts for rules and as lines for mails and the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leads.countries import country_name
from leads.models import Lead, MatchRun
from leads.services.house import dollar_rates
from leads.services.names import NameBook
from leads.services.questions import question_name
from sitepages import figures
from sitepages.language import site_language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Rate = Callable[[date], Decimal | None]
GROUPS = ("land", "utilities", "budget", "project")
LINES: tuple[tuple[str, StrOrPromise, Callable[[Any, str], str]], ...] = (
    ("power_kva", _("Power"), figures.power),
    ("water_m3_day", _("Water"), figures.water),
    ("wastewater_m3_day", _("Waste water"), figures.water),
    ("fibre_gbps", _("Fibre"), lambda value, lang: f"{figures.number(value, None, lang)}{figures.NBSP}Gbps"),
    ("lease_usd_m2_max", _("Highest price"), figures.price_m2),
    ("lease_usd_max", _("Highest total lease"), figures.usd),
    ("capital_usd", _("Planned capital"), figures.usd_short),
    ("jobs", _("Planned jobs"), lambda value, lang: figures.number(value, None, lang)),
)


def facts_of(request: Mapping[str, Any]) -> dict[str, Any]:
    """The request of matching.md section 8, flattened: the vocabulary of priorities, routing rules and gates.

    A fact nobody gave is absent, never 0.
    """
    flat = {key: request.get(key) for key in ("sector", "needed_by")}
    flat["zone"] = request.get("zones") or None
    for group in GROUPS:
        flat |= request.get(group) or {}
    flat["area_m2"] = flat.get("area_min_m2")
    return {key: value for key, value in flat.items() if value is not None}


def rate_on(day: date) -> Decimal | None:
    """VND for a dollar: the newest rate not after the day."""
    return next((value for of, value in dollar_rates() if of <= day), None)


def facts_of_run(run: MatchRun | None, now: datetime, rate: Rate = rate_on) -> dict[str, Any]:
    """The facts of a match with the capital in billions of VND (declared, else at the rate of the day)."""
    facts = facts_of(run.request) if run else {}
    vnd = capital_vnd(facts, now, rate)
    return facts | ({"capital_vnd_bn": float(vnd / 10**9)} if vnd is not None else {})


def facts_of_enquiry(
    *,
    run: MatchRun | None,
    question: str,
    sector: str,
    language: str,
    country: str,
    now: datetime,
    rate: Rate = rate_on,
) -> dict[str, Any]:
    """What the routing rules ask of an arrival: the match, what was ticked beside it, the language, the country."""
    facts = facts_of_run(run, now, rate) | {"language": language}
    if question:
        facts["question"] = question
    for key, value in (("sector", sector), ("origin", country)):
        if value:
            facts.setdefault(key, value)
    return facts


def capital_vnd(facts: Mapping[str, Any], now: datetime, rate: Rate = rate_on) -> Decimal | None:
    """Capital in VND: as declared, else from USD at the rate of the day; None if not known."""
    if facts.get("capital_vnd") is not None:
        return Decimal(str(facts["capital_vnd"]))
    if facts.get("capital_usd") is None:
        return None
    found = rate(now.astimezone(figures.PARK_TIME).date())
    return Decimal(str(facts["capital_usd"])) * found if found is not None else None


def asked_lines(run: MatchRun | None, *, country: str = "") -> list[tuple[str, str]]:
    """(label, value) pairs in the active language; only what was asked.

    `country`: the investor's, where what is shown beside the lines rests on it; left out otherwise.
    """
    if run is None:
        return []
    return lines_of(facts_of(run.request) | {"origin": country})


def facts_of_lead(lead: Lead) -> dict[str, Any]:
    """What is known of the lead's project: what its match asked, and over it what it came with or an officer noted."""
    facts = facts_of(lead.match_run.request) if lead.match_run else {}
    if lead.area_min_m2 or lead.area_max_m2:
        area = {"area_min_m2": lead.area_min_m2, "area_max_m2": lead.area_max_m2, "area_m2": lead.area_min_m2}
        facts = {key: value for key, value in (facts | area).items() if value is not None}
    country = lead.country or (lead.organisation.country if lead.organisation else "")
    known = {"sector": lead.sector_id, "origin": country, "question": lead.question}
    return facts | {key: value for key, value in known.items() if value}


def facts_to_route(lead: Lead, now: datetime, rate: Rate = rate_on) -> dict[str, Any]:
    """The same in the vocabulary of routing rules and priorities, with the language and the capital in VND."""
    facts = facts_of_lead(lead) | {"language": lead.language}
    vnd = capital_vnd(facts, now, rate)
    return facts | ({"capital_vnd_bn": float(vnd / 10**9)} if vnd is not None else {})


def project_lines(lead: Lead) -> list[tuple[str, str]]:
    """(label, value) pairs in the active language: all that is known of the lead's project."""
    return lines_of(facts_of_lead(lead))


def lines_of(facts: Mapping[str, Any], names: NameBook | None = None) -> list[tuple[str, str]]:
    lang, names = site_language(), names or NameBook()
    sector = names.sectors.get(facts["sector"]) if facts.get("sector") else None
    lines = [(gettext("Sector"), sector.name)] if sector else []
    if facts.get("origin"):
        lines.append((gettext("Country"), country_name(str(facts["origin"]), lang)))
    if facts.get("question"):
        lines.append((gettext("Asks about"), question_name(str(facts["question"]))))
    if land := _land(facts.get("area_min_m2"), facts.get("area_max_m2"), lang):
        lines.append((gettext("Land"), land))
    lines += [(str(label), show(facts[key], lang)) for key, label, show in LINES if facts.get(key) is not None]
    if facts.get("needed_by"):
        day = figures.day(date.fromisoformat(str(facts["needed_by"])), lang)
        lines.append((gettext("Land needed by"), day))
    if facts.get("zone"):
        lines.append((gettext("Only in these functional zones"), _zones(facts["zone"], names, lang)))
    return lines


def _zones(codes: Iterable[str], names: NameBook, lang: str) -> str:
    found = ((code, names.zones.get(code)) for code in codes)
    return ", ".join(
        f"{code} – {zone.name_vi if lang == 'vi' else zone.name_en}" if zone else code for code, zone in found
    )


def _land(low: float | None, high: float | None, lang: str) -> str:
    if low is not None and high is not None:
        return f"{_size(low, lang)} – {_size(high, lang)}"
    if low is not None:
        return gettext("from %(area)s") % {"area": _size(low, lang)}
    return gettext("up to %(area)s") % {"area": _size(high, lang)} if high is not None else ""


def _size(value: float, lang: str) -> str:
    """A size as the investor typed it: no decimals added. Square metres below one hectare."""
    if value < 10_000:
        return f"{figures.number(value, None, lang)}{figures.NBSP}m²"
    return f"{figures.number(Decimal(str(value)) / 10_000, None, lang)}{figures.NBSP}ha"
