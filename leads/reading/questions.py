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

MOST = 100  # more than anybody asks; a message has 5,000 characters
LONGEST = 600
MARKED_SHARE = 0.2  # of the words: below it a stray mark in a text without diacritics
NUMBERED = re.compile(r"^\s*(?:[-*•–+]|\(?\d{1,2}[.):]|\(?[a-h]\))\s+")
# A point behind these ends no sentence.
# fmt: off
SHORT = frozenset({
    "mr", "mrs", "ms", "dr", "prof", "no", "nos", "approx", "ca", "e.g", "i.e", "eg", "ie", "p.a", "re", "vs",
    "incl", "excl", "max", "min", "est", "tel", "ext", "co", "ltd", "jsc", "inc", "st", "u.s", "u.k", "tp", "ths",
    "ts", "kcn", "cty", "ks", "gs", "pgs", "sđt", "tr",
})
# fmt: on
END = re.compile(r"[?!？。！]+|\.+(?=\s|$)|\n")
ASKING = re.compile(
    r"^(?:what|how|when|which|who|where|why|is|are|can|could|do|does|did|will|would|may|should|has|have|any)\b"
    r"|\b(?:what|how|when|which) (?:is|are|about|much|many|far|long|can|do|does|would)\b"
    r"|\b(?:bao nhieu|bao lau|bao gio|bao xa|khi nao|the nao|la gi|o dau|may ngay|may nam|tai sao|vi sao|ra sao"
    r"|duoc khong|co khong|khong nhi|khong vay|chua vay)\b"
    r"|\b(?:co|duoc|con|da)\b.*\b(?:khong|chua)\b"
    r"|\b(?:khong|chua|nhi|vay)$"
)
REQUEST = re.compile(
    r"\b(?:please|kindly|pls|needs?|let (?:me|us) know|tell (?:me|us)|send (?:me|us)|advise|share with us|want to know"
    r"|like to (?:know|understand|see|receive|have|get)|interested in|looking for"
    r"|(?:information|details) (?:on|of|about))\b"
    r"|\b(?:de nghi|xin (?:gui|cho|cung cap|hoi|duoc)|cho (?:hoi|biet|xin)|vui long"
    r"|muon (?:biet|hoi|tim hieu|duoc biet)"
    r"|mong (?:duoc|nhan|quy)|can (?:biet|thong tin|tim hieu|hoi)|quan tam (?:den|toi|ve)|tu van (?:giup|cho|ve))\b"
)
GREETING = re.compile(r"^(?:dear|hello|hi|kinh gui|thanks?|xin cam on|xin chao|best regards|tran trong)\b")
SHORTEST_AFTER_GREETING = 9  # words: "Hello, what is the price of the land for our plant" asks


@dataclass(frozen=True, slots=True)
class Subject:
    """Something investors ask about. `section`: the part of an answer pack that speaks of it, "" if none;
    `rows`: keys of the answer sheet, `rules`: keys of the law ("*": all) that answer it.

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


@dataclass(frozen=True, slots=True)
class SubjectBook:
    """`weak` phrases, folded, count only in a question that has no other; what `neutral` ones cover is read as nothing
    else; `prices`: words that ask for a price, with diacritics and without.
    """

    subjects: tuple[Subject, ...]
    weak: frozenset[str]
    neutral: tuple[str, ...]
    prices: frozenset[str]


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
        """Sections that answer as a whole: of subjects that neither row nor rule answers."""
        whole = (one.section for one in self.subjects if one.section and not (one.rows or one.rules))
        return tuple(dict.fromkeys(whole))

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule for one in self.subjects for rule in one.rules))

    @property
    def rows(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row for one in self.subjects for row in one.rows))


def questions_in(text: str, book: SubjectBook) -> tuple[Question, ...]:
    """Each question and request of a message once, in its order."""
    found: dict[str, Question] = {}
    for written in _asked(unicodedata.normalize("NFC", text)):
        shown = written if len(written) <= LONGEST else f"{written[: LONGEST - 1].rstrip()}…"
        found.setdefault(folded(written), Question(shown, subjects_of(written, book)))
    return tuple(found.values())[:MOST]


def subjects_of(text: str, book: SubjectBook) -> tuple[Subject, ...]:
    """What the words are about: the longest phrases first, and what they cover is not read again by shorter ones."""
    index = _index(book)
    written = words(unicodedata.normalize("NFC", text).casefold())
    plain = tuple(mended(word, index.words) for word in words(folded(text)))
    with_marks = len(written) == len(plain) and sum(map(marked, written)) >= MARKED_SHARE * len(written)
    found = _keys(plain, index.en, written, index.vi) if with_marks else _keys(plain, index.bare, (), {})
    strong = {key for key, phrases in found.items() if not phrases <= book.weak}
    meant = strong or set(found)
    if book.prices.intersection(written if with_marks else plain):
        meant |= {one.key for one in book.subjects if one.beside in meant}
    return tuple(one for one in book.subjects if one.key in meant)


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


# --- Where a question begins and ends ---


def _asked(text: str) -> Iterator[str]:
    listing = False  # "Need:" makes what follows on its line, and the list below, requests
    for line in text.splitlines():
        item = NUMBERED.match(line)
        if item or (listing and line.strip()):
            yield from _worth(line[item.end() :] if item else line)
            continue
        listing = False
        for sentence in _sentences(line):
            plain = folded(sentence)
            asks = sentence.rstrip().endswith(("?", "？")) or ASKING.search(plain) or REQUEST.search(plain)
            if asks and not _greets(plain) and not sentence.rstrip().endswith(":"):
                yield from _worth(sentence)
        listing = line.rstrip().endswith(":")


def _greets(plain: str) -> bool:
    return bool(GREETING.match(plain)) and len(plain.split()) < SHORTEST_AFTER_GREETING


def _sentences(line: str) -> Iterator[str]:
    """Parted at ends that are ends: not behind "Mr.", "no." or inside "3.5 ha"."""
    begin = 0
    for end in END.finditer(line):
        before = line[begin : end.start()].split()
        last = before[-1].casefold().lstrip("(").rstrip(".") if before else ""
        if end.group().startswith(".") and (last in SHORT or (len(last) == 1 and last.isalpha())):
            continue
        yield line[begin : end.end()]
        begin = end.end()
    yield line[begin:]


def _worth(text: str) -> Iterator[str]:
    tidy = " ".join(text.split())
    if len(folded(tidy)) > 2:
        yield tidy
