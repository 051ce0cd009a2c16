"""What a search compares: folded words, one line per lead, likeness of names. Pure.

A line begins with a space, so that a word of one or two letters, which would be found in everything, is looked for
at the beginning of words only; longer ones also within a word.
"""

from __future__ import annotations

from collections.abc import Iterable

from leads.records.names import folded

FEWEST_DIGITS = 4  # of a telephone number, to be looked for
MOST_WORDS = 8
WITHIN = 3  # letters from which a word is found inside another
TELEPHONE = frozenset("0123456789+-. ()/")
CHANGED = 4  # trigrams
NUMBER_KEPT = 9  # with or without the country's code it is one


def line_of(parts: Iterable[str], phones: Iterable[str] = ()) -> str:
    """The folded words of all parts, each once, and the digits of the telephones; "" for nothing at all."""
    words = [word for part in parts for word in folded(part).split()]
    digits = ["".join(sign for sign in phone if sign.isdecimal()) for phone in phones]
    line = " ".join(dict.fromkeys(filter(None, [*words, *digits])))
    return f" {line}" if line else ""


def terms_of(text: str) -> tuple[str, ...]:
    """What a line must hold, every one of them. A telephone number is one term however it is spaced."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    if len(digits) >= FEWEST_DIGITS and TELEPHONE.issuperset(text):
        return (digits[-NUMBER_KEPT:],)
    words = dict.fromkeys(folded(text).split())
    return tuple(word if len(word) >= WITHIN else f" {word}" for word in words)[:MOST_WORDS]


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


def likeness(asked: str, name: str) -> float:
    """How much of what was asked stands in the name, 0 to 1: shared trigrams over those asked."""
    wanted = trigrams(asked)
    return len(wanted & trigrams(name)) / len(wanted) if wanted else 0.0
