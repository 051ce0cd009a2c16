"""The same numbers in Vietnamese and English: no false alarm on the data, no injected error that slips through."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from sitepages.incentives.quantities import SPEECH, quantities
from sitepages.incentives.same_numbers import TEXTS, unequal_numbers, unsaid_value
from tests.sitepages.law_files import files

LAW = files()["incentives"]
SHARED = [LAW[name][key] for name in ("definitions", "standing", "figures") for key in LAW[name]]
Texts = Mapping[str, str]


def says(vi: str, en: str) -> list[Any]:
    return list(unequal_numbers({"name": {"vi": vi, "en": en}}))


@pytest.mark.parametrize("record", [*LAW["records"], *SHARED], ids=lambda record: record.get("id", ""))
def test_the_data_says_the_same_numbers_in_both_languages(record: dict[str, Any]) -> None:
    assert (*unequal_numbers(record), *unsaid_value(record)) == ()


@pytest.mark.parametrize(
    ("vi", "en"),
    [
        ("6.000 tỷ đồng", "VND 6,000 bn"),
        ("6.000 tỷ đồng", "VND 6 trillion"),
        ("750 triệu euro", "EUR 750 m"),
        ("22,5 năm", "22.5 years"),
        ("từ 01/3/2026", "from 2026-03-01"),
        ("từ 01/3/2026", "from 1 March 2026"),
        ("giảm một nửa", "half off"),
        ("tháng 12", "in December"),
        ("5‰", "5 per mille"),
        ("10 phần trăm", "10 per cent"),
        ("năm năm", "5 years"),
        ("từ năm thứ tư", "from year 4"),
        ("mười hai tháng", "12 months"),
        ("miễn 4 năm, giảm 9 năm", "4 years exempt, then 9 more at a lower rate"),
        ("giảm 30% trong 5 năm", "for 5 years 30% off"),
        ("khoản 21 năm 2016", "the 2016 text of clause 21"),
        ("hai trong bốn năm trước", "two of the four preceding years"),
    ],
)
def test_one_number_is_one_number_in_both_languages(vi: str, en: str) -> None:
    assert says(vi, en) == []


@pytest.mark.parametrize(
    ("vi", "en"),
    [
        ("10% trong 15 năm", "15% for 10 years"),
        ("miễn 4 năm, giảm 9 năm", "9 years exempt, 4 years half"),
        ("miễn 4 năm, hạ thuế 9 năm", "9 years exempt, 4 years lower"),
        ("5‰", "5%"),
        ("0,5%", "5‰"),
        ("12 tháng", "1 year"),
        ("15 ngày", "15 working days"),
        ("22,5 năm", "22,5 years"),
        ("22.5 năm", "22.5 years"),
        ("750 triệu", "750 billion"),
        ("6.000 tỷ đồng", "USD 6,000 billion"),
        ("10% trong 15 năm", "10 for 15 years"),
        ("ba năm", "four years"),
        ("từ năm thứ tư", "from year 3"),
        ("Điều 12 khoản 4", "Art. 4(12)"),
        ("12.000 tỷ trong 5 năm hoặc 10.000 tỷ trong 3 năm", "12,000 bn in 5 years or 3 in 10,000"),
        ("từ 01/3/2026", "from 2026-01-03"),
    ],
)
def test_other_numbers_are_not_the_same(vi: str, en: str) -> None:
    assert len(says(vi, en)) == 1


def test_a_swap_inside_one_unit_is_told_as_an_order() -> None:
    (found,) = says("miễn 4 năm, giảm thuế 9 năm", "9 years exempt, 4 years less")
    assert (found.order, found.only_vi, found.only_en) == (True, ("4 năm", "9 năm"), ("9 years", "4 years"))


def test_what_one_language_has_alone_is_told_as_it_is_written() -> None:
    (found,) = says("10 % trong 15 năm", "10‰ for 15 years")
    assert (found.order, found.only_vi, found.only_en) == (False, ("10 %",), ("10‰",))


# --- injected errors ---


def prose() -> Iterator[tuple[str, str, Texts]]:
    """Every text of the 26 records, with the language to be spoilt."""
    for record in LAW["records"]:
        for text in TEXTS:
            for lang in ("vi", "en"):
                yield lang, record[text][lang], record[text]


def digits(text: str, lang: str, chance: random.Random) -> Iterator[str]:
    for found in re.finditer(r"\d", text):
        wrong = chance.choice([digit for digit in "0123456789" if digit != found[0]])
        yield text[: found.start()] + wrong + text[found.end() :]


def swaps(text: str, lang: str, chance: random.Random) -> Iterator[str]:
    """Two different numbers change places."""
    some = list(SPEECH[lang].number.finditer(text))
    for place, one in enumerate(some):
        for two in some[place + 1 :]:
            if one[0] != two[0]:
                yield text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]


UNITS = {
    "vi": [("%", "‰"), ("%", " năm"), (" năm", " tháng"), (" tỷ", " triệu"), (" triệu", " tỷ"), (" lần", "%")],
    "en": [
        ("%", "‰"),
        ("%", " years"),
        ("%", ""),
        (" years", " months"),
        (" billion", " million"),
        (" bn", " million"),
        (" million", " billion"),
        (" times", "%"),
    ],
}


def units(text: str, lang: str, chance: random.Random) -> Iterator[str]:
    """The unit beside a number becomes another."""
    for old, new in UNITS[lang]:
        for found in re.finditer(rf"(?<!tháng 12)(?<=\d){old}(?!\w| \d{{4}})", text):
            yield text[: found.start()] + new + text[found.end() :]


def decimals(text: str, lang: str, chance: random.Random) -> Iterator[str]:
    """A decimal sign slips in, is lost, or is that of the other language."""
    mark, other = (",", ".") if lang == "vi" else (".", ",")
    for found in re.finditer(r"(?<![\d.,/-])[1-9]\d+(?![\d.,/-])", text):
        yield text[: found.start() + 1] + mark + text[found.start() + 1 :]
    for found in re.finditer(r"\d[.,]\d", text):
        at = found.start() + 1
        yield text[:at] + text[at + 1 :] if text[at] == mark else text[:at] + mark + text[at + 1 :]
        if text[at] == mark:
            yield text[:at] + other + text[at + 1 :]


@pytest.mark.parametrize("kind", [digits, swaps, units, decimals])
def test_200_injected_errors_of_each_kind_are_all_caught(
    kind: Callable[[str, str, random.Random], Iterator[str]],
) -> None:
    chance = random.Random(13)
    spoilt = [
        (lang, words[lang], wrong, {**words, lang: wrong})
        for lang, text, words in prose()
        for wrong in kind(text, lang, chance)
    ]
    some = chance.sample(spoilt, min(200, len(spoilt)))
    missed = [(right, wrong) for _lang, right, wrong, texts in some if not says(texts["vi"], texts["en"])]
    assert missed == []
    assert len(some) >= 80


def test_a_number_keeps_its_place_unit_and_currency() -> None:
    (one,) = quantities("vốn từ 6.000 tỷ đồng", "vi")
    assert (str(one.value), one.scale, one.money, one.written) == ("6000", 10**9, "vnd", "6.000 tỷ đồng")
