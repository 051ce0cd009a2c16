"""What the investor's views share: language, privacy headers, limits, a refusal as a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.throttle import client_address, seconds_to_wait
from sitepages.language import site_language

View = Callable[..., HttpResponse]
# A browser sends `Origin: null` from a page under no-referrer, and Django then refuses its forms:
# pages with a form hand on the site's name without the page's address, to our own server too.
NO_REFERRER, ORIGIN_ONLY = "no-referrer", "strict-origin"


@dataclass(frozen=True, slots=True)
class RefusedPage:
    """A page that says what is not possible, why, and where to go on; `again`: where to ask for a new link,
    `cases`: where all files of one's address are asked for.
    """

    title: str
    sentence: str
    label: str
    address: str
    again: str = ""
    cases: str = ""


def reader_language() -> str:
    return site_language()


def private(referrer: str) -> Callable[[View], View]:
    """A person's page: no copy anywhere, no search engine, no address handed on."""

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "private, no-store"
            response["X-Robots-Tag"] = "noindex, nofollow"
            response["Referrer-Policy"] = referrer
            return response

        return shown

    return decorate


def seconds_over_limit(request: HttpRequest, setting: str, period: int, now: datetime) -> int:
    """0 = go on; else how long this address must wait."""
    limit = getattr(settings, setting)
    return seconds_to_wait(scope=setting, who=client_address(request), limit=limit, period=period, now=now)


def refused(request: HttpRequest, page: RefusedPage, status: int) -> HttpResponse:
    return render(request, "leads/refused.html", {"page": page}, status=status)


def too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    minutes = -(-seconds // 60)
    words = ngettext(
        "Nothing was stored. Try again in %(n)s minute.", "Nothing was stored. Try again in %(n)s minutes.", minutes
    )
    page = RefusedPage(_("Too many tries from this address"), words % {"n": minutes}, _("Back"), request.path)
    response = refused(request, page, 429)
    response["Retry-After"] = str(seconds)
    return response
