"""Numbers in words, Vietnamese and English, from the words that are numbers wherever they stand. Pure.

Words with two readings (năm, một, one, third) count only where their surroundings say so: such a pattern carries them.
"""

from __future__ import annotations

from collections.abc import Mapping

BEFORE_A_UNIT = r"(?=[\s-]+(?:{units})\b)"
UNITS_VI = r"năm(?!\s*(?:\d{4}|thứ))|tháng(?!\s*\d)|ngày(?!\s*\d)|tuần|phần trăm|phần nghìn|nghìn|triệu|tỷ|tỉ"
UNITS_EN = r"years?|months?|(?:working[ -])?days?|weeks?|per ?cent|per mille|thousand|million|billion|trillion"

ONES_VI = {2: "hai", 3: "ba", 4: "bốn", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín"}
LAST_VI = {1: "mốt", 2: "hai", 3: "ba", 4: "(?:tư|bốn)", 5: "(?:lăm|nhăm)", 6: "sáu", 7: "bảy", 8: "tám", 9: "chín"}
TEENS_VI = LAST_VI | {1: "một", 4: "bốn"}
ONES_EN = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS_EN = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
TENS_EN = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NTH_EN = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def _hundreds_vi() -> dict[str, int]:
    return {"một trăm": 100} | {f"{word} trăm": 100 * number for number, word in ONES_VI.items()}


def _tens_vi() -> dict[str, int]:
    found: dict[str, int] = {}
    for ten, word in ONES_VI.items():
        found |= {f"{word} mươi {last}": 10 * ten + one for one, last in LAST_VI.items()}
        found |= {f"{word} mươi": 10 * ten}
    return found | {f"mười {word}": 10 + one for one, word in TEENS_VI.items()} | {"mười": 10}


def _tens_en() -> dict[str, int]:
    found: dict[str, int] = {}
    for place, word in enumerate(TENS_EN, start=2):
        found |= {rf"{word}[ -]{ONES_EN[one]}": 10 * place + one for one in range(1, 10)}
        found |= {word: 10 * place}
    return found | {word: 10 + one for one, word in enumerate(TEENS_EN)}


VI: Mapping[str, int] = {
    **_hundreds_vi(),
    **_tens_vi(),
    "hai": 2,
    "(?<!thứ )ba": 3,
    "bốn": 4,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    **{f"(?<=năm thứ ){word}": number for number, word in (LAST_VI | {4: "tư", 5: "năm"}).items() if number > 1},
    "một" + BEFORE_A_UNIT.format(units=UNITS_VI): 1,
    "năm" + BEFORE_A_UNIT.format(units=UNITS_VI): 5,
}
EN: Mapping[str, int] = {
    "(?:one|a) hundred": 100,
    **{f"{word} hundred": 100 * one for one, word in enumerate(ONES_EN) if one > 1},
    **_tens_en(),
    "both": 2,
    **{word: one for one, word in enumerate(ONES_EN) if one > 1},
    **{f"{word}(?=[ -]year)": number for number, word in enumerate(NTH_EN, start=2)},
    "one" + BEFORE_A_UNIT.format(units=UNITS_EN): 1,
}
