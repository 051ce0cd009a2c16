"""A confidential project: who does not work on it reads a code name, in lists, mails, search and the file."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from leads.choices import Role
from leads.models import Department, Lead, Mail
from leads.services import desk
from leads.services.access import LeadHidden, ReadOnly
from leads.services.confidential import NotConfidential, conceal, knows_the_name, release
from leads.services.intake import submit_lead
from leads.services.referrals import refer
from leads.services.words import TextTooLong
from tests.leads.conftest import NOW, Cast, a_submission, did, seq_of
from tests.leads.test_desk_views import signed_in

NAME = "Lạc Hồng"
HIDDEN = (NAME, "Ngô Thử Nghiệm", "lead01@", "+84 912")


@pytest.fixture
def secret(cast: Cast) -> Lead:
    given = a_submission(sector="software", confidential=True, code_name="Dự án Hoa Sen")
    lead, _ = did(lambda: submit_lead(submission=given, by=None, now=NOW))
    assert lead.owner == cast.an
    return lead


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def page_of(user: User, lead: Lead) -> str:
    response = signed_in(user).get(f"/admin/desk/{lead.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_who_works_on_it_reads_the_name_and_who_only_reads_the_code_name(secret: Lead, cast: Cast) -> None:
    desk.write_note(lead=secret, text=f"Gọi cho {NAME}", seen_seq=seq_of(secret), by=cast.an.user, now=NOW)
    finance = Department.objects.get(pk="so_tai_chinh")
    refer(lead=secret, department=finance, question="Có cần không?", seen_seq=0, by=cast.an.user, now=NOW)
    for user in (cast.an.user, cast.head_khcn.user, cast.vu.user):
        assert knows_the_name(again(user), secret)
        assert NAME in page_of(user, secret)
    for user in (cast.leader, cast.chi.user):
        assert not knows_the_name(again(user), secret)
        page = page_of(user, secret)
        assert "Dự án Hoa Sen" in page
        assert not [word for word in HIDDEN if word in page]


def test_mails_to_colleagues_name_the_project_only(secret: Lead, cast: Cast) -> None:
    told = Mail.objects.get(kind="assigned")
    desk.hand_back(
        lead=secret,
        department=secret.department,
        reason="x",
        seen_seq=seq_of(secret),
        by=cast.an.user,
        now=NOW,
    )
    for mail in (told, Mail.objects.filter(kind="waiting").latest("pk")):
        assert "Dự án Hoa Sen" in mail.body
        assert not [word for word in (*HIDDEN, secret.message) if word in mail.subject + mail.body]


def test_lists_and_search_show_the_code_name_to_everybody(secret: Lead, cast: Cast) -> None:
    for user in (cast.an.user, cast.vu.user, cast.leader):
        client = signed_in(user)
        assert "Dự án Hoa Sen" in client.get("/admin/desk/?whose=visible").content.decode()
        found = client.get("/admin/desk/", {"whose": "visible", "q": NAME}).content.decode()
        assert secret.reference not in found
        assert secret.reference in client.get("/admin/desk/", {"whose": "visible", "q": "hoa sen"}).content.decode()


def test_no_subject_of_a_mail_to_colleagues_names_the_client(secret: Lead, cast: Cast) -> None:
    assert not [mail.subject for mail in Mail.objects.exclude(kind="confirmation") if NAME in mail.subject]


def test_a_name_is_hidden_later_and_shown_when_the_investor_agrees(cast: Cast) -> None:
    lead, _ = submit_lead(submission=a_submission(sector="software"), by=None, now=NOW)
    more = {"lead": lead, "by": cast.an.user, "now": NOW}
    with pytest.raises(NotConfidential):
        release(seen_seq=seq_of(lead), **more)
    with pytest.raises(TextTooLong):
        conceal(code_name="x" * 81, seen_seq=seq_of(lead), **more)
    did(lambda: conceal(code_name="", seen_seq=seq_of(lead), **more))
    lead.refresh_from_db()
    assert lead.title == "X-0001"
    did(lambda: conceal(code_name="X-0001", seen_seq=seq_of(lead), **more))
    assert lead.events.filter(kind="concealed").count() == 1
    did(lambda: release(seen_seq=seq_of(lead), **more))
    lead.refresh_from_db()
    assert NAME in lead.title


@pytest.mark.parametrize(
    ("role", "refusal"), [(Role.LEADER, ReadOnly), (Role.EDITOR, LeadHidden), (Role.ADMIN, LeadHidden)]
)
def test_who_does_not_work_on_it_neither_hides_nor_shows(secret: Lead, cast: Cast, role: Role, refusal: type) -> None:
    more: dict[str, Any] = {"lead": secret, "seen_seq": seq_of(secret), "by": cast.users[role], "now": NOW}
    with pytest.raises(refusal):
        release(**more)
    with pytest.raises(refusal):
        conceal(code_name="x", **more)


def test_the_buttons_hide_and_show(cast: Cast) -> None:
    lead, _ = submit_lead(submission=a_submission(sector="software"), by=None, now=NOW)
    client, page = signed_in(cast.an.user), f"/admin/desk/{lead.pk}/"
    assert f"{page}conceal/" in client.get(page).content.decode()
    assert client.post(f"{page}conceal/", {"seen_seq": seq_of(lead), "code_name": "Dự án Mây"}).status_code == 302
    assert "Dự án Mây" in client.get("/admin/desk/").content.decode()
    assert client.post(f"{page}release/", {"seen_seq": seq_of(lead)}).status_code == 302
    assert NAME in client.get("/admin/desk/").content.decode()
