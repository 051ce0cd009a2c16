"""What the page of a brought list shows: each line, what becomes of it, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext

from leads.countries import country_name
from leads.models import LeadSheet
from leads.refusals import sentence
from leads.services.access import leads_visible_to
from leads.services.lead_sheets import KEPT, Line, lines_of
from leads.services.routing_words import LANGUAGES
from sitepages.language import site_language
from sitepages.models import Sector


@dataclass(frozen=True)
class Shown:
    """`state`: ready, made, like, wrong or taken (with another list; may be ticked). `told`: why, and remarks."""

    line: int
    name: str
    organisation: str
    reach: str
    about: str
    state: str
    told: tuple[str, ...]
    reference: str = ""
    href: str = ""


@dataclass(frozen=True)
class SheetPage:
    sheet: LeadSheet
    rows: tuple[Shown, ...]
    ready: int
    made: int
    left_out: int
    until: object
    may_repeat: bool = False


def sheet_page(sheet: LeadSheet, by: User) -> SheetPage:
    lines = lines_of(sheet, by)
    seen = set(
        leads_visible_to(by)
        .filter(pk__in=[lead.pk for one in lines for lead in (one.lead, one.taken) if lead])
        .values_list("pk", flat=True)
    )
    lang = site_language()
    sectors = dict(Sector.objects.values_list("key", f"name_{lang}"))
    rows = tuple(_shown(one, seen, sectors, lang) for one in lines)
    states = [row.state for row in rows]
    left_out = states.count("wrong") + states.count("like") + states.count("taken")
    until = sheet.created_at + KEPT
    return SheetPage(sheet, rows, states.count("ready"), states.count("made"), left_out, until, "taken" in states)


def _shown(one: Line, seen: set[int], sectors: dict[str, str], lang: str) -> Shown:
    values = one.row.values
    country = country_name(values["country"], lang) if "country" in values else ""
    return Shown(
        line=one.row.line,
        name=values.get("contact_name", ""),
        organisation=values.get("organisation_name", ""),
        reach=", ".join(filter(None, (values.get("contact_email"), values.get("contact_phone")))),
        about=", ".join(filter(None, (country, sectors.get(values.get("sector", ""))))),
        state=_state(one),
        told=tuple(_told(one, seen)),
        reference=one.lead.reference if one.lead else "",
        href=reverse("desk-lead", args=[one.lead.pk]) if one.lead and one.lead.pk in seen else "",
    )


def _state(one: Line) -> str:
    if one.lead:
        return "made"
    return "wrong" if one.wrong else "like" if one.like else "taken" if one.taken else "ready"


def _told(one: Line, seen: set[int]) -> list[str]:
    if one.lead:
        who = one.lead.owner.name if one.lead.owner else one.lead.department.name
        return [gettext("With %(who)s.") % {"who": who}]
    told = []
    if one.wrong:
        told.append(sentence(one.wrong))
    elif one.like:
        told.append(gettext("The same person as in line %(line)s.") % {"line": one.like})
    elif one.taken:
        named = one.taken.reference if one.taken.pk in seen else gettext("a file that is not among yours")
        told.append(gettext("Taken in already with another list: %(file)s.") % {"file": named})
    elif not one.row.consent:
        told.append(gettext("The first mail asks for the consent."))
    if "language" not in one.row.values and not one.wrong and not one.like:
        language = {"language": str(LANGUAGES[one.language])}
        told.append(gettext("No language given: the answer is in %(language)s.") % language)
    told += [_left(title, text) for title, text in one.row.left]
    if one.open_files:
        told.append(gettext("The same address has %(files)s.") % {"files": ", ".join(one.open_files)})
    if one.known:
        told.append(gettext("The same address is already known to the desk, in a file that is not among yours."))
    return told


def _left(title: str, text: str) -> str:
    if not title:
        return gettext("“%(text)s” goes into the message.") % {"text": text}
    words = gettext("“%(text)s” under “%(title)s” is in no list: it goes into the message.")
    return words % {"title": title, "text": text}
