"""The monthly report as PDF: the same value as its page, set by typst, kept by the hash of its content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leads.desk.report_values import Kind, Report, Table, in_words
from sitepages import figures
from sitepages.printing import LOGO, printed_once

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "report.typ"


def report_pdf(report: Report, lang: str) -> bytes:
    """In the language in force, which is `lang`."""
    return printed_once(TEMPLATE, content_of(report, lang), {"logo.svg": LOGO.read_text(encoding="utf-8")})


def content_of(report: Report, lang: str) -> dict[str, Any]:
    as_of = figures.moment(report.as_of, lang) if report.as_of else _("not counted yet")
    return {
        "lang": lang,
        "title": report.title,
        "author": _("Yên Bình IT park"),
        "place": _("Concentrated IT park, Thái Nguyên"),
        "whose": report.whose,
        "as_of": _("As of %(at)s.") % {"at": as_of},
        "illustrative": _("Illustrative: there is no real enquiry yet, these are the demo's.")
        if report.illustrative
        else "",
        "headlines": [[one.name, in_words(one.cell, lang), one.before] for one in report.headlines],
        "tables": {table.key: _table(table, lang) for table in report.tables},
        "order": [table.key for table in report.tables],
        "method": [list(pair) for pair in report.method],
        "words": {
            "page": _("page"),
            "illustrative": _("Illustrative data"),
            "method": _("How each figure is counted"),
            "groups": _("By group"),
            "none": _("Nothing to show."),
            "legend": [
                ["on", pgettext("funnel", "went on")],
                ["still", pgettext("figures", "still there")],
                ["parked", pgettext("figures", "parked")],
                ["lost", pgettext("figures", "lost")],
            ],
        },
    }


def _table(table: Table, lang: str) -> dict[str, Any]:
    widest = max((sum(n for _kind, n in row.parts) for row in table.rows), default=0)
    return {
        "title": table.title,
        "note": table.note,
        "head": list(table.head),
        "rows": [
            {
                "name": row.name,
                "cells": [in_words(cell, lang) for cell in row.cells],
                "dim": [cell.value is None or cell.kind == Kind.WORDS for cell in row.cells],
                "parts": [[kind, 100 * n / widest] for kind, n in row.parts if n and widest],
            }
            for row in table.rows
        ],
    }
