"""The money of a match: the whole page, a workbook, a print. Personal: never kept by a proxy, never indexed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from leads.models import MatchRun
from leads.portal.http import NO_REFERRER, private, reader_language
from leads.portal.money_full import MoneyPage, asked, money_page
from leads.portal.money_pdf import money_pdf
from leads.portal.money_xlsx import money_xlsx
from leads.portal.results import of_result
from leads.vocabulary import vocabulary
from sitepages import figures

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@private(NO_REFERRER)
@of_result
def money(request: HttpRequest, run: MatchRun) -> HttpResponse:
    page = _page(request, run)
    return render(request, "leads/match_money.html", {"page": page}, status=400 if page.asked.wrong else 200)


@require_safe
@private(NO_REFERRER)
@of_result
def money_sheet(request: HttpRequest, run: MatchRun) -> HttpResponse:
    body = money_xlsx(run, rate=asked(request.GET).rate, vocabulary=vocabulary(), lang=reader_language())
    return handed_out(body, XLSX, "yenbinh-tax.xlsx")


@require_safe
@private(NO_REFERRER)
@of_result
def money_print(request: HttpRequest, run: MatchRun) -> HttpResponse:
    page, lang = _page(request, run), reader_language()
    body = money_pdf(page, computed=figures.moment(run.created_at, lang), lang=lang)
    return handed_out(body, "application/pdf", "yenbinh-tax.pdf")


def _page(request: HttpRequest, run: MatchRun) -> MoneyPage:
    return money_page(run, choice=asked(request.GET), vocabulary=vocabulary(), lang=reader_language())


def handed_out(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
