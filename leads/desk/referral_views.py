"""The doors of questions between departments: ask, take, answer, give back, withdraw, and the list of what waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leads.choices import AccessKind
from leads.desk import referral_forms as forms
from leads.desk.audit import noted
from leads.desk.people_views import must, submitted
from leads.desk.referral_pages import RELATED, referral_list, referral_page
from leads.desk.views import DONE, act, form_door, seen
from leads.models import Referral
from leads.refusals import sentence
from leads.services import referrals
from leads.services.access import LeadHidden, officer_of, sees_leads, visible_lead
from leads.services.officers import today_of


@require_GET
@noted(AccessKind.LIST)
def waiting(request: HttpRequest) -> HttpResponse:
    must(sees_leads(request.user))
    return render(request, "leads/desk/referrals.html", {"page": referral_list(request.user, timezone.now())})


@form_door
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)

    def form(data: Any, **options: Any) -> forms.ReferForm:
        return forms.ReferForm(data, lead=found, today=today_of(timezone.now()), **options)

    return act(
        request,
        pk,
        "refer",
        form,
        referrals.refer,
        lambda d, f: {"department": d["department"], "question": d["question_asked"]},
    )


@require_GET
def referral(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return show(request, asked_row(request, pk, number))


@form_door
def answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return done(request, pk, number, "answer", lambda d: (referrals.answer_referral, {"text": d["answer"]}))


@form_door
def give_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return done(request, pk, number, "back", lambda d: (referrals.return_referral, {"reason": d["reason"]}))


@form_door
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return done(request, pk, number, "end", lambda d: (referrals.end_referral, {"reason": d["reason"]}))


@form_door
def name(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return done(request, pk, number, "name", lambda d: (referrals.take_referral, {"officer": d["officer"]}))


@form_door
def take(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    me = officer_of(request.user)

    def verb(data: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        if me is None:
            raise referrals.NotAsked(who=gettext("an officer of the department asked"))
        return referrals.take_referral, {"officer": me}

    return done(request, pk, number, "take", verb)


def done(
    request: HttpRequest,
    pk: int,
    number: int,
    which: str,
    verb: Callable[[dict[str, Any]], tuple[Callable[..., None], dict[str, Any]]],
) -> HttpResponse:
    """One verb on one question: then to the file, or, once it is closed to this person, to the list."""
    row = asked_row(request, pk, number)
    form = form_of(which, row, request.POST)

    def call(data: dict[str, Any]) -> None:
        service, more = verb(data)
        service(lead=row.lead, number=number, by=request.user, now=timezone.now(), **more)

    status = submitted(request, form, call)
    if status == DONE:
        return after(request, pk)
    if not form.fields:
        messages.error(request, " ".join(form.non_field_errors()))
    return show(request, asked_row(request, pk, number), {which: form}, status)


def after(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        visible_lead(request.user, pk)
    except LeadHidden:
        messages.info(request, _("The file is closed to you again."))
        return redirect("desk-referrals")
    return redirect("desk-lead", pk)


def asked_row(request: HttpRequest, pk: int, number: int) -> Referral:
    found = seen(request, pk)
    row = Referral.objects.select_related(*RELATED, "lead__sector").filter(lead=found, number=number).first()
    if row is None:
        raise Http404(sentence(referrals.ReferralUnknown()))
    return row


def form_of(which: str, row: Referral, data: Any = None) -> Any:
    match which:
        case "answer":
            return forms.AnswerForm(data)
        case "back":
            return forms.GiveBackForm(data)
        case "end":
            return forms.WithdrawForm(data)
        case "name":
            return forms.TakerForm(data, department=row.department_id)
        case _:
            return forms.PlainForm(data)


def show(request: HttpRequest, row: Referral, bound: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    page = referral_page(row, request.user, timezone.now())
    drawn = {which: form_of(which, row) for which in ("answer", "back", "end", "name", "take")} | (bound or {})
    context = {"page": page, "forms": drawn, "bound": next(iter(bound or {}), "")}
    return render(request, "leads/desk/referral.html", context, status=status or 200)
