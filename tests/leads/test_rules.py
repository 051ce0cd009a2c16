"""The routing rules as data: changed in a draft, tried on past leads, published with a date, never erased."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.choices import Role
from leads.models import Department, Pool, PoolMember, RoutingRule, RuleSet
from leads.routing.cases import FIGURES, LISTS, Case, cases_of, when_of
from leads.routing.rules import holds
from leads.services import rules
from leads.services.intake import submit_lead
from leads.services.officers import DayPast
from leads.services.organisation import ChangedMeanwhile, DatesCrossed
from leads.services.routing import rules_on
from leads.services.rule_replay import replay_rules
from leads.services.rules import NoDraft, NotRuleKeeper, RuleRow, RulesUnchanged, RuleUnknown, rows_in, warnings
from leads.services.seed_desk import read
from leads.services.words import ChoiceUnknown, FieldMissing
from tests.leads.conftest import NOW, SINCE, Cast, a_match, a_submission, did
from tests.leads.test_desk_views import signed_in

TODAY = date(2026, 11, 25)
KOREA = RuleRow(key="", when={"origin": ["KR"]}, to="so_tai_chinh", also=("so_khcn",), source="Họp giao ban 25/11")
FIGURE = st.integers(0, 10**9).map(float)
CASE = st.builds(
    Case,
    chosen=st.dictionaries(st.sampled_from(LISTS), st.lists(st.sampled_from("abcde"), min_size=1).map(tuple)),
    least=st.dictionaries(st.sampled_from(FIGURES), FIGURE),
    below=st.dictionaries(st.sampled_from(FIGURES), FIGURE),
).filter(lambda case: not case.empty)
FACTS = st.fixed_dictionaries(
    {},
    optional={fact: st.sampled_from("abcde") for fact in LISTS[:4]}
    | {"zone": st.lists(st.sampled_from("abcde"), max_size=3)}
    | dict.fromkeys(FIGURES, FIGURE),
)


# --- A condition as a form shows it ---


@given(st.lists(CASE, min_size=1, max_size=3), FACTS)
def test_what_a_form_stores_holds_when_one_of_its_cases_does(cases: list[Case], facts: dict[str, Any]) -> None:
    def one(case: Case) -> bool:
        listed = all(_has(facts.get(key), values) for key, values in case.chosen.items())
        least = all(facts.get(key) is not None and facts[key] >= bound for key, bound in case.least.items())
        below = all(facts.get(key) is not None and facts[key] < bound for key, bound in case.below.items())
        return listed and least and below

    assert holds(when_of(cases), facts) == any(one(case) for case in cases)


def _has(value: Any, wanted: tuple[str, ...]) -> bool:
    return any(one in wanted for one in value) if isinstance(value, list) else value in wanted


@given(st.lists(CASE, min_size=1, max_size=3))
def test_a_form_reads_back_what_it_stored(cases: list[Case]) -> None:
    assert list(cases_of(when_of(cases)) or ()) == cases


def test_the_form_can_show_every_rule_of_the_seed() -> None:
    for row in read("departments.yaml")["routing_defaults"]:
        cases = cases_of(row["when"])
        assert cases, row["key"]
        assert len(cases) <= 3


def test_a_condition_the_form_has_no_field_for_is_kept_not_guessed() -> None:
    assert cases_of({"leader_flag": True}) is None
    assert cases_of({"jobs": "= 5"}) is None
    assert when_of([Case()]) == {"always": True} == when_of([])


# --- Draft and publication ---


def begun(cast: Cast) -> RuleSet:
    return did(lambda: rules.begin_draft(by=cast.vu.user, now=NOW))


def with_korea(cast: Cast) -> RuleSet:
    draft = begun(cast)
    return rules.save_rule(row=KOREA, seen=draft.version, by=cast.vu.user, now=NOW)


def published(cast: Cast, draft: RuleSet, on: date = TODAY, note: str = "Theo họp giao ban") -> RuleSet:
    return rules.publish_rules(valid_from=on, note=note, seen=draft.version, by=cast.vu.user, now=NOW)


def keys_on(day: date) -> list[str]:
    return [rule.key for rule in rules_on(day)]


def test_a_new_rule_stands_before_the_last_and_changes_nothing_until_it_is_published(cast: Cast) -> None:
    draft = with_korea(cast)
    assert [row.key for row in rows_in(draft.rows)] == ["r_digital", "r_factory", "r_1", "r_last"]
    assert keys_on(TODAY) == ["r_digital", "r_factory", "r_last"]
    published(cast, draft, TODAY + timedelta(days=3))
    assert keys_on(TODAY + timedelta(days=2)) == ["r_digital", "r_factory", "r_last"]
    assert keys_on(TODAY + timedelta(days=3)) == ["r_digital", "r_factory", "r_1", "r_last"]
    assert RoutingRule.objects.get(key="r_digital").valid_to is None  # untouched rules go on


def test_a_changed_rule_ends_where_its_successor_begins_and_stays_to_be_read(cast: Cast) -> None:
    draft = begun(cast)
    row = replace(rows_in(draft.rows)[0], to="so_tai_chinh")
    draft = rules.save_rule(row=row, seen=draft.version, by=cast.vu.user, now=NOW)
    done = published(cast, draft, TODAY)
    old, new = RoutingRule.objects.filter(key="r_digital").order_by("valid_from")
    assert (old.to_id, old.valid_from, old.valid_to) == ("so_khcn", SINCE, TODAY)
    assert (new.to_id, new.valid_from, new.valid_to) == ("so_tai_chinh", TODAY, None)
    assert [change["key"] for change in done.changes] == ["r_digital"]
    assert done.changes[0]["before"]["to"] == "so_khcn"


def test_a_rule_changed_twice_in_a_day_holds_as_last_said(cast: Cast) -> None:
    published(cast, with_korea(cast))
    draft = begun(cast)
    row = next(row for row in rows_in(draft.rows) if row.key == "r_1")
    again = rules.save_rule(row=replace(row, to="so_khcn"), seen=draft.version, by=cast.vu.user, now=NOW)
    published(cast, again)
    assert [(rule.key, rule.to) for rule in rules_on(TODAY)][2] == ("r_1", "so_khcn")
    assert RoutingRule.objects.filter(key="r_1").count() == 2


def test_rules_are_moved_and_removed(cast: Cast) -> None:
    draft = begun(cast)
    draft = rules.move_rule(key="r_factory", up=True, seen=draft.version, by=cast.vu.user, now=NOW)
    draft = rules.move_rule(key="r_factory", up=True, seen=draft.version, by=cast.vu.user, now=NOW)  # at the end
    draft = rules.remove_rule(key="r_last", seen=draft.version, by=cast.vu.user, now=NOW)
    published(cast, draft)
    assert keys_on(TODAY) == ["r_factory", "r_digital"]
    assert keys_on(TODAY - timedelta(days=1)) == ["r_digital", "r_factory", "r_last"]


def test_a_rule_for_a_fair_ends_by_itself(cast: Cast) -> None:
    draft = begun(cast)
    fair = replace(KOREA, valid_from=TODAY + timedelta(days=1), valid_to=TODAY + timedelta(days=3))
    published(cast, rules.save_rule(row=fair, seen=draft.version, by=cast.vu.user, now=NOW))
    held = ["r_1" in keys_on(TODAY + timedelta(days=number)) for number in range(4)]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"to": ""}, FieldMissing),
        ({"to": "so_khac"}, ChoiceUnknown),
        ({"also": ("so_khac",)}, ChoiceUnknown),
        ({"inform": ("so_khac",)}, ChoiceUnknown),
        ({"pool": "korea"}, ChoiceUnknown),
        ({"certainty": "maybe"}, ChoiceUnknown),
        ({"source": " "}, FieldMissing),
        ({"when": {"sector": ["alchemy"]}}, ChoiceUnknown),
        ({"when": {"origin": ["XX"]}}, ChoiceUnknown),
        ({"when": {"jobs": "many"}}, ChoiceUnknown),
        ({"valid_from": TODAY, "valid_to": TODAY - timedelta(days=1)}, DatesCrossed),
    ],
)
def test_a_rule_that_cannot_work_is_refused(cast: Cast, more: dict[str, Any], refusal: type) -> None:
    draft = begun(cast)
    with pytest.raises(refusal):
        rules.save_rule(row=replace(KOREA, **more), seen=draft.version, by=cast.vu.user, now=NOW)


def test_two_keepers_do_not_overwrite_each_other(cast: Cast) -> None:
    draft = begun(cast)
    seen = draft.version
    assert begun(cast) == draft  # one draft at a time
    rules.save_rule(row=KOREA, seen=seen, by=cast.vu.user, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        rules.remove_rule(key="r_last", seen=seen, by=cast.vu.user, now=NOW)
    draft.refresh_from_db()
    with pytest.raises(RuleUnknown):
        rules.remove_rule(key="r_gone", seen=draft.version, by=cast.vu.user, now=NOW)
    rules.drop_draft(seen=draft.version, by=cast.vu.user, now=NOW)
    with pytest.raises(NoDraft):
        rules.drop_draft(seen=1, by=cast.vu.user, now=NOW)


def test_a_publication_says_why_begins_today_or_later_and_changes_something(cast: Cast) -> None:
    draft = begun(cast)
    with pytest.raises(RulesUnchanged):
        published(cast, draft)
    draft = with_korea(cast)
    with pytest.raises(DayPast):
        published(cast, draft, TODAY - timedelta(days=1))
    with pytest.raises(FieldMissing):
        published(cast, draft, note=" ")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DUTY_HEAD])
def test_the_rules_belong_to_the_duty_head(cast: Cast, role: Role) -> None:
    with pytest.raises(NotRuleKeeper):
        rules.begin_draft(by=cast.users[role], now=NOW)


def test_what_may_not_be_meant_is_said(cast: Cast) -> None:
    always = RuleRow(key="a", when={"always": True}, to="hai_quan")
    after = RuleRow(key="b", when={"origin": ["KR"]}, to="so_khcn")
    told = {(one.code, one.key) for one in warnings([always, after], frozenset({"so_khcn"}))}
    assert told == {("nobody_there", "a"), ("never_asked", "b")}
    assert [one.code for one in warnings([after], frozenset({"so_khcn"}))] == ["no_last"]


# --- New facts: country, language, plot zone; the pool, and who is told ---


def test_country_language_and_zone_of_an_enquiry_decide(cast: Cast) -> None:
    draft = begun(cast)
    for when, to in (
        ({"origin": ["KR"]}, "so_tai_chinh"),
        ({"zone": ["SX"]}, "so_khcn"),
        ({"language": ["ja"]}, "so_khcn"),
    ):
        row = replace(KOREA, when=when, to=to, also=())
        if "zone" in when:
            from sitepages.models import FunctionalZone

            FunctionalZone.objects.get_or_create(code="SX", defaults={"name_vi": "Sản xuất", "name_en": "Production"})
        draft = rules.save_rule(row=row, seen=draft.version, by=cast.vu.user, now=NOW)
    published(cast, draft)
    got = []
    for number, more in enumerate(
        (
            {"country": "KR"},
            {"run": a_match("semiconductor_design", zones=["DV", "SX"])},
            {"language": "ja"},
            {"country": "US"},
        )
    ):
        run = more.pop("run", None)
        given = a_submission(
            run, submission_key=f"k{number}", contact_email=f"k{number}@thu.example", **{"country": "", **more}
        )
        got.append(did(lambda given=given: submit_lead(submission=given, by=None, now=NOW))[0].department_id)
    assert got == ["so_tai_chinh", "so_khcn", "so_khcn", "desk"]


def test_the_heads_whom_a_rule_names_are_told_without_the_investors_name(cast: Cast) -> None:
    draft = begun(cast)
    row = replace(KOREA, inform=("so_khcn", "desk"))
    published(cast, rules.save_rule(row=row, seen=draft.version, by=cast.vu.user, now=NOW))
    lead, _ = did(lambda: submit_lead(submission=a_submission(country="KR"), by=None, now=NOW))
    mail = lead.mails.get(kind="informed")
    assert mail.to == cast.head_khcn.user.email
    assert "Lạc Hồng" not in mail.body + mail.subject
    assert lead.reference in mail.subject


# --- The draft tried ---


def test_a_draft_is_tried_on_past_leads_before_it_is_switched_on(cast: Cast) -> None:
    for number, country in enumerate(["KR", "KR", "US", "VN"]):
        given = a_submission(
            a_match(), submission_key=f"k{number}", contact_email=f"k{number}@x.example", country=country
        )
        submit_lead(submission=given, by=None, now=NOW + timedelta(minutes=number))
    draft = with_korea(cast)
    rows = rows_in(draft.rows)
    first = [rows[2], rows[0], rows[1], rows[3]]
    result = replay_rules(rows=first, last=100, now=NOW)
    assert result.tried == 4
    assert [(one.before.department, one.after.department) for one in result.moved] == [("so_khcn", "so_tai_chinh")] * 2
    assert result.departments == {"so_khcn": (4, 2), "so_tai_chinh": (0, 2)}
    loads = {one.officer: (one.before, one.after) for one in result.loads}
    assert loads["off_chi"] == (0, 2)
    assert sum(pair[0] for pair in loads.values()) == sum(pair[1] for pair in loads.values()) == 4
    assert replay_rules(rows=rows, last=2, now=NOW).tried == 2
    assert not replay_rules(rows=rows_in(begun(cast).rows)[:2], last=2, now=NOW).duty_head[0]


def test_the_same_rules_move_nothing_and_a_pool_is_a_change(cast: Cast) -> None:
    submit_lead(submission=a_submission(a_match()), by=None, now=NOW)
    draft = begun(cast)
    rows = rows_in(draft.rows)
    assert replay_rules(rows=rows, last=10, now=NOW).moved == ()
    pool = Pool.objects.create(key="korea", name_vi="Tổ Hàn Quốc", name_en="Korea desk", valid_from=SINCE)
    PoolMember.objects.create(pool=pool, officer=cast.binh, valid_from=SINCE)
    (moved,) = replay_rules(rows=[replace(rows[0], pool="korea"), *rows[1:]], last=10, now=NOW).moved
    assert moved.after.officer == "off_binh"
    assert moved.actual == "so_khcn"


# --- The pages ---


def test_the_duty_head_changes_a_rule_by_form_tries_it_and_switches_it_on(cast: Cast) -> None:
    submit_lead(submission=a_submission(a_match(), country="KR"), by=None, now=NOW)
    client = signed_in(cast.vu.user)
    assert client.post("/admin/desk/rules/begin/").headers["Location"] == "/admin/desk/rules/draft/"
    page = client.get("/admin/desk/rules/draft/").content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    form = client.get("/admin/desk/rules/draft/rule/r_digital/").content.decode()
    assert 'value="software"' in form
    typed = {"seen": seen[1], "to": "so_tai_chinh", "c0_origin": ["KR"], "c0_area_m2_least": "1000", "source": "Thử"}
    assert client.post("/admin/desk/rules/draft/new/", {**typed, "source": ""}).status_code == 422
    assert client.post("/admin/desk/rules/draft/new/", {**typed, "certainty": "ours"}).status_code == 302
    assert client.post("/admin/desk/rules/draft/new/", {**typed, "certainty": "ours"}).status_code == 409  # a stale tab
    draft = RuleSet.objects.get()
    assert rows_in(draft.rows)[2].when == {"origin": ["KR"], "area_m2": ">= 1000"}
    assert client.post("/admin/desk/rules/draft/rule/r_1/up/", {"seen": draft.version}).status_code == 302
    assert client.post("/admin/desk/rules/draft/rule/r_1/up/", {"seen": draft.version + 1}).status_code == 302
    tried = client.get("/admin/desk/rules/draft/tried/?last=50").content.decode()
    assert "Lạc Hồng" in tried
    for wrong in ("51", "20000", "0050", "500000000001", "٥٠", "-50", "x", "", "9" * 5000):
        refused = client.get("/admin/desk/rules/draft/tried/", {"last": wrong})
        assert refused.status_code == 422
        assert "50, 200 hoặc 1.000" in refused.content.decode()
    draft.refresh_from_db()
    send = {"seen": draft.version, "valid_from": "2000-01-01", "note": "Thử"}
    assert client.post("/admin/desk/rules/draft/publish/", send).status_code == 422
    send["valid_from"] = "2999-01-01"
    assert client.post("/admin/desk/rules/draft/publish/", send).headers["Location"] == "/admin/desk/rules/"
    page = client.get("/admin/desk/rules/").content.decode()
    assert "01/01/2999" in page
    assert "Thử" in page
    assert client.get("/admin/desk/rules/draft/").headers["Location"] == "/admin/desk/rules/"


def test_a_draft_is_dropped_and_a_rule_removed_by_button(cast: Cast) -> None:
    client = signed_in(cast.vu.user)
    client.post("/admin/desk/rules/begin/")
    assert client.post("/admin/desk/rules/draft/rule/r_last/remove/", {"seen": 1}).status_code == 302
    assert "r_last" not in [row.key for row in rows_in(RuleSet.objects.get().rows)]
    assert client.post("/admin/desk/rules/draft/drop/", {"seen": 1}).status_code == 302  # stale: told, not done
    assert RuleSet.objects.exists()
    client.post("/admin/desk/rules/draft/drop/", {"seen": 2})
    assert not RuleSet.objects.exists()
    assert Department.objects.filter(key="desk").exists()
