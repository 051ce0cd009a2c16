"""Who has a lead's page open: a row per person and lead, touched by the page and its quiet poll."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User

from leads.models import Lead, Look
from leads.services.access import check_can_see
from leads.services.desk_lock import name_of
from sitepages.reading import once

FRESH, REST = timedelta(minutes=3), timedelta(seconds=20)


def look_at(*, lead: Lead, by: User, now: datetime) -> None:
    """This person has the page open now; written at most once in twenty seconds. Raises LeadHidden."""
    check_can_see(by, lead)
    if any(row.user_id == by.pk and row.at > now - REST for row in _looks(lead, now)):
        return
    mine = Look.objects.filter(lead=lead, user=by)
    if not mine.update(at=now):
        Look.objects.get_or_create(lead=lead, user=by, defaults={"at": now})


def others_looking(lead: Lead, user: User, now: datetime) -> tuple[str, ...]:
    """The others who had the page open within three minutes."""
    return tuple(name_of(row.user) for row in _looks(lead, now) if row.user_id != user.pk and row.at > now - FRESH)


def _looks(lead: Lead, now: datetime) -> tuple[Look, ...]:
    """Who had the page open within three minutes, whoever it is; of others, read once for a page."""
    rows = Look.objects.filter(lead=lead, at__gt=now - FRESH).select_related("user").order_by("at")
    return once(("looks", lead.pk), lambda: tuple(rows))
