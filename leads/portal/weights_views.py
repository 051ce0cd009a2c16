"""The province's weights of the score, for everybody to read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from leads.portal.http import reader_language
from leads.portal.weights_page import weights_page
from leads.services.weights import editions
from sitepages.figures import PARK_TIME
from sitepages.http import cacheable


@require_safe
def score_weights(request: HttpRequest, version: int | None = None) -> HttpResponseBase:
    """The version in force, or the one named: a result names the one it was given on."""
    today = timezone.now().astimezone(PARK_TIME).date()
    page = weights_page(editions(), version, today=today, lang=reader_language())
    if page is None:
        raise Http404
    return cacheable(render(request, "leads/score_weights.html", {"page": page}))
