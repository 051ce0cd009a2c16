"""The doors of land held: from a lead's file, and the book, the overlap and a plot's story beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from leads.choices import AccessKind
from leads.desk import hold_forms as forms
from leads.desk.audit import noted
from leads.desk.build import last_seq
from leads.desk.hold_pages import hold_book, hold_for_lead, hold_page, overlap_page, plot_story
from leads.desk.people_views import must
from leads.desk.views import DONE, attempt, form_door, seen, show
from leads.models import Hold, Lead
from leads.refusals import sentence
from leads.services import holds
from leads.services.access import sees_leads
from leads.services.hold_rules import can_hold, check_can_hold
from sitepages.models import Plot
from sitepages.refusal import Refused
from sitepages.stale import gives_back


@require_GET
@noted(AccessKind.LIST)
def book(request: HttpRequest) -> HttpResponse:
    must(sees_leads(request.user))
    return render(
        request, "leads/desk/holds/book.html", {"page": hold_book(request.user, request.GET.get("which", ""))}
    )


@require_GET
@noted(AccessKind.LIST)
def overlap(request: HttpRequest) -> HttpResponse:
    must(sees_leads(request.user))
    return render(request, "leads/desk/holds/overlap.html", {"page": overlap_page(request.user)})


@require_GET
@noted(AccessKind.LIST)
def story(request: HttpRequest, code: str) -> HttpResponse:
    must(sees_leads(request.user))
    plot = get_object_or_404(Plot, code=code.upper()[:12])
    return render(request, "leads/desk/holds/story.html", {"page": plot_story(request.user, plot)})


@gives_back
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Which plots, until when; the lead's best options with their state stand beside the form."""
    lead, now = seen(request, pk), timezone.now()
    shown = hold_for_lead(lead, now)
    if not can_hold(request.user, lead):
        return _refused(request, lead)
    status = 200
    if request.method == "POST":
        form = forms.HoldForm(request.POST)

        def take(data: dict[str, Any]) -> None:
            given = {
                "plots": form.codes(),
                "until": data["until"],
                "queue": data["queue"],
                "seen_seq": data["seen_seq"],
            }
            holds.hold_plots(lead=lead, by=request.user, now=now, **given)

        status = attempt(request, form, take)
        if status == DONE:
            return redirect("desk-lead", pk)
        forms.bound_again(form, last_seq(lead))
    else:
        start = {"plots": request.GET.get("plots", ""), "until": timezone.localtime(shown.usual).date(), "queue": True}
        form = forms.HoldForm(seen_seq=last_seq(lead), initial=start)
    context = {"lead": lead, "page": shown, "form": form}
    return render(request, "leads/desk/holds/hold.html", context, status=status)


@require_GET
def one(request: HttpRequest, pk: int, hold: int) -> HttpResponse:
    lead = seen(request, pk)
    return _show(request, lead, hold_of(lead, hold))


@form_door
def extend(request: HttpRequest, pk: int, hold: int) -> HttpResponse:
    def given(data: dict[str, Any]) -> dict[str, Any]:
        return {"until": data["until"], "reason": data["reason"]}

    return _act(request, pk, hold, "extend", forms.ExtendForm, holds.extend_hold, given)


@form_door
def release(request: HttpRequest, pk: int, hold: int) -> HttpResponse:
    return _act(request, pk, hold, "release", forms.ReleaseForm, holds.release_hold, lambda d: {"reason": d["reason"]})


@form_door
def approve(request: HttpRequest, pk: int, hold: int) -> HttpResponse:
    return _act(request, pk, hold, "approve", forms.DeskForm, holds.approve_hold, lambda d: {})


@form_door
def refuse(request: HttpRequest, pk: int, hold: int) -> HttpResponse:
    return _act(request, pk, hold, "refuse", forms.RefuseForm, holds.refuse_hold, lambda d: {"reason": d["reason"]})


def hold_of(lead: Lead, pk: int) -> Hold:
    found = lead.holds.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _act(
    request: HttpRequest,
    pk: int,
    number: int,
    name: str,
    form_class: Callable[..., Any],
    verb: Callable[..., Any],
    given: Callable[[dict[str, Any]], dict[str, Any]],
) -> HttpResponse:
    """Parse, call one service; on refusal the hold is shown again with what was typed."""
    lead = seen(request, pk)
    found = hold_of(lead, number)
    form, now = form_class(request.POST), timezone.now()

    def do(data: dict[str, Any]) -> None:
        verb(lead=lead, hold=found, seen_seq=data["seen_seq"], by=request.user, now=now, **given(data))

    status = attempt(request, form, do)
    if status == DONE:
        return redirect("desk-lead", pk)
    return _show(request, lead, hold_of(lead, number), {name: form}, status)


def _show(
    request: HttpRequest, lead: Lead, found: Hold, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    seq = last_seq(lead)
    drawn: dict[str, Any] = {
        "extend": forms.ExtendForm(seen_seq=seq, initial={"until": _day(found.until)}),
        "release": forms.ReleaseForm(seen_seq=seq),
        "approve": forms.DeskForm(seen_seq=seq),
        "refuse": forms.RefuseForm(seen_seq=seq),
    }
    drawn |= {name: forms.bound_again(form, seq) for name, form in (bound or {}).items()}
    page = hold_page(request.user, lead, found)
    errors = [words for form in (bound or {}).values() for words in form.non_field_errors()]
    context = {"lead": lead, "page": page, "forms": drawn, "bound": next(iter(bound or {}), ""), "errors": errors}
    return render(request, "leads/desk/holds/one.html", context, status=status)


def _day(at: datetime | None) -> Any:
    return timezone.localtime(at).date() if at else None


def _refused(request: HttpRequest, lead: Lead) -> HttpResponse:
    """Why no land can be held for this file, said in the file."""
    try:
        check_can_hold(request.user, lead)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return show(request, lead, status=refused.status)
    return show(request, lead)
