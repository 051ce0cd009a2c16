"""A reader says that a fact is wrong; an editor checks and answers within three working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from sitepages import figures
from sitepages.choices import ChangeState, ReportState
from sitepages.figures import PARK_TIME
from sitepages.land.facts import NOT_VERIFIED
from sitepages.models import ChangeSet, FactReport, Plot, PlotReceipt
from sitepages.post import send_letter, working_day_from
from sitepages.refusal import Refused
from sitepages.services.change_rows import Change
from sitepages.services.holding import public_status
from sitepages.services.land_facts import VERIFICATION
from sitepages.services.land_receipts import COLUMNS

PROMISED_DAYS = 3  # working days of the province; the day of receipt does not count
OUTCOMES = (ReportState.CORRECTED, ReportState.WAS_RIGHT, ReportState.SET_ASIDE)


class ReportClosed(Refused):
    """Somebody answered it meanwhile."""

    code = "report_closed"


class AnswerMissing(Refused):
    code = "report_answer_missing"
    status = 422


class NotCorrected(Refused):
    """“Corrected” while the fact still stands as it was when the report came."""

    code = "report_not_corrected"
    status = 422


def reporters_over(before: datetime) -> QuerySet[FactReport]:
    """Reports answered before a moment that still hold the address of whoever reported."""
    return FactReport.objects.filter(answered_at__lt=before).exclude(email="")


def forget_reporters(*, before: datetime) -> int:
    """Their addresses go; how many."""
    return reporters_over(before).update(email="")


@dataclass(frozen=True)
class Said:
    """What the reader wrote. `key` makes a form sent twice one report; `shown` is the value the page showed."""

    key: str
    field: str
    said: str
    shown: str = ""
    source: str = ""
    email: str = ""
    language: str = "vi"


@transaction.atomic
def report_fact(*, plot: Plot, said: Said, unproven: bool = False, by: User | None, now: datetime) -> FactReport:
    """Into the editors' inbox, with the day an answer is promised by; sent twice it is one report."""
    today = now.astimezone(PARK_TIME).date()
    report, _made = FactReport.objects.get_or_create(
        key=said.key,
        defaults={
            "plot": plot,
            "code": plot.code,
            "field": said.field,
            "shown": said.shown[:300],
            "said": said.said,
            "source": said.source,
            "email": said.email,
            "language": said.language,
            "unproven": unproven,
            "received_at": now,
            "promised_on": working_day_from(today, PROMISED_DAYS),
        },
    )
    return report


@transaction.atomic
def take_up(*, report: FactReport, by: User, now: datetime) -> FactReport:
    """Check it: from now on the page says that this fact was reported as wrong and is being checked."""
    taken = FactReport.objects.filter(pk=report.pk, state=ReportState.NEW).update(state=ReportState.CHECKING)
    if not taken:
        raise ReportClosed
    day = now.astimezone(PARK_TIME).date()
    PlotReceipt.objects.filter(plot=report.plot_id, field=report.field, disputed_on=None).update(disputed_on=day)
    report.refresh_from_db()
    return report


@transaction.atomic
def answer_report(*, report: FactReport, outcome: ReportState, answer: str, by: User, now: datetime) -> FactReport:
    """Close it with an answer, which goes to the reader by mail if an address was left; the mark on the page ends.

    Raises AnswerMissing, ReportClosed (answered meanwhile), NotCorrected.
    """
    if outcome not in OUTCOMES or not answer.strip():
        raise AnswerMissing
    mine = FactReport.objects.filter(pk=report.pk, state__in=[ReportState.NEW, ReportState.CHECKING])
    if not mine.update(state=outcome, answer=answer.strip(), answered_at=now, answered_by=by):
        raise ReportClosed
    if outcome == ReportState.CORRECTED and not corrected_since(report):
        raise NotCorrected
    report.refresh_from_db()
    _end_dispute(report)
    if report.email:
        _write_back(report, now)
    return report


def corrected_since(report: FactReport) -> bool:
    """Whether the fact named was written anew, value or receipt, since the report came and not undone.

    A verification says that the value was right, so it corrects nothing. A report that names no fact is
    about something the land's history does not know: the editor's word stands.
    """
    if not report.field:
        return True
    since = ChangeSet.objects.filter(state=ChangeState.APPLIED, applied_at__gte=report.received_at)
    since = since.exclude(kind__startswith=ChangeSet.OF_THE_DESK).exclude(kind=VERIFICATION)
    if any(_touches(change, report) for changes in since.values_list("changes", flat=True) for change in changes):
        return True
    return report.field == "status" and _status_differs(report)


def _touches(change: Change, report: FactReport) -> bool:
    if change["key"] != report.code:
        return False
    if change["model"] == "receipts":
        return bool(change["before"].get(report.field) != change["after"].get(report.field))
    return change["model"] == "plot" and change["field"] in COLUMNS.get(report.field, (report.field,))


def _status_differs(report: FactReport) -> bool:
    """A hold set or released at the desk changes the status shown without a change set of the land."""
    plot = report.plot
    told = report.shown not in {"", NOT_VERIFIED}
    return bool(plot and told and public_status(plot.status, plot.held_since) != report.shown)


def _end_dispute(report: FactReport) -> None:
    """Unless another open report says the same of this fact."""
    same = FactReport.objects.filter(plot=report.plot_id, field=report.field, state=ReportState.CHECKING)
    if not same.exists():
        PlotReceipt.objects.filter(plot=report.plot_id, field=report.field).update(disputed_on=None)


def _write_back(report: FactReport, now: datetime) -> None:
    with translation.override(report.language):
        words = {
            "code": report.code,
            "outcome": ReportState(report.state).label,
            "received": figures.day(report.received_at.astimezone(PARK_TIME).date(), report.language),
            "said": report.said,
            "answer": report.answer,
            "address": settings.SITE_URL + reverse("plot", args=[report.code]),
        }
    send_letter(kind="fact_report", to=report.email, language=report.language, words=words, now=now)
