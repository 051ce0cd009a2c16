"""The duty head's inbox: mails nobody could place. Each is filed, made a lead, or put aside with a reason."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet

from leads.choices import IncomingState
from leads.models import Incoming, Lead, LeadFile
from leads.services.access import leads_visible_to, seat_of
from leads.services.desk_lock import ReasonMissing
from leads.services.incoming import file_in, make_lead
from leads.services.words import FieldMissing, bounded
from sitepages.refusal import Refused

REASON_LIMIT = 200


class NotTheDutyHead(Refused):
    """Mails nobody could place are the duty head's."""

    code = "not_the_duty_head"
    status = 403


class MailHandled(Refused):
    """Somebody has dealt with it already."""

    code = "mail_handled"


class LeadUnknown(Refused):
    """There is no file of this number. Facts: `field`, `value`."""

    code = "lead_unknown"
    status = 422


def may_sort(user: User | AnonymousUser) -> bool:
    return seat_of(user).is_duty_head


def inbox() -> QuerySet[Incoming]:
    """What waits for the duty head, the oldest first."""
    return Incoming.objects.filter(state=IncomingState.DUTY).prefetch_related("files").order_by("received_at", "pk")


def set_aside() -> QuerySet[Incoming]:
    """What waits for nobody and is in no file: bounces, automatic answers, what was put aside by hand; newest first."""
    found = Incoming.objects.filter(lead=None, state__in=[IncomingState.DROPPED, IncomingState.BOUNCE])
    kept = found.exclude(sender="", subject="", text="")  # the words of older ones are erased (retention)
    return kept.prefetch_related("files").order_by("-received_at", "-pk")


def may_download(number: int) -> QuerySet[LeadFile]:
    """The file of a mail that is in no lead, as the duty head opens it."""
    states = [IncomingState.DUTY, IncomingState.DROPPED, IncomingState.BOUNCE]
    return LeadFile.objects.filter(pk=number, incoming__lead=None, incoming__state__in=states, refused="")


def likely_leads(row: Incoming) -> QuerySet[Lead]:
    """Files of the sender, the newest first: what the duty head will mostly want."""
    found = Lead.objects.filter(contact_email=row.sender) if row.sender else Lead.objects.none()
    return found.select_related("organisation").order_by("-pk")[:5]


@transaction.atomic
def sort_into(*, pk: int, reference: str, by: User, now: datetime) -> Lead:
    """File the mail in a lead. Raises NotTheDutyHead, MailHandled, FieldMissing or LeadUnknown."""
    row = _unplaced(pk, by)
    wanted = reference.strip().upper()
    if not wanted:
        raise FieldMissing(field="reference")
    lead = leads_visible_to(by).filter(reference=wanted).first()
    if lead is None:
        raise LeadUnknown(field="reference", value=wanted[:20])
    file_in(row=row, lead=lead, why="by_hand", automatic=False, by=by, now=now)
    _handled(row, by, now)
    return lead


@transaction.atomic
def sort_as_new(*, pk: int, by: User, now: datetime) -> Lead:
    """Make a new lead of the mail. Raises NotTheDutyHead, MailHandled or EmailInvalid."""
    row = _unplaced(pk, by)
    row.lead = make_lead(row=row, by=by, now=now)
    row.state, row.why = IncomingState.NEW_LEAD, "by_hand"
    _handled(row, by, now)
    return row.lead


@transaction.atomic
def put_aside(*, pk: int, reason: str, by: User, now: datetime) -> None:
    """No answer is needed; the words stay with the reason. Raises NotTheDutyHead, MailHandled or ReasonMissing."""
    row = _waiting(pk, by)
    why = bounded("reason", reason, REASON_LIMIT, needed=False)
    if not why:
        raise ReasonMissing
    row.state, row.why, row.error = IncomingState.DROPPED, "by_hand", why
    _handled(row, by, now)


def _waiting(pk: int, by: User) -> Incoming:
    row = _unplaced(pk, by)
    if row.state != IncomingState.DUTY:
        raise MailHandled
    return row


def _unplaced(pk: int, by: User) -> Incoming:
    """What waits, and what was set aside: it can still be placed."""
    if not may_sort(by):
        raise NotTheDutyHead
    states = [IncomingState.DUTY, IncomingState.DROPPED, IncomingState.BOUNCE]
    row = Incoming.objects.select_for_update().filter(pk=pk, lead=None, state__in=states).first()
    if row is None:
        raise MailHandled
    return row


def _handled(row: Incoming, by: User, now: datetime) -> None:
    row.handled_by, row.handled_at = by, now
    row.save()
