"""An enquiry an officer types in, and an answer that is no mail."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone, translation

from leads.choices import Role
from leads.models import Lead, LeadEvent
from leads.services import desk
from leads.services.access import ReadOnly
from leads.services.contact import record_contact
from leads.services.desk_rules import NoAddress
from leads.services.intake import ConsentMissing
from leads.services.own_entry import enter_lead
from leads.services.reach import PhoneInvalid
from leads.services.routing_words import public_reason
from leads.services.words import ChoiceUnknown, EmailInvalid, FieldMissing
from tests.leads.conftest import NOW, Cast, a_submission, did, seq_of
from tests.leads.test_desk_views import signed_in


def enter(cast: Cast, *, mine: bool = False, by: Any = None, **more: Any) -> Lead:
    given = {"source": "phone", "contact_email": "", "channel": "phone", "sector": "software", **more}
    submission = a_submission(**given)
    lead, _ = did(lambda: enter_lead(submission=submission, mine=mine, by=by or cast.chi.user, now=NOW))
    return lead


def test_a_caller_with_a_number_only_becomes_a_routed_lead_and_is_mailed_nothing(cast: Cast) -> None:
    lead = enter(cast)
    assert (lead.owner, lead.source, lead.channel, lead.sector_id) == (cast.an, "phone", "phone", "software")
    assert [mail.kind for mail in lead.mails.all()] == ["assigned"]
    assert lead.consents.get().channel == "phone"
    assert lead.due_clock == "first_reply"


def test_whoever_left_a_number_only_prefers_the_telephone(cast: Cast) -> None:
    assert enter(cast, channel="mail").channel == "phone"
    assert enter(cast, channel="mail", contact_email="a@b.example", submission_key="k2").channel == "mail"


def test_who_heard_it_may_keep_it_and_the_investor_is_told_so(cast: Cast) -> None:
    lead = enter(cast, mine=True)
    assert (lead.owner, lead.department_id) == (cast.chi, "so_tai_chinh")
    with translation.override("en"):
        assert public_reason(lead.events.get(kind="assigned").data["reason"]).startswith("Taken by Lê Mai Chi")


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"contact_phone": ""}, FieldMissing),
        ({"contact_name": " "}, FieldMissing),
        ({"contact_phone": "12345"}, PhoneInvalid),
        ({"contact_phone": "+84 tư năm"}, PhoneInvalid),
        ({"contact_email": "nobody"}, EmailInvalid),
        ({"consents": frozenset()}, ConsentMissing),
        ({"source": "site"}, ChoiceUnknown),
        ({"question": "khong_co"}, ChoiceUnknown),
        ({"sector": "khong_co"}, ChoiceUnknown),
        ({"channel": "fax"}, ChoiceUnknown),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_stored(cast: Cast, more: dict[str, Any], refusal: type) -> None:
    with pytest.raises(refusal):
        enter(cast, **more)
    assert not Lead.objects.exists()


@pytest.mark.parametrize("role", [Role.LEADER, Role.EDITOR, Role.ADMIN, Role.JURIST])
def test_who_only_reads_takes_nothing_in(cast: Cast, role: Role) -> None:
    with pytest.raises(ReadOnly):
        enter(cast, by=cast.users[role])


def test_a_call_is_an_answer_and_a_mail_cannot_be_written_without_an_address(cast: Cast) -> None:
    lead = enter(cast)
    by = {"by": cast.an.user, "now": NOW}
    with pytest.raises(NoAddress):
        desk.record_reply(lead=lead, text="Xin chào", seen_seq=seq_of(lead), **by)
    lead = did(lambda: record_contact(lead=lead, channel="phone", text="Hẹn gặp", seen_seq=seq_of(lead), **by))
    assert lead.stage == "in_contact"
    assert lead.due_clock == "full_answer"
    with pytest.raises(ChoiceUnknown):
        record_contact(lead=lead, channel="fax", text="x", seen_seq=seq_of(lead), **by)


def test_the_form_takes_a_lead_in_once_and_the_file_records_the_call(cast: Cast) -> None:
    client = signed_in(cast.an.user)
    drawn = client.get("/admin/desk/new/").content.decode()
    key = re.search(r'name="submission_key" value="([^"]+)"', drawn)
    assert key
    data = {
        "submission_key": key[1],
        "source": "fair",
        "contact_name": "Kim Thử (demo)",
        "contact_phone": "+82 10 0000 0000",
        "language": "ko",
        "channel": "kakaotalk",
        "consent": "on",
        "mine": "on",
    }
    assert client.post("/admin/desk/new/", {**data, "contact_phone": ""}).status_code == 422
    unticked = client.post("/admin/desk/new/", {**data, "consent": ""}).content.decode()
    told = unticked.index('id="wrong"')  # at the top, with a way to the field
    assert told < unticked.index('href="#entryform_consent"') < unticked.index("<form")
    sent = client.post("/admin/desk/new/", data)
    client.post("/admin/desk/new/", data)
    lead = Lead.objects.get()
    assert sent.headers["Location"] == f"/admin/desk/{lead.pk}/"
    page = client.get(f"/admin/desk/{lead.pk}/").content.decode()
    assert "KakaoTalk" in page
    assert f"/admin/desk/{lead.pk}/reply/" not in page
    spoke = {"seen_seq": seq_of(lead), "channel": "meeting", "text": "Gặp tại hội chợ"}
    assert client.post(f"/admin/desk/{lead.pk}/contact/", spoke).status_code == 302
    assert LeadEvent.objects.filter(lead=lead, kind="contacted", at__lte=timezone.now()).count() == 1
