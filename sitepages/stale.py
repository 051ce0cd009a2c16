"""A form whose security token has run out: its view draws it again as it was filled in, and writes nothing.

`yenbinh.errors.csrf_failure` calls a view marked `gives_back` once more, the request marked stale; any other
form comes back on a page that holds what was typed and sends it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

STALE = gettext_lazy(
    "This page was open too long to be sent safely. Everything you entered is still here: press the button again. "
    "If this comes back, allow cookies for this site."
)
STALE_STATUS = 403
MARK = "yenbinh.token_is_stale"  # in request.META; no header of a client has a dot in its name there
View = TypeVar("View", bound=Callable[..., object])


def gives_back(view: View) -> View:
    """Mark a view that looks at `is_stale` before anything is written."""
    view.gives_back = True  # type: ignore[attr-defined]  # a mark on the function, as csrf_exempt is
    return view


def mark_stale(request: HttpRequest) -> None:
    request.META[MARK] = True


def is_stale(request: HttpRequest) -> bool:
    """Whether the form came with a token that has run out: show it again, write nothing."""
    return MARK in request.META


def typed_words(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What a person wrote into a form, longest first: marks, choices and figures are single words."""
    words = {value.strip() for _name, value in fields}
    return sorted((one for one in words if " " in one), key=len, reverse=True)
