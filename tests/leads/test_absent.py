"""Nobody is given a lead who cannot work on it; and the words about who could not are true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from leads.choices import Role
from leads.desk.people_pages import people_page
from leads.desk.referral_forms import officers_of
from leads.models import Department, Lead, Leave, Officer
from leads.services import accounts, desk, officers
from leads.services.accounts import Invitation, plain_record
from leads.services.assignment import OfficerUnavailable
from leads.services.hand_over import TakerUnfit, propose_hand_over
from leads.services.intake import submit_lead
from leads.services.leaves import start_leave
from leads.services.links import live_link, token_for
from leads.services.mentions import NotYetActive, mentionable
from leads.services.officers import DeputyUnfit
from leads.services.referrals import AnswererUnfit, refer, take_referral
from leads.services.routing import route
from leads.services.routing_words import public_reason, reason_in_words
from leads.services.staff_letters import department_heads
from leads.services.tasks import NewTask, TaskTakerUnfit, add_task, takers_of_tasks
from sitepages.refusal import Refused
from tests.leads.conftest import NOW, Cast, a_match, a_submission, did, seq_of
from tests.leads.test_desk_views import signed_in

TODAY = NOW.date()


def taker() -> Officer | None:
    return route(facts={"sector": "software"}, language="vi", now=NOW).officer


@pytest.fixture
def invited(cast: Cast) -> Officer:
    """Asked in for software at the first department, better placed than Bình; no password yet."""
    facts = replace(plain_record("Người Mới (mẫu)", "so_khcn", TODAY), sectors=("software",))
    asked = Invitation("moi@demo.example", Role.OFFICER, "Người Mới (mẫu)", facts)
    return Officer.objects.get(user=accounts.invite(invitation=asked, by=cast.vu.user, now=NOW))


def test_the_invited_are_given_nothing_until_the_first_password(lead: Lead, cast: Cast, invited: Officer) -> None:
    Leave.objects.create(officer=cast.an, first_day=TODAY, last_day=TODAY)
    assert taker() == cast.binh
    by = {"by": cast.vu.user, "now": NOW}
    to_invited: tuple[tuple[Callable[[], Any], type[Refused]], ...] = (
        (lambda: officers.fit_deputy(cast.an, invited.key), DeputyUnfit),
        (
            lambda: propose_hand_over(officer=cast.an, taker=invited, why="x", departs_on=None, **by),
            TakerUnfit,
        ),
        (
            lambda: desk.assign(lead=lead, officer=invited, reason="x", seen_seq=seq_of(lead), **by),
            OfficerUnavailable,
        ),
    )
    for act, refusal in to_invited:
        with pytest.raises(refusal):
            act()
    invited.user.set_password("mat-khau-dai-va-la-2026")
    invited.user.save()
    assert taker() == invited


def test_the_invited_are_named_nowhere_where_somebody_has_to_read_it(lead: Lead, cast: Cast, invited: Officer) -> None:
    by = {"lead": lead, "by": cast.an.user, "now": NOW}
    key = refer(department=Department.objects.get(pk="so_tai_chinh"), question="Q?", seen_seq=seq_of(lead), **by)
    Officer.objects.filter(pk=invited.pk).update(department="so_tai_chinh")
    asked = Officer.objects.get(pk=invited.pk)
    with pytest.raises(AnswererUnfit):
        take_referral(lead=lead, number=key, officer=asked, by=cast.vu.user, now=NOW)
    assert [one.key for one in officers_of("so_tai_chinh")] == [cast.chi.key]
    Officer.objects.filter(pk=invited.pk).update(department="so_khcn")
    assert invited not in [*mentionable(lead), *takers_of_tasks(lead)]
    with pytest.raises(NotYetActive):
        desk.write_note(text="@người mới xem giúp", seen_seq=seq_of(lead), **by)
    with pytest.raises(TaskTakerUnfit):
        add_task(task=NewTask("Gọi", NOW + timedelta(hours=2), invited.key), seen_seq=seq_of(lead), **by)


def test_a_head_who_is_only_invited_is_not_the_one_who_is_told(cast: Cast) -> None:
    cast.head_khcn.user.set_unusable_password()
    cast.head_khcn.user.save()
    assert department_heads("so_khcn", NOW) == [cast.vu]


def test_roster_and_pools_may_name_the_invited_and_say_so(cast: Cast, invited: Officer) -> None:
    client = signed_in(cast.vu.user)
    turn = {"officer": invited.key, "first_day": "2099-01-05", "last_day": "2099-01-05"}
    assert client.post("/admin/desk/roster/", turn).status_code == 302
    page = client.get("/admin/desk/roster/").content.decode()
    assert "Người Mới (mẫu) (chưa kích hoạt) · " in page
    assert "chưa kích hoạt: được bỏ qua cho đến khi" in page
    pool = {"key": "nhom", "name_vi": "N", "name_en": "P", "members": [invited.key], "valid_from": "2026-11-25"}
    assert client.post("/admin/desk/pools/new/", pool).status_code == 302
    assert "Người Mới (mẫu) (chưa kích hoạt)" in client.get("/admin/desk/pools/").content.decode()


def test_the_list_of_officers_shows_the_invited_last_and_as_absent(cast: Cast, invited: Officer) -> None:
    with translation.override("en"):
        page = people_page(cast.vu.user, NOW)
        rows, shown = dict(page.departments)["Department of Science and Technology"], invited.name
    assert (rows[-1].name, rows[-1].there, rows[-1].state) == (shown, False, "invited, no password yet")
    assert [one.name for one in page.invited] == ["Người Mới (invented)"]


def test_a_leave_whose_deputy_was_only_invited_goes_to_whom_routing_chooses(
    lead: Lead, cast: Cast, invited: Officer
) -> None:
    Officer.objects.filter(pk=cast.an.pk).update(deputy=invited)
    leave = Leave.objects.create(officer=cast.an, first_day=TODAY, last_day=TODAY)
    did(lambda: start_leave(leave=leave, now=NOW))
    assert Lead.objects.get().owner == cast.binh


@pytest.mark.parametrize(
    ("speaker", "english", "vietnamese"),
    [
        ("nobody", "nobody there speaks Korean", "ở đó chưa có ai nói tiếng Hàn"),
        ("full", "nobody with room there speaks Korean", "ở đó chưa có ai còn nhận thêm được mà nói tiếng Hàn"),
        ("away", "nobody present there speaks Korean", "ở đó chưa có ai đang có mặt mà nói tiếng Hàn"),
    ],
)
def test_why_the_officer_does_not_speak_the_language_is_true_wherever_it_is_told(
    cast: Cast, client: Any, speaker: str, english: str, vietnamese: str
) -> None:
    if speaker != "nobody":
        cast.binh.person.languages = ["vi", "ko"]
        cast.binh.person.save()
    if speaker == "full":
        Officer.objects.filter(pk=cast.binh.pk).update(capacity=0)
    if speaker == "away":
        Leave.objects.create(officer=cast.binh, first_day=TODAY, last_day=TODAY)
    lead, _ = submit_lead(submission=a_submission(a_match(), language="ko"), by=None, now=NOW)
    assert lead.owner == cast.an
    reason = lead.events.get(kind="assigned").data["reason"]
    for lang, told in (("en", english), ("vi", vietnamese)):
        with translation.override(lang):
            assert told in public_reason(reason)
            assert told in reason_in_words(reason)
    assert english in lead.mails.get(kind="confirmation").body
    assert english in client.get(f"/en/lead/{token_for(live_link(lead=lead, now=timezone.now()))}/").content.decode()
