"""The monthly report counted a second time, by another way: plain rows by SQL and plain Python, from docs/reports.md.

Imports nothing of the figures: not the story, not the months, not the fold, not the clocks. Working time comes from the
second reckoning of due times (leads.services.recompute), which shares nothing with the first either.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from leads.services.recompute import Line, local_number, minutes_on, seed, stopped_by, stored_line

SEED = Path(__file__).parents[2] / "leads" / "seed"
MINUTE = 60_000_000
PATH = ("new", "in_contact", "qualified", "proposed", "visit", "reserved", "filed", "licensed", "won")
OPEN = PATH[:-1]
SOURCES = {
    "site": "the site",
    "triage": "the site, question by question",
    "api": "the API",
    "phone": "a telephone call",
    "visit": "a visit to the desk",
    "fair": "a fair or conference",
    "mail": "a mail or letter",
    "chat": "Zalo, KakaoTalk or WeChat",
    "import": "a list of leads",
    "demo": "the demo data",
}
SAID = {
    "yes": "Yes, everything",
    "partly": "In part",
    "no": "No",
    "silent": "Answered, no word from the investor yet",
    "waiting": "Not answered yet",
}
WORDS = {"in_time": "in time", "late": "late", "none": "not yet"}
Number = float | int | str | None
HIDDEN = "not shown"
Tables = dict[str, dict[str, list[Number]]]  # title of the table -> name of the row -> its numbers; None: not known


@dataclass
class Told:
    """One lead, read row by row."""

    department: str
    sector: str
    country: str
    source: str
    month: str
    stage: str = "new"
    furthest: int = 0
    reason: str = ""
    first: str = "none"
    first_minutes: int | None = None
    full: str = "none"
    full_minutes: int | None = None
    verdict: str = ""
    area: float | None = None
    jobs: int | None = None
    nothing_fits: str = ""
    stays: dict[str, float] = field(default_factory=dict)
    moves: set[tuple[str, str]] = field(default_factory=set)  # (month, stage)

    @property
    def counts(self) -> bool:
        return self.stage != "not_a_lead"

    @property
    def where(self) -> str:
        return {"parked": "parked", "lost": "lost"}.get(self.stage, "open")

    @property
    def outcome(self) -> str:
        return self.verdict or ("silent" if self.full != "none" else "waiting")

    @property
    def unmet(self) -> str:
        rows = {row["key"]: row["counts_as_unmet_demand"] for row in seed("stages.yaml")["loss_reasons"]}
        if self.stage == "lost":
            return self.reason if rows.get(self.reason) else ""
        return "" if self.stage in ("won", "aftercare") else self.nothing_fits


def rows_of(sql: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def as_moment(value: Any) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def as_data(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def month_of(at: datetime) -> str:
    return f"{at.astimezone(UTC) + timedelta(hours=7):%Y-%m}"


def everybody() -> list[Told]:
    """Every lead that counts: the real ones, or the demo's while there is none."""
    leads = rows_of(
        "SELECT l.id, l.department_id, l.sector_id, l.country, l.source, l.illustrative, l.area_min_m2, l.area_max_m2,"
        " l.match_run_id, o.country AS home, r.request, r.answer FROM leads_lead l"
        " LEFT JOIN leads_organisation o ON o.id = l.organisation_id"
        " LEFT JOIN leads_matchrun r ON r.id = l.match_run_id ORDER BY l.id"
    )
    events: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of("SELECT lead_id, kind, data, at FROM leads_leadevent ORDER BY lead_id, seq"):
        events[row["lead_id"]].append(row | {"data": as_data(row["data"]), "at": as_moment(row["at"])})
    real = any(not lead["illustrative"] for lead in leads)
    line = stored_line()
    return [told(lead, events[lead["id"]], line) for lead in leads if not (real and lead["illustrative"])]


def told(lead: dict[str, Any], events: list[dict[str, Any]], line: Line) -> Told:
    request = as_data(lead["request"]) if lead["request"] else {}
    project, land = request.get("project") or {}, request.get("land") or {}
    received = events[0]["at"]
    story = Told(
        department=lead["department_id"],
        sector=lead["sector_id"] or request.get("sector") or "",
        country=lead["country"] or lead["home"] or project.get("origin") or "",
        source=lead["source"],
        month=month_of(received),
        jobs=project.get("jobs") or None,
    )
    noted = lead["area_min_m2"] or lead["area_max_m2"]
    story.area = noted or land.get("area_min_m2") or land.get("area_max_m2")
    story.nothing_fits = keeps_out(as_data(lead["answer"])["match"]) if lead["answer"] else ""
    replied = answered = None
    since, pauses, priority = received, list[list[Any]](), events[0]["data"]["priority"]
    for row in events[1:]:
        data, at = row["data"], row["at"]
        if row["kind"] in ("replied", "contacted"):
            replied = replied or at
            answered = answered or (at if data.get("answers_all") else None)
        elif row["kind"] == "answer_judged":
            story.verdict = data["verdict"]
        elif row["kind"] == "described":
            priority = data["priority"]
        elif row["kind"] == "paused":
            pauses.append([data["reason"], at, datetime.fromisoformat(data["until"]), None])
        elif row["kind"] == "resumed":
            end(pauses, datetime.fromisoformat(data["ended_at"]))
        elif row["kind"] == "stage_changed":
            new = data["new"]
            if story.stage in OPEN:
                story.stays[story.stage] = story.stays.get(story.stage, 0) + (at - since).total_seconds()
            if new not in OPEN:
                end(pauses, at)
            story.furthest = max(
                story.furthest, PATH.index("won" if new == "aftercare" else new) if new in (*PATH, "aftercare") else 0
            )
            story.stage, story.reason, since = new, data.get("loss_reason", ""), at
            story.moves.add((month_of(at), new))
        elif row["kind"] == "erased":
            end(pauses, at)
    story.stays.pop(story.stage, None)
    promised, start = minutes_on(day_here(received)), local_number(received)
    if replied:
        stop = local_number(replied)
        story.first_minutes = (line.height(stop) - line.height(start)) // MINUTE
        due = line.after(start, promised["first_reply"][priority] * MINUTE)
        story.first = "late" if stop > due else "in_time"
    if answered:
        stop = local_number(answered)
        spans = [(local_number(a), local_number(e or u)) for r, a, u, e in pauses if "full_answer" in stopped_by()[r]]
        paused = sum(line.height(min(e, stop)) - line.height(min(a, stop)) for a, e in spans if e > a)
        story.full_minutes = (line.height(stop) - line.height(start) - paused) // MINUTE
        due = paused_due(line, start, promised["full_answer"][priority] * MINUTE, spans)
        story.full = "late" if stop > due else "in_time"
    return story


def end(pauses: list[list[Any]], at: datetime) -> None:
    if pauses and pauses[-1][3] is None:
        pauses[-1][3] = min(at, pauses[-1][2])


def paused_due(line: Line, start: int, work: int, spans: list[tuple[int, int]]) -> int:
    """Where the line reaches the promised work; each pause that begins before lifts it by what was worked in it."""
    goal = line.height(start) + work
    for begin, until in spans:
        if until > start and line.height(max(begin, start)) < goal:
            goal += line.height(until) - line.height(max(begin, start))
    return line.reaches(goal)


def day_here(at: datetime) -> date:
    return (at.astimezone(UTC) + timedelta(hours=7)).date()


def keeps_out(answer: dict[str, Any]) -> str:
    """What would have to give for a request nothing fits, as the reason for loss that says the same."""
    if answer["options"]:
        return ""
    near = answer.get("near_misses") or []
    gone = answer.get("eliminated") or []
    if near and near[0]["changes"]:
        key = sorted(near[0]["changes"], key=lambda one: -one["size"])[0]["key"]
    elif near or not gone:
        return "no_fitting_land"
    else:
        key = sorted(gone, key=lambda one: -len(one["plots"]))[0]["key"]
    if key.startswith("utilities.power"):
        return "power_short"
    if key.startswith("utilities."):
        return "other_utility"
    if key.startswith("budget."):
        return "price"
    if key.startswith(("needed_by", "ready")):
        return "too_late"
    return "sector_not_permitted" if key.startswith(("sector", "zones")) else "no_fitting_land"


# --- The report, table by table, in English ---


def names(rows: str, key: str) -> str:
    return next((row["en"] for row in seed("stages.yaml")[rows] if row["key"] == key), key)


def back(month: str, count: int) -> str:
    year, number = int(month[:4]), int(month[5:]) - 1 - count
    return f"{year + number // 12}-{number % 12 + 1:02}"


def spoken(month: str) -> str:
    return date.fromisoformat(f"{month}-01").strftime("%b %Y")


def share(part: int, whole: int) -> Number:
    return part / whole if whole else None


def report(month: str, department: str = "") -> Tables:
    """Every number of the report of a month, by table and row."""
    all_leads = everybody()
    began = min(one.month for one in all_leads)
    leads = [one for one in all_leads if not department or one.department == department]
    year = [back(month, count) for count in range(12)]
    cohort = [one for one in leads if one.month in year and one.counts]
    period = f"{spoken(year[-1])} – {spoken(month)}"
    return {
        "": headlines(leads, month, began),
        "Enquiries received in the month": the_month(leads, month, began),
        "What happened in the month": moves(leads, month, began),
        f"Funnel, received in {period}": funnel(leads, cohort, month, began),
        f"Why lost, received in {period}": lost(cohort),
        f"Promised answers, received in {period}": answers(cohort),
        f"Days in each stage, received in {period}": stays(cohort),
        f"Did we answer? Received in {period}": outcome(cohort),
        f"Unmet demand, received in {period}": unmet(cohort),
        **groups(cohort, month, whole=not department),
    }


def compared(now: int, before: Number, last_year: Number) -> list[Number]:
    return [
        now,
        before,
        None if before is None else now - before,
        last_year,
        None if last_year is None else now - last_year,
    ]


def three(month: str, began: str) -> list[str | None]:
    return [one if one >= began else None for one in (month, back(month, 1), back(month, 12))]


def compare(leads: list[Told], month: str, began: str, test: Any) -> list[Number]:
    found = [None if one is None else sum(bool(test(lead, one)) for lead in leads) for one in three(month, began)]
    return compared(found[0] or 0, found[1], found[2])


def headlines(leads: list[Told], month: str, began: str) -> dict[str, list[Number]]:
    tests = {
        "Enquiries received": lambda lead, at: lead.month == at and lead.counts,
        "First reply late": lambda lead, at: lead.month == at and lead.counts and lead.first == "late",
        "Land contracts signed": lambda lead, at: (at, "won") in lead.moves,
        "Lost in the month": lambda lead, at: (at, "lost") in lead.moves,
    }
    found = {name: compare(leads, month, began, test) for name, test in tests.items()}
    return {name: [row[0], row[1], row[3]] for name, row in found.items()}


def the_month(leads: list[Told], month: str, began: str) -> dict[str, list[Number]]:
    found = {
        "Enquiries received": compare(leads, month, began, lambda one, at: one.month == at and one.counts),
        "No investment enquiries, apart": compare(
            leads, month, began, lambda one, at: one.month == at and not one.counts
        ),
    }
    for name, kind in (("First human reply", "first"), ("Full answer", "full")):
        for key, words in WORDS.items():
            found[f"{name}: {words}"] = compare(
                leads,
                month,
                began,
                lambda one, at, kind=kind, key=key: one.month == at and one.counts and getattr(one, kind) == key,
            )
    for key, words in SAID.items():
        found[f"Did we answer? {words}"] = compare(
            leads, month, began, lambda one, at, key=key: one.month == at and one.counts and one.outcome == key
        )
    return found


def moves(leads: list[Told], month: str, began: str) -> dict[str, list[Number]]:
    return {
        names("stages", stage): compare(leads, month, began, lambda one, at, stage=stage: (at, stage) in one.moves)
        for stage in (*PATH[1:], "parked", "lost", "not_a_lead")
    }


def funnel(leads: list[Told], cohort: list[Told], month: str, began: str) -> dict[str, list[Number]]:
    earlier = [back(month, count) for count in range(12, 24)]
    before = [one for one in leads if one.month in earlier and one.counts]
    known, found, last = earlier[-1] >= began, {}, None
    for place, step in enumerate(PATH):
        reached = sum(one.furthest >= place for one in cohort)
        here = Counter(one.where for one in cohort if one.furthest == place)
        then = sum(one.furthest >= place for one in before) if known else None
        shares = [share(reached, last)] if last else []
        found[names("stages", step)] = [reached, *shares, here["open"], here["parked"], here["lost"], then]
        last = reached
    return found


def lost(cohort: list[Told]) -> dict[str, list[Number]]:
    reasons = Counter(one.reason for one in cohort if one.stage == "lost")
    found: dict[str, list[Number]] = {
        names("loss_reasons", key): [n, share(n, reasons.total())] for key, n in reasons.items() if n > 4
    }
    few = sum(n for n in reasons.values() if n <= 4)
    more = {"Other reasons, fewer than 5 leads each": [few, share(few, reasons.total())]} if few else {}
    return found | more


def answers(cohort: list[Told]) -> dict[str, list[Number]]:
    found = {}
    for name, kind in (("First human reply", "first"), ("Full answer", "full")):
        kept = Counter(getattr(one, kind) for one in cohort)
        numbers = [kept["in_time"], kept["late"], kept["none"]]
        found[name] = [*numbers, share(kept["in_time"], kept["in_time"] + kept["late"])]
    return found


def stays(cohort: list[Told]) -> dict[str, list[Number]]:
    found: dict[str, list[Number]] = {}
    for stage in OPEN:
        spent = [int(one.stays[stage] // 60) for one in cohort if stage in one.stays]
        found[names("stages", stage)] = [len(spent), sum(spent) / 1440 / len(spent) if spent else None]
    return found


def outcome(cohort: list[Told]) -> dict[str, list[Number]]:
    said = Counter(one.outcome for one in cohort)
    return {words: [said[key], share(said[key], len(cohort))] for key, words in SAID.items()}


def unmet(cohort: list[Told]) -> dict[str, list[Number]]:
    found: dict[str, list[Number]] = {}
    for key, n in Counter(one.unmet for one in cohort if one.unmet).items():
        if n >= 5:
            areas = [one.area for one in cohort if one.unmet == key and one.area]
            jobs = [one.jobs for one in cohort if one.unmet == key and one.jobs]
            land = stated([area / 10_000 for area in areas])
            found[names("loss_reasons", key)] = [n, *land, *stated(jobs)]
    return found


def stated(said: list[Any]) -> list[Number]:
    """Sum and how many said it; of one to four neither."""
    if 1 <= len(said) <= 4:
        return [HIDDEN, HIDDEN]
    return [sum(said) if said else None, len(said)]


def groups(cohort: list[Told], month: str, *, whole: bool) -> Tables:
    with (SEED / "countries.csv").open(encoding="utf-8") as file:
        countries = {row["code"]: row["en"] for row in csv.DictReader(file)}
    sectors = {row["key"]: row["name_en"] for row in rows_of("SELECT key, name_en FROM sitepages_sector")}
    departments = {row["key"]: row["name_en"] for row in rows_of("SELECT key, name_en FROM leads_department")}
    asked = {"Sector": ("sector", sectors), "Country": ("country", countries), "Came through": ("source", SOURCES)}
    if whole:
        asked["Department"] = ("department", departments)
    return {f"By: {title}": group(cohort, month, part, words) for title, (part, words) in asked.items()}


def group(cohort: list[Told], month: str, part: str, words: dict[str, str]) -> dict[str, list[Number]]:
    found: dict[str, list[Number]] = {}
    for key in {getattr(one, part) for one in cohort}:
        mine = [one for one in cohort if getattr(one, part) == key]
        found[words.get(key, key) if key else "not known"] = [
            sum(one.month == month for one in mine),
            len(mine),
            sum(one.furthest >= PATH.index("proposed") for one in mine),
            sum(one.furthest >= PATH.index("won") for one in mine),
            sum(one.stage == "lost" for one in mine),
        ]
    return found
