"""The investor's questions in the answer pack: what is known with its source, what is not, where the pack says more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sitepages import figures
from sitepages.explorer.answers import redundancy_words, unit_words
from sitepages.explorer.plot_lines import dated_words
from sitepages.land.answers import AnswerState

SECTIONS = {
    "land": gettext_lazy("Plots"),
    "tax": gettext_lazy("Incentives and tax"),
    "procedure": gettext_lazy("Procedures"),
    "cost": gettext_lazy("Cost of the location"),
    "who": gettext_lazy("Who answers"),
    "meet": gettext_lazy("Talk or visit"),
}
MEET = "meet"
POWER_REDUNDANCY = "pow_redundancy"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One row of the answer: what it is, what is said, whose word that is; `known` False: nobody has given it.

    `sure`: a rule of the law that surely applies.
    """

    label: str
    said: str
    source: str
    known: bool
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the investor's: its answers, what comes later by whom, and where the pack says more."""

    text: str
    lines: tuple[AnswerLine, ...]
    where: str
    anchors: tuple[tuple[str, str], ...]  # address, name


def asked_shown(
    question: Mapping[str, Any],
    *,
    sums: Mapping[str, str],
    rules: Mapping[str, AnswerLine],
    steps: Mapping[str, AnswerLine],
    meet: str,
    officer: str,
    by: str,
    lang: str,
) -> Asked:
    """`sums`: what a whole section says in a sentence; `rules`: what each rule of the law says of the project;
    `steps`: what each step of the procedure takes; `by`: when the full answer is promised, "" where it is not;
    `meet`: the address where a time is chosen.
    """
    topics = [key for key in question["topics"] if key in SECTIONS]
    rows: Sequence[Mapping[str, Any]] = question.get("answers", ())
    wanted = question.get("rules", ())
    of_the_law = [line for key, line in rules.items() if key in wanted or ("*" in wanted and line.sure)]
    asked_steps = question.get("steps", ())
    of_the_way = [steps[key] for key in asked_steps if key in steps]
    whole = [*question.get("summed", ())]
    whole += ["tax"] if "*" in wanted else []
    whole += ["procedure"] if asked_steps and not of_the_way and "procedure" not in whole else []
    lines = [
        *(line for row in rows for line in _lines(row, lang)),
        *of_the_way,
        *of_the_law,
        *_of_sections(whole, sums),
    ]
    unsaid = list(_unsaid(question, rules, steps, lang))
    where = _where([*lines, *unsaid] if lines else [], officer, by)
    lines += unsaid
    return Asked(
        question["text"],
        tuple(lines),
        where,
        tuple((meet if key == MEET else f"#{key}", str(SECTIONS[key])) for key in topics),
    )


def _of_sections(topics: Sequence[str], sums: Mapping[str, str]) -> Iterator[AnswerLine]:
    for key in topics:
        if said := sums.get(key):
            yield AnswerLine(str(SECTIONS[key]), said, "", known=True)


def _unsaid(
    question: Mapping[str, Any], rules: Mapping[str, AnswerLine], steps: Mapping[str, AnswerLine], lang: str
) -> Iterator[AnswerLine]:
    """What is asked and nothing in the pack says, by its name, else in the investor's words."""
    for one in question.get("unsaid", ()):
        if not any(key in steps for key in one["steps"]) and not any(key in rules for key in one["rules"]):
            said = _("not a step of the way in this pack") if one["steps"] else _("not known")
            yield AnswerLine(one["name"][lang], said, "", known=False)
    for part in question.get("unread", ()):
        yield AnswerLine(_("“%(words)s”") % {"words": part}, _("not known"), "", known=False)


def _where(lines: Sequence[AnswerLine], officer: str, by: str) -> str:
    who = {"officer": officer, "moment": by}
    if not by:
        return "" if lines else _("Not in this pack: the officer answers it.")
    if not lines:
        return _("Not in this pack: %(officer)s answers it by %(moment)s.") % who
    if any(not line.known for line in lines):
        return _("%(officer)s finds out what is not known, or says who can tell, by %(moment)s.") % who
    return _("%(officer)s confirms it by %(moment)s.") % who


def _lines(row: Mapping[str, Any], lang: str) -> Iterator[AnswerLine]:
    label, cells = row["label"][lang], row["cells"]
    if not cells:
        yield AnswerLine(label, _("depends on the plot, and none fits yet"), "", known=False)
    for cell in _joined(cells):
        name = f"{label}, {cell['plot']}" if cell["plot"] else label
        if cell["state"] == AnswerState.BY_PROJECT:
            yield AnswerLine(name, _("depends on the project: see the part of this pack"), "", known=True)
        elif cell["value"][lang] is None:
            yield AnswerLine(name, _("not known"), "", known=False)
        else:
            yield AnswerLine(name, _said(row, cell, lang), _source(cell, lang), known=True)


def _joined(cells: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Plots of which the same is said, from the same source, in one line."""
    groups: list[tuple[dict[str, Any], list[str]]] = []
    for cell in cells:
        said = {**cell, "plot": ""}
        plots = next((plots for same, plots in groups if same == said), None)
        if plots is None:
            groups.append((said, [cell["plot"]]))
        else:
            plots.append(cell["plot"])
    for said, plots in groups:
        yield {**said, "plot": " + ".join(filter(None, plots))}


def _said(row: Mapping[str, Any], cell: Mapping[str, Any], lang: str) -> str:
    value, unit = cell["value"][lang], row["unit"]
    if cell["day"]:
        return figures.day(date.fromisoformat(value), lang)
    if row["key"] == POWER_REDUNDANCY:
        return redundancy_words(str(value))
    if isinstance(value, bool | str):
        return str(value)
    match unit:
        case "m2":
            return figures.area_both(value, lang)
        case "kVA":
            return figures.kva(value, lang)
        case "m3_day":
            return figures.water(value, lang)
        case "usd":
            return figures.usd(value, lang)
        case "usd_m2":
            return figures.price_m2(value, lang)
    words = unit_words(unit)
    shown = figures.number(value, 2 if "usd" in unit else None, lang)
    return f"{shown}{figures.NBSP}{words}" if words else shown


def _source(cell: Mapping[str, Any], lang: str) -> str:
    parts = [cell["source"][lang]]
    if cell["verified_on"]:
        parts.append(dated_words(date.fromisoformat(cell["verified_on"]), lang, illustrative=cell["illustrative"]))
    mark = _("illustrative")
    if cell["illustrative"] and mark not in cell["source"][lang].casefold():
        parts.append(mark)
    return " · ".join(filter(None, parts))
