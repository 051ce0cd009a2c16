"""Mails of the investor's room: to the officer what happened there, without the words; to people a link."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from leads.models import Lead, LeadLink, Mail
from leads.services.letters import pack_address, status_address, who
from leads.services.mail import mail_language, queue_letter, queue_mail
from leads.services.staff_letters import heads_of, lead_line, takers, write_to
from sitepages import figures

MESSAGE, PROFILE, ENDED, MISSING = "message", "profile", "ended", "missing"
CASES = "my_cases"  # kind of the mail with a link to all files of an address


def tell_of_news(*, lead: Lead, what: str, now: datetime, files: int = 0) -> None:
    """Something happened in the investor's room: the owner is told; nobody's, the heads are."""
    for officer in takers(lead, now):
        write_to(officer, "room_news", lead, now, lambda _lang: {"line": lead_line(lead), "what": what, "files": files})


def tell_of_reminder(*, lead: Lead, now: datetime) -> None:
    """The investor reminds of a promise that is late: the owner and the department's heads."""
    told = {officer.pk: officer for officer in (*takers(lead, now), *heads_of(lead, now))}
    for officer in told.values():
        write_to(officer, "reminder", lead, now, lambda _lang: {"line": lead_line(lead)})


def pass_link_on(*, lead: Lead, link: LeadLink, lang: str, now: datetime) -> Mail:
    """To the colleague, in the language the investor reads in."""
    words = {
        **who(lead, lang),
        "address": status_address(link, lang),
        "open_until": _day(link, lang),
    }
    return queue_mail(lead=lead, kind="link_passed", to=link.email, language=lang, words=words, now=now)


def send_link_again(*, lead: Lead, link: LeadLink, now: datetime) -> Mail | None:
    """To the address of the file and no other; None where the investor left none."""
    if not lead.contact_email:
        return None
    lang = mail_language(lead.language)
    words = {
        "address": status_address(link, lang),
        "pack": pack_address(link, lang) if lead.packs.exists() else "",
        "open_until": _day(link, lang),
    }
    return queue_mail(lead=lead, kind="link_again", to=lead.contact_email, language=lang, words=words, now=now)


def send_cases_link(*, address: str, token: str, until: datetime, lang: str, now: datetime) -> Mail:
    """To the address that asked: one link to all its files, and not a word about any of them."""
    with translation.override(lang):
        page = settings.SITE_URL + reverse("my-cases-list", args=[token])
    words = {"page": page, "open_until": figures.moment(until, lang)}
    return queue_letter(kind=CASES, to=address, language=lang, words=words, now=now)


def _day(link: LeadLink, lang: str) -> str:
    return figures.day(link.expires_at.astimezone(figures.PARK_TIME).date(), lang)
