"""A first mail to the general address becomes a lead once, acknowledged, its consent asked for behind the link."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from leads.choices import Role
from leads.models import Lead
from leads.routing.tongue import language_of
from leads.services import desk
from leads.services.access import ReadOnly
from leads.services.consent import ConsentKnown, agreed, give_consent, note_consent
from leads.services.first_mail import FirstMail, lead_from_first_mail
from leads.services.intake import ConsentMissing
from leads.services.links import live_link, token_for
from leads.services.words import ChoiceUnknown, EmailInvalid
from tests.leads.conftest import NOW, Cast, did, seq_of
from tests.leads.test_desk_views import signed_in

WORDS = "Kính gửi quý Sở, công ty chúng tôi muốn thuê 2 ha đất làm trung tâm phần mềm."


def arrives(**more: Any) -> Lead:
    mail = FirstMail(
        **{
            "sender_email": "Giam.Doc@CongTyThu.example",
            "sender_name": "Đỗ Thử Thư (demo)",
            "subject": "Hỏi thuê đất",
            "text": WORDS,
            "message_id": "<1@congtythu.example>",
            **more,
        }
    )
    lead, _ = did(lambda: lead_from_first_mail(mail=mail, now=NOW))
    return lead


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (WORDS, "vi"),
        ("Kinh gui quy So, cong ty chung toi muon thue dat", "vi"),
        ("We look for 2 ha near Hanoi.", "en"),
        ("안녕하세요, 베트남 투자를 검토하고 있습니다", "ko"),
        ("ベトナムへの投資を検討しております", "ja"),
        ("我们想在越南投资建设软件中心", "zh"),
        ("", "en"),
        ("Café à la carte", "en"),
    ],
)
def test_the_language_is_told_by_the_letters(text: str, language: str) -> None:
    assert language_of(text) == language


@given(st.text())
def test_any_text_has_one_of_the_languages(text: str) -> None:
    assert language_of(text) in {"vi", "en", "ko", "ja", "zh"}


def test_a_first_mail_is_a_routed_lead_acknowledged_with_a_link_that_asks_for_consent(cast: Cast) -> None:
    lead = arrives()
    assert (lead.source, lead.language, lead.contact_email) == ("mail", "vi", "giam.doc@congtythu.example")
    assert lead.owner == cast.vu  # nothing in it names a field yet: unroutable goes to the duty head
    assert lead.message == f"Hỏi thuê đất\n\n{WORDS}"
    assert lead.due_clock == "first_reply"
    assert not agreed(lead)
    mail = lead.mails.get(kind="ask_consent")
    assert re.search(r"/vi/lead/\S+/consent/", mail.body)
    assert "Vũ Trực Ban" in mail.body


def test_the_same_mail_delivered_twice_is_one_lead(cast: Cast) -> None:
    assert arrives() == arrives()
    assert arrives(message_id="", text="a") == arrives(message_id="", text="a")
    assert Lead.objects.count() == 2


@pytest.mark.parametrize("other", [{"sender_email": "ai@khac.example"}, {"sender_name": "Khác"}, {"text": "Khác"}])
def test_a_message_id_repeated_by_another_opens_no_file_of_the_first(cast: Cast, other: dict[str, str]) -> None:
    assert arrives(message_id="<1@x>") != arrives(message_id="<1@x>", **other)


def test_a_mail_too_long_or_without_a_name_is_cut_never_refused(cast: Cast) -> None:
    lead = arrives(sender_name="", text="đất " * 4000, subject="x" * 900)
    assert lead.contact_name == "giam.doc"
    assert len(lead.message) <= 5000
    assert lead.message.endswith("[…]")


def test_a_sender_nobody_can_answer_is_refused(cast: Cast) -> None:
    with pytest.raises(EmailInvalid):
        arrives(sender_email="MAILER-DAEMON")
    assert not Lead.objects.exists()


def test_an_answered_mail_goes_in_contact_when_the_investor_agrees(cast: Cast, client: Client) -> None:
    lead = arrives()
    did(lambda: desk.record_reply(lead=lead, text="Chào", seen_seq=seq_of(lead), by=cast.vu.user, now=NOW))
    lead.refresh_from_db()
    assert lead.stage == "new"  # stages.yaml: the consent is asked from in_contact on
    token = token_for(live_link(lead=lead, now=NOW))
    page = f"/vi/lead/{token}/consent/"
    assert page in client.get(f"/vi/lead/{token}/").content.decode()
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"consent-answer_request": "on"}).status_code == 302
    lead.refresh_from_db()
    assert lead.stage == "in_contact"
    assert lead.consents.get().channel == "link"
    assert page not in client.get(f"/vi/lead/{token}/").content.decode()
    given = client.get(page)
    assert given.status_code == 200
    assert given.headers["Cache-Control"] == "private, no-store"


def test_consent_is_kept_once_per_purpose_and_only_what_is_asked(cast: Cast) -> None:
    lead = arrives()
    more = {"lead": lead, "shown_in": "vi", "channel": "link", "by": None, "now": NOW}
    with pytest.raises(ConsentMissing):
        give_consent(purposes=["newsletter"], **more)
    with pytest.raises(ChoiceUnknown):
        give_consent(purposes=["sell_it"], **more)
    did(lambda: give_consent(purposes=["answer_request"], **more))
    did(lambda: give_consent(purposes=["answer_request", "newsletter"], **more))
    assert lead.events.filter(kind="consent_given").count() == 2
    assert agreed(lead) == {"answer_request", "newsletter"}


def test_an_officer_notes_the_consent_heard_on_the_telephone(cast: Cast) -> None:
    lead = arrives()
    more = {"lead": lead, "seen_seq": seq_of(lead), "now": NOW}
    with pytest.raises(ReadOnly):
        note_consent(channel="phone", by=cast.users[Role.LEADER], **more)
    with pytest.raises(ChoiceUnknown):
        note_consent(channel="fax", by=cast.vu.user, **more)
    client = signed_in(cast.vu.user)
    assert f"/admin/desk/{lead.pk}/consent/" in client.get(f"/admin/desk/{lead.pk}/").content.decode()
    sent = client.post(f"/admin/desk/{lead.pk}/consent/", {"seen_seq": seq_of(lead), "channel": "phone"})
    assert sent.status_code == 302
    assert agreed(lead) == {"answer_request"}
    with pytest.raises(ConsentKnown):
        did(lambda: note_consent(channel="phone", by=cast.vu.user, **more))
