"""Every number of a Vietnamese or English text, with what it counts. Pure.

Numbers in figures and in words (ba, three, một nửa, half), days in any of their forms, the unit beside a number
(before it or after it), its magnitude (tỷ, billion) and its currency.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
SLASH_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
WORD_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b", re.IGNORECASE)
# "May" is also a verb; as a month it stands beside a day or a year.
MONTH_NAME = re.compile(rf"\b(?:{'|'.join(name for name in MONTHS if name != 'may')})\b", re.IGNORECASE)
DATED = ((ISO_DAY, (1, 2, 3)), (SLASH_DAY, (3, 2, 1)), (WORD_DAY, (3, 2, 1)))
ONE = Decimal(1)
DAY, MONTH_OF_YEAR, NTH = "day of the calendar", "month of the year", "nth year"
BEFORE_A_UNIT = r"(?=[\s-]+(?:{units})\b)"
UNITS_VI = r"năm(?!\s*(?:\d{4}|thứ))|tháng(?!\s*\d)|ngày(?!\s*\d)|tuần|lần|phần trăm|phần nghìn|nghìn|triệu|tỷ|tỉ"
UNITS_EN = r"years?|months?|(?:working[ -])?days?|weeks?|times|per ?cent|per mille|thousand|million|billion|trillion"


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
    shares: Mapping[str, int]
    scales: tuple[tuple[Decimal, re.Pattern[str]], ...]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    before: tuple[tuple[str, re.Pattern[str]], ...]

    @property
    def word(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{'|'.join([*self.shares, *self.words])})(?!\w)", re.IGNORECASE)


def _follows(*rows: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((unit, re.compile(rf"[\s-]*(?:{pattern})", re.IGNORECASE)) for unit, pattern in rows)


def _leads(*rows: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((unit, re.compile(rf"(?:{pattern})\s*$", re.IGNORECASE)) for unit, pattern in rows)


def _scaled(*rows: tuple[int, str]) -> tuple[tuple[Decimal, re.Pattern[str]], ...]:
    return tuple((Decimal(10) ** power, re.compile(rf"[\s-]*(?:{words})", re.IGNORECASE)) for power, words in rows)


SPEECH: Mapping[str, Speech] = {
    "vi": Speech(
        number=re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?"),
        words={
            "mười hai": 12,
            "mười một": 11,
            "hai": 2,
            "(?<!thứ )ba": 3,
            "bốn": 4,
            "sáu": 6,
            "bảy": 7,
            "tám": 8,
            "chín": 9,
            "mười": 10,
            "(?<=năm thứ )hai": 2,
            "(?<=năm thứ )ba": 3,
            "(?<=năm thứ )tư": 4,
            "(?<=năm thứ )năm": 5,
            "một" + BEFORE_A_UNIT.format(units=UNITS_VI): 1,
            "năm" + BEFORE_A_UNIT.format(units=UNITS_VI): 5,
        },
        shares={"một nửa": 50, "gấp đôi": 200},
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
            (NTH, r"\bnăm(?: thứ)?"),
        ),
    ),
    "en": Speech(
        number=re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"),
        words={
            "two": 2,
            "both": 2,
            "three": 3,
            "four": 4,
            "five": 5,
            "six": 6,
            "seven": 7,
            "eight": 8,
            "nine": 9,
            "ten": 10,
            "eleven": 11,
            "twelve": 12,
            "second(?= year)": 2,
            "third(?= year)": 3,
            "fourth(?= year)": 4,
            "fifth(?= year)": 5,
            "one" + BEFORE_A_UNIT.format(units=UNITS_EN): 1,
        },
        shares={"half": 50, "double": 200, "twice": 200},
        scales=_scaled(
            (12, r"trillion\b"),
            (9, r"(?:billion|bn)\b"),
            (6, r"(?:million|mn)\b"),
            (3, r"thousand\b"),
        ),
        after=_follows(
            ("pct", r"%|per ?cent\b"),
            ("permille", r"‰|per (?:mille|thousand)\b"),
            ("year", r"(?:[a-z]+ )?years?\b"),
            ("month", r"(?:[a-z]+ )?months?\b"),
            ("working day", r"working[ -]days?\b"),
            ("day", r"(?:[a-z]+ )?days?\b"),
            ("week", r"weeks?\b"),
            ("times", r"times\b"),
        ),
        before=_leads(("article", r"\b(?:arts?\.?|articles?)"), ("clause", r"\bclauses?|\d\("), (NTH, r"\byear")),
    ),
}
CURRENCIES = (
    ("usd", r"usd\b|us\$|\$|đô la(?: mỹ)?\b|dollars?\b"),
    ("vnd", r"vnd\b|đồng\b|dong\b"),
    ("eur", r"eur\b|€|euros?\b"),
)
MONEY_AFTER, MONEY_BEFORE = _follows(*CURRENCIES), _leads(*CURRENCIES)
MONTH_BEFORE = re.compile(r"(?<!\d )\btháng\s*$", re.IGNORECASE)
ORDINALS = re.compile(r"\b(?:năm thứ|second|third|fourth|fifth)\b", re.IGNORECASE)
MILLIONS = re.compile(r" ?m\b")  # "EUR 750 m"; without a currency it is metres
CALENDAR = range(1900, 2200)


def quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """In the order of the text."""
    rest, found = text.replace("\u00a0", " "), []
    for pattern, order in DATED:
        for day in pattern.finditer(rest):
            year, month, date = (day[group] for group in order)
            said = f"{int(year):04}-{_month(month):02}-{int(date):02}"
            found.append((day.start(), Quantity(said, DAY, ONE, "", day[0])))
        rest = pattern.sub(lambda day: " " * len(day[0]), rest)
    found += _numbers(rest, lang)
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else MONTHS.index(text.lower()) + 1


def _numbers(text: str, lang: str) -> Iterator[tuple[int, Quantity]]:
    speech = SPEECH[lang]
    for found in speech.number.finditer(text):
        yield found.start(), _counted(text, found.start(), found.end(), _plain(found[0], lang), speech)
    for found in speech.word.finditer(text):
        word = found[0].lower()
        if word in speech.shares:
            yield found.start(), Quantity(Decimal(speech.shares[word]), "pct", ONE, "", found[0])
        else:
            yield found.start(), _counted(text, found.start(), found.end(), _of_word(text, found, speech), speech)
    if lang == "en":
        for found in MONTH_NAME.finditer(text):
            yield found.start(), Quantity(Decimal(_month(found[0])), MONTH_OF_YEAR, ONE, "", found[0])


def _of_word(text: str, found: re.Match[str], speech: Speech) -> Decimal:
    """The number of the word that stands here; which of two readings, the pattern of each says."""
    fits = (value for pattern, value in speech.words.items() if _stands(pattern, text, found))
    return Decimal(next(fits))


def _stands(pattern: str, text: str, found: re.Match[str]) -> bool:
    here = re.compile(pattern, re.IGNORECASE).match(text, found.start())
    return here is not None and here.end() == found.end()


def _counted(text: str, start: int, end: int, value: Decimal, speech: Speech) -> Quantity:
    scale, end = _scale(text, end, speech)
    money, end = _money(text, start, end)
    if money and scale == ONE and (short := MILLIONS.match(text, end)):
        scale, end = Decimal(10) ** 6, short.end()
    unit = ""
    if scale == ONE and not money:
        unit, end = _unit(text, start, end, value, speech)
    return Quantity(value, "amount" if scale != ONE or money else unit, scale, money, text[start:end].strip())


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
