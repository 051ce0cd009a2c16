"""Many hands at one plot: exactly one gets it; and a long queue through expiries, cancellations and dying workers."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from leads.choices import DueKind, HoldState
from leads.models import Due, Hold, Lead
from leads.services import hold_queue
from leads.services.due import LEASE, claim, do_one
from leads.services.hold_queue import settle
from leads.services.holds import PlotsTaken, hold_plots, release_hold
from tests.leads.conftest import did, furnish, hire, seq_of
from tests.leads.land import HA, a_lead, lay_out
from tests.leads.test_holds import SOON
from tests.leads.test_intake import in_threads

DAY = date(2026, 12, 9)
HANDS = 50
# All storms are one transaction, where PostgreSQL keeps every former row: each storm takes longer than the last.
STORMS = 200 if connection.vendor == "sqlite" else 80


def ask(lead: Lead, *plots: str, queue: bool, now: datetime = SOON, until: date = DAY) -> Hold:
    return hold_plots(lead=lead, plots=plots, until=until, queue=queue, seen_seq=99, by=lead.owner.user, now=now)


@pytest.mark.parametrize("queue", [False, True])
def test_of_fifty_hands_at_one_moment_exactly_one_holds_the_plot(shared_database: None, queue: bool) -> None:
    furnish()
    hire()
    lay_out(A1=HA)
    leads = [a_lead(f"hand{number}") for number in range(HANDS)]
    results = in_threads([lambda lead=lead: ask(lead, "A1", queue=queue) for lead in leads])
    won = [one for one in results if isinstance(one, Hold) and one.state == HoldState.LIVE]
    rest = [one for one in results if one not in won]
    assert len(won) == 1
    if queue:
        assert {one.state for one in rest} == {HoldState.WAITING}
        assert len({hold_queue.place_in_queue(one) for one in rest}) == HANDS - 1
    else:
        assert {type(one) for one in rest} == {PlotsTaken}
        assert Hold.objects.count() == 1
    did(lambda: None)


def test_without_the_lock_the_constraint_still_lets_one_win(
    shared_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish()
    hire()
    lay_out(A1=HA)
    leads = [a_lead(f"hand{number}") for number in range(12)]
    monkeypatch.setattr(hold_queue, "lock_holds", lambda: None)
    monkeypatch.setattr("leads.services.holds.lock_holds", lambda: None)
    monkeypatch.setattr("leads.services.holds.taken_codes", lambda: set())  # everybody looks too early
    results = in_threads([lambda lead=lead: ask(lead, "A1", queue=False) for lead in leads])
    assert sum(isinstance(one, Hold) for one in results) == 1
    assert Hold.objects.count() == 1
    did(lambda: None)


def test_two_who_take_overlapping_sets_in_other_order_do_not_wait_for_each_other(shared_database: None) -> None:
    furnish()
    hire()
    lay_out(A1=HA, A2=HA, A3=HA)
    sets = [("A1", "A2"), ("A2", "A3"), ("A3", "A1")] * 4
    leads = [a_lead(f"hand{number}") for number in range(len(sets))]
    jobs = [
        lambda lead=lead, plots=plots: ask(lead, *plots, queue=True) for lead, plots in zip(leads, sets, strict=True)
    ]
    results = in_threads(jobs)
    assert [one for one in results if not isinstance(one, Hold)] == []
    did(lambda: None)


class Died(Exception):
    """The worker was killed here."""


def test_a_queue_of_twenty_through_two_hundred_storms(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Expiries, releases, workers killed between claim and end: never two live, never one skipped."""
    chance = random.Random(20261125)
    lay_out(A1=HA)
    now, asked = SOON, 0
    order: list[int] = []  # holds in the order they asked
    served: list[int] = []  # holds in the order they became live

    def join() -> None:
        nonlocal asked, now
        asked += 1
        now += timedelta(seconds=1)
        standing = Hold.objects.filter(state__in=[HoldState.LIVE, HoldState.WAITING]).values("lead")
        lead = Lead.objects.exclude(pk__in=standing).order_by("pk").first() or a_lead(f"queue{asked}")
        order.append(ask(lead, "A1", queue=True, now=now, until=(now + timedelta(days=14)).date()).pk)

    def look() -> None:
        live = list(Hold.objects.filter(state=HoldState.LIVE))
        assert len(live) <= 1
        waiting = set(Hold.objects.filter(state=HoldState.WAITING).values_list("pk", flat=True))
        for hold in live:
            if not served or served[-1] != hold.pk:
                served.append(hold.pk)
                before = order[: order.index(hold.pk)]
                assert not waiting & set(before), "somebody who asked earlier was skipped"
        assert live or not waiting, "land lies idle while somebody waits"

    def release(hold: Hold) -> None:
        lead = hold.lead
        release_hold(lead=lead, hold=hold, reason="", seen_seq=seq_of(lead), by=lead.owner.user, now=now)

    def expire(*, crash: bool) -> None:
        nonlocal now
        live = Hold.objects.get(state=HoldState.LIVE)
        now = max(now, live.until)
        Due.objects.exclude(kind=DueKind.SETTLE_HOLDS).delete()  # the other clocks of the leads are others' tests
        if crash:
            with monkeypatch.context() as patch:
                patch.setattr(hold_queue, "tell_start", died)
                patch.setattr(hold_queue, "tell_end", died)
                assert claim(now=now)
                with pytest.raises(Died):
                    settle(now=now)
            look_again = Hold.objects.get(pk=live.pk)
            assert look_again.state == HoldState.LIVE  # nothing half done
            now += LEASE + timedelta(seconds=1)
        while do_one(now):
            pass

    def died(**_: Any) -> None:
        raise Died

    for _ in range(20):
        join()
    look()
    for _ in range(STORMS):
        waiting = list(Hold.objects.filter(state=HoldState.WAITING))
        kind = chance.choice(["expire", "crash", "release", "give_up"])
        if kind == "give_up" and waiting:
            release(chance.choice(waiting))
        elif kind == "release":
            release(Hold.objects.get(state=HoldState.LIVE))
        else:
            expire(crash=kind == "crash")
        look()
        if Hold.objects.filter(state=HoldState.WAITING).count() < 19:
            join()
            look()
    did(lambda: None)
    gave_up = set(Hold.objects.filter(ended_how="withdrawn").values_list("pk", flat=True))
    through = [pk for pk in order if pk not in gave_up][: len(served)]
    assert served == through, "everybody who stayed was served, in the order of asking"
    assert connection.in_atomic_block
