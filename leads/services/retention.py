"""How long personal data are kept (leads/seed/retention.yaml): what is due, what the duty head keeps longer, the round.

A lead is due when the first rule that names it says so, no hold of it stands and nobody keeps it longer. The round of
the worker plans one row of the due table for each such lead, so that a worker that dies, two workers at once, or a
lead that cannot be erased, hinder no other; each is looked at again under its own lock before anything goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from leads.choices import DueKind, IncomingState, MailState
from leads.models import Consent, Due, Incoming, Lead, LeadFile, Mail
from leads.records.retention import After, Of, RetentionRule, rules_on
from leads.services.access import check_can_see, check_kept, seat_of
from leads.services.desk_lock import fresh
from leads.services.desk_rules import DateNotAhead, TooFarAhead, as_question
from leads.services.erasure import (
    blank_incoming,
    drop_files,
    erase,
    lock_person,
    open_holds,
    out_of_store,
    sweep_files,
    waiting_requests,
)
from leads.services.erasure_events import KeptLonger
from leads.services.events import record
from leads.services.mail_wishes import forget_unanswered, unconfirmed
from leads.services.words import bounded
from sitepages.figures import PARK_TIME
from sitepages.refusal import Refused
from sitepages.services.fact_reports import forget_reporters, reporters_over

LEAD = "lead:"  # of a due row's target: one lead to erase
REASON_LIMIT = 300
LONGEST = timedelta(days=5 * 366)


class NotTheKeeper(Refused):
    """Only the duty head keeps personal data longer than the rules say."""

    code = "not_the_keeper"
    status = 403


# --- What is due ---


def due_leads(rule: RetentionRule, on: date) -> QuerySet[Lead]:
    """The leads whose personal data this rule lets go on the day `on`, or earlier; the longest quiet first."""
    leads = Lead.objects.filter(_named_by(rule, on), _free(on), erased_at=None)
    for earlier in rules_on(on):
        if earlier == rule:
            break
        if earlier.of == Of.LEAD:
            leads = leads.exclude(_named_by(earlier, on))
    leads = leads.exclude(Exists(open_holds().filter(lead=OuterRef("pk"))))
    leads = leads.exclude(Exists(waiting_requests().filter(lead=OuterRef("pk"))))
    return leads.annotate(begun=begun(rule)).order_by("quiet_since", "pk")


def held_back(on: date) -> QuerySet[Lead]:
    """Leads that a rule would let go, were no land held or waited for."""
    wanted = Q(pk__in=[])
    for rule in lead_rules(on):
        wanted |= _named_by(rule, on)
    return Lead.objects.filter(wanted, _free(on), Exists(open_holds().filter(lead=OuterRef("pk"))), erased_at=None)


def lead_rules(on: date) -> tuple[RetentionRule, ...]:
    """The rules about leads that have an end."""
    return tuple(rule for rule in rules_on(on) if rule.of == Of.LEAD and rule.term.ends)


def _free(on: date) -> Q:
    return Q(kept_until=None) | Q(kept_until__lt=on)


def _named_by(rule: RetentionRule, on: date) -> Q:
    """The rule as a condition on leads: stage, consent, and a term that is over on the day."""
    if not rule.term.ends:
        return Q(pk__in=[])
    before = _end_of(rule.term.newest_over(on))
    named = Q(stage__in=sorted(rule.stages))
    agreed = Consent.objects.filter(lead=OuterRef("pk"), text__purpose=rule.purpose)
    if rule.after == After.WITHDRAWN:
        over = Q(withdrawn_at__lt=before)
        return named & Q(Exists(agreed.filter(over))) & ~Q(Exists(agreed.filter(Q(withdrawn_at=None) | ~over)))
    named &= Q(quiet_since__lt=before)
    return named & ~Q(Exists(agreed)) if rule.never_agreed else named


def begun(rule: RetentionRule) -> F | Subquery:
    """When the rule's term began, of each lead."""
    if rule.after != After.WITHDRAWN:
        return F("quiet_since")
    given = Consent.objects.filter(lead=OuterRef("pk"), text__purpose=rule.purpose).order_by("-withdrawn_at")
    return Subquery(given.values("withdrawn_at")[:1])


def due_day(rule: RetentionRule, begun: datetime, kept_until: date | None) -> date:
    """The first day on which the rule lets the data go, whose term began then and which somebody may keep longer."""
    day = rule.term.after(begun.astimezone(PARK_TIME).date())
    return max(day, kept_until + timedelta(days=1)) if kept_until else day


def _end_of(day: date) -> datetime:
    """The first moment after a day of the province."""
    return datetime.combine(day + timedelta(days=1), time(0), PARK_TIME)


def _strays(rule: RetentionRule, on: date) -> QuerySet[Incoming]:
    """Mails that belong to no file, wait for nobody and still hold words."""
    waits = [IncomingState.WAITING, IncomingState.DUTY]
    old = Incoming.objects.filter(lead=None, received_at__lt=_end_of(rule.term.newest_over(on)))
    return old.exclude(state__in=waits).exclude(sender="", subject="", text="", raw="").order_by("received_at", "pk")


def _notices(rule: RetentionRule, on: date) -> QuerySet[Mail]:
    """Mails of no file that still hold words."""
    old = Mail.objects.filter(lead=None, created_at__lt=_end_of(rule.term.newest_over(on)))
    return old.exclude(body="").exclude(state=MailState.QUEUED).order_by("created_at", "pk")


def others_due(rule: RetentionRule, on: date) -> int:
    """How many mails and addresses a rule about mails lets go on the day; 0 for a rule without an end."""
    if not rule.term.ends or rule.of == Of.LEAD:
        return 0
    if rule.of == Of.WISH:
        return sum(rows.count() for rows in unconfirmed(_over(rule, on)))
    if rule.of == Of.STRAY:
        return _strays(rule, on).count()
    return _notices(rule, on).count() + reporters_over(_over(rule, on)).count()


@dataclass(frozen=True)
class Gone:
    """What a rule lets go: how many, and the references of the files among them."""

    rule: RetentionRule
    count: int
    references: tuple[str, ...] = ()


def _in_turn(on: date) -> list[RetentionRule]:
    """The rules with an end: mails first, so that an erasure of the same run empties none that was counted as due."""
    return sorted((rule for rule in rules_on(on) if rule.term.ends), key=lambda rule: rule.of == Of.LEAD)


def what_would_go(now: datetime) -> tuple[Gone, ...]:
    """What `let_go` would do now, rule by rule; nothing is changed."""
    on, found = now.astimezone(PARK_TIME).date(), []
    for rule in _in_turn(on):
        if rule.of == Of.LEAD:
            references = tuple(due_leads(rule, on).values_list("reference", flat=True))
            found.append(Gone(rule, len(references), references))
        else:
            found.append(Gone(rule, others_due(rule, on)))
    return tuple(found)


# --- Letting go ---


def let_go(*, now: datetime) -> Iterator[Gone]:
    """Everything that is due, one lead after the other, each whole or not at all; rule by rule, as it is done."""
    on = now.astimezone(PARK_TIME).date()
    for rule in _in_turn(on):
        if rule.of == Of.LEAD:
            leads = list(due_leads(rule, on).values_list("pk", "reference"))
            done = tuple(reference for pk, reference in leads if erase_due(pk=pk, now=now))
            yield Gone(rule, len(done), done)
        else:
            yield Gone(rule, _let_others_go(rule, on))
    sweep_files()


@transaction.atomic
def erase_due(*, pk: int, now: datetime) -> bool:
    """Erase one lead, if a rule still says so under its lock; whether it did."""
    on = now.astimezone(PARK_TIME).date()
    lock_person(pk)
    lead = Lead.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if lead is None:
        return False
    for rule in lead_rules(on):
        if due_leads(rule, on).filter(pk=pk).exists():
            erase(lead=lead, rule=rule.key, by=None, now=now)
            return True
    return False


def plan_erasures(*, now: datetime) -> int:
    """The worker's round: a row of the due table for each lead that is due, mails without a file at once; how many."""
    on = now.astimezone(PARK_TIME).date()
    at, planned = datetime.combine(on, time(0), PARK_TIME), 0
    for rule in lead_rules(on):
        targets = [f"{LEAD}{pk}" for pk in due_leads(rule, on).values_list("pk", flat=True)]
        rows = [Due(kind=DueKind.FORGET, target=target, due_at=at, next_try_at=now) for target in targets]
        # the same day's round asked twice, or two at once, plans each lead once
        Due.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
        planned += len(rows)
    planned += sum(_let_others_go(rule, on) for rule in rules_on(on) if rule.of != Of.LEAD)
    return planned + sweep_files()


def _let_others_go(rule: RetentionRule, on: date) -> int:
    match rule.of:
        case Of.STRAY:
            return _empty_strays(rule, on)
        case Of.NOTICE:
            return _empty_notices(rule, on)
        case _:
            return forget_unanswered(before=_over(rule, on))


def _over(rule: RetentionRule, on: date) -> datetime:
    """What began before this moment is past its term on the day."""
    return _end_of(rule.term.newest_over(on))


def _empty_strays(rule: RetentionRule, on: date) -> int:
    """The mails stay as rows, so that one delivered again is known; words, addresses and files go."""
    count = 0
    for mail in list(_strays(rule, on)):
        drop_files(LeadFile.objects.filter(incoming=mail))
        out_of_store(mail.raw)
        one = Incoming.objects.filter(pk=mail.pk)
        one.update(raw="")
        blank_incoming(one)
        count += 1
    return count


def _empty_notices(rule: RetentionRule, on: date) -> int:
    mails = _notices(rule, on).update(to="", subject="", body="", calendar="", failure="", stop="")
    return mails + forget_reporters(before=_over(rule, on))


# --- Kept longer ---


def may_keep(user: User | AnonymousUser) -> bool:
    """What goes and what is kept longer is the duty head's to see and to say."""
    return seat_of(user).is_duty_head


def check_can_keep(user: User, lead: Lead) -> None:
    """Raises LeadHidden, NotTheKeeper or LeadErased."""
    check_can_see(user, lead)
    if not may_keep(user):
        raise NotTheKeeper
    check_kept(lead)


can_keep = as_question(check_can_keep)


@transaction.atomic
def keep_longer(*, lead: Lead, until: date, reason: str, seen_seq: int, by: User, now: datetime) -> Lead:
    """Keep the personal data until the end of a day, with the reason; an earlier day than before shortens it again.

    Raises LeadHidden, NotTheKeeper, LeadErased, StaleLead, FieldMissing, TextTooLong, DateNotAhead or TooFarAhead.
    """
    lead = fresh(lead, seen_seq)
    check_can_keep(by, lead)
    why = bounded("reason", reason, REASON_LIMIT)
    today = now.astimezone(PARK_TIME).date()
    if until <= today:
        raise DateNotAhead(field="kept_until")
    if until > today + LONGEST:
        raise TooFarAhead(field="kept_until", latest=today + LONGEST)
    record(lead=lead, event=KeptLonger(kept_until=until, reason=why), by=by, at=now)
    return lead
