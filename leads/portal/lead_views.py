"""Sending a match to the province, and following what becomes of it: no account, one signed link."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from leads.choices import LinkRights
from leads.models import Lead, LeadLink, MatchRun
from leads.portal.guard import SEND, confirm_sent, keep_submission
from leads.portal.http import (
    ORIGIN_ONLY,
    RefusedPage,
    private,
    reader_language,
    refused,
    too_often,
)
from leads.portal.lead_page import lead_page
from leads.portal.results import of_result
from leads.portal.send_form import SendForm
from leads.refusals import sentence
from leads.services.asked import asked_lines
from leads.services.consent import consent_texts
from leads.services.intake import KeyTaken, Submission, submit_lead
from leads.services.links import LinkErased, LinkExpired, LinkRefused, close_links, link_for_token, token_for
from leads.services.sent_again import add_words
from leads.services.triage import words_of_run
from sitepages.guarding.guard import GO_ON, GuardFields, Verdict, given_back, guard_fields, look
from sitepages.refusal import Refused
from sitepages.stale import gives_back, is_stale
from sitepages.ways import desk_way


@dataclass(frozen=True, slots=True)
class SendPage:
    """The sending form as the template shows it."""

    token: str
    asked: tuple[tuple[str, str], ...]
    key: BoundField
    contact: tuple[BoundField, ...]
    reach: tuple[BoundField, ...]
    ticks: tuple[BoundField, ...]
    consents: tuple[BoundField, ...]
    notices: tuple[str, ...]
    errors: tuple[tuple[str, str, str], ...]
    guard: GuardFields


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@of_result
def match_send(request: HttpRequest, run: MatchRun) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        return _shown(request, run, _form(now, words=words_of_run(run)))
    form = _form(now, request.POST)
    if is_stale(request):
        return _shown(request, run, form, given_back(SEND, request, now))
    if not form.is_valid():
        return _shown(request, run, form)
    verdict = look(SEND, request, now=now, mail=form.cleaned_data["contact_email"], about=run.token)
    if verdict.wait and not verdict.again:
        return too_often(request, verdict.wait)
    if verdict.again:
        return _shown(request, run, form, verdict)
    try:
        if verdict.by_mail:
            keep_submission(form.submission(run), run, now=now)
            return confirm_sent(request, form.cleaned_data["contact_email"])
        lead, created = submit_lead(submission=form.submission(run), by=None, now=now)
    except KeyTaken as refusal:
        form.add_error(None, sentence(refusal))
        form.data = form.data.copy()
        form.data["submission_key"] = secrets.token_urlsafe(24)
        return _shown(request, run, form, Verdict(status=refusal.status))
    except Refused as refusal:
        form.add_refusal(refusal, sentence(refusal))
        return _shown(request, run, form)
    added = "" if created else _add_words(lead, form.submission(run), now)
    return _received(request, lead, form.cleaned_data["submission_key"], run, now, added)


@require_safe
@private(ORIGIN_ONLY)
def lead_status(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        link = link_for_token(token, now)
    except LinkRefused as refusal:
        return link_refused(request, refusal, token)
    return shown_lead(request, link, token, now)


def shown_lead(
    request: HttpRequest, link: LeadLink, token: str, now: datetime, *, status: int = 200, **refused_forms: Any
) -> HttpResponse:
    """The page of the file; `refused_forms`: `message`, `verdict`, `notice` as leads.portal.room_page takes them."""
    page = lead_page(link, token, lang=reader_language(), now=now, **refused_forms)
    return render(request, "leads/lead_status.html", {"page": page}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def lead_revoke(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        link = link_for_token(token, now)
    except LinkRefused as refusal:
        return link_refused(request, refusal)
    if request.method == "POST":
        close_links(link=link, now=now)
        return redirect("lead-status", token=token)
    page = {"token": token, "reference": link.lead.reference, "own": link.rights == LinkRights.OWNER}
    return render(request, "leads/lead_revoke.html", {"page": page})


def _form(now: datetime, data: Any = None, words: str = "") -> SendForm:
    lang = reader_language()
    start = {"submission_key": secrets.token_urlsafe(24), "language": lang, "message": words}
    return SendForm(data, texts=consent_texts(now), lang=lang, now=now, initial=start)


def _shown(request: HttpRequest, run: MatchRun, form: SendForm, verdict: Verdict = GO_ON) -> HttpResponse:
    page = SendPage(
        token=run.token,
        asked=tuple(asked_lines(run)),
        key=form["submission_key"],
        contact=tuple(form.contact()),
        reach=tuple(form.reach()),
        ticks=tuple(form.ticks()),
        consents=tuple(form.consents()),
        notices=(str(verdict.notice),) if verdict.notice else (),
        errors=tuple(form.summary()) if form.is_bound and not verdict.notice else (),
        guard=verdict.again or guard_fields(SEND, timezone.now()),
    )
    return render(request, "leads/match_send.html", {"page": page}, status=verdict.status)


def _add_words(lead: Lead, submission: Submission, now: datetime) -> str:
    """What is told of the words of a later form; "" where it had none of its own."""
    try:
        added = add_words(lead=lead, submission=submission, now=now)
    except Refused as refusal:
        return _("What you wrote now was not added. %(reason)s") % {"reason": sentence(refusal)}
    return _("What you wrote now was added to the file as a message.") if added else ""


def _received(
    request: HttpRequest, lead: Lead, key: str, run: MatchRun, now: datetime, added: str = ""
) -> HttpResponse:
    """To the sender's own link; whoever sends the same match from the same address later gets no link here."""
    link = lead.links.filter(rights=LinkRights.OWNER, revoked_at=None, expires_at__gt=now).order_by("-pk").first()
    if lead.submission_key != key or link is None:
        return render(request, "leads/match_received.html", {"page": {"token": run.token, "added": added}})
    return redirect("lead-status", token=token_for(link))


def link_refused(request: HttpRequest, refusal: LinkRefused, token: str = "") -> HttpResponse:
    """Why the link does not open, as a page; an expired one offers a new one by mail, one to erased data nothing."""
    if isinstance(refusal, LinkErased):
        home = reverse("privacy")
        page = RefusedPage(
            _("The data of this file are erased"), sentence(refusal), _("Personal data and cookies"), home
        )
        return refused(request, page, refusal.status)
    again = reverse("lead-again", args=[token]) if token and isinstance(refusal, LinkExpired) else ""
    cases = reverse("my-cases")
    page = RefusedPage(
        _("This link does not open"),
        f"{sentence(refusal)} {desk_way()}",
        _("Ask again"),
        reverse("match"),
        again,
        cases,
    )
    return refused(request, page, refusal.status)


def refused_page(title: str, words: str, token: str) -> RefusedPage:
    """Why something behind a link was not done, with the way back to the file."""
    if token:
        return RefusedPage(title, words, _("Back to the file"), reverse("lead-status", args=[token]))
    return RefusedPage(title, words, _("To the front page"), "/")
