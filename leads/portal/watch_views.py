"""Watching a result: asked for beside it or in the investor's room, confirmed, renewed and stopped by mailed links.

Opening a link changes nothing: scanners of mail follow links. Each act is one button; the one that stops takes a bare
POST, too, as programs of mail send it (RFC 8058), and the token alone says whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from leads.choices import ConsentPurpose
from leads.models import LeadLink, MatchRun, Watch
from leads.portal.data_copy import copy_of_wish
from leads.portal.http import (
    ORIGIN_ONLY,
    RefusedPage,
    private,
    reader_language,
    refused,
    seconds_over_limit,
    too_often,
)
from leads.portal.mail_form import answered
from leads.portal.results import of_result
from leads.portal.room_views import behind_link
from leads.portal.watch_page import AskPage, stop_page, watch_page
from leads.portal.wish_forms import WishForm
from leads.refusals import sentence
from leads.services.mail_wishes import wish_for_token, wording
from leads.services.watches import ask_watch, confirm_watch, renew_watch, stop_watch
from leads.services.wish_data import Wish
from sitepages.guarding.guard import Guarded, Verdict, guard_fields
from sitepages.refusal import Refused
from sitepages.stale import gives_back

# all it does is a mail to the address typed: the mail is the confirmation
WATCH = Guarded("watch", ceiling="WATCH_RATE_PER_HOUR", by_mail=True)
ACTS: Mapping[str, Callable[..., Watch]] = {"confirm": confirm_watch, "renew": renew_watch}


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@of_result
def match_watch(request: HttpRequest, run: MatchRun) -> HttpResponse:
    return _asked(request, run, None, reverse("match-result", args=[run.token]))


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@behind_link
def lead_watch(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    run = link.lead.match_run
    if run is None:  # a file without a result has nothing to watch
        raise Http404
    return _asked(request, run, link, reverse("lead-status", args=[token]))


def _asked(request: HttpRequest, run: MatchRun, link: LeadLink | None, back: str) -> HttpResponse:
    lang, lead = reader_language(), link.lead if link else None
    try:
        text = wording(ConsentPurpose.WATCH, timezone.now())
    except Refused as refusal:
        return closed(request, refusal)
    data = request.POST if request.method == "POST" else None
    form = WishForm(data, text=text, lang=lang, email=lead.contact_email if lead else "")
    return answered(
        request,
        form,
        WATCH,
        draw=lambda verdict: _form(request, run, form, back, verdict),
        act=lambda proven: ask_watch(
            run=run, lead=lead, shown_in=lang, proven=proven, now=timezone.now(), **form.given()
        ),
        done=lambda: redirect("watch-asked"),
        about=run.token,
    )


def _form(request: HttpRequest, run: MatchRun, form: WishForm, back: str, verdict: Verdict) -> HttpResponse:
    fields = verdict.again or guard_fields(WATCH, timezone.now())
    page = AskPage.of(run, form, back, str(verdict.notice), fields)
    return render(request, "leads/watch_ask.html", {"page": page}, status=verdict.status)


@require_safe
@private(ORIGIN_ONLY)
def watch_asked(request: HttpRequest) -> HttpResponse:
    """One and the same answer, whoever is watching already."""
    words = _(
        "A mail with one link is on its way to the address you gave, unless mail to it has come back to us before. "
        "Nothing else is sent before you press the button behind it."
    )
    page = RefusedPage(_("Look into your mail"), words, _("To the front page"), f"/{reader_language()}/")
    return refused(request, page, 200)


@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def watch(request: HttpRequest, token: str) -> HttpResponse:
    """What is watched, with the button that confirms or renews, and the one that stops."""
    now, lang = timezone.now(), reader_language()
    try:
        row = wish_for_token(Watch, token)
        if copy := wish_copy(request, row, now):
            return copy
        act = ACTS.get(request.POST.get("do", "")) if request.method == "POST" else None
        if act:
            act(watch=row, now=now)
            return redirect("watch", token=token)
        return render(request, "leads/watch.html", {"page": watch_page(row, token, lang)})
    except Refused as refusal:
        return closed(request, refusal)


@csrf_exempt  # a program of mail has no token of a form; the address itself is the secret
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def watch_stop(request: HttpRequest, token: str, everything: bool = False) -> HttpResponse:
    now = timezone.now()
    try:
        row = wish_for_token(Watch, token, everything=everything)
    except Refused as refusal:
        return closed(request, refusal)
    stopped = request.method == "POST"
    if stopped:
        stop_watch(watch=row, everything=everything, now=now)
    page = stop_page(row, everything, stopped or row.ended_at is not None)
    return render(request, "leads/wish_stop.html", {"page": page})


def wish_copy(request: HttpRequest, wish: Wish, now: datetime) -> HttpResponse | None:
    """The copy of what is held of it, where the form asks for that: at once, as a file. Raises PressBusy."""
    if request.method != "POST" or request.POST.get("do") != "copy":
        return None
    if wait := seconds_over_limit(request, "SEND_RATE_PER_HOUR", 3600, now):
        return too_often(request, wait)
    return copy_of_wish(wish, as_pdf=request.POST.get("as") == "pdf", lang=reader_language(), now=now)


def closed(request: HttpRequest, refusal: Refused) -> HttpResponse:
    page = RefusedPage(
        _("This link does not open"), sentence(refusal), _("To the front page"), f"/{reader_language()}/"
    )
    return refused(request, page, refusal.status)
