"""The door of a move: the form of the lead's page, the board's menu and its dragging all end here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from leads.choices import Stage
from leads.desk import forms as desk_forms
from leads.desk.build import lead_page
from leads.desk.views import DONE, attempt, own_page, seen, show
from leads.models import Lead
from leads.refusals import sentence
from leads.services import desk
from leads.services.access import ReadOnly
from leads.services.desk_lock import check_fresh
from leads.services.desk_rules import takes_step
from leads.services.gates import HOLD_GATES, checklist
from leads.services.stages import pipeline
from sitepages.refusal import Refused
from sitepages.stale import gives_back


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
def stage(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """One move: what the target stage asks, and the form that gives it. `next` is the page to come back to."""
    found = seen(request, pk)
    if to not in Stage.values:
        raise Http404
    kind = pipeline().move(Stage(found.stage), Stage(to))
    if kind is None:
        messages.error(request, sentence(_why_not(request, found, to)))
        return _away(request, found)
    if not desk.can_change_stage(request.user, found):
        messages.error(request, sentence(ReadOnly()))
        return show(request, found, status=ReadOnly.status)
    now = timezone.now()
    gates = checklist(found, Stage(to), now)
    page = lead_page(request.user, found, now)
    form = desk_forms.StageForm(
        request.POST or None, kind=kind, gates=gates, takes_step=takes_step(Stage(to)), seen_seq=page.seq
    )
    status = 200
    if request.method == "POST":
        status = attempt(
            request,
            form,
            lambda d: desk.change_stage(lead=found, to=Stage(to), by=request.user, now=now, **move_of(d, form)),
        )
        if status == DONE:
            return _away(request, found)
    if form.is_bound:
        # What was typed stays; the form itself is drawn from today's state, so a second look can send it.
        form.data = form.data.copy()
        form.data["seen_seq"] = str(page.seq)
    first = [gate for gate in gates if gate.needed and not form.answers(gate)]
    context = {"page": page, "form": form, "gates": gates, "to": Stage(to), "kind": kind, "first": first}
    context["land_gates"] = HOLD_GATES
    back = own_page(request)
    return render(
        request,
        "leads/desk/stage.html",
        context | {"back": f"?{urlencode({'next': back})}" if back else ""},
        status=status,
    )


def _why_not(request: HttpRequest, found: Lead, to: str) -> Refused:
    """Somebody was quicker, if that is why the move is gone; else that there is no such move."""
    number = request.POST.get("seen_seq", "")
    if number.isdecimal() and len(number) < 10:
        try:
            check_fresh(found, int(number))
        except Refused as stale:
            return stale
    return desk.NoSuchMove(old=found.stage, new=to)


def _away(request: HttpRequest, found: Lead) -> HttpResponse:
    """Back to the board, at the card; else to the file."""
    back = own_page(request)
    return redirect(f"{back}#card-{found.pk}") if back else redirect("desk-lead", found.pk)


def move_of(data: dict[str, Any], form: desk_forms.StageForm) -> dict[str, Any]:
    return {
        "seen_seq": data["seen_seq"],
        "reason": data["reason"],
        "loss_reason": data.get("loss_reason", ""),
        "lost_to_place": data.get("lost_to_place", ""),
        "loss_detail": data.get("loss_detail", ""),
        "come_back_on": data.get("come_back_on"),
        "stated": form.stated(),
        "step": form.step(),
    }
