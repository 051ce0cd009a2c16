"""All of an officer's leads to others, in one act that can be undone: for a leave, a departure, or as the head wills.

The act is a ChangeSet of kind `desk_hand_over`: it is proposed, shown, applied in one transaction or not at all,
and undone by its opposite. Events are never taken back: an undo adds one per lead.
Its changes: {"model": "lead", "key": reference, "field": "owner", "before": officer key, "after": officer key},
and for a departure {"model": "officer", "field": "active_to"} and {"model": "account", "field": "is_active"}.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from leads.choices import QUIET, Stage
from leads.models import Lead, Leave, Officer
from leads.routing.rules import Candidate, choose_officer
from leads.services.access import seat_of
from leads.services.calendar import working_calendar
from leads.services.events import Assigned, record
from leads.services.organisation import NotAnOrganiser
from leads.services.presence import inside
from leads.services.routing import candidates_of, officers_at_work
from leads.services.routing_words import reason_in_words
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
    TakerUnfit, NothingToHandOver.
    """
    check_can_hand_over(by, officer, departs=departs_on is not None)
    if taker and (taker.pk == officer.pk or not (taker.takes_leads and inside(taker.user))):
        raise TakerUnfit(officer=taker.name)
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
    """One change per lead; without a taker the least loaded fitting colleague takes each, as routing would choose."""
    calendar = working_calendar()
    people = officers_at_work(now, calendar)
    rota = {one.key: one for one in candidates_of(people, now, calendar) if one.key != officer.key}
    for lead in leads:
        to = taker.key if taker else _best(list(rota.values()), officer.department_id, lead)
        if to is None:
            raise TakerUnfit(officer=officer.department.name)
        yield {"model": "lead", "key": lead.reference, "field": "owner", "before": officer.key, "after": to}
        if to in rota and lead.stage not in QUIET:
            rota[to] = replace(rota[to], open_leads=rota[to].open_leads + 1)


def _best(rota: list[Candidate], department: str, lead: Lead) -> str | None:
    colleagues = [one for one in rota if one.department == department and not one.duty_head]
    chosen = choose_officer(colleagues, lead.sector_id or "", lead.language)
    head = next((one for one in rota if one.duty_head), None)
    return chosen.key if chosen else head.key if head else None


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
    """Do what the preview shows, all or nothing. Raises HandOverDone, MovedSince, TakerUnfit."""
    change_set = _locked(change_set, ChangeState.PREVIEWED)
    officer = Officer.objects.select_related("person", "user", "department").get(key=change_set.title)
    departs = any(change["model"] == "account" for change in change_set.changes)
    if by is not None:
        check_can_hand_over(by, officer, departs=departs)
    shown = {change["key"] for change in change_set.changes if change["model"] == "lead"}
    newer = [lead.reference for lead in owned(officer) if lead.reference not in shown]
    if newer and reason == "hand_over":
        raise MovedSince(rows=newer)
    change_set.state, change_set.applied_at, change_set.applied_by = ChangeState.APPLIED, now, by
    change_set.save(update_fields=["state", "applied_at", "applied_by"])
    _write(change_set, change_set.changes, reason, by, now)
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
    _write(change_set, sorted(opposite, key=lambda change: change["model"] == "lead"), "undo", by, now)
    return change_set


def _locked(change_set: ChangeSet, wanted: ChangeState) -> ChangeSet:
    found = ChangeSet.objects.select_for_update().get(pk=change_set.pk, kind=KIND)
    if found.state != wanted:
        raise HandOverDone(state=ChangeState(found.state))
    return found


def _write(change_set: ChangeSet, changes: Sequence[Change], reason: str, by: User | None, now: datetime) -> None:
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
    told: dict[str, list[Lead]] = {}
    for change in to_lead:
        lead, taker = leads[change["key"]], people[change["after"]]
        why = {"hand_over": change_set.pk, "how": reason, "from": change["before"], "why": change_set.source}
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
    return list(Officer.objects.filter(key__in=keys).select_related("person", "user", "department"))


# --- Leave: the deputy is owner of record from its first minute ---


@transaction.atomic
def start_leave(*, leave: Leave, now: datetime) -> ChangeSet | None:
    """Give the absent officer's leads to the deputy, else as routing chooses; None when there is nothing to give."""
    officer = Officer.objects.select_related("person", "user", "department", "deputy__user").get(pk=leave.officer_id)
    if leave.handed_over_id or not owned(officer):
        return None
    deputy = leave.deputy or officer.deputy
    if deputy and not inside(deputy.user):
        deputy = None
    if deputy and any(away.first_day <= leave.first_day <= away.last_day for away in deputy.leaves.all()):
        deputy = None
    until = leave.last_day + timedelta(days=1)
    change_set = ChangeSet.objects.create(
        kind=KIND,
        title=officer.key,
        source=until.isoformat(),
        changes=list(lead_changes(officer, owned(officer), deputy, now)),
        created_at=now,
    )
    Leave.objects.filter(pk=leave.pk).update(handed_over=change_set)
    return apply_hand_over(change_set=change_set, by=None, now=now, reason="leave")


@transaction.atomic
def give_back(*, leave: Leave, now: datetime) -> int:
    """When a leave is over: the leads the deputy still has come back; how many. What moved on meanwhile stays."""
    if leave.handed_over is None or leave.handed_over.state != ChangeState.APPLIED:
        return 0
    changes = [change for change in leave.handed_over.changes if change["model"] == "lead"]
    still = set(
        Lead.objects.filter(reference__in=[change["key"] for change in changes])
        .exclude(stage__in=KEPT)
        .values_list("reference", "owner__key")
    )
    back = [
        {**change, "before": change["after"], "after": change["before"]}
        for change in changes
        if (change["key"], change["after"]) in still
    ]
    ChangeSet.objects.filter(pk=leave.handed_over.pk).update(state=ChangeState.UNDONE, undone_at=now)
    _write(leave.handed_over, back, "back", None, now)
    return len(back)
