"""Doors of the register of processing and of breaches: the duty head's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from leads.choices import AccessKind, BreachStep
from leads.desk.access_words import account_name
from leads.desk.audit import noted
from leads.desk.forms import MomentInput
from leads.desk.people_forms import CERTAINTIES
from leads.desk.people_views import must
from leads.desk.privacy_forms import PlainForm
from leads.desk.proof_lines import ProofForm, ProofLine, proof_line
from leads.desk.views import DONE, attempt, form_door
from leads.models import Breach
from leads.records.privacy import BREACH, Processing, register_on, terms
from leads.services.breach import PERSONS_SETTLED, WORDS, may_register, note_step, report_breach
from leads.services.privacy_words import law_of
from leads.services.proofs import proofs_of
from sitepages.figures import PARK_TIME
from sitepages.language import site_language

SHOWN = 50


class BreachForm(PlainForm):
    noticed_at = forms.DateTimeField(label=_("Noticed at"), widget=MomentInput)
    what = forms.CharField(
        label=_("What happened"),
        help_text=_("No names of persons."),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    whom = forms.CharField(
        label=_("Whom it touches"),
        help_text=_("How many persons, which kind of data; no names."),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StepForm(PlainForm):
    step = forms.ChoiceField(label=_("What was done"), choices=BreachStep.choices)
    text = forms.CharField(
        label=_("In words"),
        help_text=_("Who was told how, what was mended, or why no notice is due. No names of persons."),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True)
class ProcessingLine:
    """A line of the register in the reader's language."""

    name: str
    data: str
    ground: str
    recipients: str
    kept: str
    origin: str
    source: str
    certainty: str


@dataclass(frozen=True)
class BreachLine:
    pk: int
    what: str
    whom: str
    noticed_at: datetime
    due_at: datetime
    notified_at: datetime | None
    closed_at: datetime | None
    late: bool
    waits: bool


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    return _register(request, BreachForm(initial={"noticed_at": timezone.localtime()}))


@require_POST
@noted(AccessKind.SEARCH)
def proofs(request: HttpRequest) -> HttpResponse:
    """Who agreed to what, by an address: it stands in the body of the form and in no address of a page."""
    must(may_register(request.user))
    form, asked = ProofForm(request.POST), BreachForm(initial={"noticed_at": timezone.localtime()})
    if not form.is_valid():
        return _register(request, asked, 422, proof=form)
    found = proofs_of(address=form.cleaned_data["email"], by=request.user)
    return _register(request, asked, proof=form, found=[proof_line(one) for one in found])


@form_door
def report(request: HttpRequest) -> HttpResponse:
    must(may_register(request.user))
    form, made = BreachForm(request.POST), list[Breach]()

    def do(data: dict[str, Any]) -> None:
        made.append(report_breach(by=request.user, now=timezone.now(), **data))

    status = attempt(request, form, do)
    return redirect("desk-breach", made[0].pk) if status == DONE else _register(request, form, status)


@require_GET
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    must(may_register(request.user))
    return _breach(request, _found(pk), StepForm())


@form_door
def step(request: HttpRequest, pk: int) -> HttpResponse:
    must(may_register(request.user))
    found, form = _found(pk), StepForm(request.POST)

    def do(data: dict[str, Any]) -> None:
        note_step(breach=found, by=request.user, now=timezone.now(), **data)

    status = attempt(request, form, do)
    return redirect("desk-breach", pk) if status == DONE else _breach(request, _found(pk), form, status)


def _register(
    request: HttpRequest,
    form: BreachForm,
    status: int = 200,
    *,
    proof: ProofForm | None = None,
    found: list[ProofLine] | None = None,
) -> HttpResponse:
    must(may_register(request.user))
    now = timezone.now()
    lines = [_line(row, now) for row in Breach.objects.all()[:SHOWN]]
    context = {
        "rows": [_processing(row) for row in register_on(now.astimezone(PARK_TIME).date())],
        "waiting": [one for one in lines if one.closed_at is None],
        "closed": [one for one in lines if one.closed_at is not None],
        "law": law_of(terms()[BREACH]),
        "form": form,
        "proof": proof or ProofForm(),
        "found": found,
    }
    return render(request, "leads/desk/privacy/register.html", context, status=status)


def _breach(request: HttpRequest, found: Breach, form: StepForm, status: int = 200) -> HttpResponse:
    notes = found.notes.select_related("by__officer__person")
    context = {
        "line": _line(found, timezone.now()),
        "reported_at": found.reported_at,
        "reported_by": account_name(found.reported_by),
        "persons": [(one.at, BreachStep(one.what).label) for one in notes if one.what in PERSONS_SETTLED],
        "notes": [(one.at, account_name(one.by), BreachStep(one.what).label, one.text) for one in notes],
        "law": law_of(terms()[BREACH]),
        "form": form,
    }
    return render(request, "leads/desk/privacy/breach.html", context, status=status)


def _found(pk: int) -> Breach:
    found = Breach.objects.select_related("reported_by__officer__person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _line(row: Breach, now: datetime) -> BreachLine:
    waits = row.notified_at is None and row.closed_at is None
    return BreachLine(
        pk=row.pk,
        what=row.what,
        whom=row.whom,
        noticed_at=row.noticed_at,
        due_at=row.due_at,
        notified_at=row.notified_at,
        closed_at=row.closed_at,
        late=waits and row.due_at <= now,
        waits=waits,
    )


def _processing(row: Processing) -> ProcessingLine:
    lang = site_language()
    return ProcessingLine(
        name=row.names[lang],
        data=row.data[lang],
        ground=row.ground[lang],
        recipients=row.recipients[lang],
        kept=row.kept[lang],
        origin=row.origin[lang],
        source="" if row.source == row.certainty else row.source,
        certainty=str(CERTAINTIES[row.certainty]),
    )
