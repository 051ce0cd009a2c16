"""The whole shopping trip on a running site: thirty visits, the desk's answers, and what both sides can prove."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Browser

from leads.choices import Clock, EventKind, Stage
from leads.models import Department, Lead, LeadEvent, Mail
from leads.services.calendar import working_calendar
from leads.services.clocks import running_clocks
from leads.services.events import fold, history
from leads.services.roll_up import count_news
from leads.services.targets import targets
from sitepages import figures
from sitepages.models import IncentiveVersion, ProcedureStep
from sitepages.services.park_facts import all_questions
from tests.shoppers import check
from tests.shoppers.desk import after_the_answer, answer_all, signed_in
from tests.shoppers.people import Shopper
from tests.shoppers.score import Row
from tests.shoppers.walk import Visit, visit

TWO_DAYS = 2 * 8 * 60  # working minutes
PARTS = {  # parts of the pack that answer as a whole
    "land": ("Lô đất", "Plots"),
    "tax": ("Ưu đãi và thuế", "Incentives and tax"),
    "procedure": ("Thủ tục", "Procedures"),
    "cost": ("Chi phí tại địa điểm", "Cost of the location"),
    "who": ("Người trả lời", "Who answers"),
    "meet": ("Trao đổi hoặc khảo sát", "Talk or visit"),
}
Finding = Callable[[Visit], Iterable[str]]


def go_shopping(
    browser: Browser,
    site: str,
    people: Sequence[Shopper],
    *,
    password: str,
    mails: Path,
    tell: Callable[[str], None] = lambda line: None,
) -> tuple[list[Visit], list[Row]]:
    """`mails`: the folder where the site leaves its mails; `tell`: told of each visit as it ends."""
    visits: list[Visit] = []
    for shopper in people:
        visits.append(visit(browser, site, shopper, mails))
        done = visits[-1]
        said = f"{done.took:.1f} s, {done.reference}: {done.headline}" if done.pack else "; ".join(done.failed)
        tell(f"  {shopper.key} ({shopper.lang}, {shopper.device}, {shopper.way}) {said}")
    before = rows_before(visits)
    answer_all(browser, site, password, visits, timezone.now(), tell)
    for done in visits:
        after_the_answer(browser, done)
    counted, real = counted_by_funnel(browser, site, password), Lead.objects.filter(illustrative=False).count()
    measured = () if counted == real >= len(visits) else (f"the funnel counts {counted} of {real} enquiries",)
    return visits, [*before, *rows_after(browser, site, visits), Row("measured", 1, measured)]


def rows_before(visits: Sequence[Visit]) -> list[Row]:
    """What an investor has in hand right after sending."""
    names = {row.key: (row.name_vi, row.name_en) for row in Department.objects.all()}
    labels = PARTS | {one.key: (one.label_vi, one.label_en) for one in all_questions()}
    labels |= {
        row.incentive.key: (row.name_vi, row.name_en) for row in IncentiveVersion.objects.select_related("incentive")
    }
    labels |= {row.key: (row.name_vi, row.name_en) for row in ProcedureStep.objects.all()}
    return [
        Row("at_once", len(visits), named(visits, lambda one: [*check.pack(one), *_mail(one)])),
        Row("hour", len(visits), named(visits, _promises)),
        Row(
            "questions",
            sum(len(one.shopper.asks) for one in visits),
            each(visits, lambda one: check.questions(one, labels)),
        ),
        Row("person", len(visits), named(visits, lambda one: check.officer(one, names))),
    ]


def rows_after(browser: Browser, site: str, visits: Sequence[Visit]) -> list[Row]:
    """What the log, the link and the published figures say once the officers have answered."""
    later = [one for one in visits if one.shopper.then == "not_now"]
    return [
        Row("answered", len(visits), named(visits, _answered)),
        Row("follow_up", len(visits), named(visits, _follow_up)),
        Row("status", len(visits), named(visits, check.status)),
        Row("parked", len(later), named(later, _parked)),
        Row("public", 2, tuple(_public(browser, site))),
    ]


def named(visits: Sequence[Visit], found: Finding) -> tuple[str, ...]:
    """One line per visit that fails, with all that failed."""
    lines = []
    for one in visits:
        sentences = [*one.failed, *found(one)]
        if sentences:
            lines.append(f"{one.shopper.key}: {'; '.join(sentences)}")
    return tuple(lines)


def each(visits: Sequence[Visit], found: Finding) -> tuple[str, ...]:
    """One line per thing that fails."""
    return tuple(f"{one.shopper.key}: {line}" for one in visits for line in found(one))


def _lead(one: Visit) -> Lead | None:
    return Lead.objects.select_related("owner__person", "department").filter(reference=one.reference or "none").first()


def _mail(one: Visit) -> Iterator[str]:
    sent = Mail.objects.filter(to=one.shopper.email, kind="confirmation").first()
    if sent is None:
        yield "no confirmation by mail"
    elif "/pack/" not in sent.body or one.reference not in f"{sent.subject}{sent.body}":
        yield "the confirmation names neither pack nor file"


def _promises(one: Visit) -> Iterator[str]:
    lead = Lead.objects.filter(reference=one.reference).first()
    if lead is None:
        yield "no file on record"
        return
    calendar = working_calendar()
    promised = {due.clock: due.at for due in running_clocks(fold(history(lead)), calendar, targets())}

    def minutes(at: datetime) -> int:
        return calendar.minutes_between(lead.received_at, at)

    yield from check.promise(one, promised.get(Clock.FIRST_REPLY), minutes)
    full = promised.get(Clock.FULL_ANSWER)
    if full is None or minutes(full) > TWO_DAYS:
        yield "the full answer is promised later than in two working days"


def _answered(one: Visit) -> Iterator[str]:
    events = LeadEvent.objects.filter(lead__reference=one.reference, kind=EventKind.REPLIED)
    if not events.exists():
        yield "no reply in the log"


def _follow_up(one: Visit) -> Iterator[str]:
    """The next step's day stands where the investor looks."""
    lead = _lead(one)
    if lead is None:
        yield "no file on record"
    elif lead.due_at is None or figures.moment(lead.due_at, one.shopper.lang) not in one.status.replace("\n", " "):
        yield "the page of the file does not say by when the next step is due"


def _parked(one: Visit) -> Iterator[str]:
    lead = _lead(one)
    if lead is None:
        yield "no file on record"
    elif lead.stage != Stage.PARKED or lead.due_at is None:
        yield f"the file is {lead.stage}, due {lead.due_at}"


def counted_by_funnel(browser: Browser, site: str, password: str) -> int:
    """How many enquiries the funnel counts after the worker's round; the demo's own only while there are no others."""
    while count_news(now=timezone.now()):
        pass
    page = signed_in(browser, site, "demo_head", password)
    page.goto(f"{site}/admin/desk/figures/funnel/")
    said = page.locator(".yb > .yb-meta").first.inner_text()
    page.context.close()
    found = re.search(r"\d+", said)
    return int(found.group()) if found else 0


def _public(browser: Browser, site: str) -> Iterator[str]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/en/about/")
    said = page.locator("main").inner_text()
    context.close()
    if not re.search(r"First human reply\s+[\d.,]+", said):
        yield "no public median of the first reply"
    if not re.search(r"Nine in ten within [\d.,]+", said):
        yield "no public 90th percentile"


def summary(visits: Sequence[Visit]) -> str:
    took = sorted(one.took for one in visits if one.pack)
    if not took:
        return "No pack was seen."
    p95 = took[min(len(took) - 1, round(0.95 * len(took)) - 1 if len(took) > 1 else 0)]
    asked = sum(len(one.shopper.asks) for one in visits)
    median = figures.number(took[len(took) // 2], 2, "en")
    return f"{len(took)} packs, {asked} questions; from sending to the open pack: median {median} s, p95 {p95:.2f} s."
