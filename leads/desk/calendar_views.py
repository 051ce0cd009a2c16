"""The working calendar's doors: years, hours, and each change as a preview that is then applied."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leads.calendar.year import FIRST_YEAR, LAST_YEAR
from leads.choices import AccessKind
from leads.desk import calendar_forms as forms
from leads.desk.audit import noted
from leads.desk.calendar_pages import calendar_page, change_page, facts_to_draw, year_page
from leads.desk.people_forms import PlainForm
from leads.desk.people_views import form_page, must, submitted, told
from leads.desk.views import DONE
from leads.services import working_days
from leads.services.access import sees_leads
from leads.services.organisation import can_organise
from leads.services.working_days import KIND, YearFacts
from sitepages.models import ChangeSet


def sees_calendar(request: HttpRequest) -> bool:
    """Whoever has leads lives by it; the organisers keep it."""
    return sees_leads(request.user) or can_organise(request.user)


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    must(sees_calendar(request))
    page = calendar_page(may_change=can_organise(request.user))
    return render(request, "leads/desk/calendar/list.html", {"page": page})


@form_page
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The year by months; for an organiser the form of its plan, whose preview is the next page."""
    must(can_organise(request.user) if request.method == "POST" else sees_calendar(request))
    facts = drawn(year)
    form = forms.YearForm(request.POST or None, initial=forms.initial_of_year(facts))
    return proposed(request, year, form, lambda: {"facts": form.facts(year)}, {"form": form})


@form_page
def decision(request: HttpRequest, year: int) -> HttpResponse:
    """A decision imported from a table."""
    must(can_organise(request.user))
    facts = drawn(year)
    form = forms.DecisionForm(request.POST or None, request.FILES or None, year=year)

    def given() -> dict[str, Any]:
        source = form.cleaned_data["source"]
        decided = YearFacts(year, True, facts.tet_first, facts.national_second, facts.swaps, source)
        return {"facts": decided, "days": form.days}

    return proposed(request, year, form, given, {"table": form})


def drawn(year: int) -> YearFacts:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return facts_to_draw(year)


def proposed(request: HttpRequest, year: int, form: Any, given: Any, bound: dict[str, Any]) -> HttpResponse:
    made: list[ChangeSet] = []

    def propose(_data: dict[str, Any]) -> None:
        made.append(working_days.propose_year(by=request.user, now=timezone.now(), **given()))

    status = submitted(request, form, propose)
    if status == DONE:
        return redirect("desk-calendar-change", made[0].pk)
    initial = forms.initial_of_year(facts_to_draw(year))
    drawn_forms = {"form": forms.YearForm(initial=initial), "table": forms.DecisionForm(year=year), **bound}
    page = year_page(year, may_change=can_organise(request.user))
    return render(request, "leads/desk/calendar/year.html", {"page": page, **drawn_forms}, status=status or 200)


@form_page
def hours(request: HttpRequest) -> HttpResponse:
    must(can_organise(request.user))
    form = forms.HoursForm(request.POST or None)
    made: list[ChangeSet] = []

    def propose(_data: dict[str, Any]) -> None:
        made.append(working_days.propose_hours(facts=form.facts(), by=request.user, now=timezone.now()))

    status = submitted(request, form, propose)
    if status == DONE:
        return redirect("desk-calendar-change", made[0].pk)
    return render(request, "leads/desk/calendar/hours.html", {"form": form}, status=status or 200)


@require_GET
@noted(AccessKind.LIST)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    must(can_organise(request.user))
    page = change_page(get_object_or_404(ChangeSet, pk=pk, kind=KIND), may_change=True)
    return render(request, "leads/desk/calendar/change.html", {"page": page})


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    return settled(request, pk, working_days.apply_calendar_change)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return settled(request, pk, working_days.undo_calendar_change)


def settled(request: HttpRequest, pk: int, verb: Any) -> HttpResponse:
    must(can_organise(request.user))
    change_set = get_object_or_404(ChangeSet, pk=pk, kind=KIND)
    form = PlainForm(request.POST)
    told(request, form, lambda _data: verb(change_set=change_set, by=request.user, now=timezone.now()))
    return redirect("desk-calendar-change", pk)
