"""What can be taken away of one plot or of a list: names, forms and addresses of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# File name -> what it is.
FILES: Mapping[str, StrOrPromise] = {}


@dataclass(frozen=True)
class Download:
    name: str
    words: str
    url: str


def downloads(view: str, of: str) -> tuple[Download, ...]:
    """The files of `of` (a plot's code, or a list's token) behind the named view."""
    return tuple(Download(name, str(words), reverse(view, args=[of, name])) for name, words in FILES.items())
