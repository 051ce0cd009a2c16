"""Officers, leave with a deputy, roster, pools, departments, accounts: through the services and their doors."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import translation

from leads.choices import DueKind, MailStyle, Role
from leads.desk.log import log_of
from leads.desk.people_pages import hand_over_page
from leads.models import Department, Due, DutyTurn, Lead, Leave, Mail, Officer, Pool, RoutingRule
from leads.routing.rules import Candidate, Rule, choose
from leads.services import accounts, departments, officers
from leads.services.accounts import AccountClosed, AlreadyInside, Invitation, plain_record
from leads.services.departments import KeyUnreadable, OfficersInside, PoolFacts
from leads.services.due import do_one
from leads.services.hand_over import (
    KIND,
    HandOverDone,
    MovedSince,
    NothingToHandOver,
    TakerUnfit,
    apply_hand_over,
    propose_hand_over,
    undo_hand_over,
)
from leads.services.intake import submit_lead
from leads.services.officers import CapacityOutOfRange, DayPast, DaysTaken, DeputyUnfit, LeadsInHand, facts_of_officer
from leads.services.organisation import ChangedMeanwhile, DatesCrossed, NameTaken, NotAnOrganiser, stamp
from leads.services.roles import role_group
from leads.services.routing import route, rules_on
from leads.services.words import ChoiceUnknown, EmailInvalid, FieldMissing
from sitepages.models import ChangeSet
from sitepages.refusal import Refused
from tests.leads.conftest import NOW, OURS, SINCE, Cast, a_match, a_submission, at, did, seq_of
from tests.leads.test_desk_views import signed_in

TODAY = NOW.date()


def leads_of(officer: Officer, count: int) -> list[Lead]:
    from leads.services import desk

    made = []
    for number in range(count):
        sent = a_submission(a_match(), submission_key=f"f{number}", contact_email=f"a{number}@x.example")
        lead, _ = submit_lead(submission=sent, by=None, now=NOW)
        if lead.owner != officer:
            head = User.objects.get(username="demo_head")
            lead = desk.assign(lead=lead, officer=officer, reason="Thử", seen_seq=seq_of(lead), by=head, now=NOW)
        made.append(lead)
    return made


def save(officer: Officer, by: User, **changes: Any) -> Officer:
    officer = Officer.objects.select_related("person", "deputy").get(pk=officer.pk)
    facts = facts_of_officer(officer)
    return officers.save_officer(officer=officer, facts=replace(facts, **changes), seen=stamp(facts), by=by, now=NOW)


def refusal_of(act: Any) -> type[Refused]:
    with pytest.raises(Refused) as refused:
        act()
    return type(refused.value)


# --- The record ---


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " "}, FieldMissing),
        ({"department": "so_khong_co"}, ChoiceUnknown),
        ({"languages": ()}, FieldMissing),
        ({"languages": ("fr",)}, ChoiceUnknown),
        ({"sectors": ("khong_co",)}, ChoiceUnknown),
        ({"weekdays": ()}, FieldMissing),
        ({"capacity": 0}, CapacityOutOfRange),
        ({"active_to": date(2020, 1, 1)}, DatesCrossed),
        ({"deputy": "off_an"}, DeputyUnfit),
        ({"active_to": date(2027, 1, 1)}, LeadsInHand),
        ({"department": "so_tai_chinh"}, LeadsInHand),
        ({"takes_leads": False}, LeadsInHand),
    ],
)
def test_a_record_that_would_not_work_is_refused_by_name(
    cast: Cast, changes: dict[str, Any], refusal: type[Refused]
) -> None:
    leads_of(cast.an, 1)
    assert refusal_of(lambda: save(cast.an, cast.vu.user, **changes)) == refusal


def test_what_the_duty_head_changes_routing_follows_and_the_log_keeps(cast: Cast) -> None:
    save(cast.an, cast.vu.user, sectors=("data_centre",), capacity=3, languages=("vi", "ko"))
    save(cast.binh, cast.vu.user, sectors=("software",))
    assert route(facts={"sector": "software"}, language="vi", now=NOW).officer == cast.binh
    page = signed_in(cast.vu.user).get(f"/admin/desk/people/{cast.an.pk}/").content.decode()
    assert "8 → 3" in page
    assert cast.vu.name in page


def test_a_record_saved_from_an_old_form_is_refused(cast: Cast) -> None:
    old = facts_of_officer(cast.an)
    save(cast.an, cast.vu.user, capacity=5)
    late = {"officer": cast.an, "facts": replace(old, capacity=9), "seen": stamp(old), "by": cast.vu.user, "now": NOW}
    assert refusal_of(lambda: officers.save_officer(**late)) == ChangedMeanwhile


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.DUTY_HEAD, Role.ADMIN}])
def test_nobody_else_changes_a_record(cast: Cast, role: Role) -> None:
    assert refusal_of(lambda: save(cast.an, cast.users[role], capacity=5)) == NotAnOrganiser


# --- Leave, roster, pool ---


def leave(cast: Cast, **more: Any) -> Leave:
    given = {"officer": cast.an, "first_day": TODAY, "last_day": TODAY + timedelta(days=2), "reason": "Nghỉ phép"}
    return officers.take_leave(**{**given, "deputy": "off_binh", "by": cast.vu.user, "now": NOW, **more})


def test_the_deputy_owns_the_leads_from_the_first_minute_and_gives_back_what_is_left(cast: Cast) -> None:
    first, second = leads_of(cast.an, 2)
    leave(cast, first_day=TODAY + timedelta(days=1), last_day=TODAY + timedelta(days=1))
    mails_gone = Due.objects.filter(kind__in=[DueKind.SEND_MAIL, DueKind.ESCALATE]).update(done_at=NOW)
    assert mails_gone
    assert not do_one(at("2026-11-25 23:59"))
    assert did(lambda: do_one(at("2026-11-26 00:00")))
    assert set(Lead.objects.values_list("owner__key", flat=True)) == {"off_binh"}
    told = Mail.objects.filter(kind="handed_over")
    assert "ngày cuối là 26/11/2026" in told[0].body
    assert "2026-11-27" not in told[0].body
    change_set = Leave.objects.get().handed_over
    assert change_set
    with translation.override("en"):
        told_here = next(one for one in log_of(first) if "on leave" in one.detail)
        assert "the last day is 26 Nov 2026;" in told_here.detail
        assert hand_over_page(change_set, cast.an).why == "leave, last day 26 Nov 2026"
    assert [mail.to for mail in told] == [cast.binh.user.email]
    assert first.reference in told[0].body
    from leads.services import desk

    fresh = Lead.objects.get(pk=second.pk)
    desk.assign(
        lead=fresh,
        officer=cast.chi,
        reason="Đúng ngành",
        seen_seq=seq_of(fresh),
        by=cast.vu.user,
        now=at("2026-11-26 09:00"),
    )
    Due.objects.filter(kind__in=[DueKind.SEND_MAIL, DueKind.ESCALATE]).update(done_at=NOW)
    did(lambda: do_one(at("2026-11-27 00:00")))
    owners = dict(Lead.objects.values_list("reference", "owner__key"))
    assert owners == {first.reference: "off_an", second.reference: "off_chi"}


def test_the_absent_get_nothing_and_a_leave_taken_back_brings_the_leads_home(cast: Cast) -> None:
    (lead,) = leads_of(cast.an, 1)
    away = leave(cast)
    assert route(facts={"sector": "software"}, language="vi", now=NOW).officer == cast.binh
    Due.objects.filter(kind__in=[DueKind.SEND_MAIL, DueKind.ESCALATE]).update(done_at=NOW)
    do_one(NOW)
    did(lambda: officers.cancel_leave(leave=away, by=cast.an.user, now=NOW))
    assert Lead.objects.get(pk=lead.pk).owner == cast.an
    assert not Due.objects.filter(kind__in=[DueKind.START_LEAVE, DueKind.END_LEAVE], done_at=None).exists()
    with pytest.raises(officers.LeaveGone):  # a second hand, a moment later
        officers.cancel_leave(leave=away, by=cast.an.user, now=NOW)


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"last_day": TODAY - timedelta(days=1)}, DatesCrossed),
        ({"first_day": date(2026, 1, 5), "last_day": date(2026, 1, 6)}, DayPast),
        ({"deputy": "off_an"}, DeputyUnfit),
        ({"deputy": "head_khcn"}, DeputyUnfit),
    ],
)
def test_a_leave_that_leaves_nobody_is_refused(cast: Cast, more: dict[str, Any], refusal: type[Refused]) -> None:
    assert refusal_of(lambda: leave(cast, **more)) == refusal


def test_a_deputy_who_is_away_too_and_days_taken_twice_are_refused(cast: Cast) -> None:
    leave(cast)
    assert refusal_of(lambda: leave(cast)) == DaysTaken
    assert refusal_of(lambda: leave(cast, officer=cast.binh, deputy="off_an")) == DeputyUnfit


def test_on_a_day_with_turns_only_their_officers_are_given_leads(cast: Cast) -> None:
    put = {"first_day": TODAY, "last_day": TODAY, "note": "", "by": cast.vu.user, "now": NOW}
    turn = officers.put_on_roster(officer=cast.binh, **put)
    assert route(facts={"sector": "software"}, language="vi", now=NOW).officer == cast.binh
    assert route(facts={"sector": "software"}, language="vi", now=NOW + timedelta(days=1)).officer == cast.an
    officers.take_off_roster(turn=turn, by=cast.head_khcn.user, now=NOW)
    assert not DutyTurn.objects.exists()
    assert refusal_of(lambda: officers.put_on_roster(officer=cast.chi, **{**put, "by": cast.head_khcn.user})) == (
        NotAnOrganiser
    )


def test_a_pool_is_asked_before_the_department(cast: Cast) -> None:
    facts = PoolFacts("Nhóm tiếng Nhật", "Japanese pool", ("off_chi",), TODAY)
    departments.save_pool(key="nhat", facts=facts, seen="", by=cast.vu.user, now=NOW)
    RoutingRule.objects.filter(key="r_digital").update(pool="nhat")
    assert route(facts={"sector": "software"}, language="vi", now=NOW).officer == cast.chi
    leave(cast, officer=cast.chi, deputy="")
    routed = route(facts={"sector": "software"}, language="vi", now=NOW)
    assert routed.officer == cast.an
    assert [rule.members for rule in rules_on(TODAY) if rule.pool] == [("off_chi",)]


def test_a_pool_without_anybody_present_falls_back_to_the_department() -> None:
    rule = Rule("r", {"always": True}, "so_khcn", pool="p", members=("b",))
    plain = {"languages": ("vi",), "sectors": (), "open_leads": 0, "capacity": 8, "last_assigned_at": None}
    pair = [Candidate("a", "so_khcn", present_from=NOW, **plain), Candidate("b", "x", present_from=None, **plain)]
    assert choose([rule], pair, {}, "vi").officer == "a"


# --- Hand-over ---


def test_a_departure_is_one_act_and_is_undone_by_its_opposite(cast: Cast) -> None:
    leads_of(cast.an, 3)
    gone = {"why": "Chuyển công tác", "departs_on": TODAY, "by": cast.vu.user, "now": NOW}
    preview = propose_hand_over(officer=cast.an, taker=None, **gone)
    assert Lead.objects.filter(owner=cast.an).count() == 3
    did(lambda: apply_hand_over(change_set=preview, by=cast.vu.user, now=NOW))
    cast.an.user.refresh_from_db()
    assert not cast.an.user.is_active
    assert not Lead.objects.filter(owner=cast.an).exists()
    assert route(facts={"sector": "software"}, language="vi", now=NOW).officer == cast.binh
    assert refusal_of(lambda: apply_hand_over(change_set=preview, by=cast.vu.user, now=NOW)) == HandOverDone
    did(lambda: undo_hand_over(change_set=preview, by=cast.vu.user, now=NOW))
    cast.an.user.refresh_from_db()
    assert cast.an.user.is_active
    assert Lead.objects.filter(owner=cast.an).count() == 3
    assert Officer.objects.get(pk=cast.an.pk).active_to is None


def test_what_moved_since_the_preview_or_since_the_act_stops_it_whole(cast: Cast) -> None:
    first, _second = leads_of(cast.an, 2)
    terms = {"taker": cast.binh, "why": "Nghỉ ốm", "departs_on": None, "by": cast.head_khcn.user, "now": NOW}
    preview = propose_hand_over(officer=cast.an, **terms)
    leads_of(cast.an, 3)  # one came in between
    assert refusal_of(lambda: apply_hand_over(change_set=preview, by=cast.head_khcn.user, now=NOW)) == MovedSince
    again = propose_hand_over(officer=cast.an, **terms)
    apply_hand_over(change_set=again, by=cast.head_khcn.user, now=NOW)
    from leads.services import desk

    lead = Lead.objects.get(pk=first.pk)
    desk.assign(lead=lead, officer=cast.chi, reason="x", seen_seq=seq_of(lead), by=cast.vu.user, now=NOW)
    assert refusal_of(lambda: undo_hand_over(change_set=again, by=cast.vu.user, now=NOW)) == MovedSince
    assert Lead.objects.filter(owner=cast.binh).count() == 2


def test_nobody_is_handed_leads_who_cannot_take_them(cast: Cast) -> None:
    terms = {"officer": cast.an, "why": "x", "departs_on": None, "by": cast.vu.user, "now": NOW}
    assert refusal_of(lambda: propose_hand_over(taker=cast.head_khcn, **terms)) == TakerUnfit
    leads_of(cast.an, 1)
    preview = propose_hand_over(taker=cast.binh, **terms)
    User.objects.filter(pk=cast.binh.user.pk).update(is_active=False)
    assert refusal_of(lambda: apply_hand_over(change_set=preview, by=cast.vu.user, now=NOW)) == TakerUnfit
    assert Lead.objects.get().owner == cast.an


def test_the_land_desk_neither_shows_nor_touches_a_hand_over(cast: Cast) -> None:
    (lead,) = leads_of(cast.an, 1)
    terms = {"taker": cast.binh, "why": "Chuyện nội bộ", "departs_on": None, "by": cast.vu.user, "now": NOW}
    preview = propose_hand_over(officer=cast.an, **terms)
    manager = cast.users[Role.LAND_MANAGER]
    manager.groups.set([role_group(Role.LAND_MANAGER)])
    client = signed_in(manager)
    path = f"/admin/land/imports/{preview.pk}/"
    assert client.get(path).status_code == 404
    assert client.post(f"{path}apply/").status_code == 404
    assert client.post(f"{path}discard/").status_code == 404
    assert preview.title not in client.get("/admin/land/imports/").content.decode()
    lead.refresh_from_db()
    assert lead.owner == cast.an


def test_the_head_hands_over_but_only_the_duty_head_lets_go(cast: Cast) -> None:
    terms = {"officer": cast.an, "taker": cast.binh, "why": "x", "by": cast.head_khcn.user, "now": NOW}
    assert refusal_of(lambda: propose_hand_over(departs_on=TODAY, **terms)) == NotAnOrganiser
    assert refusal_of(lambda: propose_hand_over(departs_on=None, **terms)) == NothingToHandOver


def test_an_account_with_leads_is_not_closed_by_a_tick_nor_an_officer_deleted(cast: Cast) -> None:
    leads_of(cast.an, 1)
    admin = signed_in(cast.users[Role.ADMIN])
    user = cast.an.user
    data = {"username": user.username, "email": user.email, "first_name": "An", "last_name": "N"}
    admin.post(f"/admin/users/edit/{user.pk}/", data)
    admin.post(f"/admin/users/delete/{user.pk}/")
    admin.post(f"/admin/bulk/auth/user/set_active_state/?id={user.pk}", {"mark_as_active": "False"})
    admin.post(f"/admin/bulk/auth/user/delete/?id={user.pk}")
    user.refresh_from_db()
    assert user.is_active


# --- Accounts ---


def ask_in(cast: Cast, by: User | None = None, **more: Any) -> User:
    given = {"email": "Moi@demo.example", "role": Role.OFFICER, "name": "Người Mới (mẫu)"}
    given |= {"facts": plain_record("Người Mới (mẫu)", "so_khcn", TODAY), **more}
    return accounts.invite(invitation=Invitation(**given), by=by or cast.vu.user, now=NOW)


def test_an_invited_officer_sets_a_password_once_and_works(cast: Cast) -> None:
    Group.objects.all().delete()  # the cast's groups have no rights; these are made as a first start makes them
    for officer, role in ((cast.vu, Role.DUTY_HEAD), (cast.an, Role.OFFICER)):
        officer.user.groups.add(role_group(role))
    user = ask_in(cast)
    mail = Mail.objects.get(kind="invitation")
    assert mail.to == "moi@demo.example"
    link = re.search(r"https?://[^/]+(/admin/password_reset/\S+)", mail.body)
    assert link
    client = Client()
    form = client.get(link[1], follow=True)
    secret = "mat-khau-dai-va-la-2026"
    data = {"new_password1": secret, "new_password2": secret}
    assert client.post(form.redirect_chain[-1][0], data).status_code == 302
    assert client.post("/admin/login/", {"username": user.username, "password": secret}).status_code == 302
    assert client.get("/admin/desk/").status_code == 200
    assert Client().get(link[1], follow=True).context["validlink"] is False
    assert Officer.objects.get(user=user).takes_leads
    assert refusal_of(
        lambda: accounts.send_invitation(user=User.objects.get(pk=user.pk), by=cast.vu.user, now=NOW)
    ) == (AlreadyInside)


def test_a_forgotten_password_is_reset_by_mail(cast: Cast, mailoutbox: list[Any]) -> None:
    cast.an.user.set_password("x-y-z-2026-abc")
    cast.an.user.save()
    Client().post("/admin/password_reset/", {"email": cast.an.user.email})
    assert [mail.to for mail in mailoutbox] == [[cast.an.user.email]]
    assert "/admin/password_reset/confirm/" in mailoutbox[0].body


def test_who_invites_whom_and_nobody_twice(cast: Cast) -> None:
    ask_in(cast)
    assert refusal_of(lambda: ask_in(cast)) == NameTaken
    assert refusal_of(lambda: ask_in(cast, email="b@demo.example", role=Role.ADMIN)) == NotAnOrganiser
    assert refusal_of(lambda: ask_in(cast, email="nobody")) == EmailInvalid
    editor = ask_in(cast, by=cast.users[Role.ADMIN], email="b@demo.example", role=Role.EDITOR, facts=None)
    assert not Officer.objects.filter(user=editor).exists()
    editor.is_active = False
    editor.save()
    again = {"user": editor, "by": cast.users[Role.ADMIN], "now": NOW}
    assert refusal_of(lambda: accounts.send_invitation(**again)) == AccountClosed
    assert ask_in(cast, email="moi@other.example").username == "moi2"


# --- Mail as the officer likes ---


def test_a_digest_comes_at_the_next_opening_and_an_urgent_lead_at_once(cast: Cast) -> None:
    officers.choose_mail_style(officer=cast.an, style=MailStyle.DIGEST, by=cast.an.user, now=NOW)
    cast.an.refresh_from_db()
    first, second = leads_of(cast.an, 2)
    assert not Mail.objects.filter(kind="assigned", to=cast.an.user.email).exists()
    due = Due.objects.get(kind=DueKind.DIGEST)
    assert due.due_at == at("2026-11-25 13:00")
    Due.objects.filter(kind__in=[DueKind.SEND_MAIL, DueKind.ESCALATE]).update(done_at=NOW)
    assert do_one(at("2026-11-25 13:00"))
    (mail,) = Mail.objects.filter(kind="digest")
    assert first.reference in mail.body
    assert second.reference in mail.body
    big = a_match(project={"capital_vnd": 7_000_000_000_000})
    urgent, _ = submit_lead(submission=a_submission(big, submission_key="u"), by=None, now=NOW)
    assert urgent.priority == "urgent"
    assert Mail.objects.filter(kind="assigned", lead=urgent).exists()


# --- Doors ---


def test_the_doors_of_the_organisation_save_and_show(cast: Cast) -> None:
    client = signed_in(cast.vu.user)
    new = {
        "key": "so_moi",
        "name_vi": "Sở Mới",
        "name_en": "New Department",
        "kind": "department",
        "role_vi": "Việc mới",
        "role_en": "New work",
        "source": "thử",
        "certainty": "ours",
        "valid_from": "2026-11-25",
        "questions": ["eia"],
    }
    assert client.post("/admin/desk/departments/new/", new).status_code == 302
    assert client.post("/admin/desk/departments/new/", new).status_code == 422
    page = client.get("/admin/desk/departments/so_moi/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    change = {**new, "seen": seen[1], "phone": "1", "role_en": "Newer work"}
    assert client.post("/admin/desk/departments/so_moi/", change).status_code == 302
    stale = client.post("/admin/desk/departments/so_moi/", {**change, "role_en": "Stale"})
    assert stale.status_code == 409
    row = Department.objects.get(pk="so_moi")
    assert (row.role_en, row.answers["questions"]) == ("Newer work", ["eia"])
    an = Department.objects.get(pk="so_khcn")
    facts = departments.facts_of_department(an)
    ends = {
        "department": an,
        "facts": replace(facts, role_vi="x", role_en="x", valid_to=TODAY),
        "seen": stamp(facts),
        "by": cast.vu.user,
    }
    add = {"facts": replace(facts, role_vi="x", role_en="x"), "by": cast.vu.user, "now": NOW}
    assert refusal_of(lambda: departments.add_department(key="Sở", **add)) == KeyUnreadable
    assert refusal_of(lambda: departments.save_department(now=NOW, **ends)) == OfficersInside


def test_an_officer_comes_in_works_and_goes_through_the_pages(cast: Cast) -> None:
    client = signed_in(cast.vu.user)
    ask = {
        "contact_email": "n@demo.example",
        "person_name": "N (mẫu)",
        "role": "officer",
        "department": "so_khcn",
        "reads": "vi",
    }
    assert client.post("/admin/desk/people/invite/", {**ask, "languages": ["vi"], "capacity": 4}).status_code == 302
    assert "n@demo.example" in client.get("/admin/desk/people/").content.decode()
    user = User.objects.get(email="n@demo.example")
    assert client.post(f"/admin/desk/people/invited/{user.pk}/").status_code == 302
    assert Mail.objects.filter(kind="invitation").count() == 2
    leads_of(cast.an, 1)
    path = f"/admin/desk/people/{cast.an.pk}/hand-over/"
    to = {"to": "each", "why": "Thôi việc", "departs_on": TODAY.isoformat()}
    shown = client.post(path, to, follow=True)
    assert "→" in shown.content.decode()
    made = ChangeSet.objects.get(kind=KIND)
    client.post(f"/admin/desk/hand-over/{made.pk}/apply/")
    assert not Lead.objects.filter(owner=cast.an).exists()
    client.post(f"/admin/desk/hand-over/{made.pk}/undo/")
    assert Lead.objects.filter(owner=cast.an).count() == 1
    pool = {"key": "nhom", "name_vi": "N", "name_en": "P", "members": ["off_an"], "valid_from": "2026-11-25"}
    assert client.post("/admin/desk/pools/new/", pool).status_code == 302
    assert Pool.objects.get().members.count() == 1
    turn = {"officer": "off_an", "first_day": "2031-01-06", "last_day": "2031-01-10"}
    assert client.post("/admin/desk/roster/", turn).status_code == 302
    assert client.get("/admin/desk/roster/").status_code == 200


def test_an_officer_opens_the_own_page_only(cast: Cast) -> None:
    client = signed_in(cast.an.user)
    assert client.get("/admin/desk/people/", follow=True).redirect_chain[-1][0].endswith(f"/people/{cast.an.pk}/")
    assert client.get(f"/admin/desk/people/{cast.binh.pk}/").status_code == 302
    assert client.post(f"/admin/desk/people/{cast.an.pk}/mail/", {"mail_style": "digest"}).status_code == 302
    assert Officer.objects.get(pk=cast.an.pk).mail_style == MailStyle.DIGEST
    assert Department.objects.create(
        key="x", name_vi="x", name_en="x", kind="department", role_certainty="ours", valid_from=SINCE, **OURS
    )
