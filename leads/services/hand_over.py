"""All of an officer's leads to others, in one act that can be undone: for a departure, or as the head wills.

Leaves, which move leads by the same act, are in `leads.services.leaves`.

The act is a ChangeSet of kind `desk_hand_over`: it is proposed, shown, applied in one transaction or not at all,
and undone by its opposite. Events are never taken back: an undo adds one per lead.
Its changes: {"model": "lead", "key": reference, "field": "owner", "before": officer key, "after": officer key},
and for a departure {"model": "officer", "field": "active_to"} and {"model": "account", "field": "is_active"}.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import QUIET, Stage
from leads.models import Lead, Officer
from leads.routing.rules import choose
from leads.services.access import seat_of
from leads.services.asked import facts_to_route
from leads.services.assignment import OfficerUnavailable
from leads.services.calendar import working_calendar
from leads.services.events import Assigned, record
from leads.services.organisation import NotAnOrganiser
from leads.services.outside import outside_keys
from leads.services.passing_on import pass_on_work
from leads.services.presence import INSIDE, active_on, away, inside, leave_on
from leads.services.routing import calendar_day, candidates_of, officers_at_work, rules_on
from leads.services.routing_words import reason_in_words
from leads.services.sharing import check_may_get, shares_outside
from leads.services.staff_letters import notify_hand_over
from leads.services.words import bounded
from sitepages.choices import ChangeState
from sitepages.models import ChangeSet
from sitepages.refusal import Refused

KIND = f"{ChangeSet.OF_THE_DESK}hand_over"
KEPT = (Stage.LOST, Stage.NOT_A_LEAD)  # closed for good: they stay in the name of whoever worked them
NOTE_LIMIT = 200
Change = dict[str, Any]


class NothingToHandOver(Refused):
    """Facts: `officer`."""

    code = "nothing_to_hand_over"
    status = 422


class TakerUnfit(Refused):
    """Facts: `officer`."""

    code = "taker_unfit"
    status = 422


class LastDutyHead(Refused):
    """Nobody would be left for what fits nowhere else. Facts: `officer`."""

    code = "last_duty_head"


class MovedSince(Refused):
    """Leads that changed hands after the preview, or after the hand-over. Facts: `rows`."""

    code = "moved_since"


class HandOverDone(Refused):
    """It was applied, undone or replaced already. Facts: `state`."""

    code = "hand_over_done"


def can_hand_over(user: User, officer: Officer, *, departs: bool = False) -> bool:
    """The duty head; for an officer who stays, the head of the department too."""
    seat = seat_of(user)
    return seat.is_duty_head or (not departs and seat.whole_department == officer.department_id)


def check_can_hand_over(user: User, officer: Officer, *, departs: bool = False) -> None:
    """Raises NotAnOrganiser."""
    if not can_hand_over(user, officer, departs=departs):
        raise NotAnOrganiser


def owned(officer: Officer) -> list[Lead]:
    """The leads that a hand-over moves, in a fixed order of locking."""
    return list(Lead.objects.filter(owner=officer).exclude(stage__in=KEPT).order_by("pk"))


@transaction.atomic
def propose_hand_over(
    *, officer: Officer, taker: Officer | None, why: str, departs_on: date | None, by: User, now: datetime
) -> ChangeSet:
    """The preview, saved: every lead with its new owner; `taker` None lets the routing rule choose for each.

    `departs_on` (the first day gone) ends the officer's account with it. Raises NotAnOrganiser,
    TakerUnfit, OfficerUnavailable for a taker who is away, LastDutyHead, NothingToHandOver.
    """
    check_can_hand_over(by, officer, departs=departs_on is not None)
    if taker and (taker.pk == officer.pk or not (taker.takes_leads and inside(taker.user))):
        raise TakerUnfit(officer=taker.name)
    if taker and away(taker, now):
        raise OfficerUnavailable(officer=taker.name)
    if departs_on:
        check_duty_head_left(officer, now)
    changes = list(lead_changes(officer, owned(officer), taker, now))
    if departs_on:
        changes += _departure(officer, departs_on)
    if not changes:
        raise NothingToHandOver(officer=officer.name)
    return ChangeSet.objects.create(
        kind=KIND,
        title=officer.key,
        source=bounded("reason", why, NOTE_LIMIT),
        changes=changes,
        created_at=now,
        created_by=by,
    )


def lead_changes(officer: Officer, leads: Sequence[Lead], taker: Officer | None, now: datetime) -> Iterator[Change]:
    """One change per lead; without a taker each goes to whom the rules of the day choose, loads counted on.

    Raises TakerUnfit where nobody is there, DeveloperConsentMissing or ConsentWithdrawn where a lead may not go there.
    """
    if taker:
        for lead in leads:
            check_may_get(lead, taker.department)
    choices = [taker.key] * len(leads) if taker else chosen_by_rules(officer, leads, now)
    for lead, to in zip(leads, choices, strict=True):
        if to is None:
            raise TakerUnfit(officer=officer.department.name)
        yield change_of(lead, officer.key, to)


def change_of(lead: Lead, before: str, after: str) -> Change:
    return {"model": "lead", "key": lead.reference, "field": "owner", "before": before, "after": after}


def chosen_by_rules(officer: Officer, leads: Sequence[Lead], now: datetime) -> list[str | None]:
    """For each lead the key of whom routing chooses besides this officer; None where nobody is present."""
    calendar = working_calendar()
    today = calendar_day(now, calendar)
    people, outside = officers_at_work(now, calendar), outside_keys()
    absent = {one.key for one in people if one.pk == officer.pk or leave_on(one, today)}
    there = (
        replace(one, present_from=None) if one.key in absent else one for one in candidates_of(people, now, calendar)
    )
    rota, rules = {one.key: one for one in there}, rules_on(today)
    chosen: list[str | None] = []
    for lead in leads:
        facts = facts_to_route(lead, lead.received_at)
        fit = [one for one in rota.values() if one.department not in outside or shares_outside(lead)]
        to = choose(rules, fit, facts, lead.language).officer
        if to and lead.stage not in QUIET:
            rota[to] = replace(rota[to], open_leads=rota[to].open_leads + 1)
        chosen.append(to if to and rota[to].present_from else None)
    return chosen


def check_duty_head_left(officer: Officer, now: datetime) -> None:
    """Raises LastDutyHead where nobody else is duty head with an open account."""
    others = Officer.objects.filter(INSIDE, active_on(calendar_day(now, working_calendar())), is_duty_head=True)
    if officer.is_duty_head and not others.exclude(pk=officer.pk).exists():
        raise LastDutyHead(officer=officer.name)


def departure_changes(officer: Officer, now: datetime) -> list[Change]:
    """For an officer whose last day is over: each lead somebody can take, and the account."""
    leads = owned(officer)
    taken = zip(leads, chosen_by_rules(officer, leads, now), strict=True)
    moved = [change_of(lead, officer.key, to) for lead, to in taken if to]
    return [*moved, *(one for one in _departure(officer, officer.active_to or now.date()) if one["model"] == "account")]


def _departure(officer: Officer, on: date) -> list[Change]:
    before = officer.active_to.isoformat() if officer.active_to else None
    return [
        {"model": "officer", "key": officer.key, "field": "active_to", "before": before, "after": on.isoformat()},
        {
            "model": "account",
            "key": officer.user.username,
            "field": "is_active",
            "before": officer.user.is_active,
            "after": False,
        },
    ]


@transaction.atomic
def apply_hand_over(*, change_set: ChangeSet, by: User | None, now: datetime, reason: str = "hand_over") -> ChangeSet:
    """Do what the preview shows, all or nothing.

    Raises HandOverDone, MovedSince, TakerUnfit, OfficerUnavailable or LastDutyHead.
    """
    change_set = _locked(change_set, ChangeState.PREVIEWED)
    officer = Officer.objects.select_related("person", "user", "department").get(key=change_set.title)
    departs = any(change["model"] == "account" for change in change_set.changes)
    if by is not None:
        check_can_hand_over(by, officer, departs=departs)
    if departs:
        check_duty_head_left(officer, now)
    shown = {change["key"] for change in change_set.changes if change["model"] == "lead"}
    newer = [lead.reference for lead in owned(officer) if lead.reference not in shown]
    if newer and reason == "hand_over":
        raise MovedSince(rows=newer)
    change_set.state, change_set.applied_at, change_set.applied_by = ChangeState.APPLIED, now, by
    change_set.save(update_fields=["state", "applied_at", "applied_by"])
    write_changes(change_set, change_set.changes, reason, by, now)
    if departs:
        pass_on_work(officer=officer, to=None, by=by, now=now)
    return change_set


@transaction.atomic
def undo_hand_over(*, change_set: ChangeSet, by: User, now: datetime) -> ChangeSet:
    """Give everything back, all or nothing. Raises HandOverDone, or MovedSince with the leads others have since."""
    change_set = _locked(change_set, ChangeState.APPLIED)
    officer = Officer.objects.select_related("person", "user", "department").get(key=change_set.title)
    departs = any(change["model"] == "account" for change in change_set.changes)
    check_can_hand_over(by, officer, departs=departs)
    change_set.state, change_set.undone_at, change_set.undone_by = ChangeState.UNDONE, now, by
    change_set.save(update_fields=["state", "undone_at", "undone_by"])
    opposite = [{**change, "before": change["after"], "after": change["before"]} for change in change_set.changes]
    # Accounts first: a lead goes back to somebody who can sign in again.
    write_changes(change_set, sorted(opposite, key=lambda change: change["model"] == "lead"), "undo", by, now)
    return change_set


def _locked(change_set: ChangeSet, wanted: ChangeState) -> ChangeSet:
    found = ChangeSet.objects.select_for_update().get(pk=change_set.pk, kind=KIND)
    if found.state != wanted:
        raise HandOverDone(state=ChangeState(found.state))
    return found


def write_changes(
    change_set: ChangeSet, changes: Sequence[Change], reason: str, by: User | None, now: datetime
) -> None:
    to_lead = [change for change in changes if change["model"] == "lead"]
    leads = _leads_still_there(to_lead)
    for change in changes:
        if change["model"] == "officer":
            until = date.fromisoformat(change["after"]) if change["after"] else None
            Officer.objects.filter(key=change["key"]).update(active_to=until)
        elif change["model"] == "account":
            User.objects.filter(username=change["key"]).update(is_active=change["after"])
    people = {one.key: one for one in _people({change["after"] for change in to_lead})}
    for change in to_lead:
        if not inside(people[change["after"]].user):
            raise TakerUnfit(officer=people[change["after"]].name)
        if reason != "back" and leave_on(people[change["after"]], calendar_day(now, working_calendar())):
            raise OfficerUnavailable(officer=people[change["after"]].name)
    told: dict[str, list[Lead]] = {}
    for change in to_lead:
        lead, taker = leads[change["key"]], people[change["after"]]
        before = change_set.title if reason == "leave" else change["before"]  # whose absence it is about
        why = {"hand_over": change_set.pk, "how": reason, "from": before, "why": change_set.source}
        record(lead=lead, event=Assigned(department=taker.department_id, officer=taker.key, reason=why), by=by, at=now)
        told.setdefault(taker.key, []).append(lead)
    for key, handed in told.items():
        notify_hand_over(officer=people[key], leads=handed, why=lambda: _told(change_set, reason), now=now)


def _told(change_set: ChangeSet, how: str) -> str:
    """Why, for the mail to a colleague: what was typed, or what stands in the lead's history about it."""
    if how == "hand_over":
        return change_set.source
    reason = {"hand_over": change_set.pk, "how": how, "from": change_set.title, "why": change_set.source}
    return reason_in_words(reason).rstrip(".")


def _leads_still_there(changes: Sequence[Change]) -> dict[str, Lead]:
    """The leads under lock, each still owned as the change says; else raises MovedSince with those that are not."""
    rows = Lead.objects.filter(reference__in=[change["key"] for change in changes]).order_by("pk")
    leads = {lead.reference: lead for lead in rows.select_for_update(of=("self",)).select_related("owner__person")}
    moved = [
        change["key"]
        for change in changes
        if (owner := leads[change["key"]].owner) is None or owner.key != change["before"]
    ]
    if moved:
        raise MovedSince(rows=moved)
    return leads


def _people(keys: set[str]) -> list[Officer]:
    rows = Officer.objects.filter(key__in=keys).select_related("person", "user", "department")
    return list(rows.prefetch_related("leaves"))
