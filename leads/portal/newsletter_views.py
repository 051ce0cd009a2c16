"""The newsletter: asked for on a page, confirmed, its sectors changed and itself stopped by mailed links.

As with watches, opening a link changes nothing, and the door that stops takes a bare POST (RFC 8058).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leads.choices import ConsentPurpose, WishEnd
from leads.models import Subscription
from leads.portal.http import ORIGIN_ONLY, private, reader_language
from leads.portal.mail_form import answered
from leads.portal.watch_page import StopPage, day, proof_of, veiled
from leads.portal.watch_views import closed, wish_copy
from leads.portal.wish_forms import NewsletterForm, SectorsForm
from leads.services.mail_wishes import wish_for_token, wording
from leads.services.newsletter import ask_newsletter, choose_sectors, confirm_newsletter, stop_newsletter
from leads.services.wish_data import Proof
from sitepages.guarding.guard import Guarded, GuardFields, Verdict, guard_fields
from sitepages.models import Sector
from sitepages.refusal import Refused
from sitepages.stale import gives_back

# all it does is a mail to the address typed: the mail is the confirmation
NEWSLETTER = Guarded("newsletter", ceiling="WATCH_RATE_PER_HOUR", by_mail=True)


@dataclass(frozen=True, slots=True)
class AskPage:
    form: NewsletterForm
    notice: str
    errors: tuple[tuple[str, str, str], ...]
    guard: GuardFields


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """`state`: asked, on or ended; `chosen`: names, none: every sector."""

    token: str
    state: str
    email: str
    since: str
    ended: str
    chosen: tuple[str, ...]
    sectors: BoundField
    proof: Proof


def _sectors() -> list[tuple[str, str]]:
    return [(row.key, row.name) for row in Sector.objects.filter(retired_on=None)]


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def newsletter(request: HttpRequest) -> HttpResponse:
    lang = reader_language()
    try:
        text = wording(ConsentPurpose.NEWSLETTER, timezone.now())
    except Refused as refusal:
        return closed(request, refusal)
    data = request.POST if request.method == "POST" else None
    form = NewsletterForm(data, sectors=_sectors(), text=text, lang=lang)
    return answered(
        request,
        form,
        NEWSLETTER,
        draw=lambda verdict: _form(request, form, verdict),
        act=lambda proven: ask_newsletter(shown_in=lang, proven=proven, now=timezone.now(), **form.given()),
        done=lambda: redirect("watch-asked"),
    )


def _form(request: HttpRequest, form: NewsletterForm, verdict: Verdict) -> HttpResponse:
    errors = tuple(form.summary()) if form.is_bound and not verdict.notice else ()
    fields = verdict.again or guard_fields(NEWSLETTER, timezone.now())
    page = AskPage(form, str(verdict.notice), errors, fields)
    return render(request, "leads/newsletter.html", {"page": page}, status=verdict.status)


@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def newsletter_reader(request: HttpRequest, token: str) -> HttpResponse:
    """What is read, with the button that confirms, or the sectors to change."""
    now = timezone.now()
    try:
        reader = wish_for_token(Subscription, token)
        if copy := wish_copy(request, reader, now):
            return copy
        form = SectorsForm(request.POST or None, sectors=_sectors(), chosen=reader.sectors)
        if request.method == "POST" and request.POST.get("do") == "confirm":
            confirm_newsletter(reader=reader, now=now)
            return redirect("newsletter-reader", token=token)
        if request.method == "POST" and form.is_valid():
            choose_sectors(reader=reader, sectors=form.cleaned_data["sectors"], now=now)
            return redirect("newsletter-reader", token=token)
    except Refused as refusal:
        return closed(request, refusal)
    status = 422 if request.method == "POST" else 200
    return render(request, "leads/newsletter_reader.html", {"page": _reader_page(reader, token, form)}, status=status)


def _reader_page(reader: Subscription, token: str, form: SectorsForm) -> ReaderPage:
    lang, names = reader_language(), dict(_sectors())
    how = str(WishEnd(reader.ended_how).label) if reader.ended_how else ""
    return ReaderPage(
        token=token,
        state="ended" if reader.ended_at else "on" if reader.confirmed_at else "asked",
        email=veiled(reader.email),
        since=day(reader.confirmed_at, lang),
        ended=f"{day(reader.ended_at, lang)}, {how}" if reader.ended_at else "",
        chosen=tuple(names[key] for key in reader.sectors if key in names),
        sectors=form["sectors"],
        proof=proof_of(reader, lang),
    )


@csrf_exempt  # a program of mail has no token of a form; the address itself is the secret
@require_http_methods(["GET", "HEAD", "POST"])
@private(ORIGIN_ONLY)
def newsletter_stop(request: HttpRequest, token: str) -> HttpResponse:
    try:
        reader = wish_for_token(Subscription, token)
    except Refused as refusal:
        return closed(request, refusal)
    stopped = request.method == "POST"
    if stopped:
        stop_newsletter(reader=reader, now=timezone.now())
    if stopped or reader.ended_at is not None:
        words = _("No newsletter comes any more, and the address is deleted.")
        page = StopPage(_("The newsletter has ended"), words, "", True)
    else:
        words = _("No newsletter comes to this address any more.")
        page = StopPage(_("Stop the newsletter?"), words, _("Stop the newsletter"), False)
    return render(request, "leads/wish_stop.html", {"page": page})
