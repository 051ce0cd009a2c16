"""What the reading of a questionnaire is made of: cells, the book of words, lines with their meanings. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from leads.reading.measures import Rates, Tongue
from leads.reading.sectors import SectorWords

SHOWN, TEXT_LIMIT = 160, 2000
TEXT = "text"
WORDS = "words"  # a meaning that rests on words alone: offered, never taken


@dataclass(frozen=True)
class Cell:
    """A cell with something in it; `percent`: shown with a per cent sign, so that 12 % is stored as 0.12."""

    row: int
    column: int
    ref: str
    value: str | int | float | bool | date | datetime
    percent: bool = False


@dataclass(frozen=True)
class Sheet:
    """`hidden`: not shown as a whole; `unread`: what of it was not even looked at (place and why)."""

    name: str
    cells: tuple[Cell, ...]
    hidden: bool = False
    unread: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rule:
    """A question: where its answer stands in the request, and what kind of answer it is."""

    key: str
    kind: str


@dataclass(frozen=True)
class Book:
    """What the reader knows: labels (folded, without filler) of questions, words of units, of lists, of sectors."""

    rules: Mapping[str, Rule]
    labels: Mapping[str, tuple[str, ...]]
    contact: frozenset[str]
    filler: frozenset[str]
    columns: Mapping[str, frozenset[str]]
    tongue: Tongue
    rates: Rates
    lists: Mapping[str, Mapping[str, str]]  # question -> folded word -> value of the request
    unsure: Mapping[str, Mapping[str, str]]  # the same, of words that are asked about
    agreed: Mapping[str, bool]
    sectors: tuple[SectorWords, ...] = ()
    loose: frozenset[str] = frozenset()  # labels people use for other things too
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # labels of several words with their filler
    harmless: frozenset[str] = frozenset()  # words in brackets that take nothing away
    narrows: re.Pattern[str] = re.compile("(?!)")
    hints: frozenset[str] = frozenset()  # notes of our own sheet


@dataclass(frozen=True)
class Meaning:
    """Values of the request by their path; `rests_on`: what a conversion supposes (leads.reading.measures), or WORDS;
    `offered`: no unit stood there, this is one of those it may be; `bound`: "at least" or "at most" this, where
    the question asks for neither; `about`: written as about so much; `column`: the phase whose column it stands in.
    """

    values: tuple[tuple[str, Any], ...]
    rests_on: str = ""
    offered: bool = False
    bound: bool = False
    about: bool = False
    column: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the table: where it stands, its label and value as written. One meaning: read; several: asked,
    `why` says what about; none: not understood, `why` says why not.
    """

    place: str
    label: str
    said: str
    meanings: tuple[Meaning, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Questionnaire:
    read: tuple[Line, ...] = ()
    asked: tuple[Line, ...] = ()
    left: tuple[Line, ...] = ()
    text: str = ""  # the project in words
    cut: bool = False
    sheets: tuple[str, ...] = field(default=())
