"""More than a year of invented enquiries, ended, so that the demo's figures mean something. All marked illustrative.

Written as rows from the same typed events and the same fold, not through the services: nothing is sent, held or due.
The same moment of loading gives the same history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.db import transaction

from leads.calendar.hours import WorkingCalendar
from leads.choices import Stage, Verdict
from leads.models import Consent, ConsentText, Lead, LeadEvent, MatchRun, Officer, ReferenceCounter
from leads.services.calendar import working_calendar
from leads.services.event_base import Event
from leads.services.events import (
    Assigned,
    Contacted,
    Described,
    Happened,
    Received,
    StageChanged,
    columns_of,
    fold,
    project_columns,
    to_json,
)
from leads.services.link_events import AnswerJudged
from leads.services.loss import detail_asked, place_asked
from leads.services.mail_wishes import mark_of
from leads.services.matching import run_match
from leads.services.roll_up import next_month
from leads.services.story import STEPS, month_of
from sitepages.figures import PARK_TIME
from sitepages.models import Sector

T = TypeVar("T")
MONTHS = 14
KEY = "demo-history-"
# Of a hundred who reach a step, how many go on; how many of the others are parked, not lost.
GOES_ON = (94, 74, 71, 58, 54, 64, 78, 82)
PARKED = 12
NO_LEAD = 7
COUNTRIES = ("VN", "VN", "VN", "KR", "KR", "JP", "CN", "TW", "SG", "US", "DE")
SOURCES = ("site", "site", "site", "triage", "fair", "phone", "mail", "visit")
TONGUES = {"VN": "vi", "KR": "ko", "JP": "ja", "CN": "zh", "TW": "zh"}
REASONS = (
    *("no_fitting_land", "price", "power_short", "too_late") * 3,
    *("silent", "zone_status", "chose_domestic_rival", "project_cancelled") * 2,
    *("incentives_elsewhere", "location", "other_utility", "chose_other_country", "slow_answer"),
)
VERDICTS = (*[Verdict.YES] * 6, *[Verdict.PARTLY] * 3, Verdict.NO)
# What was asked in the matches some of these enquiries stand on: sector, least land (m2), power (kVA), jobs.
ASKED = (
    ("software", 5_000, 1_000, 400),
    ("semiconductor_packaging_testing", 40_000, 12_000, 900),
    ("electronics_hardware", 30_000, 6_000, 1_500),
    ("data_centre", 60_000, 60_000, 90),
)


@dataclass
class Draws:
    """Numbers that look drawn and are the same at each loading."""

    drawn: int = 0

    def below(self, end: int) -> int:
        self.drawn += 1
        return int.from_bytes(hashlib.sha256(f"history {self.drawn}".encode()).digest()[:6], "big") % end

    def between(self, low: int, high: int) -> int:
        """Both ends included."""
        return low + self.below(high - low + 1)

    def one_of(self, rows: Sequence[T]) -> T:
        return rows[self.below(len(rows))]


@dataclass
class Tale:
    """One enquiry as it is told: the events so far, and the moment it has come to."""

    number: int
    at: datetime
    officer: Officer
    sector: str
    country: str
    source: str
    area: int
    run: MatchRun | None
    events: list[Happened] = field(default_factory=list)

    def tell(self, event: Event, *, by: int | None) -> None:
        self.events.append(Happened(len(self.events) + 1, event, self.at, by))


def load_demo_history(*, now: datetime) -> int:
    """Add the history once; how many enquiries there are. Without officers or law: none."""
    if Lead.objects.filter(submission_key__startswith=KEY).exists():
        return 0
    officers = list(Officer.objects.filter(takes_leads=True, is_duty_head=False).select_related("user").order_by("key"))
    if not officers:
        return 0
    tales = list(_tales(now, officers, _runs(now)))
    write_tales(tales=tales)
    return len(tales)


def _runs(now: datetime) -> list[MatchRun]:
    """Real answers of the engine, one every ten weeks: a match takes a fifth of a second, so they are few."""
    known = set(Sector.objects.values_list("key", flat=True))
    runs = []
    for place, (sector, area, power, jobs) in enumerate(ASKED):
        at = now - timedelta(weeks=10 * (place + 1) - 6)
        request = {
            "sector": sector,
            "on": at.astimezone(PARK_TIME).date().isoformat(),
            "land": {"area_min_m2": area},
            "utilities": {"power_kva": power},
            "project": {"jobs": jobs},
        }
        if sector in known:
            runs.append(run_match(request=request, source="demo", now=at))
    return runs


def _tales(now: datetime, officers: Sequence[Officer], runs: Sequence[MatchRun]) -> Iterator[Tale]:
    draws, calendar, number = Draws(), working_calendar(), 0
    sectors = sorted(Sector.objects.values_list("key", flat=True))[:12]
    month = month_of(now - timedelta(days=30 * MONTHS))
    while month < month_of(now):
        for at in sorted(_arrivals(draws, month, calendar)):
            number += 1
            near = [one for one in runs if abs(one.created_at - at) < timedelta(days=35)]
            run = draws.one_of(near) if near and draws.below(100) < 35 else None
            tale = Tale(
                number=number,
                at=at,
                officer=draws.one_of(officers),
                sector=run.request["sector"] if run else draws.one_of(sectors),
                country=draws.one_of(COUNTRIES),
                source=draws.one_of(SOURCES[:4] if run else SOURCES),
                area=draws.one_of((4_000, 8_000, 15_000, 20_000, 30_000, 50_000, 80_000)),
                run=run,
            )
            _told(tale, draws, calendar, now)
            yield tale
        month = next_month(month)


def _arrivals(draws: Draws, month: date, calendar: WorkingCalendar) -> Iterator[datetime]:
    """Office hours of working days; fewer in the month of Tết and in summer."""
    most = 14 if month.month in (2, 7) else 23
    for _one in range(draws.between(most - 6, most)):
        day = month + timedelta(days=draws.below(27))
        at = datetime.combine(day, time(8, draws.below(60)), PARK_TIME)
        yield calendar.add_minutes(at, draws.between(5, 400))


def _told(tale: Tale, draws: Draws, calendar: WorkingCalendar, now: datetime) -> None:
    """From the arrival to an end that lies before `now`."""
    by = tale.officer.user_id
    run = tale.run.pk if tale.run else None
    language = TONGUES.get(tale.country, "en")
    tale.tell(Received(tale.source, language, "normal", country=tale.country, match_run=run), by=None)
    tale.tell(Assigned(tale.officer.department_id, tale.officer.key, {"by_hand": "Lịch sử mẫu"}), by=None)
    if draws.below(100) < NO_LEAD:
        tale.at = calendar.add_minutes(tale.at, draws.between(10, 200))
        tale.tell(StageChanged("new", "not_a_lead", reason="Thư chào hàng (mẫu)"), by=by)
        return
    late = draws.below(100) < 13
    tale.at = calendar.add_minutes(tale.at, draws.between(150, 900) if late else draws.between(6, 56))
    if draws.below(100) >= GOES_ON[0]:
        _ended(tale, draws, STEPS[0], now)
        return
    tale.tell(Contacted("phone", "Đã gọi, làm rõ nhu cầu (mẫu)"), by=by)
    tale.tell(StageChanged("new", "in_contact"), by=by)
    tale.at = calendar.add_minutes(
        tale.at, draws.between(1300, 2600) if draws.below(100) < 16 else draws.between(120, 880)
    )
    tale.tell(Contacted("mail", "Đã trả lời đủ các câu hỏi (mẫu)", answers_all=True), by=by)
    if draws.below(100) < 60:
        tale.at = calendar.add_minutes(tale.at, draws.between(60, 900))
        tale.tell(AnswerJudged(draws.one_of(VERDICTS).value), by=None)
    area = None if tale.run else tale.area
    tale.tell(Described("normal", sector=tale.sector, country=tale.country, area_min_m2=area), by=by)
    for place in range(1, len(STEPS) - 1):
        wait = timedelta(days=draws.between(2, 9 + 3 * place), minutes=draws.between(0, 300))
        far = tale.at + wait > now - timedelta(days=2)
        if far or draws.below(100) >= GOES_ON[place]:
            _ended(tale, draws, STEPS[place], now)
            return
        tale.at += wait
        tale.tell(StageChanged(STEPS[place].value, STEPS[place + 1].value), by=by)


def _ended(tale: Tale, draws: Draws, stage: Stage, now: datetime) -> None:
    tale.at = min(tale.at + timedelta(days=draws.between(1, 20)), now - timedelta(hours=3))
    by = tale.officer.user_id
    if draws.below(100) < PARKED:
        back = (now + timedelta(days=draws.between(40, 240))).astimezone(PARK_TIME).date()
        tale.tell(StageChanged(stage.value, "parked", reason="Nhà đầu tư hẹn lại (mẫu)", come_back_on=back), by=by)
        return
    reason = "silent" if stage == Stage.NEW else draws.one_of(REASONS)
    stated = {"lost_to_place": "Nơi khác (mẫu)"} if place_asked(reason) else {}
    if asked := detail_asked(reason):
        stated[asked] = "Theo lời nhà đầu tư (mẫu)"
    tale.tell(StageChanged(stage.value, "lost", loss_reason=reason, stated=stated), by=by)


@transaction.atomic
def write_tales(*, tales: Sequence[Tale]) -> None:
    """Rows only: leads with the columns their events give, events, consents."""
    officers = {tale.officer.key: tale.officer.pk for tale in tales}
    counters = {row.year: row for row in ReferenceCounter.objects.select_for_update()}
    leads = []
    for tale in tales:
        counter = counters.setdefault(tale.events[0].at.astimezone(PARK_TIME).year, ReferenceCounter(last=0))
        counter.year, counter.last = tale.events[0].at.astimezone(PARK_TIME).year, counter.last + 1
        leads.append(_lead(tale, f"YB-{counter.year}-{counter.last:04d}", officers))
    for counter in counters.values():
        counter.save()
    Lead.objects.bulk_create(leads, batch_size=100)
    LeadEvent.objects.bulk_create(
        (
            LeadEvent(
                lead=lead,
                seq=one.seq,
                kind=one.event.kind,
                version=one.event.version,
                data=to_json(one.event),
                at=one.at,
                by_id=one.by,
            )
            for lead, tale in zip(leads, tales, strict=True)
            for one in tale.events
        ),
        batch_size=500,
    )
    text = ConsentText.objects.filter(purpose="answer_request").order_by("-version").first()
    if text:
        given = {"text": text, "language": "vi", "channel": "demo"}
        Consent.objects.bulk_create(
            Consent(lead=lead, given_at=lead.received_at, mark=mark_of(lead.contact_email), **given) for lead in leads
        )


def _lead(tale: Tale, reference: str, officers: dict[str, int]) -> Lead:
    state = fold(tale.events)
    columns = columns_of(state) | project_columns(state)
    department, owner = columns.pop("department"), columns.pop("owner")
    return Lead(
        reference=reference,
        submission_key=f"{KEY}{tale.number:03d}",
        contact_name=f"Nhà đầu tư {tale.number:03d} (mẫu)",
        contact_email=f"mau{tale.number:03d}@history.example",
        language=TONGUES.get(tale.country, "en"),
        source=tale.source,
        illustrative=True,
        received_at=tale.events[0].at,
        department_id=department,
        owner_id=officers[owner],
        **({"country": tale.country} | columns),
    )
