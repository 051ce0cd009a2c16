"""The law's times for what a person asks about their own data, and the register of processing: dated data. Pure.

Times stand in leads/seed/service_targets.yaml (`legal_timers_not_targets`), words and the register in
leads/seed/privacy.yaml. Calendar days run to the end of the last day in the province; the day of the request does not
count. The law's working days end when the office closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leads.calendar.hours import WorkingCalendar

SEED = Path(__file__).resolve().parent.parent / "seed"
TERM_OF = {
    "withdraw": "pdp_withdraw",
    "restrict": "pdp_withdraw",
    "access": "pdp_access",
    "correct": "pdp_access",
    "erase": "pdp_delete",
}
FIRST_ANSWER, BREACH = "pdp_first_answer", "pdp_breach_notice"
DAY_ENDS = time(23, 59)


@dataclass(frozen=True)
class LegalTerm:
    """One time limit of the law. `laws`: where it stands, as far as read; `certainty` as in data."""

    key: str
    working_days: int
    calendar_days: int
    with_processor_days: int
    extension_days: int
    hours: int
    certainty: str
    laws: Mapping[str, str]

    def ends(self, start: datetime, calendar: WorkingCalendar, *, processor: bool = False) -> datetime:
        """The last moment. `processor`: another body that got the data has a part in it."""
        if self.hours:
            return start + timedelta(hours=self.hours)
        if self.working_days:
            return calendar.end_of_nth_working_day(start, self.working_days)
        days = self.with_processor_days if processor and self.with_processor_days else self.calendar_days
        return self._end_of(start, days, calendar)

    def later(self, due: datetime, calendar: WorkingCalendar) -> datetime:
        """The last moment once the term was made longer."""
        return self._end_of(due, self.extension_days, calendar)

    def _end_of(self, start: datetime, days: int, calendar: WorkingCalendar) -> datetime:
        day = start.astimezone(calendar.zone).date() + timedelta(days=days)
        return datetime.combine(day, DAY_ENDS, calendar.zone)


@dataclass(frozen=True)
class Processing:
    """One line of the register: what the data are used for, which, on what ground, who gets them, how long, whence."""

    key: str
    names: Mapping[str, str]
    data: Mapping[str, str]
    ground: Mapping[str, str]
    recipients: Mapping[str, str]
    kept: Mapping[str, str]
    origin: Mapping[str, str]
    source: str
    certainty: str
    valid_from: date
    valid_to: date | None


@cache
def terms() -> Mapping[str, LegalTerm]:
    """Every time limit, by its key."""
    rows = _read("service_targets.yaml")["legal_timers_not_targets"]
    laws = _read("privacy.yaml")["laws"]
    return {
        row["key"]: LegalTerm(
            key=row["key"],
            working_days=row.get("working_days", 0),
            calendar_days=row.get("calendar_days", 0),
            with_processor_days=row.get("with_processor_days", 0),
            extension_days=row.get("extension_days", 0),
            hours=row.get("hours", 0),
            certainty=row["certainty"],
            laws=laws[row["key"]],
        )
        for row in rows
    }


def term_of(right: str) -> LegalTerm:
    """The time the law gives for carrying out a right."""
    return terms()[TERM_OF[right]]


@cache
def _register() -> tuple[Processing, ...]:
    parts = ("data", "ground", "recipients", "kept", "origin")
    return tuple(
        Processing(
            key=row["key"],
            names={"vi": row["vi"], "en": row["en"]},
            source=row["source"],
            certainty=row["certainty"],
            valid_from=row["valid_from"],
            valid_to=row.get("valid_to"),
            **{part: row[part] for part in parts},
        )
        for row in _read("privacy.yaml")["register"]
    )


def register_on(on: date) -> tuple[Processing, ...]:
    """The register as it stands on a day."""
    return tuple(row for row in _register() if row.valid_from <= on and (row.valid_to is None or on < row.valid_to))


@cache
def steps_up() -> tuple[tuple[int, int, str], ...]:
    """Who is told as time runs out: (level, percent of the time used up, whom), the lowest first."""
    return tuple((row["level"], row["percent"], row["to"]) for row in _read("privacy.yaml")["escalation"])


@cache
def breach_steps_up() -> tuple[tuple[int, int, str], ...]:
    """The same for a breach of which the ministry is not told yet: duty_head, or leader (with the duty head)."""
    return tuple((row["level"], row["percent"], row["to"]) for row in _read("privacy.yaml")["breach_escalation"])


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((SEED / name).read_text(encoding="utf-8"))
    return found
