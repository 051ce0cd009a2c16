"""What the mails to the investor of a lead say: values for templates/emails, gathered once per mail.

Mails to colleagues are in `staff_letters`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from leads.choices import ReplyLanguage
from leads.matching.record import from_json
from leads.matching.words_relief import in_the_way
from leads.models import Lead, LeadLink, Mail
from leads.records.greeting import begins_with_greeting
from leads.services import routing_words
from leads.services.asked import asked_lines
from leads.services.calendar import working_calendar
from leads.services.links import live_link, token_for
from leads.services.mail import mail_language, queue_mail
from leads.services.names import NameBook
from sitepages import figures
from sitepages.models import ParkSettings

OPTIONS_SHOWN = 3
LATER_LANGUAGES = {ReplyLanguage.KO: "Korean", ReplyLanguage.JA: "Japanese", ReplyLanguage.ZH: "Chinese"}


@dataclass(frozen=True)
class OptionLine:
    """One option of the stored match, as a mail shows it."""

    plots: str
    area: str
    lease: str


def status_address(link: LeadLink, lang: str, page: str = "lead-status") -> str:
    """The investor's page behind the signed link, in the mail's language."""
    with translation.override(lang):
        return settings.SITE_URL + reverse(page, args=[token_for(link)])


def pack_address(link: LeadLink, lang: str) -> str:
    """The answer pack behind the signed link, in the mail's language."""
    with translation.override(lang):
        return settings.SITE_URL + reverse("lead-pack", args=[token_for(link)])


def best_options(answer: Mapping[str, Any], lang: str) -> list[OptionLine]:
    """The first options of a stored answer; whatever does not look like an option is left out."""
    found = (answer.get("match") or {}).get("options") or []
    lines = (_option_line(option, lang) for option in found if isinstance(option, Mapping))
    return [line for line in lines if line][:OPTIONS_SHOWN]


def _option_line(option: Mapping[str, Any], lang: str) -> OptionLine | None:
    codes = [str(code) for code in option.get("plots") or ()]
    if not codes:
        return None
    area, lease = option.get("area_m2"), option.get("lease_usd")
    return OptionLine(
        plots=" + ".join(codes),
        area=figures.area_both(area, lang) if area is not None else "",
        lease=figures.usd_short(lease, lang) if lease is not None else "",
    )


def nothing_fits(answer: Mapping[str, Any], lang: str) -> str:
    """Of a stored result without an option: what would change it, as its page says it."""
    if best_options(answer, lang):
        return ""
    found = answer.get("match") or {}
    with translation.override(lang):
        whole = "near_misses" in found and not found.get("options")  # else stored in a form of before
        return " ".join([_("No option meets every need yet."), *(in_the_way(from_json(found), lang) if whole else ())])


def confirm(
    *,
    lead: Lead,
    link: LeadLink,
    reason: Mapping[str, Any],
    now: datetime,
    agreed: bool = True,
    names: NameBook | None = None,
) -> Mail:
    """Tell the investor at once what was received, what fits, who answers and by when; not `agreed`: ask for it."""
    lang, names = mail_language(lead.language), names or NameBook()
    with translation.override(lang):
        why = routing_words.public_reason(reason, names)
    words = common_words(lead, reason, lang, names) | {
        "why": why,
        "address": status_address(link, lang),
        "pack": pack_address(link, lang) if lead.packs.exists() else "",
        "open_until": figures.day(link.expires_at.astimezone(figures.PARK_TIME).date(), lang),
        "later_language": LATER_LANGUAGES.get(ReplyLanguage(lead.language), ""),
        "consent_address": status_address(link, lang, "lead-consent"),
    }
    kind = "confirmation" if agreed else "ask_consent"
    return queue_mail(lead=lead, kind=kind, to=lead.contact_email, language=lang, words=words, now=now)


@dataclass(frozen=True)
class Enclosed:
    """What waits behind the link of a reply: so many documents, the newest answer pack, and after the full answer the
    one question.
    """

    files: int = 0
    pack: bool = False
    question: bool = False


def send_reply(*, lead: Lead, text: str, author: str, enclosed: Enclosed, now: datetime) -> Mail:
    """The officer's own words, signed by `author`, with the way back to the status page."""
    lang = mail_language(lead.language)
    link = live_link(lead=lead, now=now)
    words = {
        **who(lead, lang),
        "officer": author,
        "text": text,
        "greets": not begins_with_greeting(text),
        "address": status_address(link, lang),
        "files": enclosed.files,
        "question": enclosed.question,
        "pack": pack_address(link, lang) if enclosed.pack and lead.packs.exists() else "",
    }
    return queue_mail(lead=lead, kind="reply", to=lead.contact_email, language=lang, words=words, now=now)


def who(lead: Lead, lang: str) -> dict[str, str]:
    with translation.override(lang):
        return {"officer": lead.owner.name if lead.owner else "", "department": lead.department.name}


def common_words(
    lead: Lead,
    reason: Mapping[str, Any],
    lang: str,
    names: NameBook | None = None,
    moment: Callable[[datetime, str], str] = figures.moment,
) -> dict[str, Any]:
    """What both mails of an arrival say, in the mail's language; `moment` says whether times name their zone."""
    with translation.override(lang):
        return {
            **who(lead, lang),
            "asked": asked_lines(lead.match_run),
            "options": best_options(lead.match_run.answer, lang) if lead.match_run else [],
            "nothing": nothing_fits(lead.match_run.answer, lang) if lead.match_run else "",
            "why": routing_words.reason_in_words(reason, names),
            "due": moment(lead.due_at, lang) if lead.due_at else "",
            "unsure_year": working_calendar().unsure_year(lead.due_at) if lead.due_at else None,
            "received": moment(lead.received_at, lang),
            "language_name": ReplyLanguage(lead.language).label,
            "priority": lead.get_priority_display(),
            "clock": lead.get_due_clock_display(),
            "illustrative": ParkSettings.load().land_illustrative,
        }
