"""The desk's first records: complete, sourced, loaded once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from leads.choices import ConsentPurpose
from leads.models import CalendarDay, ConsentText, Department, RoutingRule
from leads.services.calendar import working_calendar
from leads.services.routing import route
from leads.services.seed_desk import _consents, load_desk, read
from sitepages.figures import PARK_TIME

NOW = datetime(2026, 11, 25, 10, tzinfo=PARK_TIME)
pytestmark = pytest.mark.django_db


def test_loaded_twice_is_loaded_once_and_an_edit_stays() -> None:
    load_desk(now=NOW)
    Department.objects.filter(key="desk").update(phone="0208")
    load_desk(now=NOW)
    assert Department.objects.count() == 18
    assert RoutingRule.objects.count() == 10
    assert Department.objects.get(key="desk").phone == "0208"
    assert not Department.objects.filter(source="").exists()


def test_every_purpose_has_its_text_in_both_languages() -> None:
    load_desk(now=NOW)
    assert set(ConsentText.objects.values_list("purpose", flat=True)) == set(ConsentPurpose.values)
    assert not ConsentText.objects.filter(text_vi="").exists()
    assert not ConsentText.objects.filter(text_en="").exists()


def test_the_calendar_of_the_rows_is_the_provinces() -> None:
    load_desk(now=NOW)
    assert CalendarDay.objects.get(day="2026-11-24").reason == "culture/holiday"
    assert working_calendar().add_minutes(datetime(2026, 11, 24, 10, tzinfo=PARK_TIME), 60) == datetime(
        2026, 11, 25, 8, 30, tzinfo=PARK_TIME
    )


def test_without_any_officer_the_department_still_has_the_lead() -> None:
    load_desk(now=NOW)
    routed = route(facts={"sector": "software"}, language="vi", now=NOW)
    assert routed.officer is None
    assert routed.department.key == "so_khcn"


def test_a_new_wording_with_a_later_day_is_the_next_version_and_the_old_one_stays() -> None:
    before = read("consents.yaml")
    _consents(before)
    first = ConsentText.objects.get(purpose="answer_request")
    text = {**before["texts"][0], "vi": "Tôi đồng ý, bản mới.", "valid_from": date(2027, 1, 1)}
    for _again in range(2):
        _consents({**before, "texts": [text]})
    rows = ConsentText.objects.filter(purpose="answer_request").order_by("version")
    assert [(row.version, str(row.valid_from)) for row in rows] == [(1, "2026-01-01"), (2, "2027-01-01")]
    assert rows[0].text_vi == first.text_vi
    _consents({**before, "texts": [{**text, "vi": "Sửa lén"}]})  # the same day: what was agreed to is not changed
    assert rows.count() == 2


def test_two_wordings_of_a_purpose_loaded_at_once_are_two_versions_and_the_newer_counts() -> None:
    _consents(read("consents.yaml"))
    rows = ConsentText.objects.filter(purpose="newsletter").order_by("version")
    assert [(row.version, str(row.valid_from)) for row in rows] == [(1, "2026-01-01"), (2, "2026-11-27")]
    _consents(read("consents.yaml"))
    assert rows.count() == 2
