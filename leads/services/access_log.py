"""The record of access to personal data: one row at most per view, kept two years, then forgotten.

Which page is noted is decided at the desk's doors (leads.desk.audit); what officers change stands in the leads'
events.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

from leads.choices import AccessKind, Role
from leads.models import AccessRecord, Lead, LeadEvent, LeadLink
from leads.services.access import roles_of, seat_of

KEPT = timedelta(days=731)  # ours: two years; the law of personal data names no time for such a record
EACH_TIME = frozenset({AccessKind.EXPORT, AccessKind.OPENED})
SHOWN_IN_FILE = 8


def note_access(
    *,
    kind: AccessKind,
    subject: str,
    by: User | None,
    now: datetime,
    lead: Lead | None = None,
    link: LeadLink | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Add a row, unless this person's hour at this subject has one: one query, whatever it finds."""
    slot = now if kind in EACH_TIME else now.replace(minute=0, second=0, microsecond=0)
    row = AccessRecord(
        at=now, slot=slot, kind=kind, subject=subject[:80], by=by, lead=lead, link=link, facts=dict(facts or {})
    )
    add = InsertQuery(AccessRecord, on_conflict=OnConflict.IGNORE)
    add.insert_values([field for field in AccessRecord._meta.concrete_fields if not field.primary_key], [row])
    add.get_compiler(DEFAULT_DB_ALIAS).execute_sql()  # bulk_create would open a transaction for the one statement


def file_subject(pk: int) -> str:
    """What a document is called in the record, whoever fetched it."""
    return f"desk-file:{pk}"


# --- Reading the record ---


def may_read_log(user: User | AnonymousUser) -> bool:
    """The whole record is the duty head's and the administrator's (design.md)."""
    return bool(roles_of(user) & {Role.DUTY_HEAD, Role.ADMIN})


def records() -> QuerySet[AccessRecord]:
    """The record, the newest first."""
    return AccessRecord.objects.select_related("by__officer__person", "lead", "link")


def changes() -> QuerySet[LeadEvent]:
    """What people changed in leads, the newest first."""
    rows = LeadEvent.objects.filter(by__isnull=False).order_by("-at", "-pk")
    return rows.select_related("by__officer__person", "lead")


def last_seen(user: User, lead: Lead) -> tuple[AccessRecord, ...]:
    """Who opened the file last, each person once and each reason given, for its heads; for others nothing."""
    if not seat_of(user).heads(lead):
        return ()
    kinds = (AccessKind.LEAD, AccessKind.OPENED, AccessKind.EXPORT)
    mine = AccessRecord.objects.filter(lead=lead, kind__in=kinds, by__isnull=False).order_by()
    newest = mine.values("by", "kind", "reason").annotate(last=Max("pk")).values("last")
    rows = AccessRecord.objects.filter(pk__in=newest).select_related("by__officer__person")
    return tuple(rows.order_by("-at", "-pk")[:SHOWN_IN_FILE])


# --- Forgetting ---


def forget_access(*, now: datetime) -> int:
    """Forget the rows that are older than `KEPT`; how many there were."""
    gone, _by_model = AccessRecord.objects.filter(at__lt=now - KEPT).delete()
    return gone
