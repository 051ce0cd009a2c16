"""What went wrong, told where the reader stands (desk, API, site) and in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from leads.api.errors import answer
from leads.api.language import language_of
from leads.api.problems import BODY, Problem
from sitepages.printing import AGAIN_SECONDS
from sitepages.stale import STALE_STATUS, is_stale, mark_stale, typed_words

DESK, API = "/admin/", "/api/"
FROM_ELSEWHERE = ("Origin checking failed", "Referer checking failed")  # django.middleware.csrf: no page of ours
OPEN = ("wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset")  # without an account
CSRF_FIELD = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class HeldForm:
    """A form that was not taken: `fields` as they were sent, `words` those a person typed, `files` lost on the way."""

    action: str
    fields: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    files: bool
    sign_in: str = ""


# --- Handlers of the address table ---


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _told(request, 400, Problem(BODY, "unreadable"))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _told(request, 403, Problem("path", "not_allowed"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _told(request, 404, Problem("path", "not_found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the database and without a frame: either may be what failed."""
    if request.path.startswith(API):
        return answer(language_of(request), [Problem("server", "failed")], 500)
    return render(request, "500.html", status=500)


def press_busy(request: HttpRequest) -> HttpResponse:
    """A paper asked for while others are being set (sitepages.printing): to be asked for again."""
    words = {"again": request.get_full_path(), "seconds": AGAIN_SECONDS}
    response = render(request, "503_press.html", words, status=503)
    response.headers["Retry-After"] = str(AGAIN_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def wrong_method(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """A door that was knocked at the wrong way; `refused` says in `Allow` which way it opens."""
    allowed = sorted(name.strip() for name in refused.headers["Allow"].split(","))
    problem = Problem("method", "wrong_method", {"method": str(request.method)[:20], "allowed": allowed})
    response = _told(request, 405, problem)
    response.headers["Allow"] = ", ".join(allowed)
    return response


def _told(request: HttpRequest, status: int, problem: Problem) -> HttpResponse:
    if request.path.startswith(API):
        return answer(language_of(request), [problem], status)
    return _page(request, str(status), status)


# --- A form that was open too long ---


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What was typed is given back: by the view itself where it can (sitepages.stale), else on a page that holds it.

    A form that some other site sent is not ours to give back.
    """
    match = request.resolver_match
    if match is None or is_stale(request) or reason.startswith(FROM_ELSEWHERE):
        return _page(request, "403_csrf", 403)
    if is_signed_out(request):
        return signed_out(request)
    if getattr(match.func, "gives_back", False):
        mark_stale(request)
        shown: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return shown
    return _held(request)


def is_signed_out(request: HttpRequest) -> bool:
    """Whether somebody sends a form of the desk without being signed in (any more)."""
    if request.method != "POST" or not request.path.startswith(DESK) or request.user.is_authenticated:
        return False
    name = (request.resolver_match and request.resolver_match.url_name) or OPEN[0]
    return not name.startswith(OPEN)


def signed_out(request: HttpRequest) -> HttpResponse:
    """The session ended while the form was open: sign in beside it, then send it again."""
    return _held(request, sign_in=reverse("wagtailadmin_login"))


def _held(request: HttpRequest, sign_in: str = "") -> HttpResponse:
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != CSRF_FIELD]
    if any("password" in name for name, _value in sent):  # never written into a page
        return _page(request, "403_csrf", STALE_STATUS, again=request.get_full_path())
    held = HeldForm(request.get_full_path(), tuple(sent), tuple(typed_words(sent)), bool(request.FILES), sign_in)
    return _page(request, "403_csrf", STALE_STATUS, held=held)


# --- Frames ---


def _page(request: HttpRequest, name: str, status: int, **context: Any) -> HttpResponse:
    """At the desk in the desk's frame, for who is signed in there; outside in its plain one; else the site's page."""
    if not hasattr(request, "LANGUAGE_CODE"):  # refused before its language was read
        translation.activate(translation.get_language_from_request(request, check_path=True))
    if not request.path.startswith(DESK):
        return render(request, f"{name}.html", context, status=status)
    if not hasattr(request, "user"):  # refused before anybody asked who it is
        request.user = AnonymousUser()
    inside = request.user.has_perm("wagtailadmin.access_admin")
    frame = "wagtailadmin/refused.html" if inside else "wagtailadmin/refused_outside.html"
    return render(request, f"wagtailadmin/errors/{name}.html", {**context, "frame": frame}, status=status)
