"""The stored result that an investor's address names, or a page that says why there is none."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from leads.portal.http import RefusedPage, View, refused
from leads.refusals import sentence
from leads.services.result_keeping import ResultUnknown, result_at


def of_result(view: View) -> View:
    """The view is called with the result in place of the token."""

    @wraps(view)
    def shown(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            run = result_at(token, timezone.now())
        except ResultUnknown as refusal:
            page = RefusedPage(_("This result is not here"), sentence(refusal), _("Ask again"), reverse("match"))
            return refused(request, page, refusal.status)
        return view(request, run, *args, **kwargs)

    return shown
