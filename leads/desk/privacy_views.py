"""Doors of requests about personal data: the list, one request, and a POST per answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.choices import AccessKind, PrivacyRight
from leads.desk.audit import note_lead, noted
from leads.desk.mail_forms import ContactChangeForm
from leads.desk.people_views import must
from leads.desk.privacy_forms import DoneForm, GroundForm, LongerForm, NoteForm, SureForm, ToldForm
from leads.desk.privacy_pages import privacy_list, request_page
from leads.desk.views import DONE, attempt, form_door, seen, visible
from leads.models import PrivacyRequest
from leads.portal.data_copy import copy_of
from leads.refusals import sentence
from leads.services import privacy_desk
from leads.services.access import sees_leads
from leads.services.access_log import note_access
from leads.services.breach import may_register
from leads.services.privacy import note_request
from leads.services.privacy_desk import can_answer, can_decide, check_can_answer, requests_seen_by
from sitepages.refusal import Refused
from sitepages.stale import gives_back


@require_GET
@noted(AccessKind.LIST)
def requests(request: HttpRequest) -> HttpResponse:
    must(sees_leads(request.user))
    page = privacy_list(request.user, timezone.now())
    return render(request, "leads/desk/privacy/list.html", {"page": page, "registers": may_register(request.user)})


@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _found(request, pk))


@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    sure = SureForm(request.POST)
    if found.right == PrivacyRight.ERASE and not sure.is_valid() and can_decide(request.user, found.lead):
        return _shown(request, found, {"sure": sure}, 422)
    try:
        words = request.POST.get("done_how", "")
        privacy_desk.carry_out(request=found, done_how=words, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, sentence(refused))
        return _shown(request, _found(request, pk), {"done": DoneForm(request.POST)}, refused.status)
    messages.success(request, _("Done."))
    return redirect("desk-privacy")


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy for a person without an address, to be handed over: who fetched it stands in the record of access."""
    found, now = _found(request, pk), timezone.now()
    if not request_page(request.user, found, now).may["copy"]:
        raise Http404
    subject = privacy_desk.copy_subject(found)
    note_access(kind=AccessKind.FETCHED, subject=subject, by=request.user, lead=found.lead, now=now)
    return copy_of(found.lead, as_pdf=request.POST.get("as") == "pdf", lang=found.language, now=now)


@form_door
def told(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _found(request, pk), ToldForm(request.POST)

    def do(data: dict[str, Any]) -> None:
        privacy_desk.note_told(request=found, how=data["told_how"], by=request.user, now=timezone.now())

    return _answer(request, pk, "told", form, do)


@form_door
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if found.right != PrivacyRight.CORRECT:
        raise Http404
    form = ContactChangeForm(request.POST, lead=found.lead)
    form.fields["seen_seq"].required = False

    def do(_data: dict[str, Any]) -> None:
        given = {"contact": form.contact(), "by": request.user, "now": timezone.now()}
        privacy_desk.correct_contact(request=found, **given)

    return _answer(request, pk, "contact", form, do)


@form_door
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _found(request, pk), GroundForm(request.POST)

    def do(data: dict[str, Any]) -> None:
        privacy_desk.refuse(request=found, ground=data["ground"], by=request.user, now=timezone.now())

    return _answer(request, pk, "refuse", form, do)


@form_door
def longer(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _found(request, pk), LongerForm(request.POST)

    def do(data: dict[str, Any]) -> None:
        privacy_desk.take_longer(request=found, why=data["put_off_for"], by=request.user, now=timezone.now())

    return _answer(request, pk, "longer", form, do)


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A request that came by telephone, mail or in person."""
    lead, now = seen(request, pk), timezone.now()
    if request.method != "POST":
        must(can_answer(request.user, lead))
    form, status = NoteForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        made: list[PrivacyRequest] = []

        def do(data: dict[str, Any]) -> None:
            given = {"channel": data["channel"], "by": request.user, "now": now}
            made.append(note_request(lead=lead, asked=form.asked(), **given))

        status = attempt(request, form, do)
        if status == DONE:
            return redirect("desk-privacy-request", made[0].pk)
    return render(request, "leads/desk/privacy/note.html", {"lead": lead, "form": form}, status=status)


@require_POST
def use_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The person said that the restriction ends."""
    lead = visible(request, pk)
    try:
        check_can_answer(request.user, lead)
        privacy_desk.use_again(lead=lead, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("Done."))
    return redirect("desk-lead", pk)


def _found(request: HttpRequest, pk: int) -> PrivacyRequest:
    """The request, if this person sees its lead; that it was seen is noted."""
    found = requests_seen_by(request.user).select_related("noted_by", "ended_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    note_lead(request, found.lead)
    return found


def _answer(request: HttpRequest, pk: int, name: str, form: Any, do: Callable[[dict[str, Any]], None]) -> HttpResponse:
    status = attempt(request, form, do)
    if status == DONE:
        return redirect("desk-privacy")
    return _shown(request, _found(request, pk), {name: form}, status)


def _shown(
    request: HttpRequest, found: PrivacyRequest, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    drawn = {
        "contact": ContactChangeForm(lead=found.lead, seen_seq=0),
        "refuse": GroundForm(),
        "longer": LongerForm(),
        "told": ToldForm(),
        "done": DoneForm(),
        "sure": SureForm(),
    } | (bound or {})
    context = {
        "page": request_page(request.user, found, timezone.now()),
        "forms": drawn,
        "bound": next(iter(bound or {}), ""),
    }
    return render(request, "leads/desk/privacy/one.html", context, status=status)
