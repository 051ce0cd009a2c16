"""Who reads and who changes the land in the admin: two permissions, given by role in services.editing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

READS, WORKS = "sitepages.view_plot", "sitepages.change_plot"
View = Callable[..., HttpResponse]


def land_reader(view: View) -> View:
    return _with(READS, view)


def land_worker(view: View) -> View:
    """Land managers and editors; others are sent back to the dashboard and told so."""
    return _with(WORKS, view)


def _with(permission: str, view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
