"""Pages for what went wrong, in the visitor's language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A view that can give its form back as filled in says so with `on_stale_form`; else a page explains."""
    match = request.resolver_match
    give_back = getattr(match.func, "on_stale_form", None) if match else None
    if give_back:
        answer: HttpResponse = give_back(request, *match.args, **match.kwargs)
        return answer
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
