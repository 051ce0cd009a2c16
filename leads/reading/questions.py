"""The questions inside a message, and what each is about. Pure.

A question nobody recognised still stands as asked: it goes to the officer, word for word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leads.reading.asking import Named, asked, listed, others
from leads.reading.folded import folded, marked
from leads.reading.slips import Tokens, mended, words

MOST = 100  # more than anybody asks; a message has 5,000 characters
LONGEST = 600
UNIT = re.compile(r"(\d)(kv|kva|mva|kw|mw|kwh|m2|m3|ha|gbps|mbps)\b")  # "110kV" is two words
MARKED_SHARE = 0.2  # of the words: below it a stray mark in a text without diacritics


@dataclass(frozen=True, slots=True)
class Subject:
    """Something investors ask about. `section`: the part of an answer pack that speaks of it, "" if none; `rows`: keys
    of the answer sheet, `rules`: of the law ("*": all), `steps`: of the procedure that answer it.

    `vi` phrases have their diacritics; those of `bare` mean the same without, and are read so in a text that has none.
    """

    key: str
    section: str
    rows: tuple[str, ...]
    rules: tuple[str, ...]
    vi: tuple[str, ...]
    bare: tuple[str, ...]
    en: tuple[str, ...]
    beside: str = ""  # the subject whose price it is
    steps: tuple[str, ...] = ()
    wider: str = ""  # the subject not meant where this one is
    timed: str = ""  # the subject whose time it is
    hangs: bool = False  # behind a narrower subject of its sentence it is asked of that one
    unsaid: tuple[str, str] | None = None  # vi, en: what is asked and no row says


@dataclass(frozen=True, slots=True)
class SubjectBook:
    """`weak` phrases, folded, count only in a question that has no other; what `neutral` ones cover is read as nothing
    else; `prices` and `times`: words that ask for a price and how long, with diacritics and without.
    """

    subjects: tuple[Subject, ...]
    weak: frozenset[str]
    neutral: tuple[str, ...]
    prices: frozenset[Tokens]
    times: frozenset[Tokens]


@dataclass(frozen=True, slots=True)
class Question:
    """As written; `subjects` in the order of the book; `timed`: it asks how long. `unread`: parts of it, beside others,
    that no subject knows.
    """

    text: str
    subjects: tuple[Subject, ...]
    timed: bool = False
    unread: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.section for one in self.subjects if one.section))

    @property
    def summed(self) -> tuple[str, ...]:
        """Sections that answer as a whole: of subjects that nothing smaller answers."""
        whole = (one for one in self.subjects if not (one.rows or one.rules or one.steps or one.unsaid))
        return tuple(dict.fromkeys(one.section for one in whole if one.section))

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule for one in self._beside_steps for rule in one.rules))

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step for one in self.subjects for step in one.steps))

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row for one in self._beside_steps for row in one.rows))

    @property
    def _beside_steps(self) -> tuple[Subject, ...]:
        """How long a step takes no row and no rule says."""
        return tuple(one for one in self.subjects if not (self.timed and one.steps))


def questions_in(text: str, book: SubjectBook) -> tuple[Question, ...]:
    """Each question and request of a message once, in its order."""
    found: dict[str, Question] = {}
    for written in asked(unicodedata.normalize("NFC", text), lambda words: _named(words, book)):
        shown = written if len(written) <= LONGEST else f"{written[: LONGEST - 1].rstrip()}…"
        if folded(written) not in found:
            read = _read(written, book)
            subjects = _meant(read, book)
            unread = tuple(others(written, lambda words: _named(words, book))) if subjects else ()
            found[folded(written)] = Question(shown, subjects, _says(read.words, book.times), unread)
    return tuple(found.values())[:MOST]


def subjects_of(text: str, book: SubjectBook) -> tuple[Subject, ...]:
    """What the words are about: the longest phrases first, and what they cover is not read again by shorter ones."""
    return _meant(_read(text, book), book)


def _meant(read: _Read, book: SubjectBook) -> tuple[Subject, ...]:
    meant = read.strong or read.all
    if _says(read.words, book.prices):
        meant |= {one.key for one in book.subjects if one.beside in meant}
    if _says(read.words, book.times):
        meant |= {one.key for one in book.subjects if one.timed in meant}
    meant -= {one.wider for one in book.subjects if one.key in meant}
    return tuple(one for one in book.subjects if one.key in meant)


def _named(text: str, book: SubjectBook) -> Named:
    read = _read(text, book)
    meant = _meant(read, book)
    of_it = frozenset(one.key for one in meant) if all(one.hangs for one in meant) else frozenset()
    wider = frozenset(one.wider for one in meant if one.wider)
    return Named(bool(read.all), bool(read.strong), _says(read.words, book.prices), of_it, wider)


@dataclass(frozen=True, slots=True)
class _Read:
    """Subjects named, those named by more than weak phrases, and the words as they were read."""

    all: frozenset[str]
    strong: frozenset[str]
    words: Tokens


def _read(text: str, book: SubjectBook) -> _Read:
    index = _index(book)
    apart = UNIT.sub(r"\1 \2", unicodedata.normalize("NFC", text).casefold())
    written = words(apart)
    plain = tuple(mended(word, index.words) for word in words(folded(apart)))
    with_marks = len(written) == len(plain) and sum(map(marked, written)) >= MARKED_SHARE * len(written)
    found = _keys(plain, index.en, written, index.vi) if with_marks else _keys(plain, index.bare, (), {})
    strong = frozenset(key for key, phrases in found.items() if not phrases <= book.weak)
    strong |= _listed(apart, found, book)
    return _Read(frozenset(found), strong, written if with_marks else plain)


def _listed(text: str, found: Mapping[str, set[str]], book: SubjectBook) -> frozenset[str]:
    """Subjects that a part of a list consists of: in "the power price and water" water is meant, though a weak word."""
    parts = {folded(part) for part in listed(text)}
    return frozenset(key for key, phrases in found.items() if phrases & book.weak & parts)


def _says(read: Tokens, phrases: frozenset[Tokens]) -> bool:
    return any(read[at : at + len(phrase)] == phrase for phrase in phrases for at in range(len(read)))


Phrases = Mapping[Tokens, Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class _Index:
    """Words of a phrase -> (subject, phrase folded); `bare`: English and Vietnamese as written without diacritics."""

    vi: Phrases
    en: Phrases
    bare: Phrases
    words: frozenset[str]


@lru_cache(maxsize=4)
def _index(book: SubjectBook) -> _Index:
    vi: dict[Tokens, list[tuple[str, str]]] = {}
    en: dict[Tokens, list[tuple[str, str]]] = {}
    bare: dict[Tokens, list[tuple[str, str]]] = {}
    for one in book.subjects:
        for phrase in one.vi:
            vi.setdefault(words(phrase.casefold()), []).append((one.key, folded(phrase)))
        for phrase in one.en:
            en.setdefault(words(folded(phrase)), []).append((one.key, folded(phrase)))
        for phrase in (*one.bare, *one.en):
            bare.setdefault(words(folded(phrase)), []).append((one.key, folded(phrase)))
    for phrase in book.neutral:
        vi.setdefault(words(phrase.casefold()), [])
        if not marked(phrase):
            en.setdefault(words(folded(phrase)), [])
        bare.setdefault(words(folded(phrase)), [])
    return _Index(vi, en, bare, frozenset(word for tokens in bare for word in tokens))


def _keys(plain: Tokens, phrases: Phrases, written: Tokens, by_marks: Phrases) -> dict[str, set[str]]:
    """Subject -> the phrases that speak of it. `written`: the same words as typed, for phrases with diacritics."""
    found: dict[str, set[str]] = {}
    covered: set[int] = set()
    for size in range(max(map(len, (*phrases, *by_marks)), default=0), 0, -1):
        for start in range(len(plain) - size + 1):
            span = set(range(start, start + size))
            if covered & span:
                continue
            by = phrases.get(plain[start : start + size])
            by = by_marks.get(written[start : start + size]) if by is None else by
            if by is not None:
                covered |= span
                for key, phrase in by:
                    found.setdefault(key, set()).add(phrase)
    return found
