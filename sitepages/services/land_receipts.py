"""What an import may say against the receipts on record: a newer one of an equal value stays, every loss is asked."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max

from sitepages.figures import PARK_TIME
from sitepages.land.findings import Finding
from sitepages.models import Plot, PlotStatusChange
from sitepages.models.land import FACTS, STATUS
from sitepages.services.change_rows import name_of
from sitepages.services.holding import public_status

QUESTIONNAIRE = Path(__file__).resolve().parent.parent / "seed" / "questionnaire.csv"
COLUMNS = {field: (field,) for field in FACTS} | {"land_use": ("land_use_vi", "land_use_en")}
NAMED = 5  # plots named in a finding that counts, at most
VERIFIED, DISPUTED = 1, 5  # places in a receipt as change sets hold it

Values = Mapping[str, Any]
Receipts = dict[str, list[Any]]


@cache
def max_ages() -> dict[str, int]:
    """Field of a plot -> days its receipt may be used (max_age_days of the questionnaire)."""
    with QUESTIONNAIRE.open(encoding="utf-8-sig", newline="") as file:
        ages = {
            row["maps_to"].removeprefix("plot:"): int(row["max_age_days"])
            for row in csv.DictReader(file)
            if row["maps_to"].startswith("plot:") and row["max_age_days"]
        }
    if "land_use_vi" in ages:
        ages["land_use"] = ages["land_use_vi"]
    return {field: days for field, days in ages.items() if field in FACTS}


def receipt(field: str, source: str, verified: date, who: str, illustrative: bool) -> list[Any]:
    """A receipt as change sets hold it, valid as long as the questionnaire lets its field be used."""
    age = max_ages().get(field)
    until = (verified + timedelta(days=age)).isoformat() if age else None
    return [source, verified.isoformat(), who, until, illustrative, None, None]


class OnRecord:
    """The receipts and the history beside a file of one survey day; counts what the file would overrule."""

    def __init__(
        self, known: Mapping[str, Plot], receipts: Mapping[str, Receipts], surveyed_on: date, now: datetime
    ) -> None:
        self._known, self._receipts, self._day = known, receipts, surveyed_on
        self._today = now.astimezone(PARK_TIME).date()
        lines = PlotStatusChange.objects.filter(since__gt=surveyed_on).values("plot__code").annotate(day=Max("since"))
        self._later: dict[str, date] = {row["plot__code"]: row["day"] for row in lines}
        self._newer: list[tuple[str, str]] = []
        self._newest = surveyed_on
        self._past: list[tuple[str, str]] = []
        self._older_status: list[Finding] = []
        self._held = self._untold = 0

    def told(self, code: str, attributes: Values) -> Values:
        """What the file says of the plot, without a status that the record knows better."""
        plot, status = self._known.get(code), attributes.get(STATUS)
        self._untold += plot is None and not status
        if plot is None or status in (None, plot.status):
            return attributes
        if status == public_status(plot.status, plot.held_since):
            self._held += 1
        elif code in self._later:
            facts = {"status": status, "on_record": plot.status, "since": self._later[code].isoformat()}
            self._older_status.append(Finding("status_older", code, error=False, facts=facts))
        else:
            return attributes
        return {column: value for column, value in attributes.items() if column != STATUS}

    def receipts(
        self, code: str, given: Values, values: tuple[Values, Values], source: str, by: User | None, illustrative: bool
    ) -> tuple[Receipts, Receipts]:
        """Receipts that go and those that come: a value given as unknown loses its own. `values` before and after."""
        old, (before, after) = self._receipts.get(code, {}), values
        lost: Receipts = {}
        fresh: Receipts = {}
        for field in FACTS:
            if not any(column in given for column in COLUMNS[field]):
                continue
            equal = all(before[column] == after[column] for column in COLUMNS[field])
            if field in old:
                newer = date.fromisoformat(old[field][VERIFIED])
                if newer > self._day and equal:
                    continue
                if newer > self._day:
                    self._newer.append((code, field))
                    self._newest = max(self._newest, newer)
                lost[field] = old[field]
            if after[COLUMNS[field][0]] in (None, ""):
                continue
            fresh[field] = receipt(field, source, self._day, name_of(by), illustrative)
            if field in old and equal:
                fresh[field][DISPUTED] = old[field][DISPUTED]
            if fresh[field][3] and date.fromisoformat(fresh[field][3]) < self._today:
                self._past.append((code, field))
        return dict(sorted(lost.items())), fresh

    def findings(self) -> Iterator[Finding]:
        yield from self._older_status
        if self._newer:
            facts = _counts(self._newer) | {"day": self._day.isoformat(), "newest": self._newest.isoformat()}
            yield Finding("newer_on_record", error=False, facts=facts)
        if self._past:
            free = sum(field == STATUS for _code, field in self._past)
            yield Finding("past_at_once", error=False, facts=_counts(self._past) | {"statuses": free})

    def stated(self) -> list[tuple[str, dict[str, Any]]]:
        counts = {"held_left": self._held, "status_not_told": self._untold}
        return [(code, {"count": count}) for code, count in counts.items() if count]


def _counts(facts: Sequence[tuple[str, str]]) -> dict[str, Any]:
    codes = sorted({code for code, _field in facts})
    more = f" +{len(codes) - NAMED}" if len(codes) > NAMED else ""
    return {"count": len(facts), "plots": ", ".join(codes[:NAMED]) + more}
