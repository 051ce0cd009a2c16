"""The mark of invented names: one, in the reader's language, whatever the name was stored with."""

from __future__ import annotations

from django.utils.translation import gettext as _

MARKS = (" (mẫu)", " (demo)", " (invented)")


def bare(name: str) -> str:
    """The name without its mark."""
    for mark in MARKS:
        name = name.removesuffix(mark)
    return name


def shown(name: str) -> str:
    """The name as its reader is to see it: an invented one is marked so, once."""
    plain = bare(name)
    return f"{plain} ({_('invented')})" if plain != name else name
