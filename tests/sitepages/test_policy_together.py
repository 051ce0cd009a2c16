"""A change that turns a golden case of another rule: it blocks, and both are worked, signed and published as one."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta

import pytest

from sitepages.choices import RuleState
from sitepages.incentives.shared import ORDINARY_RATE
from sitepages.models import Incentive, IncentiveVersion
from sitepages.services import policy
from sitepages.services.law import law_book
from sitepages.services.policy_checks import findings
from sitepages.services.policy_together import digest_of
from tests.sitepages.desk_people import Desk, desk_people, drafted, reworked, seen, signed

REVENUE, ANNUAL = "ISF_BY_REVENUE", "ISF_ANNUAL"
NAME = {"vi": "Thuế suất phổ thông 18%", "en": "Ordinary rate 18%"}


@pytest.fixture
def desk(park: datetime) -> Desk:
    return desk_people(park)


def lower_rate(desk: Desk) -> IncentiveVersion:
    return drafted(desk, ORDINARY_RATE, value=18, name=NAME)


def higher_threshold(desk: Desk, **more: str) -> IncentiveVersion:
    """Ngưỡng doanh thu 30.000 thay cho 20.000 tỷ, ca vàng của chính nó tính lại."""
    record = IncentiveVersion.objects.get(incentive__key=REVENUE, number=1).record
    condition, golden = copy.deepcopy(record["condition"]), copy.deepcopy(record["golden"])
    condition["all"][1]["compare"]["value"] = 30000
    golden[0]["facts"]["project_revenue_vnd_bn_year"] = 30000
    golden[1]["facts"]["project_revenue_vnd_bn_year"] = 29999
    name = {lang: text.replace("20.000", "30.000").replace("20,000", "30,000") for lang, text in record["name"].items()}
    return drafted(desk, REVENUE, condition=condition, golden=golden, name=name, **more)


def test_a_turned_case_of_another_rule_blocks_and_is_named(desk: Desk) -> None:
    draft = lower_rate(desk)
    found = findings(draft)
    assert found.missed == ()
    assert not found.clear
    key, miss = found.others[0]
    with pytest.raises(policy.NotReady) as refused:
        policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    assert (key, miss) in refused.value.found.others
    assert refused.value.facts["count"] == len(found.others)


def test_a_change_of_a_later_day_turns_no_case_of_an_earlier_one(desk: Desk) -> None:
    """Ca vàng của quy tắc được xét theo luật của ngày trong ca: trước ngày hiệu lực thì không đổi."""
    day = (desk.now + timedelta(days=400)).date().isoformat()
    assert findings(higher_threshold(desk, valid_from=day)).clear


def test_what_goes_together_is_checked_and_published_at_once(desk: Desk) -> None:
    draft = lower_rate(desk)
    others = reworked(desk, draft)
    assert others
    assert findings(draft).clear
    assert all(findings(one).clear for one in others)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    for one in (draft, *others):
        one.refresh_from_db()
        assert (one.state, one.checked_by, one.approved_by) == (RuleState.PUBLISHED, desk.jurist, desk.approver)
    assert law_book(desk.now.date()).figure(ORDINARY_RATE, 2028) == 18


def test_no_part_is_signed_by_itself_nor_published_before_the_other(desk: Desk) -> None:
    draft = lower_rate(desk)
    other = reworked(desk, draft)[0]
    for act, by in ((policy.check_rule, desk.jurist), (policy.publish_rule, desk.approver)):
        with pytest.raises(policy.SignedTogether) as refused:
            act(**seen(other), by=by, now=desk.now)
        assert refused.value.facts == {"key": ORDINARY_RATE}
    with pytest.raises(policy.SignedTogether):
        policy.send_back(version=other, seen=policy.last_seq(other), note="", by=desk.jurist, now=desk.now)


def test_who_wrote_a_part_signs_nothing_of_the_whole(desk: Desk) -> None:
    draft = lower_rate(desk)
    other = reworked(desk, draft)[0]
    last = policy.last_seq(other)
    policy.save_draft(version=other, record=other.record, reason="x", seen=last, by=desk.everything, now=desk.now)
    with pytest.raises(policy.OwnWork):
        policy.check_rule(**seen(draft), by=desk.everything, now=desk.now)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    with pytest.raises(policy.OwnWork):
        policy.publish_rule(**seen(draft), by=desk.everything, now=desk.now)


def test_an_edit_of_one_part_voids_the_check_of_all(desk: Desk) -> None:
    draft = lower_rate(desk)
    other = reworked(desk, draft)[0]
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    on_the_screen = seen(draft)
    other.refresh_from_db()
    assert other.state == RuleState.CHECKED
    last = policy.last_seq(other)
    policy.save_draft(version=other, record=other.record, reason="khác", seen=last, by=desk.editor, now=desk.now)
    with pytest.raises(policy.StaleRule):
        policy.publish_rule(**on_the_screen, by=desk.approver, now=desk.now)
    with pytest.raises(policy.NotChecked):
        policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)


def test_a_part_that_is_not_ready_holds_all_back(desk: Desk) -> None:
    draft = lower_rate(desk)
    others = reworked(desk, draft)
    record = copy.deepcopy(others[0].record)
    record["golden"] = record["golden"][:2]
    last = policy.last_seq(others[0])
    policy.save_draft(version=others[0], record=record, reason="", seen=last, by=desk.editor, now=desk.now)
    assert findings(draft).beside == (others[0].incentive.key,)
    with pytest.raises(policy.NotReady):
        policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)


def test_an_open_draft_joins_as_it_is_and_another_leader_s_does_not(desk: Desk) -> None:
    mine = drafted(desk, "CIT_CDTZ_10_15", verified_on="2026-11-25")
    draft = lower_rate(desk)
    rule = mine.incentive
    joined = policy.begin_companion(version=draft, incentive=rule, by=desk.editor, now=desk.now)
    assert joined.pk == mine.pk
    elsewhere = drafted(desk, REVENUE)
    with pytest.raises(policy.DraftExists):
        policy.begin_companion(version=elsewhere, incentive=rule, by=desk.editor, now=desk.now)
    with pytest.raises(policy.NoRight):
        policy.begin_companion(version=draft, incentive=elsewhere.incentive, by=desk.jurist, now=desk.now)


def test_discarding_the_leader_discards_what_goes_with_it_and_a_part_alone_only_itself(desk: Desk) -> None:
    draft = lower_rate(desk)
    first, *rest = reworked(desk, draft)
    policy.discard_draft(version=first, seen=policy.last_seq(first), by=desk.editor, now=desk.now)
    assert {key for key, _miss in findings(draft).others} == {first.incentive.key}
    policy.discard_draft(version=draft, seen=policy.last_seq(draft), by=desk.editor, now=desk.now)
    assert {IncentiveVersion.objects.get(pk=one.pk).state for one in (draft, first, *rest)} == {RuleState.DISCARDED}


def test_undo_brings_back_the_law_and_its_cases(desk: Desk) -> None:
    draft = lower_rate(desk)
    others = reworked(desk, draft)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    draft.refresh_from_db()
    back = policy.undo_version(version=draft, by=desk.editor, now=desk.now)
    assert {one.incentive.key for one in back.companions.all()} == {one.incentive.key for one in others}
    assert findings(back).clear
    policy.check_rule(**seen(back), by=desk.jurist, now=desk.now)
    policy.publish_rule(**seen(back), by=desk.approver, now=desk.now)
    assert law_book(desk.now.date()).figure(ORDINARY_RATE, 2028) == 20


def test_a_rule_that_another_replaces_is_asked_of_its_cases_too(desk: Desk) -> None:
    """Không chỉ điều kiện dùng chung: ca vàng có `with` đọc cả quy tắc khác."""
    versions = IncentiveVersion.objects.filter(published_at__isnull=False).select_related("incentive")
    key, rule = next(
        (name, version.incentive.key)
        for version in versions
        for case in version.record.get("golden", ())
        for name in case.get("with", ())
        if "schedule" in case or "saving_total" in case
    )
    benefits = copy.deepcopy(IncentiveVersion.objects.get(incentive__key=key, number=1).record["benefits"])
    benefits[0]["value"] = 12
    draft = drafted(desk, key, benefits=benefits)
    assert rule in {name for name, _miss in findings(draft).others}


class TestPages:
    def test_the_page_offers_to_work_the_cases_anew_and_says_what_goes_together(self, desk: Desk) -> None:
        draft = lower_rate(desk)
        key = findings(draft).others[0][0]
        editor, jurist = signed(desk.editor), signed(desk.jurist)
        address = f"/admin/law/version/{draft.pk}/with/{key}/"
        assert address in editor.get(f"/admin/law/version/{draft.pk}/").content.decode()
        assert address not in jurist.get(f"/admin/law/version/{draft.pk}/").content.decode()
        response = editor.post(address)
        other = Incentive.objects.get(key=key).versions.get(goes_with=draft)
        assert response["Location"] == f"/admin/law/version/{other.pk}/edit/"
        assert f"/admin/law/version/{other.pk}/" in jurist.get(f"/admin/law/version/{draft.pk}/").content.decode()
        beside = jurist.get(f"/admin/law/version/{other.pk}/").content.decode()
        assert f"/admin/law/version/{draft.pk}/" in beside
        assert f"/admin/law/version/{other.pk}/check/" not in beside
        form = {"seen": policy.last_seq(other), "digest": digest_of(other)}
        assert jurist.post(f"/admin/law/version/{other.pk}/check/", form).status_code == 409
