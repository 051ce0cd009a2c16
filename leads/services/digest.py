"""Telling an officer of new leads as the officer likes: each by itself, or one mail when the office opens.

An urgent lead never waits for a digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from leads.choices import DueKind, EventKind, MailStyle, Priority
from leads.models import Due, Lead, LeadEvent, Mail, Officer
from leads.services.calendar import working_calendar
from leads.services.names import NameBook
from leads.services.staff_letters import notify_digest, notify_officer

LOOK_BACK = timedelta(days=30)


def tell_owner(*, lead: Lead, reason: Mapping[str, Any], now: datetime, names: NameBook | None = None) -> Mail | None:
    """Mail the new owner now, or put the lead into the next digest; the mail, if one was written."""
    owner = lead.owner
    if owner is None or owner.mail_style == MailStyle.EACH or lead.priority == Priority.URGENT:
        return notify_officer(lead=lead, reason=reason, now=now, names=names)
    at = next_opening_after(now)
    Due.objects.get_or_create(kind=DueKind.DIGEST, target=owner.key, due_at=at, defaults={"next_try_at": at})
    return None


def next_opening_after(now: datetime) -> datetime:
    """The next moment the office opens, morning or after lunch; while it is open, not now."""
    calendar = working_calendar()
    if not calendar.is_open(now):
        return calendar.next_opening(now)
    ends = next(
        closes for opens, closes in calendar.periods(now.astimezone(calendar.zone).date()) if opens <= now < closes
    )
    return calendar.next_opening(ends)


def write_digest(*, officer_key: str, now: datetime) -> Mail | None:
    """One mail with the leads given to the officer since the last digest and still the officer's."""
    officer = Officer.objects.select_related("user", "person").get(key=officer_key)
    done = Due.objects.filter(kind=DueKind.DIGEST, target=officer_key).exclude(done_at=None).exclude(done_at=now)
    since = done.order_by("-done_at").values_list("done_at", flat=True).first() or now - LOOK_BACK
    given = LeadEvent.objects.filter(kind=EventKind.ASSIGNED, data__officer=officer_key, at__gt=since, at__lte=now)
    leads = Lead.objects.filter(owner=officer, pk__in=given.values("lead_id")).exclude(priority=Priority.URGENT)
    rows = list(leads.select_related("organisation"))
    return notify_digest(officer=officer, leads=rows, now=now) if rows and officer.user.is_active else None
