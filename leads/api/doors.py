"""What holds at every address of the API: `lang` of the query is a language known, HEAD is GET without a body."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI

from leads.api.errors import answer
from leads.api.language import WISHES, language_of
from leads.api.problems import Problem
from sitepages.http import for_all

View = Callable[..., HttpResponse]


class PublicAPI(NinjaAPI):
    """Ninja's, each of its addresses behind the same door."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                view = for_all(pattern.callback) if pattern.name == "openapi-json" else pattern.callback
                pattern.callback = door(view)
        return patterns, app, namespace


def door(view: View) -> View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if any(wish not in WISHES for wish in request.GET.getlist("lang") if wish):
            return answer(language_of(request), [Problem("lang", "choice", {"allowed": WISHES})], 400)
        if request.method != "HEAD":
            return _allowing_head(view(request, *args, **kwargs))
        request.method = "GET"
        try:
            return _allowing_head(view(request, *args, **kwargs))
        finally:
            request.method = "HEAD"  # the server leaves the body out, as for a page

    return answered


def _allowing_head(response: HttpResponse) -> HttpResponse:
    if isinstance(response, HttpResponseNotAllowed) and "GET" in response.headers["Allow"]:
        response.headers["Allow"] += ", HEAD"
    return response
