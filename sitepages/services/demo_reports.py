"""Reports of wrong facts in the demo: a late one, a new one, one that was answered. Invented."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation

from sitepages.choices import ReportState
from sitepages.models import FactReport, Plot
from sitepages.services.fact_reports import Said, answer_report, report_fact, take_up

LATE, NEW, ANSWERED = timedelta(days=8), timedelta(hours=20), timedelta(days=12)


@transaction.atomic
def load_demo_reports(*, by: User, now: datetime) -> None:
    """Once; without mail addresses, so that no letter is written to nobody."""
    plots = {plot.code: plot for plot in Plot.objects.filter(code__in=("SX-04", "DC-02", "RD-07"))}
    if FactReport.objects.exists() or len(plots) < 3:
        return
    with translation.override("vi"):
        late = report_fact(
            plot=plots["SX-04"],
            said=Said(
                key="demo-late",
                field="power_kva",
                said="Công văn mới của điện lực ghi 630 kVA, không phải 800 kVA.",
                shown="800 kVA",
                source="Người đọc có bản sao công văn (tình huống mẫu)",
            ),
            by=None,
            now=now - LATE,
        )
        take_up(report=late, by=by, now=now - timedelta(days=1))
        report_fact(
            plot=plots["DC-02"],
            said=Said(
                key="demo-new",
                field="road_width_m",
                said="On the approved drawing the street in front is 24 m wide, not 22 m.",
                shown="22 m",
                source="Drawing shown at a meeting (sample case)",
                language="en",
            ),
            by=None,
            now=now - NEW,
        )
        answered = report_fact(
            plot=plots["RD-07"],
            said=Said(key="demo-answered", field="phase", said="Lô này thuộc giai đoạn 2?", shown="1"),
            by=None,
            now=now - ANSWERED,
        )
        answer_report(
            report=answered,
            outcome=ReportState.WAS_RIGHT,
            answer="Đã đối chiếu với mặt bằng: lô RD-07 thuộc giai đoạn 1 (tình huống mẫu).",
            by=by,
            now=now - ANSWERED + timedelta(days=2),
        )
