"""Whose last day in the record is over: the leads go on as routing chooses, and the account is closed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import Officer
from leads.services.hand_over import KIND, LastDutyHead, apply_hand_over, departure_changes
from sitepages.figures import PARK_TIME
from sitepages.models import ChangeSet


def end_service(*, now: datetime) -> int:
    """How many officers left. The last duty head stays until there is another."""
    today, left = now.astimezone(PARK_TIME).date(), 0
    over = Officer.objects.filter(active_to__lte=today, user__is_active=True).order_by("pk")
    for officer in over.select_related("person", "user", "department"):
        left += _leaves(officer, now)
    return left


@transaction.atomic
def _leaves(officer: Officer, now: datetime) -> bool:
    try:
        with transaction.atomic():
            changes = departure_changes(officer, now)
            change_set = ChangeSet.objects.create(kind=KIND, title=officer.key, changes=changes, created_at=now)
            apply_hand_over(change_set=change_set, by=None, now=now, reason="until")
    except LastDutyHead:
        return False
    return True
