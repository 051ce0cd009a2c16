"""The door of a confirmation by mail: its page only shows, its button makes what was asked for, once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sitepages.refusals import sentence
from sitepages.services.pending_forms import (
    PendingOver,
    PendingRefused,
    PendingUnknown,
    confirm_pending,
    kind_of,
    pending_for,
)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        if request.method == "POST":
            made = confirm_pending(token=token, now=now)
            return _marked(redirect(kind_of(made).answer(made, now)))
        kept = pending_for(token, now)
        kind = kind_of(kept)
    except (PendingUnknown, PendingOver, PendingRefused) as refusal:
        return _page(request, {"refused": sentence(refusal)}, refusal.status)
    title = kind.title(kept.about)
    typed = [] if kept.done_at else [(label, value) for label, value in kind.lines(kept) if value]
    page = {"title": title, "until": kept.ends_at, "done": kept.done_at, "kept": kept.kept_at, "typed": typed}
    return _page(request, page)


def _page(request: HttpRequest, page: dict[str, object], status: int = 200) -> HttpResponse:
    return _marked(render(request, "sitepages/confirm.html", {"page": page}, status=status))


def _marked(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
