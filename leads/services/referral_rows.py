"""The rows of referrals, so that a department's questions are one query: what folding the events gives, no more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from leads.calendar.hours import WorkingCalendar
from leads.models import Lead, Officer, Referral
from leads.services.calendar import working_calendar
from leads.services.referral_events import ReferralFacts, Referrals
from leads.services.targets import targets
from sitepages.figures import PARK_TIME


def write_referrals(*, lead: Lead, before: Referrals, after: Referrals) -> None:
    """Bring the lead's rows up to what its referrals are now; called by `leads.services.events.record` alone."""
    changed = {number: one for number, one in after.items() if before.get(number) != one}
    if not changed:
        return
    calendar = working_calendar()
    officers = dict(Officer.objects.filter(key__in={one.officer for one in changed.values()}).values_list("key", "pk"))
    for number, one in changed.items():
        columns = columns_of_referral(one, calendar)
        columns["officer_id"] = officers.get(columns.pop("officer"))
        columns["department_id"] = columns.pop("department")
        Referral.objects.update_or_create(lead=lead, number=number, defaults=columns)


def columns_of_referral(facts: ReferralFacts, calendar: WorkingCalendar) -> dict[str, Any]:
    """The columns of a referral's row, as its events give them (keys for officer and department)."""
    return {
        "department": facts.department,
        "question": facts.question,
        "officer": facts.officer,
        "state": facts.state.value,
        "asked_at": facts.asked_at,
        "due_at": due_of_referral(facts, calendar),
        "ended_at": facts.ended_at,
        "answer": facts.answer,
    }


def due_of_referral(facts: ReferralFacts, calendar: WorkingCalendar) -> datetime:
    """When the answer is due: the target `referral` of the day of asking, in working minutes; nothing stops it."""
    on = facts.asked_at.astimezone(PARK_TIME).date()
    minutes = targets().on(on).cells["referral", "any_open"][facts.priority.value]
    return calendar.add_minutes(facts.asked_at, minutes)
