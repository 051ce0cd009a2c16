"""Doors of a list of enquiries: bring it, look at it line by line, take it in or put it aside; the empty table."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.choices import AccessKind
from leads.countries import countries
from leads.desk.audit import noted
from leads.desk.people_forms import PlainForm, sector_choices
from leads.desk.people_views import must
from leads.desk.sheet_page import sheet_page
from leads.reading.empty_sheet import empty_sheet
from leads.refusals import sentence
from leads.services.lead_files import FileRefused, Upload, check_at_once
from leads.services.lead_sheets import (
    CHANNELS,
    TONGUES,
    SheetRefused,
    SheetWithoutNames,
    bring_sheet,
    put_aside,
    sheet_of,
    sheets_of,
    take_in,
)
from leads.services.own_entry import keeper_of, may_enter
from leads.services.questions import questions
from leads.services.scanning import NotCheckedNow
from sitepages.campaigns import LONGEST
from sitepages.land.findings import sentence as finding_sentence
from sitepages.language import site_language
from sitepages.refusal import Refused

MOST_BYTES = 2_000_000
BODY = MOST_BYTES + 100_000  # the file and the fields
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetForm(PlainForm):
    file = forms.FileField(
        label=_("Table"), help_text=_("XLSX or CSV, one enquiry per line, at most 200 lines and 2 MB.")
    )
    campaign = forms.CharField(
        label=_("Where they were met"),
        help_text=_("A short word such as semicon-2026; it stays with each lead."),
        max_length=LONGEST,
        required=False,
    )
    mine = forms.BooleanField(label=_("I keep these leads myself"), required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %(mb)s MB."), params={"mb": MOST_BYTES // 1_000_000}
            )
        return file


@csrf_exempt  # the size is looked at before the body is read, so before the token in it; `_bring` checks that
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY:
        must(may_enter(request.user))
        limit = {"limit": MOST_BYTES // 1_000_000}
        return render(request, "wagtailadmin/too_big.html", limit, status=413)
    return _bring(request)


@csrf_protect
def _bring(request: HttpRequest) -> HttpResponse:
    must(may_enter(request.user))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SheetForm(sent[0], files=sent[1])
    if not keeper_of(request.user):
        del form.fields["mine"]
    if form.is_valid():
        data = form.cleaned_data
        file, mine, now = data["file"], data.get("mine", False), timezone.now()
        try:
            check_at_once(Upload(file.name, content := file.read()))
            given = {"name": file.name, "data": content, "campaign": data["campaign"], "mine": mine}
            sheet = bring_sheet(**given, by=request.user, now=now)
        except SheetRefused as refused:
            form.add_error("file", finding_sentence(refused.facts["finding"], site_language()))
        except (SheetWithoutNames, FileRefused, NotCheckedNow) as refused:
            form.add_error("file", sentence(refused))
        else:
            return redirect("desk-sheet", sheet.pk)
    context = {"form": form, "open": sheets_of(request.user, timezone.now())}
    return render(request, "leads/desk/sheets/bring.html", context, status=422 if form.errors else 200)


@require_GET
@noted(AccessKind.LIST)
def look(request: HttpRequest, pk: int) -> HttpResponse:
    must(may_enter(request.user))
    try:
        sheet = sheet_of(request.user, pk, timezone.now())
    except Refused as refused:
        return gone(request, refused)
    return render(request, "leads/desk/sheets/look.html", {"page": sheet_page(sheet, request.user)})


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    must(may_enter(request.user))
    now = timezone.now()
    try:
        again = {int(line) for line in request.POST.getlist("again") if line.isdecimal()}
        made = take_in(sheet=sheet_of(request.user, pk, now), by=request.user, now=now, again=again)
    except Refused as refused:
        return gone(request, refused)
    told = ngettext("%(n)s enquiry was taken in.", "%(n)s enquiries were taken in.", made) % {"n": made}
    messages.success(request, told)
    return redirect("desk-sheet", pk)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    must(may_enter(request.user))
    try:
        put_aside(sheet=sheet_of(request.user, pk, timezone.now()), by=request.user)
    except Refused as refused:
        return gone(request, refused)
    messages.success(request, gettext("The list was put aside."))
    return redirect("desk-sheets")


def gone(request: HttpRequest, refused: Refused) -> HttpResponse:
    messages.error(request, sentence(refused))
    return redirect("desk-sheets")


@require_GET
def empty_table(request: HttpRequest) -> HttpResponse:
    """The columns in the reader's language, and on a second sheet what the listed ones may say."""
    must(may_enter(request.user))
    lang = site_language()
    listed = {
        "country": countries(lang).values(),
        "language": (names[0 if lang == "vi" else 1] for names in TONGUES.values()),
        "channel": (names[0 if lang == "vi" else 1] for names in CHANNELS.values()),
        "sector": (name for _key, name in sector_choices()),
        "question": (row.name for row in questions().values()),
    }
    data = empty_sheet((gettext("Enquiries"), gettext("Values")), listed, lang)
    return FileResponse(io.BytesIO(data), as_attachment=True, filename="yenbinh-enquiries.xlsx", content_type=XLSX)
