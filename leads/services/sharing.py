"""Which bodies may have the file of whom: what consent says of the park's developer and of other departments."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User

from leads.choices import ConsentPurpose, ReferralState
from leads.models import Department, Lead, Officer, Referral
from leads.services.access import DUTY_DESK
from leads.services.agreed import agreed
from leads.services.desk_rules import ConsentWithdrawn, has_withdrawn
from leads.services.events import Assigned, record
from leads.services.outside import OUTSIDE_KINDS, is_outside
from leads.services.referral_events import ReferralEnded
from sitepages.refusal import Refused


class DeveloperConsentMissing(Refused):
    """The investor has not agreed that the developer reads the file. Facts: `department`."""

    code = "developer_consent_missing"
    status = 403


def shares_outside(lead: Lead) -> bool:
    return ConsentPurpose.SHARE_WITH_DEVELOPER in agreed(lead)


def check_may_read(lead: Lead, department: Department) -> None:
    """Before a file opens to a body. Raises DeveloperConsentMissing."""
    if is_outside(department) and not shares_outside(lead):
        raise DeveloperConsentMissing(department=department.name)


def check_may_get(lead: Lead, department: Department) -> None:
    """Before a file goes to a body for good: after a withdrawal it stays where it is, or goes to the duty desk.

    Raises DeveloperConsentMissing or ConsentWithdrawn.
    """
    check_may_read(lead, department)
    if department.pk not in (lead.department_id, DUTY_DESK) and has_withdrawn(lead):
        raise ConsentWithdrawn


def may_have(lead: Lead, officer: Officer) -> bool:
    """Whether the file may go to this officer's department."""
    try:
        check_may_get(lead, officer.department)
    except Refused:
        return False
    return True


def close_to_others(lead: Lead, purpose: str, by: User | None, now: datetime) -> None:
    """After a withdrawal, the lead under lock: the questions it covered end, and the developer has the file no more."""
    rows = Referral.objects.filter(lead=lead, state=ReferralState.OPEN).order_by("number")
    if purpose == ConsentPurpose.SHARE_WITH_DEVELOPER:
        rows = rows.filter(department__kind__in=OUTSIDE_KINDS)
    elif purpose != ConsentPurpose.ANSWER_REQUEST:
        return
    for row in rows:
        record(lead=lead, event=ReferralEnded(referral=row.number, reason=""), by=by, at=now)
    if purpose == ConsentPurpose.SHARE_WITH_DEVELOPER and is_outside(lead.department):
        given = Assigned(department=DUTY_DESK, reason={"withdrawn": purpose})
        record(lead=lead, event=given, by=by, at=now)
