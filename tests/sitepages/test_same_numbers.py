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


TRUE_TRANSLATIONS = [
    ("từ 1/5/2026", "from May 1, 2026"),
    ("từ 01/5/2026", "from 1 May 2026"),
    ("từ ngày 01 tháng 5 năm 2026", "from May 1st, 2026"),
    ("từ tháng 5/2026", "from May 2026"),
    ("từ tháng 5/2026", "from May 1, 2026"),
    ("tháng 5 năm 2026", "in May 2026"),
    ("trước ngày 31/12", "before 31 December"),
    ("hết tháng 5/2026", "until May 2026"),
    ("nộp trong tháng 5", "paid in May"),
    ("quý II/2026", "the second quarter of 2026"),
    ("quý 3/2026", "Q3 2026"),
    ("15 năm", "fifteen years"),
    ("mười lăm năm", "15 years"),
    ("mười lăm năm", "fifteen years"),
    ("hai mươi lăm năm", "twenty-five years"),
    ("ba mươi bảy năm", "37 years"),
    ("mười năm", "ten years"),
    ("hai mươi năm", "20 years"),
    ("năm mươi năm", "fifty years"),
    ("một trăm phần trăm", "one hundred per cent"),
    ("năm thứ sáu", "the sixth year"),
    ("năm thứ 4", "the 4th year"),
    ("4 năm rưỡi", "four and a half years"),
    ("22 năm rưỡi", "22.5 years"),
    ("Phụ lục II", "Appendix II"),
    ("Phụ lục II mục A.I.10", "Annex II, A.I.10"),
    ("Phụ lục số 2", "Annex II"),
    ("Phụ lục I và III", "Annexes I and III"),
    ("Chương V", "Chapter V"),
    ("giảm một phần tư", "reduced by a quarter"),
    ("một phần ba tiền thuê", "one third of the rent"),
    ("hai phần ba số vốn", "two-thirds of the capital"),
    ("ba phần tư", "3/4"),
    ("giảm 1/2", "half off"),
    ("giảm một nửa", "reduced by 50%"),
    ("nửa năm", "half a year"),
    ("công suất 20 MW", "a capacity of 20 MW"),
    ("63 MVA", "63 MVA"),
    ("110 kV", "110 kV"),
    ("từ 5 ha", "5 hectares or more"),
    ("1.000 m2", "1,000 square metres"),
    ("giá 95 USD/m²", "USD 95/m2"),
    ("gấp đôi", "twice"),
    ("gấp hai lần", "double"),
    ("nộp một lần cho cả thời gian thuê", "paid at once for the whole term"),
    ("mỗi quý nộp một lần", "paid once a quarter"),
    ("Điều 13 khoản 1 điểm d", "Art. 13(1)(d)"),
    ("Luật 71/2025/QH15, Nghị định 96/2026/NĐ-CP", "Law 71/2025/QH15, Decree 96/2026/NĐ-CP"),
    ("6.000 tỷ đồng giải ngân trong 5 năm", "VND 6,000 billion disbursed within five years"),
    (
        "thuế suất 10% trong 15 năm, miễn 4 năm, giảm 50% trong 9 năm",
        "10% for fifteen years, four exempt, nine at half",
    ),
]


@pytest.mark.parametrize(("vi", "en"), TRUE_TRANSLATIONS)
def test_a_true_translation_raises_no_alarm(vi: str, en: str) -> None:
    assert says(vi, en) == []


@pytest.mark.parametrize(
    ("vi", "en"),
    [
        ("Phụ lục II", "Appendix III"),
        ("Phụ lục I", "Annex V"),
        ("Chương II", "Chapter IV"),
        ("Phụ lục II mục A.I.10", "Annex II, A.V.10"),
        ("20 MW", "20 kW"),
        ("63 MVA", "63 kVA"),
        ("40 Gbps", "40 Mbps"),
        ("5 ha", "5 km"),
        ("95 USD/m2", "USD 95/m3"),
        ("giảm một phần tư", "reduced by a third"),
        ("giảm một phần tư", "reduced by half"),
        ("giảm 1/2", "a third off"),
        ("hai phần ba", "one third"),
        ("ba phần tư", "a quarter"),
        ("quý II/2026", "the third quarter of 2026"),
        ("từ 1/5/2026", "from June 1, 2026"),
        ("từ 1/5/2026", "from May 2, 2026"),
        ("từ tháng 5/2026", "from May 2027"),
        ("hết tháng 5/2026", "until May 1, 2026"),
        ("mười lăm năm", "fifty years"),
        ("mười năm", "fifteen years"),
        ("hai mươi lăm năm", "25 months"),
        ("năm thứ sáu", "the seventh year"),
        ("4 năm rưỡi", "four years"),
        ("gấp đôi", "three times"),
    ],
)
def test_other_words_for_other_numbers_are_not_the_same(vi: str, en: str) -> None:
    assert len(says(vi, en)) == 1


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


def test_200_digit_errors_in_true_translations_are_all_caught() -> None:
    """Dates, numerals, units and shares of the list above; a day whose month changes too is still another day."""
    chance = random.Random(2026)
    spoilt = [
        (vi, en, wrong)
        for vi, en in TRUE_TRANSLATIONS
        for _again in range(9)
        for wrong in digits(en, "en", chance)
        if wrong != en
    ]
    some = chance.sample(spoilt, 200)
    assert [(vi, wrong) for vi, _en, wrong in some if not says(vi, wrong)] == []


def test_200_wrong_numerals_units_and_shares_are_all_caught() -> None:
    chance = random.Random(7)
    numerals = [f"{'X' * tens}{one}" for tens in range(3) for one in ("I", "II", "III", "IV", "V", "VI", "VII", "IX")]
    units = ("kW", "MW", "GW", "kVA", "MVA", "kWh", "MWh", "ha", "km", "Gbps", "Mbps")
    shares = (
        ("một phần ba", "a third"),
        ("một phần tư", "a quarter"),
        ("một nửa", "half"),
        ("ba phần tư", "three quarters"),
    )
    wrong = [(f"Phụ lục {one}", f"Annex {two}") for one in numerals for two in numerals if one != two]
    wrong += [(f"{n} {one}", f"{n} {two}") for n in (5, 20, 110) for one in units for two in units if one != two]
    wrong += [(f"giảm {one}", f"reduced by {two}") for one, right in shares for _vi, two in shares if two != right]
    some = chance.sample(wrong, 200) + wrong[-12:]
    assert [pair for pair in some if not says(*pair)] == []


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
