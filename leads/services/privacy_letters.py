"""Mails about requests on personal data: to the person in the language of the request, to the desk without words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from leads.models import Lead, Mail, Officer, PrivacyRequest
from leads.services.letters import status_address
from leads.services.links import live_link
from leads.services.mail import queue_mail
from leads.services.privacy_words import law_of_right, right_name, what_next
from leads.services.staff_letters import duty_heads, heads_of, lead_line, takers, write_to
from sitepages import figures

PAGE = "lead-data"


def tell_person(*, request: PrivacyRequest, what: str, now: datetime, held: bool = False) -> Mail | None:
    """`what`: asked, answered, file (where the copy is fetched). None where the file has no address."""
    lead = request.lead
    if not lead.contact_email:
        return None
    lang = request.language
    with translation.override(lang):
        words = {
            "what": what,
            "number": request.pk,
            "right": right_name(request.right, request.purpose),
            "next": what_next(request, held=held),
            "law": law_of_right(request.right) if request.ended_at is None else "",
            "address": status_address(live_link(lead=lead, now=now), lang, PAGE),
        }
    return queue_mail(lead=lead, kind="privacy", to=lead.contact_email, language=lang, words=words, now=now)


def tell_erased(*, reference: str, to: str, lang: str, now: datetime) -> Mail | None:
    """That the data are gone: a mail of no file, since the file's own mails are emptied."""
    if not to:
        return None
    return queue_mail(lead=None, kind="privacy_erased", to=to, language=lang, words={"reference": reference}, now=now)


def tell_desk(
    *, request: PrivacyRequest, what: str, now: datetime, to: str = "officer", due: datetime | None = None
) -> None:
    """`what`: asked, withdrawn, due, late. `to`: officer (the owner, else the heads), head, duty_head, all of them."""
    lead = request.lead

    def words(lang: str) -> dict[str, object]:
        return {
            "what": what,
            "right": right_name(request.right, request.purpose),
            "due": figures.local_moment(due or request.due_at, lang),
            "line": lead_line(lead),
            "address": settings.SITE_URL + reverse("desk-privacy-request", args=[request.pk]),
        }

    for officer in _readers(lead, to, now):
        write_to(officer, "privacy_desk", lead, now, words)


def _readers(lead: Lead, to: str, now: datetime) -> Sequence[Officer]:
    match to:
        case "duty_head":
            return duty_heads(now)
        case "head":
            return heads_of(lead, now)
        case "all":
            every = [*takers(lead, now), *heads_of(lead, now), *duty_heads(now)]
            return list({one.pk: one for one in every}.values())
        case _:
            return takers(lead, now)
