"""What a search compares: folded words, one line per lead, likeness of names. Pure.

A line begins with a space, so that a word of one or two letters, which would be found in everything, is looked for
at the beginning of words only; longer ones also within a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from leads.records.names import folded

FEWEST_DIGITS = 4  # of a telephone number, to be looked for
MOST_WORDS = 8
WITHIN = 3  # letters from which a word is found inside another
TELEPHONE = frozenset("0123456789+-. ()/")
REFERENCE = re.compile(r"^YB(20\d\d)(\d{1,7})$")
CHANGED = 4  # trigrams
NUMBER_KEPT = 9  # with or without the country's code it is one


def line_of(parts: Iterable[str], phones: Iterable[str] = ()) -> str:
    """The folded words of all parts, each once, and the digits of the telephones; "" for nothing at all."""
    words = [word for part in parts for word in folded(part).split()]
    digits = ["".join(sign for sign in phone if sign.isdecimal()) for phone in phones]
    line = " ".join(dict.fromkeys(filter(None, [*words, *digits])))
    return f" {line}" if line else ""


def terms_of(text: str) -> tuple[str, ...]:
    """What a line must hold, every one of them; a word of one or two letters with a space before it."""
    words = dict.fromkeys(folded(text).split())
    return tuple(word if len(word) >= WITHIN else f" {word}" for word in words)[:MOST_WORDS]


def digits_of(text: str) -> str:
    """The end of a telephone number, however it is spaced; "" for what is none."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    return digits[-NUMBER_KEPT:] if len(digits) >= FEWEST_DIGITS and TELEPHONE.issuperset(text) else ""


def reference_of(text: str) -> str:
    """The reference of a lead as it is written, from however it was typed: yb20260147, YB 2026 147; "" for none."""
    found = REFERENCE.match("".join(sign for sign in text.upper() if sign.isalnum()))
    return f"YB-{found[1]}-{found[2].lstrip('0').rjust(4, '0')}" if found else ""


def trigrams(name: str) -> frozenset[str]:
    """As PostgreSQL's pg_trgm takes a name apart: two spaces before each word, one after."""
    words = "".join(sign if sign.isalnum() else " " for sign in name).split()
    return frozenset(
        padded[start : start + 3] for word in words for padded in [f"  {word} "] for start in range(len(word) + 1)
    )


def near_enough(asked: str) -> float:
    """The likeness from which a name is offered: a letter or two typed otherwise change four trigrams."""
    count = len(trigrams(asked))
    return min(0.75, max(0.4, (count - CHANGED) / count)) if count else 1.0


def near_enough_by_pg_trgm(asked: str) -> float:
    """A `word_similarity` that no name of `near_enough` stays below: it counts what the name has besides, too."""
    count = len(trigrams(asked))
    return max(0.3, min(0.6, (count - CHANGED) / (count + 1.5 * CHANGED)))


def likeness(asked: str, name: str) -> float:
    """How much of what was asked stands in the name, 0 to 1: shared trigrams over those asked."""
    wanted = trigrams(asked)
    return len(wanted & trigrams(name)) / len(wanted) if wanted else 0.0
