"""Facts and documents of the whole park: one page, one form for each, read on every plot."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sitepages.explorer.answers import unit_words
from sitepages.land.answers import Question
from sitepages.landdesk.access import WORKS, land_reader, land_worker
from sitepages.landdesk.fact_views import document
from sitepages.landdesk.forms import ParkFactForm
from sitepages.landdesk.park_page import park_page
from sitepages.landdesk.words import proof_words
from sitepages.language import site_language
from sitepages.models import ParkFact
from sitepages.refusal import Refused
from sitepages.refusals import sentence
from sitepages.services.land_facts import NoSuchFact
from sitepages.services.park_facts import Words, question_of, record_park_fact, seen_of


@require_GET
@land_reader
def park(request: HttpRequest) -> HttpResponse:
    context = {"page": park_page(timezone.localdate()), "works": request.user.has_perm(WORKS)}
    return render(request, "sitepages/land/park.html", context)


@require_http_methods(["GET", "POST"])
@land_worker
def fact(request: HttpRequest, key: str) -> HttpResponse:
    try:
        question = question_of(key)
    except NoSuchFact as refused:
        raise Http404 from refused
    if request.method == "GET":
        row = ParkFact.objects.filter(key=key).first()
        start = {"seen": seen_of(key), "verified_on": timezone.localdate()}
        if row:
            start |= {"words_vi": row.words_vi, "words_en": row.words_en, "certainty": row.certainty}
        return fact_form(request, question, ParkFactForm(initial=start))
    form = ParkFactForm(request.POST)
    if not form.is_valid():
        return fact_form(request, question, form, 422)
    data = form.cleaned_data
    try:
        record_park_fact(
            key=key,
            words=Words(data["words_vi"], data["words_en"]),
            certainty=data["certainty"],
            given=form.given(),
            seen=data["seen"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refused:
        form.add_error(None, sentence(refused))
        return fact_form(request, question, form, refused.status)
    messages.success(request, _("Saved with its receipt."))
    return redirect("land-park")


def fact_form(request: HttpRequest, question: Question, form: ParkFactForm, status: int = 200) -> HttpResponse:
    unit = f" ({unit_words(question.unit)})" if question.unit else ""
    context = {
        "form": form,
        "whose": _("Whole park"),
        "title": question.label(site_language()) + unit,
        "proof": proof_words(question.receipt),
        "back": reverse("land-park"),
    }
    return render(request, "sitepages/land/fact.html", context, status=status)


@require_http_methods(["GET", "POST"])
@land_worker
def evidence(request: HttpRequest, key: str) -> HttpResponse:
    return document(request, None, key)
