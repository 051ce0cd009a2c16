"""Facts with receipts: the list of what goes stale, one plot, one fact, many verified at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sitepages.landdesk.access import WORKS, land_reader, land_worker
from sitepages.landdesk.fact_page import fact_labels, fact_values, freshness_page, plot_page
from sitepages.landdesk.forms import FactForm, ReceiptForm, StatusForm, VerifyForm
from sitepages.landdesk.words import DAYS, field_words
from sitepages.language import site_language
from sitepages.models import Plot
from sitepages.models.land import RECEIPTED
from sitepages.refusal import Refused
from sitepages.refusals import sentence
from sitepages.services.land_facts import (
    NoSuchFact,
    ReceiptGiven,
    change_status,
    evidence_rule,
    record_evidence,
    record_fact,
    seen_of,
    verify_facts,
)

NAMED = 8  # facts named in one message at most


@require_GET
@land_reader
def freshness(request: HttpRequest) -> HttpResponse:
    return stale(request)


def stale(request: HttpRequest, form: VerifyForm | None = None, status: int = 200) -> HttpResponse:
    wanted = request.GET.get("show", "soon")
    page = freshness_page(wanted, timezone.localdate(), request.GET.get("p", "1"))
    form = form or VerifyForm(offered=[])
    context = {"page": page, "form": form, "works": request.user.has_perm(WORKS)}
    return render(request, "sitepages/land/freshness.html", context, status=status)


@require_POST
@land_worker
def verify(request: HttpRequest) -> HttpResponse:
    """“Verified today”, with what was looked at."""
    form = VerifyForm(request.POST, offered=request.POST.getlist("facts")[:2000])
    if not form.is_valid():
        return stale(request, form, 422)
    now = timezone.now()
    pairs = [tuple(one.rsplit("/", 1)) for one in form.cleaned_data["facts"] if "/" in one]
    given = ReceiptGiven(form.cleaned_data["source"], timezone.localdate(now))
    try:
        done = verify_facts(facts=pairs, given=given, by=request.user, now=now)
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return stale(request, form, refused.status)
    count = sum(len(change["after"]) for change in done.changes)
    messages.success(request, ngettext("%(n)s fact verified.", "%(n)s facts verified.", count) % {"n": count})
    verified = {f"{change['key']}/{field}" for change in done.changes for field in change["after"]}
    if left := [one for one in dict.fromkeys(form.cleaned_data["facts"]) if one not in verified]:
        messages.warning(request, not_verified(left))
    return redirect("land-freshness")


def not_verified(left: Sequence[str]) -> str:
    """What was sent along but is no fact with a value, the first few by name."""
    names = ", ".join(one[:40] for one in left[:NAMED]) + (" …" if len(left) > NAMED else "")
    words = ngettext(
        "%(n)s was not verified, for it is no fact with a value: %(names)s.",
        "%(n)s were not verified, for they are no facts with a value: %(names)s.",
        len(left),
    )
    return words % {"n": len(left), "names": names}


@require_GET
@land_reader
def plot(request: HttpRequest, code: str) -> HttpResponse:
    return one_plot(request, get_object_or_404(Plot, code=code))


def one_plot(request: HttpRequest, found: Plot, form: StatusForm | None = None, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    start = {"status": found.status, "verified_on": today, "seen": seen_of(found, "status")}
    context = {
        "page": plot_page(found, today),
        "form": form or StatusForm(initial=start),
        "works": request.user.has_perm(WORKS),
    }
    return render(request, "sitepages/land/plot.html", context, status=status)


@require_POST
@land_worker
def status(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Plot, code=code)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return one_plot(request, found, form, 422)
    data = form.cleaned_data
    try:
        change_status(
            plot=found,
            status=data["status"],
            given=form.given(),
            seen=data["seen"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return one_plot(request, found, form, refused.status)
    messages.success(request, _("The status was changed."))
    return redirect("land-plot", code)


@require_http_methods(["GET", "POST"])
@land_worker
def fact(request: HttpRequest, code: str, field: str) -> HttpResponse:
    found = get_object_or_404(Plot, code=code)
    if field not in RECEIPTED:
        raise Http404
    options: dict[str, Any] = {"labels": fact_labels(field), "days": field in DAYS}
    if request.method == "GET":
        start = {**fact_values(found, field), "seen": seen_of(found, field), "verified_on": timezone.localdate()}
        return fact_form(request, found, field, FactForm(initial=start, **options))
    form = FactForm(request.POST, **options)
    if not form.is_valid():
        return fact_form(request, found, field, form, 422)
    more = {"values": form.values(), "given": form.given(), "seen": form.cleaned_data["seen"]}
    try:
        record_fact(plot=found, field=field, by=request.user, now=timezone.now(), **more)
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return fact_form(request, found, field, form, refused.status)
    messages.success(request, _("Saved with its receipt."))
    return redirect("land-plot", code)


def fact_form(request: HttpRequest, found: Plot, field: str, form: FactForm, status: int = 200) -> HttpResponse:
    back = reverse("land-plot", args=[found.code])
    context = {"form": form, "whose": found.code, "title": field_words(field), "back": back}
    return render(request, "sitepages/land/fact.html", context, status=status)


@require_http_methods(["GET", "POST"])
@land_worker
def evidence(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """A document for one plot."""
    return document(request, get_object_or_404(Plot, code=code), key)


def document(request: HttpRequest, found: Plot | None, key: str) -> HttpResponse:
    """A document for one plot, or for the whole park."""
    try:
        rule = evidence_rule(key)
    except NoSuchFact as refused:
        raise Http404 from refused
    back = reverse("land-plot", args=[found.code]) if found else reverse("land-park")
    sent = request.POST if request.method == "POST" else None
    form = ReceiptForm(sent, initial={"verified_on": timezone.localdate()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                record_evidence(plot=found, key=key, given=form.given(), by=request.user, now=timezone.now())
            except Refused as refused:
                form.add_error(None, sentence(refused))
                status = refused.status
            else:
                messages.success(request, _("The document is on record."))
                return redirect(back)
    side = 0 if site_language() == "vi" else 1
    context = {
        "form": form,
        "whose": found.code if found else _("Whole park"),
        "title": rule.names[side],
        "rule": rule.rules[side],
        "back": back,
    }
    return render(request, "sitepages/land/fact.html", context, status=status)
