"""What the pages of a questionnaire say: what was read from which cell, what is asked, what was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.api.problems import by_path
from leads.api.validation import check
from leads.portal.careless import careless
from leads.portal.match_form import put, sentence
from leads.portal.triage_form import STEPS
from leads.portal.triage_page import name_of, value_of
from leads.ratios import ratio_book
from leads.reading.measures import BY_FACTOR, BY_RATE
from leads.reading.questionnaire_values import Line, Meaning, Questionnaire
from leads.services.asked import rate_on
from leads.vocabulary import Vocabulary
from sitepages import figures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SALT, KEPT = "leads.questionnaire", timedelta(days=1)
UNITS = {  # beside figures to their last digit
    "land.area_min_m2": "m²",
    "land.area_max_m2": "m²",
    "estimate_from.floor_m2": "m²",
    "utilities.power_kva": "kVA",
    "utilities.fibre_gbps": "Gbps",
    "budget.lease_usd_m2_max": "USD/m²",
    "budget.lease_usd_max": "USD",
    "project.capital_usd": "USD",
    "project.annual_profit_usd": "USD",
    "project.group_revenue_eur": "EUR",
}
DAYS = ("needed_by", "project.law_locked_on")
ASKED: Mapping[str, StrOrPromise] = {
    "readings": gettext_lazy("It can be read in more than one way. Which is meant?"),
    "unit": gettext_lazy("No unit stands there. Which is meant?"),
    "label": gettext_lazy("We are not sure what this line is about. Is it this?"),
    "phases": gettext_lazy("Each phase has its own figure. Which one shall the match count with?"),
    "two_values": gettext_lazy("It is said differently in these places. Which holds?"),
    "narrowed": gettext_lazy("It may be a part only, or what exists already. Does it hold for the whole project?"),
    "bound": gettext_lazy("A bound stands there (at least, at most). Shall we count with this figure?"),
    "more": gettext_lazy("More stands in the row than one answer. Does this figure hold?"),
    "which_row": gettext_lazy("Several rows stand in this table. Which one is your project?"),
    "words": gettext_lazy("Found from the words. Is it this?"),
}
LEFT: Mapping[str, StrOrPromise] = {
    "value": gettext_lazy("the value was not understood"),
    "unit": gettext_lazy("the unit is not one we know here"),
    "currency": gettext_lazy("we keep no rate of exchange for this currency"),
    "no_rate": gettext_lazy("no rate of exchange is known for today"),
    "yearly": gettext_lazy("a figure a year; what is asked is paid or invested once"),
    "several": gettext_lazy("more than one figure stands in the cell"),
    "list": gettext_lazy("not a word of our list"),
    "sector": gettext_lazy("no sector of the park was found in it"),
    "label_unknown": gettext_lazy("we do not know this label; if the match asks for it, it can be entered there"),
    "note": gettext_lazy("beside it, not read"),
    "no_label": gettext_lazy("no label of ours stands beside it"),
    "sentence": gettext_lazy("a sentence: only labels with their values are read"),
    "several_rows": gettext_lazy("several rows stand in this table"),
    "hidden_row": gettext_lazy("in a hidden row, not read"),
    "hidden_column": gettext_lazy("in a hidden column, not read"),
    "hidden_sheet": gettext_lazy("a hidden sheet, not read"),
    "formula": gettext_lazy("a formula whose value is not stored in the file, not read; save it once in a spreadsheet"),
    "past_rows": gettext_lazy("after row 2,000, not read"),
    "past_columns": gettext_lazy("right of column 60, not read"),
    "past_sheets": gettext_lazy("after the first 20 sheets, not read"),
    "contact": gettext_lazy("name and contact were not read: you enter them when you send"),
}


@dataclass(frozen=True, slots=True)
class UploadPage:
    field: BoundField
    errors: tuple[tuple[str, str, str], ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionShown:
    """A reading to choose; `words`: question and value as the match would take them."""

    number: int
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the table; `means`: of one read, `options`: of one asked, `why`: of one left out."""

    name: str
    place: str
    label: str
    said: str
    means: tuple[str, ...] = ()
    note: str = ""
    why: str = ""
    options: tuple[OptionShown, ...] = ()
    taken: bool = True


@dataclass(frozen=True, slots=True)
class ReadPage:
    """`payload`: what was read, signed, for the browser to bring back: the file is kept nowhere."""

    payload: str
    file: str
    read: tuple[LineShown, ...]
    asked: tuple[LineShown, ...]
    left: tuple[LineShown, ...]
    text: str
    take_text: bool
    cut: bool
    errors: tuple[tuple[str, str, str], ...]
    notices: tuple[str, ...]
    campaign: str


# --- There and back ---


def packed(read: Questionnaire, file: str) -> str:
    return signing.dumps({"file": file, "read": asdict(read)}, salt=SALT, compress=True)


def unpacked(payload: str) -> tuple[Questionnaire, str]:
    """What the browser brought back; raises signing.BadSignature for what is not ours, or older than a day."""
    data = signing.loads(payload, salt=SALT, max_age=KEPT)
    read = data["read"]
    parts = {name: tuple(_line(row) for row in read[name]) for name in ("read", "asked", "left")}
    return Questionnaire(**parts, text=read["text"], cut=read["cut"], sheets=tuple(read["sheets"])), data["file"]


def _line(row: Mapping[str, Any]) -> Line:
    meanings = tuple(
        Meaning(
            tuple(map(tuple, one["values"])),
            one["rests_on"],
            one["offered"],
            one.get("bound", False),
            one.get("about", False),
            one.get("column", ""),
        )
        for one in row["meanings"]
    )
    return Line(row["place"], row["label"], row["said"], meanings, row["why"])


# --- What may be taken over ---


def sound(read: Questionnaire, vocabulary: Vocabulary, on: date, lang: str) -> Questionnaire:
    """Without readings the match would refuse; a line of which none is left says why in the form's own words."""
    kept: dict[str, list[Line]] = {"read": [], "asked": [], "left": []}
    for name in ("read", "asked"):
        for line in getattr(read, name):
            tried = [(one, _problem(one, vocabulary, on, lang)) for one in line.meanings]
            good = tuple(one for one, problem in tried if not problem)
            if good:
                kept[name].append(replace(line, meanings=good))
            else:
                kept["left"].append(Line(line.place, line.label, line.said, why=tried[0][1]))
    left = (*kept["left"], *read.left)
    return replace(read, read=tuple(kept["read"]), asked=tuple(kept["asked"]), left=left)


def _problem(meaning: Meaning, vocabulary: Vocabulary, on: date, lang: str) -> str:
    """What the match would say of these values alone, or nothing."""
    request: dict[str, Any] = {"sector": next(iter(vocabulary.sectors), "")}
    _take(request, meaning)
    problems = {**by_path(careless(request, lang)), **check(request, vocabulary, on=on).problems}
    paths = {path for path, _value in meaning.values}
    return next((sentence(one, lang) for path, one in problems.items() if path in paths), "")


def taken_over(read: Questionnaire, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The request of the lines that were left ticked and the readings that were chosen."""
    request: dict[str, Any] = {}
    for number, line in enumerate(read.read):
        if f"take-{number}" in sent:
            _take(request, line.meanings[0])
    for number, line in enumerate(read.asked):
        chosen = sent.get(f"ask-{number}", "")
        if chosen.isdecimal() and len(chosen) < 3 and int(chosen) < len(line.meanings):
            _take(request, line.meanings[int(chosen)])
    return request


def _take(request: dict[str, Any], meaning: Meaning) -> None:
    for path, value in meaning.values:
        put(request, path, list(value) if isinstance(value, tuple) else value)


def steps_answered(request: Mapping[str, Any]) -> list[str]:
    """The questions of the six that have an answer already."""
    given = {key for key, value in request.items() if not isinstance(value, dict)}
    given |= {f"{key}.{name}" for key, part in request.items() if isinstance(part, dict) for name in part}
    return [step.key for step in STEPS if given & set(step.paths)]


# --- As shown ---


def read_page(
    read: Questionnaire,
    file: str,
    *,
    vocabulary: Vocabulary,
    lang: str,
    on: date,
    campaign: str,
    sent: Mapping[str, Any] | None = None,
    errors: Sequence[tuple[str, str, str]] = (),
    notices: Sequence[str] = (),
) -> ReadPage:
    """`sent`: the form as it came back, where it is shown again."""
    words = _Words(vocabulary, lang, on)
    return ReadPage(
        payload=packed(read, file),
        file=file,
        read=tuple(words.read(number, line, sent) for number, line in enumerate(read.read)),
        asked=tuple(words.asked(number, line, sent) for number, line in enumerate(read.asked)),
        left=tuple(LineShown("", one.place, one.label, one.said, why=_why_left(one.why)) for one in read.left),
        text=read.text,
        take_text=sent is None or "take-text" in sent,
        cut=read.cut,
        errors=tuple(errors),
        notices=tuple(notices),
        campaign=campaign,
    )


def _why_left(why: str) -> str:
    """A code of ours, or a sentence of the form's."""
    return str(LEFT.get(why, why))


@dataclass(frozen=True)
class _Words:
    vocabulary: Vocabulary
    lang: str
    on: date

    def read(self, number: int, line: Line, sent: Mapping[str, Any] | None) -> LineShown:
        name, meaning = f"take-{number}", line.meanings[0]
        note = self._rests_on(meaning)
        return LineShown(
            name,
            line.place,
            line.label,
            line.said,
            tuple(self._means(meaning)),
            note,
            taken=sent is None or name in sent,
        )

    def asked(self, number: int, line: Line, sent: Mapping[str, Any] | None) -> LineShown:
        name = f"ask-{number}"
        chosen = str(sent.get(name, "")) if sent else ""
        options = tuple(self._option(place, one, chosen) for place, one in enumerate(line.meanings))
        return LineShown(name, line.place, line.label, line.said, why=str(ASKED[line.why]), options=options)

    def _option(self, number: int, meaning: Meaning, chosen: str) -> OptionShown:
        words = "; ".join(self._means(meaning))
        note = "; ".join(part for part in (meaning.column, self._rests_on(meaning)) if part)
        return OptionShown(number, f"{words} ({note})" if note else words, chosen == str(number))

    def _means(self, meaning: Meaning) -> Iterator[str]:
        for path, value in meaning.values:
            yield f"{name_of(path, self.vocabulary, self.lang)}: {self._value(path, value)}"

    def _value(self, path: str, value: Any) -> str:
        if path in DAYS:
            return figures.day(date.fromisoformat(value), self.lang)
        if isinstance(value, list | tuple):
            return ", ".join(map(str, value))
        if path in UNITS and isinstance(value, int | float):
            return f"{figures.number(value, None, self.lang)}{figures.NBSP}{UNITS[path]}"
        if path == "project.rd_share_pct":
            return figures.percent(value, self.lang)
        if path.startswith("utilities.") and path.endswith("m3_day"):
            return figures.water(value, self.lang)
        return value_of(path, value, self.vocabulary, self.lang)

    def _rests_on(self, meaning: Meaning) -> str:
        about = _("written as about so much") if meaning.about else ""
        return "; ".join(part for part in (about, self._changed(meaning)) if part)

    def _changed(self, meaning: Meaning) -> str:
        if meaning.rests_on == BY_FACTOR:
            factor = figures.number(ratio_book().ratios["power_factor"].typical, None, self.lang)
            return _("from MW by a power factor of %(factor)s, supposed") % {"factor": factor}
        if meaning.rests_on == BY_RATE and (rate := rate_on(self.on)):
            return _("at %(rate)s dong for a dollar") % {"rate": figures.number(rate, None, self.lang)}
        return ""
