"""Due times reckoned a second time, by another way: what the desk promises must not rest on one program alone.

Written apart from leads.calendar and leads.services.clocks, and importing nothing of either: it reads the stored
events as they are, the rows of the calendar and the seed files. Working time is a rising line over the calendar
(how much the office has worked until a moment); a due time is where the line reaches a height. The fold of events,
the subtraction of intervals and the search for openings are not used.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leads.models import CalendarDay, Lead, LeadEvent, OfficeHours, TargetVersion

SEED = Path(__file__).resolve().parent.parent / "seed"
UTC_PLUS_7 = timedelta(hours=7)
MICRO = timedelta(microseconds=1)
EPOCH = datetime.fromisoformat("1970-01-01T00:00")  # naive on purpose: the province's own clock
FIRST_YEAR, LAST_YEAR = 2020, 2040
Row = tuple[str, Mapping[str, Any], datetime]  # kind, data, at, as stored
Answer = tuple[datetime | None, str]  # due, clock
Minutes = Mapping[str, Mapping[str, int]]  # clock -> priority -> working minutes


@dataclass
class Line:
    """How much the office has worked until each moment, in microseconds; moments count from 1970 in UTC+7."""

    opens: list[int] = field(default_factory=list)
    closes: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)  # worked before this opening
    days_worked: list[int] = field(default_factory=list)  # closing times of working days

    def height(self, at: int) -> int:
        place = bisect_right(self.opens, at) - 1
        if place < 0:
            return 0
        return self.before[place] + min(at, self.closes[place]) - self.opens[place]

    def reaches(self, height: int) -> int:
        """The first moment at which the line is this high."""
        place = bisect_left(self.before, height) - 1
        return self.opens[place] + height - self.before[place]

    def after(self, at: int, work: int) -> int:
        return self.reaches(self.height(at) + work) if work else at

    def closing_from(self, day: date) -> int:
        """Closing time of this day, or of the next working day."""
        return self.days_worked[bisect_left(self.days_worked, number(datetime.combine(day, time(0))))]


def number(local: datetime) -> int:
    return (local - EPOCH) // MICRO


def local_number(at: datetime) -> int:
    """An aware moment on the province's clock."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError(at)
    return number(at.replace(tzinfo=None) - offset + UTC_PLUS_7)


def day_of(at: int) -> date:
    """The day on the province's clock."""
    return (EPOCH + at * MICRO).date()


def moment(at: int, like: datetime) -> datetime:
    """Back to an aware moment."""
    utc = EPOCH + at * MICRO - UTC_PLUS_7
    offset = like.utcoffset()
    if offset is None:
        raise ValueError(like)
    return (utc + offset).replace(tzinfo=like.tzinfo)


def line_of(hours: Iterable[Mapping[str, Any]], days: Mapping[date, bool]) -> Line:
    """The line over the whole calendar. `hours`: rows with from_day, to_day, periods, valid_from, valid_to by key."""
    rows, line, worked = list(hours), Line(), 0
    day, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    while day <= last:
        if days.get(day, day.weekday() < 5):
            row = next((row for row in rows if _holds(row, day)), None)
            for opens, closes in row["periods"] if row else ():
                start = number(datetime.combine(day, time.fromisoformat(opens)))
                end = number(datetime.combine(day, time.fromisoformat(closes)))
                line.opens.append(start)
                line.closes.append(end)
                line.before.append(worked)
                worked += end - start
            if row and row["periods"]:
                line.days_worked.append(line.closes[-1])
        day += timedelta(days=1)
    return line


def _holds(row: Mapping[str, Any], day: date) -> bool:
    if (row["valid_from"] and day < row["valid_from"]) or (row["valid_to"] and day >= row["valid_to"]):
        return False
    here, first, last = f"{day:%m-%d}", str(row["from_day"]), str(row["to_day"])
    return first <= here <= last if first <= last else here >= first or here <= last


@cache
def seed(name: str) -> Any:
    return yaml.safe_load((SEED / name).read_text(encoding="utf-8"))


@cache
def stage_kinds() -> dict[str, str]:
    return {row["key"]: row["kind"] for row in seed("stages.yaml")["stages"]}


@cache
def stopped_by() -> dict[str, tuple[str, ...]]:
    return {row["key"]: tuple(row["stops"]) for row in seed("stages.yaml")["pause_reasons"]}


@dataclass
class Story:
    """What the rows of one lead say, read once from first to last."""

    received: int
    priority: str
    stage: str = "new"
    erased: bool = False
    replied: bool = False
    answered: bool = False
    message: int | None = None
    opened: int | None = None
    step: tuple[int, int] | None = None  # due, set
    come_back: str | None = None
    pauses: list[list[Any]] = field(default_factory=list)  # [reason, from, until, ended or None]

    def end_pause(self, at: int) -> None:
        if self.pauses and self.pauses[-1][3] is None:
            self.pauses[-1][3] = min(at, self.pauses[-1][2])

    def spans(self, clock: str) -> list[tuple[int, int | None]]:
        return [(start, end) for reason, start, _until, end in self.pauses if clock in stopped_by()[reason]]


def read(rows: Sequence[Row]) -> Story:
    """The story of stored rows; the first is the arrival."""
    _kind, data, at = rows[0]
    story = Story(local_number(at), data["priority"])
    for kind, data, moment_ in rows[1:]:
        at_ = local_number(moment_)
        if kind in ("replied", "contacted"):
            story.replied, story.message = True, None
            story.answered = story.answered or bool(data.get("answers_all"))
        elif kind == "message_written" or (kind == "mail_received" and not data.get("automatic")):
            story.message = at_ if story.message is None else story.message
        elif kind == "next_step_set":
            story.step = (local_number(datetime.fromisoformat(data["due"])), at_)
        elif kind == "described":
            story.priority = data["priority"]
        elif kind == "paused":
            until = local_number(datetime.fromisoformat(data["until"]))
            story.pauses.append([data["reason"], at_, until, None])
        elif kind == "resumed":
            story.end_pause(local_number(datetime.fromisoformat(data["ended_at"])))
        elif kind == "stage_changed":
            _move(story, data, at_)
        elif kind == "erased":
            story.erased = True
    return story


def _move(story: Story, data: Mapping[str, Any], at: int) -> None:
    if stage_kinds()[story.stage] != "open" and stage_kinds()[data["new"]] == "open":
        story.opened = at
    story.stage, story.come_back = data["new"], data.get("come_back_on")
    if data["new"] not in ("new", "in_contact", "qualified"):
        story.answered = True
    if stage_kinds()[data["new"]] != "open":
        story.end_pause(at)
        if data["new"] != "aftercare":
            story.step = None


def due(rows: Sequence[Row], line: Line, minutes_of: Callable[[date], Minutes]) -> Answer:
    """(earliest due time, its clock) of a lead's stored events; `minutes_of`: the targets promised on a day."""
    story = read(rows)
    found: list[tuple[int, int, str]] = []  # due, rank among equals, clock
    minutes = minutes_of(day_of(story.received))
    if stage_kinds()[story.stage] == "open":
        if not story.replied:
            work = minutes["first_reply"][story.priority] * 60_000_000
            found.append((line.after(story.received, work), 0, "first_reply"))
        if not story.answered:
            work = minutes["full_answer"][story.priority] * 60_000_000
            at = _worked_off(story.spans("full_answer"), story.received, line, work)
            found += [(at, 1, "full_answer")] if at is not None else []
        if story.message is not None and story.replied:
            since = story.message if story.opened is None else max(story.message, story.opened)
            work = minutes_of(day_of(since))["reply_to_message"][story.priority] * 60_000_000
            at = _worked_off(story.spans("reply_to_message"), since, line, work)
            found += [(at, 2, "reply_to_message")] if at is not None else []
    at = _next_step(story, line)
    found += [(at, 3, "next_step")] if at is not None else []
    if not found or story.erased:
        return None, ""
    first = min(found)
    return moment(first[0], rows[0][2]), first[2]


def _worked_off(spans: Iterable[tuple[int, int | None]], since: int, line: Line, work: int) -> int | None:
    """Pauses lift the height to reach by what was worked while they lasted."""
    goal = line.height(since) + work
    for before, end in spans:
        start = max(before, since)
        if end is not None and end <= since:
            continue
        if line.height(start) >= goal:
            break
        if end is None:
            return None
        goal += line.height(end) - line.height(start)
    return line.reaches(goal)


def _next_step(story: Story, line: Line) -> int | None:
    if story.stage == "parked" and story.come_back:
        return line.closing_from(date.fromisoformat(story.come_back))
    if story.step is None:
        return None
    at, since = story.step
    for start, end in story.spans("next_step"):
        begin = max(start, since)
        if begin >= at:
            break
        if end is None:
            return None
        if end > begin:
            at = line.after(at, line.height(end) - line.height(begin))
    return at


# --- The stored rows ---


def stored_line() -> Line:
    """The line of the calendar's rows as they stand."""
    hours = OfficeHours.objects.order_by("key").values("from_day", "to_day", "periods", "valid_from", "valid_to")
    return line_of(hours, dict(CalendarDay.objects.values_list("day", "works")))


def minutes_on(day: date) -> dict[str, dict[str, int]]:
    """Working minutes per clock and priority, as promised on this day."""
    out = {row["clock"]: row for row in seed("service_targets.yaml")["targets"]}
    found = {clock: {key: out[clock][key] for key in ("urgent", "high", "normal")} for clock in MINUTES}
    versions = TargetVersion.objects.filter(valid_from__lte=day).order_by("valid_from", "pk")
    for cells in versions.values_list("cells", flat=True):
        for clock in MINUTES:
            found[clock] = next((cell for key, cell in cells.items() if key.split("/")[0] == clock), found[clock])
    return found


MINUTES = ("first_reply", "full_answer", "reply_to_message")


@dataclass(frozen=True)
class Wrong:
    """A lead whose stored due time is not what its events give."""

    reference: str
    stored: Answer
    reckoned: Answer


def check_all() -> tuple[int, list[Wrong]]:
    """(leads looked at, those that differ)."""
    line, promised, wrong, count = stored_line(), cache(minutes_on), [], 0
    for lead in Lead.objects.order_by("pk").iterator(chunk_size=500):
        rows = LeadEvent.objects.filter(lead=lead).order_by("seq").values_list("kind", "data", "at")
        reckoned = due(list(rows), line, promised)
        count += 1
        if reckoned != (lead.due_at, lead.due_clock):
            wrong.append(Wrong(lead.reference, (lead.due_at, lead.due_clock), reckoned))
    return count, wrong
