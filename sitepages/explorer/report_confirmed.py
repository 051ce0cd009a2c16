"""A report of a wrong fact that its reader confirmed by mail."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.core.signing import Signer
from django.urls import reverse
from django.utils.translation import gettext as _

from sitepages.explorer.plot_lines import field_name
from sitepages.guarding.guard import Guarded
from sitepages.models import PendingForm, Plot
from sitepages.models.land import STATUS
from sitepages.services.fact_reports import Said, report_fact
from sitepages.services.pending_forms import Confirmed, PendingOver, keep_pending

REPORT = Guarded("report", ceiling="REPORT_RATE_PER_HOUR", quickest=6, without_mail=True)


def signer() -> Signer:
    return Signer(salt="sitepages.fact-report", sep=".")


def keep_report(plot: Plot, said: Said, *, now: datetime) -> PendingForm:
    return keep_pending(
        form=REPORT.name, about=plot.code, typed=asdict(said), mail=said.email, language=said.language, now=now
    )


def _make(kept: PendingForm, now: datetime) -> str:
    plot = Plot.objects.filter(code=kept.about).first()
    if plot is None:
        raise PendingOver
    return str(report_fact(plot=plot, said=Said(**kept.typed), by=None, now=now).pk)


def _answer(kept: PendingForm, now: datetime) -> str:
    return reverse("fact-report", args=[kept.about, signer().sign(kept.made)])


def _title(about: str) -> str:
    return _("Report a wrong fact of plot %(code)s") % {"code": about}


def _lines(kept: PendingForm) -> list[tuple[str, str]]:
    said = Said(**kept.typed)
    fact = "" if not said.field else _("Status") if said.field == STATUS else field_name(said.field)
    return [
        (_("Which fact is wrong?"), ": ".join(filter(None, (fact, said.shown)))),
        (_("What is wrong, and what is right?"), said.said),
        (_("How do you know? (optional)"), said.source),
        (_("E-mail for the answer (optional)"), said.email),
    ]


CONFIRMED_REPORT = Confirmed(REPORT.name, _title, _make, _answer, _lines)
