"""Which sector a text speaks of: words with or without diacritics, English, VSIC codes and names. Pure.

Every find names the reader's own words or the codes it rests on; the reader chooses, nothing is decided for them.
Longer phrases count for more, words that several sectors share for less, a slip of the pen is forgiven, and what the
text says it is not ("không phải …", "not … but") is not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from leads.reading.folded import folded, marked
from leads.reading.slips import Tokens, mended, sounded, words

LONGEST_TEXT = 2_000
LEAST = 0.3  # a find below this is a guess: a word that four sectors share
WEAK = 0.1  # of the best: what a word says that several sectors share, beside one that is named
OWN_WORD = 1.0  # what a word says that no other sector has
APART = 6  # words of a phrase may stand so far from each other
SCATTERED = 0.6  # what a phrase counts whose words stand apart
AS_HEARD = 0.5  # what a phrase counts that is only spelt as it sounds
FULL, OF_CODE = 1.2, 6.0
SHOUTED = 3  # letters: so short an abbreviation is read in a Vietnamese text only where it stands in capitals
CODE = re.compile(
    r"(?<![\d.,/])(\d{4,5})(?![\d.,/]*\d)(?!\s*(?:m2|m²|ha|kva|mva|mw|kw|usd|eur|vnd|người|people|nguoi)\b)", re.I
)
# What the text says it is not, up to what it says it is.
END = r"(?=\s*(?:\bmà\b|\bma\b|\bnhưng\b|\bnhung\b|\bbut\b|[,.;:!?\n]|$))"
ACTS_VI = "làm|lam|xây|xay|sản xuất|san xuat|đầu tư|dau tu|kinh doanh|vận hành|van hanh|cung cấp|cung cap|cần|can"
ACTS_EN = (
    "do|make|build|produce|manufacture|run|operate|develop|need|want|design|offer|sell|plan|"
    "making|building|producing|manufacturing|running|operating|developing|planning"
)
NOT = re.compile(
    rf"\b(?:(?:không|khong|chẳng|chang|ko|chứ không|chu khong)\s+(?:phải|phai)(?!\s+(?:chỉ|chi)\b)(?:\s+(?:là|la)\b)?"
    rf"|thay vì|thay vi|instead of|rather than|not\s+(?:an?|the|as)\b)\s+(?P<not>.{{1,80}}?){END}"
    rf"|\b(?:không|khong|chẳng|chang|ko)\s+(?:(?:hề|he|sẽ|se|định|dinh)\s+)?"
    rf"(?P<act>(?:{ACTS_VI})\b(?!\s+(?:chỉ|chi|riêng|rieng)\b).{{1,80}}?){END}"
    rf"|(?:\b(?:not|never|no longer)|n['’]t)\s+(?P<deed>(?:{ACTS_EN})\b(?!\s+(?:only|just)\b).{{1,80}}?){END}"
    rf"|\b(?:not|isn['’]t|no)\s+(?!only\b|just\b)(?P<but>[^,.;:!?\n]{{1,60}}?)"
    rf"(?=\s+but\b(?!\s+also)|\s*[,;]\s*(?:only|just)\b)"
    rf"|(?:^|(?<=[.;,]\s))no\s+(?P<none>[^,.;:!?\n]{{1,60}}?){END}",
    re.I,
)
VIETNAMESE = frozenset(("chua", "khong", "biet", "toi", "cua", "nguoi", "duoc", "cong", "phu", "trach", "nha", "nganh"))


@dataclass(frozen=True, slots=True)
class SectorWords:
    """What one sector is called: `marked` Vietnamese with diacritics, `plain` folded Vietnamese and English.

    `codes`: VSIC 2025 code -> its names; `former`: codes of the list before it (VSIC 2018).
    """

    key: str
    marked: tuple[str, ...]
    plain: tuple[str, ...]
    codes: tuple[tuple[str, tuple[str, ...]], ...]
    former: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A sector the text may mean; `because`: the reader's words and codes it rests on, the weightiest first."""

    key: str
    score: float
    because: tuple[str, ...]


def find_sectors(text: str, book: tuple[SectorWords, ...], most: int = 3) -> tuple[Found, ...]:
    """The likeliest sectors, best first; () where nothing speaks for any. Same text, same answer.

    A sector the text denies is offered only where other words of its own speak for it. What is denied may name the
    thing that the rest speaks of ("không sản xuất chip mà chỉ thiết kế"): where the rest alone says nothing, it helps.
    """
    whole = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    rest = NOT.sub(" . ", whole)  # a stop, so that no phrase reaches across
    if rest == whole:
        return _found(whole, book)[:most]
    said = " . ".join(part for one in NOT.finditer(whole) for part in one.groups() if part)
    denied = {one.key for one in _found(said, book) if one.score >= OWN_WORD}
    found = _found(rest, book) or tuple(one for one in _found(whole, book) if one.key not in denied)
    return tuple(one for one in found if one.key not in denied or one.score >= OWN_WORD)[:most]


def _found(text: str, book: tuple[SectorWords, ...]) -> tuple[Found, ...]:
    index, read = _index(book), _text(text)
    points: dict[str, dict[str, float]] = {}
    for key, because, weight in (*_by_code(read, index), *_by_words(read, index)):
        mine = points.setdefault(key, {})
        mine[because] = max(weight, mine.get(because, 0.0))
    order = {one.key: place for place, one in enumerate(book)}
    found = [
        Found(key, round(sum(by.values()), 3), tuple(sorted(by, key=lambda one: (-by[one], one))))
        for key, by in points.items()
    ]
    found.sort(key=lambda one: (-one.score, order[one.key]))
    least = max([LEAST, *(WEAK * one.score for one in found[:1])])
    return tuple(one for one in found if one.score >= least)


def former_codes(text: str, book: tuple[SectorWords, ...]) -> tuple[str, ...]:
    """Codes in the text that the list in force has for no sector and the one before it had."""
    index = _index(book)
    return tuple(
        code for code in dict.fromkeys(CODE.findall(text)) if not _of(code, index.codes) and _of(code, index.former)
    )


# --- The index ---


@dataclass(frozen=True)
class _Index:
    """Phrases as words -> (sector, phrase as written), for texts with and without diacritics; codes; every word."""

    marked: Mapping[Tokens, tuple[tuple[str, str], ...]]
    plain: Mapping[Tokens, tuple[tuple[str, str], ...]]
    foreign: Mapping[Tokens, tuple[tuple[str, str], ...]]  # English, or written without marks anyway
    sounds: Mapping[Tokens, tuple[tuple[str, str], ...]]  # Vietnamese as it sounds, of several words
    codes: Mapping[str, tuple[str, ...]]
    former: Mapping[str, tuple[str, ...]]
    names: Mapping[Tokens, tuple[tuple[str, str], ...]]
    words: frozenset[str]
    short: frozenset[str]  # abbreviations of few letters


@lru_cache(maxsize=4)
def _index(book: tuple[SectorWords, ...]) -> _Index:
    by_plain = _phrases((one.key, phrase, words(folded(phrase))) for one in book for phrase in one.plain)
    foreign = {
        tokens: kept for tokens, by in by_plain.items() if (kept := tuple(one for one in by if one[1][0] != "~"))
    }
    bare = ((one.key, phrase, words(folded(phrase))) for one in book for phrase in one.plain if phrase[0] == "~")
    named = (
        (one.key, code, words(folded(name)))
        for one in book
        for code, called in one.codes
        for name in called
        if len(name) > 8
    )
    return _Index(
        marked=_phrases((one.key, phrase, words(phrase.casefold())) for one in book for phrase in one.marked),
        plain=by_plain,
        foreign=foreign,
        sounds=_phrases((key, phrase, tuple(map(sounded, tokens))) for key, phrase, tokens in bare if len(tokens) > 1),
        codes=_by_number((code, one.key) for one in book for code, _names in one.codes),
        former=_by_number((code, one.key) for one in book for code in one.former),
        names=_phrases(named),
        words=frozenset(word for tokens in by_plain for word in tokens),
        short=frozenset(
            words(phrase.casefold())[0]
            for one in book
            for phrase in one.plain
            if phrase.isupper() and phrase.isalpha() and len(phrase) <= SHOUTED
        ),
    )


def _phrases(rows: Iterable[tuple[str, str, Tokens]]) -> dict[Tokens, tuple[tuple[str, str], ...]]:
    found: dict[Tokens, dict[str, str]] = {}
    for key, phrase, tokens in rows:
        if tokens:
            found.setdefault(tokens, {}).setdefault(key, phrase)
    return {tokens: tuple(by.items()) for tokens, by in found.items()}


def _by_number(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, key in rows:
        found.setdefault(code, []).append(key)
    return {code: tuple(keys) for code, keys in found.items()}


# --- Reading ---


@dataclass(frozen=True)
class _Text:
    """A text word by word: where each stands, in small letters with its marks and without; `loud`: in capitals."""

    text: str
    places: tuple[tuple[int, int], ...]
    marked: Tokens
    bare: Tokens
    loud: tuple[bool, ...]

    def said(self, at: Iterable[int]) -> str:
        """The reader's own words; what stands between scattered ones is left out."""
        spans: list[list[int]] = []
        for one in sorted(at):
            if spans and one == spans[-1][1] + 1:
                spans[-1][1] = one
            else:
                spans.append([one, one])
        return " … ".join(self.text[self.places[first][0] : self.places[last][1]] for first, last in spans)


def _text(text: str) -> _Text:
    found = list(re.finditer(r"[^\W_]+", text))
    said = [one.group() for one in found]
    return _Text(
        text=text,
        places=tuple(one.span() for one in found),
        marked=tuple(_word(one.casefold()) for one in said),
        bare=tuple(_word(folded(one).replace(" ", "")) for one in said),
        loud=tuple(one.isupper() for one in said),
    )


def _word(small: str) -> str:
    return "".join(words(small)) or small


def _of(code: str, codes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return codes.get(code) or codes.get(code[:4]) or ()


def _by_code(read: _Text, index: _Index) -> Iterator[tuple[str, str, float]]:
    for code in dict.fromkeys(CODE.findall(read.text)):
        keys = _of(code, index.codes) or _of(code, index.former)
        yield from ((key, code, OF_CODE / len(keys)) for key in keys)
    for tokens, by in index.names.items():
        for start in range(len(read.bare) - len(tokens) + 1):
            if read.bare[start : start + len(tokens)] == tokens:
                words_said = read.said(range(start, start + len(tokens)))
                yield from ((key, words_said, OF_CODE / len(by)) for key, _code in by)


def _by_words(read: _Text, index: _Index) -> Iterator[tuple[str, str, float]]:
    with_marks = marked(read.text)
    plain = tuple(mended(word, index.words) for word in read.bare)
    if with_marks or VIETNAMESE.intersection(read.bare):
        # Letters with marks are no English, and "ai" or "soc" is an abbreviation only in capitals.
        plain = tuple(
            f"~{word}" if bare != small or quiet else word
            for word, bare, small, quiet in zip(plain, read.bare, read.marked, _quiet(read, index), strict=True)
        )
    if with_marks:
        small = (f"~{one}" if quiet else one for one, quiet in zip(read.marked, _quiet(read, index), strict=True))
        vietnamese = list(_matches(read, tuple(small), index.marked))
        yield from _matches(read, plain, index.foreign)
    else:
        vietnamese = list(_matches(read, plain, index.plain))
    yield from vietnamese
    if not any(marked(said) or not with_marks for _key, said, _weight in vietnamese):
        heard = _matches(read, tuple(map(sounded, read.bare)), index.sounds, scattered=False)
        yield from ((key, said, AS_HEARD * weight) for key, said, weight in heard)


def _quiet(read: _Text, index: _Index) -> tuple[bool, ...]:
    """Of each word: whether it would be an abbreviation in capitals, and is not."""
    return tuple(bare in index.short and not loud for bare, loud in zip(read.bare, read.loud, strict=True))


def _matches(
    read: _Text, text: Tokens, phrases: Mapping[Tokens, tuple[tuple[str, str], ...]], *, scattered: bool = True
) -> Iterator[tuple[str, str, float]]:
    """Longest phrases first; what they cover is not read again by shorter ones."""
    covered: set[int] = set()
    for size in range(max(map(len, phrases), default=0), 0, -1):
        fresh: set[int] = set()
        for start in range(len(text) - size + 1):
            span = range(start, start + size)
            by = phrases.get(text[start : start + size])
            if by and not covered.intersection(span):
                fresh.update(span)
                yield from ((key, read.said(span), size**FULL / len(by)) for key, _phrase in by)
        covered |= fresh
    if not scattered:
        return
    left = {word for place, word in enumerate(text) if place not in covered}
    places: dict[str, list[int]] = {}
    for place, word in enumerate(text):
        places.setdefault(word, []).append(place)
    for tokens, by in phrases.items():
        if len(tokens) > 1 and left.intersection(tokens) and (at := _near(tokens, places)):
            yield from ((key, read.said(at), SCATTERED * len(tokens) ** FULL / len(by)) for key, _phrase in by)


def _near(tokens: Tokens, places: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """Where all words of the phrase stand, in any order, within a few words of its first; () if they do not."""
    if any(word not in places for word in tokens):
        return ()
    for first in places[tokens[0]]:
        nearest = [min(places[word], key=lambda place: abs(place - first)) for word in tokens]
        if all(abs(place - first) <= APART for place in nearest):
            return tuple(nearest)
    return ()
