"""Plots and sets of plots that a reader picked out: how they stand in an address.

A pick is a code, or codes joined by "~" for a set: `pick=SX-12&pick=SX-16~SX-17`. No account, no cookie:
whoever has the address has the picks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import QueryDict

NAME = "pick"
JOIN = "~"
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")
MOST = 20  # picks in one list
MOST_TOGETHER = 8  # plots in one set: the most the match puts together


def pick_of(text: str) -> str | None:
    """The pick in its one form (capitals, codes in order, none twice); None if it is not one."""
    codes = sorted(set(text.strip().upper().split(JOIN)))
    if not text or len(codes) > MOST_TOGETHER or not all(CODE.fullmatch(code) for code in codes):
        return None
    return JOIN.join(codes)


def picks_in(query: QueryDict, name: str = NAME) -> tuple[tuple[str, ...], bool]:
    """The picks of an address, each once, and whether some could not be read or were too many."""
    read = [pick_of(text) for text in query.getlist(name)[: 4 * MOST] if text]
    good = list(dict.fromkeys(pick for pick in read if pick))
    return tuple(good[:MOST]), len(good) > MOST or None in read


def codes_of(picks: Iterable[str]) -> tuple[str, ...]:
    """Every plot of the picks, once."""
    return tuple(dict.fromkeys(code for pick in picks for code in pick.split(JOIN)))


def in_words(pick: str) -> str:
    """SX-16 + SX-17"""
    return pick.replace(JOIN, " + ")


def query_of(picks: Iterable[str]) -> str:
    return urlencode([(NAME, pick) for pick in picks])
