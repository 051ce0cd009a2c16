"""Doors to the path after the match: choosing it, marking its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads.desk.forms import DeskForm
from leads.desk.views import DONE, attempt, form_door, last_seq, seen
from leads.models import Lead, LeadPath
from leads.path_page import path_shown
from leads.refusals import sentence
from leads.services import path
from leads.services.calendar import working_calendar
from leads.services.events import state_of
from sitepages.figures import PARK_TIME
from sitepages.language import site_language
from sitepages.models import ProcedureFact
from sitepages.refusal import Refused


class PathForm(DeskForm):
    """One question of the guide a field; the answers choose the steps."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        lang = site_language()
        for fact in ProcedureFact.objects.all():
            choices = [(one["value"], one[lang]) for one in fact.values]
            self.fields[fact.key] = forms.ChoiceField(label=str(fact), choices=choices)

    def facts(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen_seq"}


class DayForm(forms.Form):
    on = forms.DateField()
    note = forms.CharField(max_length=path.NOTE_LIMIT, required=False)


@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, seen(request, pk))


@form_door
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    form, given = PathForm(request.POST), {"by": request.user, "now": timezone.now()}
    status = attempt(
        request,
        form,
        lambda d: path.choose_path(lead=found, facts=form.facts(), seen_seq=d["seen_seq"], **given),
    )
    if status == DONE:
        return redirect("desk-path", pk)
    return _shown(request, found, form, status)


@require_POST
def begin(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    return _marked(request, pk, step, lambda d, **given: path.begin_step(on=d["on"], **given))


@require_POST
def finish(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    return _marked(request, pk, step, lambda d, **given: path.finish_step(on=d["on"], note=d["note"], **given))


@require_POST
def clear(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    return _marked(request, pk, step, lambda d, **given: path.clear_step(**given), dated=False)


def _marked(request: HttpRequest, pk: int, step: str, verb: Callable[..., None], *, dated: bool = True) -> HttpResponse:
    found = seen(request, pk)
    form = DayForm(request.POST)
    if dated and not form.is_valid():
        messages.error(request, _("Enter a day."))
        return _at(pk, step)
    try:
        verb(form.cleaned_data if dated else {}, lead=found, step=step, by=request.user, now=timezone.now())
    except path.StepUnknown as unknown:
        raise Http404(sentence(unknown)) from unknown
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("Done."))
    return _at(pk, step)


def _at(pk: int, step: str) -> HttpResponse:
    response = redirect("desk-path", pk)
    response.headers["Location"] += f"#step-{step}"
    return response


def _shown(request: HttpRequest, found: Lead, form: PathForm | None = None, status: int = 200) -> HttpResponse:
    now, state = timezone.now(), state_of(found)
    kept = LeadPath.objects.filter(pk=state.path.path).first()
    start = {**path.likely_facts(found, state), **(kept.facts if kept else {})}
    may = path.can_work_path(request.user, found)
    context = {
        "lead": found,
        "title": found.title,
        "path": path_shown(found, state, now, working_calendar()),
        "form": form or (PathForm(initial=start, seen_seq=last_seq(found)) if may else None),
        "asking": form is not None,
        "may": may,
        "today": now.astimezone(PARK_TIME).date(),
    }
    return render(request, "leads/desk/path.html", context, status=status)
