"""First records of the desk: departments, routing rules, working calendar, consent texts. Added once, never twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from leads.choices import Role
from leads.models import CalendarDay, CalendarYear, ConsentText, Department, OfficeHours, ReplyTemplate, RoutingRule
from leads.services.appointment_settling import plan_round
from leads.services.forgetting import plan_forgetting
from leads.services.newsletter_issue import plan_issue
from leads.services.roles import role_group
from leads.services.roll_up import plan_figures
from leads.services.watch_round import plan_watching

SEED = Path(__file__).resolve().parent.parent / "seed"


def read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((SEED / name).read_text(encoding="utf-8"))
    return data


@transaction.atomic
def load_desk(*, now: datetime) -> None:
    """Load what is missing of departments, rules, calendar, consent texts and roles; edited rows stay as edited."""
    if not Department.objects.exists():
        _departments(read("departments.yaml"))
    if not OfficeHours.objects.exists():
        _calendar(read("calendar.yaml"))
    if not CalendarYear.objects.exists():
        _years(read("calendar.yaml"))
    for role in Role:
        role_group(role)
    _consents(read("consents.yaml"))
    load_reply_templates(now=now)
    plan_forgetting(now=now)
    plan_figures(now=now)
    plan_watching(now=now)
    plan_issue(now=now)
    plan_round(now=now)


def _departments(data: dict[str, Any]) -> None:
    start = data["effective_from"]
    Department.objects.bulk_create(
        Department(
            key=row["key"],
            name_vi=row["vi"],
            name_en=row["en"],
            kind=row["kind"],
            role_vi=row["role_vi"],
            role_en=row["role_en"],
            answers=row["answers"],
            source=row["source"],
            certainty=row["certainty"],
            role_certainty=row["role_certainty"],
            valid_from=start,
        )
        for row in data["departments"]
    )
    RoutingRule.objects.bulk_create(
        RoutingRule(
            key=row["key"],
            order=10 * (number + 1),
            when=row["when"],
            to_id=row["to"],
            also=row["also"],
            source=row["source"],
            certainty=row["certainty"],
            valid_from=start,
        )
        for number, row in enumerate(data["routing_defaults"])
    )


def _calendar(data: dict[str, Any]) -> None:
    OfficeHours.objects.bulk_create(
        OfficeHours(
            key=row["key"],
            name_vi=row["vi"],
            name_en=row["en"],
            from_day=row["from"],
            to_day=row["to"],
            periods=row["periods"],
            source=row["source"],
            certainty=row["certainty"],
        )
        for row in data["office_hours"]
    )
    CalendarDay.objects.bulk_create(day for year in data["computed"] for day in _days(year))


def _years(data: dict[str, Any]) -> None:
    """The plan of each year that has its days: decided, or the law's default with what it rests on."""
    first_lunar = {row["year"]: row["tet"] for row in data["lunar_dates"]}
    swaps = [(row["day_off"].isoformat(), row["day_worked"].isoformat()) for row in data["swaps"] if row["active"]]
    CalendarYear.objects.bulk_create(
        CalendarYear(
            year=row["year"],
            decided=row["status"] == "decided",
            tet_first=first_lunar[row["year"]] + timedelta(days=row["tet"]["first_offset"]),
            national_second=row["national_day"]["second_day"],
            swaps=[list(pair) for pair in swaps if pair[0][:4] == str(row["year"])],
            source=row["source"],
        )
        for row in data["yearly_plans"]
    )


def _days(year: dict[str, Any]) -> list[CalendarDay]:
    """The year's days off and worked; a plan the Government has not decided yet is `ours`, and says so."""
    decided = year["status"] == "decided"
    about = {"source": "leads/seed/calendar.yaml", "certainty": "confirmed" if decided else "ours"}
    off = [str(row).split() for row in year["weekdays_off"]]
    worked = [str(row) for row in year["weekend_days_worked"]]
    return [
        *(CalendarDay(day=date.fromisoformat(day), works=False, reason=why, **about) for day, why in off),
        *(CalendarDay(day=date.fromisoformat(day), works=True, reason="make_up_day", **about) for day in worked),
    ]


def _consents(data: dict[str, Any]) -> None:
    """A wording with a later day than the newest one is its next version; those agreed to stay as they were read.

    A text may have a `valid_from` of its own.
    """
    newest = {text.purpose: text for text in ConsentText.objects.order_by("version")}
    for row in data["texts"]:
        start, before = date.fromisoformat(str(row.get("valid_from", data["valid_from"]))), newest.get(row["purpose"])
        same = before and (before.text_vi, before.text_en) == (row["vi"], row["en"])
        if before and (same or start <= before.valid_from):
            continue
        version = before.version + 1 if before else 1
        words = {"text_vi": row["vi"], "text_en": row["en"], "valid_from": start}
        newest[row["purpose"]] = ConsentText.objects.create(purpose=row["purpose"], version=version, **words)


@transaction.atomic
def load_reply_templates(*, now: datetime) -> None:
    """The first templates of replies, where there are none yet."""
    if ReplyTemplate.objects.exists():
        return
    data = read("reply_templates.yaml")
    ReplyTemplate.objects.bulk_create(
        ReplyTemplate(
            key=row["key"],
            language=language,
            name=row[language]["name"],
            body=row[language]["body"],
            valid_from=date.fromisoformat(data["valid_from"]),
            written_at=now,
        )
        for row in data["templates"]
        for language in row.keys() - {"key"}
    )
