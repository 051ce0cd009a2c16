"""The doors of appointments: all a person sees, one proposed from a lead's file, and what is done with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leads.choices import AccessKind, AppointmentKind
from leads.desk import appointment_forms as forms
from leads.desk.appointment_pages import appointment_list, appointment_page
from leads.desk.audit import noted
from leads.desk.build import last_seq
from leads.desk.hold_forms import bound_again
from leads.desk.people_views import must
from leads.desk.views import DONE, attempt, form_door, seen, show
from leads.models import Appointment, Lead
from leads.refusals import sentence
from leads.services import appointment_desk as verbs
from leads.services.access import sees_leads
from leads.services.appointment_slots import open_slots, zone_of
from leads.services.appointments import Wish, one_of
from sitepages.refusal import Refused
from sitepages.stale import gives_back


@require_GET
@noted(AccessKind.LIST)
def appointments(request: HttpRequest) -> HttpResponse:
    must(sees_leads(request.user))
    page = appointment_list(request.user, timezone.now(), request.GET.get("whose", ""))
    return render(request, "leads/desk/appointments/list.html", {"page": page})


@gives_back
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """A free time of whoever has the lead, offered to the investor."""
    lead, now = seen(request, pk), timezone.now()
    try:
        verbs.check_can_propose(request.user, lead)
    except Refused as refused:
        messages.error(request, sentence(refused))
        return show(request, lead, status=refused.status)
    given = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "")
    kind = kind if kind in AppointmentKind.values else AppointmentKind.VIDEO.value
    options: dict[str, Any] = {"slots": open_slots(lead, kind, now), "zone": zone_of(lead)}
    status = 200
    if request.method == "POST":
        form = forms.ProposeForm(request.POST, **options)

        def take(data: dict[str, Any]) -> None:
            wish = Wish(kind, data["slot"], data["words"], place=data["place"])
            verbs.propose(lead=lead, wish=wish, seen_seq=data["seen_seq"], by=request.user, now=now)

        status = attempt(request, form, take)
        if status == DONE:
            return redirect("desk-lead", pk)
        bound_again(form, last_seq(lead))
    else:
        form = forms.ProposeForm(seen_seq=last_seq(lead), initial={"kind": kind}, **options)
    context = {"lead": lead, "form": form, "kinds": AppointmentKind.choices, "kind": kind}
    return render(request, "leads/desk/appointments/propose.html", context, status=status)


@require_GET
def appointment(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _show(request, _row(request, pk, number))


@form_door
def move(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _done(request, pk, number, "move", verbs.move_by_desk, lambda d: {"starts_at": d["slot"], "text": d["text"]})


@form_door
def cancel(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _done(request, pk, number, "cancel", verbs.cancel_by_desk, lambda d: {"text": d["text"]})


@form_door
def place(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _done(request, pk, number, "place", verbs.say_where, lambda d: {"place": d["place"]})


@form_door
def outcome(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return _done(request, pk, number, "outcome", verbs.note_outcome, lambda d: {"how": d["how"], "text": d["text"]})


def _done(
    request: HttpRequest,
    pk: int,
    number: int,
    which: str,
    verb: Callable[..., Any],
    arguments: Callable[[dict[str, Any]], dict[str, Any]],
) -> HttpResponse:
    """One verb on one appointment; refused, its page again with what was typed and fresh times."""
    row = _row(request, pk, number)
    form = _form(which, row, request.POST)

    def call(data: dict[str, Any]) -> None:
        verb(lead=row.lead, number=number, by=request.user, now=timezone.now(), **arguments(data))

    status = attempt(request, form, call)
    if status != DONE:
        return _show(request, _row(request, pk, number), {which: form}, status)
    if which == "outcome" and form.cleaned_data["how"] == "held":
        messages.info(request, _("What was said stands in the file once you record the contact."))
    return redirect("desk-appointment", pk, number)


def _row(request: HttpRequest, pk: int, number: int) -> Appointment:
    lead: Lead = seen(request, pk)
    try:
        return one_of(lead, number)
    except Refused as refused:
        raise Http404(sentence(refused)) from refused


def _form(which: str, row: Appointment, data: Any = None) -> Any:
    match which:
        case "move":
            slots = open_slots(row.lead, row.kind, timezone.now(), without=row)
            return forms.MoveForm(data, slots=slots, zone=row.time_zone or zone_of(row.lead))
        case "cancel":
            return forms.CancelForm(data)
        case "place":
            return forms.PlaceForm(data, initial={"place": row.place})
        case _:
            return forms.OutcomeForm(data)


def _show(
    request: HttpRequest, row: Appointment, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    page = appointment_page(row, request.user, timezone.now())
    drawn = {which: _form(which, row) for which, may in page.may.items() if may} | (bound or {})
    refused = [] if bound is None else [error for form in bound.values() for error in form.non_field_errors()]
    context = {"page": page, "forms": drawn, "bound": next(iter(bound or {}), ""), "refused": refused}
    return render(request, "leads/desk/appointments/one.html", context, status=status)
