"""Pages of long lists: numbers first, rows after, and never a count of a whole table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator

PAGE_SIZE = 50
COUNTED = 1_000  # a list is counted up to here; beyond, it says "more than"


@dataclass(frozen=True)
class Paging:
    """Which page is shown. `last` is None where the list was not counted to its end; `numbers`: 0 is a gap."""

    number: int
    last: int | None
    more: bool  # a further page holds something

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.more else 0

    @property
    def several(self) -> bool:
        return self.number > 1 or self.more

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers to show, with gaps; none where the end is not known."""
        if self.last is None:
            return ()
        pages = Paginator(range(self.last), 1)
        shown = pages.get_elided_page_range(self.number, on_each_side=2, on_ends=1)
        return tuple(one if isinstance(one, int) else 0 for one in shown)


@dataclass(frozen=True)
class Counted:
    """How many there are; `over`: more than that, nobody counted on."""

    n: int
    over: bool = False


def counted(found: int) -> Counted:
    """Of a count that stopped one after the limit."""
    return Counted(COUNTED, over=True) if found > COUNTED else Counted(found)


def page_of(number: int, total: Counted) -> Paging:
    """The page wanted; one behind the end of a counted list is its last."""
    number = max(1, number)
    if total.over:
        return Paging(number, None, more=True)
    last = max(1, -(-total.n // PAGE_SIZE))
    return Paging(min(number, last), last, more=number < last)


def pages_of(some: Callable[[int, int], list[int]], number: int) -> tuple[list[int], Counted, Paging]:
    """One page of a list that is counted only up to the limit; `some(start, most)` gives its numbers."""
    first = some(0, COUNTED + 1)
    total = counted(len(first))
    paging = page_of(number, total)
    start = (paging.number - 1) * PAGE_SIZE
    known = not total.over or start + PAGE_SIZE < len(first)
    ids, paging = cut(first[start:] if known else some(start, PAGE_SIZE + 1), paging)
    return ids, total, paging


def span(paging: Paging) -> slice:
    """The rows of the page and one more, which tells whether another follows."""
    start = (paging.number - 1) * PAGE_SIZE
    return slice(start, start + PAGE_SIZE + 1)


def cut(ids: Sequence[int], paging: Paging) -> tuple[list[int], Paging]:
    """The numbers of one page out of at most one more than a page holds, and whether another page follows."""
    return list(ids[:PAGE_SIZE]), Paging(paging.number, paging.last, more=len(ids) > PAGE_SIZE)
