"""What every verb of the desk shares: the lead under lock, the check that the tab is not stale, names."""

from __future__ import annotations

from django.contrib.auth.models import User

from leads.choices import EventKind
from leads.models import Lead, LeadEvent
from leads.services.house import officers_by_account
from sitepages import invented
from sitepages.accounts import account_name
from sitepages.refusal import Refused

REASON_LIMIT = 500
CHANGES_STATE = (
    EventKind.ASSIGNED,
    EventKind.REPLIED,
    EventKind.STAGE_CHANGED,
    EventKind.NEXT_STEP_SET,
    EventKind.PAUSED,
    EventKind.RESUMED,
    EventKind.CONTACTED,
    EventKind.DESCRIBED,
)


class StaleLead(Refused):
    """Somebody else was quicker. Facts: `who` (empty: the product), `what` (event kind), `at`."""

    code = "stale_lead"


class ReasonMissing(Refused):
    """A step back, a reopening or a reassignment says why."""

    code = "reason_missing"
    status = 422


def name_of(user: User) -> str:
    """The name an investor or colleague reads: the officer's, else the account's."""
    officer = officers_by_account().get(user.pk)
    return officer.name if officer else invented.shown(account_name(user))


def locked(lead: Lead) -> Lead:
    rows = Lead.objects.select_for_update(of=("self",))
    return rows.select_related("department", "owner__person", "owner__user", "organisation", "match_run").get(
        pk=lead.pk
    )


def fresh(lead: Lead, seen_seq: int) -> Lead:
    """The lead under lock, if nobody changed its state since the form was drawn; else raises StaleLead."""
    lead = locked(lead)
    check_fresh(lead, seen_seq)
    return lead


def check_fresh(lead: Lead, seen_seq: int) -> None:
    """Raises StaleLead where the lead's state has changed since `seen_seq`."""
    newer = LeadEvent.objects.filter(lead=lead, seq__gt=seen_seq, kind__in=CHANGES_STATE)
    first = newer.select_related("by").order_by("seq").first()
    if first:
        raise StaleLead(who=name_of(first.by) if first.by else "", what=first.kind, at=first.at)
