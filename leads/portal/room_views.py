"""What an investor does behind the signed link: write, send documents, remind, ask otherwise, pass on, end."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.forms import BoundField
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.choices import AccessKind
from leads.mailroom.files import TYPES
from leads.models import LeadLink
from leads.portal.adjust import kept_beside
from leads.portal.http import NO_REFERRER, ORIGIN_ONLY, private, reader_language, refused
from leads.portal.lead_views import link_refused, refused_page, shown_lead
from leads.portal.match_form import Group, MatchForm
from leads.portal.room_forms import ColleagueForm, EndForm, MessageForm, RoomForm, VerdictForm
from leads.portal.room_page import PassedOn, closed_words, colleagues_of, file_number
from leads.refusals import sentence
from leads.services.access_log import file_subject, note_access
from leads.services.answer_check import judge_answer
from leads.services.case_end import end_case
from leads.services.lead_files import files_in_the_room
from leads.services.link_desk import FileClosed, check_open, check_own
from leads.services.link_share import forward_link, send_again, withdraw_link
from leads.services.links import LinkExpired, LinkRefused, expired_link, link_for_token
from leads.services.messages import write_message
from leads.services.profile_change import change_profile
from leads.services.reminders import remind
from leads.services.scanning import files_that_open
from leads.vocabulary import vocabulary
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused
from sitepages.stale import STALE, STALE_STATUS, gives_back, is_stale

Act = Callable[[HttpRequest, LeadLink, str, datetime], HttpResponse]
LARGEST_BODY = 80_000_000  # five files and some: a body beyond is not read at all


@dataclass(frozen=True, slots=True)
class ActPage:
    """A small form behind the link."""

    token: str
    fields: tuple[BoundField, ...]
    errors: tuple[tuple[str, str, str], ...]
    notices: tuple[str, ...] = ()
    colleagues: tuple[PassedOn, ...] = ()
    closed: str = ""  # why nothing new may be made here, and how it may again


@dataclass(frozen=True, slots=True)
class ChangePage:
    """The match form over what the file asked so far."""

    token: str
    groups: tuple[Group, ...]
    figures: tuple[Group, ...]
    errors: tuple[tuple[str, str, str], ...]
    notices: tuple[str, ...]


def behind_link(act: Act) -> Callable[..., HttpResponse]:
    """The link opened, and only the investor's own; what is refused without a form is told as a page."""

    @wraps(act)
    def shown(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        try:
            link = link_for_token(token, now)
            check_own(link)
            return act(request, link, token, now, **kwargs)
        except LinkRefused as refusal:
            return link_refused(request, refusal, token)
        except Refused as refusal:
            title = _("This file is closed") if isinstance(refusal, FileClosed) else _("This was not done")
            return refused(request, refused_page(title, sentence(refusal), token), refusal.status)

    return shown


# --- Messages and documents ---


@require_POST
@private(ORIGIN_ONLY)
@behind_link
def _message(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    form = MessageForm(request.POST, request.FILES, prefix="m")
    if is_stale(request):  # files must be chosen again
        return shown_lead(request, link, token, now, message=form, notice=str(STALE), status=STALE_STATUS)
    if form.is_valid():
        try:
            text, files = form.cleaned_data["text"], form.uploads()
            write_message(lead=link.lead, link=link, text=text, files=files, by=None, now=now)
        except Refused as refusal:
            form.add_refusal(refusal, sentence(refusal))
        else:
            return redirect_to(token, "talk")
    return shown_lead(request, link, token, now, message=form, status=422)


_message_protected = csrf_protect(_message)


@gives_back
@csrf_exempt  # the size is looked at before anything of the body is read; the token right after
def lead_message(request: HttpRequest, token: str) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LARGEST_BODY:
        page = refused_page(_("This was not done"), _("That is too much at once. Nothing was sent."), token)
        return private(ORIGIN_ONLY)(lambda request: refused(request, page, 413))(request)
    return _message(request, token) if is_stale(request) else _message_protected(request, token)


@require_safe
@private(NO_REFERRER)
def lead_file(request: HttpRequest, token: str, signed: str) -> HttpResponse | FileResponse:
    """A document of this file, as a download, for half an hour from the page that names it; every fetch is noted."""
    now = timezone.now()
    try:
        link = link_for_token(token, now)
        check_own(link)
    except LinkRefused as refusal:
        return link_refused(request, refusal, token)
    except Refused as refusal:
        return refused(request, refused_page(_("This was not done"), sentence(refusal), token), refusal.status)
    number = file_number(signed, token)
    file = files_that_open().filter(files_in_the_room(link.lead), pk=number).first() if number else None
    if file is None or not file.content.storage.exists(file.content.name):
        raise Http404
    note_access(kind=AccessKind.FETCHED, subject=file_subject(file.pk), by=None, lead=link.lead, link=link, now=now)
    response = FileResponse(
        file.content.open("rb"), as_attachment=True, filename=file.name, content_type=TYPES[file.kind]
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


# --- Reminding, judging ---


@require_POST
@private(ORIGIN_ONLY)
@behind_link
def lead_remind(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    remind(lead=link.lead, link=link, by=None, now=now)
    return redirect("lead-status", token=token)


@gives_back
@require_POST
@private(ORIGIN_ONLY)
@behind_link
def lead_answered(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    form = VerdictForm(request.POST, prefix="v")
    if is_stale(request):
        return shown_lead(request, link, token, now, verdict=form, notice=str(STALE), status=STALE_STATUS)
    if form.is_valid():
        verdict, text = form.cleaned_data["verdict"], form.cleaned_data["text"]
        judge_answer(lead=link.lead, link=link, verdict=verdict, text=text, by=None, now=now)
        return redirect_to(token, "answered")
    return shown_lead(request, link, token, now, verdict=form, status=422)


# --- Asking otherwise ---


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@behind_link
def lead_change(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    check_open(link.lead)
    run = link.lead.match_run
    before = run.request if run else {}
    if request.method != "POST":
        filled = {key: value for key, value in before.items() if key not in {"on", "lang"}}
        return _change_shown(request, token, _match_form(now, filled=filled))
    form = _match_form(now, request.POST)
    if is_stale(request):
        return _change_shown(request, token, form, (str(STALE),), STALE_STATUS)
    if not form.is_valid():
        return _change_shown(request, token, form, status=422)
    try:
        change_profile(lead=link.lead, link=link, request=kept_beside(form, before), by=None, now=now)
    except Refused as refusal:
        form.add_error(None, sentence(refusal))
        return _change_shown(request, token, form, status=refusal.status)
    return redirect("lead-pack", token=token)


def _match_form(now: datetime, data: Any = None, filled: Any = None) -> MatchForm:
    on: date = now.astimezone(PARK_TIME).date()
    return MatchForm(data, vocabulary=vocabulary(), lang=reader_language(), on=on, filled=filled)


def _change_shown(
    request: HttpRequest, token: str, form: MatchForm, notices: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    errors = tuple(form.summary()) if form.is_bound else ()
    page = ChangePage(token, tuple(form.groups()), tuple(form.figure_groups()), errors, notices)
    return render(request, "leads/lead_change.html", {"page": page}, status=status)


# --- Links ---


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@behind_link
def lead_forward(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    if request.method != "POST":
        return _forward_shown(request, link, token, ColleagueForm(prefix="c"), now)
    if is_stale(request):
        typed = None if "withdraw" in request.POST else request.POST
        form = ColleagueForm(typed, prefix="c")
        return _forward_shown(request, link, token, form, now, (str(STALE),), STALE_STATUS)
    if number := request.POST.get("withdraw"):
        withdraw_link(link=link, number=int(number) if re.fullmatch(r"[0-9]{1,18}", number) else 0, by=None, now=now)
        return redirect("lead-forward", token=token)
    check_open(link.lead, also_after=True)
    form = ColleagueForm(request.POST, prefix="c")
    if not form.is_valid():
        return _forward_shown(request, link, token, form, now, status=422)
    try:
        name, email = form.cleaned_data["contact_name"], form.cleaned_data["contact_email"]
        forward_link(link=link, name=name, email=email, lang=reader_language(), by=None, now=now)
    except Refused as refusal:
        form.add_refusal(refusal, sentence(refusal))
        return _forward_shown(request, link, token, form, now, status=refusal.status)
    return redirect("lead-forward", token=token)


def _forward_shown(
    request: HttpRequest,
    link: LeadLink,
    token: str,
    form: ColleagueForm,
    now: datetime,
    notices: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    page = _page(token, form, tuple(colleagues_of(link.lead, reader_language(), now)), notices)
    page = replace(page, closed=closed_words(link.lead, also_after=True))
    return render(request, "leads/lead_forward.html", {"page": page}, status=status)


@require_POST
@private(ORIGIN_ONLY)
def lead_again(request: HttpRequest, token: str) -> HttpResponse:
    """A new link by mail to the address of the file: for a link that has expired too, never for a closed one."""
    now, expired = timezone.now(), False
    try:
        link = link_for_token(token, now)
    except LinkExpired:
        link, expired = expired_link(token), True
    except LinkRefused as refusal:
        return link_refused(request, refusal, token)
    try:
        check_own(link)
        send_again(lead=link.lead, by=None, now=now)
    except Refused as refusal:
        return refused(request, refused_page(_("This was not done"), sentence(refusal), token), refusal.status)
    words = _("A new link is on its way to the address of your file; closing one closes all.")
    if not expired:
        words = f"{words} {_('The one you have stays good until its day.')}"
    return refused(request, refused_page(_("Look into your mail"), words, ""), 200)


# --- The end ---


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
@behind_link
def lead_end(request: HttpRequest, link: LeadLink, token: str, now: datetime) -> HttpResponse:
    form = EndForm(request.POST if request.method == "POST" else None, lang=reader_language())
    status = 200
    if is_stale(request):
        page = _page(token, form, notices=(str(STALE),))
        return render(request, "leads/lead_end.html", {"page": page}, status=STALE_STATUS)
    if form.is_bound:
        status = 422
        if form.is_valid():
            why, text = form.cleaned_data["reason"], form.cleaned_data["text"]
            try:
                end_case(lead=link.lead, link=link, why=why, come_back_on=form.day(), text=text, by=None, now=now)
            except Refused as refusal:
                form.add_refusal(refusal, sentence(refusal))
            else:
                return redirect("lead-status", token=token)
    return render(request, "leads/lead_end.html", {"page": _page(token, form)}, status=status)


def _page(token: str, form: RoomForm, colleagues: tuple[PassedOn, ...] = (), notices: tuple[str, ...] = ()) -> ActPage:
    errors = tuple(form.summary()) if form.is_bound else ()
    return ActPage(token, tuple(form[name] for name in form.fields), errors, notices, colleagues)


def redirect_to(token: str, part: str) -> HttpResponse:
    response = redirect("lead-status", token=token)
    response["Location"] += f"#{part}"
    return response
