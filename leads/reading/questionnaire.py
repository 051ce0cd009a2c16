"""A project's questionnaire out of the cells of a workbook: what was read, what must be asked, what was not understood.

Labels in Vietnamese (with diacritics or without) or English, on the left; values, and perhaps units, to the right. What
allows more than one reading is never decided here: every reading is handed on, and the reader chooses. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leads.reading.answers import about, meanings
from leads.reading.folded import folded
from leads.reading.measures import NotRead
from leads.reading.questionnaire_labels import (
    BRACKETS,
    LABEL_LIMIT,
    NARROWED,
    UNSURE,
    Label,
    is_unit,
    label_key,
    label_of,
    narrowed_in,
    split_label,
)
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

MOST_LEFT, MOST_OPTIONS = 200, 8
SENTENCE, TITLES = 7, 2  # words: less without a figure is a title, and so are the first rows
ROW_NUMBER = re.compile(r"[0-9]+(?:[.)-][0-9]*)*|[A-Za-z][.)]?|[ivxIVX]+[.)]?")


def read_questionnaire(sheets: Sequence[Sheet], book: Book) -> Questionnaire:
    """Every line of every sheet; lines that contradict each other are asked about together."""
    lines = [line for sheet in sheets for line in lines_of(sheet, book)]
    texts = [str(one.values[0][1]) for line in lines for one in line.meanings if one.values[0][0] == TEXT]
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
        tuple(one.name for one in sheets if not one.hidden),
    )


def _without_quarrels(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Lines that say the same once; of one thing said differently, one question with each answer."""
    by_path: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        by_path.setdefault(tuple(path for path, _value in line.meanings[0].values), []).append(line)
    sure, asked = [], []
    for same in by_path.values():
        meanings = tuple(dict.fromkeys(line.meanings[0] for line in same))
        places = ", ".join(line.place for line in same)
        said = " | ".join(dict.fromkeys(line.said for line in same))
        if len(meanings) == 1:
            sure.append(replace(same[0], place=places[:SHOWN], said=said[:SHOWN]))
            continue
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
    numbers: tuple[int, ...]
    notes: tuple[int, ...]
    phases: Mapping[int, str]  # columns of values that are each of a part, by name


def lines_of(sheet: Sheet, book: Book) -> Iterator[Line]:
    """What a sheet says, and what of it was not looked at."""
    if not sheet.hidden:
        yield from _Reader(sheet, book).lines()
    elif any(folded(str(cell.value)) not in _listed(book) for cell in sheet.cells):  # the lists of our own may hide
        yield Line(sheet.name, "", "", why="hidden_sheet")
    yield from (Line(f"{sheet.name}!{place}".rstrip("!"), "", "", why=why) for place, why in sheet.unread)


def _listed(book: Book) -> frozenset[str]:
    return frozenset((*book.agreed, *(word for words in book.lists.values() for word in words)))


class _Reader:
    """One sheet, row by row."""

    def __init__(self, sheet: Sheet, book: Book) -> None:
        self.sheet, self.book = sheet, book
        self.listed, self.labels = _listed(book), dict[str, Label]()
        self.head: _Head | None = None
        self.narrowed = narrowed_in(sheet.name, book)  # a heading or the sheet speaks of a part

    def lines(self) -> Iterator[Line]:
        """Every figure of the sheet is in one of them: what no reading took is told at the end."""
        found = list(self._lines())
        yield from found
        said = " ".join(f"{one.label} {one.said}" for one in found)
        first = {cell.row: cell.column for cell in sorted(self.sheet.cells, key=lambda one: -one.column)}
        for cell in self.sheet.cells:
            shown = _shown(cell.value)
            numbered = cell.column == first[cell.row] and ROW_NUMBER.fullmatch(shown)
            if has_figure(cell) and not (numbered or self._ours(cell)) and shown.split(": ")[-1] not in said:
                yield from self._told([cell], "", "note")

    def _ours(self, cell: Cell) -> bool:
        """A unit, or a hint of our own sheet: no figure of anybody's."""
        if not isinstance(cell.value, str):
            return False
        return is_unit(cell.value, self.book) or folded(cell.value) in {*self.book.hints, *self.listed}

    def _lines(self) -> Iterator[Line]:
        by_number: dict[int, list[Cell]] = {}
        for cell in self.sheet.cells:
            by_number.setdefault(cell.row, []).append(cell)
        rows = [sorted(cells, key=lambda one: one.column) for _number, cells in sorted(by_number.items())]
        place = 0
        while place < len(rows):
            cells = rows[place]
            below = self._below(rows, place)
            if head := self._head(cells):
                self.head = head
                yield from self._told([one for one in cells if has_figure(one)], "", "note")
            elif below:
                yield from self._columns(cells, below)
                place += len(below)
            else:
                yield from self._row(cells)
            place += 1

    def _head(self, cells: Sequence[Cell]) -> _Head | None:
        """A row of titles: at least a column of values and one of labels, units or notes."""
        kinds: dict[int, str] = {}
        for cell in cells:
            for kind, words in self.book.columns.items():
                if isinstance(cell.value, str) and folded(BRACKETS.sub("", cell.value)) in words:
                    kinds.setdefault(cell.column, kind)
        phases = {cell.column: _shown(cell.value) for cell in cells if self._is_phase(cell)}
        kinds |= dict.fromkeys(phases, "value")
        named = set(kinds.values())
        if "value" not in named or len(named) + len(phases) < 2 or len(kinds) < len(cells) / 2:
            return None
        if len(phases) == len(kinds) == 1:
            return None
        of = {kind: tuple(one for one, name in kinds.items() if name == kind) for kind in self.book.columns}
        return _Head(of["value"], of["unit"], of["number"], of["note"], phases)

    def _is_phase(self, cell: Cell) -> bool:
        """The heading of a phase, and nothing else: "Giai đoạn 1", "Phase II (2028)"."""
        if not isinstance(cell.value, str):
            return False
        return bool(self.book.narrows.fullmatch(folded(BRACKETS.sub("", cell.value))))

    # --- Labels on the left ---

    def _row(self, cells: Sequence[Cell]) -> Iterator[Line]:
        notes = [one for one in cells if self.head and one.column in self.head.notes]
        notes = [one for one in notes if folded(str(one.value)) not in self.book.hints]
        if self.head:
            cells = [one for one in cells if one.column not in (*self.head.numbers, *self.head.notes)]
        rest, label, place = list[Cell](), "", 0
        while place < len(cells):
            found = self._answer_at(cells, place)
            if found:
                label, asked, values = str(found[0].value), found[1], found[2]
                yield from self._line(found[0], values, asked)
                place += found[3]
            elif not self._is_label(cells[place]):
                rest.append(cells[place])
            place += 1
        yield from self._rest(cells, rest, label)
        yield from self._told(notes, str(label), "note")

    def _answer_at(self, cells: Sequence[Cell], place: int) -> tuple[Cell, Label, list[Cell], int] | None:
        """A label, what it asks, the cells that answer it, and how many cells beside it these are."""
        cell, label = cells[place], self._label(cells[place].value)
        after = list(self._until_next_label(cells[place + 1 :]))
        split = None if label.known else split_label(cell.value, self.book)
        if split and not (after and not has_figure(split[2]) and self._unread(cell, split)):
            units = [one for one in after[:1] if isinstance(one.value, str) and is_unit(one.value, self.book)]
            values = [replace(cell, value=split[2]), *units]
            return replace(cell, value=split[0]), split[1], values, len(units)
        if split:  # "Power: peak" and its figure in the next cell
            return cell, replace(split[1], doubt=UNSURE), after, len(after)
        return (cell, label, after, len(after)) if label.keys and after else None

    def _unread(self, cell: Cell, split: tuple[str, Label, str]) -> bool:
        return not self._read(replace(cell, value=split[2]), split[1], [""])[0]

    def _until_next_label(self, cells: Iterable[Cell]) -> Iterator[Cell]:
        for cell in cells:
            in_column = self.head is not None and cell.column in self.head.values
            if self._is_label(cell) and not in_column:
                return
            yield cell

    def _label(self, value: object) -> Label:
        """Asked for the same cell several times."""
        if not isinstance(value, str):
            return Label()
        if value not in self.labels:
            self.labels[value] = label_of(value, self.book)
        return self.labels[value]

    def _is_label(self, cell: Cell) -> bool:
        """A word that is a label and an answer ("Others", a sector called as a question) counts as the answer."""
        label = self._label(cell.value)
        return label.known and folded(str(cell.value)) not in self.listed

    def _rest(self, cells: Sequence[Cell], rest: Sequence[Cell], label: str) -> Iterator[Line]:
        """What no label of ours stands for: told, so that nothing is passed over in silence."""
        if rest and rest[0] is cells[0] and len(cells) > 1 and ROW_NUMBER.fullmatch(_shown(rest[0].value)):
            rest = rest[1:]
        if not rest:
            return
        first, alone = rest[0], len(rest) == 1
        words = folded(str(first.value)).split()
        if isinstance(first.value, str) and label_key(first.value.partition(":")[0], frozenset()) in self.book.contact:
            if len(cells) > 1 or ":" in first.value:
                yield Line(self._at(first), _shown(first.value.partition(":")[0]), "", why="contact")
            return
        if alone and len(cells) == 1:
            if isinstance(first.value, str) and not has_figure(first):
                self.narrowed = narrowed_in(first.value, self.book) or narrowed_in(self.sheet.name, self.book)
            long = len(words) >= SENTENCE and first.row > TITLES
            if has_figure(first) or long:
                yield from self._told([first], "", "sentence")
        elif label:
            yield from self._told([one for one in rest if has_figure(one) or one is not cells[0]], label, "note")
        elif isinstance(first.value, str) and len(first.value) <= LABEL_LIMIT and not alone:
            said = " | ".join(_shown(one.value) for one in rest[1:])[:SHOWN]
            yield Line(self._at(first), _shown(first.value), said, why="label_unknown")
        else:
            yield from self._told(rest, "", "no_label" if has_figure(first) else "sentence")

    def _told(self, cells: Sequence[Cell], label: str, why: str) -> Iterator[Line]:
        for cell in cells:
            said, reason = ("", "contact") if "@" in str(cell.value) else (_shown(cell.value), why)
            yield Line(self._at(cell), _shown(label), said, why=reason)

    def _at(self, cell: Cell) -> str:
        return f"{self.sheet.name}!{cell.ref}"

    # --- Labels along the top ---

    def _below(self, rows: Sequence[Sequence[Cell]], place: int) -> list[Sequence[Cell]]:
        """The rows of figures under a row of labels; none where it is no such row."""
        tops = {cell.column for cell in rows[place] if self._is_label(cell)}
        if len(tops) < 2 or len(tops) * 2 < len(rows[place]):
            return []
        found: list[Sequence[Cell]] = []
        for last, cells in zip(rows[place:], rows[place + 1 :], strict=False):
            under = [cell for cell in cells if cell.column in tops]
            if cells[0].row != last[0].row + 1 or any(self._is_label(cell) for cell in cells):
                break
            if len(under) < (1 if found else 2):
                break
            found.append(cells)
        return found if any(has_figure(cell) for cells in found for cell in cells) else []

    def _columns(self, tops: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> Iterator[Line]:
        """One row of answers is read; of several the reader chooses, column by column."""
        used: set[str] = set()
        for top in tops:
            values = [cell for cells in below for cell in cells if cell.column == top.column]
            label = self._label(top.value)
            if not label.keys:
                contact = label_key(str(top.value), frozenset()) in self.book.contact
                told = list(self._told(values, str(top.value), "contact" if contact else "label_unknown"))
                yield from (replace(one, said="") if contact else one for one in told)
            elif values:
                lines = list(self._line(top, values, label))
                several = len(below) > 1
                yield from (self._which(line) if several else line for line in lines)
            used |= {cell.ref for cell in values}
        yield from self._told([cell for cells in below for cell in cells if cell.ref not in used], "", "note")

    @staticmethod
    def _which(line: Line) -> Line:
        if line.meanings and line.meanings[0].values[0][0] == TEXT:
            return replace(line, meanings=(), why="several_rows")
        return replace(line, why="which_row") if line.meanings else line

    # --- Values ---

    def _line(self, label: Cell, after: Sequence[Cell], asked: Label) -> Iterator[Line]:
        beside, values = self._parted(after, asked)
        if not values:
            return
        standing = next((str(one.value) for one in beside if re.search(r"[^\W_]|[%$€]", str(one.value))), "")
        units = list(dict.fromkeys(one for one in (standing, asked.unit) if one)) or [""]
        tried = [(cell, *self._read(cell, asked, units)) for cell in values]
        good = [(cell, options) for cell, options, _why in tried if options]
        kept = [cell for cell, options, _why in tried if options or has_figure(cell)] if good else values
        said = " | ".join(self._said(cell, units[0]) for cell in kept)
        places = [cell for cell, _options in good] or values[:1]
        where = ", ".join([self._at(places[0]), *(one.ref for one in places[1:] if one.ref != places[0].ref)])
        line = Line(where[:SHOWN], _shown(label.value), said[:SHOWN])
        if not good:
            yield replace(line, why=tried[0][2])
            return
        yield from self._told([cell for cell in values if cell not in kept], str(label.value), "note")
        options = tuple(dict.fromkeys(one for _cell, found in good for one in found))
        if options[0].values[0][0] == TEXT:
            yield replace(line, why="label_unknown") if asked.doubt == UNSURE else replace(line, meanings=options)
            return
        why = self._why(options, len(good), asked) or ("more" if len(kept) > len(good) else "")
        if not why and (self.narrowed or any(has_figure(one) and narrowed_in(one.value, self.book) for one in kept)):
            why = NARROWED
        yield replace(line, meanings=options[:MOST_OPTIONS], why=why)
        if len(options) > MOST_OPTIONS:
            yield from self._told([cell for cell, _options in good[1:]], str(label.value), "several_rows")

    def _parted(self, after: Sequence[Cell], asked: Label) -> tuple[list[Cell], list[Cell]]:
        """Units and values of the cells beside a label."""
        if self.head:
            beside = [one for one in after if one.column in self.head.units]
            values = [one for one in after if one not in beside]
            return beside, values
        beside = [one for one in after if isinstance(one.value, str) and is_unit(one.value, self.book)]
        values = [one for one in after if one not in beside]
        if not values and len(beside) == 1 and not asked.unit:  # a lone word that looks like a unit is the answer
            return [], beside
        return beside, values

    @staticmethod
    def _said(cell: Cell, unit: str) -> str:
        """As written; a bare figure with the unit beside it or in its label."""
        bare = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        return f"{_shown(cell.value)} {unit}".strip() if bare else _shown(cell.value)

    @staticmethod
    def _why(options: Sequence[Meaning], answers: int, asked: Label) -> str:
        """Why it must be asked, "" where it need not be: one of our labels, and one meaning of what stands there."""
        if asked.doubt == UNSURE or len({about(one) for one in options}) > 1:
            return UNSURE
        if any(one.rests_on == WORDS for one in options):
            return "words"
        if any(one.offered for one in options):
            return "unit"
        if any(one.column for one in options):
            return "phases" if len(options) > 1 else NARROWED
        if len(options) > 1:
            return "two_values" if answers > 1 else "readings"
        return "bound" if options[0].bound else asked.doubt

    def _read(self, cell: Cell, asked: Label, units: Sequence[str]) -> tuple[tuple[Meaning, ...], str]:
        found: list[Meaning] = []
        why = "value"
        for key in asked.keys:
            for unit in units:
                try:
                    found += meanings(self.book.rules[key], cell, unit, self.book, asked.bound)
                except NotRead as not_read:
                    why = not_read.why
        column = self.head.phases.get(cell.column, "") if self.head else ""
        return tuple(dict.fromkeys(replace(one, column=column) for one in found)), why


def has_figure(thing: object) -> bool:
    value = thing.value if isinstance(thing, Cell) else thing
    return not isinstance(value, str) or any(sign.isdigit() for sign in value)


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        text = value.isoformat(" ")[:16].removesuffix(" 00:00")
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        text = str(value)
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())[:SHOWN]
