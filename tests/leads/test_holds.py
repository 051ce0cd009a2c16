"""Land held for leads: once, in order, with limits, told to whom it concerns, shown to the public without names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from leads.choices import DueKind, HoldEnd, HoldState, Priority, Stage
from leads.models import Due, HeldPlot, Hold, Lead, Mail
from leads.services.access import LeadHidden, NotAHead, ReadOnly
from leads.services.desk import Step, WordsDoNotFit, change_stage, record_reply
from leads.services.desk_lock import ReasonMissing
from leads.services.desk_rules import ConsentWithdrawn, DateNotAhead, LeadClosed, TooFarAhead
from leads.services.due import do_one
from leads.services.events import state_of
from leads.services.gates import missing_for
from leads.services.hold_queue import place_in_queue, settle
from leads.services.hold_rules import (
    ExtendedBefore,
    HoldIsOver,
    NothingToApprove,
    OthersWait,
    big_m2,
    limit_days,
    usual_days,
)
from leads.services.holds import (
    HeldAlready,
    PlotsNotOffered,
    PlotsTaken,
    PlotsUnknown,
    TooManyPlots,
    approve_hold,
    extend_hold,
    hold_plots,
    refuse_hold,
    release_hold,
)
from leads.services.plot_references import holds_on_plots
from leads.services.words import FieldMissing
from sitepages.choices import PlotStatus
from sitepages.models import ChangeSet, Plot, PlotStatusChange
from sitepages.services.change_rows import PlotsReferred, write_changes
from sitepages.services.facts import facts_on
from sitepages.services.front import state_of_data
from sitepages.services.land_facts import ReceiptGiven, change_status, seen_of
from sitepages.services.land_index import index_on
from tests.leads.conftest import Cast, at, did, seq_of
from tests.leads.land import HA, a_lead, holds_of, lay_out

pytestmark = pytest.mark.django_db
SOON = at("2026-11-25 10:20")
DAY = date(2026, 12, 9)  # ten working days on
END = at("2026-12-09 17:00")


@pytest.fixture
def land(cast: Cast) -> None:
    lay_out(A1=1 * HA, A2=2 * HA, A3=3 * HA, BIG=6 * HA)


def hold(lead: Lead, *plots: str, by: User | None = None, now: Any = SOON, **more: Any) -> Hold:
    given: dict[str, Any] = {"until": DAY, "queue": True, "seen_seq": seq_of(lead)}
    person = by or lead.owner.user
    return did(lambda: hold_plots(lead=lead, plots=plots, by=person, now=now, **(given | more)))


def act(verb: Callable[..., Hold], held: Hold, by: User | None = None, now: Any = SOON, **more: Any) -> Hold:
    lead = Lead.objects.get(pk=held.lead_id)
    person = by or lead.owner.user
    result = did(lambda: verb(lead=lead, hold=held, seen_seq=seq_of(lead), by=person, now=now, **more))
    return Hold.objects.get(pk=result.pk)


# --- Held ---


def test_free_land_is_held_until_the_close_of_a_day_and_the_public_sees_it_without_a_name(
    lead: Lead, land: None
) -> None:
    before = state_of_data()
    held = hold(lead, "a1", " A2 ")
    assert (held.state, held.until, held.days, held.area_m2) == (HoldState.LIVE, END, 10, 3 * HA)
    statuses = {plot.code: plot.status for plot in facts_on(SOON.date()).plots}
    assert statuses == {"A1": "reserved", "A2": "reserved", "A3": "available", "BIG": "available"}
    assert {plot.code: plot.status for plot in index_on(SOON.date()).plots} == statuses
    line = PlotStatusChange.objects.get(plot__code="A1")
    assert (line.status, line.since) == (PlotStatus.RESERVED, SOON.date())
    assert lead.reference not in line.reason + line.recorded_by
    assert state_of_data() != before
    mail = Mail.objects.get(kind="hold_started")
    assert "A1, A2" in mail.subject
    assert "17:00, 9/12/2026" in mail.body or "17:00, 09/12/2026" in mail.body


def test_land_is_free_again_when_the_time_is_over_also_when_the_worker_is_late(lead: Lead, land: None) -> None:
    held = hold(lead, "A1")
    Due.objects.exclude(kind=DueKind.SETTLE_HOLDS).update(done_at=SOON)
    assert not do_one(END - timedelta(minutes=1))
    other = a_lead("late")
    hold(other, "A1", now=END, until=date(2026, 12, 20))  # in the very transaction that takes it
    assert holds_of("A1") == [("form-1", "ended"), ("late", "live")]
    held.refresh_from_db()
    assert (held.ended_how, held.ended_at) == (HoldEnd.EXPIRED, END)
    did(lambda: do_one(END))
    assert holds_of("A1") == [("form-1", "ended"), ("late", "live")]


def test_the_database_itself_refuses_a_second_live_hold(lead: Lead, land: None) -> None:
    first, second = hold(lead, "A1"), hold(a_lead("two"), "A1")
    assert second.state == HoldState.WAITING
    with pytest.raises(IntegrityError), transaction.atomic():
        second.plots.update(live=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plot.objects.filter(code="A1").delete()
    assert first.plots.get().live


def test_who_wishes_no_queue_is_refused_by_name(lead: Lead, land: None) -> None:
    hold(lead, "A1")
    other = a_lead("two")
    with pytest.raises(PlotsTaken) as refused:
        hold(other, "A1", "A2", queue=False)
    assert refused.value.facts == {"plots": ["A1"]}
    assert Hold.objects.count() == 1
    assert hold(other, "A2", queue=False).state == HoldState.LIVE


WRONG: list[tuple[tuple[str, ...], dict[str, Any], type[Exception]]] = [
    ((), {}, FieldMissing),
    (("A1", "NONE"), {}, PlotsUnknown),
    (tuple(f"A{n}" for n in range(20)), {}, TooManyPlots),
    (("A1",), {"until": SOON.date()}, DateNotAhead),
    (("A1",), {"until": date(2026, 11, 20)}, DateNotAhead),
    (("A1",), {"until": date(2027, 3, 1)}, TooFarAhead),
    (("A1",), {"until": date(9999, 12, 31)}, TooFarAhead),
]


@pytest.mark.parametrize(("plots", "more", "refusal"), WRONG)
def test_what_makes_no_sense_is_refused_and_nothing_is_held(
    lead: Lead, land: None, plots: tuple[str, ...], more: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        hold(lead, *plots, **more)
    assert not Hold.objects.exists()


def test_land_the_editors_do_not_offer_is_not_held(lead: Lead, land: None) -> None:
    Plot.objects.filter(code="A2").update(status=PlotStatus.CLEARANCE)
    with pytest.raises(PlotsNotOffered) as refused:
        hold(lead, "A1", "A2")
    assert refused.value.facts == {"plots": ["A2"]}


def test_the_same_land_is_not_asked_twice_for_one_lead(lead: Lead, land: None) -> None:
    hold(lead, "A1")
    with pytest.raises(HeldAlready):
        hold(lead, "A1", "A2")


def test_a_head_may_go_further_than_an_officer(lead: Lead, cast: Cast, land: None) -> None:
    far = date(2027, 3, 1)
    with pytest.raises(TooFarAhead):
        hold(lead, "A1", until=far)
    assert hold(lead, "A1", until=far, by=cast.head_khcn.user).until == at("2027-03-01 17:00")


def test_only_who_works_on_the_lead_holds_for_it(lead: Lead, cast: Cast, land: None) -> None:
    for person, refusal in ((cast.chi.user, LeadHidden), (cast.leader, ReadOnly)):
        with pytest.raises(refusal):
            hold(lead, "A1", by=person)
    held = hold(lead, "A1")
    for person, refusal in ((cast.chi.user, LeadHidden), (cast.leader, ReadOnly)):
        for verb, more in ((release_hold, {"reason": ""}), (extend_hold, {"until": DAY, "reason": "x"})):
            with pytest.raises(refusal):
                act(verb, held, by=person, **more)


def test_no_land_for_a_closed_file(lead: Lead, cast: Cast, land: None) -> None:
    did(
        lambda: change_stage(
            lead=lead, to=Stage.LOST, loss_reason="silent", seen_seq=seq_of(lead), by=cast.an.user, now=SOON
        )
    )
    with pytest.raises(LeadClosed):
        hold(lead, "A1")


# --- The queue ---


def test_release_gives_the_land_to_the_next_and_tells_both(lead: Lead, land: None) -> None:
    first, second, third = lead, a_lead("two"), a_lead("three")
    one, two, three = (hold(each, "A1") for each in (first, second, third))
    assert [place_in_queue(each) for each in (two, three)] == [1, 2]
    Mail.objects.all().delete()
    act(release_hold, one, reason="Nhà đầu tư đổi ý", now=SOON + timedelta(hours=1))
    assert holds_of("A1") == [("form-1", "ended"), ("two", "live"), ("three", "waiting")]
    assert Hold.objects.get(pk=two.pk).until == at("2026-12-09 17:00")  # ten working days, as asked, from now
    assert sorted(Mail.objects.values_list("kind", "to")) == [
        ("hold_ended", first.contact_email),
        ("hold_started", second.contact_email),
        ("hold_turn", second.owner.user.email),
    ]
    assert Plot.objects.get(code="A1").held_since == SOON + timedelta(hours=1)


def test_expiry_by_the_worker_tells_both_officers_and_investors(lead: Lead, land: None) -> None:
    hold(lead, "A1")
    second = a_lead("two")
    hold(second, "A1")
    Mail.objects.all().delete()
    Due.objects.exclude(kind=DueKind.SETTLE_HOLDS).delete()
    assert did(lambda: do_one(END))
    assert sorted(Mail.objects.values_list("kind", flat=True)) == [
        "hold_ended",
        "hold_over",
        "hold_started",
        "hold_turn",
    ]
    assert holds_of("A1") == [("form-1", "ended"), ("two", "live")]


def test_after_the_consent_was_withdrawn_nothing_is_held_and_what_is_may_be_let_go(lead: Lead, land: None) -> None:
    held = hold(lead, "A1")
    written = Mail.objects.count()
    lead.consents.update(withdrawn_at=SOON)
    with pytest.raises(ConsentWithdrawn):
        hold(lead, "A2")
    act(release_hold, held, reason="")
    assert not Mail.objects.filter(to=lead.contact_email)[written:].exists()


def test_a_set_waits_until_all_of_it_is_free_and_nobody_slips_past(lead: Lead, land: None) -> None:
    one = hold(lead, "A1")
    pair = hold(a_lead("pair"), "A1", "A2")
    late = hold(a_lead("late"), "A2")
    assert [pair.state, late.state] == [HoldState.WAITING, HoldState.WAITING]
    act(release_hold, one, reason="")
    assert [Hold.objects.get(pk=each.pk).state for each in (pair, late)] == [HoldState.LIVE, HoldState.WAITING]
    act(release_hold, pair, reason="")
    assert Hold.objects.get(pk=late.pk).state == HoldState.LIVE


def test_who_gives_up_the_place_lets_the_next_move_up(lead: Lead, land: None) -> None:
    hold(lead, "A1")
    pair = hold(a_lead("pair"), "A1", "A2")
    late = hold(a_lead("late"), "A2")
    gone = act(release_hold, pair, reason="")
    assert (gone.state, gone.ended_how) == (HoldState.ENDED, HoldEnd.WITHDRAWN)
    assert Hold.objects.get(pk=late.pk).state == HoldState.LIVE
    with pytest.raises(HoldIsOver):
        act(release_hold, gone, reason="")


def test_land_taken_from_the_market_keeps_the_queue_waiting_and_coming_back_serves_it(
    lead: Lead, cast: Cast, land: None
) -> None:
    one = hold(lead, "A1")
    two = hold(a_lead("two"), "A1")
    status("A1", PlotStatus.CLEARANCE, cast)
    act(release_hold, one, reason="")
    assert Hold.objects.get(pk=two.pk).state == HoldState.WAITING
    status("A1", PlotStatus.AVAILABLE, cast)
    Due.objects.exclude(kind=DueKind.SETTLE_HOLDS).update(done_at=SOON)
    assert did(lambda: do_one(SOON))
    assert Hold.objects.get(pk=two.pk).state == HoldState.LIVE


def status(code: str, to: str, cast: Cast) -> None:
    plot = Plot.objects.get(code=code)
    given = ReceiptGiven("Quyết định mẫu", SOON.date())
    change_status(plot=plot, status=to, given=given, seen=seen_of(plot, "status"), by=cast.vu.user, now=SOON)


# --- More time ---


def test_an_officer_extends_once_with_a_reason_and_within_thirty_working_days(lead: Lead, land: None) -> None:
    held = hold(lead, "A1")
    with pytest.raises(ReasonMissing):
        act(extend_hold, held, until=date(2026, 12, 16), reason=" ")
    with pytest.raises(DateNotAhead):
        act(extend_hold, held, until=date(2026, 12, 8), reason="Chờ ngân hàng")
    with pytest.raises(TooFarAhead):
        act(extend_hold, held, until=date(2027, 1, 20), reason="Chờ ngân hàng")
    longer = act(extend_hold, held, until=date(2026, 12, 16), reason="Chờ ngân hàng")
    assert (longer.until, longer.extended) == (at("2026-12-16 17:00"), 1)
    Due.objects.filter(kind=DueKind.SEND_MAIL).update(done_at=SOON)
    did(lambda: do_one(END))  # the old end passes: nothing happens
    assert Hold.objects.get(pk=held.pk).state == HoldState.LIVE
    with pytest.raises(ExtendedBefore):
        act(extend_hold, longer, until=date(2026, 12, 18), reason="Lại chờ")
    did(lambda: do_one(longer.until))
    with pytest.raises(HoldIsOver):
        act(extend_hold, held, until=date(2026, 12, 18), reason="Lại chờ", now=longer.until)


def test_while_others_wait_only_a_head_gives_more_time(lead: Lead, cast: Cast, land: None) -> None:
    held = hold(lead, "A1")
    hold(a_lead("two"), "A1")
    with pytest.raises(OthersWait) as refused:
        act(extend_hold, held, until=date(2026, 12, 16), reason="Chờ ngân hàng")
    assert refused.value.facts == {"count": 1}
    assert act(extend_hold, held, until=date(2027, 2, 1), reason="Theo chỉ đạo", by=cast.head_khcn.user).extended == 1


# --- The head's word from 5 ha ---


def test_from_five_hectares_a_head_agrees_or_not(lead: Lead, cast: Cast, land: None) -> None:
    held = hold(lead, "BIG")
    assert Mail.objects.get(kind="hold_approval").to == cast.head_khcn.user.email
    assert "g_head_approval" in missing_for(fresh(lead), Stage.RESERVED, SOON)
    with pytest.raises(NotAHead):
        act(approve_hold, held)
    approved = act(approve_hold, held, by=cast.head_khcn.user)
    assert approved.approved_at == SOON
    assert not {"g_head_approval", "g_hold_until"} & set(missing_for(fresh(lead), Stage.RESERVED, SOON))
    with pytest.raises(NothingToApprove):
        act(approve_hold, held, by=cast.head_khcn.user)


def test_a_head_who_does_not_agree_ends_the_hold_with_a_reason(lead: Lead, cast: Cast, land: None) -> None:
    held = hold(lead, "BIG")
    with pytest.raises(ReasonMissing):
        act(refuse_hold, held, reason="", by=cast.head_khcn.user)
    over = act(refuse_hold, held, reason="Vốn chưa rõ", by=cast.head_khcn.user)
    assert (over.state, over.ended_how) == (HoldState.ENDED, HoldEnd.REFUSED)


def test_a_large_wish_is_not_hidden_by_splitting_it(lead: Lead, cast: Cast, land: None) -> None:
    hold(lead, "A2")
    assert not Mail.objects.filter(kind="hold_approval").exists()
    hold(lead, "A3")
    assert Mail.objects.filter(kind="hold_approval").count() == 1
    assert "g_head_approval" in missing_for(fresh(lead), Stage.RESERVED, SOON)
    for each in lead.holds.all():
        act(approve_hold, each, by=cast.vu.user)
    assert "g_head_approval" not in missing_for(fresh(lead), Stage.RESERVED, SOON)


def test_what_a_head_holds_is_agreed_to(lead: Lead, cast: Cast, land: None) -> None:
    first = hold(lead, "A2")
    assert hold(lead, "A3", by=cast.head_khcn.user).approved_at == SOON
    assert Hold.objects.get(pk=first.pk).approved_at == SOON
    assert not Mail.objects.filter(kind="hold_approval").exists()


# --- Gates and stages ---


def fresh(lead: Lead) -> Lead:
    return Lead.objects.get(pk=lead.pk)


def test_the_gates_of_held_land_read_the_holds_and_words_do_not_replace_them(
    lead: Lead, cast: Cast, land: None
) -> None:
    asked = {"g_plots", "g_hold_until", "g_permitted"}
    assert asked <= set(missing_for(lead, Stage.RESERVED, SOON))
    held = hold(lead, "A1")
    assert not asked & set(missing_for(fresh(lead), Stage.RESERVED, SOON))
    Plot.objects.get(code="A1").zone.permissions.update(level="not_permitted")
    assert "g_permitted" in missing_for(fresh(lead), Stage.RESERVED, SOON)
    act(release_hold, held, reason="")
    assert {"g_plots", "g_hold_until"} <= set(missing_for(fresh(lead), Stage.RESERVED, SOON))
    with pytest.raises(WordsDoNotFit):
        change_stage(
            lead=fresh(lead),
            to=Stage.RESERVED,
            stated={"g_plots": "A1"},
            seen_seq=seq_of(lead),
            by=cast.an.user,
            now=SOON,
        )


@pytest.mark.parametrize(("to", "more"), [(Stage.LOST, {"loss_reason": "silent"}), (Stage.NOT_A_LEAD, {})])
def test_a_closed_file_frees_its_land_at_once(
    lead: Lead, cast: Cast, land: None, to: Stage, more: dict[str, Any]
) -> None:
    hold(lead, "A1")
    hold(a_lead("two"), "A1")
    did(lambda: change_stage(lead=lead, to=to, seen_seq=seq_of(lead), by=cast.an.user, now=SOON, **more))
    assert holds_of("A1") == [("form-1", "ended"), ("two", "live")]


def won(lead: Lead, cast: Cast) -> None:
    did(
        lambda: record_reply(
            lead=lead, text="Đã nhận.", seen_seq=seq_of(lead), by=cast.an.user, now=SOON, answers_all=False
        )
    )
    unmet = missing_for(fresh(lead), Stage.WON, SOON)
    stated = {key: "normal" if key == "g_lane" else "1" for key in unmet if key not in {"g_next_step", "g_lane_zone"}}
    did(lambda: change_stage(lead=lead, to=Stage.WON, stated=stated, seen_seq=seq_of(lead), by=cast.an.user, now=SOON))


def test_a_signed_contract_keeps_the_land_taken_until_the_land_record_says_leased(
    lead: Lead, cast: Cast, land: None
) -> None:
    held = hold(lead, "A1")
    hold(a_lead("two"), "A1")
    won(lead, cast)
    assert holds_of("A1") == [("form-1", "signed"), ("two", "waiting")]
    did(lambda: settle(now=END + timedelta(days=400)))  # no clock runs on it
    assert holds_of("A1") == [("form-1", "signed"), ("two", "waiting")]
    status("A1", PlotStatus.LEASED, cast)
    Due.objects.exclude(kind=DueKind.SETTLE_HOLDS).update(done_at=SOON)
    assert did(lambda: do_one(SOON))
    held.refresh_from_db()
    assert (held.state, held.ended_how) == (HoldState.ENDED, HoldEnd.LEASED)
    assert holds_of("A1")[1] == ("two", "waiting")
    assert {plot.status for plot in facts_on(SOON.date(), ["A1"]).plots} == {"leased"}
    assert "g_plots" not in missing_for(fresh(lead), Stage.AFTERCARE, SOON)


def test_a_contract_that_falls_through_leaves_a_week(lead: Lead, cast: Cast, land: None) -> None:
    held = hold(lead, "A1")
    won(lead, cast)
    did(
        lambda: change_stage(
            lead=lead,
            to=Stage.LICENSED,
            reason="Hợp đồng bị huỷ",
            step=Step("Hỏi lại nhà đầu tư", SOON + timedelta(days=33)),
            seen_seq=seq_of(lead),
            by=cast.an.user,
            now=SOON + timedelta(days=30),
        )
    )
    held.refresh_from_db()
    assert (held.state, held.until) == (HoldState.LIVE, at("2027-01-01 17:00"))


# --- The land asks ---


def test_a_plot_with_a_hold_cannot_vanish_and_the_importer_says_who(lead: Lead, cast: Cast, land: None) -> None:
    hold(lead, "A1")
    second = a_lead("two")
    hold(second, "A1")
    who = holds_on_plots(["A1", "A2"])
    assert list(who) == ["A1"]
    assert [line.split(":")[0] for line in who["A1"]] == [lead.reference, second.reference]
    gone = [{"model": "plot", "key": "A1", "field": "zone", "before": "SX", "after": None}]
    change_set = ChangeSet.objects.create(kind="plot_import", title="x", created_at=SOON)
    with pytest.raises(PlotsReferred), transaction.atomic():
        write_changes(change_set, gone, cast.vu.user, SOON, "x")


def test_a_past_hold_lets_its_plot_go_and_keeps_the_code(lead: Lead, land: None) -> None:
    act(release_hold, hold(lead, "A1"), reason="")
    Plot.objects.filter(code="A1").delete()
    assert HeldPlot.objects.get().code == "A1"
    assert state_of(lead).holds


def test_the_limits_are_those_of_the_seed() -> None:
    assert (limit_days(), big_m2()) == (30, 50_000)
    assert usual_days() == {Priority.URGENT: 20, Priority.HIGH: 15, Priority.NORMAL: 10}
