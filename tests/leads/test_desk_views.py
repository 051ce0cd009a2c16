"""The desk's doors, walked as every role: who sees what, and nothing lost on refusal."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from leads.choices import Role, Stage
from leads.models import Lead, LeadEvent
from leads.services import desk
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from tests.leads.conftest import NOW, Cast, a_submission, did, seq_of

pytestmark = pytest.mark.once

SEES_OWN_DEPARTMENT = {Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD, Role.LEADER}
WORKS = {Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD}


def signed_in(user: User) -> Client:
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def lead(cast: Cast) -> Lead:
    """An enquiry without a match, two days old, An's."""
    made, _ = submit_lead(submission=a_submission(), by=None, now=timezone.now() - timedelta(days=2))
    if made.owner != cast.an:
        made = desk.assign(
            lead=made, officer=cast.an, reason="Bài thử", seen_seq=seq_of(made), by=cast.vu.user, now=timezone.now()
        )
    return made


@pytest.mark.parametrize("role", list(Role))
def test_who_opens_the_desk_and_a_lead(cast: Cast, lead: Lead, role: Role) -> None:
    client = signed_in(cast.users[role])
    seen = role in SEES_OWN_DEPARTMENT
    assert client.get("/admin/desk/").status_code == (200 if seen else 302)
    hidden = 302 if role == Role.ADMIN else 404  # who keeps the accounts is asked for a reason
    assert client.get(f"/admin/desk/{lead.pk}/").status_code == (200 if seen else hidden)
    menu = client.get("/admin/").content
    # the administrator keeps accounts, weights and the record of access, the editor templates of replies; both see how
    # many read the newsletter
    for other in (b"people", b"templates", b"weights", b"log", b"readers"):
        menu = menu.replace(b"/admin/desk/" + other + b"/", b"")
    assert (b"/admin/desk/" in menu) == seen


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("verb", ["note", "reply", "step", "pause", "resume", "assign", "take"])
def test_only_who_works_on_a_lead_may_post(cast: Cast, lead: Lead, role: Role, verb: str) -> None:
    client = signed_in(cast.users[role])
    before = LeadEvent.objects.filter(lead=lead).count()
    data = {"seen_seq": seq_of(lead), "text": "Ghi chú", "what": "Gọi lại", "due": "2031-01-06T09:00"}
    response = client.post(f"/admin/desk/{lead.pk}/{verb}/", data)
    if role not in SEES_OWN_DEPARTMENT:
        assert response.status_code == 404
    elif role not in WORKS:
        assert response.status_code in {403, 422}  # an incomplete form is said first
    else:
        assert response.status_code in {302, 403, 409, 422}
    if role not in WORKS:
        assert LeadEvent.objects.filter(lead=lead).count() == before


def test_an_officer_of_another_department_finds_no_lead(cast: Cast, lead: Lead) -> None:
    client = signed_in(cast.chi.user)
    assert client.get(f"/admin/desk/{lead.pk}/").status_code == 404
    assert client.post(f"/admin/desk/{lead.pk}/note/", {"text": "x", "seen_seq": 1}).status_code == 404
    assert lead.reference.encode() not in client.get("/admin/desk/?whose=visible&state=all").content


def test_strangers_are_sent_to_the_login(lead: Lead) -> None:
    response = Client().get(f"/admin/desk/{lead.pk}/")
    assert response.status_code == 302
    assert "/admin/login/" in response.headers["Location"]


def test_a_lead_is_never_kept_by_a_cache(cast: Cast, lead: Lead) -> None:
    for path in ("/admin/desk/", f"/admin/desk/{lead.pk}/"):
        cache = signed_in(cast.an.user).get(path).headers["Cache-Control"]
        assert "private" in cache
        assert "no-store" in cache or "no-cache" in cache


def test_a_stale_tab_is_told_who_was_quicker_and_loses_nothing(cast: Cast, lead: Lead) -> None:
    seen = seq_of(lead)
    desk.record_reply(lead=lead, text="Đã trả lời.", seen_seq=seen, by=cast.an.user, now=timezone.now())
    response = signed_in(cast.vu.user).post(
        f"/admin/desk/{lead.pk}/reply/", {"seen_seq": seen, "text": "Câu trả lời thứ hai của tôi"}
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert cast.an.name in page
    assert "Câu trả lời thứ hai của tôi" in page
    assert 'href="#replyform_text"' in page  # said on top too, with the way to the form
    assert lead.mails.filter(kind="reply").count() == 1


def test_who_takes_a_free_lead_too_late_is_told_who_was_quicker(cast: Cast, lead: Lead) -> None:
    by_head = {"seen_seq": seq_of(lead), "by": cast.vu.user, "now": NOW}
    did(lambda: desk.hand_back(lead=lead, department=lead.department, reason="Nghỉ", **by_head))
    seen = {"seen_seq": seq_of(lead)}
    assert signed_in(cast.an.user).post(f"/admin/desk/{lead.pk}/take/", seen).status_code == 302
    late = signed_in(cast.binh.user).post(f"/admin/desk/{lead.pk}/take/", seen)
    assert late.status_code == 409
    assert cast.an.name in late.content.decode()
    elsewhere = signed_in(cast.chi.user).post(f"/admin/desk/{lead.pk}/take/", seen)
    assert elsewhere.status_code == 404


def test_the_form_of_giving_away_says_that_a_reason_is_needed(cast: Cast, lead: Lead) -> None:
    for user, words in ((cast.head_khcn.user, None), (cast.vu.user, "Cần nêu, trừ khi tự nhận hồ sơ.")):
        page = signed_in(user).get(f"/admin/desk/{lead.pk}/").content.decode()
        field = re.search(r'<label for="assignform_reason".*?</div>', page, re.DOTALL)
        assert field
        assert words in field.group() if words else "không bắt buộc" not in field.group()


def test_who_writes_while_the_file_is_given_away_is_told_to_whom_and_keeps_the_words(cast: Cast, lead: Lead) -> None:
    """Only who had it: for everybody else the file does not exist."""
    seen, words = seq_of(lead), "Câu trả lời viết dở của tôi"
    did(lambda: desk.assign(lead=lead, officer=cast.chi, reason="Nghỉ", seen_seq=seen, by=cast.vu.user, now=NOW))
    before = lead.events.count()
    for verb in ("reply", "note"):
        response = signed_in(cast.an.user).post(f"/admin/desk/{lead.pk}/{verb}/", {"seen_seq": seen, "text": words})
        page = response.content.decode()
        assert response.status_code == 409
        assert words in page
        assert cast.chi.name in page
        assert lead.contact_name not in page
    stranger = signed_in(cast.users[Role.EDITOR]).post(f"/admin/desk/{lead.pk}/note/", {"text": words})
    assert stranger.status_code == 404
    assert lead.events.count() == before
    assert not lead.mails.filter(kind="reply").exists()


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("note", {"text": ""}),
        ("note", {"text": "x" * 6000}),
        ("reply", {"text": "Trả lời", "next_step": "Gọi lại"}),
        ("step", {"what": "Gọi lại", "due": "mai"}),
        ("step", {"what": "Gọi lại", "due": "2020-01-01T09:00"}),
        ("pause", {"reason": "lunch", "until": "2031-01-06T09:00"}),
        ("pause", {"reason": "waiting_investor", "until": "2091-01-06T09:00"}),
        ("assign", {"officer": "nobody"}),
        ("note", {"text": "x", "seen_seq": "abc"}),
    ],
)
def test_bad_input_is_answered_in_words_and_writes_nothing(
    cast: Cast, lead: Lead, verb: str, data: dict[str, str]
) -> None:
    before = LeadEvent.objects.filter(lead=lead).count()
    client = signed_in(cast.vu.user)
    response = client.post(f"/admin/desk/{lead.pk}/{verb}/", {"seen_seq": seq_of(lead), **data})
    assert response.status_code == 422
    assert LeadEvent.objects.filter(lead=lead).count() == before


def test_a_stage_asks_what_it_needs_and_then_moves(cast: Cast, lead: Lead) -> None:
    client = signed_in(cast.an.user)
    step = {"next_step": "Gửi phương án", "next_step_due": "2031-01-06T09:00"}
    refused = client.post(f"/admin/desk/{lead.pk}/stage/in_contact/", {"seen_seq": seq_of(lead)})
    assert refused.status_code == 422
    client.post(f"/admin/desk/{lead.pk}/reply/", {**step, "seen_seq": seq_of(lead), "text": "Đã nhận."})
    lead.refresh_from_db()
    assert lead.stage == Stage.IN_CONTACT
    page = client.get(f"/admin/desk/{lead.pk}/stage/qualified/").content.decode()
    assert 'name="stated_g_sector"' in page


def test_a_move_that_does_not_exist_is_no_error_page(cast: Cast, lead: Lead) -> None:
    client = signed_in(cast.an.user)
    assert client.get(f"/admin/desk/{lead.pk}/stage/new/", follow=True).status_code == 200
    assert client.get(f"/admin/desk/{lead.pk}/stage/nowhere/").status_code == 404


@pytest.mark.parametrize("query", ["p=9999999999", "p=-1", "stage=x&state=y&whose=z", "q=" + "x" * 5000, "q=%00"])
def test_a_hostile_address_still_opens_the_list(cast: Cast, lead: Lead, query: str) -> None:
    assert signed_in(cast.vu.user).get(f"/admin/desk/?{query}").status_code == 200


def test_the_list_is_ordered_by_due_time_and_filters(cast: Cast, lead: Lead) -> None:
    client = signed_in(cast.vu.user)
    page = client.get("/admin/desk/?whose=visible").content.decode()
    assert lead.reference in page
    assert lead.reference not in client.get("/admin/desk/?whose=visible&state=closed").content.decode()
    assert lead.reference not in client.get("/admin/desk/?whose=visible&q=khong-co").content.decode()
    assert lead.reference in client.get(f"/admin/desk/?whose=visible&q={lead.reference}").content.decode()


def test_what_colleagues_tell_each_other_stays_at_the_desk(cast: Cast, lead: Lead, client: Client) -> None:
    lead = desk.assign(
        lead=lead,
        officer=cast.binh,
        reason="Đối tác khó tính",
        seen_seq=seq_of(lead),
        by=cast.vu.user,
        now=timezone.now(),
    )
    address = f"/en/lead/{token_for(live_link(lead=lead, now=timezone.now()))}/"
    shown = client.get(address).content.decode()
    assert "Đối tác khó tính" not in shown
    assert "by decision of the desk" in shown
    assert "Đối tác khó tính" in signed_in(cast.vu.user).get(f"/admin/desk/{lead.pk}/").content.decode()


def test_the_log_repeats_a_reply_without_the_investors_link(cast: Cast, lead: Lead) -> None:
    desk.record_reply(
        lead=lead,
        text="Kính gửi quý vị.",
        answers_all=False,
        seen_seq=seq_of(lead),
        by=cast.an.user,
        now=timezone.now(),
    )
    token = token_for(live_link(lead=lead, now=timezone.now()))
    assert token in lead.mails.get(kind="reply").body
    shown = signed_in(cast.an.user).get(f"/admin/desk/{lead.pk}/").content.decode()
    assert "Kính gửi quý vị." in shown
    assert token not in shown
