"""How many results are watched, and how many read the newsletter of a sector."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leads.desk.people_views import must
from leads.services.wish_counts import reads_counts, wish_counts
from sitepages.models import Sector


@dataclass(frozen=True)
class ReadersPage:
    """`sectors`: (name, readers who chose it, readers who get it), of those that somebody chose."""

    watches: int
    nothing_fits: int
    waiting: int
    readers: int
    every: int
    vi: int
    en: int
    sectors: tuple[tuple[str, int, int], ...]


@require_GET
def readers(request: HttpRequest) -> HttpResponse:
    must(reads_counts(request.user))
    counts = wish_counts()
    page = ReadersPage(
        watches=counts.watches,
        nothing_fits=counts.nothing_fits,
        waiting=counts.waiting,
        readers=counts.readers,
        every=counts.every,
        vi=counts.languages["vi"],
        en=counts.languages["en"],
        sectors=tuple(
            (row.name, counts.sectors[row.key], counts.sectors[row.key] + counts.every)
            for row in Sector.objects.filter(key__in=counts.sectors)
        ),
    )
    return render(request, "leads/desk/readers.html", {"page": page})
