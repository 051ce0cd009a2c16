"""Doors of reporting a wrong fact: a form of its own beside each plot, and a page where its answer will stand."""

from __future__ import annotations

from datetime import datetime

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sitepages.explorer.report_confirmed import REPORT, keep_report, signer
from sitepages.explorer.report_form import ReportForm, ReportPage, new_form
from sitepages.guarding.guard import GO_ON, Verdict, given_back, guard_fields, look
from sitepages.land.facts import PlotFacts
from sitepages.models import FactReport, Plot
from sitepages.services.fact_reports import PROMISED_DAYS, report_fact
from sitepages.services.facts import facts_on
from sitepages.stale import STALE_STATUS, gives_back, is_stale


@gives_back
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    now, plot = timezone.now(), plot_of(code)
    if request.method != "POST":
        return shown(request, new_form(plot, request.GET.get("fact", "")), now)
    form = ReportForm(request.POST, plot=plot)
    if is_stale(request):
        return shown(request, form, now, STALE_STATUS, given_back(REPORT, request, now))
    if not form.is_valid():
        return shown(request, form, now, 422)
    verdict = look(REPORT, request, now=now, mail=form.cleaned_data["email"], about=plot.code)
    if verdict.again:
        return shown(request, form, now, verdict.status, verdict)
    if verdict.wait:
        form.add_error(None, _("Too many reports came from your address within an hour. Try again later."))
        return shown(request, form, now, 429)
    row, said = get_object_or_404(Plot, code=plot.code), form.said_by_reader()
    if verdict.by_mail:
        keep_report(row, said, now=now)
        return render(request, "sitepages/confirm_sent.html", {"page": {"mail": said.email}})
    made = report_fact(plot=row, said=said, unproven=verdict.unproven, by=None, now=now)
    return redirect("fact-report", plot.code, signer().sign(str(made.pk)))


@require_safe
def follow(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """What became of one report; whoever has the address may see it."""
    try:
        pk = int(signer().unsign(token))
    except (BadSignature, ValueError) as error:
        raise Http404(_("This address opens no report.")) from error
    found = get_object_or_404(FactReport, pk=pk, code=code)
    return render(request, "sitepages/report_followed.html", {"report": found, "late": is_late(found)})


def is_late(report: FactReport) -> bool:
    return report.open and report.promised_on < timezone.localdate()


def plot_of(code: str) -> PlotFacts:
    found = facts_on(timezone.localdate(), [code[:12]]).plots
    if not found:
        raise Http404(_("There is no plot %(code)s.") % {"code": code[:20]})
    return found[0]


def shown(
    request: HttpRequest, form: ReportForm, now: datetime, status: int = 200, verdict: Verdict = GO_ON
) -> HttpResponse:
    errors = [("", words) for words in form.non_field_errors()]
    errors += [(form[name].auto_id, " ".join(words)) for name, words in form.errors.items() if name in form.fields]
    page = ReportPage(
        form.plot.code,
        form,
        tuple(errors),
        PROMISED_DAYS,
        verdict.again or guard_fields(REPORT, now),
        str(verdict.notice),
    )
    return render(request, "sitepages/report.html", {"page": page}, status=status)
