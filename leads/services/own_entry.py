"""An officer's own entry: a caller, a visitor, somebody met at a fair, typed in within a minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User

from leads.choices import EntrySource, Role
from leads.models import Lead
from leads.services.access import ReadOnly, seat_of
from leads.services.intake import Submission, submit_lead
from leads.services.questions import questions
from leads.services.words import ChoiceUnknown, FieldMissing
from sitepages.models import Sector

ENTERS = frozenset({Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD})


def may_enter(user: User | AnonymousUser) -> bool:
    """Officers and heads take enquiries in; whoever only reads does not."""
    return bool(seat_of(user).roles & ENTERS)


def enter_lead(*, submission: Submission, mine: bool, by: User, now: datetime) -> tuple[Lead, bool]:
    """Take in what somebody said; `mine` keeps it with the officer who heard it, else it is routed.

    An e-mail address or a telephone number is needed, and the consent, given by word of mouth and noted here.
    Raises ReadOnly, FieldMissing, ChoiceUnknown and what submit_lead raises.
    """
    if not may_enter(by):
        raise ReadOnly
    check_entry(submission)
    if submission.source not in EntrySource.values:
        raise ChoiceUnknown(field="source", value=submission.source[:40])
    kept = replace(submission, spoken=True, kept_by=keeper_of(by) if mine else "")
    return submit_lead(submission=kept, by=by, now=now)


def check_entry(submission: Submission) -> None:
    """Raises FieldMissing where nobody could be answered, ChoiceUnknown for a question or sector of no list."""
    if not (submission.contact_email.strip() or submission.contact_phone.strip()):
        raise FieldMissing(field="contact_phone")
    for field, given, known in (
        ("question", submission.question, ["", *questions()]),
        ("sector", submission.sector, ["", *Sector.objects.values_list("key", flat=True)]),
    ):
        if given not in known:
            raise ChoiceUnknown(field=field, value=given[:40])


def keeper_of(user: User) -> str:
    """The key of the officer who keeps what this account takes in; empty: it works no leads."""
    officer = seat_of(user).officer
    return officer.key if officer and officer.takes_leads else ""
