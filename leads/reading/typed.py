"""A figure and its unit in one box: "18 MVA", "120 triệu", "$2.5m". Exact conversions only. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from leads.reading.measures import NotRead, Tongue, Unit, money_unit, unit_word

PARTS = re.compile(r"(?P<before>[^0-9]*)(?P<figure>[0-9](?:[\s0-9.,]*[0-9])?)(?P<after>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Typed:
    """`figure`: as written, to be read in the reader's language; `unit`: None where none stood there."""

    figure: str
    unit: Unit | None = None


def typed(text: str, kind: str, tongue: Tongue) -> Typed:
    """`kind`: a kind of the units (power, area, ...) or a currency (USD). Money of another currency keeps its own as
    the key of its unit: only a rate changes it.

    Raises NotRead for a unit of something else, and for what is no single figure.
    """
    parts = PARTS.fullmatch(text.strip())
    if parts is None:
        raise NotRead("value")
    beside = " ".join(part for one in ("before", "after") if (part := parts[one].strip()))
    if not beside:
        return Typed(parts["figure"])
    if kind in tongue.units:
        unit = tongue.units[kind].get(unit_word(beside))
        if unit is None:
            raise NotRead("unit")
        return Typed(parts["figure"], unit)
    money = money_unit(beside, tongue)
    if money is None or money.per_area or money.per_year:
        raise NotRead("unit")
    return Typed(parts["figure"], Unit(money.currency or kind, Fraction(money.times)))
