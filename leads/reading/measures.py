"""What a cell says as a quantity: its number, bound and unit, in every reading it allows. Pure, exact, never a guess.

"2.500" is two numbers, "5" without a unit is as many quantities as there are units to ask about; whoever calls asks.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

LONGEST = 120
NUMBER = re.compile(r"(?<![a-z0-9.,])[0-9]+(?:[.,][0-9]+)*")
THOUSANDS = re.compile(r"(?<=[0-9])[\s'’](?=[0-9]{3}(?![0-9]))")
BYTES = re.compile(r"(?<![A-Za-z])[KMGT]B(?:/s|ps)", re.ASCII)
EXACT, BY_FACTOR, BY_RATE = "", "power_factor", "rate"


def plainly(text: str) -> str:
    """Small letters without diacritics and raised figures, single spaces; signs stay."""
    wide = unicodedata.normalize("NFKC", text).casefold().replace("đ", "d").replace("^", "")
    bare = "".join(sign for sign in unicodedata.normalize("NFD", wide) if not unicodedata.combining(sign))
    return re.sub(r"\s*/\s*", "/", " ".join(bare.split()))


@dataclass(frozen=True)
class Unit:
    """`factor`: to what the request counts in; `by_factor`: true power, which the power factor makes apparent;
    `to_whole`: what comes of it is rounded, as no such figure is meant to fractions of our unit.
    """

    key: str
    factor: Fraction
    by_factor: bool = False
    to_whole: bool = False

    def of(self, value: Fraction) -> Fraction:
        """So many of it, in what the request counts in, before the power factor."""
        made = value * self.factor
        return Fraction(math.floor(made + Fraction(1, 2))) if self.to_whole else made


@dataclass(frozen=True)
class MoneyUnit:
    """`currency`: "" where none stands; `times`: 1 or the word's thousand, million, billion."""

    currency: str
    times: int = 1
    per_area: bool = False
    per_year: bool = False


@dataclass(frozen=True)
class Rates:
    """What a conversion rests on: kW per kVA, VND for a dollar (None: no rate is known)."""

    power_factor: Fraction
    usd_vnd: Fraction | None


@dataclass(frozen=True)
class Tongue:
    """Words of units, bounds and money, plainly written."""

    units: Mapping[str, Mapping[str, Unit]]
    asked: Mapping[str, tuple[str, ...]]
    bounds: Mapping[str, tuple[str, ...]]
    currencies: Mapping[str, str]
    magnitudes: Mapping[str, int]
    per_area: tuple[str, ...]
    per_year: tuple[str, ...]
    asked_money: tuple[str, ...]

    @cached_property
    def of_money(self) -> re.Pattern[str]:
        words = sorted({*self.currencies, *self.magnitudes}, key=len, reverse=True)
        return re.compile("|".join(rf"(?<![a-z]){re.escape(one)}(?![a-z])" for one in words))


@dataclass(frozen=True)
class Said:
    """`numbers`: one, or the two ends of a range, each with every reading; `bound`: min, max, or "" ."""

    numbers: tuple[tuple[Fraction, ...], ...]
    bound: str
    unit: str


@dataclass(frozen=True)
class Amount:
    """One reading in the request's own unit; `rests_on`: EXACT, BY_FACTOR, BY_RATE; `offered`: no unit stood there."""

    low: Fraction
    high: Fraction | None = None
    rests_on: str = EXACT
    offered: bool = False


class NotRead(Exception):
    """`why`: value, unit, currency, no_rate, yearly, several."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


# --- Numbers ---


def readings(written: str) -> tuple[Fraction, ...]:
    """Every number that figures with points and commas may be; () for none."""
    marks = [sign for sign in written if sign in ".,"]
    parts = re.split("[.,]", written)
    if not marks:
        return (Fraction(written),)
    grouped = all(len(part) == 3 for part in parts[1:]) and 1 <= len(parts[0]) <= 3 and parts[0] != "0"
    if len(set(marks)) == 2:  # the last one parts the decimals, if it stands alone and the others part thousands
        first = all(len(part) == 3 for part in parts[1:-1]) and 1 <= len(parts[0]) <= 3
        return (_decimal(parts),) if marks.count(marks[-1]) == 1 and first else ()
    if len(marks) > 1:
        return (Fraction("".join(parts)),) if grouped else ()
    return (Fraction("".join(parts)), _decimal(parts)) if grouped else (_decimal(parts),)


def _decimal(parts: Sequence[str]) -> Fraction:
    return Fraction(f"{''.join(parts[:-1])}.{parts[-1]}")


def plain(value: Fraction) -> int | float:
    """As JSON has it: whole numbers stay whole."""
    return int(value) if value.denominator == 1 else float(value)


# --- What a text says ---


def said_in(text: str, tongue: Tongue) -> Said:
    """Raises NotRead for a text that is no quantity, or holds figures of several."""
    plain_text = THOUSANDS.sub("", plainly(text))
    if len(text) > LONGEST:
        raise NotRead("value")
    main, _bracket, inside = plain_text.partition("(")
    found = list(NUMBER.finditer(main))
    if not found or len(found) > 2:
        raise NotRead("several" if found else "value")
    if NUMBER.search(inside):
        raise NotRead("several")
    before, after = main[: found[0].start()], main[found[-1].end() :]
    if before.rstrip().endswith(("-", "−")) and not before.strip("-− "):
        raise NotRead("value")
    numbers = tuple(readings(one.group()) for one in found)
    if not all(numbers):
        raise NotRead("value")
    bound, before, after = _bound(before.strip(), after.strip(" )"), tongue)
    unit = " ".join(part for part in (before, after) if part)
    if len(found) == 2:
        between = main[found[0].end() : found[1].start()].strip()
        if not _joins(between, (before, after), tongue):
            raise NotRead("several")
        bound = ""
    return Said(numbers, bound, unit)


def _bound(before: str, after: str, tongue: Tongue) -> tuple[str, str, str]:
    """The bound, and the rest of both sides without its words and without "about"."""
    bound = ""
    for name in ("about", "min", "max", "about"):
        for word in tongue.bounds[name]:
            rest = _without_first(before, word)
            if rest is not None:
                before, bound = rest, bound if name == "about" else name
                break
    for name in ("min", "max"):
        for word in tongue.bounds[name]:
            if len(word) > 2 and after.endswith(f" {word}"):
                after, bound = after[: -len(word)].strip(), name
    return bound, before, after


def _without_first(text: str, word: str) -> str | None:
    if text == word:
        return ""
    apart = "" if not word[-1].isalpha() else " "
    return text[len(word) :].strip(" :") if text.startswith(word + apart) else None


def says_about(text: object, tongue: Tongue) -> bool:
    """Whether a figure is written as about so much."""
    words = plainly(str(text)) if isinstance(text, str) else ""
    starts = (words.startswith(word if not word[-1].isalpha() else f"{word} ") for word in tongue.bounds["about"])
    return any(starts) or "±" in words


def bound_word(text: str, tongue: Tongue) -> str:
    """min or max where a text is a word for one, else "" ."""
    word = plainly(text).strip(" .:")
    return next((name for name in ("min", "max") if len(word) > 2 and word in tongue.bounds[name]), "")


def _joins(between: str, sides: Iterable[str], tongue: Tongue) -> bool:
    """Whether the words between two figures make them the ends of a range; the unit may stand at both."""
    for side in sides:
        if side and between.startswith(side):
            between = between[len(side) :].strip()
        if side and between.endswith(side):
            between = between[: -len(side)].strip()
    return between in tongue.bounds["to"]


# --- Quantities ---


def amounts(cell: object, kind: str, hint: str, tongue: Tongue, rates: Rates) -> tuple[tuple[Amount, ...], str]:
    """Every reading of a cell as a quantity of the kind, and its bound. `hint`: the unit beside it, "" for none.

    Raises NotRead.
    """
    said = _numeric(cell) or said_in(str(cell), tongue)
    lows, highs = said.numbers[0], said.numbers[1] if len(said.numbers) == 2 else (None,)
    ends = [(low, high) for low in lows for high in highs if high is None or low <= high]
    units, offered = _units(said.unit, kind, hint, tongue)
    if kind == "speed" and (BYTES.search(str(cell)) or BYTES.search(hint)):  # bytes, or bits written so
        units += [Unit(f"{unit.key} x 8", unit.factor * 8) for unit in units]
    found = dict.fromkeys(_amount(low, high, unit, rates, offered) for low, high in ends for unit in units)
    return tuple(found), said.bound


def _numeric(cell: object) -> Said | None:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    if not math.isfinite(cell):
        raise NotRead("value")
    return Said(((Fraction(repr(cell)) if isinstance(cell, float) else Fraction(cell),),), "", "")


def _units(written: str, kind: str, hint: str, tongue: Tongue) -> tuple[list[Unit], bool]:
    """The unit that stands there, both where cell and label differ; else those to ask about, and that they are."""
    known = tongue.units[kind]
    standing = [known.get(unit_word(text)) for text in (written, hint) if text]
    if None in standing:
        raise NotRead("unit")
    if units := [one for one in standing if one]:
        return list(dict.fromkeys(units)), False
    by_key = {unit.key: unit for unit in known.values()}
    if kind not in tongue.asked:  # people, storeys: a bare figure says it all
        return [by_key[""]], False
    return [by_key[key] for key in tongue.asked[kind]], True


def unit_word(text: str) -> str:
    """A unit as the table of units writes it."""
    return plainly(text).strip(" .,;:()[]")


def _amount(low: Fraction, high: Fraction | None, unit: Unit, rates: Rates, offered: bool) -> Amount:
    def of(value: Fraction) -> Fraction:
        whole = unit.of(value)
        return Fraction(math.ceil(whole / rates.power_factor)) if unit.by_factor else whole

    return Amount(of(low), None if high is None else of(high), BY_FACTOR if unit.by_factor else EXACT, offered)


# --- Money ---


def money_unit(text: str, tongue: Tongue) -> MoneyUnit | None:
    """What the words beside a figure say of money; None where they say anything else."""
    rest = f" {plainly(text)} "
    per_year = any(word in rest for word in tongue.per_year)
    per_area = any(word in rest for word in tongue.per_area)
    for word in (*tongue.per_year, *tongue.per_area):
        rest = rest.replace(word, " ")
    found = tongue.of_money.findall(rest)
    if tongue.of_money.sub(" ", rest).strip(" .,:()[]"):
        return None
    currencies = {tongue.currencies[one] for one in found if one in tongue.currencies}
    magnitudes = [tongue.magnitudes[one] for one in found if one not in tongue.currencies]
    if len(currencies) > 1 or len(magnitudes) > 2:
        return None
    return MoneyUnit(next(iter(currencies), ""), math.prod(magnitudes), per_area, per_year)


def money_amounts(
    cell: object, hint: str, tongue: Tongue, rates: Rates, *, into: str = "USD", per_area: bool = False, yearly: bool
) -> tuple[tuple[Amount, ...], str]:
    """Every reading of a cell as an amount in USD (or EUR, nothing is changed into it), its bound. Raises NotRead."""
    said = _numeric(cell) or said_in(str(cell), tongue)
    if len(said.numbers) == 2:
        raise NotRead("several")
    own, beside = money_unit(said.unit, tongue), money_unit(hint, tongue)
    if own is None or beside is None:
        raise NotRead("unit")
    unit = MoneyUnit(
        own.currency or beside.currency,
        own.times if own.times != 1 or own.currency else beside.times,
        own.per_area or beside.per_area,
        own.per_year or beside.per_year,
    )
    if unit.per_area != per_area and (unit.currency or unit.per_area):
        raise NotRead("unit")
    if unit.per_year and not yearly:
        raise NotRead("yearly")
    units = [unit] if unit.currency else _asked_money(unit, tongue, into, per_area)
    if own.currency and beside.currency and _differ(own, beside):  # the cell says one thing, its label another
        units = [own, replace(beside, times=beside.times if own.times == 1 else own.times), beside]
    found = dict.fromkeys(_in_money(number, one, rates, into, per_area) for number in said.numbers[0] for one in units)
    return tuple(replace(one, offered=not unit.currency) for one in found), said.bound


def _differ(own: MoneyUnit, beside: MoneyUnit) -> bool:
    return own.currency != beside.currency or (beside.times != 1 and own.times != beside.times)


def _asked_money(unit: MoneyUnit, tongue: Tongue, into: str, per_area: bool) -> list[MoneyUnit]:
    """A figure without a currency: asked in those people write in; a magnitude that stands is kept."""
    offered = [money_unit(one, tongue) for one in tongue.asked_money] if into == "USD" else [MoneyUnit(into)]
    known = [one for one in offered if one]
    if unit.times != 1 or per_area:
        return [MoneyUnit(name, unit.times) for name in dict.fromkeys(one.currency for one in known)]
    return known


def _in_money(number: Fraction, unit: MoneyUnit, rates: Rates, into: str, per_area: bool) -> Amount:
    value = number * unit.times
    if unit.currency == into:
        return Amount(value)
    if unit.currency != "VND" or into != "USD":
        raise NotRead("currency")
    if rates.usd_vnd is None:
        raise NotRead("no_rate")
    step = 100 if per_area else 1  # cents of a price, whole dollars of a sum
    return Amount(Fraction(math.floor(value / rates.usd_vnd * step + Fraction(1, 2)), step), None, BY_RATE)
