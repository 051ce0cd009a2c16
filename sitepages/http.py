"""Who may keep a copy of a response."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseBase


def cacheable(response: HttpResponseBase) -> HttpResponseBase:
    """Mark an anonymous page: a proxy may keep it, a browser asks again with its validator."""
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=60, must-revalidate"
    return response


def for_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of a library's that answers everybody the same."""

    @wraps(view)
    def answered(*args: object, **kwargs: object) -> HttpResponseBase:
        response = view(*args, **kwargs)
        return cacheable(response) if response.status_code == 200 else response

    return answered
