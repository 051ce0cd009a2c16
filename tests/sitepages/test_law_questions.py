"""Open questions and stale rules: answered with a source, kept as rows; a dead source shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from sitepages.choices import StaleReason
from sitepages.models import Citation, Incentive, IncentiveVersion, LegalAnswer, LegalQuestion
from sitepages.policy.forms import AnswerForm
from sitepages.services import policy, questions
from sitepages.services.editing import grant_editing, grant_law_checking
from sitepages.services.law import ends_on
from sitepages.services.policy_stale import stale_rules
from tests.sitepages.desk_people import desk_people, published


def person(name: str, grant: object) -> User:
    group = Group.objects.create(name=name)
    grant(group=group)  # type: ignore[operator]
    made = User.objects.create_user(name)
    made.groups.add(group)
    return made


def test_twelve_questions_name_rules_that_exist_and_load_once(park: datetime) -> None:
    questions.load_questions()
    keys = set(Incentive.objects.values_list("key", flat=True))
    assert LegalQuestion.objects.count() == 12
    assert all(set(question.records) <= keys for question in LegalQuestion.objects.all())


def test_a_jurist_answers_with_a_source_and_both_answers_stay(park: datetime) -> None:
    questions.load_questions()
    jurist, editor = person("j", grant_law_checking), person("e", grant_editing)
    question = LegalQuestion.objects.get(key="zone_status")
    told = {"question": question, "source": "Công văn 12/STP", "source_date": park.date(), "now": park}
    questions.answer_question(**told, text="Chưa.", by=jurist)
    questions.answer_question(**told, text="Đã thành lập.", by=jurist)
    assert LegalAnswer.objects.filter(question=question).count() == 2
    with pytest.raises(policy.NoRight):
        questions.answer_question(**told, text="x", by=editor)


def test_no_source_bears_a_day_to_come() -> None:
    given = {"text": "Chưa.", "source": "Công văn 12/STP"}
    today = timezone.localdate()
    assert AnswerForm({**given, "source_date": today.isoformat()}).is_valid()
    late = AnswerForm({**given, "source_date": (today + timedelta(days=1)).isoformat()})
    assert list(late.errors) == ["source_date"]


def test_a_dead_source_puts_its_rules_on_the_list_until_somebody_sees_it_live(park: datetime) -> None:
    editor, on = person("e", grant_editing), park.date()
    look = {"citation": Citation.objects.get(key="TNDN"), "note": "", "by": editor}
    questions.look_at_source(**look, works=False, now=park)
    dead = {one.version.incentive.key for one in stale_rules(on) if one.reason == StaleReason.SOURCE_DEAD}
    assert "CIT_CDTZ_10_15" in dead
    questions.look_at_source(**look, works=True, now=park + timedelta(hours=1))
    assert not [one for one in stale_rules(on) if one.reason == StaleReason.SOURCE_DEAD]


def test_what_ends_soon_is_unconfirmed_or_was_read_long_ago_is_listed(park: datetime) -> None:
    on = park.date()
    days = {"valid_to": on + timedelta(days=60), "verified_on": on - timedelta(days=200)}
    told = {name: day.isoformat() for name, day in days.items()}
    version = published(desk_people(park), "GREEN_LANE", certainty="unconfirmed", **told)
    reasons = {one.reason for one in stale_rules(on) if one.version.pk == version.pk}
    assert {StaleReason.ENDS_SOON, StaleReason.NOT_CONFIRMED, StaleReason.READ_LONG_AGO} <= reasons


def a_version(number: int, first: date, until: date | None) -> IncentiveVersion:
    return IncentiveVersion(number=number, valid_from=first, valid_to=until)


def test_a_version_to_come_keeps_a_rule_from_ending_or_ends_it_sooner() -> None:
    on = date(2026, 11, 24)
    soon, later, last = on + timedelta(days=30), on + timedelta(days=60), on + timedelta(days=700)
    one = a_version(1, date(2025, 10, 1), later)
    assert ends_on([one], on) == (one, later)
    assert ends_on([one, a_version(2, later, None)], on) is None
    taken_on = a_version(2, later, last)
    assert ends_on([one, taken_on], on) == (taken_on, last)
    open_end, short = a_version(1, date(2025, 10, 1), None), a_version(2, soon, later)
    assert ends_on([open_end, short], on) == (short, later)  # nothing comes back
    assert ends_on([a_version(1, soon, later)], on) is not None  # not in force yet, and over soon
    assert ends_on([a_version(1, date(2025, 1, 1), date(2025, 6, 1))], on) is None


def test_the_stale_list_looks_at_approved_versions_to_come(park: datetime) -> None:
    """One that goes on where the version of the day ends takes it off the list."""
    on, team = park.date(), desk_people(park)
    end = on + timedelta(days=60)
    published(team, "GREEN_LANE", valid_to=end.isoformat())
    ends = [one.day for one in stale_rules(on) if one.reason == StaleReason.ENDS_SOON]
    assert ends == [end]
    published(team, "GREEN_LANE", valid_from=end.isoformat(), valid_to=None)
    assert not [one for one in stale_rules(on) if one.reason == StaleReason.ENDS_SOON]
