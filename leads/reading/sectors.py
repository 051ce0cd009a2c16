"""Which sector a text speaks of: words with or without diacritics, English, VSIC 2025 codes and names. Pure.

Every find names the words or codes it rests on; the reader chooses, nothing is decided for them. Longer phrases count
for more, words that several sectors share for less, a slip of the pen in a long word is forgiven.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leads.reading.folded import folded, marked
from leads.reading.slips import Tokens, mended, words

LONGEST_TEXT = 2_000
LEAST = 0.5  # a find below this is a guess
APART = 6  # words of a phrase may stand so far from each other
SCATTERED = 0.6  # what a phrase counts whose words stand apart
FULL, OF_CODE = 1.2, 6.0
CODE = re.compile(
    r"(?<![\d.,/])(\d{4,5})(?![\d.,/]*\d)(?!\s*(?:m2|m²|ha|kva|mva|mw|kw|usd|eur|vnd|người|people|nguoi)\b)", re.I
)


@dataclass(frozen=True, slots=True)
class SectorWords:
    """What one sector is called: `marked` Vietnamese with diacritics, `plain` folded Vietnamese and English.

    `codes`: VSIC 2025 code -> its names.
    """

    key: str
    marked: tuple[str, ...]
    plain: tuple[str, ...]
    codes: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A sector the text may mean; `because`: phrases and codes it rests on, the weightiest first."""

    key: str
    score: float
    because: tuple[str, ...]


def find_sectors(text: str, book: tuple[SectorWords, ...], most: int = 3) -> tuple[Found, ...]:
    """The likeliest sectors, best first; () where nothing speaks for any. Same text, same answer."""
    text = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    index = _index(book)
    points: dict[str, dict[str, float]] = {}
    for key, because, weight in (*_by_code(text, index), *_by_words(text, index)):
        mine = points.setdefault(key, {})
        mine[because] = max(weight, mine.get(because, 0.0))
    order = {one.key: place for place, one in enumerate(book)}
    found = [
        Found(key, round(sum(by.values()), 3), tuple(sorted(by, key=lambda one: (-by[one], one))))
        for key, by in points.items()
    ]
    found.sort(key=lambda one: (-one.score, order[one.key]))
    return tuple(one for one in found if one.score >= LEAST)[:most]


# --- The index ---


@dataclass(frozen=True)
class _Index:
    """Phrases as words -> (sector, phrase as written), for texts with and without diacritics; codes; every word."""

    marked: Mapping[Tokens, tuple[tuple[str, str], ...]]
    plain: Mapping[Tokens, tuple[tuple[str, str], ...]]
    codes: Mapping[str, tuple[str, ...]]
    names: tuple[tuple[str, str, tuple[str, ...]], ...]
    words: frozenset[str]


@lru_cache(maxsize=4)
def _index(book: tuple[SectorWords, ...]) -> _Index:
    by_marked = _phrases((one.key, phrase, words(phrase.casefold())) for one in book for phrase in one.marked)
    by_plain = _phrases((one.key, phrase, words(folded(phrase))) for one in book for phrase in one.plain)
    codes: dict[str, list[str]] = {}
    names: dict[tuple[str, str], list[str]] = {}
    for one in book:
        for code, called in one.codes:
            codes.setdefault(code, []).append(one.key)
            for name in called:
                names.setdefault((code, folded(name)), []).append(one.key)
    return _Index(
        marked=by_marked,
        plain=by_plain,
        codes={code: tuple(keys) for code, keys in codes.items()},
        names=tuple((code, name, tuple(keys)) for (code, name), keys in names.items() if len(name) > 8),
        words=frozenset(word for tokens in by_plain for word in tokens),
    )


def _phrases(rows: Iterable[tuple[str, str, Tokens]]) -> dict[Tokens, tuple[tuple[str, str], ...]]:
    found: dict[Tokens, dict[str, str]] = {}
    for key, phrase, tokens in rows:
        if tokens:
            found.setdefault(tokens, {}).setdefault(key, phrase)
    return {tokens: tuple(by.items()) for tokens, by in found.items()}


# --- Reading ---


def _by_code(text: str, index: _Index) -> Iterator[tuple[str, str, float]]:
    for code in dict.fromkeys(CODE.findall(text)):
        for keys in (index.codes.get(code), index.codes.get(code[:4])):
            if keys:
                yield from ((key, f"VSIC {code}", OF_CODE / len(keys)) for key in keys)
                break
    plain = folded(text)
    for code, name, keys in index.names:
        if name in plain:
            yield from ((key, f"VSIC {code}", OF_CODE / len(keys)) for key in keys)


def _by_words(text: str, index: _Index) -> Iterator[tuple[str, str, float]]:
    with_marks = words(text.casefold())
    plain = tuple(mended(word, index.words) for word in words(folded(text)))
    if marked(text):
        yield from _matches(with_marks, index.marked)
        yield from _matches(plain, {tokens: by for tokens, by in index.plain.items() if _foreign(by)})
    else:
        yield from _matches(plain, index.plain)


def _foreign(by: Sequence[tuple[str, str]]) -> bool:
    """English, or a Vietnamese phrase that is written without marks anyway: the rest is read with its marks."""
    return any(not phrase.startswith("~") for _key, phrase in by)


def _matches(text: Tokens, phrases: Mapping[Tokens, tuple[tuple[str, str], ...]]) -> Iterator[tuple[str, str, float]]:
    """Longest phrases first; what they cover is not read again by shorter ones."""
    covered: set[int] = set()
    for size in range(max(map(len, phrases), default=0), 0, -1):
        fresh: set[int] = set()
        for start in range(len(text) - size + 1):
            span = range(start, start + size)
            by = phrases.get(text[start : start + size])
            if by and not covered.issuperset(span) and not covered.intersection(span):
                fresh.update(span)
                yield from ((key, phrase.lstrip("~"), size**FULL / len(by)) for key, phrase in by)
        covered |= fresh
    left = {word: place for place, word in enumerate(text) if place not in covered}
    places: dict[str, list[int]] = {}
    for place, word in enumerate(text):
        places.setdefault(word, []).append(place)
    for tokens, by in phrases.items():
        if len(tokens) > 1 and any(word in left for word in tokens) and _near(tokens, places):
            yield from ((key, phrase.lstrip("~"), SCATTERED * len(tokens) ** FULL / len(by)) for key, phrase in by)


def _near(tokens: Tokens, places: Mapping[str, Sequence[int]]) -> bool:
    """All words of the phrase, in any order, within a few words of its first."""
    if any(word not in places for word in tokens):
        return False
    return any(
        all(any(abs(place - first) <= APART for place in places[word]) for word in tokens)
        for first in places[tokens[0]]
    )
