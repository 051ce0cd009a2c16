"""Who may keep a copy of a response, and whether it may be packed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse, HttpResponseBase


def cacheable(response: HttpResponseBase) -> HttpResponseBase:
    """Mark an anonymous page: a proxy may keep it, a browser asks again with its validator."""
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=60, must-revalidate"
    return response


SAYS_BACK_NOTHING = "says_back_nothing"


def says_back_nothing(response: HttpResponse) -> HttpResponse:
    """Mark a personal page that takes no text from its address, so that nobody can plant a guess in it: it may be
    sent compressed (yenbinh.middleware.CompressPublic).
    """
    setattr(response, SAYS_BACK_NOTHING, True)
    return response


def for_all(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of a library's that answers everybody the same."""

    @wraps(view)
    def answered(*args: object, **kwargs: object) -> HttpResponseBase:
        response = view(*args, **kwargs)
        return cacheable(response) if response.status_code == 200 else response

    return answered
