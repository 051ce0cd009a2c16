"""What a person asks about their own data: one request each, the law's times, who may, what the desk does with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from leads.choices import Clock, ConsentPurpose, DueKind, EventKind, MailState, PrivacyRight, PrivacyState
from leads.models import Consent, Due, Hold, Lead, LeadEvent, LeadLink, Mail, PrivacyRequest
from leads.records.privacy import BREACH, register_on, term_of, terms
from leads.services import desk
from leads.services.access import LeadErased, LeadHidden, LeadRestricted, ReadOnly
from leads.services.breach import NotTheRegistrar
from leads.services.consent import agreed, give_consent
from leads.services.contact_change import ContactFacts
from leads.services.desk_rules import ConsentWithdrawn, can_reply
from leads.services.erasure import HoldStands, RequestOpen, erase
from leads.services.escalation import escalate
from leads.services.events import state_of
from leads.services.lead_search import write_lines
from leads.services.link_desk import ReadsOnly, TooOften
from leads.services.link_share import forward_link
from leads.services.links import live_link, token_for
from leads.services.loss import reasons_to_pick
from leads.services.mail_wishes import mark_of
from leads.services.privacy import (
    AN_HOUR,
    Asked,
    ConsentNotGiven,
    NotRestricted,
    RestrictedAlready,
    ask_by_link,
    free_by_link,
    note_request,
    remind_of_request,
)
from leads.services.privacy_desk import (
    CopyNotTaken,
    HeadsErase,
    NoLongerTerm,
    RequestEnded,
    carry_out,
    correct_contact,
    refuse,
    requests_seen_by,
    take_longer,
    use_again,
)
from leads.services.privacy_letters import tell_erased
from leads.services.proofs import proofs_of
from leads.services.stages import pipeline
from leads.services.words import ChoiceUnknown, FieldMissing
from tests.leads.conftest import NOW, Cast, at, did, plain_calendar, seq_of
from tests.leads.test_desk_views import signed_in

SOON = NOW + timedelta(minutes=20)
STEP = desk.Step("Gọi", at("2026-11-30 09:00"))


@pytest.fixture
def link(lead: Lead) -> LeadLink:
    return live_link(lead=lead, now=NOW)


def ask(link: LeadLink, right: str, **more: Any) -> PrivacyRequest:
    given = {"lang": "vi", "by": None, "now": more.pop("now", SOON)}
    return did(lambda: ask_by_link(link=link, asked=Asked(right, **more), **given))


def mails(kind: str = "privacy") -> list[Mail]:
    return list(Mail.objects.filter(kind=kind).order_by("pk"))


# --- The law's times ---


def test_the_times_are_the_laws() -> None:
    start = at("2026-11-25 10:20")
    ends = {right.value: term_of(right).ends(start, plain_calendar()) for right in PrivacyRight}
    assert ends == {
        "withdraw": at("2026-12-10 23:59"),
        "restrict": at("2026-12-10 23:59"),
        "access": at("2026-12-05 23:59"),
        "correct": at("2026-12-05 23:59"),
        "erase": at("2026-12-15 23:59"),
    }
    assert terms()["pdp_first_answer"].ends(start, plain_calendar()) == at("2026-11-27 17:00")
    assert term_of("restrict").ends(start, plain_calendar(), processor=True) == at("2026-12-15 23:59")
    assert term_of("restrict").later(ends["restrict"], plain_calendar()) == at("2026-12-25 23:59")
    assert terms()[BREACH].ends(start, plain_calendar()) == start + timedelta(hours=72)
    assert {row.certainty for row in register_on(NOW.date())} <= {"confirmed", "partly", "unconfirmed", "ours"}


# --- By the link ---


def test_a_consent_is_withdrawn_at_once_and_given_again_it_is_a_row_of_its_own(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    purpose = ConsentPurpose.ANSWER_REQUEST.value
    request = ask(link, "withdraw", purpose=purpose)
    assert (request.state, request.ended_at, request.link) == (PrivacyState.DONE, SOON, link)
    assert agreed(lead) == frozenset()
    assert [mail.to for mail in mails()] == [lead.contact_email]
    assert [mail.to for mail in mails("privacy_desk")] == [cast.an.user.email]
    with pytest.raises(ConsentWithdrawn):
        desk.record_reply(lead=lead, text="Chào", seen_seq=seq_of(lead), by=cast.an.user, now=SOON, step=STEP)
    assert ask(link, "withdraw", purpose=purpose) == request
    again = {"shown_in": "vi", "channel": "link", "by": None, "now": SOON + timedelta(hours=1)}
    did(lambda: give_consent(lead=lead, purposes=[purpose], **again))
    assert Consent.objects.filter(lead=lead, text__purpose=purpose).count() == 2
    assert can_reply(cast.an.user, lead)


def test_a_copy_is_given_at_once_and_is_one_request_a_day(lead: Lead, link: LeadLink) -> None:
    first = ask(link, "access")
    assert first.state == PrivacyState.DONE
    assert ask(link, "access", now=SOON + timedelta(hours=5)) == first
    assert ask(link, "access", now=SOON + timedelta(days=2)) != first


@pytest.mark.parametrize(
    ("right", "more"), [("correct", {"wrong": "Tên sai", "put_right": "Ngô Thử"}), ("restrict", {}), ("erase", {})]
)
def test_what_the_desk_must_do_is_one_open_request_with_its_mail_and_reminders(
    lead: Lead, link: LeadLink, cast: Cast, right: str, more: dict[str, str]
) -> None:
    request = ask(link, right, **more)
    assert ask(link, right, **more) == request
    assert (request.state, request.answered_at) == (PrivacyState.OPEN, SOON)  # the mail says how it is handled
    events = LeadEvent.objects.filter(lead=lead, kind=EventKind.PRIVACY_ASKED)
    assert [row.data for row in events] == [{"request": request.pk, "right": right, "purpose": ""}]
    assert len(mails()) == 1
    assert "/data/" in mails()[0].body
    assert "chưa" in mails()[0].body  # what was not read of the law is said so
    who = {cast.an.user.email, *({cast.head_khcn.user.email, cast.vu.user.email} if right == "erase" else ())}
    assert {mail.to for mail in mails("privacy_desk")} == who  # whoever may act on it hears of it at once
    assert len(mails("privacy_desk")) == len(who)
    assert "Ngô Thử" not in mails("privacy_desk")[0].body
    rows = Due.objects.filter(kind=DueKind.PRIVACY, target__startswith=f"{request.pk}:whole:").order_by("due_at")
    assert rows.count() == 3
    assert rows[2].due_at == request.due_at


def test_who_may_not_ask(lead: Lead, link: LeadLink, cast: Cast) -> None:
    guest = forward_link(link=link, name="Bạn", email="ban@x.example", lang="vi", by=None, now=NOW)
    for right in PrivacyRight:
        with pytest.raises(ReadsOnly):
            ask(guest, right.value, purpose="answer_request", wrong="a", put_right="b")
    with pytest.raises(ReadsOnly):
        free_by_link(link=guest, by=None, now=SOON)
    for wrong in (Asked("forget"), Asked("withdraw", purpose="all")):
        with pytest.raises(ChoiceUnknown):
            ask_by_link(link=link, asked=wrong, lang="vi", by=None, now=SOON)
    with pytest.raises(ConsentNotGiven):
        ask(link, "withdraw", purpose="newsletter")
    with pytest.raises(FieldMissing):
        ask(link, "correct", wrong="Tên", put_right=" ")
    with pytest.raises(NotRestricted):
        free_by_link(link=link, by=None, now=SOON)
    assert not PrivacyRequest.objects.exists()


def test_nobody_asks_without_end(link: LeadLink) -> None:
    for number in range(AN_HOUR):
        ask(link, "correct", wrong=str(number), put_right="x")
    with pytest.raises(TooOften):
        ask(link, "correct", wrong="mãi", put_right="x")


# --- At the desk ---


def test_a_restriction_stops_the_desk_and_the_clocks_until_the_person_ends_it(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    due = Lead.objects.get(pk=lead.pk).due_at
    request = ask(link, "restrict")
    did(lambda: carry_out(request=request, by=cast.an.user, now=SOON))
    lead.refresh_from_db()
    assert (lead.restricted_at, lead.due_at) == (SOON, None)
    with pytest.raises(LeadRestricted):
        desk.record_reply(lead=lead, text="Chào", seen_seq=seq_of(lead), by=cast.an.user, now=SOON, step=STEP)
    with pytest.raises(LeadRestricted):
        desk.write_note(lead=lead, text="Ghi", seen_seq=seq_of(lead), by=cast.an.user, now=SOON)
    with pytest.raises(RestrictedAlready):
        ask(link, "restrict")
    clock = state_of(lead)
    assert escalate(lead=lead, clock=Clock.FIRST_REPLY, by=None, now=at("2026-12-01 10:00")) is None
    assert clock.restricted_at == SOON
    later = SOON + timedelta(days=1)  # the working day in between counts against no promise
    did(lambda: free_by_link(link=link, by=None, now=later))
    lead.refresh_from_db()
    assert lead.restricted_at is None
    assert due is not None
    assert lead.due_at == due + timedelta(days=1)
    assert can_reply(cast.an.user, lead)


def test_the_person_says_to_an_officer_that_it_ends(lead: Lead, link: LeadLink, cast: Cast) -> None:
    did(lambda: carry_out(request=ask(link, "restrict"), by=cast.an.user, now=SOON))
    with pytest.raises(LeadHidden):
        use_again(lead=lead, by=cast.chi.user, now=SOON)
    did(lambda: use_again(lead=lead, by=cast.an.user, now=SOON))
    assert Lead.objects.get(pk=lead.pk).restricted_at is None


def test_a_correction_changes_the_contact_and_is_done(lead: Lead, link: LeadLink, cast: Cast) -> None:
    request = ask(link, "correct", wrong="Điện thoại", put_right="+84 912 345 678")
    contact = ContactFacts("Ngô Thử Nghiệm (demo)", lead.contact_email, "+84 912 345 678", "mail")
    did(lambda: correct_contact(request=request, contact=contact, by=cast.an.user, now=SOON))
    lead.refresh_from_db()
    request.refresh_from_db()
    assert lead.contact_phone == "+84 912 345 678"
    assert (request.state, request.ended_by) == (PrivacyState.DONE, cast.an.user)
    assert len(mails()) == 2
    with pytest.raises(RequestEnded):
        carry_out(request=request, by=cast.an.user, now=SOON)


def test_only_a_head_erases_and_the_person_hears_of_it(lead: Lead, link: LeadLink, cast: Cast) -> None:
    to = lead.contact_email
    request = ask(link, "erase")
    ask(link, "correct", wrong="Tên riêng", put_right="Tên mới")
    with pytest.raises(HeadsErase):
        carry_out(request=request, by=cast.an.user, now=SOON)
    did(lambda: carry_out(request=request, by=cast.head_khcn.user, now=SOON))
    lead.refresh_from_db()
    assert lead.erased_at == SOON
    assert lead.events.get(kind=EventKind.ERASED).data["request"] == request.pk
    states = dict(PrivacyRequest.objects.values_list("right", "state"))
    assert states == {"erase": PrivacyState.DONE, "correct": PrivacyState.ERASED}  # nobody answered the correction
    assert not PrivacyRequest.objects.exclude(wrong="", put_right="").exists()
    (told,) = mails("privacy_erased")
    assert (told.lead, told.to, told.state) == (None, to, MailState.QUEUED)
    assert "Ngô" not in told.body
    with pytest.raises(LeadErased):
        ask_by_link(link=link, asked=Asked("access"), lang="vi", by=None, now=SOON)


def test_erasing_asked_by_telephone_is_told_to_those_who_may_do_it(lead: Lead, cast: Cast) -> None:
    did(lambda: note_request(lead=lead, asked=Asked("erase"), channel="phone", by=cast.an.user, now=SOON))
    assert cast.head_khcn.user.email in {mail.to for mail in mails("privacy_desk")}
    page = signed_in(cast.an.user).get(f"/admin/desk/privacy/{PrivacyRequest.objects.get().pk}/").content.decode()
    assert f"{cast.head_khcn.name}, {cast.vu.name}" in page
    assert f"<dd>{cast.an.name}</dd>" not in page


def test_erasing_at_the_desk_shows_what_goes_and_asks_for_a_tick(lead: Lead, link: LeadLink, cast: Cast) -> None:
    request, head = ask(link, "erase"), signed_in(cast.head_khcn.user)
    address = f"/admin/desk/privacy/{request.pk}/"
    page = head.get(address).content.decode()
    assert "Những gì sẽ mất" in page
    assert "họ tên, địa chỉ thư điện tử, điện thoại, nội dung yêu cầu" in page
    assert lead.contact_email not in page.partition("Những gì sẽ mất")[2].partition("</ul>")[0]
    assert "Những gì sẽ mất" not in signed_in(cast.an.user).get(address).content.decode()
    refused = head.post(f"{address}do/", {})
    assert refused.status_code == 422
    assert "đánh dấu" in refused.content.decode()
    assert Lead.objects.get(pk=lead.pk).erased_at is None
    assert head.post(f"{address}do/", {"sure": "on"}).status_code == 302
    assert Lead.objects.get(pk=lead.pk).erased_at is not None


def test_an_erased_file_shows_one_state_and_its_stage_has_ended(lead: Lead, link: LeadLink, cast: Cast) -> None:
    did(lambda: carry_out(request=ask(link, "restrict"), by=cast.an.user, now=SOON))
    did(lambda: carry_out(request=ask(link, "erase"), by=cast.head_khcn.user, now=SOON))
    lead.refresh_from_db()
    assert (lead.restricted_at, lead.stage) == (None, "lost")
    assert state_of(lead).loss_reason == "data_erased"
    Lead.objects.filter(pk=lead.pk).update(match_run=None)  # of the fixture, which no page can show
    page = signed_in(cast.vu.user).get(reverse("desk-lead", args=[lead.pk])).content.decode()
    assert "Nhà đầu tư yêu cầu xóa dữ liệu" in page
    assert "dữ liệu của người này chỉ được lưu" not in page


def test_nobody_picks_the_reason_that_the_erasure_writes() -> None:
    assert "data_erased" in pipeline().loss_reasons
    assert "data_erased" not in {rule.key for rule in reasons_to_pick()}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_link_to_an_erased_file_says_so_and_invites_to_nothing(
    lead: Lead, link: LeadLink, cast: Cast, client: Client, lang: str
) -> None:
    token = token_for(link)
    did(lambda: carry_out(request=ask(link, "erase"), by=cast.head_khcn.user, now=SOON))
    answer = client.get(f"/{lang}/lead/{token}/")
    page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert answer.status_code == 410
    assert {"vi": "Dữ liệu cá nhân của hồ sơ này đã được xóa", "en": "The personal data of this file were erased"}[
        lang
    ] in page
    assert "my-cases" not in page
    assert "again" not in page
    assert {"vi": "thu hồi", "en": "withdrawn"}[lang] not in page


def test_consents_end_with_the_data_and_who_agreed_can_still_be_proven(lead: Lead, link: LeadLink, cast: Cast) -> None:
    mark = mark_of(lead.contact_email)
    assert {row.mark for row in Consent.objects.filter(lead=lead)} == {mark}
    Consent.objects.filter(lead=lead).update(mark="")  # as rows of before kept it
    did(lambda: carry_out(request=ask(link, "erase"), by=cast.head_khcn.user, now=SOON))
    rows = Consent.objects.filter(lead=lead)
    assert rows
    assert {(row.mark, row.erased_at, row.withdrawn_at) for row in rows} == {(mark, SOON, None)}


def test_the_duty_head_finds_by_the_address_who_agreed_after_the_erasure(
    lead: Lead, link: LeadLink, cast: Cast
) -> None:
    address = lead.contact_email
    did(lambda: carry_out(request=ask(link, "erase"), by=cast.head_khcn.user, now=SOON))
    (proof,) = proofs_of(address=address.upper(), by=cast.vu.user)
    assert (proof.purpose, proof.version, proof.erased_at, proof.reference) == (
        ConsentPurpose.ANSWER_REQUEST,
        1,
        SOON,
        lead.reference,
    )
    assert proofs_of(address="other@x.example", by=cast.vu.user) == ()
    with pytest.raises(NotTheRegistrar):
        proofs_of(address=address, by=cast.head_khcn.user)
    door, desk_head = reverse("desk-proofs"), signed_in(cast.vu.user)
    page = desk_head.post(door, {"email": address}).content.decode()
    assert lead.reference in page
    assert "dữ liệu đã được xóa" in page
    assert "Không có sự đồng ý nào" in desk_head.post(door, {"email": "other@x.example"}).content.decode()
    assert desk_head.post(door, {"email": "x"}).status_code == 422


def test_the_mail_of_the_erasure_says_the_same_in_both_languages(lead: Lead, link: LeadLink, cast: Cast) -> None:
    did(lambda: carry_out(request=ask(link, "erase"), by=cast.head_khcn.user, now=SOON))
    tell_erased(reference=lead.reference, to="x@x.example", lang="en", now=SOON)
    bodies = {mail.language: mail.body for mail in mails("privacy_erased")}
    assert "what you agreed to, until when, and that you asked for this" in bodies["en"]
    assert "took it back" not in bodies["en"]
    assert "đã đồng ý những gì, đến khi nào, và đã yêu cầu xóa" in bodies["vi"]


def test_an_open_request_keeps_retention_from_erasing(lead: Lead, link: LeadLink) -> None:
    ask(link, "correct", wrong="a", put_right="b")
    with pytest.raises(RequestOpen):
        erase(lead=lead, rule="lost", by=None, now=SOON)
    assert Lead.objects.get(pk=lead.pk).erased_at is None


def test_land_held_puts_erasure_off_and_the_person_is_told(
    lead: Lead, link: LeadLink, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leads.services.privacy.is_held", lambda lead: True)
    request = ask(link, "erase")
    assert "giữ" in mails()[0].body
    Hold.objects.create(lead=lead, state="waiting", asked_at=NOW, days=10, area_m2=1.0)
    with pytest.raises(HoldStands):
        carry_out(request=request, by=cast.vu.user, now=SOON)
    request.refresh_from_db()
    assert request.state == PrivacyState.OPEN
    assert not mails("privacy_erased")


def test_a_refusal_needs_a_head_and_a_ground(lead: Lead, link: LeadLink, cast: Cast) -> None:
    request = ask(link, "erase")
    with pytest.raises(HeadsErase):
        refuse(request=request, ground="Luật", by=cast.an.user, now=SOON)
    with pytest.raises(FieldMissing):
        refuse(request=request, ground=" ", by=cast.vu.user, now=SOON)
    did(lambda: refuse(request=request, ground="Điều khoản mẫu", by=cast.vu.user, now=SOON))
    request.refresh_from_db()
    assert (request.state, request.ground) == (PrivacyState.REFUSED, "Điều khoản mẫu")
    assert "Điều khoản mẫu" in mails()[-1].body


def test_the_longer_term_is_taken_once_and_only_where_the_law_gives_it(lead: Lead, link: LeadLink, cast: Cast) -> None:
    request = ask(link, "restrict")
    did(lambda: take_longer(request=request, why="Hỏi bên nhận", by=cast.an.user, now=SOON))
    request.refresh_from_db()
    assert request.due_at == at("2026-12-25 23:59")
    old = Due.objects.filter(kind=DueKind.PRIVACY, target=f"{request.pk}:whole:3").order_by("due_at")
    assert old.count() == 2
    before = Mail.objects.count()
    remind_of_request(target=f"{request.pk}:whole:3", due_at=old[0].due_at, now=old[0].due_at)
    assert Mail.objects.count() == before  # it was put off
    with pytest.raises(NoLongerTerm):
        take_longer(request=request, why="Nữa", by=cast.an.user, now=SOON)
    with pytest.raises(NoLongerTerm):
        take_longer(request=ask(link, "erase"), why="Nữa", by=cast.an.user, now=SOON)


def test_the_longer_term_is_refused_once_the_last_day_has_passed(lead: Lead, link: LeadLink, cast: Cast) -> None:
    request = ask(link, "restrict")
    late = request.due_at + timedelta(minutes=1)
    with pytest.raises(NoLongerTerm):
        take_longer(request=request, why="Muộn", by=cast.an.user, now=late)
    did(lambda: take_longer(request=request, why="Đúng hạn", by=cast.an.user, now=request.due_at))
    before = request.due_at
    request.refresh_from_db()
    assert request.due_at - before == timedelta(days=15)


def test_time_running_out_is_told_up_the_line(lead: Lead, link: LeadLink, cast: Cast) -> None:
    request = ask(link, "restrict")
    Mail.objects.all().delete()
    for level, officer in ((1, cast.an), (2, cast.head_khcn), (3, cast.vu)):
        row = Due.objects.get(kind=DueKind.PRIVACY, target=f"{request.pk}:whole:{level}")
        remind_of_request(target=row.target, due_at=row.due_at, now=row.due_at)
        assert mails("privacy_desk")[-1].to == officer.user.email
        request.refresh_from_db()
        assert request.level == level
    assert "Quá hạn" in mails("privacy_desk")[-1].subject
    did(lambda: carry_out(request=request, by=cast.an.user, now=SOON))
    count = Mail.objects.count()
    remind_of_request(target=row.target, due_at=row.due_at, now=row.due_at)
    assert Mail.objects.count() == count


def test_an_officer_writes_down_what_was_asked_by_telephone(lead: Lead, cast: Cast) -> None:
    by: dict[str, Any] = {"by": cast.an.user, "now": SOON}
    Lead.objects.filter(pk=lead.pk).update(contact_email="")
    write_lines(Lead.objects.all())
    request = did(lambda: note_request(lead=lead, asked=Asked("access"), channel="phone", **by))
    assert (request.state, request.answered_at, request.noted_by) == (PrivacyState.OPEN, None, cast.an.user)
    first = Due.objects.filter(kind=DueKind.PRIVACY, target__startswith=f"{request.pk}:first:")
    assert first.count() == 3
    assert did(lambda: note_request(lead=lead, asked=Asked("access"), channel="phone", **by)) == request
    with pytest.raises(ChoiceUnknown):
        note_request(lead=lead, asked=Asked("access"), channel="pigeon", **by)
    with pytest.raises(LeadHidden):
        note_request(lead=lead, asked=Asked("access"), channel="phone", by=cast.chi.user, now=SOON)
    with pytest.raises(ReadOnly):
        note_request(lead=lead, asked=Asked("access"), channel="phone", by=cast.leader, now=SOON)
    with pytest.raises(CopyNotTaken):  # a mail to nobody hands nothing over: test_privacy_spoken
        carry_out(request=request, **by)
    assert PrivacyRequest.objects.get().state == PrivacyState.OPEN


def test_requests_are_seen_with_their_leads(lead: Lead, link: LeadLink, cast: Cast) -> None:
    ask(link, "erase")
    seen = {name: requests_seen_by(user).count() for name, user in cast.users.items()}
    assert {name.value for name, count in seen.items() if count} == {
        "officer",
        "head_of_department",
        "duty_head",
        "leader",
    }
    assert requests_seen_by(cast.chi.user).count() == 0
