"""The doors of organisations, people and merges. Thin: parse, call one service, show."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from leads.choices import AccessKind
from leads.desk import record_forms as forms
from leads.desk.audit import note_search, noted
from leads.desk.people_forms import PlainForm
from leads.desk.people_views import form_page, must, submitted, told
from leads.desk.record_pages import contact_list, contact_page, merge_page, organisation_list, organisation_page
from leads.desk.views import DONE
from leads.models import Contact, Organisation
from leads.refusals import sentence
from leads.services import organisations, record_merge
from leads.services.access import sees_leads
from leads.services.contact_records import standing_contact, visible_contact
from leads.services.organisations import RecordHidden, RecordMerged, standing, visible_organisation
from leads.services.record_merge import KIND, WHATS, can_merge, check_can_open
from sitepages.models import ChangeSet
from sitepages.refusal import Refused


@require_GET
def organisation_rows(request: HttpRequest) -> HttpResponse:
    must(sees_leads(request.user))
    page = organisation_list(request.user, asked(request), number(request))
    note_search(request, page.q, page.found.n, (str(row.pk) for row in page.rows))
    return render(request, "leads/desk/records/list.html", {"page": page})


@require_GET
def contact_rows(request: HttpRequest) -> HttpResponse:
    must(sees_leads(request.user))
    page = contact_list(request.user, asked(request), number(request))
    note_search(request, page.q, page.found.n, (str(row.pk) for row in page.rows))
    return render(request, "leads/desk/records/list.html", {"page": page})


def asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def number(request: HttpRequest) -> int:
    page = request.GET.get("p", "")
    return int(page) if page.isdecimal() and len(page) < 6 else 1


@form_page
@noted(AccessKind.RECORD)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """The record; a POST corrects it."""
    must(sees_leads(request.user))
    try:
        one = visible_organisation(request.user, pk)
    except RecordMerged as merged:
        messages.info(request, sentence(merged))
        return redirect("desk-organisation", standing(Organisation.objects.get(pk=pk)).pk)
    except RecordHidden as hidden:
        raise Http404(sentence(hidden)) from hidden
    fields = ("name", "name_local", "tax_code", "country", "domain")
    form = forms.OrganisationForm(request.POST or None, initial={field: getattr(one, field) for field in fields})

    def save(data: dict[str, Any]) -> None:
        organisations.save_organisation(organisation=one, values=data, by=request.user, now=timezone.now())

    status = submitted(request, form, save)
    if status == DONE:
        return redirect("desk-organisation", pk)
    context = {"page": organisation_page(request.user, one), "form": form, "bound": form.is_bound}
    return render(request, "leads/desk/records/record.html", context, status=status or 200)


@require_POST
def checked(request: HttpRequest, pk: int) -> HttpResponse:
    """No duplicate: the gate of stage “Land held” asks that somebody looked."""
    must(sees_leads(request.user))
    try:
        one = visible_organisation(request.user, pk)
    except Refused as refused:
        raise Http404(sentence(refused)) from refused
    form = PlainForm(request.POST)
    told(
        request,
        form,
        lambda data: organisations.mark_checked(organisation=one, by=request.user, now=timezone.now()),
    )
    return redirect("desk-organisation", pk)


@require_GET
@noted(AccessKind.RECORD)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    must(sees_leads(request.user))
    try:
        one = visible_contact(request.user, pk)
    except RecordMerged as merged:
        messages.info(request, sentence(merged))
        return redirect("desk-contact-record", standing_contact(Contact.objects.get(pk=pk)).pk)
    except RecordHidden as hidden:
        raise Http404(sentence(hidden)) from hidden
    return render(request, "leads/desk/records/record.html", {"page": contact_page(request.user, one)})


# --- Merges ---


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    must(can_merge(request.user))
    form = forms.MergeForm(request.POST)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    model = WHATS[data["what"]].model
    keep, gone = (get_object_or_404(model, pk=data[side]) for side in ("keep", "gone"))
    made: list[ChangeSet] = []
    told(
        request,
        form,
        lambda _data: made.append(
            record_merge.propose_merge(what=data["what"], keep=keep, gone=gone, by=request.user, now=timezone.now())
        ),
    )
    if made:
        return redirect("desk-merge", made[0].pk)
    return redirect("desk-organisation" if data["what"] == "organisation" else "desk-contact-record", keep.pk)


@require_GET
@noted(AccessKind.RECORD)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    change_set, keep, gone = the_merge(request, pk)
    page = merge_page(change_set, keep, gone, timezone.now())
    return render(request, "leads/desk/records/merge.html", {"page": page})


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    change_set, _keep, _gone = the_merge(request, pk)
    form = PlainForm(request.POST)
    told(
        request,
        form,
        lambda data: record_merge.apply_merge(change_set=change_set, by=request.user, now=timezone.now()),
    )
    return redirect("desk-merge", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    change_set, _keep, _gone = the_merge(request, pk)
    form = PlainForm(request.POST)
    told(
        request,
        form,
        lambda data: record_merge.undo_merge(change_set=change_set, by=request.user, now=timezone.now()),
    )
    return redirect("desk-merge", pk)


def the_merge(request: HttpRequest, pk: int) -> tuple[ChangeSet, Any, Any]:
    """A merge whose leads all are in this head's scope; for anybody else there is none."""
    must(can_merge(request.user))
    change_set = get_object_or_404(ChangeSet, pk=pk, kind=KIND)
    what = WHATS[change_set.details["what"]]
    keep, gone = (get_object_or_404(what.model, pk=change_set.details[side]) for side in ("keep", "gone"))
    try:
        check_can_open(request.user, what, [keep, gone], change_set)
    except Refused as refused:
        raise Http404(sentence(refused)) from refused
    return change_set, keep, gone
