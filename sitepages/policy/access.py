"""Who may open the policy desk, and what the person may do there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sitepages.policy.refusals import sentence
from sitepages.services.policy import NoRight, may

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Rights:
    draft: bool
    check: bool
    approve: bool

    @property
    def works(self) -> bool:
        """Whether the person does more than read."""
        return self.draft or self.check or self.approve


def rights_of(user: Any) -> Rights:
    return Rights(may(user, "draft"), may(user, "check"), may(user, "approve"))


def readers(view: View) -> View:
    """For whoever may read rules; the services decide who may do more."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("sitepages.view_incentiveversion"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def drafters(view: View) -> View:
    """For whoever may draft: a form that would be refused when sent is not drawn. Below `readers`."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user, "draft"):
            why = sentence(NoRight(right="draft"))
            return render(request, "sitepages/policy/refused.html", {"why": why}, status=NoRight.status)
        return view(request, *args, **kwargs)

    return checked
