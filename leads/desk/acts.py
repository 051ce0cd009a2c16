"""The acts of a lead's page: what each is called, where its form goes, and who may do it now.

One table for the buttons (leads.desk.build), the templates (`page.may`) and the test that holds each button to its
POST: a button stands there if and only if the service behind its address takes the form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from leads.models import Lead
from leads.services import desk
from leads.services.access import officer_of
from leads.services.appointment_desk import can_propose
from leads.services.confidential import can_release
from leads.services.consent import can_note_consent
from leads.services.desk_rules import (
    can_look_after,
    can_record_contact,
    can_return,
    can_use,
    can_work_on,
    can_work_tasks,
)
from leads.services.escalation import can_acknowledge
from leads.services.hold_rules import can_hold
from leads.services.path import can_work_path
from leads.services.referrals import can_refer
from leads.services.retention import can_keep
from leads.services.take_back import can_take_back


@dataclass(frozen=True)
class Asking:
    """Who looks at which lead when; `agreed`: the purposes the investor agreed to, as read already."""

    user: User
    lead: Lead
    now: datetime
    agreed: frozenset[str]


@dataclass(frozen=True)
class Act:
    """`door`: name of the address, which takes the lead's number (a stage's, the stage too)."""

    door: str
    may: Callable[[Asking], bool]


def _takes(asking: Asking) -> bool:
    me = officer_of(asking.user)
    return (
        me is not None
        and me.takes_leads
        and asking.lead.owner_id != me.pk
        and desk.can_assign(asking.user, asking.lead, me)
    )


ACTS: Mapping[str, Act] = {
    "note": Act("desk-note", lambda one: desk.can_write_note(one.user, one.lead)),
    "reply": Act("desk-reply", lambda one: desk.can_reply(one.user, one.lead)),
    "contact": Act("desk-contact", lambda one: can_record_contact(one.user, one.lead)),
    "reach": Act("desk-reach", lambda one: can_look_after(one.user, one.lead)),
    "project": Act("desk-project", lambda one: can_use(one.user, one.lead)),
    "consent": Act("desk-consent", lambda one: can_note_consent(one.user, one.lead, one.agreed)),
    "stage": Act("desk-stage", lambda one: desk.can_change_stage(one.user, one.lead)),
    "step": Act("desk-step", lambda one: desk.can_set_next_step(one.user, one.lead)),
    "pause": Act("desk-pause", lambda one: desk.can_pause(one.user, one.lead)),
    "resume": Act("desk-resume", lambda one: desk.can_resume(one.user, one.lead)),
    "task": Act("desk-task-add", lambda one: can_work_tasks(one.user, one.lead)),
    "path": Act("desk-path-choose", lambda one: can_work_path(one.user, one.lead)),
    "meet": Act("desk-appointment-new", lambda one: can_propose(one.user, one.lead)),
    "hold": Act("desk-hold", lambda one: can_hold(one.user, one.lead)),
    "refer": Act("desk-refer", lambda one: can_refer(one.user, one.lead)),
    "assign": Act("desk-assign", lambda one: desk.can_assign(one.user, one.lead)),
    "take": Act("desk-take", _takes),
    "hand_back": Act("desk-hand-back", lambda one: can_return(one.user, one.lead)),
    "take_back": Act("desk-take-back", lambda one: can_take_back(one.user, one.lead, one.now)),
    "conceal": Act("desk-conceal", lambda one: can_work_on(one.user, one.lead)),
    "release": Act("desk-release", lambda one: can_release(one.user, one.lead)),
    "keep": Act("desk-keep", lambda one: can_keep(one.user, one.lead)),
    "acknowledge": Act("desk-acknowledge", lambda one: can_acknowledge(one.user, one.lead)),
}


def what_may(user: User, lead: Lead, now: datetime, agreed: frozenset[str]) -> dict[str, bool]:
    """Every act, and whether this person may do it to this lead now."""
    asking = Asking(user, lead, now, agreed)
    return {name: act.may(asking) for name, act in ACTS.items()}
