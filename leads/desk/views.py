"""The desk's doors: the list, one lead, and one POST per verb. Thin: parse, call one service, show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads.choices import Stage
from leads.desk import forms as desk_forms
from leads.desk.audit import note_lead
from leads.desk.build import last_seq, lead_page
from leads.desk.hold_pages import hold_panel
from leads.desk.mail_forms import ContactChangeForm
from leads.desk.project_form import ProjectForm
from leads.desk.referral_forms import ReferForm
from leads.desk.task_forms import TaskForm
from leads.models import AccessRecord, Department, Lead, Officer
from leads.refusals import sentence
from leads.services import desk
from leads.services.access import (
    LeadHidden,
    NotAHead,
    leads_visible_to,
    officer_of,
    seat_of,
    visible_lead,
)
from leads.services.assignment import return_lead
from leads.services.desk_rules import takes_step
from leads.services.looking import look_at, others_looking
from leads.services.moved import moved_from
from leads.services.officers import today_of
from leads.services.opening import may_open, standing_opening
from leads.upload_fields import uploads
from sitepages.refusal import Refused
from sitepages.stale import STALE, STALE_STATUS, gives_back, is_stale, typed_words

__all__ = ["DONE", "act", "attempt", "form_door", "last_seq", "own_page", "seen", "show"]
DONE = 200


def form_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A POST that writes only through `attempt`, which looks at the form's security token."""
    return gives_back(require_POST(view))


@require_GET
def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """The file; `show` asks for one kind of line of its history."""
    now = timezone.now()
    try:
        found = seen(request, pk)
    except Http404:
        if may_open(request.user) and (hidden := Lead.objects.filter(pk=pk).first()):
            return redirect(f"{reverse('desk-open')}?{urlencode({'reference': hidden.reference})}")
        raise
    opening = standing_opening(request.user, pk, now)
    if opening is None:
        look_at(lead=found, by=request.user, now=now)
    return show(request, found, opening=opening)


@require_GET
def looking(request: HttpRequest, pk: int) -> HttpResponse:
    """Who else has the page open, for its quiet poll."""
    found, now = visible(request, pk), timezone.now()
    look_at(lead=found, by=request.user, now=now)
    return render(request, "leads/desk/looking.html", {"looking": others_looking(found, request.user, now)})


@form_door
def note(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "note", desk_forms.NoteForm, desk.write_note, lambda d, f: {"text": d["text"]})


@form_door
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    return act(
        request,
        pk,
        "reply",
        desk_forms.ReplyForm,
        desk.record_reply,
        lambda d, f: {
            "text": d["text"],
            "answers_all": d["answers_all"],
            "step": f.step(),
            "files": uploads(d["files"]),
            "with_pack": d.get("with_pack", False),
        },
    )


@form_door
def next_step(request: HttpRequest, pk: int) -> HttpResponse:
    return act(
        request,
        pk,
        "step",
        desk_forms.StepForm,
        desk.set_next_step,
        lambda d, f: {"step": desk.Step(d["what"], d["due"])},
    )


@form_door
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return act(
        request,
        pk,
        "pause",
        desk_forms.PauseForm,
        desk.pause,
        lambda d, f: {"reason": d["reason"], "until": d["until"]},
    )


@form_door
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "resume", desk_forms.DeskForm, desk.resume, lambda d, f: {})


@form_door
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)

    def form(data: Any, **options: Any) -> forms.Form:
        return desk_forms.AssignForm(data, lead=found, seat=seat_of(request.user), **options)

    def give(*, officer: Officer | Department, **more: Any) -> Lead:
        if isinstance(officer, Department):
            return desk.hand_back(department=officer, **more)
        return desk.assign(officer=officer, **more)

    return act(request, pk, "assign", form, give, lambda d, f: {"officer": d["officer"], "reason": d["reason"]})


@form_door
def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "hand_back", desk_forms.HandBackForm, return_lead, lambda d, f: {"reason": d["reason"]})


@form_door
def take(request: HttpRequest, pk: int) -> HttpResponse:
    officer = officer_of(request.user)

    def take_it(**more: Any) -> Lead:
        if officer is None:  # a head without an officer's record owns no leads
            raise NotAHead
        return desk.assign(officer=officer, reason="", **more)

    return act(request, pk, "take", desk_forms.DeskForm, take_it, lambda d, f: {})


def seen(request: HttpRequest, pk: int) -> Lead:
    """The lead, if this person may see it, and that it was seen; a hidden one and a missing one look the same."""
    found = visible(request, pk)
    note_lead(request, found)
    return found


def visible(request: HttpRequest, pk: int) -> Lead:
    """The lead without a note: for what shows nothing of it, or has noted it already.

    An administrator who gave a reason reads it, and changes nothing.
    """
    try:
        return visible_lead(request.user, pk)
    except LeadHidden as hidden:
        opening = standing_opening(request.user, pk, timezone.now()) if request.method in {"GET", "HEAD"} else None
        if opening and opening.lead:
            return opening.lead
        raise Http404(sentence(hidden)) from hidden


def own_page(request: HttpRequest) -> str:
    """The page of ours that the form names as the one to come back to, or nothing."""
    wanted: str = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def act(
    request: HttpRequest,
    pk: int,
    name: str,
    form_class: Callable[..., Any],
    verb: Callable[..., Any],
    arguments: Callable[[dict[str, Any], Any], dict[str, Any]],
) -> HttpResponse:
    """Parse, call one service; on refusal show the lead again with what was typed, so nothing is lost."""
    try:
        found = seen(request, pk)
    except Http404:
        moved = moved_from(request.user, pk)
        if moved is None:
            raise
        words = typed_words((name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken")
        return render(request, "leads/desk/moved.html", {"moved": moved, "words": words}, status=409)
    form = form_class(request.POST, files=request.FILES)
    status = attempt(
        request,
        form,
        lambda data: verb(
            lead=found, seen_seq=data["seen_seq"], by=request.user, now=timezone.now(), **arguments(data, form)
        ),
    )
    if status == DONE:
        return redirect("desk-lead", pk) if _still_seen(request, pk) else redirect("desk")
    return show(request, visible(request, pk), bound={name: form}, status=status)


def _still_seen(request: HttpRequest, pk: int) -> bool:
    return leads_visible_to(request.user).filter(pk=pk).exists()


def attempt(request: HttpRequest, form: Any, verb: Callable[[dict[str, Any]], Any]) -> int:
    """Read the form, call the service: DONE, or the status of what is wrong, which is then the form's own error.

    A form whose security token has run out is only drawn again: the one place of the desk that sees to it.
    """
    if is_stale(request):
        form.add_error(None, STALE)
        return STALE_STATUS
    if not form.is_valid():
        return 422
    try:
        verb(form.cleaned_data)
    except Refused as refused:
        field = str(refused.facts.get("field", ""))
        form.add_error(field if field in form.fields else None, sentence(refused))
        return refused.status
    messages.success(request, _("Done."))
    return DONE


@dataclass(frozen=True)
class Refusal:
    """Why a form of the page was not taken, for the top of it; `field`: where it is mended."""

    words: str
    field: str


def refused_words(bound: dict[str, Any] | None) -> Refusal | None:
    for form in (bound or {}).values():
        words = [word for errors in form.errors.values() for word in errors]
        shown = form.visible_fields()
        fields = [field for field in shown if field.errors] or shown
        if words:
            return Refusal(" ".join(words), fields[0].id_for_label if fields else "")
    return None


def show(
    request: HttpRequest,
    found: Lead,
    bound: dict[str, Any] | None = None,
    status: int = 200,
    opening: AccessRecord | None = None,
) -> HttpResponse:
    page = lead_page(request.user, found, timezone.now(), request.GET.get("show", ""))
    steps = takes_step(Stage(found.stage))
    fresh: dict[str, Any] = {
        "note": desk_forms.NoteForm(seen_seq=page.seq),
        "reply": desk_forms.ReplyForm(
            seen_seq=page.seq, step_due=page.suggested_due, takes_step=steps, has_pack=page.has_pack
        ),
        "contact": desk_forms.ContactForm(seen_seq=page.seq, step_due=page.suggested_due, takes_step=steps),
        "consent": desk_forms.ConsentForm(seen_seq=page.seq),
        "take_back": desk_forms.TakeBackForm(seen_seq=page.seq),
        "conceal": desk_forms.ConcealForm(seen_seq=page.seq, initial={"code_name": found.code_name}),
        "release": desk_forms.DeskForm(seen_seq=page.seq),
        "keep": desk_forms.KeepForm(seen_seq=page.seq, initial={"kept_until": found.kept_until}),
        "refer": ReferForm(lead=found, today=today_of(page.now), seen_seq=page.seq),
        "task": TaskForm(lead=found, seen_seq=page.seq),
        "reach": ContactChangeForm(lead=found, seen_seq=page.seq),
        "project": ProjectForm(lead=found, seen_seq=page.seq),
        "step": desk_forms.StepForm(seen_seq=page.seq, initial={"due": page.suggested_due}),
        "pause": desk_forms.PauseForm(seen_seq=page.seq),
        "resume": desk_forms.DeskForm(seen_seq=page.seq),
        "take": desk_forms.DeskForm(seen_seq=page.seq),
        "hand_back": desk_forms.HandBackForm(seen_seq=page.seq),
        "assign": desk_forms.AssignForm(lead=found, seat=seat_of(request.user), seen_seq=page.seq),
    }
    for name, form in (bound or {}).items():
        # What was typed stays; the form itself is drawn from today's state, so a second look can send it.
        form.data = form.data.copy()
        form.data["seen_seq"] = str(page.seq)
        if not page.has_pack:
            form.fields.pop("with_pack", None)
        fresh[name] = form
    context = {"page": page, "forms": fresh, "bound": next(iter(bound or {}), ""), "refused": refused_words(bound)}
    context["land"] = hold_panel(request.user, found, page.holds)
    context["opening"] = opening
    return render(request, "leads/desk/lead.html", context, status=status)
