"""The organisation's doors: officers, invitations, leave, roster. Thin: parse, call one service, show."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.choices import Role
from leads.desk import people_forms as forms
from leads.desk.people_pages import officer_page, people_page, roster_page
from leads.desk.views import DONE, attempt, form_door
from leads.models import DutyTurn, Leave, Officer
from leads.services import accounts, officers, organisation
from leads.services.accounts import AT_THE_DESK, TAKES_LEADS, Invitation, roles_to_invite
from leads.services.officers import OfficerFacts, facts_of_officer, today_of
from sitepages.stale import gives_back

both = require_http_methods(["GET", "POST"])


def form_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page and its form, which writes only through `submitted`: that looks at the form's security token."""
    return gives_back(both(view))


def must(allowed: object) -> None:
    """Who may not is sent to the dashboard, as everywhere in the admin."""
    if not allowed:
        raise PermissionDenied


def leads_people(user: User) -> bool:
    return organisation.departments_open_to(user).exists()


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    own = getattr(request.user, "officer", None)
    if own and not leads_people(request.user):
        return redirect("desk-person", own.pk)
    must(leads_people(request.user))
    return render(request, "leads/desk/people/list.html", {"page": people_page(request.user, timezone.now())})


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen_officer(request, pk)
    return show(request, found)


@form_page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    must(organisation.can_organise(request.user))
    found = get_object_or_404(Officer.objects.select_related("person", "user", "deputy"), pk=pk)
    facts = facts_of_officer(found)
    form = forms.OfficerForm(request.POST or None, officer=found, initial=initial_of(facts))

    def save(data: dict[str, Any]) -> None:
        new, now = facts_given(data), timezone.now()
        officers.save_officer(officer=found, facts=new, seen=data["seen"], by=request.user, now=now)

    status = submitted(request, form, save)
    if status == DONE:
        return redirect("desk-person", pk)
    redrawn(form, organisation.stamp(facts))
    return render(request, "leads/desk/people/edit.html", {"form": form, "officer": found}, status=status or 200)


def initial_of(facts: OfficerFacts) -> dict[str, Any]:
    return {
        **vars(facts),
        "person_name": facts.name,
        "contact_phone": facts.phone,
        "weekdays": [str(day) for day in facts.weekdays],
        "seen": organisation.stamp(facts),
    }


def facts_given(data: dict[str, Any]) -> OfficerFacts:
    return OfficerFacts(
        name=data["person_name"],
        department=data["department"],
        languages=tuple(data["languages"]),
        sectors=tuple(data["sectors"]),
        capacity=data["capacity"],
        weekdays=tuple(int(day) for day in data["weekdays"]),
        on_duty=data["on_duty"],
        takes_leads=data["takes_leads"],
        deputy=data["deputy"],
        active_from=data["active_from"],
        active_to=data["active_to"],
        phone=data["contact_phone"],
    )


@form_page
def invite(request: HttpRequest) -> HttpResponse:
    roles = roles_to_invite(request.user)
    must(roles)
    form = forms.InviteForm(request.POST or None, roles=roles)

    def ask_in(data: dict[str, Any]) -> None:
        accounts.invite(invitation=invitation_given(data), by=request.user, now=timezone.now())

    status = submitted(request, form, ask_in)
    if status == DONE:
        return redirect("desk-people")
    return render(request, "leads/desk/people/invite.html", {"form": form}, status=status or 200)


def invitation_given(data: dict[str, Any]) -> Invitation:
    role, today = Role(data["role"]), today_of(timezone.now())
    facts = OfficerFacts(
        name=data["person_name"],
        department=data["department"],
        languages=tuple(data["languages"]),
        sectors=tuple(data["sectors"]),
        capacity=data["capacity"],
        weekdays=(1, 2, 3, 4, 5),
        on_duty=True,
        takes_leads=role in TAKES_LEADS,
        deputy="",
        active_from=today,
    )
    desk = facts if role in AT_THE_DESK else None
    return Invitation(data["contact_email"], role, data["person_name"], desk, reads=data["reads"])


@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    must(organisation.can_organise(request.user))
    user = get_object_or_404(User, pk=pk)
    form = forms.PlainForm(request.POST)
    told(request, form, lambda data: accounts.send_invitation(user=user, by=request.user, now=timezone.now()))
    return redirect("desk-people")


@form_door
def mail_style(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen_officer(request, pk)
    form = forms.MailStyleForm(request.POST)

    def choose(data: dict[str, Any]) -> None:
        officers.choose_mail_style(officer=found, style=data["mail_style"], by=request.user, now=timezone.now())

    status = submitted(request, form, choose)
    return redirect("desk-person", pk) if status == DONE else show(request, found, {"mail": form}, status)


@form_door
def take_leave(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen_officer(request, pk)
    form = forms.LeaveForm(request.POST, officer=found)
    status = submitted(
        request, form, lambda data: officers.take_leave(officer=found, by=request.user, now=timezone.now(), **data)
    )
    return redirect("desk-person", pk) if status == DONE else show(request, found, {"leave": form}, status)


@require_POST
def cancel_leave(request: HttpRequest, pk: int) -> HttpResponse:
    leave = get_object_or_404(Leave.objects.select_related("officer"), pk=pk)
    seen_officer(request, leave.officer_id)
    form = forms.PlainForm(request.POST)
    told(request, form, lambda data: officers.cancel_leave(leave=leave, by=request.user, now=timezone.now()))
    return redirect("desk-person", leave.officer_id)


@form_page
def roster(request: HttpRequest) -> HttpResponse:
    must(leads_people(request.user))
    departments = list(organisation.departments_open_to(request.user).values_list("pk", flat=True))
    form = forms.TurnForm(request.POST or None, departments=departments)

    def put(data: dict[str, Any]) -> None:
        officer = Officer.objects.get(key=data.pop("officer"))
        officers.put_on_roster(officer=officer, by=request.user, now=timezone.now(), **data)

    status = submitted(request, form, put)
    if status == DONE:
        return redirect("desk-roster")
    page = roster_page(request.user, timezone.now())
    return render(request, "leads/desk/people/roster.html", {"page": page, "form": form}, status=status or 200)


@require_POST
def end_turn(request: HttpRequest, pk: int) -> HttpResponse:
    turn = get_object_or_404(DutyTurn.objects.select_related("officer__person"), pk=pk)
    must(organisation.can_lead(request.user, turn.officer))
    form = forms.PlainForm(request.POST)
    told(request, form, lambda data: officers.take_off_roster(turn=turn, by=request.user, now=timezone.now()))
    return redirect("desk-roster")


# --- Shared ---


def seen_officer(request: HttpRequest, pk: int) -> Officer:
    found = get_object_or_404(Officer.objects.select_related("person", "user", "department", "deputy"), pk=pk)
    must(organisation.can_see(request.user, found))
    return found


def submitted(request: HttpRequest, form: Any, verb: Callable[[dict[str, Any]], Any]) -> int:
    """0 for a form just drawn; DONE; else the status of what is wrong, with its words in the form."""
    if request.method != "POST":
        return 0
    return attempt(request, form, verb)


def redrawn(form: Any, seen: str) -> None:
    """What was typed stays, drawn from the record as it is now, so that a second look can save it."""
    if form.is_bound:
        form.data = form.data.copy()
        form.data["seen"] = seen


def told(request: HttpRequest, form: Any, verb: Callable[[dict[str, Any]], Any]) -> None:
    """For a button without a form of its own: a refusal is said on the next page."""
    if attempt(request, form, verb) != DONE:
        messages.error(request, " ".join(words for errors in form.errors.values() for words in errors))


def show(request: HttpRequest, found: Officer, bound: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    page = officer_page(request.user, found.pk, timezone.now())
    drawn = {
        "leave": forms.LeaveForm(officer=found),
        "mail": forms.MailStyleForm(initial={"mail_style": found.mail_style}),
        **(bound or {}),
    }
    context = {"page": page, "forms": drawn, "bound": next(iter(bound or {}), "")}
    return render(request, "leads/desk/people/person.html", context, status=status)
