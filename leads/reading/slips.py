"""Words of a text, and a long word with a slip of the pen as the word it is nearest to. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

SLIPS = ((10, 2), (6, 1))  # word length from -> letters that may differ
TURNED = 5  # in words of this length only two letters changed about are forgiven
Tokens = tuple[str, ...]


def words(text: str) -> Tokens:
    """The words in their order; an English plural is its singular."""
    return tuple(_single(word) for word in re.findall(r"\w+", text))


def _single(word: str) -> str:
    """One form for singular and plural of an English word."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def mended(word: str, known: frozenset[str]) -> str:
    """A long word with a slip as the word it is nearest to."""
    if word in known or word.isdigit():
        return word
    slips = next((most for length, most in SLIPS if len(word) >= length), 0)
    if not slips:
        return next((other for other in _turned(word) if other in known), word) if len(word) == TURNED else word
    close = ((_distance(word, other, slips), other) for other in known if abs(len(other) - len(word)) <= slips)
    best = min(((far, other) for far, other in close if far <= slips), default=None)
    return best[1] if best else word


def _turned(word: str) -> Iterator[str]:
    """The word with two neighbouring letters changed about, but for the first."""
    for place in range(1, len(word) - 1):
        yield f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"


def _distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, drop or swap; more than `most` is told as most + 1."""
    if one[0] != other[0]:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        previous, before = before, row
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


# As Vietnamese is heard and misspelt (tr/ch, s/x, gi/r/d, n/l, final n/ng/m, c/t, i/y), without its marks.
HEARD = (
    (re.compile(r"^(?:tr|ch)"), "ch"),
    (re.compile(r"^[sx]"), "x"),
    (re.compile(r"^(?:gi|r|d)(?=[aeiouy])"), "d"),
    (re.compile(r"^[nl](?![gh])"), "l"),
    (re.compile(r"^(?:ngh|ng)"), "ng"),
    (re.compile(r"^(?:gh|g)"), "g"),
    (re.compile(r"^[ck](?!h)"), "k"),
    (re.compile(r"y"), "i"),
    (re.compile(r"(?:ng|nh|n|m)$"), "n"),
    (re.compile(r"(?:ch|c|t)$"), "t"),
)


def sounded(word: str) -> str:
    """A bare Vietnamese syllable as it sounds: those that are taken for each other are one."""
    for written, heard in HEARD:
        word = written.sub(heard, word)
    return word
