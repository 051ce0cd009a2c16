"""The doors of the monthly report: a page to choose and read it, the workbook, the PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from leads.choices import AccessKind
from leads.desk.audit import note
from leads.desk.figure_filter import month_in, month_name, months_before
from leads.desk.figure_views import around, scope_for
from leads.desk.people_views import must
from leads.desk.report_page import report_of
from leads.desk.report_pdf import report_pdf
from leads.desk.report_values import Report, in_words
from leads.desk.report_xlsx import report_xlsx
from leads.portal.money_views import XLSX, handed_out
from leads.services.figures import may_report
from leads.services.officers import today_of
from sitepages.language import site_language

OFFERED = 24
SUBJECT = "desk-report"


@dataclass(frozen=True)
class Shown:
    """A table with its cells in words."""

    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # name, (title of the column, words)


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    must(may_report(request.user))
    month, lang = month_of(request), site_language()
    made = report_of(scope_for(request), month)
    last = today_of(timezone.now()).replace(day=1)
    months = [months_before(last, count) for count in range(OFFERED)]
    page = {
        "report": made,
        "tables": tuple(shown(made, lang)),
        "headlines": tuple((one.name, in_words(one.cell, lang), one.before) for one in made.headlines),
        "month": f"{month:%Y-%m}",
        "months": tuple((f"{one:%Y-%m}", month_name(one)) for one in months),
    }
    return render(request, "leads/desk/figures/report.html", around(request, "report") | page)


@require_GET
def workbook(request: HttpRequest) -> HttpResponse:
    return taken_away(request, report_xlsx, XLSX, "xlsx")


@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    return taken_away(request, report_pdf, "application/pdf", "pdf")


def taken_away(request: HttpRequest, write: Callable[[Report, str], bytes], kind: str, ending: str) -> HttpResponse:
    """The file in the language asked, else the reader's; each time on record."""
    must(may_report(request.user))
    month, lang = month_of(request), language_of(request)
    with translation.override(lang):
        made = report_of(scope_for(request), month)
        body = write(made, lang)
    rows = sum(len(table.rows) for table in made.tables)
    note(request, AccessKind.EXPORT, SUBJECT, rows=rows, month=f"{month:%Y-%m}", format=ending)
    return handed_out(body, kind, f"yenbinh-report-{month:%Y-%m}-{lang}.{ending}")


def month_of(request: HttpRequest) -> date:
    """The month asked; else the last one that is over."""
    today = today_of(timezone.now()).replace(day=1)
    asked = month_in(request.GET.get("month", ""))
    return asked if asked and asked <= today else months_before(today, 1)


def language_of(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in ("vi", "en") else site_language()


def shown(made: Report, lang: str) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            table.title,
            table.note,
            table.head,
            tuple(
                (row.name, tuple(zip(table.head[1:], (in_words(cell, lang) for cell in row.cells), strict=True)))
                for row in table.rows
            ),
        )
        for table in made.tables
    )
