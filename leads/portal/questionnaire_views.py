"""A questionnaire in XLSX: upload, look at what was read, confirm; our own sheet to fill in. The file is not kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leads.api.validation import check
from leads.portal.http import (
    ORIGIN_ONLY,
    RefusedPage,
    private,
    reader_language,
    refused,
    seconds_over_limit,
    too_often,
)
from leads.portal.match_form import sentence as problem_sentence
from leads.portal.money_views import XLSX, handed_out
from leads.portal.questionnaire_page import (
    UploadPage,
    read_page,
    sound,
    steps_answered,
    taken_over,
    unpacked,
)
from leads.portal.room_forms import RoomForm
from leads.portal.triage_page import first_open
from leads.reading.questionnaire_book import Words, own_sheet
from leads.reading.questionnaire_values import Questionnaire
from leads.refusals import sentence
from leads.services.lead_files import Upload
from leads.services.questionnaire import LIMIT, begin_from_questionnaire, questions_of, read_upload
from leads.services.triage import match_triage
from leads.vocabulary import vocabulary
from sitepages import campaigns
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused
from sitepages.stale import STALE, STALE_STATUS, gives_back, is_stale

BODY = LIMIT + 200_000  # the file and the fields
WHOLE = "whole"  # the button that leads to the form on one page


class QuestionnaireForm(RoomForm):
    file = forms.FileField(
        label=gettext_lazy("Questionnaire"),
        help_text=gettext_lazy(
            "An Excel workbook (.xlsx) of at most 2 MB, without macros: ours, or a consultant's own."
        ),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty."),
            "invalid": gettext_lazy("Choose a file."),
            "missing": gettext_lazy("Choose a file."),
        },
        widget=forms.FileInput({"class": "in", "accept": ".xlsx"}),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="q")


@gives_back
@csrf_exempt  # the size is looked at before anything of the body is read; the token right after
@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method == "POST" and (not length.isdigit() or int(length) > BODY):
        page = RefusedPage(
            _("This was not done"), _("This file is larger than 2 MB."), _("Back"), reverse("match-questionnaire")
        )
        return private(ORIGIN_ONLY)(lambda request: refused(request, page, 413))(request)
    return _upload(request) if is_stale(request) else _upload_protected(request)


@private(ORIGIN_ONLY)
def _upload(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if request.method != "POST":
        return _asked(request, QuestionnaireForm())
    if is_stale(request):  # the file must be chosen again
        return _asked(request, QuestionnaireForm(), (str(STALE),), STALE_STATUS)
    if wait := seconds_over_limit(request, "READ_RATE_PER_HOUR", 3600, now):
        return too_often(request, wait)
    form = QuestionnaireForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asked(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        read = read_upload(Upload(file.name or "", file.read(LIMIT + 1)), now)
    except Refused as refusal:
        form.add_error("file", sentence(refusal))
        return _asked(request, form, status=refusal.status)
    read = sound(read, vocabulary(), _today(now), reader_language())
    return _read(request, read, file.name or "", now)


_upload_protected = csrf_protect(_upload)


@gives_back
@require_POST
@private(ORIGIN_ONLY)
def questionnaire_take(request: HttpRequest) -> HttpResponse:
    """What the reader confirmed, into the six questions or the form on one page."""
    now, lang = timezone.now(), reader_language()
    try:
        read, file = unpacked(request.POST.get("payload", ""))
    except signing.BadSignature:
        notice = _("What was read is no longer here; choose the file once more.")
        return _asked(request, QuestionnaireForm(), (notice,), STALE_STATUS if is_stale(request) else 422)
    if is_stale(request):
        return _read(request, read, file, now, (str(STALE),), status=STALE_STATUS)
    if wait := seconds_over_limit(request, "MATCH_RATE_PER_MINUTE", 60, now):
        return too_often(request, wait)
    asked = taken_over(read, request.POST)
    problems = check(asked, vocabulary(), on=_today(now)).problems
    wrong = [("", "", problem_sentence(one, lang)) for path, one in problems.items() if path != "sector"]
    if wrong:
        return _read(request, read, file, now, errors=wrong, status=422)
    triage = begin_from_questionnaire(
        request=asked,
        text=read.text if "take-text" in request.POST else "",
        seen=steps_answered(asked),
        campaign=campaigns.campaign_of(request.POST.get(campaigns.PARAMETER, "")),
        now=now,
    )
    if WHOLE in request.POST:
        return redirect(f"{reverse('match')}?ask={triage.token}")
    if not first_open(triage):
        match_triage(triage=triage, now=now)
    return redirect("match-ask-resume", token=triage.token)


@require_safe
@private(ORIGIN_ONLY)
def questionnaire_sheet(request: HttpRequest) -> HttpResponse:
    """Our own sheet, empty, in the reader's language."""
    lang = reader_language()
    body = own_sheet(questions_of({}, "", lang), sheet_words())
    return handed_out(body, XLSX, "yenbinh-phieu-hoi.xlsx" if lang == "vi" else "yenbinh-questionnaire.xlsx")


def sheet_words() -> Words:
    return Words(
        title=_("Questionnaire of a project for the Yên Bình IT park"),
        lede=_(
            "Fill in what is known; what stays empty is unknown, never zero. Save it and upload it on the page “Match "
            "your project”: you see what was read before anything is done with it, and the file is not kept. Please "
            "leave out names and contacts."
        ),
        sheet=_("Project"),
        lists=_("Lists"),
        columns=(_("Question"), _("Value"), _("Unit"), _("Note")),
    )


def _asked(
    request: HttpRequest, form: QuestionnaireForm, notices: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    page = UploadPage(form["file"], tuple(form.summary()) if form.is_bound else (), notices)
    return render(request, "leads/questionnaire.html", {"page": page}, status=status)


def _read(
    request: HttpRequest,
    read: Questionnaire,
    file: str,
    now: datetime,
    notices: tuple[str, ...] = (),
    errors: Any = (),
    status: int = 200,
) -> HttpResponse:
    """The table of what was read; shown again, with what was ticked and chosen."""
    page = read_page(
        read,
        file.replace("\\", "/").rsplit("/", 1)[-1][:80],
        vocabulary=vocabulary(),
        lang=reader_language(),
        on=_today(now),
        campaign=campaigns.campaign_of(request.POST.get(campaigns.PARAMETER, "")),
        sent=request.POST if "payload" in request.POST else None,
        errors=errors,
        notices=notices,
    )
    return render(request, "leads/questionnaire_read.html", {"page": page}, status=status)


def _today(now: datetime) -> date:
    return now.astimezone(PARK_TIME).date()
