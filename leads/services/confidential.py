"""Confidential projects: who does not work on a lead reads a code name in place of the investor's."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Q, QuerySet

from leads.models import Lead
from leads.services.access import check_can_work_on, leads_visible_to, seat_of
from leads.services.desk_lock import fresh
from leads.services.desk_rules import as_question
from leads.services.events import Concealed, Released, record
from leads.services.words import bounded
from sitepages.refusal import Refused

NAME_LIMIT = 80


class NotConfidential(Refused):
    """The lead hides nothing."""

    code = "not_confidential"


def made_code_name(reference: str) -> str:
    """A code name out of the reference: X-0147 for YB-2026-0147."""
    return f"X-{reference.rpartition('-')[2]}"


def knows_the_name(user: User | AnonymousUser, lead: Lead) -> bool:
    """Whether this person reads the investor's name: always, but for a confidential lead that others work on."""
    return not lead.code_name or seat_of(user).works_on(lead)


def leads_known_to(user: User | AnonymousUser) -> QuerySet[Lead]:
    """The visible leads whose investor this person reads, as `knows_the_name` says for one.

    Whatever leads from an organisation or a person to their leads, or back, goes through here.
    """
    works = seat_of(user).work()
    named = Q(code_name="")
    return leads_visible_to(user).filter(named if works is None else named | works)


@transaction.atomic
def conceal(*, lead: Lead, code_name: str, seen_seq: int, by: User, now: datetime) -> Lead:
    """Make the project confidential, or give it another code name (empty: one is made of the reference).

    Raises LeadHidden, ReadOnly, StaleLead or TextTooLong.
    """
    lead = fresh(lead, seen_seq)
    check_can_work_on(by, lead)
    name = bounded("code_name", code_name, NAME_LIMIT, needed=False) or made_code_name(lead.reference)
    if name != lead.code_name:
        record(lead=lead, event=Concealed(code_name=name), by=by, at=now)
    return lead


def check_can_release(user: User, lead: Lead) -> None:
    """Raises LeadHidden, ReadOnly or NotConfidential."""
    check_can_work_on(user, lead)
    if not lead.code_name:
        raise NotConfidential


can_release = as_question(check_can_release)


@transaction.atomic
def release(*, lead: Lead, seen_seq: int, by: User, now: datetime) -> Lead:
    """The investor agrees that the name is known: everybody who sees the lead reads it."""
    lead = fresh(lead, seen_seq)
    check_can_release(by, lead)
    record(lead=lead, event=Released(), by=by, at=now)
    return lead
