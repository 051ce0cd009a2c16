"""Who may have a file: the park's developer with its own consent alone, other departments not after a withdrawal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from leads.choices import AppointmentKind, ConsentPurpose, Role
from leads.models import Appointment, Consent, Department, Lead, LeadEvent, Mail, Officer, Referral, RoutingRule
from leads.services import desk
from leads.services.access import leads_visible_to
from leads.services.appointment_slots import open_slots
from leads.services.appointments import Wish, book
from leads.services.assignment import assign, hand_back
from leads.services.consent import give_consent
from leads.services.desk_rules import ConsentWithdrawn
from leads.services.export import cells, not_to_use
from leads.services.hand_over import propose_hand_over
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from leads.services.privacy import Asked, ask_by_link
from leads.services.referrals import refer
from leads.services.sharing import DeveloperConsentMissing
from tests.leads.conftest import NOW, OURS, SINCE, Cast, a_match, a_submission, did, person, seq_of
from tests.leads.test_desk_views import signed_in

SOON = NOW + timedelta(minutes=20)
SHARE = ConsentPurpose.SHARE_WITH_DEVELOPER.value
ANSWER = ConsentPurpose.ANSWER_REQUEST.value


@pytest.fixture
def developer(cast: Cast) -> Officer:
    Department.objects.create(
        key="developer",
        name_vi="Nhà đầu tư hạ tầng",
        name_en="Developer",
        kind="developer",
        role_certainty="ours",
        valid_from=SINCE,
        **OURS,
    )
    return person("dev", "Đào Thử", "developer", Role.OFFICER)


def ask(lead: Lead, cast: Cast, department: str, **more: Any) -> int:
    place = Department.objects.get(pk=department)
    given = {"question": "Giá?", "seen_seq": seq_of(lead), "by": cast.an.user, "now": SOON, **more}
    return did(lambda: refer(lead=lead, department=place, **given))


def undrawn(lead: Lead) -> None:
    """A match of the tests has no answer to draw: this lead came in without one."""
    received = lead.events.get(kind="received")
    LeadEvent.objects.filter(pk=received.pk).update(data={**received.data, "match_run": None})
    Lead.objects.filter(pk=lead.pk).update(match_run=None)


def agree(lead: Lead, *purposes: str) -> None:
    did(lambda: give_consent(lead=lead, purposes=purposes, shown_in="vi", channel="link", by=None, now=NOW))


def withdraw(lead: Lead, purpose: str) -> None:
    link = live_link(lead=lead, now=NOW)
    did(lambda: ask_by_link(link=link, asked=Asked("withdraw", purpose=purpose), lang="vi", by=None, now=SOON))
    lead.refresh_from_db()


def sees(officer: Officer, lead: Lead) -> bool:
    user = type(officer.user).objects.get(pk=officer.user.pk)
    return leads_visible_to(user).filter(pk=lead.pk).exists()


def test_the_developer_reads_a_file_only_with_the_consent_to_share_it(
    lead: Lead, cast: Cast, developer: Officer
) -> None:
    with pytest.raises(DeveloperConsentMissing):
        ask(lead, cast, "developer")
    duty = {"reason": "Hỏi giá", "by": cast.vu.user, "now": SOON}
    with pytest.raises(DeveloperConsentMissing):
        assign(lead=lead, officer=developer, seen_seq=seq_of(lead), **duty)
    with pytest.raises(DeveloperConsentMissing):
        hand_back(lead=lead, department=developer.department, seen_seq=seq_of(lead), **duty)
    with pytest.raises(DeveloperConsentMissing):
        propose_hand_over(officer=cast.an, taker=developer, why="x", departs_on=None, by=cast.vu.user, now=SOON)
    assert not sees(developer, lead)
    agree(lead, SHARE)
    ask(lead, cast, "developer")
    assert sees(developer, lead)
    withdraw(lead, SHARE)
    assert not sees(developer, lead)
    assert Referral.objects.get().state == "ended"


def test_a_file_the_developer_has_comes_back_when_the_consent_is_withdrawn(
    lead: Lead, cast: Cast, developer: Officer
) -> None:
    agree(lead, SHARE)
    duty = {"reason": "Hỏi giá", "by": cast.vu.user, "now": SOON, "seen_seq": seq_of(lead)}
    did(lambda: assign(lead=lead, officer=developer, **duty))
    withdraw(lead, SHARE)
    assert (lead.department_id, lead.owner) == ("desk", None)


def test_routing_asks_the_developer_only_with_that_consent(cast: Cast, developer: Officer) -> None:
    def sent(key: str, *purposes: str) -> Lead:
        given = a_submission(
            a_match(), submission_key=key, consents=frozenset(purposes), contact_email=f"{key}@x.example"
        )
        return did(lambda: submit_lead(submission=given, by=None, now=NOW))[0]

    RoutingRule.objects.filter(key="r_digital").update(to="developer", also=["so_khcn"], inform=["developer"])
    head = person("dev_head", "Trưởng Thử", "developer", Role.HEAD_OF_DEPARTMENT, takes_leads=False)
    assert sent("a", ANSWER).department_id != "developer"
    assert not Mail.objects.filter(to=head.user.email).exists()
    assert sent("b", ANSWER, SHARE).department_id == "developer"


def test_the_form_says_why_and_how(lead: Lead, cast: Cast, developer: Officer) -> None:
    undrawn(lead)
    client = signed_in(cast.an.user)
    facts = client.get(f"/admin/desk/{lead.pk}/").content.decode()
    assert "bản 1 bằng tiếng Việt" in facts
    assert "thiếu đồng ý" in client.get(f"/admin/desk/{lead.pk}/").content.decode()
    words = {"department": "developer", "question_asked": "Giá?", "seen_seq": seq_of(lead)}
    page = client.post(f"/admin/desk/{lead.pk}/refer/", words)
    assert page.status_code == 403
    assert "ngoài tỉnh" in page.content.decode()


def test_after_the_withdrawal_nothing_uses_or_spreads_the_data(lead: Lead, cast: Cast) -> None:
    number = ask(lead, cast, "so_tai_chinh")
    assert sees(cast.chi, lead)
    withdraw(lead, ANSWER)
    assert Referral.objects.get(number=number).state == "ended"
    assert not sees(cast.chi, lead)
    with pytest.raises(ConsentWithdrawn):
        ask(lead, cast, "so_tai_chinh")
    duty = {"reason": "x", "by": cast.vu.user, "now": SOON, "seen_seq": seq_of(lead)}
    with pytest.raises(ConsentWithdrawn):
        assign(lead=lead, officer=cast.chi, **duty)
    with pytest.raises(ConsentWithdrawn):
        propose_hand_over(officer=cast.an, taker=cast.chi, why="x", departs_on=None, by=cast.vu.user, now=SOON)
    assert not_to_use([lead]) == {lead.pk}
    assert lead.contact_email not in cells(lead, "vi", unnamed=True)
    undrawn(lead)
    client = signed_in(cast.an.user)
    for door, words in (
        ("refer", {"department": "so_tai_chinh", "question_asked": "x"}),
        ("hold", {"plots": "x", "until": "2026-12-20"}),
        ("project", {"sector": "software"}),
    ):
        page = client.post(f"/admin/desk/{lead.pk}/{door}/", {"seen_seq": seq_of(lead), **words})
        assert page.status_code in (403, 422), door
    assert did(lambda: assign(lead=lead, officer=cast.binh, **duty)).owner == cast.binh  # within the department
    closed = {"to": desk.Stage.NOT_A_LEAD, "seen_seq": seq_of(lead), "by": cast.binh.user, "now": SOON}
    did(lambda: desk.change_stage(lead=lead, **closed))
    assert Consent.objects.get(lead=lead, text__purpose=ANSWER).withdrawn_at == SOON


def test_the_withdrawal_calls_appointments_off_at_once_and_the_page_says_so(lead: Lead, cast: Cast) -> None:
    undrawn(lead)
    link = live_link(lead=lead, now=NOW)
    slot = open_slots(lead, AppointmentKind.VIDEO.value, NOW)[0]
    wish = Wish(AppointmentKind.VIDEO.value, slot.starts_at, "", "Asia/Seoul")
    did(lambda: book(lead=lead, link=link, wish=wish, by=None, now=NOW))
    withdraw(lead, ANSWER)
    assert Appointment.objects.get().state == "cancelled"
    told = {mail.to: mail for mail in Mail.objects.filter(kind__in=("meeting_off", "meeting_desk_off"))}
    assert set(told) == {lead.contact_email, cast.an.user.email}
    assert all("METHOD:CANCEL" in mail.calendar for mail in told.values())
    page = Client().get(f"/vi/lead/{token_for(link)}/").content.decode()
    assert "đã rút đồng ý" in page
    assert "vẫn chưa có đồng ý" not in page
    assert 'class="due"' not in page
