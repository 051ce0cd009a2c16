"""The same numbers in every language of a record: what stands in one text and not in the other. Pure.

A number is read as its language writes it (1.000,5 and 1,000.5 are one number) and with what it counts: 10 % and
10 years are two things, so are 12 months and 1 year, 5 % and 5 ‰; thousands, millions and billions are multiplied
out. A text may leave a unit away where it said that unit already ("4 years, then 9 more"); of one unit the numbers
stand in the same order in both languages. Only so is a swap of two numbers seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sitepages.incentives.quantities import Quantity, quantities

TEXTS = ("name", "summary", "authority", "note", "verified_how")
LEFT_AWAY = "left away"
ALWAYS_SAID = frozenset({"pct", "permille"})  # a sign, never left away


@dataclass(frozen=True, slots=True)
class Unequal:
    """A text of the record whose numbers differ; `only_vi`, `only_en`: what one language has alone, as written.

    `order`: the same numbers, of one unit, in another order.
    """

    text: str
    only_vi: tuple[str, ...]
    only_en: tuple[str, ...]
    order: bool = False


def unequal_numbers(record: Mapping[str, Any]) -> tuple[Unequal, ...]:
    """Every text of a record that says other numbers in Vietnamese than in English."""
    found = (_compare(text, record.get(text) or {}) for text in TEXTS)
    return tuple(one for one in found if one is not None)


def unsaid_value(record: Mapping[str, Any]) -> tuple[Unequal, ...]:
    """A figure whose name does not say its value in its unit, by language."""
    if "value" not in record:
        return ()
    value, unit = Decimal(str(record["value"])), {"pct": "pct", "years": "year"}[record["unit"]]
    said = {
        lang: any(one.value == value and one.unit == unit for one in quantities(record["name"][lang], lang))
        for lang in ("vi", "en")
    }
    if all(said.values()):
        return ()
    missing = {lang: () if said[lang] else (f"{value.normalize():f}",) for lang in said}
    return (Unequal("value", only_vi=missing["en"], only_en=missing["vi"]),)


def _compare(text: str, words: Mapping[str, str]) -> Unequal | None:
    vi, en = (quantities(words.get(lang, ""), lang) for lang in ("vi", "en"))
    pairs = _paired(vi, en)
    left = [one for place, one in enumerate(vi) if place not in pairs]
    right = [one for place, one in enumerate(en) if place not in pairs.values()]
    if left or right:
        return Unequal(text, _written(left), _written(right))
    return _order(text, vi, en, pairs)


def _paired(vi: Sequence[Quantity], en: Sequence[Quantity]) -> dict[int, int]:
    """Place in the one text -> place in the other: first what is wholly alike, then what leaves a unit away."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for alike in (_wholly_alike, _alike_but_for_money(vi, en), _alike_but_for_a_unit(vi, en)):
        for place, one in enumerate(vi):
            if place in pairs:
                continue
            other = next((at for at, two in enumerate(en) if at not in taken and alike(one, two)), None)
            if other is not None:
                pairs[place] = other
                taken.add(other)
    return pairs


def _wholly_alike(one: Quantity, two: Quantity) -> bool:
    return (*_measure(one), one.money) == (*_measure(two), two.money)


def _measure(one: Quantity) -> tuple[Decimal | str, str]:
    """How much of what: "2 times" and "double" are 200 percent."""
    if one.unit == "times" and isinstance(one.total, Decimal):
        return one.total * 100, "pct"
    return one.total, one.unit


def _alike_but_for_money(vi: Sequence[Quantity], en: Sequence[Quantity]) -> Any:
    """ "VND 6,000 billion, of which 6,000 billion": the currency is named once."""
    named = [{one.money for one in text} for text in (vi, en)]

    def alike(one: Quantity, two: Quantity) -> bool:
        if (one.total, one.unit) != (two.total, two.unit):
            return False
        return (not one.money and two.money in named[0]) or (not two.money and one.money in named[1])

    return alike


def _alike_but_for_a_unit(vi: Sequence[Quantity], en: Sequence[Quantity]) -> Any:
    """ "4 years, then 9 more", "12,000 bn or 10,000": the unit was said."""
    said = [{(one.unit, one.scale) for one in text} - {("", Decimal(1))} for text in (vi, en)]

    def bare(short: Quantity, full: Quantity, known: set[tuple[str, Decimal]]) -> bool:
        if short.unit or short.scale != 1 or short.money or full.unit in ALWAYS_SAID:
            return False
        return short.value == full.value and (full.unit, full.scale) in known

    return lambda one, two: bare(one, two, said[0]) or bare(two, one, said[1])


def _order(text: str, vi: Sequence[Quantity], en: Sequence[Quantity], pairs: Mapping[int, int]) -> Unequal | None:
    """The first unit whose numbers stand in another order; those whose unit was left away are one more."""
    units: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for left, right in _in_step(vi, en, pairs):
        units[vi[left].unit or en[right].unit].append((left, right))
        if vi[left].unit != en[right].unit:
            units[LEFT_AWAY].append((left, right))
    for some in units.values():
        ours = [(vi[left], en[right]) for left, right in sorted(some)]
        theirs = [(vi[left], en[right]) for left, right in sorted(some, key=lambda pair: pair[1])]
        if [_size(*pair) for pair in ours] != [_size(*pair) for pair in theirs]:
            return Unequal(text, _written(one for one, _ in ours), _written(two for _, two in theirs), order=True)
    return None


def _in_step(vi: Sequence[Quantity], en: Sequence[Quantity], pairs: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """The pairs, those of equal numbers anew: the first of the one text with the first of the other."""
    alike: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    for left, right in pairs.items():
        alike[vi[left].unit or en[right].unit, _size(vi[left], en[right])].append((left, right))
    for some in alike.values():
        yield from zip(sorted(left for left, _ in some), sorted(right for _, right in some), strict=True)


def _size(one: Quantity, two: Quantity) -> Any:
    """What the number comes to, read from the language that says more."""
    return max(one.total, two.total) if isinstance(one.total, Decimal) and isinstance(two.total, Decimal) else one.total


def _written(some: Iterable[Quantity]) -> tuple[str, ...]:
    return tuple(one.written for one in some)
