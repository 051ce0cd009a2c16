"""The seed of the law as data: dates and keys stay text."""

from __future__ import annotations

from functools import cache
from typing import Any

from sitepages.incentives.book import LawBook, build
from sitepages.services.law_files import read_law


@cache
def files() -> dict[str, Any]:
    return {name: read_law(name) for name in ("incentives", "facts", "sectors", "rates")}


@cache
def book() -> LawBook:
    return build(**files())
