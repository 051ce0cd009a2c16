"""What every response carries: content security policy, who may keep a copy, the language."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from sitepages.http import SAYS_BACK_NOTHING
from sitepages.printing import PressBusy
from sitepages.reading import one_page
from yenbinh.errors import DESK, is_signed_out, press_busy, signed_out, wrong_method

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
# Wagtail's date widgets and choosers write inline scripts (shared frontend notes); only /admin/ may.
ADMIN = STRICT | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
}
PREVIEW = STRICT | {"frame-ancestors": "'self'"}

NOT_PAGES = ("/admin/", "/api/", "/documents/", "/media/", "/static/")


def with_tiles(directives: dict[str, str]) -> dict[str, str]:
    """Pictures of the tile server too, where one is configured and is not our own."""
    server = urlsplit(settings.MAP_TILES_URL)
    if not server.netloc:
        return directives
    return directives | {"img-src": f"{directives['img-src']} {server.scheme}://{server.netloc}"}


def policy(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in directives.items())


class PageHeaders:
    """Strict CSP outside /admin/; `private, no-store` wherever a view did not say otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            directives = ADMIN
        elif getattr(request, "is_preview", False):
            directives = PREVIEW
        else:
            directives = with_tiles(STRICT)
        response.headers.setdefault("Content-Security-Policy", policy(directives))
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class WithoutNul:
    """No text that a person types holds a NUL, and PostgreSQL takes none: in a path it names nothing (404),
    in a query it is left out. Forms refuse it themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "").replace("\0", "")
        return self.get_response(request)


class CompressPublic(GZipMiddleware):
    """Gzip for what anybody may keep. A personal page goes out plain: from the size of a compressed one,
    with a guess of his own inside, a stranger could read its token (BREACH). A page marked by
    sitepages.http.says_back_nothing goes out compressed all the same.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        anybodys = response.headers.get("Cache-Control", "").startswith("public")
        if not anybodys and not getattr(response, SAYS_BACK_NOTHING, False):
            return response
        return super().process_response(request, response)


class PageLocale(LocaleMiddleware):
    """Django's, but what is missing outside the site's pages stays a plain 404: nothing there has a language."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code == 404 and request.path.startswith(NOT_PAGES):
            return response
        return super().process_response(request, response)


class PressTurns:
    """A paper that cannot be set just now is answered as such, at whichever door it was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return press_busy(request) if isinstance(exception, PressBusy) else None


class OnePage:
    """A page that is only read asks the same question once (`sitepages.reading`); a form sent asks each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with one_page():
            return self.get_response(request)


class DeskReader:
    """At the desk the account's own language holds for what is said outside its pages too: errors, old forms.

    A form sent without being signed in any more is held on a page, not lost on the way to the login.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(DESK) and request.user.is_authenticated:
            profile = getattr(request.user, "wagtail_userprofile", None)
            if profile:
                translation.activate(profile.get_preferred_language())
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed):
            return wrong_method(request, response)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if getattr(view, "csrf_exempt", False):  # it looks at the size before anything reads the body
            return None
        return signed_out(request) if is_signed_out(request) else None
