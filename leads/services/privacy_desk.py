"""The desk answers what a person asked about their own data: does it, refuses it with its ground, takes longer once."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet

from leads.choices import EventKind, PrivacyRight, PrivacyState, Role, Stage, WishEnd
from leads.models import AccessRecord, Lead, Officer, PrivacyRequest
from leads.records.privacy import term_of
from leads.services.access import check_can_look_after, leads_visible_to, seat_of
from leads.services.calendar import working_calendar
from leads.services.contact_change import ContactFacts, change_contact
from leads.services.desk_lock import locked
from leads.services.desk_rules import as_question
from leads.services.erasure import erase, lock_person
from leads.services.events import StageChanged, record
from leads.services.house import officers
from leads.services.loss import ERASED
from leads.services.mail import mail_language
from leads.services.mail_wishes import end_newsletter_of, end_watches_of
from leads.services.presence import inside
from leads.services.privacy import end, free, plan_reminders, take_consent_back
from leads.services.privacy_events import PrivacyAnswered, Restricted
from leads.services.privacy_letters import tell_erased, tell_person
from leads.services.stages import pipeline
from leads.services.words import bounded
from sitepages.refusal import Refused

GROUND = 1000


class RequestEnded(Refused):
    """Somebody answered it already, or the person's data are gone."""

    code = "privacy_request_ended"


class HeadsErase(Refused):
    """To erase and to refuse a right is for a head: neither can be taken back."""

    code = "privacy_for_heads"
    status = 403


class NothingCorrected(Refused):
    """The contact is what it was: nothing was put right."""

    code = "nothing_corrected"
    status = 422


class CopyNotTaken(Refused):
    """The person has no address for a mail: the copy is fetched here first, then handed over."""

    code = "copy_not_taken"


class NoLongerTerm(Refused):
    """The law gives no longer term for this right, or it was taken already."""

    code = "no_longer_term"


def requests_seen_by(user: User | AnonymousUser) -> QuerySet[PrivacyRequest]:
    """The requests on leads this person sees."""
    rows = PrivacyRequest.objects.filter(lead__in=leads_visible_to(user).values("pk"))
    return rows.select_related("lead__owner__person", "lead__organisation", "lead__department")


def check_can_answer(user: User, lead: Lead) -> None:
    """Whoever works on the lead, restricted or not. Raises LeadHidden, ReadOnly or LeadErased."""
    check_can_look_after(user, lead)


def check_can_decide(user: User, lead: Lead) -> None:
    """Erase or refuse. Raises what `check_can_answer` raises, and HeadsErase."""
    check_can_answer(user, lead)
    if not seat_of(user).heads(lead):
        raise HeadsErase


def deciders(lead: Lead) -> tuple[Officer, ...]:
    """Who may erase or refuse: the heads of the file's department and the duty heads; no query of its own."""
    heads = [one for one in officers() if inside(one.user) and _decides(one, lead)]
    return tuple(sorted(heads, key=lambda one: one.department_id != lead.department_id))


def _decides(officer: Officer, lead: Lead) -> bool:
    roles = {group.name for group in officer.user.groups.all()}
    own = officer.department_id == lead.department_id and Role.HEAD_OF_DEPARTMENT in roles
    return own or (officer.is_duty_head and Role.DUTY_HEAD in roles)


can_answer = as_question(check_can_answer)
can_decide = as_question(check_can_decide)


@transaction.atomic
def carry_out(*, request: PrivacyRequest, by: User, now: datetime, done_how: str = "") -> PrivacyRequest:
    """Do what was asked: take the consent back, mail the way to the copy, note a correction, restrict, or erase.

    `done_how`: what was corrected; or how the copy was handed over to a person without an address. Raises
    LeadHidden, ReadOnly, LeadErased, RequestEnded, FieldMissing, TextTooLong or CopyNotTaken; for erasing
    HeadsErase, HoldStands or KeptByWord too.
    """
    lead, request = _open(request)
    if request.right == PrivacyRight.ERASE:
        check_can_decide(by, lead)
        return _erase(lead, request, by, now)
    check_can_answer(by, lead)
    if needs_words(request):
        if request.right == PrivacyRight.ACCESS and not copy_taken(request):
            raise CopyNotTaken
        request.done_how = bounded("done_how", done_how, GROUND, lines=True)
    if request.right == PrivacyRight.WITHDRAW:
        take_consent_back(lead, request, by, now)
    else:
        if request.right == PrivacyRight.RESTRICT and lead.restricted_at is None:
            record(lead=lead, event=Restricted(request.pk), by=by, at=now)
            end_watches_of(lead=lead, how=WishEnd.RESTRICTED, now=now)
            end_newsletter_of(lead=lead, how=WishEnd.RESTRICTED, now=now)
        end(lead, request, PrivacyState.DONE, by, now)
    what = "file" if request.right == PrivacyRight.ACCESS else "answered"
    tell_person(request=request, what=what, now=now)
    return request


def hands_over(request: PrivacyRequest) -> bool:
    """Whether the copy is for somebody without an address, so that the desk hands it over."""
    return request.right == PrivacyRight.ACCESS and not request.lead.contact_email


def needs_words(request: PrivacyRequest) -> bool:
    """Whether it is done only with a word on how: a copy handed over, something else than the contact corrected."""
    return request.right == PrivacyRight.CORRECT or hands_over(request)


def copy_subject(request: PrivacyRequest) -> str:
    """Under which name the record of access has the copy."""
    return f"personal-data:{request.pk}"


def copy_taken(request: PrivacyRequest) -> bool:
    """Whether somebody of the desk has fetched the copy of this request."""
    return AccessRecord.objects.filter(subject=copy_subject(request)).exclude(by=None).exists()


@transaction.atomic
def note_told(*, request: PrivacyRequest, how: str, by: User, now: datetime) -> PrivacyRequest:
    """The person heard from an officer how the request is handled: the clock of the first answer stops.

    Noted again it stays as it was. Raises LeadHidden, ReadOnly, LeadErased, RequestEnded, FieldMissing, TextTooLong.
    """
    lead, request = _open(request)
    check_can_answer(by, lead)
    words = bounded("told_how", how, GROUND, lines=True)
    if request.answered_at is None:
        request.told_how, request.answered_at = words, now
        request.save(update_fields=["told_how", "answered_at"])
        record(lead=lead, event=PrivacyAnswered(request.pk, request.right, "told", request.purpose), by=by, at=now)
    return request


@transaction.atomic
def correct_contact(*, request: PrivacyRequest, contact: ContactFacts, by: User, now: datetime) -> PrivacyRequest:
    """The contact as the person says it is; the request is done with it.

    Raises NothingCorrected and what `change_contact` raises.
    """
    lead, request = _open(request)
    check_can_answer(by, lead)
    seq = lead.events.order_by("-seq").values_list("seq", flat=True)[0]
    change_contact(lead=lead, contact=contact, seen_seq=seq, by=by, now=now)
    if not lead.events.filter(seq__gt=seq, kind=EventKind.CONTACT_CHANGED).exists():
        raise NothingCorrected
    request.lead = lead = locked(lead)
    end(lead, request, PrivacyState.DONE, by, now)
    tell_person(request=request, what="answered", now=now)
    return request


@transaction.atomic
def refuse(*, request: PrivacyRequest, ground: str, by: User, now: datetime) -> PrivacyRequest:
    """Refuse with the legal ground, which the person reads.

    Raises LeadHidden, ReadOnly, LeadErased, HeadsErase, RequestEnded, FieldMissing or TextTooLong.
    """
    lead, request = _open(request)
    check_can_decide(by, lead)
    request.ground = bounded("ground", ground, GROUND, lines=True)
    end(lead, request, PrivacyState.REFUSED, by, now)
    tell_person(request=request, what="answered", now=now)
    return request


@transaction.atomic
def take_longer(*, request: PrivacyRequest, why: str, by: User, now: datetime) -> PrivacyRequest:
    """The longer term the law allows once; the person is told why.

    Raises LeadHidden, ReadOnly, LeadErased, RequestEnded, NoLongerTerm, FieldMissing or TextTooLong.
    """
    lead, request = _open(request)
    check_can_answer(by, lead)
    if not may_take_longer(request, now):
        raise NoLongerTerm
    request.put_off_for = bounded("put_off_for", why, GROUND, lines=True)
    request.due_at = term_of(request.right).later(request.due_at, working_calendar())
    request.answered_at = request.answered_at or now
    request.save(update_fields=["put_off_for", "due_at", "answered_at"])
    event = PrivacyAnswered(request.pk, request.right, "extended", request.purpose)
    record(lead=lead, event=event, by=by, at=now)
    plan_reminders(request)
    tell_person(request=request, what="answered", now=now)
    return request


def may_take_longer(request: PrivacyRequest, now: datetime) -> bool:
    """Whether the law allows a longer term that was not taken yet, and the first one still runs."""
    waits = request.state == PrivacyState.OPEN and now <= request.due_at
    return waits and not request.put_off_for and bool(term_of(request.right).extension_days)


@transaction.atomic
def use_again(*, lead: Lead, by: User, now: datetime) -> Lead:
    """The person said to an officer that the data may be used again. Raises NotRestricted, LeadHidden, ReadOnly."""
    lead = locked(lead)
    check_can_answer(by, lead)
    free(lead, by, now)
    return lead


def _open(request: PrivacyRequest) -> tuple[Lead, PrivacyRequest]:
    """Lead, then request, under lock; raises RequestEnded."""
    lock_person(request.lead_id)
    lead = locked(Lead(pk=request.lead_id))
    found = PrivacyRequest.objects.select_for_update().get(pk=request.pk)
    if found.state != PrivacyState.OPEN:
        raise RequestEnded
    found.lead = lead
    return lead, found


def _erase(lead: Lead, request: PrivacyRequest, by: User, now: datetime) -> PrivacyRequest:
    """The request and the stage are ended first, so that their events stand before the end of the file's words."""
    to, reference, lang = lead.contact_email, lead.reference, mail_language(lead.language)
    end(lead, request, PrivacyState.DONE, by, now)
    if pipeline().is_open(Stage(lead.stage)):
        lost = StageChanged(old=lead.stage, new=Stage.LOST.value, reason="", loss_reason=ERASED)
        record(lead=lead, event=lost, by=by, at=now)
    erase(lead=lead, request=request.pk, by=by, now=now)
    tell_erased(reference=reference, to=to, lang=lang, now=now)
    return request
