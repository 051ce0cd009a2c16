"""The questions inside a message, and what each is about. Pure.

A question nobody recognised still stands as asked: it goes to the officer, word for word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leads.reading.folded import folded, marked
from leads.reading.slips import Tokens, mended, words

MOST = 20
LONGEST = 300
SENTENCE = re.compile(r"(?:\d[.,](?=\d)|[^.?!？。\n])+[.?!？。]*", re.UNICODE)
NUMBERED = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)]|[a-h]\))\s+")
ASKING = re.compile(
    r"^(?:what|how|when|which|who|where|why|is|are|can|could|do|does|did|will|would|may|should|has|have)\b"
    r"|\b(?:bao nhieu|bao lau|khi nao|the nao|la gi|o dau|may ngay|tai sao|vi sao|ra sao|duoc khong|co khong)\b"
    r"|\bkhong$"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something investors ask about. `section`: the part of an answer pack that speaks of it, "" if none;
    `rows`: keys of the answer sheet that answer it; `plain` phrases are read folded, `marked` ones only in a text
    that has diacritics.
    """

    key: str
    section: str
    rows: tuple[str, ...]
    plain: tuple[str, ...]
    marked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubjectBook:
    """`weak` phrases, folded, count only in a question that has no other."""

    subjects: tuple[Subject, ...]
    weak: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """As written; `subjects` in the order of the book."""

    text: str
    subjects: tuple[Subject, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.section for one in self.subjects if one.section))

    @property
    def summed(self) -> tuple[str, ...]:
        """Sections that answer as a whole: of subjects that no row answers."""
        return tuple(dict.fromkeys(one.section for one in self.subjects if one.section and not one.rows))

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row for one in self.subjects for row in one.rows))


def questions_in(text: str, book: SubjectBook) -> tuple[Question, ...]:
    """Each question of a message once, in its order, at most twenty."""
    found: dict[str, Question] = {}
    for written in _asked(text):
        shown = written if len(written) <= LONGEST else f"{written[: LONGEST - 1].rstrip()}…"
        found.setdefault(folded(written), Question(shown, subjects_of(written, book)))
    return tuple(found.values())[:MOST]


def subjects_of(text: str, book: SubjectBook) -> tuple[Subject, ...]:
    """What the words are about: the longest phrases first, and what they cover is not read again by shorter ones."""
    index = _index(book)
    with_marks = words(unicodedata.normalize("NFC", text).casefold())
    plain = tuple(mended(word, index.words) for word in words(folded(text)))
    found = _keys(plain, index.plain) | (_keys(with_marks, index.marked) if marked(text) else {})
    strong = {key for key, phrases in found.items() if not phrases <= book.weak}
    return tuple(one for one in book.subjects if one.key in (strong or found))


@dataclass(frozen=True)
class _Index:
    plain: Mapping[Tokens, tuple[tuple[str, str], ...]]
    marked: Mapping[Tokens, tuple[tuple[str, str], ...]]
    words: frozenset[str]


@lru_cache(maxsize=4)
def _index(book: SubjectBook) -> _Index:
    plain: dict[Tokens, list[tuple[str, str]]] = {}
    by_marks: dict[Tokens, list[tuple[str, str]]] = {}
    for one in book.subjects:
        for phrase in one.plain:
            plain.setdefault(words(folded(phrase)), []).append((one.key, folded(phrase)))
        for phrase in one.marked:
            by_marks.setdefault(words(phrase.casefold()), []).append((one.key, folded(phrase)))
    return _Index(
        plain={tokens: tuple(by) for tokens, by in plain.items()},
        marked={tokens: tuple(by) for tokens, by in by_marks.items()},
        words=frozenset(word for tokens in plain for word in tokens),
    )


def _keys(text: Tokens, phrases: Mapping[Tokens, Sequence[tuple[str, str]]]) -> dict[str, set[str]]:
    """Subject -> the phrases that speak of it."""
    found: dict[str, set[str]] = {}
    covered: set[int] = set()
    for size in range(max(map(len, phrases), default=0), 0, -1):
        fresh: set[int] = set()
        for start in range(len(text) - size + 1):
            span = set(range(start, start + size))
            by = phrases.get(text[start : start + size])
            if by and not covered & span:
                fresh |= span
                for key, phrase in by:
                    found.setdefault(key, set()).add(phrase)
        covered |= fresh
    return found


def _asked(text: str) -> Iterator[str]:
    for line in text.splitlines():
        listed = NUMBERED.match(line)
        if listed:
            yield from _worth(line[listed.end() :])
            continue
        for sentence in SENTENCE.findall(line):
            if sentence.rstrip().endswith(("?", "？")) or ASKING.search(folded(sentence)):
                yield from _worth(sentence)


def _worth(text: str) -> Iterator[str]:
    tidy = " ".join(text.split())
    if len(folded(tidy)) > 2:
        yield tidy
