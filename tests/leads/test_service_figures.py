"""The published figures of service: by hand on a few enquiries, by law on any list, and on a page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from leads.models import Lead
from leads.services import desk
from leads.services.intake import submit_lead
from leads.services.service_figures import figures_of, nearest_rank
from sitepages.figures import working_time
from sitepages.models import ContentPage
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, seq_of


def enquiry(number: int, received: datetime = NOW, **more: Any) -> Lead:
    given = {"submission_key": f"f{number}", "contact_email": f"a{number}@x.example", **more}
    lead, _ = submit_lead(submission=a_submission(a_match(), **given), by=None, now=received)
    return lead


def reply(lead: Lead, cast: Cast, minutes: int, *, everything: bool = False) -> None:
    step = None if everything else desk.Step("Gọi", at("2026-11-27 16:00"))
    by: dict[str, Any] = {"by": cast.vu.user, "now": lead.received_at + timedelta(minutes=minutes)}
    if everything:
        step = desk.Step("Gọi", at("2026-11-27 16:00"))
    desk.record_reply(lead=lead, text="Chào", answers_all=everything, step=step, seen_seq=seq_of(lead), **by)


@given(st.lists(st.integers(0, 1000), min_size=1))
def test_nearest_rank_is_a_value_that_enough_do_not_exceed(values: list[int]) -> None:
    for percent in (50, 90):
        found = nearest_rank(values, percent)
        assert found in values
        assert sum(value <= found for value in values) * 100 >= percent * len(values)
        below = [value for value in values if value < found]
        assert len(below) * 100 < percent * len(values)


def test_nothing_has_no_percentile() -> None:
    assert nearest_rank([], 50) is None


def test_median_ninetieth_and_breaches_by_hand(cast: Cast) -> None:
    """Received at 10:00: replies after 10, 20, 30, 40 and 70 minutes, one unanswered; seen at 11:20."""
    leads = [enquiry(number) for number in range(6)]
    for lead, minutes in zip(leads, (10, 20, 30, 40, 70), strict=False):
        reply(lead, cast, minutes, everything=minutes == 40)
    whole = figures_of(at("2026-11-25 11:20")).whole
    assert whole.count == 6
    assert whole.answered_share == pytest.approx(100 * 5 / 6)
    assert whole.first_reply_median == 30  # 10 20 30 40 70 80: the overdue one with the time so far
    assert whole.first_reply_p90 == 80
    assert whole.breaches == 2
    assert (whole.full_answer_median, whole.full_answer_p90) == (40, 40)
    assert figures_of(at("2026-11-25 10:55")).whole.breaches == 0  # what came later is not known then


def test_paused_time_is_left_out_of_the_full_answer_and_shown_apart(cast: Cast) -> None:
    leads = [enquiry(number) for number in range(5)]
    by: dict[str, Any] = {"by": cast.vu.user}
    for lead in leads:
        reply(lead, cast, 10)
        now = at("2026-11-25 14:00")
        until = at("2026-11-27 16:00")
        desk.pause(lead=lead, reason="waiting_investor", until=until, seen_seq=seq_of(lead), now=now, **by)
        desk.resume(lead=lead, seen_seq=seq_of(lead), now=at("2026-11-26 14:00"), **by)
        step = desk.Step("Gọi", at("2026-11-27 16:00"))
        more: dict[str, Any] = {"answers_all": True, "step": step, "seen_seq": seq_of(lead)}
        desk.record_reply(lead=lead, text="Đủ", now=at("2026-11-26 15:00"), **more, **by)
    whole = figures_of(at("2026-11-26 16:00")).whole
    assert whole.paused_median == 480
    assert whole.full_answer_median == 90 + 60 + 60  # 10:00-11:30, 13:00-14:00, and an hour after the pause
    assert whole.breaches == 0


def test_a_group_below_five_is_hidden_and_what_is_no_enquiry_not_counted(cast: Cast) -> None:
    for number in range(5):
        enquiry(number)
    for number in range(5, 8):
        enquiry(number, sector="electronics_hardware", submission_key=f"e{number}")
    Lead.objects.filter(submission_key__startswith="e").update(department="so_tai_chinh")
    groups = {one.name_en: one for one in figures_of(NOW + timedelta(minutes=5)).departments}
    small = groups["Department of Finance"]
    assert (small.count, small.enough, small.answered_share, small.breaches) == (3, False, None, None)
    assert groups["Department of Science and Technology"].enough
    spam = Lead.objects.filter(department="so_khcn").first()
    assert spam
    by: dict[str, Any] = {"seen_seq": seq_of(spam), "by": cast.vu.user, "now": NOW + timedelta(minutes=1)}
    desk.change_stage(lead=spam, to=desk.Stage.NOT_A_LEAD, reason="Thư rác", **by)
    after = figures_of(NOW + timedelta(minutes=5))
    assert after.whole.count == 7
    assert not next(one for one in after.departments if one.name_en.endswith("Technology")).enough


def test_only_the_last_ninety_days_and_real_enquiries_before_those_of_the_demo(cast: Cast) -> None:
    enquiry(0, NOW - timedelta(days=91))
    for number in range(1, 6):
        enquiry(number)
    Lead.objects.update(illustrative=True)
    shown = figures_of(NOW + timedelta(minutes=5))
    assert shown.whole.count == 5
    assert shown.illustrative
    enquiry(6)
    real = figures_of(NOW + timedelta(minutes=5))
    assert (real.whole.count, real.illustrative) == (1, False)


@pytest.mark.parametrize(
    ("minutes", "vi", "en"),
    [
        (59, "59 phút làm việc", "59 working min"),
        (120, "2 giờ làm việc", "2 working hours"),
        (150, "2,5 giờ làm việc", "2.5 working hours"),
    ],
)
def test_working_time_as_people_say_it(minutes: int, vi: str, en: str) -> None:
    assert working_time(minutes, "vi").replace("\xa0", " ") == vi
    assert working_time(minutes, "en").replace("\xa0", " ") == en


def test_an_editor_switches_it_on_and_the_page_says_what_it_rests_on(whole_site: datetime, client: Client) -> None:
    page = ContentPage.objects.get(locale__language_code="vi")
    page.body = page.body.stream_block.normalize([])
    page.save_revision().publish()
    assert "Số lần quá hạn" not in client.get(page.url).content.decode()
    for number in range(5):
        lead = enquiry(number, timezone.now() - timedelta(days=20))
        Lead.objects.filter(pk=lead.pk).update(illustrative=True)
    block = page.body.stream_block.normalize([("service", {"heading": "Chúng tôi trả lời", "by_department": True})])
    page.body = block
    page.save_revision().publish()
    shown = client.get(page.url).content.decode()
    for words in ("Chúng tôi trả lời", "dữ liệu mẫu", "Cam kết: 60", "Số lần quá hạn", "Nguồn: hồ sơ của Bàn đón"):
        assert words in shown
    assert client.get(page.url).headers["ETag"]
