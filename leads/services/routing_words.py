"""Why this department and this officer, in words, from the router's record.

The investor reads the department's ground and what the officer brings; how busy anybody is stays at the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from leads.countries import country_name
from leads.services.names import NameBook
from leads.services.questions import question_name
from sitepages import figures, invented
from sitepages.language import site_language

LANGUAGES = {
    "vi": pgettext_lazy("spoken", "Vietnamese"),
    "en": pgettext_lazy("spoken", "English"),
    "ko": pgettext_lazy("spoken", "Korean"),
    "ja": pgettext_lazy("spoken", "Japanese"),
    "zh": pgettext_lazy("spoken", "Chinese"),
}


def reason_in_words(reason: Mapping[str, Any], names: NameBook | None = None) -> str:
    """Department and officer with the load, for the desk, in the active language.

    A page with many reasons gives its one book of `names`.
    """
    names = names or NameBook()
    if "withdrawn" in reason:
        return _("Back at the desk: the investor took back the consent to share with the developer.")
    if "by_hand" in reason:
        return _by_hand(reason)
    if "hand_over" in reason:
        return _handed_over(reason, names, public=False)
    if "taken_back" in reason:
        return _taken_back(reason, names)
    return _sentences(reason, names, [*_person(reason, names), *_load(reason)], _informed(reason, names))


def public_reason(reason: Mapping[str, Any], names: NameBook | None = None) -> str:
    """The same for the investor's eyes: neither load nor what colleagues wrote to each other."""
    names = names or NameBook()
    if "withdrawn" in reason:
        return _("Back at the desk, as you took back the consent to share with the developer.")
    if "by_hand" in reason:
        return _("Given by decision of the desk.") if reason["by_hand"] else _by_hand(reason)
    if "hand_over" in reason:
        return _handed_over(reason, names, public=True)
    if "taken_back" in reason:
        return _("Given by decision of the desk.")
    return _sentences(reason, names, _person(reason, names))


def _by_hand(reason: Mapping[str, Any]) -> str:
    if not reason["by_hand"]:
        return _("Taken by %(who)s.") % {"who": invented.shown(reason.get("by", ""))}
    return _("Given by %(who)s: %(why)s") % {"who": invented.shown(reason.get("by", "")), "why": reason["by_hand"]}


def _taken_back(reason: Mapping[str, Any], names: NameBook) -> str:
    """Taken back from whom, since when the promise has passed, by whom (nobody: by the rule) and why."""
    before = names.officers.get(reason.get("from", ""))
    lang = site_language()
    who = {
        "who": before.name if before else "",
        "due": figures.local_moment(datetime.fromisoformat(reason["taken_back"]), lang),
        "by": invented.shown(reason.get("by", "")),
    }
    if who["by"]:
        said = _("%(by)s took it back from %(who)s: the promise of %(due)s has passed.") % who
    else:
        said = _("Taken back from %(who)s by the rule of escalation: the promise of %(due)s has passed.") % who
    return " ".join(part for part in (said, reason.get("why", "")) if part)


def _handed_over(reason: Mapping[str, Any], names: NameBook, *, public: bool) -> str:
    """A leave is no secret: the investor reads who stands in and until when; why people go stays at the desk."""
    before = names.officers.get(reason.get("from", ""))
    who = {"who": before.name if before else "", "why": reason.get("why", "")}
    match reason["how"]:
        case "leave":
            lang = site_language()
            last = figures.day(last_day_away(reason["why"]), lang)
            words = _("%(who)s is on leave, the last day is %(day)s; the deputy answers meanwhile.")
            return words % {**who, "day": last}
        case "back":
            return _("Back at work.")
        case "until" if not public:
            return _("%(who)s has left the desk.") % who
        case "undo" if not public:
            return _("The hand-over was undone.")
        case _ if public:
            return _("Given by decision of the desk.")
        case _:
            return _("Handed over from %(who)s: %(why)s") % who


def last_day_away(first_day_back: str) -> date:
    """A hand-over for a leave keeps the first day back as its reason; people are told the last day of leave."""
    return date.fromisoformat(first_day_back) - timedelta(days=1)


def _sentences(reason: Mapping[str, Any], names: NameBook, person: list[str], informed: str = "") -> str:
    officer = _("the officer %(parts)s") % {"parts": ", ".join(person)} if person else ""
    said = [_department(reason, names), _stand_in(reason, names), officer, informed]
    return " ".join(f"{text[:1].upper()}{text[1:]}." for text in said if text)


def _informed(reason: Mapping[str, Any], names: NameBook) -> str:
    told = ", ".join(name for key in reason.get("informed", ()) if (name := names.department(key)))
    return _("told as well: %(departments)s") % {"departments": told} if told else ""


def _department(reason: Mapping[str, Any], names: NameBook) -> str:
    """The rule's own ground: which fact of the enquiry made it a matter for which department."""
    pool = names.pools.get(reason["pool"]) if reason.get("pool") else None
    department = pool.name if pool else names.department(reason.get("wanted", ""))
    told = [words for ground in reason.get("because", ()) if (words := ground_in_words(ground, names))]
    if not department:
        return ""
    if not told:
        return _("an enquiry of no special field: a matter for %(department)s") % {"department": department}
    return _("%(grounds)s: a matter for %(department)s") % {"grounds": ", ".join(told), "department": department}


def _stand_in(reason: Mapping[str, Any], names: NameBook) -> str:
    wanted = names.department(reason.get("wanted", ""))
    if reason.get("deputy_of"):
        return _("the duty head is away, so the deputy takes it")
    if reason.get("duty_head"):
        elsewhere = wanted and reason["wanted"] != reason.get("department")
        return _("no officer there is present, so the duty head takes it") if elsewhere else _("the duty head takes it")
    if not reason.get("stands_in"):
        return ""
    stands_in = {"department": wanted, "other": names.department(reason.get("department", ""))}
    return _("nobody of %(department)s is present, so %(other)s takes it") % stands_in


def _person(reason: Mapping[str, Any], names: NameBook) -> list[str]:
    return [part for part in (_sector(reason, names), _language(reason)) if part]


def _sector(reason: Mapping[str, Any], names: NameBook) -> str:
    sector = names.sectors.get(reason["sector"]) if reason.get("sector") else None
    return _("works on %(sector)s") % {"sector": sector.name} if sector else ""


def _language(reason: Mapping[str, Any]) -> str:
    wished, speaks = reason.get("language_wished", ""), reason.get("language", "")
    name = str(LANGUAGES.get(speaks, speaks))
    if not speaks:
        return ""
    if wished == speaks:
        return _("speaks %(language)s") % {"language": name}
    words = {"wish": str(LANGUAGES.get(wished, wished)), "language": name}
    match reason.get("speakers"):
        case "none":
            return _("speaks %(language)s (nobody there speaks %(wish)s)") % words
        case "full":
            return _("speaks %(language)s (nobody with room there speaks %(wish)s)") % words
        case "away":
            return _("speaks %(language)s (nobody present there speaks %(wish)s)") % words
        case _:  # some away, some full; or a record of before, which did not keep it
            return _("speaks %(language)s (nobody present with room there speaks %(wish)s)") % words


def _load(reason: Mapping[str, Any]) -> list[str]:
    if reason.get("duty_head") or "open_leads" not in reason:
        return []
    load = {"open": reason["open_leads"], "capacity": reason.get("capacity", 0)}
    return [_("has the fewest files in hand (%(open)s of %(capacity)s)") % load]


def ground_in_words(ground: Mapping[str, Any], names: NameBook) -> str:
    """One fact a rule rested on, as a phrase: "sector Software", "power from 10 MVA"."""
    teller = TELLERS.get(ground["fact"])
    lang = site_language()
    return teller(ground, lang, names) if teller else ""


def _bound(ground: Mapping[str, Any], name: str, show: Callable[[Decimal], str]) -> str:
    """A comparison in words: from, up to, or the value itself."""
    sign, _space, figure = str(ground["wanted"]).partition(" ")
    if not figure:
        return f"{name} {show(Decimal(str(ground['value'])))}"
    figures_ = {"name": name, "figure": show(Decimal(figure))}
    return (
        _("%(name)s from %(figure)s") % figures_ if sign in {">=", ">"} else _("%(name)s up to %(figure)s") % figures_
    )


def _sector_ground(ground: Mapping[str, Any], lang: str, names: NameBook) -> str:
    sector = names.sectors.get(ground["value"])
    return _("sector %(sector)s") % {"sector": sector.name} if sector else ""


def _zone_ground(ground: Mapping[str, Any], lang: str, names: NameBook) -> str:
    zone = names.zones.get(ground["value"])
    return _("land in %(zone)s") % {"zone": zone.name_vi if lang == "vi" else zone.name_en} if zone else ""


TELLERS: Mapping[str, Callable[[Mapping[str, Any], str, NameBook], str]] = {
    "sector": _sector_ground,
    "zone": _zone_ground,
    "question": lambda ground, lang, _names: _("question: %(name)s") % {"name": question_name(str(ground["value"]))},
    "origin": lambda ground, lang, _names: (
        _("investor from %(name)s") % {"name": country_name(str(ground["value"]), lang)}
    ),
    "language": lambda ground, lang, _names: (
        _("reads %(name)s") % {"name": LANGUAGES.get(str(ground["value"]), ground["value"])}
    ),
    "capital_vnd_bn": lambda ground, lang, _names: _bound(
        ground, _("capital"), lambda value: figures.vnd_short(value * 10**9, lang)
    ),
    "capital_usd": lambda ground, lang, _names: _bound(
        ground, _("capital"), lambda value: figures.usd_short(value, lang)
    ),
    "power_kva": lambda ground, lang, _names: _bound(ground, _("power"), lambda value: figures.power(value, lang)),
    "area_m2": lambda ground, lang, _names: _bound(ground, _("land"), lambda value: figures.area(value, lang)),
    "jobs": lambda ground, lang, _names: _bound(ground, _("jobs"), lambda value: figures.number(value, None, lang)),
}
