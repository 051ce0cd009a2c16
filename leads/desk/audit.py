"""What the desk's doors write into the record of access: one row per page shown, coalesced by the hour.

Pages of one lead note themselves where they fetch it (`leads.desk.views.seen`); pages of many leads and records by
the decorator `noted`, whose subject is the page's name and what it is a page of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leads.choices import AccessKind
from leads.models import Lead, LeadFile
from leads.services.access_log import file_subject, note_access

SHOWN = frozenset({200, 403, 409, 422})  # a refusal is said on the page it stands on
FOUND = 10  # references of a search that are kept
View = Callable[..., HttpResponse]


def note(request: HttpRequest, kind: AccessKind, subject: str, *, lead: Lead | None = None, **facts: Any) -> None:
    """One row for whoever asks."""
    if isinstance(request.user, User):
        note_access(kind=kind, subject=subject, by=request.user, lead=lead, facts=facts, now=timezone.now())


def note_lead(request: HttpRequest, lead: Lead) -> None:
    note(request, AccessKind.LEAD, f"desk-lead:{lead.pk}", lead=lead)


def note_file(request: HttpRequest, file: LeadFile, lead: Lead | None) -> None:
    note(request, AccessKind.FETCHED, file_subject(file.pk), lead=lead)


def noted(kind: AccessKind) -> Callable[[View], View]:
    """Note the page where it is shown."""

    def of(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code in SHOWN:
                note(request, kind, subject_of(request))
            return response

        return inner

    return of


def note_search(request: HttpRequest, words: str, found: int, names: Iterable[str]) -> None:
    """A list, or what a search in it found: how many and the first of them, never the words, which may be a name."""
    subject = subject_of(request)
    if not words:
        note(request, AccessKind.LIST, subject)
        return
    first = list(names)[:FOUND]
    mark = hashlib.sha256(f"{found} {first}".encode()).hexdigest()[:16]  # the same search within the hour is one row
    note(request, AccessKind.SEARCH, f"{subject}:{mark}", found=found, first=first)


def subject_of(request: HttpRequest) -> str:
    """The page by its name and what it is a page of: `desk-board`, `desk-organisation:12`."""
    match = request.resolver_match
    if match is None:
        return ""
    return ":".join([match.url_name or "", *(str(value) for value in match.kwargs.values())])
