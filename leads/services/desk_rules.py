"""May this person do this to this lead now? The button and the POST ask the same function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth.models import User

from leads.choices import ConsentPurpose, Stage
from leads.models import Lead
from leads.services.access import (
    check_can_assign,
    check_can_hand_back,
    check_can_look_after,
    check_can_return,
    check_can_work_on,
)
from leads.services.agreed import purposes
from leads.services.bad_addresses import is_bad
from leads.services.stages import pipeline
from sitepages.refusal import Refused

P = ParamSpec("P")


class LeadClosed(Refused):
    """The lead's stage is final. Facts: `stage`."""

    code = "lead_closed"


class ConsentWithdrawn(Refused):
    """The investor took back the consent to the answer (Law 91/2025): nobody writes any more."""

    code = "consent_withdrawn"
    status = 403


class NoStepHere(Refused):
    """A lead that is parked, lost or closed has no next step. Facts: `stage`."""

    code = "no_step_here"


class AlreadyPaused(Refused):
    """Facts: `until`."""

    code = "already_paused"


class NotPaused(Refused):
    """The clock runs already."""

    code = "not_paused"


class DayOff(Refused):
    """The office is closed on this day. Facts: `field`, `day`, `next_day`."""

    code = "day_off"
    status = 422


class DateNotAhead(Refused):
    """A promise lies in the future. Facts: `field`."""

    code = "date_not_ahead"
    status = 422


class TooFarAhead(Refused):
    """Facts: `field`, `latest`."""

    code = "too_far_ahead"
    status = 422


class NoAddress(Refused):
    """The investor left no mail address: call, and record the call."""

    code = "no_address"


class AddressRefused(Refused):
    """A mail to this address came back for good: change the address, or call."""

    code = "address_refused"


class NextStepMissing(Refused):
    """An open lead without anything promised would be forgotten. Facts: `field`."""

    code = "next_step_missing"
    status = 422


def check_promised(lead: Lead) -> None:
    """At the end of a verb: an open lead has a running promise or a pause with its end. Raises NextStepMissing."""
    if pipeline().is_open(Stage(lead.stage)) and lead.due_at is None and lead.paused_until is None:
        raise NextStepMissing(field="next_step")


def check_can_work_tasks(user: User, lead: Lead) -> None:
    """Raises LeadHidden or ReadOnly."""
    check_can_work_on(user, lead)


def check_can_write_note(user: User, lead: Lead) -> None:
    """Raises LeadHidden or ReadOnly."""
    check_can_work_on(user, lead)


def has_withdrawn(lead: Lead) -> bool:
    """Whether the consent to the answer was taken back and not given again."""
    return ConsentPurpose.ANSWER_REQUEST in purposes(lead)[1]


def check_can_use(user: User, lead: Lead) -> None:
    """What uses or spreads the data: to refer, hold, meet, work on project and path. What only ends or keeps the
    file asks `check_can_work_on`. Raises LeadHidden, ReadOnly, LeadErased, LeadRestricted or ConsentWithdrawn.
    """
    check_can_work_on(user, lead)
    if has_withdrawn(lead):
        raise ConsentWithdrawn


def check_can_reply(user: User, lead: Lead) -> None:
    """Raises LeadHidden, ReadOnly, LeadClosed, NoAddress, AddressRefused or ConsentWithdrawn."""
    check_can_work_on(user, lead)
    if lead.stage == Stage.NOT_A_LEAD:
        raise LeadClosed(stage=lead.stage)
    if not lead.contact_email:
        raise NoAddress
    if is_bad(lead.contact_email):
        raise AddressRefused
    if has_withdrawn(lead):
        raise ConsentWithdrawn


def check_can_record_contact(user: User, lead: Lead) -> None:
    """Raises LeadHidden, ReadOnly or LeadClosed."""
    check_can_work_on(user, lead)
    if lead.stage == Stage.NOT_A_LEAD:
        raise LeadClosed(stage=lead.stage)


def check_can_change_stage(user: User, lead: Lead) -> None:
    """Raises LeadHidden, ReadOnly or LeadClosed."""
    check_can_work_on(user, lead)
    if not pipeline().moves_from(Stage(lead.stage)):
        raise LeadClosed(stage=lead.stage)


def takes_step(stage: Stage) -> bool:
    """Whether a next step may be promised in this stage: an open one, or aftercare."""
    return pipeline().is_open(stage) or stage == Stage.AFTERCARE


def check_can_set_next_step(user: User, lead: Lead) -> None:
    """Raises LeadHidden, ReadOnly or NoStepHere."""
    check_can_work_on(user, lead)
    if not takes_step(Stage(lead.stage)):
        raise NoStepHere(stage=lead.stage)


def check_can_pause(user: User, lead: Lead) -> None:
    """Raises LeadHidden, ReadOnly, NoStepHere or AlreadyPaused."""
    check_can_work_on(user, lead)
    if not pipeline().is_open(Stage(lead.stage)):
        raise NoStepHere(stage=lead.stage)
    if lead.paused_until:
        raise AlreadyPaused(until=lead.paused_until)


def check_can_resume(user: User, lead: Lead) -> None:
    """Raises LeadHidden, ReadOnly or NotPaused."""
    check_can_work_on(user, lead)
    if not lead.paused_until:
        raise NotPaused


def as_question(check: Callable[Concatenate[User, Lead, P], None]) -> Callable[Concatenate[User, Lead, P], bool]:
    """The check as yes or no, for drawing a button."""

    def can(user: User, lead: Lead, /, *args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            check(user, lead, *args, **kwargs)
        except Refused:
            return False
        return True

    return can


can_look_after = as_question(check_can_look_after)
can_work_on = as_question(check_can_work_on)
can_use = as_question(check_can_use)
can_work_tasks = as_question(check_can_work_tasks)
can_write_note = as_question(check_can_write_note)
can_reply = as_question(check_can_reply)
can_record_contact = as_question(check_can_record_contact)
can_change_stage = as_question(check_can_change_stage)
can_set_next_step = as_question(check_can_set_next_step)
can_pause = as_question(check_can_pause)
can_resume = as_question(check_can_resume)
can_assign = as_question(check_can_assign)
can_hand_back = as_question(check_can_hand_back)
can_return = as_question(check_can_return)
