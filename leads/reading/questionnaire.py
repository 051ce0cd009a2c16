"""A project's questionnaire out of the cells of a workbook: what was read, what must be asked, what was not understood.

Labels in Vietnamese (with diacritics or without) or English, on the left; values, and perhaps units, to the right. What
allows more than one reading is never decided here: every reading is handed on, and the reader chooses. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leads.reading.answers import about, meanings
from leads.reading.folded import folded
from leads.reading.measures import NotRead, money_unit, unit_word
from leads.reading.questionnaire_values import (
    SHOWN,
    TEXT,
    TEXT_LIMIT,
    WORDS,
    Book,
    Cell,
    Line,
    Meaning,
    Questionnaire,
    Sheet,
)
from leads.reading.sectors import find_sectors

LABEL_LIMIT = 120
MOST_LEFT, MOST_OPTIONS = 80, 8
BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
NUMBERING = re.compile(r"^(?:[0-9]+(?:[.)][0-9]*)*|[a-hA-H][.)]|[ivxIVX]+[.)]|[-•*–])\s+")
ROW_NUMBER = re.compile(r"[0-9]+(?:[.)-][0-9]*)*|[A-Za-z][.)]?|[ivxIVX]+[.)]?")


def read_questionnaire(sheets: Sequence[Sheet], book: Book) -> Questionnaire:
    """Every line of every sheet; lines that contradict each other are asked about together."""
    lines = [line for sheet in sheets for line in _Reader(sheet, book).lines()]
    texts = [line.said for line in lines if line.meanings and line.meanings[0].values[0][0] == TEXT]
    text = "\n".join(dict.fromkeys(texts))[:TEXT_LIMIT]
    lines = [line for line in lines if not (line.meanings and line.meanings[0].values[0][0] == TEXT)]
    lines += _sector_of_text(lines, text, book)
    sure, asked = _without_quarrels([line for line in lines if len(line.meanings) == 1 and not line.why])
    asked += [line for line in lines if line.meanings and (len(line.meanings) > 1 or line.why)]
    left = [line for line in lines if not line.meanings]
    return Questionnaire(
        tuple(sure),
        tuple(asked),
        tuple(left[:MOST_LEFT]),
        text,
        len(left) > MOST_LEFT,
        tuple(one.name for one in sheets),
    )


def _without_quarrels(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Lines that say the same once; of one thing said differently, one question with each answer."""
    by_path: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        by_path.setdefault(tuple(path for path, _value in line.meanings[0].values), []).append(line)
    sure, asked = [], []
    for same in by_path.values():
        meanings = tuple(dict.fromkeys(line.meanings[0] for line in same))
        if len(meanings) == 1:
            sure.append(same[0])
            continue
        places = ", ".join(line.place for line in same)
        said = " | ".join(dict.fromkeys(line.said for line in same))
        asked.append(Line(places[:SHOWN], same[0].label, said[:SHOWN], meanings[:MOST_OPTIONS], "two_values"))
    return sure, asked


def _sector_of_text(lines: Sequence[Line], text: str, book: Book) -> Iterator[Line]:
    """Without a line of its own the sector may stand in the description: offered, never taken."""
    told = any(path == "sector" for line in lines for one in line.meanings for path, _value in one.values)
    if text and not told:
        found = find_sectors(text, book.sectors)
        if found:
            yield Line("", "", text[:SHOWN], tuple(Meaning((("sector", one.key),), WORDS) for one in found), "words")


@dataclass(frozen=True)
class _Head:
    """Columns of a table, by its header row."""

    values: tuple[int, ...]
    units: tuple[int, ...]
    ignored: frozenset[int]


class _Reader:
    """One sheet, row by row."""

    def __init__(self, sheet: Sheet, book: Book) -> None:
        self.sheet, self.book = sheet, book
        self.head: _Head | None = None

    def lines(self) -> Iterator[Line]:
        rows: dict[int, list[Cell]] = {}
        for cell in self.sheet.cells:
            rows.setdefault(cell.row, []).append(cell)
        for _number, cells in sorted(rows.items()):
            cells.sort(key=lambda one: one.column)
            head = self._head(cells)
            if head:
                self.head = head
                continue
            yield from self._row(cells)

    def _head(self, cells: Sequence[Cell]) -> _Head | None:
        """A row of titles: at least a column of values and one of labels, units or notes."""
        kinds: dict[int, str] = {}
        for cell in cells:
            for kind, words in self.book.columns.items():
                if isinstance(cell.value, str) and folded(BRACKETS.sub("", cell.value)) in words:
                    kinds.setdefault(cell.column, kind)
        named = set(kinds.values())
        if "value" not in named or len(named) < 2 or len(kinds) < len(cells) / 2:
            return None
        of = {kind: tuple(one for one, name in kinds.items() if name == kind) for kind in self.book.columns}
        return _Head(of["value"], of["unit"], frozenset((*of["note"], *of["number"])))

    def _row(self, cells: Sequence[Cell]) -> Iterator[Line]:
        cells = [one for one in cells if not (self.head and one.column in self.head.ignored)]
        place = 0
        while place < len(cells):
            label = cells[place]
            keys, hint, sure = self._keys(label)
            after = list(self._until_next_label(cells[place + 1 :])) if keys else list(cells[place + 1 :])
            inline = self._inline(label)
            if keys:
                yield from self._line(label, after, keys, hint, sure)
                place += len(after)
            elif inline:
                yield from self._line(inline[0], [inline[1]], *self._keys(inline[0]))
            elif not any(self._keys(one)[2] for one in after) and not ROW_NUMBER.fullmatch(str(label.value)):
                if place == 0 and isinstance(label.value, str) and after:
                    yield from self._unknown(label, after)
                return
            place += 1

    def _until_next_label(self, cells: Iterable[Cell]) -> Iterator[Cell]:
        for cell in cells:
            keys, _hint, sure = self._keys(cell)
            in_column = self.head is not None and cell.column in self.head.values
            if keys and sure and not in_column and not self._is_listed_word(cell):
                return
            yield cell

    def _is_listed_word(self, cell: Cell) -> bool:
        """A word that is a label and an answer ("Others", a sector called as a question) counts as the answer."""
        word = folded(str(cell.value))
        return any(word in words for words in self.book.lists.values())

    def _inline(self, cell: Cell) -> tuple[Cell, Cell] | None:
        """ "Power: 20 MVA" in one cell."""
        if not isinstance(cell.value, str) or ":" not in cell.value:
            return None
        label, _colon, value = cell.value.partition(":")
        if not value.strip() or not self._keys(replace(cell, value=label))[0]:
            return None
        return replace(cell, value=label.strip()), replace(cell, value=value.strip())

    # --- Labels ---

    def _keys(self, cell: Cell) -> tuple[tuple[str, ...], str, bool]:
        """The questions a label may be, the unit in its brackets, whether it is one of our labels as it stands."""
        if not isinstance(cell.value, str) or len(cell.value) > LABEL_LIMIT:
            return (), "", False
        hints = [one.strip() for one in BRACKETS.findall(cell.value)]
        text = NUMBERING.sub("", BRACKETS.sub(" ", cell.value).strip()).strip(" :*?")
        before, _comma, tail = text.rpartition(",")
        if before and self._is_unit(tail):  # "Power demand, MVA"
            text, hints = before, [*hints, tail]
        hint = next((one for one in hints if self._is_unit(one)), "")
        key = label_key(text, self.book.filler)
        if found := self.book.labels.get(key):
            return found, hint, True
        return self._contained(key), hint, False

    def _contained(self, key: str) -> tuple[str, ...]:
        """Our longest label of two words or more that stands within: worth asking about, not more."""
        words, best = f" {key} ", ""
        for label in self.book.labels:
            if " " in label and len(label) > len(best) and f" {label} " in words:
                best = label
        return self.book.labels.get(best, ())

    def _is_unit(self, text: str) -> bool:
        word = unit_word(text)
        if not word:
            return False
        known = any(word in units for units in self.book.tongue.units.values())
        money = money_unit(text, self.book.tongue)
        return known or (money is not None and bool(money.currency))

    # --- Values ---

    def _line(self, label: Cell, after: Sequence[Cell], keys: Sequence[str], hint: str, sure: bool) -> Iterator[Line]:
        if self.head:
            beside = [one for one in after if one.column in self.head.units]
            values = [one for one in after if one.column in self.head.values] or [
                one for one in after if one not in beside
            ]
        else:
            beside = [one for one in after if isinstance(one.value, str) and self._is_unit(one.value)]
            values = [one for one in after if one not in beside]
            if not values and len(beside) == 1 and not hint:  # a lone word that looks like a unit is the answer
                values, beside = beside, []
        if not values:
            return
        unit = next((str(one.value) for one in beside if re.search(r"[^\W_]|[%$€]", str(one.value))), "") or hint
        tried = [self._read(one, keys, unit) for one in values]
        good = [(cell, options) for cell, (options, _why) in zip(values, tried, strict=True) if options]
        said = " | ".join(self._said(cell, unit) for cell, _options in good or [(values[0], ())])
        place = f"{self.sheet.name}!{(good or [(values[0], ())])[0][0].ref}"
        line = Line(place, _shown(label.value), said[:SHOWN])
        if not good:
            yield replace(line, why=tried[0][1])
            return
        options = tuple(dict.fromkeys(one for _cell, found in good for one in found))[:MOST_OPTIONS]
        yield replace(line, meanings=options, why=self._why(options, good, sure))

    @staticmethod
    def _said(cell: Cell, unit: str) -> str:
        """As written; a bare figure with the unit beside it or in its label."""
        bare = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        return f"{_shown(cell.value)} {unit}".strip() if bare else _shown(cell.value)

    @staticmethod
    def _why(options: Sequence[Meaning], good: Sequence[Any], sure: bool) -> str:
        """Why it must be asked, "" where it need not be: one of our labels, and one meaning of what stands there."""
        if not sure or len({about(one) for one in options}) > 1:
            return "label"
        if any(one.rests_on == WORDS for one in options):
            return "words"
        if any(one.offered for one in options):
            return "unit"
        if len(options) == 1:
            return ""
        return "two_values" if len(good) > 1 else "readings"

    def _read(self, cell: Cell, keys: Sequence[str], unit: str) -> tuple[tuple[Meaning, ...], str]:
        found: list[Meaning] = []
        why = "value"
        for key in keys:
            try:
                found += meanings(self.book.rules[key], cell, unit, self.book)
            except NotRead as not_read:
                why = not_read.why
        return tuple(dict.fromkeys(found)), why

    def _unknown(self, label: Cell, after: Sequence[Cell]) -> Iterator[Line]:
        """A label nobody knows with something beside it: shown, so that nothing is passed over in silence."""
        if len(str(label.value)) > LABEL_LIMIT:
            return
        word = label_key(str(label.value), frozenset())
        why = "contact" if word in self.book.contact else "label_unknown"
        said = "" if why == "contact" else _shown(after[0].value)
        yield Line(f"{self.sheet.name}!{label.ref}", _shown(label.value), said, why=why)


def label_key(text: str, filler: frozenset[str]) -> str:
    """A label as the book keeps it: folded, without filler where anything is left then."""
    bare = NUMBERING.sub("", BRACKETS.sub(" ", text).strip())
    words = folded(bare.replace("&", " and ")).split()
    kept = [word for word in words if word not in filler]
    return " ".join(kept or words)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        text = value.isoformat(" ")[:16].removesuffix(" 00:00")
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = str(value)
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:SHOWN]
