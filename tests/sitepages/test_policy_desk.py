"""Four eyes on law: what is published was checked by a jurist and approved by another, and neither wrote it."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.models import RevisionMixin, WorkflowMixin
from wagtail.snippets.models import get_snippet_models

from sitepages.choices import RuleActKind, RuleState
from sitepages.incentives.evaluate import evaluate_one
from sitepages.models import (
    Citation,
    ExchangeRate,
    ImpactRun,
    Incentive,
    IncentiveVersion,
    LegalAnswer,
    LegalQuestion,
    RuleAct,
)
from sitepages.services import policy
from sitepages.services.editing import grant_editing, grant_law_approval, grant_law_checking
from sitepages.services.law import _built, law_book
from sitepages.services.policy_checks import findings
from sitepages.services.policy_together import digest_of
from tests.house.test_addresses import routes
from tests.sitepages.law_files import files

KEY = "CIT_CDTZ_10_15"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Desk:
    """Người soạn, pháp chế, người phê duyệt, và một người giữ mọi quyền."""

    editor: User
    jurist: User
    approver: User
    everything: User
    now: datetime

    @property
    def incentive(self) -> Incentive:
        return Incentive.objects.get(key=KEY)


@pytest.fixture
def desk(park: datetime) -> Desk:
    _built.cache_clear()  # a test before this one was rolled back
    grants = {"e": [grant_editing], "j": [grant_law_checking], "a": [grant_law_approval]}
    grants["all"] = [grant_editing, grant_law_checking, grant_law_approval]
    people = {}
    for name, given in grants.items():
        group = Group.objects.create(name=f"g-{name}")
        for grant in given:
            grant(group=group)
        people[name] = User.objects.create_user(f"p-{name}", first_name=name.upper(), is_superuser=name == "all")
        people[name].groups.add(group)
    return Desk(people["e"], people["j"], people["a"], people["all"], park)


def drafted(desk: Desk, by: User | None = None, **changes: Any) -> IncentiveVersion:
    writer = by or desk.editor
    draft = policy.begin_draft(incentive=desk.incentive, by=writer, now=desk.now)
    return edited(draft, writer, desk.now, **changes)


def edited(draft: IncentiveVersion, by: User, now: datetime, **changes: Any) -> IncentiveVersion:
    record = {**draft.record, **changes}
    return policy.save_draft(
        version=draft, record=record, reason="Bài thử", seen=policy.last_seq(draft), by=by, now=now
    )


def seen(draft: IncentiveVersion) -> dict[str, Any]:
    draft.refresh_from_db()
    return {"version": draft, "seen": policy.last_seq(draft), "digest": digest_of(draft), "note": ""}


def published(desk: Desk, **changes: Any) -> IncentiveVersion:
    draft = drafted(desk, **changes)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    draft.refresh_from_db()
    return draft


# --- the way it goes ---


def test_a_draft_checked_and_approved_by_two_others_rules_from_its_day(desk: Desk) -> None:
    condition = {"all": [{"one_of": {"fact": "sector", "values": ["ai"]}}]}
    golden = [
        {"name": f"c{n}", "facts": {"sector": sector}, "verdict": verdict, "why": "–"}
        for n, (sector, verdict) in enumerate(
            [("ai", "eligible"), ("software", "ineligible"), ("training", "ineligible")]
        )
    ]
    money = copy.deepcopy(files()["incentives"]["records"][0]["golden"][1])
    golden[0] = {**money, "facts": {**money["facts"], "sector": "ai"}}
    version = published(desk, conditions=condition, golden=golden, valid_from="2027-01-01", provided_that=[])
    assert version.state == RuleState.PUBLISHED
    assert (version.checked_by, version.approved_by) == (desk.jurist, desk.approver)
    facts = {"sector": "ai", "zone_status": "planned"}
    before, on = date(2026, 12, 31), date(2027, 1, 1)
    assert evaluate_one(law_book(before), KEY, facts, before).verdict == "unknown"
    assert evaluate_one(law_book(on), KEY, facts, on).verdict == "eligible"
    assert desk.incentive.versions.get(number=1).valid_to is None  # the row before stays as it was


def test_a_rule_that_ended_does_not_come_back_in_its_older_version(desk: Desk) -> None:
    facts = {"sector": "software", "zone_status": "established"}
    published(desk, valid_to="2028-01-01")
    for on, verdict in ((date(2027, 12, 31), "eligible"), (date(2028, 1, 1), "ineligible")):
        assert evaluate_one(law_book(on), KEY, facts, on).verdict == verdict


def test_a_draft_changes_nothing_until_then(desk: Desk) -> None:
    law = law_book(desk.now.date()).version
    draft = drafted(desk, applies_from_tax_year=2027)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    assert law_book(desk.now.date()).version == law


# --- nobody signs their own ---


@pytest.mark.parametrize("writer", ["editor", "everything"])
def test_no_writer_signs_own_version_whatever_rights(desk: Desk, writer: str) -> None:
    person = getattr(desk, writer)
    if writer == "editor":
        person.groups.add(*desk.everything.groups.all())
    draft = drafted(desk, by=person)
    with pytest.raises(policy.OwnWork):
        policy.check_rule(**seen(draft), by=person, now=desk.now)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    with pytest.raises(policy.OwnWork):
        policy.publish_rule(**seen(draft), by=person, now=desk.now)
    assert draft.state == RuleState.CHECKED


def test_one_person_never_signs_twice(desk: Desk) -> None:
    draft = drafted(desk)
    policy.check_rule(**seen(draft), by=desk.everything, now=desk.now)
    with pytest.raises(policy.SamePerson):
        policy.publish_rule(**seen(draft), by=desk.everything, now=desk.now)


def test_an_edit_voids_the_check_and_makes_its_writer_a_writer(desk: Desk) -> None:
    draft = drafted(desk)
    policy.check_rule(**seen(draft), by=desk.everything, now=desk.now)
    edited(draft, desk.everything, desk.now, valid_from="2026-01-01")
    with pytest.raises(policy.NotChecked):
        policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    with pytest.raises(policy.OwnWork):
        policy.check_rule(**seen(draft), by=desk.everything, now=desk.now)


def test_a_superuser_without_the_role_signs_nothing(desk: Desk) -> None:
    root = User.objects.create_superuser("root")
    draft = drafted(desk)
    with pytest.raises(policy.NoRight):
        policy.check_rule(**seen(draft), by=root, now=desk.now)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    with pytest.raises(policy.NoRight):
        policy.publish_rule(**seen(draft), by=root, now=desk.now)


def test_the_wrong_role_signs_nothing(desk: Desk) -> None:
    draft = drafted(desk)
    for person in (desk.editor, desk.approver):
        with pytest.raises(policy.NoRight):
            policy.check_rule(**seen(draft), by=person, now=desk.now)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    for person in (desk.editor, desk.jurist):
        with pytest.raises(policy.NoRight):
            policy.publish_rule(**seen(draft), by=person, now=desk.now)


def test_approval_before_the_check_is_refused(desk: Desk) -> None:
    with pytest.raises(policy.NotChecked):
        policy.publish_rule(**seen(drafted(desk)), by=desk.approver, now=desk.now)


# --- no way round ---


def test_a_bulk_update_of_rows_is_refused_by_the_database(desk: Desk) -> None:
    draft = drafted(desk)
    for values in (
        {"published_at": desk.now},
        {"published_at": desk.now, "checked_by": desk.jurist},
        {"published_at": desk.now, "checked_by": desk.editor, "approved_by": desk.editor},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            IncentiveVersion.objects.filter(pk=draft.pk).update(**values)


def test_scheduled_publishing_publishes_no_draft(desk: Desk) -> None:
    draft = drafted(desk, valid_from="2026-01-01")
    call_command("publish_scheduled")
    draft.refresh_from_db()
    assert draft.state == RuleState.DRAFT


def test_rules_have_no_door_of_wagtail_that_publishes_in_bulk(desk: Desk) -> None:
    client = signed(desk.everything)
    draft = drafted(desk, by=desk.everything)
    for name in ("publish", "delete"):
        url = f"/admin/bulk/sitepages/incentiveversion/{name}/?id={draft.pk}"
        assert client.post(url).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("wagtailsnippets_sitepages_incentiveversion:list")


def test_no_view_but_the_desks_own_touches_a_record_of_law() -> None:
    """Wagtail's and Django's generic views (list, edit, history, revisions, publish, chooser) know the model they
    serve; none of them may serve one of these."""
    law = {Incentive, IncentiveVersion, RuleAct, ImpactRun, ExchangeRate, Citation, LegalQuestion, LegalAnswer}
    found = []
    for route, pattern in routes(get_resolver().url_patterns):
        view = pattern.callback
        kwargs = getattr(view, "view_initkwargs", None) or {}
        model = kwargs.get("model") or getattr(getattr(view, "view_class", None), "model", None)
        if model in law:
            found.append(route)
    assert found == []
    assert not set(get_snippet_models()) & law
    assert not any(issubclass(model, RevisionMixin | WorkflowMixin) for model in law)


def test_the_desks_own_posts_sign_nothing_of_ones_own_whoever_sends_them(desk: Desk) -> None:
    """Người soạn có mọi quyền, gửi thẳng cả hai lần ký: trang từ chối, bản nháp còn nguyên."""
    draft = drafted(desk, by=desk.everything)
    client = signed(desk.everything)
    for verb in ("check", "approve"):
        sent = {key: value for key, value in seen(draft).items() if key != "version"}
        assert client.post(f"/admin/law/version/{draft.pk}/{verb}/", sent).status_code == 409
        draft.refresh_from_db()
        assert (draft.state, draft.published_at) == (RuleState.DRAFT, None)


def test_a_published_version_is_not_written_again(desk: Desk) -> None:
    version = published(desk)
    with pytest.raises(policy.NotOpen):
        edited(version, desk.editor, desk.now, valid_from="2020-01-01")
    with pytest.raises(policy.NotOpen):
        policy.discard_draft(version=version, seen=policy.last_seq(version), by=desk.editor, now=desk.now)


# --- two tabs ---


def test_of_two_tabs_that_save_the_second_is_told_who_came_first(desk: Desk) -> None:
    draft = drafted(desk)
    tab = policy.last_seq(draft)
    edited(draft, desk.editor, desk.now, valid_from="2026-01-01")
    with pytest.raises(policy.StaleRule) as refused:
        policy.save_draft(version=draft, record=draft.record, reason="", seen=tab, by=desk.everything, now=desk.now)
    assert refused.value.facts["who"] == "E"


def test_a_tab_opened_before_an_edit_cannot_sign(desk: Desk) -> None:
    draft = drafted(desk)
    tab = seen(draft)
    edited(draft, desk.editor, desk.now, valid_from="2026-01-01")
    with pytest.raises(policy.StaleRule):
        policy.check_rule(**tab, by=desk.jurist, now=desk.now)
    with pytest.raises(policy.NotThisContent):
        policy.check_rule(**{**seen(draft), "digest": tab["digest"]}, by=desk.jurist, now=desk.now)


def test_content_changed_behind_the_desk_after_the_check_is_not_published(desk: Desk) -> None:
    draft = drafted(desk)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    IncentiveVersion.objects.filter(pk=draft.pk).update(record={**draft.record, "valid_from": "2020-01-01"})
    with pytest.raises(policy.NotThisContent):
        policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)


def test_approved_twice_is_published_once(desk: Desk) -> None:
    version = published(desk)
    with pytest.raises(policy.NotOpen):
        policy.publish_rule(**seen(version), by=desk.approver, now=desk.now)
    assert version.acts.filter(kind=RuleActKind.APPROVED).count() == 1


def test_a_rule_has_one_open_draft(desk: Desk) -> None:
    drafted(desk)
    with pytest.raises(policy.DraftExists):
        policy.begin_draft(incentive=desk.incentive, by=desk.everything, now=desk.now)


# --- what stands against it ---


def test_a_failing_golden_case_blocks_and_is_named(desk: Desk) -> None:
    draft = drafted(desk)
    golden = copy.deepcopy(draft.record["golden"])
    golden[1]["verdict"] = "ineligible"
    edited(draft, desk.editor, desk.now, golden=golden)
    with pytest.raises(policy.NotReady) as refused:
        policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    assert [miss.case for miss in refused.value.found.missed] == [golden[1]["name"]]


def test_money_that_comes_out_otherwise_blocks_and_is_named(desk: Desk) -> None:
    draft = drafted(desk)
    golden = copy.deepcopy(draft.record["golden"])
    golden[1]["schedule"]["cit"]["2028-2042"] = 200_001
    found = findings(edited(draft, desk.editor, desk.now, golden=golden))
    assert [(miss.case, miss.what, miss.found) for miss in found.missed] == [(golden[1]["name"], "cit 2028", "200000")]


def test_every_record_of_the_data_passes_its_own_cases(desk: Desk) -> None:
    for version in IncentiveVersion.objects.select_related("incentive"):
        assert findings(version).missed == (), version


def test_two_golden_cases_are_too_few(desk: Desk) -> None:
    draft = drafted(desk, golden=files()["incentives"]["records"][0]["golden"][:2])
    with pytest.raises(policy.NotReady):
        policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)


# --- undo ---


def test_undo_is_a_new_version_with_the_content_before_signed_like_any_other(desk: Desk) -> None:
    wrong = published(desk, valid_from="2027-06-01")
    draft = policy.undo_version(version=wrong, by=desk.editor, now=desk.now + 29 * DAY)
    assert draft.record == desk.incentive.versions.get(number=1).record
    with pytest.raises(policy.NotChecked):
        policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    policy.check_rule(**seen(draft), by=desk.jurist, now=desk.now)
    policy.publish_rule(**seen(draft), by=desk.approver, now=desk.now)
    assert [version.number for version in desk.incentive.versions.order_by("number")] == [1, 2, 3]
    assert policy.newest(desk.incentive).record == draft.record


def test_undo_ends_after_thirty_days_and_needs_something_before(desk: Desk) -> None:
    version = published(desk)
    with pytest.raises(policy.TooLateToUndo):
        policy.undo_version(version=version, by=desk.editor, now=desk.now + 31 * DAY)
    first = desk.incentive.versions.get(number=1)
    with pytest.raises(policy.NothingBefore):
        policy.undo_version(version=first, by=desk.editor, now=desk.now)


# --- the doors ---


def signed(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_editor_writes_the_jurist_checks_and_the_approver_publishes_through_the_pages(desk: Desk) -> None:
    editor, jurist, approver = signed(desk.editor), signed(desk.jurist), signed(desk.approver)
    assert editor.post(f"/admin/law/rule/{KEY}/begin/").status_code == 302
    draft = desk.incentive.versions.get(number=2)
    assert editor.get(f"/admin/law/version/{draft.pk}/edit/").status_code == 200
    assert jurist.get(f"/admin/law/version/{draft.pk}/edit/").status_code == 403
    for client, verb, then in ((jurist, "check", RuleState.CHECKED), (approver, "approve", RuleState.PUBLISHED)):
        sent = {key: value for key, value in seen(draft).items() if key != "version"}
        assert editor.post(f"/admin/law/version/{draft.pk}/{verb}/", sent).status_code in {403, 409}
        assert client.post(f"/admin/law/version/{draft.pk}/{verb}/", sent).status_code == 302
        draft.refresh_from_db()
        assert draft.state == then


def test_the_list_and_the_history_open_for_readers_and_for_nobody_else(desk: Desk) -> None:
    draft = drafted(desk)
    addresses = ["/admin/law/", f"/admin/law/rule/{KEY}/", f"/admin/law/version/{draft.pk}/"]
    for person in (desk.editor, desk.jurist, desk.approver):
        assert [signed(person).get(address).status_code for address in addresses] == [200] * 3
    stranger = User.objects.create_user("stranger")
    assert [signed(stranger).get(address).status_code for address in addresses] == [302] * 3
    assert [Client().get(address).status_code for address in addresses] == [302] * 3


def test_a_form_with_a_mistake_keeps_what_was_typed_and_says_where(desk: Desk) -> None:
    draft = drafted(desk)
    response = signed(desk.editor).post(f"/admin/law/version/{draft.pk}/edit/", {"name_vi": "Tên mới", "seen": 2})
    assert response.status_code == 422
    assert "Tên mới" in response.content.decode()


def test_a_new_rule_starts_from_another_and_shows_nowhere_until_published(desk: Desk) -> None:
    client = signed(desk.editor)
    made = client.post("/admin/law/new/", {"key": "CIT_NEW_RULE", "kind": "benefit", "like": KEY})
    assert made.status_code == 302
    assert Incentive.objects.get(key="CIT_NEW_RULE").versions.get().state == RuleState.DRAFT
    assert client.get("/vi/incentives/cit-new-rule/").status_code == 404
    assert client.post("/admin/law/new/", {"key": KEY, "kind": "benefit", "like": KEY}).status_code == 422
