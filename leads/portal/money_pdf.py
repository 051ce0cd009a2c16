"""The money of a match as PDF: the same value as its page, printed on demand, kept by the hash of its content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from leads.portal.money_full import MoneyPage
from leads.portal.money_page import IfShown, Line, TaxTable
from sitepages.explorer.incentive_detail import BasisLine
from sitepages.printing import printed_once

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "money.typ"
# Classes of the chart as paper knows them: identity's hexes.
INKS = {
    'class="pay"': 'fill="#0a5a3b"',
    'class="save"': 'fill="#dcefe3" stroke="#0a5a3b" stroke-width="1"',
    'class="top-up"': 'fill="#f7d9c4" stroke="#8a3a0c" stroke-width="1.2" stroke-dasharray="4 3"',
    'class="unkb"': 'fill="none" stroke="#8a3a0c" stroke-dasharray="4 3"',
    'class="ax"': 'stroke="#13211a" stroke-width="1.5"',
    'class="gr"': 'stroke="#c8d2ca"',
    "<text ": '<text font-family="Source Sans 3" font-size="13" fill="#46544c" ',
    "<svg ": '<svg xmlns="http://www.w3.org/2000/svg" ',
}


def money_pdf(page: MoneyPage, *, computed: str, lang: str) -> bytes:
    """`computed`: when the result was reckoned, in words."""
    charts = {f"chart{index}.svg": on_paper(table.drawing) for index, table in enumerate(page.money.tables)}
    charts = {name: svg for name, svg in charts.items() if svg}
    content = _content(page, charts, computed, lang)
    return printed_once(TEMPLATE, content, charts)


def on_paper(svg: str) -> str:
    for screen, paper in INKS.items():
        svg = svg.replace(screen, paper)
    return svg


def _content(page: MoneyPage, charts: Mapping[str, str], computed: str, lang: str) -> dict[str, Any]:
    return {
        "lang": lang,
        "title": _("Tax and money, year by year"),
        "author": _("Yên Bình IT park"),
        "lede": page.lede,
        "assumed": " ".join(part for part in (page.money.assumed, page.money.kept_law, page.money.rate) if part),
        "footer": _("Yên Bình IT park · computed %(at)s · rules %(rules)s · not legal advice")
        % {"at": computed, "rules": page.rules},
        "tables": [table_on_paper(table, f"chart{index}.svg", charts) for index, table in enumerate(page.money.tables)],
        "supposed": [
            {
                "rules": one.rules,
                "money": said(one),
                "hangs": " · ".join(part for part in (one.hangs_on, one.decided_by) if part),
                "tables": [table_on_paper(table, "", {}) for table in one.tables],
            }
            for one in page.money.supposed
        ],
        "today": [table_on_paper(table, "", {}) for table in page.money.by_todays_law],
        "cell_head": [
            _("Year"),
            _("Tax"),
            _("Without the rule"),
            _("Payable or receivable"),
            _("Spared"),
            _("Rate"),
            _("Rule and clause"),
        ],
        "cells": [
            [one.year, one.tax, one.baseline, one.due, one.spared, one.rate, one.rule, one.basis, one.status]
            for one in page.cells
        ],
        "scenario_head": [
            _("Scenario"),
            _("Spared by law"),
            _("At today's value"),
            _("At most, if all goes well"),
        ],
        "scenarios": [[s.title, s.hangs_on, s.saving, s.present, s.most or _("nothing more")] for s in page.scenarios],
        "basis": [basis_on_paper(line) for line in page.basis],
        "not_covered": list(page.money.not_covered),
        "words": {
            "page": _("page"),
            "unknown": _("not known"),
            "supposed": _("Only if: other money, never added to the above"),
            "apart": _("Each stands by itself, in place of the sure money: compared, never added."),
            "hangs": _("Hangs on:"),
            "cells": _("Every cell with its clause"),
            "today": _("The same by the law of today, for comparison"),
            "scenarios": _("What if: scenarios side by side"),
            "basis": _("Clauses it rests on"),
            "left_out": _("What this does not cover"),
        },
    }


def said(one: IfShown) -> str:
    """How much other money comes to, and that a decision may give less."""
    return f"{one.told} {_('The decision on the project may give less.')}" if one.ceiling else one.told


def basis_on_paper(line: BasisLine) -> dict[str, str]:
    """A law with its clauses; beneath it what was read, of which day, and where it opens."""
    day = line.source_date or _("not known")
    read = [line.certainty, line.source_kind, _("date of the source: %(day)s") % {"day": day}]
    return {
        "law": ", ".join(filter(None, (line.law, line.clauses))),
        "read": " · ".join(filter(None, read)),
        "link": line.link or line.official,
    }


def table_on_paper(table: TaxTable, chart: str, charts: Mapping[str, str]) -> dict[str, Any]:
    head = [_("Years"), _("Receivable") if table.received else _("Payable")]
    head += [] if table.received else [_("Spared")]
    head += [_("Minimum tax") + ("*" if table.asterisk else "")] if table.has_top_up else []
    return {
        "title": table.title,
        "head": head,
        "lines": [[line.years, line.note, *_figures(table, line)] for line in table.lines],
        "total": [table.total.years, table.total.note, *_figures(table, table.total)],
        "notes": [table.caption, *table.footnotes],
        "chart": chart if chart in charts else "",
    }


def _figures(table: TaxTable, line: Line) -> list[str]:
    shown = [line.due] if table.received else [line.due, line.spared]
    return [*shown, line.top_up] if table.has_top_up else shown
