"""An administrator opens a lead: with a reason, for an hour, to read; who and why stands in the record of access."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction

from leads.choices import AccessKind, Role
from leads.models import AccessRecord, Lead
from leads.services.access import roles_of
from leads.services.inbox import LeadUnknown
from leads.services.words import bounded
from sitepages.refusal import Refused

OPEN_FOR = timedelta(hours=1)
SHORTEST, LONGEST = 10, 300  # signs of a reason


class NotAnAdministrator(Refused):
    """Only an administrator opens a lead by a reason; others see what their seat shows."""

    code = "not_an_administrator"
    status = 403


class ReasonTooShort(Refused):
    """Facts: `field`, `least` (signs)."""

    code = "reason_too_short"
    status = 422


def may_open(user: User | AnonymousUser) -> bool:
    return Role.ADMIN in roles_of(user)


@transaction.atomic
def open_lead(*, reference: str, reason: str, by: User, now: datetime) -> Lead:
    """Let the administrator read this lead for an hour. Raises NotAnAdministrator, ReasonTooShort or LeadUnknown."""
    if not may_open(by):
        raise NotAnAdministrator
    why = bounded("reason", reason, LONGEST)
    if len(why) < SHORTEST:
        raise ReasonTooShort(field="reason", least=SHORTEST)
    lead = Lead.objects.filter(reference=reference.strip().upper()[:16]).first()
    if lead is None:
        raise LeadUnknown(field="reference", value=reference.strip()[:20])
    AccessRecord.objects.create(
        at=now,
        slot=now,
        kind=AccessKind.OPENED,
        subject=f"desk-lead:{lead.pk}",
        by=by,
        lead=lead,
        reason=why,
        until=now + OPEN_FOR,
    )
    return lead


def standing_opening(user: User | AnonymousUser, pk: int, now: datetime) -> AccessRecord | None:
    """The reason under which this administrator may read the lead now, if there is one."""
    if not isinstance(user, User) or not may_open(user):
        return None
    lead = Lead.objects.filter(pk=pk)  # a number beyond any row's finds none there, where a foreign key would break
    mine = AccessRecord.objects.filter(kind=AccessKind.OPENED, by=user, lead__in=lead, until__gt=now)
    related = ("lead__department", "lead__owner__person", "lead__organisation")
    return mine.select_related(*related).order_by("-until").first()
