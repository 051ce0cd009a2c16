"""What is due, said beforehand and done: by rule, kept longer, one by one, whatever dies or runs twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models

from leads.choices import DueKind, IncomingState, MailState, Stage
from leads.models import Consent, Contact, Due, Incoming, Lead, LeadEvent, LeadFile, Mail
from leads.records.retention import rules_on
from leads.services import erasure
from leads.services.access import LeadErased
from leads.services.desk_rules import DateNotAhead, TooFarAhead
from leads.services.due import LEASE, do_one
from leads.services.events import PackIssued, StageChanged, record
from leads.services.forgetting import plan_forgetting
from leads.services.holds import hold_plots
from leads.services.intake import submit_lead
from leads.services.link_events import Reminded
from leads.services.retention import (
    NotTheKeeper,
    due_day,
    due_leads,
    erase_due,
    held_back,
    keep_longer,
    let_go,
    plan_erasures,
    what_would_go,
)
from leads.services.words import FieldMissing
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, furnish, hire, seq_of
from tests.leads.land import HA, lay_out
from tests.leads.test_intake import in_threads

YEARS = NOW + timedelta(days=1200)


@pytest.fixture(autouse=True)
def _private(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


def a_lead(key: str, **more: Any) -> Lead:
    given = {"submission_key": key, "contact_email": f"{key}@invest.example"} | more
    lead, _new = submit_lead(submission=a_submission(a_match(), **given), by=None, now=NOW)
    return lead


def ends(lead: Lead, stage: Stage, when: datetime = NOW, **more: Any) -> Lead:
    event = StageChanged(old=lead.stage, new=stage.value, **more)
    did(lambda: record(lead=lead, event=event, by=None, at=when))
    return lead


def rule_of(lead: Lead, on: date) -> str:
    """The rule that lets the lead go on the day, or nothing."""
    found = [rule.key for rule in rules_on(on) if due_leads(rule, on).filter(pk=lead.pk).exists()]
    assert len(found) < 2
    return found[0] if found else ""


def turning_day(lead: Lead) -> tuple[str, date]:
    """The rule and the first day on which it lets the lead go: by the shown date, checked against the query."""
    for rule in rules_on(date(2026, 12, 1)):
        plain = rule.term.ends and rule.after == "quiet" and not rule.never_agreed
        if plain and lead.stage in rule.stages and lead.quiet_since:
            day = due_day(rule, lead.quiet_since, lead.kept_until)
            assert rule_of(lead, day - timedelta(days=1)) == ""
            return rule_of(lead, day), day
    return "", date.max


# --- What is due ---


@pytest.mark.parametrize(
    ("stage", "more", "rule", "day"),
    [
        (Stage.NOT_A_LEAD, {}, "not_a_lead", date(2027, 5, 25)),
        (Stage.LOST, {}, "lost", date(2028, 11, 25)),
        (Stage.PARKED, {"come_back_on": date(2027, 1, 31)}, "parked", date(2029, 1, 31)),
        (Stage.VISIT, {}, "silent", date(2028, 11, 25)),
        (Stage.WON, {}, "project", date(2028, 11, 25)),
    ],
)
def test_a_file_goes_by_its_stage(cast: Cast, stage: Stage, more: Any, rule: str, day: date) -> None:
    lead = ends(a_lead("x"), stage, **more)
    lead.refresh_from_db()
    assert turning_day(lead) == (rule, day)
    assert rule_of(lead, date(2060, 1, 1)) == rule


def test_contact_renews_and_what_the_desk_does_by_itself_does_not(cast: Cast) -> None:
    lead = ends(a_lead("x"), Stage.LOST)
    later = NOW + timedelta(days=100)
    did(lambda: record(lead=lead, event=Reminded(clock="first_reply", was_due=NOW), by=None, at=later))
    assert lead.quiet_since == later
    event = LeadEvent.objects.filter(lead=lead, kind="pack_issued").get()
    again = {"number": 2, "match_run": event.data["match_run"], "digest": "x"}
    did(lambda: record(lead=lead, event=PackIssued(**again), by=None, at=later + timedelta(days=1)))
    assert lead.quiet_since == later


def test_without_consent_a_file_goes_sooner(cast: Cast) -> None:
    lead = a_lead("x")
    Consent.objects.filter(lead=lead).update(withdrawn_at=at("2026-12-01 10:00"))
    assert rule_of(lead, date(2026, 12, 15)) == ""
    assert rule_of(lead, date(2026, 12, 16)) == "withdrawn"
    first = next(rule for rule in rules_on(NOW.date()) if rule.key == "withdrawn")
    found = due_leads(first, date(2026, 12, 16)).get()
    assert due_day(first, found.begun, None) == date(2026, 12, 16)
    Consent.objects.filter(lead=lead).update(withdrawn_at=None)
    assert rule_of(lead, date(2026, 12, 16)) == ""
    Consent.objects.filter(lead=lead).delete()
    assert rule_of(lead, date(2027, 2, 24)) == ""
    assert rule_of(lead, date(2027, 2, 25)) == "never_agreed"


def test_land_and_the_duty_heads_word_hold_a_file_back(cast: Cast) -> None:
    lay_out(A1=HA)
    lead = a_lead("x")
    by = {"by": cast.vu.user, "now": NOW}
    did(lambda: hold_plots(lead=lead, plots=["A1"], until=date(2026, 12, 9), queue=False, seen_seq=seq_of(lead), **by))
    on = YEARS.date()
    assert (rule_of(lead, on), list(held_back(on))) == ("", [lead])
    other = ends(a_lead("y"), Stage.LOST)
    until = date(2029, 6, 1)
    did(lambda: keep_longer(lead=other, until=until, reason="Khiếu nại", seen_seq=seq_of(other), **by))
    other.refresh_from_db()
    assert other.kept_until == until
    assert rule_of(other, until) == ""
    assert rule_of(other, until + timedelta(days=1)) == "lost"
    lost = next(rule for rule in rules_on(on) if rule.key == "lost")
    assert due_day(lost, other.quiet_since, other.kept_until) == until + timedelta(days=1)


def test_who_keeps_longer_says_why_and_until_when(cast: Cast) -> None:
    lead = a_lead("x")
    given = {"lead": lead, "until": date(2027, 1, 1), "reason": "Khiếu nại", "now": NOW, "by": cast.vu.user}
    for change, refusal in (
        ({"by": cast.an.user}, NotTheKeeper),
        ({"reason": " "}, FieldMissing),
        ({"until": NOW.date()}, DateNotAhead),
        ({"until": date(2040, 1, 1)}, TooFarAhead),
    ):
        with pytest.raises(refusal):
            keep_longer(seen_seq=seq_of(lead), **given | change)
    assert Lead.objects.get(pk=lead.pk).kept_until is None


# --- Said beforehand, and done ---


def a_full_desk() -> None:
    """Files of every kind, some due; mails without a file; notices."""
    for number, stage in enumerate((Stage.LOST, Stage.LOST, Stage.NOT_A_LEAD, Stage.PARKED, Stage.WON)):
        ends(a_lead(f"l{number}"), stage)
    Consent.objects.filter(lead__submission_key="l0").update(withdrawn_at=NOW)
    Consent.objects.filter(lead__submission_key="l1").delete()
    a_lead("open")
    for state in (IncomingState.DROPPED, IncomingState.DUTY):
        Incoming.objects.create(fingerprint=state, received_at=NOW, state=state, sender="a@b.example", text="x")
    Mail.objects.update(state=MailState.SENT)
    given = {"kind": "digest", "to": "a@x.example", "language": "vi", "state": MailState.SENT, "created_at": NOW}
    due = Lead.objects.get(submission_key="l0").reference  # erasing it would empty the second notice, too
    for number, body in enumerate(("b", f"New: {due}")):
        Mail.objects.create(subject="s", body=body, message_id=f"<d{number}>", **given)


def everything() -> dict[str, list[Any]]:
    tables: list[type[models.Model]] = [Lead, LeadEvent, Contact, Mail, Incoming, LeadFile, Due]
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in tables}


def test_a_dry_run_says_what_the_real_one_then_does(cast: Cast) -> None:
    a_full_desk()
    before = everything()
    wanted = what_would_go(YEARS)
    assert everything() == before
    assert {gone.rule.key: gone.count for gone in wanted} == {
        "withdrawn": 1,
        "never_agreed": 1,
        "not_a_lead": 1,
        "lost": 0,
        "parked": 1,
        "silent": 1,
        "project": 1,
        "stray": 1,
        "notice": 2,
        "unconfirmed": 0,
    }
    done = did(lambda: tuple(let_go(now=YEARS)))
    assert done == wanted  # also of a notice that names a file of the same run
    assert {gone.count for gone in what_would_go(YEARS)} == {0}
    assert not Lead.objects.filter(erased_at=None).exists()
    assert Incoming.objects.get(state=IncomingState.DUTY).text == "x"
    assert {gone.count for gone in let_go(now=YEARS)} == {0}


def test_the_command_prints_counts_by_rule(cast: Cast) -> None:
    """Today nothing is due: the clock of the command is the real one."""
    a_full_desk()
    Lead.objects.filter(stage=Stage.LOST).update(quiet_since=NOW - timedelta(days=900))
    before, out = everything(), StringIO()
    call_command("retention", "--dry-run", stdout=out)
    assert everything() == before
    assert "lost: 1\n" in out.getvalue()
    assert out.getvalue().endswith("would go; nothing was changed.\n")


def test_the_worker_erases_one_by_one(cast: Cast) -> None:
    a_full_desk()
    Due.objects.all().delete()
    plan_forgetting(now=YEARS - timedelta(days=1))
    Due.objects.exclude(target="people").delete()
    assert do_one(YEARS)
    planned = Due.objects.filter(target__startswith="lead:", done_at=None)
    assert planned.count() == 6
    assert not Lead.objects.exclude(erased_at=None).exists()
    assert plan_erasures(now=YEARS) == 6  # asked twice, planned once
    assert planned.count() == 6
    did(lambda: [None for _ in iter(lambda: do_one(YEARS), False)])
    assert Lead.objects.exclude(erased_at=None).count() == 6
    assert Due.objects.filter(target="people", done_at=None, due_at=YEARS + timedelta(days=1)).exists()


def test_a_worker_that_dies_half_way_leaves_a_file_whole_and_the_next_one_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = ends(a_lead("a"), Stage.LOST), ends(a_lead("b"), Stage.LOST)
    Due.objects.all().delete()
    plan_erasures(now=YEARS)
    before = {one.pk: Lead.objects.values().get(pk=one.pk) for one in (first, second)}

    def dies(*args: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(erasure, "_blank_mails", dies)
        with pytest.raises(SystemExit):
            do_one(YEARS)
    assert Lead.objects.values().get(pk=first.pk) == before[first.pk]
    assert not LeadEvent.objects.filter(kind="erased").exists()
    assert do_one(YEARS)  # the other goes on while the first one's lease runs
    assert not do_one(YEARS)
    assert Lead.objects.exclude(erased_at=None).count() == 1
    assert do_one(YEARS + LEASE + timedelta(seconds=1))
    assert Lead.objects.exclude(erased_at=None).count() == 2


def test_a_file_that_was_spoken_with_meanwhile_stays(cast: Cast) -> None:
    lead = ends(a_lead("x"), Stage.LOST)
    Due.objects.all().delete()
    plan_erasures(now=YEARS)
    did(lambda: record(lead=lead, event=Reminded(clock="first_reply", was_due=NOW), by=None, at=YEARS))
    assert do_one(YEARS)
    assert not erase_due(pk=lead.pk, now=YEARS)
    assert not erase_due(pk=lead.pk + 99, now=YEARS)
    assert Lead.objects.get(pk=lead.pk).erased_at is None


def test_many_hands_erase_each_file_once_and_the_shared_person_too(shared_database: None) -> None:
    furnish()
    hire()
    leads = [ends(a_lead(f"k{number}", contact_email="one@invest.example"), Stage.LOST) for number in range(4)]
    assert len({lead.contact_id for lead in leads}) == 1
    jobs = [lambda pk=lead.pk: erase_due(pk=pk, now=YEARS) for lead in leads for _ in range(2)]
    results = in_threads(jobs)
    assert sorted(map(str, results)) == ["False"] * 4 + ["True"] * 4
    assert LeadEvent.objects.filter(kind="erased").count() == 4
    assert Contact.objects.get().erased_at == YEARS
    did(lambda: None)


def test_an_erased_file_is_not_erased_again(cast: Cast) -> None:
    lead = ends(a_lead("x"), Stage.LOST)
    assert did(lambda: erase_due(pk=lead.pk, now=YEARS))
    assert not erase_due(pk=lead.pk, now=YEARS)
    lead.refresh_from_db()
    with pytest.raises(LeadErased):
        keep_longer(
            lead=lead,
            until=YEARS.date() + timedelta(days=3),
            reason="x",
            seen_seq=seq_of(lead),
            by=cast.vu.user,
            now=YEARS,
        )
    assert Due.objects.filter(kind=DueKind.FORGET).count() == 0
