"""Every number of a Vietnamese or English text, with what it counts. Pure.

Numbers in figures and in words (ba, three, một nửa, half), days in any of their forms, the unit beside a number
(before it or after it), its magnitude (tỷ, billion) and its currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sitepages.incentives import number_words
from sitepages.incentives.expressions import ANNEX, MONTH_OF_YEAR, wholes

ONE = Decimal(1)
NTH = "nth year"


@dataclass(frozen=True, slots=True)
class Quantity:
    """`unit`: "" where none is said; `scale`: of a thousand, million, billion; `written`: as it stands in the text."""

    value: Decimal | str
    unit: str
    scale: Decimal
    money: str
    written: str

    @property
    def total(self) -> Decimal | str:
        return self.value if isinstance(self.value, str) else self.value * self.scale


@dataclass(frozen=True)
class Speech:
    """How a language writes numbers. `after` and `before`: (unit, pattern) beside a number, the longer first."""

    number: re.Pattern[str]
    words: Mapping[str, int]
    scales: tuple[tuple[Decimal, re.Pattern[str]], ...]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    before: tuple[tuple[str, re.Pattern[str]], ...]

    @property
    def word(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{'|'.join(self.words)})(?!\w)", re.IGNORECASE)


def _follows(*rows: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((unit, re.compile(rf"[\s-]*(?:{pattern})", re.IGNORECASE)) for unit, pattern in rows)


def _leads(*rows: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((unit, re.compile(rf"(?:{pattern})\s*$", re.IGNORECASE)) for unit, pattern in rows)


def _scaled(*rows: tuple[int, str]) -> tuple[tuple[Decimal, re.Pattern[str]], ...]:
    return tuple((Decimal(10) ** power, re.compile(rf"[\s-]*(?:{words})", re.IGNORECASE)) for power, words in rows)


SPEECH: Mapping[str, Speech] = {
    "vi": Speech(
        number=re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?"),
        words=number_words.VI,
        scales=_scaled(
            (12, r"(?:nghìn|ngàn) t[ỷỉ]\b"),
            (9, r"t[ỷỉ]\b(?! (?:lệ|giá|suất|trọng))"),
            (6, r"triệu\b"),
            (3, r"(?:nghìn|ngàn)\b"),
        ),
        after=_follows(
            ("pct", r"%|phần trăm\b"),
            ("permille", r"‰|phần nghìn\b"),
            ("year", r"năm\b(?!\s*(?:\d{4}|thứ))"),
            ("month", r"tháng\b(?!\s*\d)"),
            ("working day", r"ngày làm việc\b"),
            ("day", r"ngày\b(?!\s*\d)"),
            ("week", r"tuần\b"),
            ("times", r"lần\b"),
        ),
        before=_leads(
            ("article", r"\bđiều"),
            ("clause", r"\bkhoản|\d\("),
            (ANNEX, r"\bphụ lục(?: số)?"),
            (NTH, r"\bnăm(?: thứ)?"),
        ),
    ),
    "en": Speech(
        number=re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"),
        words=number_words.EN,
        scales=_scaled(
            (12, r"trillion\b"),
            (9, r"(?:billion|bn)\b"),
            (6, r"(?:million|mn)\b"),
            (3, r"thousand\b"),
        ),
        after=_follows(
            ("pct", r"%|per ?cent\b"),
            ("permille", r"‰|per (?:mille|thousand)\b"),
            (NTH, r"(?:st|nd|rd|th)[ -]year\b"),
            ("year", r"(?:[a-z]+ )?years?\b"),
            ("month", r"(?:[a-z]+ )?months?\b"),
            ("working day", r"working[ -]days?\b"),
            ("day", r"(?:[a-z]+ )?days?\b"),
            ("week", r"weeks?\b"),
            ("times", r"times\b"),
        ),
        before=_leads(
            ("article", r"\b(?:arts?\.?|articles?)"),
            ("clause", r"\bclauses?|\d\("),
            (ANNEX, r"\b(?:annex|annexes|appendix|appendices)"),
            (NTH, r"\byear"),
        ),
    ),
}
CURRENCIES = (
    ("usd", r"usd\b|us\$|\$|đô la(?: mỹ)?\b|dollars?\b"),
    ("vnd", r"vnd\b|đồng\b|dong\b"),
    ("eur", r"eur\b|€|euros?\b"),
)
MONEY_AFTER, MONEY_BEFORE = _follows(*CURRENCIES), _leads(*CURRENCIES)
# What is measured in one sign everywhere; MW and kW are two things.
MEASURES = tuple(
    (unit, re.compile(rf"[\s-]?(?:{pattern})(?!\w)"))
    for unit, pattern in (
        *((unit, unit) for unit in ("GWh", "MWh", "kWh", "GW", "MW", "kW", "MVA", "kVA", "kV", "Tbps", "Gbps", "Mbps")),
        ("ha", r"ha|héc-?ta|hecta|hectares?"),
        ("km", r"km|ki-?lô-?mét|kilomet(?:re|er)s?"),
    )
)
HALF_MORE = {"vi": re.compile(r"\s*rưỡi\b"), "en": re.compile(r" and a half\b", re.IGNORECASE)}
MONTH_BEFORE = re.compile(r"(?<!\d )\btháng\s*$", re.IGNORECASE)
ORDINALS = re.compile(rf"\b(?:năm thứ|{'|'.join(number_words.NTH_EN)})\b", re.IGNORECASE)
MILLIONS = re.compile(r" ?m\b")  # "EUR 750 m"; without a currency it is metres
CALENDAR = range(1900, 2200)


def quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """In the order of the text."""
    rest, found = text.replace("\u00a0", " "), []
    more = HALF_MORE["en"] if lang == "en" else None
    for one in list(wholes(more.sub(lambda half: " " * len(half[0]), rest) if more else rest, lang)):
        found.append((one.start, Quantity(one.value, one.unit, ONE, "", rest[one.start : one.end])))
    for start, said in found:
        rest = rest[:start] + " " * len(said.written) + rest[start + len(said.written) :]
    found += _numbers(rest, lang)
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def _numbers(text: str, lang: str) -> Iterator[tuple[int, Quantity]]:
    speech = SPEECH[lang]
    for found in speech.number.finditer(text):
        yield found.start(), _counted(text, found.start(), found.end(), _plain(found[0], lang), lang)
    for found in speech.word.finditer(text):
        yield found.start(), _counted(text, found.start(), found.end(), _of_word(text, found, speech), lang)


def _of_word(text: str, found: re.Match[str], speech: Speech) -> Decimal:
    """The number of the word that stands here; which of two readings, the pattern of each says."""
    if (plain := speech.words.get(found[0].lower())) is not None:
        return Decimal(plain)
    fits = (value for pattern, value in speech.words.items() if _stands(pattern, text, found))
    return Decimal(next(fits))


def _stands(pattern: str, text: str, found: re.Match[str]) -> bool:
    here = re.compile(pattern, re.IGNORECASE).match(text, found.start())
    return here is not None and here.end() == found.end()


def _counted(text: str, start: int, end: int, value: Decimal, lang: str) -> Quantity:
    speech = SPEECH[lang]
    value, end = _half_more(text, end, value, lang)
    for unit, pattern in MEASURES:
        if found := pattern.match(text, end):
            return Quantity(value, unit, ONE, "", text[start : found.end()].strip())
    scale, end = _scale(text, end, speech)
    money, end = _money(text, start, end)
    if money and scale == ONE and (short := MILLIONS.match(text, end)):
        scale, end = Decimal(10) ** 6, short.end()
    unit = ""
    if scale == ONE and not money:
        unit, end = _unit(text, start, end, value, speech)
        value, end = _half_more(text, end, value, lang) if lang == "vi" else (value, end)
    return Quantity(value, "amount" if scale != ONE or money else unit, scale, money, text[start:end].strip())


def _half_more(text: str, end: int, value: Decimal, lang: str) -> tuple[Decimal, int]:
    """ "4 năm rưỡi", "four and a half years"."""
    found = HALF_MORE[lang].match(text, end)
    return (value + Decimal("0.5"), found.end()) if found else (value, end)


def _scale(text: str, end: int, speech: Speech) -> tuple[Decimal, int]:
    for scale, pattern in speech.scales:
        if found := pattern.match(text, end):
            return scale, found.end()
    return ONE, end


def _money(text: str, start: int, end: int) -> tuple[str, int]:
    for money, pattern in MONEY_AFTER:
        if found := pattern.match(text, end):
            return money, found.end()
    return next((money for money, pattern in MONEY_BEFORE if pattern.search(text[:start])), ""), end


def _unit(text: str, start: int, end: int, value: Decimal, speech: Speech) -> tuple[str, int]:
    if ORDINALS.search(text[max(0, start - len("năm thứ ")) : end]) and not text[start:end].isdecimal():
        return NTH, end
    if MONTH_BEFORE.search(text[:start]):
        return MONTH_OF_YEAR, end
    for unit, pattern in speech.after:
        if found := pattern.match(text, end):
            return unit, found.end()
    unit = next((unit for unit, pattern in speech.before if pattern.search(text[:start])), "")
    return ("" if unit == NTH and value in CALENDAR else unit), end


def _plain(text: str, lang: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", ".") if lang == "vi" else text.replace(",", ""))
