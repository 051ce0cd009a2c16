"""The pages of the figures: whose figures they are, that each number is as long as its list, what they ask."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Count
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from leads.choices import AccessKind, Role, Stage
from leads.desk.figure_bars import Column, bar, columns
from leads.desk.figure_filter import BY, PERIODS, FigureFilter, months_before
from leads.desk.figure_rows import reasons_lost, unmet_of
from leads.desk.report_page import report_of
from leads.models import AccessRecord, Lead, LeadStory, MonthCount, Officer
from leads.services.demo_history import Draws, Tale, load_demo_history, write_tales
from leads.services.events import Assigned, Contacted, Described, Paused, Received, Resumed, StageChanged
from leads.services.figures import Scope
from leads.services.link_events import AnswerJudged
from leads.services.roll_up import count_all
from leads.services.stages import pipeline
from tests.leads import recount
from tests.leads.conftest import account, person
from tests.leads.recount import Tables
from tests.leads.test_desk_views import signed_in
from tests.loaded_db import filled

PAGES = ("funnel/", "times/", "unmet/", "outcome/")
HOME = "/admin/desk/figures/"


def odd_tales(now: datetime) -> Iterator[Tale]:
    """Back and forth, paused, reopened, signed and lost again: what the demo's straight histories do not have."""
    draws, officers = Draws(100_000), list(Officer.objects.select_related("user"))
    for number in range(5000, 5080):
        at = now - timedelta(days=draws.between(20, 420), minutes=draws.between(0, 1400))
        tale = Tale(number, at, draws.one_of(officers), "software", "JP", "api", draws.between(1, 9) * 10_000, None)
        priority = draws.one_of(["urgent", "high", "normal"])
        tale.tell(Received("api", "ja", priority, country="JP"), by=None)
        tale.tell(Assigned(tale.officer.department_id, tale.officer.key), by=None)
        stage, paused = "new", False
        for _step in range(draws.between(1, 12)):
            tale.at = min(tale.at + timedelta(minutes=draws.one_of([3, 40, 700, 3000, 20_000])), now)
            match draws.below(6):
                case 0:
                    tale.tell(Contacted("phone", "x", answers_all=bool(draws.below(2))), by=None)
                case 1 if not paused:
                    until = tale.at + timedelta(days=draws.between(1, 9))
                    tale.tell(Paused(draws.one_of(["waiting_investor", "waiting_other_body"]), until), by=None)
                    paused = True
                case 1:
                    tale.tell(Resumed(tale.at), by=None)
                    paused = False
                case 2:
                    tale.tell(AnswerJudged(draws.one_of(["yes", "partly", "no"])), by=None)
                case 3:
                    noted = {"sector": "software", "country": "JP", "question": ""}
                    tale.tell(Described(draws.one_of(["urgent", "normal"]), **noted, area_max_m2=tale.area), by=None)
                case _:
                    new = draws.one_of([one.value for one in Stage if one != stage])
                    lost = {"loss_reason": draws.one_of(["price", "silent", "power_short"])} if new == "lost" else {}
                    back = date(2030, 1, 1) if new == "parked" else None
                    tale.tell(StageChanged(stage, new, come_back_on=back, **lost), by=None)
                    stage, paused = new, paused and pipeline().is_open(Stage(new))
        yield tale


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """A year of invented history, once for the module."""
    with django_db_blocker.unblock(), filled("whole"):
        now = timezone.now()
        for role in Role:
            Group.objects.get_or_create(name=role.value)
        for key, department in (("off_an", "so_khcn"), ("off_chi", "so_tai_chinh"), ("off_hai", "so_tai_chinh")):
            person(key, f"{key} (mẫu)", department, Role.OFFICER)
        person("head_khcn", "Trưởng phòng (mẫu)", "so_khcn", Role.HEAD_OF_DEPARTMENT)
        load_demo_history(now=now)
        write_tales(tales=list(odd_tales(now)))
        count_all(now=now)
        yield now


@pytest.fixture
def history(told: datetime, db: None) -> datetime:
    return told


def shown(client: Client, address: str) -> str:
    response = client.get(address, headers={"accept-language": "en"})
    assert response.status_code == 200, address
    return response.content.decode()


def as_number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def linked(page: str) -> dict[str, int]:
    """Every number of the page that links to the leads it counts."""
    found = re.findall(r'<a href="(/admin/desk/figures/leads/[^"]+)">(?:<b>)?([\d.,\s]+)<', page)
    return {unescape(link): as_number(number) for link, number in found}


def length(page: str) -> int:
    return as_number(re.findall(r'yb-sum">\s*(?:Trên )?([\d.,]+)', page)[0])


def viewers() -> dict[str, Client]:
    users = {
        "leader": account("leader", Role.LEADER),
        "head": person("head2", "Trưởng phòng hai (mẫu)", "so_tai_chinh", Role.HEAD_OF_DEPARTMENT).user,
        "officer": person("off_x", "Cán bộ X (mẫu)", "so_khcn", Role.OFFICER).user,
    }
    return {name: signed_in(user) for name, user in users.items()}


def test_every_number_is_as_long_as_its_list(history: datetime) -> None:
    client = viewers()["leader"]
    asked: dict[str, int] = {}
    for query in ("", "?period=3&department=so_khcn", "?only=country:KR&by=department"):
        for page in PAGES:
            asked |= linked(shown(client, f"{HOME}{page}{query}"))
    assert len(asked) > 100
    some = sorted(asked.items())[:: len(asked) // 12]
    wrong = {link: number for link, number in some if length(shown(client, link)) != number}
    assert wrong == {}


def test_a_head_sees_the_department_and_an_officer_the_own(history: datetime) -> None:
    everybody = viewers()
    received = {name: as_number(_received(shown(client, f"{HOME}funnel/"))) for name, client in everybody.items()}
    within = LeadStory.objects.filter(month__gte=_first()).exclude(standing="no_lead")
    assert received["leader"] == within.count()
    assert received["head"] == within.filter(department="so_tai_chinh").count() > 0
    assert received["officer"] == 0
    wider = "?department=so_khcn&only=owner:off_an"
    assert received["head"] >= as_number(_received(shown(everybody["head"], f"{HOME}funnel/{wider}")))
    assert as_number(_received(shown(everybody["officer"], f"{HOME}funnel/{wider}"))) == 0
    behind = shown(everybody["head"], f"{HOME}leads/?measure=received&department=so_khcn")
    assert length(behind) == received["head"]


def _first() -> date:
    return months_before(timezone.localdate().replace(day=1), 11)


def _received(page: str) -> str:
    return re.findall(r'"yb-meta">\s*([\d.,]+) (?:hồ sơ;|enquiries;)', page)[0]


def test_a_step_is_what_became_of_those_who_reached_it(history: datetime) -> None:
    count = {(row.measure, row.key): 0 for row in MonthCount.objects.filter(dimension="all")}
    for row in MonthCount.objects.filter(dimension="all"):
        count[row.measure, row.key] += row.count
    steps = ["new", "in_contact", "qualified", "proposed", "visit", "reserved", "filed", "licensed", "won"]
    for step, after in zip(steps, [*steps[1:], ""], strict=True):
        ends = sum(n for (measure, key), n in count.items() if measure == "stands" and key.startswith(f"{step}:"))
        assert count[("reached", step)] == ends + count.get(("reached", after), 0)


def test_the_dimensions_add_up_to_all(history: datetime) -> None:
    sums: dict[str, int] = {}
    for row in MonthCount.objects.filter(measure="received"):
        sums[row.dimension] = sums.get(row.dimension, 0) + row.count
    assert len(sums) == 6
    assert len(set(sums.values())) == 1


def test_the_overview_counts_what_its_links_list(history: datetime) -> None:
    client, now = viewers()["leader"], timezone.now()
    Lead.objects.filter(stage="parked").update(due_at=now - timedelta(hours=1))
    page = shown(client, HOME)
    numbers = {
        unescape(link): as_number(n) for link, n in re.findall(r'<li[^>]*>\s*<a href="([^"]+)"><b>([^<]+)', page)
    }
    assert len(numbers) == 7
    for link, number in numbers.items():
        listed = shown(client, link)
        whole = "figures/leads" in link  # the desk's list shows fifty to a page
        assert (length(listed) if whole else listed.count('class="yb-when"')) == (number if whole else min(number, 50))
    assert max(numbers.values()) > 0


def test_the_pages_ask_the_database_little(history: datetime) -> None:
    """Who asks and the admin's frame: 10. Overview: the calendar (2), officers with their days (4), open, due, today's,
    the week's and the months' leads, targets, as of, whether real. A figure: names of what the filter offers (4).
    """
    client, asked = viewers()["leader"], {}
    for page in ("", *PAGES, "leads/?measure=received"):
        shown(client, HOME + page)
        with CaptureQueriesContext(connection) as found:
            shown(client, HOME + page)
        asked[page] = len(found)
    assert asked[""] <= 24
    assert max(number for page, number in asked.items() if page) <= 19


def test_the_leads_behind_a_number_stand_in_the_record_of_access(history: datetime) -> None:
    shown(viewers()["leader"], f"{HOME}leads/?measure=received")
    assert AccessRecord.objects.filter(kind=AccessKind.LIST, subject="desk-behind").count() == 1


@pytest.mark.parametrize("query", ["measure=lost&key=won:nothing", "measure=stands&key=x:y", "measure=stay&key=new:1"])
def test_a_number_nobody_knows_is_not_there(history: datetime, query: str) -> None:
    assert viewers()["leader"].get(f"{HOME}leads/?{query}").status_code == 404


def test_pages_follow_each_other_to_the_end(history: datetime) -> None:
    client, seen = viewers()["leader"], list[str]()
    address = f"{HOME}leads/?measure=received"
    while address:
        page = shown(client, address)
        seen += re.findall(r"/admin/desk/(\d+)/", page)
        older = re.search(r'rel="next" href="\?([^"]+)"', page)
        address = f"{HOME}leads/?{unescape(older[1])}" if older else ""
    assert len(seen) == len(set(seen)) == length(shown(client, f"{HOME}leads/?measure=received"))


# --- The monthly report ---

KINDS = {  # how the numbers of a row are written on paper, by the beginning of the table's title
    "Enquiries received in the month": "nncnc",
    "What happened in the month": "nncnc",
    "Funnel": "npnnnn",
    "Why lost": "np",
    "Promised answers": "nnnp",
    "Days in each stage": "nd",
    "Did we answer?": "np",
    "Unmet demand": "nhnnn",
    "By:": "nnnnn",
}


UNKNOWN = "not known"
WORDS = (UNKNOWN, recount.HIDDEN)


def a_month(now: datetime) -> str:
    return f"{months_before(now.date().replace(day=1), 1):%Y-%m}"


def numbers_of(body: bytes, titles: Collection[str]) -> tuple[dict[str, dict[str, list[Any]]], int]:
    """The rows of the workbook by the line that stands alone above them, and how many numbers stand in it."""
    found: dict[str, dict[str, list[Any]]] = {}
    numbers, title = 0, ""
    for sheet in openpyxl.load_workbook(io.BytesIO(body)):
        for name, *cells in sheet.iter_rows(values_only=True):
            given = [cell for cell in cells if cell in WORDS or isinstance(cell, int | float)]
            numbers += sum(cell not in WORDS for cell in given)
            if given:
                found.setdefault(title, {})[name] = given
            elif name and not any(cells) and name in titles:
                title = name
    return found, numbers


def alike(read: dict[str, list[Any]], counted: dict[str, list[Any]]) -> list[str]:
    """Where the rows of a table differ."""
    wrong = [f"{sorted(read.keys() ^ counted.keys())}"] if read.keys() != counted.keys() else []
    for name, numbers in counted.items():
        wanted = [UNKNOWN if one is None else one for one in numbers]
        here = read.get(name, [])
        same = len(here) == len(wanted) and all(
            one == other or (not {one, other} & {*WORDS} and abs(one - other) < 1e-9 * max(1, abs(other)))
            for one, other in zip(here, wanted, strict=True)
        )
        wrong += [] if same else [f"{name}: {here}, counted {wanted}"]
    return wrong


def on_paper(number: float | str | None, kind: str) -> str:
    if number is None:
        return UNKNOWN
    if isinstance(number, str):
        return number
    exact = Decimal(str(number * 100 if kind == "p" else number))
    rounded = exact.quantize(Decimal("0.1") if kind in "dh" else Decimal(1), ROUND_HALF_UP)
    sign = {True: "+", False: "\N{MINUS SIGN}"}[rounded > 0] if kind == "c" and rounded else ""
    return sign + f"{abs(rounded):,}" + ("%" if kind == "p" else "")


@pytest.mark.parametrize("department", ["", "so_tai_chinh"])
def test_every_number_of_the_report_is_what_a_second_program_counts(history: datetime, department: str) -> None:
    """Read out of the workbook and the PDF, all of them."""
    name = "head" if department else "leader"
    client, month = viewers()[name], a_month(history)
    counted = recount.report(month, department)
    read, numbers = numbers_of(client.get(f"{HOME}report.xlsx?month={month}&lang=en").content, counted)
    in_sheets = counted | {"": {name: row[:1] for name, row in counted[""].items()}}  # the others stand in a sentence
    assert {title: alike(read.get(title, {}), rows) for title, rows in in_sheets.items()} == {
        title: [] for title in counted
    }
    assert numbers == sum(
        one is not None and one not in WORDS for rows in in_sheets.values() for row in rows.values() for one in row
    )
    assert numbers > 150
    assert not_on_paper(client.get(f"{HOME}report.pdf?month={month}&lang=en").content, counted) == []


def not_on_paper(body: bytes, counted: Tables) -> list[str]:
    text = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())
    wrong, big = [], counted[""]
    for name, (now, before, last_year) in big.items():
        said = (
            f"{on_paper(now, 'n')}{name}monthbefore{on_paper(before, 'n')},samemonthlastyear{on_paper(last_year, 'n')}"
        )
        wrong += [] if "".join(said.split()) in text else [said]
    for title, rows in counted.items():
        if title:
            start = text.find("".join(title.split()))
            kinds = next(kinds for begin, kinds in KINDS.items() if title.startswith(begin))
            for name, numbers in rows.items():
                first = len(numbers) < len(kinds) and title.startswith("Funnel")  # nothing stands before the first step
                written = (
                    on_paper(n, k) for n, k in zip(numbers, kinds.replace("p", "") if first else kinds, strict=True)
                )
                line = "".join("".join([name, *written]).split())
                wrong += [] if start >= 0 and text.find(line, start) >= 0 else [f"{title} / {name}: {line}"]
    return wrong


def test_the_report_says_whose_it_is_and_goes_on_record(history: datetime) -> None:
    client, month = viewers()["leader"], a_month(history)
    page = shown(client, f"{HOME}report/?month={month}")
    assert f"report.pdf?month={month}" in page
    assert "Illustrative" in page
    book = client.get(f"{HOME}report.xlsx?month={month}&lang=vi")
    assert book["Content-Disposition"] == f'attachment; filename="yenbinh-report-{month}-vi.xlsx"'
    paper = client.get(f"{HOME}report.pdf?month={month}&lang=vi").content
    text = PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert "báo cáo tháng" in text
    assert "Minh họa" in text
    taken = AccessRecord.objects.filter(kind=AccessKind.EXPORT, subject="desk-report")
    assert sorted(row.facts["format"] for row in taken) == ["pdf", "xlsx"]
    assert {row.facts["month"] for row in taken} == {month}


def test_an_officer_takes_no_report_away(history: datetime) -> None:
    client = viewers()["officer"]
    for page in ("report/", "report.xlsx", "report.pdf"):
        assert client.get(HOME + page).status_code == 302
    assert "figures/report" not in shown(client, HOME)


def test_what_lies_before_the_first_lead_is_not_known(history: datetime) -> None:
    made = report_of(Scope(), date(2020, 5, 1))
    month = made.table("month")
    assert month
    assert {cell.value for row in month.rows for cell in row.cells} == {None}


# --- Without a database ---


def test_a_small_group_is_hidden_and_said_so() -> None:
    cells: dict[Any, Any] = {
        ("unmet", "price"): (5, 0),
        ("unmet", "power_short"): (4, 0),
        ("unmet_area", "price"): (2, 7),
    }
    rows, hidden = unmet_of(cells)
    assert [(row.key, row.projects, row.area_m2, row.area_few, row.jobs) for row in rows] == [
        ("price", 5, None, True, None)
    ]
    assert hidden == 1


def test_what_few_were_lost_for_stands_as_one() -> None:
    cells: dict[Any, Any] = {
        ("lost", "new:price"): (3, 0),
        ("lost", "visit:price"): (2, 0),
        ("lost", "new:too_late"): (4, 0),
        ("lost", "new:silent"): (1, 0),
    }
    assert [count for _name, count in reasons_lost(cells)] == [5, 5]


def test_the_leads_of_a_hidden_group_are_not_listed(history: datetime) -> None:
    client = viewers()["leader"]
    rows = LeadStory.objects.exclude(unmet="").filter(month__gte=_first()).order_by()
    sizes = dict(rows.values_list("unmet").annotate(n=Count("pk")))
    few = LeadStory.objects.filter(unmet=max(sizes, key=lambda key: sizes[key]), month__gte=_first())
    key, kept = few[0].unmet, list(few.values_list("pk", flat=True)[:4])
    for number, status in ((5, 200), (4, 404)):
        more = few.exclude(pk__in=kept).values_list("pk", flat=True)[: number - 4]
        LeadStory.objects.filter(unmet=key).exclude(pk__in=[*kept, *more]).update(unmet="")
        assert client.get(f"{HOME}leads/?measure=unmet&key={key}").status_code == status


months = st.dates(date(2020, 1, 1), date(2099, 12, 31)).map(lambda day: f"{day:%Y-%m}")


@given(
    st.builds(
        FigureFilter,
        period=st.sampled_from(PERIODS),
        first=months,
        last=months,
        department=st.sampled_from(["", "so_khcn"]),
        only=st.sampled_from(["", "sector:software", "country:"]),
        by=st.sampled_from(["", *BY]),
    )
)
def test_a_filter_reads_what_it_writes(wanted: FigureFilter) -> None:
    once = FigureFilter.parse(QueryDict(wanted.query()))
    assert FigureFilter.parse(QueryDict(once.query())) == once
    first, last = once.span(date(2026, 11, 26))
    assert first <= last


@given(st.text(max_size=9), st.text(max_size=9))
def test_no_address_breaks_the_filter(first: str, last: str) -> None:
    query = QueryDict(mutable=True)
    query.update({"period": "range", "first": first, "last": last, "only": first, "by": last, "department": first})
    FigureFilter.parse(query).span(date(2026, 11, 26))


def test_drawings_are_as_wide_as_their_counts() -> None:
    drawn = bar((("on", 3), ("lost", 1), ("parked", 0)), 4)
    assert re.findall(r'width="([\d.]+)"', drawn) == ["150.0", "50.0"]
    assert "rect" not in bar((("on", 0),), 0)
    assert columns([Column("x", 0, 0)], label="a") == ""
    assert columns([Column("<", 2, 1)], label='"').count("<rect") == 2
