"""Expressions that are one number as a whole: days, months and quarters, shares, Roman numerals, powers of a metre.

Read before the plain numbers, which would see 1, 5 and 2026 in "1/5/2026". Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

MONTHS = (
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May", "May"),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug"),
    ("September", "Sept?"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
)
MONTH_EN = "(?:" + "|".join(f"{full}|{short}\\.?" for full, short in MONTHS) + ")"
OTHER_MONTHS = "|".join(full for full, _ in MONTHS if full != "May")
TH = "(?:st|nd|rd|th)?"
DAY, MONTH_OF_YEAR, QUARTER, ANNEX, AREA = "day", "month of the year", "quarter", "annex", "power of a metre"
# A month up to whose end something holds is not its first day.
UNTIL = re.compile(r"(?:\b(?:hết|cuối|đến|tới|until|till|through|to|end of|by)\s+)$", re.IGNORECASE)
SHARES_VI = {"hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "tám": 8, "mười": 10}
COUNTS_VI = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "bảy": 7}
SHARES_EN = {"hal": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
COUNTS_EN = {"": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7}
ROMAN = r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})"
ROMAN_ONES = {"I": 1, "V": 5, "X": 10}
ANNEX_WORDS = r"(?:phụ lục|annex|annexes|appendix|appendices|pl)"
PART_WORDS = r"(?:phần|chương|mục|nhóm|bảng|biểu|mẫu|danh mục|part|chapter|section|group|schedule|table|form|list)s?"
NTH_QUARTER = ("first", "second", "third", "fourth")


@dataclass(frozen=True, slots=True)
class Whole:
    """What an expression says: its number (or day, as text) and what it counts."""

    start: int
    end: int
    value: Decimal | str
    unit: str


Reader = Callable[[str, re.Match[str]], tuple[Decimal | str, str] | None]


def wholes(text: str, lang: str) -> Iterator[Whole]:
    """Every expression, the longer form first; what one has read no other reads again."""
    rest = text
    for pattern, reader in READERS[lang]:
        found = []
        for match in pattern.finditer(rest):
            said = reader(rest, match)
            if said is not None:
                found.append(match)
                yield Whole(match.start(), match.end(), *said)
        for match in found:
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]


# --- days, months, quarters ---


def _day(text: str, match: re.Match[str]) -> tuple[Decimal | str, str] | None:
    month, day = _month(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    year = match.groupdict().get("y")
    return (f"{int(year):04}-" if year else "") + f"{month:02}-{day:02}", DAY


def _of_year(text: str, match: re.Match[str]) -> tuple[Decimal | str, str] | None:
    """A month of a year is its first day, unless something holds until it."""
    month = _month(match["m"])
    if not 1 <= month <= 12:
        return None
    whole = f"{int(match['y']):04}-{month:02}"
    return whole if UNTIL.search(text[: match.start()]) else f"{whole}-01", DAY


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return next(number for number, (_, short) in enumerate(MONTHS, start=1) if text.startswith(short.rstrip("t?")))


def _name_of_month(text: str, match: re.Match[str]) -> tuple[Decimal | str, str]:
    return Decimal(_month(match["m"])), MONTH_OF_YEAR


def _quarter(text: str, match: re.Match[str]) -> tuple[Decimal | str, str]:
    said = match["q"]
    number = NTH_QUARTER.index(said.lower()) + 1 if said.lower() in NTH_QUARTER else _numeral(said)
    return Decimal(number), QUARTER


# --- shares ---


def _percent(count: int, parts: int) -> tuple[Decimal | str, str]:
    return (Decimal(100) * count / parts).quantize(Decimal("0.0001")).normalize(), "pct"


def _share_vi(text: str, match: re.Match[str]) -> tuple[Decimal | str, str]:
    return _percent(COUNTS_VI[match["n"].lower()], SHARES_VI[match["of"].lower()])


def _share_en(text: str, match: re.Match[str]) -> tuple[Decimal | str, str]:
    return _percent(COUNTS_EN[(match["n"] or "").lower()], SHARES_EN[match["of"].lower()])


def _half(text: str, match: re.Match[str]) -> tuple[Decimal | str, str]:
    return _percent(1, 2)


def _double(text: str, match: re.Match[str]) -> tuple[Decimal | str, str]:
    return Decimal(200), "pct"


def _slash(text: str, match: re.Match[str]) -> tuple[Decimal | str, str] | None:
    count, parts = int(match["n"]), int(match["of"])
    return _percent(count, parts) if 0 < count < parts else None


# --- Roman numerals, powers of a metre ---


def _roman(text: str, match: re.Match[str]) -> tuple[Decimal | str, str] | None:
    annex = re.search(rf"\b{ANNEX_WORDS}(?:\s+số)?\s+$", text[: match.start()], re.IGNORECASE)
    if len(match[0]) == 1 and not annex and not _single(text, match):
        return None
    return Decimal(_numeral(match[0])), ANNEX if annex else ""


def _single(text: str, match: re.Match[str]) -> bool:
    """I, V and X are numerals after a word of the kind "part", after another numeral, or inside A.I.10."""
    before, after = text[: match.start()], text[match.end() :]
    named = re.search(rf"(?:\b{PART_WORDS}\s+|\b[A-Z]\.)$", before, re.IGNORECASE)
    listed = re.search(rf"\b{ROMAN}(?:,| và| and| or| hoặc|–|-)\s*$", before)
    return bool(named or listed or re.match(r"\.\d", after))


def _numeral(text: str) -> int:
    if text.isdecimal():
        return int(text)
    signs = [ROMAN_ONES[sign] for sign in text]
    return sum(-one if any(one < later for later in signs[at + 1 :][:1]) else one for at, one in enumerate(signs))


def _power(text: str, match: re.Match[str]) -> tuple[Decimal | str, str]:
    said = match[0].lower()
    power = 3 if any(sign in said for sign in ("3", "³", "khối", "cubic")) else 2
    return Decimal(power), f"{AREA} k" if said.startswith("k") else AREA


def _compiled(*rows: tuple[str, Reader]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern), reader) for pattern, reader in rows)


BOTH: tuple[tuple[str, Reader], ...] = (
    (r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b", _day),
    (r"\b(?P<d>\d{1,2})(?P<sep>[/.])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})\b", _day),
)
FRACTION = r"(?<![\w/.,-])(?P<n>[1-9])/(?P<of>10|[2-9])(?![\w/.,]*[\d/])"
READERS = {
    "vi": _compiled(
        *BOTH,
        (r"\b(?:[Nn]gày )?(?P<d>\d{1,2}) tháng (?P<m>\d{1,2}),? năm (?P<y>\d{4})\b", _day),
        (r"\b[Tt]háng (?P<m>\d{1,2})(?:/|-|,? năm )(?P<y>\d{4})\b", _of_year),
        (r"\b(?:[Nn]gày )(?P<d>\d{1,2})(?:/| tháng )(?P<m>\d{1,2})\b(?!/)", _day),
        (r"\b(?:(?<=từ )|(?<=Từ )|(?<=đến )|(?<=trước )|(?<=sau ))(?P<d>\d{1,2})/(?P<m>\d{1,2})\b(?!/)", _day),
        (r"\b[Qq]uý (?P<q>IV|I{1,3}|[1-4])\b", _quarter),
        (rf"(?i:\b(?P<n>{'|'.join(COUNTS_VI)}) phần (?P<of>{'|'.join(SHARES_VI)})(?!\w))", _share_vi),
        (r"(?i:\b(?:một )?nửa\b)", _half),
        (r"(?i:\bgấp đôi\b)", _double),
        (FRACTION, _slash),
        (rf"(?<!\w){ROMAN}(?!\w)", _roman),
        (r"(?i:(?<![a-zđ])k?m[23²³](?!\w)|\bmét (?:vuông|khối)\b)", _power),
    ),
    "en": _compiled(
        *BOTH,
        (rf"\b(?P<d>\d{{1,2}}){TH}(?: of)? (?P<m>{MONTH_EN}),? (?P<y>\d{{4}})\b", _day),
        (rf"\b(?P<m>{MONTH_EN}) (?P<d>\d{{1,2}}){TH},? (?P<y>\d{{4}})\b", _day),
        (rf"\b(?P<m>{MONTH_EN}),?(?: of)? (?P<y>\d{{4}})\b", _of_year),
        (rf"\b(?P<d>\d{{1,2}}){TH}(?: of)? (?P<m>{MONTH_EN})(?!\w)", _day),
        (rf"\b(?P<m>{MONTH_EN}) (?P<d>\d{{1,2}}){TH}\b(?![.,]?\d)", _day),
        (rf"\b(?P<m>{OTHER_MONTHS})\b", _name_of_month),
        (r"(?:(?<=\bin )|(?<=\bof )|(?<=\bby ))(?P<m>May)\b", _name_of_month),
        (r"(?i:\b(?P<q>first|second|third|fourth)[ -]quarter\b)", _quarter),
        (r"\bQ(?P<q>[1-4])\b", _quarter),
        (
            r"(?i:(?<!once )(?<!times )\b(?P<n>an?|one|two|three|four|five|seven)[ -]"
            r"(?P<of>hal(?=f|ves)|third|quarter|fourth|fifth|sixth|eighth|tenth)(?:f|ves|s)?\b(?!\s+(?:year|time)))",
            _share_en,
        ),
        (r"(?i:\b(?P<n>)(?P<of>third|quarter|fourth|fifth|tenth)s?(?= (?:off|of (?:the|its|all|that))\b))", _share_en),
        (r"(?i:\bhalf\b)", _half),
        (r"(?i:\b(?:double|twice)\b)", _double),
        (FRACTION, _slash),
        (rf"(?<!\w){ROMAN}(?!\w)", _roman),
        (r"(?i:(?<![a-z])k?m[23²³](?!\w)|\b(?:square|cubic) (?:kilo)?met(?:re|er)s?\b|\bsq\.? ?m\b)", _power),
    ),
}
