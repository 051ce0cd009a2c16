"""Requests of people without an address: told by word, the copy handed over; and corrections that correct something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leads.models import AccessRecord, Lead, Mail, PrivacyRequest
from leads.services.contact_change import ContactFacts
from leads.services.lead_search import write_lines
from leads.services.links import live_link
from leads.services.privacy import Asked, ask_by_link, note_request, remind_of_request
from leads.services.privacy_desk import CopyNotTaken, NothingCorrected, carry_out, correct_contact, note_told
from leads.services.words import FieldMissing
from tests.leads.conftest import NOW, Cast, did
from tests.leads.test_desk_views import signed_in

SOON = NOW + timedelta(minutes=20)


@pytest.fixture
def spoken(lead: Lead, cast: Cast) -> PrivacyRequest:
    """A copy asked for by telephone, by somebody who left no mail address."""
    Lead.objects.filter(pk=lead.pk).update(contact_email="", channel="phone")
    write_lines(Lead.objects.all())
    Mail.objects.all().delete()
    lead.refresh_from_db()
    asked = {"asked": Asked("access"), "channel": "phone", "by": cast.an.user, "now": SOON}
    return did(lambda: note_request(lead=lead, **asked))


def test_the_copy_is_fetched_at_the_desk_and_handed_over_before_it_is_done(spoken: PrivacyRequest, cast: Cast) -> None:
    done = {"request": spoken, "by": cast.an.user, "now": SOON}
    with pytest.raises(CopyNotTaken):
        carry_out(**done, done_how="Trao tận tay")
    client, page = signed_in(cast.an.user), f"/admin/desk/privacy/{spoken.pk}/"
    assert f"{page}copy/" in client.get(page).content.decode()
    assert signed_in(cast.chi.user).post(f"{page}copy/").status_code == 404
    copy = client.post(f"{page}copy/", {"as": "json"})
    assert copy.headers["Content-Type"] == "application/json"
    assert "Ngô Thử Nghiệm" in copy.content.decode()
    assert client.post(f"{page}copy/", {"as": "pdf"}).content.startswith(b"%PDF")
    assert AccessRecord.objects.filter(subject=f"personal-data:{spoken.pk}", by=cast.an.user).exists()
    with pytest.raises(FieldMissing):
        carry_out(**done)
    assert client.post(f"{page}do/", {"done_how": " "}).status_code == 422
    assert client.post(f"{page}do/", {"done_how": "Trao bản in tại văn phòng"}).status_code == 302
    spoken.refresh_from_db()
    assert (spoken.state, spoken.done_how) == ("done", "Trao bản in tại văn phòng")
    assert not Mail.objects.exists()


def test_an_officer_notes_that_the_person_was_told_and_the_first_clock_stops(
    spoken: PrivacyRequest, cast: Cast
) -> None:
    assert spoken.answered_at is None
    with pytest.raises(FieldMissing):
        note_told(request=spoken, how=" ", by=cast.an.user, now=SOON)
    client, page = signed_in(cast.an.user), f"/admin/desk/privacy/{spoken.pk}/"
    assert client.post(f"{page}told/", {"told_how": "Gọi điện lúc 10:15"}).status_code == 302
    spoken.refresh_from_db()
    assert (spoken.state, spoken.told_how) == ("open", "Gọi điện lúc 10:15")
    at = spoken.answered_at
    did(lambda: note_told(request=spoken, how="Lần nữa", by=cast.an.user, now=SOON + timedelta(hours=1)))
    spoken.refresh_from_db()
    assert (spoken.answered_at, spoken.told_how) == (at, "Gọi điện lúc 10:15")
    remind_of_request(target=f"{spoken.pk}:first:3", due_at=spoken.first_due_at, now=spoken.first_due_at)
    assert not Mail.objects.exists()
    assert f"{page}told/" not in client.get(page).content.decode()


def test_a_correction_is_done_only_with_what_was_corrected(lead: Lead, cast: Cast) -> None:
    asked = {"asked": Asked("correct", wrong="Tên", put_right="Ngô B"), "lang": "vi", "by": None, "now": SOON}
    request = did(lambda: ask_by_link(link=live_link(lead=lead, now=NOW), **asked))
    same = ContactFacts(lead.contact_name, lead.contact_email, lead.contact_phone, lead.channel)
    with pytest.raises(NothingCorrected):
        correct_contact(request=request, contact=same, by=cast.an.user, now=SOON)
    with pytest.raises(FieldMissing):
        carry_out(request=request, by=cast.an.user, now=SOON)
    request.refresh_from_db()
    assert request.state == "open"
    did(lambda: carry_out(request=request, done_how="Sửa tên dự án", by=cast.an.user, now=SOON))
    assert PrivacyRequest.objects.get().done_how == "Sửa tên dự án"
