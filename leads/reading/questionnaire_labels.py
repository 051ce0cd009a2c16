"""Which question a cell asks: the label alone, with more words than ours, or with its value in the same cell. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leads.reading.folded import folded
from leads.reading.measures import bound_word, money_unit, unit_word
from leads.reading.questionnaire_values import Book

LABEL_LIMIT, SENTENCE = 120, 8  # signs; words, of which more are no label any longer
BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
NUMBERING = re.compile(r"^(?:[0-9]+(?:[.)][0-9]*)*|[a-hA-H][.)]|[ivxIVX]+[.)]|[-•*–])\s+")
APART = re.compile(r"\s*[:：=]\s*|\s+[-–—]\s+|(?<=\w)[–—]\s+")
FIGURE = re.compile(r"(?<=\s)(?=[~≈<>≥≤$€]?\s?[0-9])")
VAGUE = frozenset({"cost", "value", "amount", "chi phi"})  # without the words around them they ask for nothing
UNSURE, NARROWED = "label", "narrowed"


@dataclass(frozen=True)
class Label:
    """`keys`: the questions it may be; `unit`: the one in it; `doubt`: "" for ours as it stands, UNSURE where ours
    stands within, NARROWED where it says more (a phase, an existing plant, whatever stands in brackets); `bound`: min
    or max, where a word in the label is one.
    """

    keys: tuple[str, ...] = ()
    unit: str = ""
    doubt: str = ""
    bound: str = ""

    @property
    def known(self) -> bool:
        return bool(self.keys) and self.doubt != UNSURE


def label_of(value: object, book: Book) -> Label:
    if not isinstance(value, str) or len(value) > LABEL_LIMIT:
        return Label()
    units: list[str] = []
    more: list[str] = []
    for inside in BRACKETS.findall(value):
        for part in [inside] if is_unit(inside, book) else re.split("[,;]", inside):
            (units if is_unit(part, book) else more).append(part.strip())
    text = NUMBERING.sub("", BRACKETS.sub(" ", value).strip()).strip(" :*?")
    before, _comma, tail = text.rpartition(",")
    if before and is_unit(tail, book):  # "Power demand, MVA"
        text, units = before, [*units, tail.strip()]
    unit = units[0] if units else ""
    if keys := _exact(text, book):
        bound = next((word for part in more if (word := bound_word(part, book.tongue))), "")
        narrowed = any(not (_harmless(part, keys, book) or bound_word(part, book.tongue)) for part in more)
        unsure = label_key(text, book.filler) in book.loose
        return Label(keys, unit, UNSURE if unsure else NARROWED if narrowed else "", bound)
    if found := _bounded(text, book):
        return Label(found[0], unit, "", found[1])
    words = folded(text)
    bare = book.narrows.sub(" ", words)
    if bare != words and (keys := _exact(bare, book)):
        return Label(keys, unit, NARROWED)
    return Label(_contained(words, book), unit, UNSURE)


def split_label(value: object, book: Book) -> tuple[str, Label, str] | None:
    """ "Power: 20 MVA" as label and value; what leaves a label of ours before what leaves part of it."""
    if not isinstance(value, str):
        return None
    found = []
    for mark in APART.finditer(value):
        left, right = value[: mark.start()].strip(), value[mark.end() :].strip()
        label = label_of(left, book)
        if left and right and label.keys and (label.known or len(left.split()) <= SENTENCE):
            found.append((left, label, right))
    if not found and (figure := FIGURE.search(value)):  # "Số công nhân 500"
        left, right = value[: figure.start()].strip(), value[figure.start() :].strip()
        label = label_of(left, book)
        if label.known and label.doubt != NARROWED:
            found.append((left, label, right))
    found.sort(key=lambda one: not one[1].known)
    return found[0] if found else None


def label_key(text: str, filler: frozenset[str]) -> str:
    """A label as the book keeps it: folded, without filler where anything that asks is left then."""
    words = _words(text).split()
    kept = " ".join(word for word in words if word not in filler)
    return " ".join(words) if not kept or kept in VAGUE else kept


def is_unit(text: str, book: Book) -> bool:
    word = unit_word(text)
    if not word:
        return False
    known = any(word in units for units in book.tongue.units.values())
    money = money_unit(text, book.tongue)
    return known or (money is not None and bool(money.currency))


def narrowed_in(text: object, book: Book) -> bool:
    """Whether a text speaks of a part, another time or another place: a phase, what exists, an option."""
    return isinstance(text, str) and bool(book.narrows.search(folded(text)))


def _words(text: str) -> str:
    bare = NUMBERING.sub("", BRACKETS.sub(" ", text).strip())
    return folded(bare.replace("&", " and "))


def _exact(text: str, book: Book) -> tuple[str, ...]:
    return book.labels.get(label_key(text, book.filler), ())


def _bounded(text: str, book: Book) -> tuple[tuple[str, ...], str] | None:
    """A label of ours with a word for a bound before or behind it ("Power, minimum", "Tối thiểu: đất")."""
    said = text.replace(",", " ").split()
    for size in (1, 2):
        for rest, word in ((said[:-size], said[-size:]), (said[size:], said[:size])):
            bound = bound_word(" ".join(word), book.tongue)
            if rest and bound and (keys := _exact(" ".join(rest), book)):
                return keys, bound
    return None


def _harmless(part: str, keys: tuple[str, ...], book: Book) -> bool:
    """Nothing, filler ("estimated"), or the same label once more ("GFA")."""
    words = folded(part).split()
    return all(word in book.filler or word in book.harmless for word in words) or bool(
        set(_exact(part, book)) & set(keys)
    )


def _contained(words: str, book: Book) -> tuple[str, ...]:
    """Our longest label of two words or more that stands within: worth asking about, not more."""
    best, within = "", (f" {words} ", f" {label_key(words, book.filler)} ")
    for label in (*book.labels, *book.phrases):
        if " " in label and len(label) > len(best) and any(f" {label} " in one for one in within):
            best = label
    return book.labels.get(best) or book.phrases.get(best, ())
