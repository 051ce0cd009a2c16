"""What the reader has picked out, and what may be done with it: compare, keep as a list."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from sitepages.explorer.filters import Wanted
from sitepages.explorer.picks import in_words, query_of

COMPARED = (2, 4)  # so many plots or sets stand side by side


@dataclass(frozen=True)
class Picked:
    words: str
    drop_url: str


@dataclass(frozen=True)
class Tray:
    """`compare_url` is empty while there is too little or too much to compare."""

    items: tuple[Picked, ...]
    compare_url: str
    keep_url: str
    too_few: bool
    too_many: bool


def tray_of(wanted: Wanted) -> Tray:
    fewest, most = COMPARED
    count, query = len(wanted.picks), query_of(wanted.picks)
    return Tray(
        items=tuple(Picked(in_words(pick), without(wanted, pick)) for pick in wanted.picks),
        compare_url=f"{reverse('compare')}?{query}" if fewest <= count <= most else "",
        keep_url=f"{reverse('shortlist-keep')}?{query}",
        too_few=0 < count < fewest,
        too_many=count > most,
    )


def without(wanted: Wanted, pick: str) -> str:
    query = replace(wanted, picks=tuple(other for other in wanted.picks if other != pick)).query()
    return reverse("plots") + (f"?{query}" if query else "")
