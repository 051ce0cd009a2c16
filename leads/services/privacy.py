"""What a person asks about their own data: each a row with the law's times, an event, a mail, and reminders.

A consent is taken back and a copy is given at once; to correct, restrict and erase is the desk's to do
(`privacy_desk`). Sent twice it is one request.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from leads.choices import Channel, ConsentPurpose, DueKind, EventKind, PrivacyRight, PrivacyState, WishEnd
from leads.models import Consent, Due, Lead, LeadLink, PrivacyRequest
from leads.records.privacy import FIRST_ANSWER, steps_up, term_of, terms
from leads.services.access import check_can_look_after, check_kept
from leads.services.appointment_settling import settle_lead
from leads.services.calendar import working_calendar
from leads.services.desk_lock import locked
from leads.services.erasure import open_holds
from leads.services.events import record
from leads.services.link_desk import check_own, check_pace
from leads.services.mail import mail_language
from leads.services.mail_wishes import end_newsletter_of, end_watches_of
from leads.services.privacy_events import Freed, PrivacyAnswered, PrivacyAsked
from leads.services.privacy_letters import tell_desk, tell_person
from leads.services.sharing import close_to_others
from leads.services.words import ChoiceUnknown, bounded
from sitepages.refusal import Refused

AN_HOUR = 10
WORDS = 1000
COPY_AGAIN = timedelta(days=1)  # copies of one day are one request
FIRST = "first"  # of a reminder: the first answer; else the request as a whole
WHOLE = "whole"


class ConsentNotGiven(Refused):
    """There is no consent to this purpose to take back."""

    code = "consent_not_given"


class RestrictedAlready(Refused):
    """Facts: `at`."""

    code = "restricted_already"


class NotRestricted(Refused):
    """No restriction runs that could end."""

    code = "not_restricted"


@dataclass(frozen=True)
class Asked:
    """`purpose`: of a consent taken back; `wrong`, `put_right`: of a correction."""

    right: str
    purpose: str = ""
    wrong: str = ""
    put_right: str = ""


@transaction.atomic
def ask_by_link(*, link: LeadLink, asked: Asked, lang: str, by: User | None, now: datetime) -> PrivacyRequest:
    """The person's own request. Raises ReadsOnly, LeadErased, TooOften, or what `Asked` is wrong in."""
    check_own(link)
    lead = locked(link.lead)
    check_kept(lead)
    asked = checked(lead, asked)
    twin = _twin(lead, asked, now)
    if twin:
        return twin
    check_pace(lead, EventKind.PRIVACY_ASKED, AN_HOUR, now)
    request = _written(lead, asked, lang, now, link=link, answered_at=now)
    record(lead=lead, event=PrivacyAsked(request.pk, request.right, request.purpose), by=by, at=now)
    if request.right == PrivacyRight.WITHDRAW:
        take_consent_back(lead, request, by, now)
    elif request.right == PrivacyRight.ACCESS:
        end(lead, request, PrivacyState.DONE, by, now)
    else:
        plan_reminders(request)
        tell_desk(request=request, what="asked", to=told_at_once(request), now=now)
    tell_person(request=request, what="asked", now=now, held=is_held(lead))
    return request


@transaction.atomic
def note_request(*, lead: Lead, asked: Asked, channel: str, by: User, now: datetime) -> PrivacyRequest:
    """An officer writes down what the person asked by telephone, mail or in person; nothing is done at once.

    Raises LeadHidden, ReadOnly, LeadErased, ChoiceUnknown, or what `Asked` is wrong in.
    """
    lead = locked(lead)
    check_can_look_after(by, lead)
    if channel not in Channel.values:
        raise ChoiceUnknown(field="channel", value=channel[:20])
    asked = checked(lead, asked)
    twin = _twin(lead, asked, now)
    if twin:
        return twin
    told = bool(lead.contact_email)  # the mail that confirms it is the first answer
    request = _written(
        lead,
        asked,
        mail_language(lead.language),
        now,
        channel=channel,
        noted_by=by,
        answered_at=now if told else None,
    )
    record(lead=lead, event=PrivacyAsked(request.pk, request.right, request.purpose), by=by, at=now)
    plan_reminders(request)
    if asked.right == PrivacyRight.ERASE:
        tell_desk(request=request, what="asked", to=told_at_once(request), now=now)
    tell_person(request=request, what="asked", now=now, held=is_held(lead))
    return request


@transaction.atomic
def free_by_link(*, link: LeadLink, by: User | None, now: datetime) -> Lead:
    """The person lets the desk use the data again. Raises ReadsOnly, LeadErased or NotRestricted."""
    check_own(link)
    lead = locked(link.lead)
    check_kept(lead)
    free(lead, by, now)
    return lead


def free(lead: Lead, by: User | None, now: datetime) -> None:
    """End the restriction of a lead under lock; raises NotRestricted."""
    if lead.restricted_at is None:
        raise NotRestricted
    last = requests_of(lead).filter(right=PrivacyRight.RESTRICT, state=PrivacyState.DONE).last()
    record(lead=lead, event=Freed(last.pk if last else 0), by=by, at=now)


# --- Shared steps ---


def told_at_once(request: PrivacyRequest) -> str:
    """Whom the desk's mail goes to: whoever may act on it, and to erase is a head's."""
    return "all" if request.right == PrivacyRight.ERASE else "officer"


def requests_of(lead: Lead) -> QuerySet[PrivacyRequest]:
    """The requests of a lead, the oldest first."""
    return PrivacyRequest.objects.filter(lead=lead).order_by("made_at", "pk")


def checked(lead: Lead, asked: Asked) -> Asked:
    """What was asked, tidied. Raises ChoiceUnknown, ConsentNotGiven, RestrictedAlready, FieldMissing, TextTooLong."""
    if asked.right not in PrivacyRight.values:
        raise ChoiceUnknown(field="right", value=asked.right[:20])
    if asked.right == PrivacyRight.WITHDRAW:
        if asked.purpose not in ConsentPurpose.values:
            raise ChoiceUnknown(field="right", value=asked.purpose[:24])
        if not Consent.objects.filter(lead=lead, text__purpose=asked.purpose).exists():
            raise ConsentNotGiven
        return Asked(asked.right, purpose=asked.purpose)
    if asked.right == PrivacyRight.RESTRICT and lead.restricted_at is not None:
        raise RestrictedAlready(at=lead.restricted_at)
    if asked.right == PrivacyRight.CORRECT:
        wrong = bounded("wrong", asked.wrong, WORDS, lines=True)
        return Asked(asked.right, wrong=wrong, put_right=bounded("put_right", asked.put_right, WORDS, lines=True))
    return Asked(asked.right)


def _twin(lead: Lead, asked: Asked, now: datetime) -> PrivacyRequest | None:
    """The same request made before: still open, a consent that is taken back already, or a copy of the same day."""
    same = requests_of(lead).filter(right=asked.right, purpose=asked.purpose)
    match asked.right:
        case PrivacyRight.CORRECT:
            return same.filter(state=PrivacyState.OPEN, wrong=asked.wrong, put_right=asked.put_right).last()
        case PrivacyRight.ACCESS:
            recent = same.filter(made_at__gt=now - COPY_AGAIN).exclude(state=PrivacyState.REFUSED).last()
            return recent or same.filter(state=PrivacyState.OPEN).last()
        case PrivacyRight.WITHDRAW:
            if Consent.objects.filter(lead=lead, text__purpose=asked.purpose, withdrawn_at=None).exists():
                return same.filter(state=PrivacyState.OPEN).last()
            last = same.last()
            if last is None:
                raise ConsentNotGiven
            return last
    return same.filter(state=PrivacyState.OPEN).last()


def _written(
    lead: Lead,
    asked: Asked,
    lang: str,
    now: datetime,
    *,
    answered_at: datetime | None,
    link: LeadLink | None = None,
    channel: str = "",
    noted_by: User | None = None,
) -> PrivacyRequest:
    calendar = working_calendar()
    shared = asked.right in (PrivacyRight.WITHDRAW, PrivacyRight.RESTRICT) and lead.referrals.exists()
    return PrivacyRequest.objects.create(
        lead=lead,
        right=asked.right,
        purpose=asked.purpose,
        wrong=asked.wrong,
        put_right=asked.put_right,
        link=link,
        channel=channel,
        noted_by=noted_by,
        language=lang,
        made_at=now,
        first_due_at=terms()[FIRST_ANSWER].ends(now, calendar),
        due_at=term_of(asked.right).ends(now, calendar, processor=shared),
        answered_at=answered_at,
    )


def take_consent_back(lead: Lead, request: PrivacyRequest, by: User | None, now: datetime) -> None:
    """From now on nothing is done for this purpose; the proof that it was agreed to stays."""
    Consent.objects.filter(lead=lead, text__purpose=request.purpose, withdrawn_at=None).update(withdrawn_at=now)
    if request.purpose == ConsentPurpose.NEWSLETTER:
        end_newsletter_of(lead=lead, how=WishEnd.WITHDRAWN, now=now)
    elif request.purpose == ConsentPurpose.ANSWER_REQUEST:
        end_watches_of(lead=lead, how=WishEnd.WITHDRAWN, now=now)
    close_to_others(lead, request.purpose, by, now)
    if request.purpose == ConsentPurpose.ANSWER_REQUEST:
        settle_lead(lead=lead, by=by, now=now)
    end(lead, request, PrivacyState.DONE, by, now)
    if by is None:
        tell_desk(request=request, what="withdrawn", now=now)


def end(lead: Lead, request: PrivacyRequest, state: PrivacyState, by: User | None, now: datetime) -> None:
    """The request is done or refused: its row, its event."""
    request.state, request.ended_at, request.ended_by = state, now, by
    request.answered_at = request.answered_at or now
    request.save(update_fields=["state", "ended_at", "ended_by", "answered_at", "ground", "done_how"])
    event = PrivacyAnswered(request.pk, request.right, state.value, request.purpose)
    record(lead=lead, event=event, by=by, at=now)


def is_held(lead: Lead) -> bool:
    """Whether land is held or waited for: erasure then waits."""
    return open_holds().filter(lead=lead).exists()


# --- Reminders ---


def plan_reminders(request: PrivacyRequest) -> None:
    """A row of the due table for each step up: officer, head, duty head; for the first answer while it is owed."""
    clocks = [(WHOLE, request.due_at)] + ([(FIRST, request.first_due_at)] if request.answered_at is None else [])
    for clock, due in clocks:
        for level, percent, _to in steps_up():
            at = request.made_at + (due - request.made_at) * percent / 100
            target = f"{request.pk}:{clock}:{level}"
            Due.objects.get_or_create(kind=DueKind.PRIVACY, target=target, due_at=at, defaults={"next_try_at": at})


@transaction.atomic
def remind_of_request(*, target: str, due_at: datetime, now: datetime) -> None:
    """What a due row asks for: whoever is named there hears of it, unless it is done or was put off meanwhile."""
    number, clock, step = target.split(":")
    request = PrivacyRequest.objects.select_for_update().filter(pk=int(number), state=PrivacyState.OPEN).first()
    if request is None or (clock == FIRST and request.answered_at is not None):
        return
    level, percent, to = next(row for row in steps_up() if row[0] == int(step))
    due = request.first_due_at if clock == FIRST else request.due_at
    if request.made_at + (due - request.made_at) * percent / 100 != due_at:
        return
    PrivacyRequest.objects.filter(pk=request.pk).update(level=max(level, request.level))
    tell_desk(request=request, what="late" if due <= now else "due", to=to, due=due, now=now)
