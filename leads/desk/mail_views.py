"""Doors to the post: the duty head's inbox, files that came with mails, how the investor is reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads.choices import AccessKind
from leads.desk.audit import note_file, noted
from leads.desk.mail_forms import ContactChangeForm
from leads.desk.mail_pages import inbox_page
from leads.desk.views import act, form_door, visible
from leads.mailroom.files import TYPES
from leads.models import Lead, LeadFile
from leads.refusals import sentence
from leads.services import inbox
from leads.services.confidential import knows_the_name
from leads.services.contact_change import change_contact
from leads.services.desk_lock import ReasonMissing
from leads.services.inbox import LeadUnknown, MailHandled, NotTheDutyHead
from leads.services.lead_files import files_of
from leads.services.scanning import opens
from leads.services.words import EmailInvalid, FieldMissing
from sitepages.refusal import Refused

TELLS = (LeadUnknown, MailHandled, FieldMissing, ReasonMissing, EmailInvalid)


@require_GET
@noted(AccessKind.MAIL)
def inbox_list(request: HttpRequest) -> HttpResponse:
    if not inbox.may_sort(request.user):
        raise PermissionDenied
    return render(request, "leads/desk/inbox.html", {"page": inbox_page(timezone.now(), aside="aside" in request.GET)})


@require_POST
def file_it(request: HttpRequest, pk: int) -> HttpResponse:
    reference = request.POST.get("reference", "")
    return _sorted(request, lambda: inbox.sort_into(pk=pk, reference=reference, **_by(request)))


@require_POST
def make_it_a_lead(request: HttpRequest, pk: int) -> HttpResponse:
    return _sorted(request, lambda: inbox.sort_as_new(pk=pk, **_by(request)))


@require_POST
def put_it_aside(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _sorted(request, lambda: inbox.put_aside(pk=pk, reason=reason, **_by(request)))


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


def _sorted(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except NotTheDutyHead as refused:
        raise PermissionDenied(sentence(refused)) from refused
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("Done."))
    return redirect("desk-inbox")


@require_GET
def file(request: HttpRequest, pk: int, number: int) -> HttpResponse | FileResponse:
    """A file of the lead, as a download: never shown inside a page of ours."""
    found = visible(request, pk)
    if not knows_the_name(request.user, found):  # its name and words would say whose project it is
        raise Http404
    return _download(request, files_of(found).filter(pk=number).first(), found)


@require_GET
def inbox_file(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    if not inbox.may_sort(request.user):
        raise PermissionDenied
    return _download(request, inbox.may_download(number).first(), None)


def _download(request: HttpRequest, row: LeadFile | None, lead: Lead | None) -> FileResponse:
    if row is None or not opens(row) or not row.content.storage.exists(row.content.name):
        raise Http404
    note_file(request, row, lead)
    response = FileResponse(row.content.open("rb"), as_attachment=True, filename=row.name, content_type=TYPES[row.kind])
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@form_door
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, "reach", ContactChangeForm, change_contact, lambda d, f: {"contact": f.contact()})
