"""Import as a reviewed change: upload, look, apply or put aside, undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sitepages.choices import ChangeState
from sitepages.explorer.plot_lines import in_readers_words
from sitepages.land.findings import Finding, sentence
from sitepages.land.importers.read import LandFile, ReadOptions
from sitepages.land.importers.sniff import short
from sitepages.land.tolerances import MAX_FILE_BYTES
from sitepages.landdesk.access import WORKS, land_reader, land_worker
from sitepages.landdesk.forms import UploadForm
from sitepages.landdesk.import_page import import_page, kind_words, title_of
from sitepages.language import site_language
from sitepages.refusal import Refused
from sitepages.refusals import sentence as refusal_sentence
from sitepages.services.changes import apply_change_set, discard_change_set, land_changes, undo_change_set
from sitepages.services.land_import import ImportTerms, propose_import

ROWS = 100
BODY = 2 * MAX_FILE_BYTES + 1_000_000  # two files and the fields


@require_GET
@land_reader
def imports(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "set": row,
            "title": title_of(row),
            "files": ", ".join(row.details.get("files", ())),
            "kind": kind_words(row.kind),
            "source": in_readers_words(row.source),
            "state": ChangeState(row.state).label,
        }
        for row in land_changes().select_related("created_by").defer("changes", "findings")[:ROWS]
    ]
    return render(request, "sitepages/land/imports.html", {"rows": rows, "works": request.user.has_perm(WORKS)})


@csrf_exempt  # the size is looked at before the body is read, so before the token in it; `_upload` checks that
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY:
        if not request.user.has_perm(WORKS):
            raise PermissionDenied
        limit = {"limit": MAX_FILE_BYTES // 1_000_000}
        return render(request, "wagtailadmin/too_big.html", limit, status=413)
    return _upload(request)


@csrf_protect
@land_worker
def _upload(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*sent, today=today, initial={"surveyed_on": today})
    if form.is_valid():
        files = files_of(form)
        change_set = propose_import(files=files, terms=terms_of(form), by=request.user, now=now)
        if len(change_set.details["forms"]) == len(files):
            change_set.save()
            return redirect("land-import", change_set.pk)
        beside = form.cleaned_data["attributes"]
        for row in change_set.findings:  # a file was not read at all: nothing is kept
            second = beside and row["facts"].get("file") == short(beside.name)
            words = sentence(Finding(row["code"], "", True, row["facts"]), site_language())
            form.add_error("attributes" if second else "file", words)
    status = 422 if form.errors else 200
    return render(request, "sitepages/land/upload.html", {"form": form}, status=status)


def files_of(form: UploadForm) -> list[LandFile]:
    given = (form.cleaned_data["file"], form.cleaned_data["attributes"])
    return [LandFile(file.name, file.read()) for file in given if file]


def terms_of(form: UploadForm) -> ImportTerms:
    data = form.cleaned_data
    return ImportTerms(
        surveyed_on=data["surveyed_on"],
        source=" ".join(data["source"].split()),
        illustrative=data["illustrative"],
        whole=data["whole"],
        read=ReadOptions(data["crs"], data["plot"].strip()),
    )


@require_GET
@land_reader
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, pk)


def shown(request: HttpRequest, pk: int, refused: Refused | None = None) -> HttpResponse:
    rows = land_changes().select_related("created_by", "applied_by", "undone_by")
    page = import_page(get_object_or_404(rows, pk=pk), timezone.now(), request.user.has_perm(WORKS))
    context = {"page": page, "refused": refusal_sentence(refused) if refused else ""}
    return render(request, "sitepages/land/import.html", context, status=refused.status if refused else 200)


@require_POST
@land_worker
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    accepted = request.POST.getlist("accept")[:50]
    return act(request, pk, apply_change_set, _("Applied. It can be undone for 30 days."), accepted=accepted)


@require_POST
@land_worker
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, discard_change_set, _("Put aside; nothing was changed."))


@require_POST
@land_worker
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return act(request, pk, undo_change_set, _("Undone; the land is as it was before."))


def act(request: HttpRequest, pk: int, verb: Callable[..., Any], done: str, **more: Any) -> HttpResponse:
    """One verb on one change set; a refusal is shown on its page, nothing half-written."""
    change_set = get_object_or_404(land_changes(), pk=pk)
    try:
        verb(change_set=change_set, by=request.user, now=timezone.now(), **more)
    except Refused as refused:
        return shown(request, pk, refused)
    messages.success(request, done)
    return redirect("land-import", pk)
