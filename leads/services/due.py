"""The worker's hand: take one due row, do it, say whether there was one.

A row is claimed by a lease that runs out, so a worker that dies gives it back; what fails is tried
again later and later, and is parked for a person after the last try.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from leads.choices import Clock, DueKind, MailState, WishEnd
from leads.models import Due, Lead, Leave, Mail
from leads.services import appointment_settling, forgetting
from leads.services.bad_addresses import is_bad, mark_bad
from leads.services.breach import remind_of_breach
from leads.services.cases import send_cases
from leads.services.digest import write_digest
from leads.services.escalation import escalate
from leads.services.events import MailFailed, MailSent, Resumed, record, state_of
from leads.services.hold_queue import settle
from leads.services.incoming import give_up, process_incoming
from leads.services.leaves import give_back, start_leave
from leads.services.mail import hand_over
from leads.services.mail_wishes import FIRST_MAILS, end_of_addresses
from leads.services.newsletter_issue import go_issue
from leads.services.privacy import remind_of_request
from leads.services.referrals import remind_of_referral
from leads.services.roll_up import EVERY, ROUND, count_news
from leads.services.scanning import note_scan, scan_kept
from leads.services.tasks import remind_of_task
from leads.services.watch_round import go_round
from sitepages.figures import PARK_TIME
from sitepages.services.policy_impact import work_impact

LEASE = timedelta(minutes=2)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720))
TRIES = len(WAITS) + 1
FAILURE_LENGTH = 300
ADDRESS = re.compile(r"[^\s<>\"'(){}]+@[^\s<>\"'(){}:]+")

logger = logging.getLogger("leads.due")


class LeaseLost(Exception):
    """Another worker took the row over while this one was slow; its result stands."""


class AddressBounced(Exception):
    """Nothing is sent to an address that a mail server refused for good, until it is changed."""


class WorkerDied(Exception):
    """Every try so far ended without a word: the row itself is suspect."""


def do_one(now: datetime) -> bool:
    """Do the first row that is due; False when none is. Never raises for what a row does."""
    due = claim(now=now)
    if due is None:
        return False
    try:
        if due.attempts > TRIES:
            raise WorkerDied(f"{TRIES} tries were started and none ended")
        DOERS[DueKind(due.kind)](due, now)
    except LeaseLost:
        logger.warning("due row %s was taken over by another worker", due.pk)
    except Exception as error:
        # Whatever one row raises, the next rows go on; the row keeps the reason for a person to read.
        logger.warning("due row %s (%s %s) failed: %s", due.pk, due.kind, due.target, told(error))
        put_off(due=due, error=error, now=now)
    return True


def claim(*, now: datetime) -> Due | None:
    """Take the lease of the first free row that is due, or None.

    PostgreSQL skips rows another worker is just taking; the conditional update decides on both databases.
    """
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    open_rows = Due.objects.filter(free, done_at=None, parked_at=None, next_try_at__lte=now)
    # An idle worker only reads: on SQLite a transaction would take the one write lock every second.
    return _take_first(open_rows, now) if open_rows.exists() else None


@transaction.atomic
def _take_first(open_rows: QuerySet[Due], now: datetime) -> Due | None:
    wanted = open_rows.order_by("next_try_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        wanted = wanted.select_for_update(skip_locked=True)
    due = wanted.first()
    if due is None:
        return None
    taken = open_rows.filter(pk=due.pk).update(leased_until=now + LEASE, attempts=F("attempts") + 1)
    if not taken:
        return None
    due.refresh_from_db()
    return due


def send_mail(due: Due, now: datetime) -> None:
    """Send one mail; its state, its event and the row's end are one transaction after the sending."""
    mail = Mail.objects.select_related("lead").get(pk=int(due.target))
    if mail.state != MailState.SENT:
        if is_bad(mail.to) and mail.kind not in FIRST_MAILS:  # whoever asks anew has it tried once a day
            raise AddressBounced("an earlier mail to this address came back")
        hand_over(mail)
    with transaction.atomic():
        finish(due, now)
        sent = Mail.objects.filter(pk=mail.pk).exclude(state=MailState.SENT)
        if sent.update(state=MailState.SENT, sent_at=now, failure="") and mail.lead:
            record(lead=mail.lead, event=MailSent(mail=mail.pk, mail_kind=mail.kind), by=None, at=now)


def end_pause(due: Due, now: datetime) -> None:
    """Let the clock run again when a pause has reached its end; a pause ended before is left alone."""
    lead_pk, _, seq = due.target.partition(":")
    with transaction.atomic():
        lead = Lead.objects.select_for_update().get(pk=int(lead_pk))
        pause = state_of(lead).pause
        if pause and pause.seq == int(seq):
            record(lead=lead, event=Resumed(ended_at=pause.until), by=None, at=now)
        finish(due, now)


def next_level(due: Due, now: datetime) -> None:
    """A level of escalation comes up; a promise kept or moved meanwhile is left alone."""
    lead_pk, _, clock = due.target.partition(":")
    with transaction.atomic():
        finish(due, now)
        escalate(lead=Lead(pk=int(lead_pk)), clock=Clock(clock), by=None, now=now)


def start_a_leave(due: Due, now: datetime) -> None:
    """The deputy becomes owner of the absent officer's leads; a leave taken back meanwhile is left alone."""
    with transaction.atomic():
        finish(due, now)
        leave = Leave.objects.select_for_update(of=("self",)).filter(pk=int(due.target)).first()
        if leave and leave.last_day >= now.astimezone(PARK_TIME).date():
            start_leave(leave=leave, now=now)


def end_a_leave(due: Due, now: datetime) -> None:
    """The officer is back: what the deputy still has comes home."""
    with transaction.atomic():
        finish(due, now)
        leave = Leave.objects.select_related("handed_over").filter(pk=int(due.target)).first()
        if leave:
            give_back(leave=leave, now=now)


def send_digest(due: Due, now: datetime) -> None:
    """The new leads of an officer who likes them in one mail; nothing new, no mail."""
    with transaction.atomic():
        finish(due, now)
        write_digest(officer_key=due.target, now=now)


def read_incoming(due: Due, now: datetime) -> None:
    """Put a mail from outside where it belongs; what it causes and the row's end are one transaction."""
    with transaction.atomic():
        finish(due, now)
        process_incoming(pk=int(due.target), now=now)


def remind_task(due: Due, now: datetime) -> None:
    """A task comes due: one mail to its officer, unless it was done or put off meanwhile."""
    with transaction.atomic():
        finish(due, now)
        remind_of_task(target=due.target, due_at=due.due_at, now=now)


def remind_referral(due: Due, now: datetime) -> None:
    """The answer of another department is due: whoever was asked and the owner hear of it, unless it has come."""
    with transaction.atomic():
        finish(due, now)
        remind_of_referral(target=due.target, now=now)


def find_impact(due: Due, now: datetime) -> None:
    """Work out what a draft of law would change; the run itself keeps how far it came."""
    work_impact(int(due.target), now)
    finish(due, now)


def settle_holds(due: Due, now: datetime) -> None:
    """End the holds whose time ran out and serve whoever waits."""
    with transaction.atomic():
        settle(now=now)
        finish(due, now)


def forget(due: Due, now: datetime) -> None:
    """What is past its time goes; the next round is planned in the same transaction."""
    with transaction.atomic():
        finish(due, now)
        forgetting.forget(target=due.target, now=now)


def remind_request(due: Due, now: datetime) -> None:
    """The law's time for a request about personal data runs: whoever is next up hears of it, unless it is done."""
    with transaction.atomic():
        finish(due, now)
        remind_of_request(target=due.target, due_at=due.due_at, now=now)


def remind_breach(due: Due, now: datetime) -> None:
    """The law's hours for telling the ministry of a breach run: duty heads hear of it, at last the leaders."""
    with transaction.atomic():
        finish(due, now)
        remind_of_breach(target=due.target, now=now)


def send_link_to_cases(due: Due, now: datetime) -> None:
    """Somebody asked for all files of an address: one mail where there are any, else nothing."""
    with transaction.atomic():
        finish(due, now)
        send_cases(pk=int(due.target), now=now)


def scan_file(due: Due, now: datetime) -> None:
    """A kept file that nobody has scanned; while the scanner is away the row is tried again, later each time."""
    why = scan_kept(pk=int(due.target))
    with transaction.atomic():
        finish(due, now)
        if why is not None:
            note_scan(pk=int(due.target), why=why)


def count_figures(due: Due, now: datetime) -> None:
    """Count what is new in the figures; the same row comes again at the next round, at once while there is more.

    A mark of an organisation is done with the round that finds it.
    """
    if due.target != ROUND:
        count_news(now=now)
        return
    _again(due, now if count_news(now=now) else now + EVERY)


def keep_appointments(due: Due, now: datetime) -> None:
    """A reminder, or a look at the appointments of one lead; the round over all of them comes again."""
    if due.target != appointment_settling.ROUND:
        with transaction.atomic():
            finish(due, now)
            appointment_settling.do_due(target=due.target, now=now)
        return
    with transaction.atomic():
        appointment_settling.look_round(now=now)
        _again(due, now + appointment_settling.EVERY)


def _again(due: Due, at: datetime) -> None:
    """The same row comes again then, if the lease is still ours; raises LeaseLost."""
    ours = Due.objects.filter(pk=due.pk, leased_until=due.leased_until, done_at=None)
    if not ours.update(leased_until=None, attempts=0, last_error="", due_at=at, next_try_at=at):
        raise LeaseLost


def look_at_watches(due: Due, now: datetime) -> None:
    """The round of watched results, or one address of it; its mail and the row's end are one transaction."""
    with transaction.atomic():
        finish(due, now)
        go_round(target=due.target, now=now)


def send_newsletter(due: Due, now: datetime) -> None:
    """The month's newsletter, or one reader of it; its mail and the row's end are one transaction."""
    with transaction.atomic():
        finish(due, now)
        go_issue(target=due.target, now=now)


DOERS: Mapping[DueKind, Callable[[Due, datetime], None]] = {
    DueKind.SEND_MAIL: send_mail,
    DueKind.END_PAUSE: end_pause,
    DueKind.ESCALATE: next_level,
    DueKind.START_LEAVE: start_a_leave,
    DueKind.END_LEAVE: end_a_leave,
    DueKind.DIGEST: send_digest,
    DueKind.LAW_IMPACT: find_impact,
    DueKind.SETTLE_HOLDS: settle_holds,
    DueKind.TASK: remind_task,
    DueKind.INCOMING: read_incoming,
    DueKind.REFERRAL: remind_referral,
    DueKind.FORGET: forget,
    DueKind.PRIVACY: remind_request,
    DueKind.BREACH: remind_breach,
    DueKind.FIGURES: count_figures,
    DueKind.WATCH: look_at_watches,
    DueKind.NEWSLETTER: send_newsletter,
    DueKind.APPOINTMENT: keep_appointments,
    DueKind.CASES: send_link_to_cases,
    DueKind.SCAN: scan_file,
}


def finish(due: Due, now: datetime) -> None:
    """Mark the row done, if the lease is still ours; raises LeaseLost."""
    ours = Due.objects.filter(pk=due.pk, leased_until=due.leased_until, done_at=None)
    if not ours.update(done_at=now, leased_until=None, last_error=""):
        raise LeaseLost


@transaction.atomic
def put_off(*, due: Due, error: Exception, now: datetime) -> None:
    """Try again later, or park the row after its last try or a refusal that will not change."""
    failure = told(error)
    ours = Due.objects.filter(pk=due.pk, leased_until=due.leased_until, done_at=None)
    if due.attempts < TRIES and not is_final(error):
        ours.update(leased_until=None, next_try_at=now + WAITS[due.attempts - 1], last_error=failure)
    elif ours.update(leased_until=None, parked_at=now, last_error=failure) and due.kind == DueKind.SEND_MAIL:
        mark_failed(int(due.target), failure, now, refused=is_final(error))
    if due.kind == DueKind.INCOMING and Due.objects.filter(pk=due.pk).exclude(parked_at=None).exists():
        give_up(pk=int(due.target), error=failure, now=now)


def parked() -> QuerySet[Due]:
    """What failed for good and waits for a person, oldest first."""
    return Due.objects.filter(done_at=None).exclude(parked_at=None).order_by("parked_at", "pk")


def unpark(*, now: datetime) -> int:
    """Give every parked row a fresh round of tries, due now; how many there were."""
    return parked().update(parked_at=None, attempts=0, leased_until=None, next_try_at=now)


def mark_failed(mail_pk: int, failure: str, now: datetime, *, refused: bool = False) -> None:
    """Say on the mail and in the lead's history that it did not leave; `refused`: for good, so what comes regularly to
    its address ends.
    """
    mail = Mail.objects.filter(pk=mail_pk).exclude(state=MailState.SENT).first()
    if mail is None:
        return
    Mail.objects.filter(pk=mail_pk).update(state=MailState.FAILED, failure=failure)
    if refused and mail.stop:
        mark_bad(address=mail.to, reason=failure, mail=mail, now=now)
        end_of_addresses(addresses=[mail.to], how=WishEnd.BOUNCED, now=now)
    if mail.lead:
        record(lead=mail.lead, event=MailFailed(mail=mail_pk, mail_kind=mail.kind, failure=failure), by=None, at=now)


def told(error: Exception) -> str:
    """The failure for people to read, without mail addresses: events are never erased."""
    return ADDRESS.sub("(address)", f"{type(error).__name__}: {error}")[:FAILURE_LENGTH]


def is_final(error: Exception) -> bool:
    """A mail server that refused every recipient for good (5xx) will refuse again; so will a bounced address."""
    if isinstance(error, AddressBounced):
        return True
    return isinstance(error, SMTPRecipientsRefused) and all(500 <= code < 600 for code, _ in error.recipients.values())
