"""Who may keep a copy of a response."""

from __future__ import annotations

from django.http import HttpResponseBase


def cacheable(response: HttpResponseBase) -> HttpResponseBase:
    """Mark an anonymous page: a proxy may keep it, a browser asks again with its validator."""
    response.headers["Cache-Control"] = "public, max-age=0, s-maxage=60, must-revalidate"
    return response
