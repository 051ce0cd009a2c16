"""The figures of the desk: a lead's story, months counted from stories, in the background and anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from leads.choices import DueKind, Stage
from leads.desk.figure_live import overview
from leads.desk.filters import DeskFilter
from leads.models import Due, FigureRun, Lead, LeadStory, MonthCount, Organisation
from leads.services import desk
from leads.services.due import do_one
from leads.services.events import StageChanged, fold, history, record
from leads.services.figures import Scope
from leads.services.organisations import save_organisation
from leads.services.record_merge import apply_merge, propose_merge
from leads.services.roll_up import EVERY, count_all, count_news, plan_figures, wrong_cells
from leads.services.story import DAYS, LONGER, cells_of, constraint_of, group_of, median_group
from tests.leads.conftest import NOW, Cast, seq_of
from tests.leads.test_service_figures import enquiry, reply


def cells() -> list[Any]:
    fields = ("month", "illustrative", "department", "dimension", "value", "measure", "key", "count", "amount")
    return sorted(MonthCount.objects.values_list(*fields))


def story(lead: Lead) -> LeadStory:
    return LeadStory.objects.get(lead=lead)


@given(st.lists(st.integers(0, 400 * 1440), min_size=1))
def test_the_median_group_holds_the_median(minutes: list[int]) -> None:
    groups = [group_of(one, DAYS, 1440) for one in minutes]
    found = median_group({name: groups.count(name) for name in groups}, DAYS)
    assert found == group_of(sorted(minutes)[(len(minutes) - 1) // 2], DAYS, 1440)


def test_nothing_has_no_median_and_the_longest_has_a_group() -> None:
    assert median_group({}, DAYS) is None
    assert group_of(366 * 1440, DAYS, 1440) == LONGER


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([{"key": "utilities.power_kva", "size": 0.4}], "power_short"),
        ([{"key": "utilities.fibre_gbps", "size": 0.4}], "other_utility"),
        ([{"key": "needed_by", "size": 0.2}, {"key": "land.area_min_m2", "size": 0.1}], "too_late"),
        ([{"key": "budget.lease_usd_max", "size": 0.2}], "price"),
        ([{"key": "land.area_min_m2", "size": 0.2}], "no_fitting_land"),
        ([], "no_fitting_land"),
    ],
)
def test_what_would_have_to_give_is_named_as_a_loss_is(changes: list[dict[str, Any]], reason: str) -> None:
    assert constraint_of([{"changes": changes}], []) == reason


def test_without_a_near_miss_what_rules_out_most_plots_counts() -> None:
    rows = [{"key": "area", "plots": ["A"]}, {"key": "sector", "plots": ["B", "C"]}]
    assert constraint_of([], rows) == "sector_not_permitted"


def test_a_story_by_hand(cast: Cast) -> None:
    """Answered after 10 minutes, everything after 3 hours of office; lost two days after the first contact."""
    lead = enquiry(1)
    reply(lead, cast, 10)
    reply(lead, cast, 300, everything=True)
    lost: dict[str, Any] = {"loss_reason": "price", "loss_detail": "70 USD/m²", "to": Stage.LOST, "by": cast.vu.user}
    desk.change_stage(lead=lead, seen_seq=seq_of(lead), now=NOW + timedelta(minutes=10, days=2), reason="", **lost)
    count_all(now=NOW)
    told = story(lead)
    assert (told.furthest, told.standing, told.loss_reason, told.unmet) == ("in_contact", "lost", "price", "price")
    assert told.stays == {"new": 10, "in_contact": 2 * 24 * 60}
    assert (told.first_reply, told.first_minutes) == ("in_time", 10)
    assert told.full_minutes == 210  # 10:00-11:30 and 13:00-15:00
    assert told.verdict == "silent"
    assert {(measure, key) for measure, key, _amount in cells_of(told)} >= {
        ("received", ""),
        ("reached", "new"),
        ("reached", "in_contact"),
        ("stands", "in_contact:lost"),
        ("lost", "in_contact:price"),
        ("unmet", "price"),
    }


def test_a_lead_that_left_without_a_full_answer_got_none(cast: Cast) -> None:
    """Its clock has ended; a later answer to everything counts from then."""
    lost, proposed = enquiry(1), enquiry(2)
    for lead in (lost, proposed):
        reply(lead, cast, 10)
    when: dict[str, Any] = {"by": None, "at": NOW + timedelta(minutes=20)}
    record(lead=lost, event=StageChanged("in_contact", "lost", loss_reason="price"), **when)
    record(lead=proposed, event=StageChanged("in_contact", "proposed"), **when)
    count_all(now=NOW)
    assert {(story(lead).full_answer, story(lead).full_minutes) for lead in (lost, proposed)} == {("none", None)}
    assert {story(lead).verdict for lead in (lost, proposed)} == {"waiting"}
    assert fold(history(lost)).full_answer_at == NOW + timedelta(minutes=20)
    reply(proposed, cast, 40, everything=True)
    count_all(now=NOW)
    assert (story(proposed).full_answer, story(proposed).full_minutes) == ("in_time", 40)


@pytest.mark.parametrize("how", ["edit", "merge"])
def test_a_country_that_changes_without_an_event_is_counted_by_the_next_round(cast: Cast, how: str) -> None:
    lead, _other = enquiry(1, organisation_name="Một"), enquiry(2, organisation_name="Hai")
    Lead.objects.update(country="")
    Organisation.objects.filter(name="Một").update(country="")
    Organisation.objects.filter(name="Hai").update(country="KR")
    keep, gone = (Organisation.objects.get(name=name) for name in ("Một", "Hai"))
    count_all(now=NOW)
    before = story(lead).country
    head: dict[str, Any] = {"by": cast.vu.user, "now": NOW}
    if how == "edit":
        save_organisation(organisation=keep, values={"name": "Một", "country": "JP"}, **head)
    else:
        apply_merge(change_set=propose_merge(what="organisation", keep=keep, gone=gone, **head), **head)
    assert list(wrong_cells())
    assert not count_news(now=NOW)
    assert not list(wrong_cells())
    assert story(lead).country == {"edit": "JP", "merge": "KR"}[how] != before
    assert not Due.objects.filter(kind=DueKind.FIGURES, done_at=None).exists()


def test_the_check_takes_in_what_no_round_has_counted(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    enquiry(1)
    call_command("figures")
    enquiry(2)
    call_command("figures", "--check")
    assert "1 leads had news" in capsys.readouterr().out


def test_with_one_real_lead_todays_numbers_are_of_it_alone(cast: Cast) -> None:
    """Also before a round has counted it."""
    for number in range(3):
        enquiry(number)
    Lead.objects.update(illustrative=True)
    while count_news(now=NOW):
        pass
    demo = overview(Scope(), NOW)
    assert (demo.illustrative, demo.numbers[0].count, demo.numbers[-1].count) == (True, 3, 3)
    enquiry(7)
    real = overview(Scope(), NOW)
    assert real.illustrative is False
    assert (real.numbers[0].count, real.numbers[-1].count, sum(one.open_leads for one in real.officers)) == (1, 1, 1)
    query = QueryDict(real.numbers[-1].link.partition("?")[2])
    assert DeskFilter.parse(query).apply(Lead.objects.all(), None, NOW).count() == 1


def test_what_is_no_enquiry_counts_as_that_alone(cast: Cast) -> None:
    lead = enquiry(1)
    move: dict[str, Any] = {"reason": "Thư rác", "seen_seq": seq_of(lead), "by": cast.vu.user, "now": NOW}
    desk.change_stage(lead=lead, to=Stage.NOT_A_LEAD, **move)
    count_all(now=NOW)
    assert [(row.measure, row.count) for row in MonthCount.objects.filter(dimension="all")] == [("no_lead", 1)]


def test_rounds_in_the_background_give_what_counting_anew_gives(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leads.services.roll_up.EVENTS", 3)
    monkeypatch.setattr("leads.services.roll_up.OVERLAP", 2)
    leads = [enquiry(number, NOW - timedelta(days=20 * number)) for number in range(4)]
    while count_news(now=NOW):
        pass
    for lead in leads[:2]:
        reply(lead, cast, 30)
    while count_news(now=NOW):
        pass
    background = cells()
    count_all(now=NOW)
    assert background == cells()
    assert sum(row[7] for row in background if row[3] == "all" and row[5] == "received") == 4
    assert not list(wrong_cells())


def test_a_round_that_died_is_finished_by_the_next(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from leads.services import roll_up

    leads = [enquiry(number, NOW - timedelta(days=31 * number)) for number in range(3)]
    write, written = roll_up._write_month, []

    def dies(month: Any, found: Any) -> None:
        if written:
            raise RuntimeError
        written.append(month)
        write(month, found)

    monkeypatch.setattr(roll_up, "_write_month", dies)
    with pytest.raises(RuntimeError):
        count_news(now=NOW)
    monkeypatch.setattr(roll_up, "_write_month", write)
    count_news(now=NOW)
    assert LeadStory.objects.count() == len(leads)
    assert not list(wrong_cells())


def test_the_check_names_a_wrong_cell(cast: Cast) -> None:
    enquiry(1)
    call_command("figures")
    call_command("figures", "--check")
    MonthCount.objects.filter(measure="received", dimension="all").update(count=2)
    with pytest.raises(CommandError, match="1 cells"):
        call_command("figures", "--check")


def test_the_worker_counts_and_comes_again(cast: Cast) -> None:
    enquiry(1)
    Due.objects.all().delete()
    plan_figures(now=NOW)
    plan_figures(now=NOW)
    assert do_one(NOW)
    assert not do_one(NOW)
    row = Due.objects.get(kind=DueKind.FIGURES)
    assert (row.done_at, row.next_try_at, row.attempts) == (None, NOW + EVERY, 0)
    assert FigureRun.objects.get().as_of == NOW
    assert MonthCount.objects.filter(measure="received").exists()


def test_every_lead_of_the_demo_has_its_story(whole_site: datetime) -> None:
    count_news(now=whole_site)
    assert LeadStory.objects.count() == Lead.objects.count()
    assert not list(wrong_cells())
