"""What a page that only reads asks the database once, however many of its parts ask for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers of one page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Inside, `once` keeps its answers: for what writes nothing that it asks again."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def once(question: Hashable, ask: Callable[[], T]) -> T:
    """The answer, asked once within a page that only reads; elsewhere each time, so that a writer sees its own writes.

    The answer belongs to the whole page: a value that nobody changes.
    """
    known = _answers.get()
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    answer: T = known[question]
    return answer
