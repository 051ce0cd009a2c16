"""Sending a match and following it: one lead, one link, nothing half-written, nothing told to strangers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from leads.choices import Stage
from leads.models import Consent, Due, Lead, LeadEvent, LeadLink, Mail, MatchRun
from leads.services.desk import change_stage, write_note
from leads.services.links import live_link, revoke_link, token_for
from tests.leads.conftest import Cast, a_match, seq_of


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def run(cast: Cast) -> MatchRun:
    return a_match()


def page(client: Client, run: MatchRun, lang: str = "vi") -> HttpResponse:
    return client.get(f"/{lang}/match/{run.token}/send/")


def key_in(response: HttpResponse) -> str:
    found = re.search(r'name="submission_key" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def filled(key: str, **more: Any) -> dict[str, Any]:
    data = {
        "submission_key": key,
        "contact_name": "Kim Thử (demo)",
        "contact_email": "kim@example.com",
        "organisation_name": "Hãng Thử (demo)",
        "country": "KR",
        "language": "ko",
        "message": "Điện hai nguồn không?",
        "consent-answer_request": "on",
    }
    return {name: value for name, value in (data | more).items() if value is not None}


def send(client: Client, run: MatchRun, key: str, lang: str = "vi", **more: Any) -> HttpResponse:
    return client.post(f"/{lang}/match/{run.token}/send/", filled(key, **more))


def rows() -> list[int]:
    return [model.objects.count() for model in (Lead, LeadEvent, Consent, Mail, Due, LeadLink)]


def test_sending_leads_to_a_page_with_officer_and_time(client: Client, run: MatchRun) -> None:
    response = send(client, run, key_in(page(client, run)))
    assert response.status_code == 302
    assert re.fullmatch(r"/vi/lead/[\w.\-:]+/", response["Location"])
    lead = Lead.objects.get()
    assert (lead.match_run, lead.language, lead.source) == (run, "ko", "site")
    status = client.get(response["Location"]).content.decode()
    assert lead.reference in status
    assert "Nguyễn Hà An" in status
    assert "UTC+7" in status


def test_the_same_link_reads_in_the_other_language(client: Client, run: MatchRun) -> None:
    location = send(client, run, key_in(page(client, run)))["Location"]
    english = client.get(location.replace("/vi/", "/en/")).content.decode()
    assert "Received. Nguyễn Hà An" in english
    assert "(UTC+7)" in english


def test_consents_start_unticked_and_are_stored_word_for_word(client: Client, run: MatchRun) -> None:
    response = page(client, run, "en")
    assert b"checked" not in response.content
    send(client, run, key_in(response), lang="en", **{"consent-newsletter": "on"})
    stored = Consent.objects.order_by("text__purpose")
    assert [(one.text.purpose, one.text.version, one.language) for one in stored] == [
        ("answer_request", 1, "en"),
        ("newsletter", 1, "en"),
    ]


def test_a_form_sent_again_with_other_contents_is_another_enquiry(client: Client, run: MatchRun) -> None:
    """Somebody else at the same screen went back and wrote over it: never the first one's link."""
    key = key_in(page(client, run))
    send(client, run, key)
    before = rows()
    response = send(client, run, key, contact_email="lan@example.com", message="Còn nước thải?")
    assert response.status_code == 409
    assert "Còn nước thải?" in response.content.decode()
    assert rows() == before
    again = send(client, run, key_in(response), contact_email="lan@example.com", message="Còn nước thải?")
    assert again.status_code == 302
    assert Lead.objects.count() == 2


def test_the_same_form_twice_is_one_lead_and_the_same_link(client: Client, run: MatchRun) -> None:
    key = key_in(page(client, run))
    first = send(client, run, key)
    before = rows()
    second = send(client, run, key)
    assert second["Location"] == first["Location"]
    assert rows() == before


def test_the_same_match_from_the_same_address_is_one_lead_and_shows_no_link(client: Client, run: MatchRun) -> None:
    first = send(client, run, key_in(page(client, run)))
    before = rows()
    again = send(client, run, key_in(page(client, run)))
    assert again.status_code == 200
    assert first["Location"].split("/")[3] not in again.content.decode()
    assert "thêm vào hồ sơ" not in again.content.decode()
    assert rows() == before


def test_other_words_with_the_same_match_become_a_message_once(client: Client, run: MatchRun) -> None:
    send(client, run, key_in(page(client, run)))
    for _time in range(2):
        again = send(client, run, key_in(page(client, run)), "en", message="Is there a second feed?")
        assert again.status_code == 200
    lead = Lead.objects.get()
    assert [one.text for one in lead.messages.all()] == ["Is there a second feed?"]
    again = send(client, run, key_in(page(client, run)), "en", message="And how deep is the ground water?")
    assert "What you wrote now was added to the file as a message." in again.content.decode()
    Lead.objects.update(stage="not_a_lead")
    again = send(client, run, key_in(page(client, run)), "en", message="And a third thing?")
    assert "What you wrote now was not added." in again.content.decode()
    assert lead.messages.count() == 2


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"contact_name": ""}, "contact_name"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"contact_email": ""}, "contact_email"),
        ({"consent-answer_request": None}, "consent-answer_request"),
        ({"language": "xx"}, "language"),
        ({"country": "XX"}, "country"),
        ({"message": "x" * 5001}, "message"),
        ({"contact_name": "a\x00b"}, "contact_name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: Client, run: MatchRun, lang: str, wrong: dict[str, Any], field: str
) -> None:
    before = rows()
    response = send(client, run, "key-1", lang=lang, **wrong)
    body = response.content.decode()
    assert response.status_code == 200
    assert f'href="#f-{field}"' in body
    assert f'id="f-{field}_error"' in body
    assert 'value="key-1"' in body  # the key stays: the corrected form is the same submission
    assert rows() == before


def test_what_is_missing_beside_the_consent_is_said_in_one_round(client: Client, run: MatchRun) -> None:
    body = send(client, run, "key-1", contact_name="", **{"consent-answer_request": None}).content.decode()
    for field in ("contact_name", "consent-answer_request"):
        assert body.count(f'id="f-{field}_error"') == 1


def test_a_stale_token_keeps_what_was_written(run: MatchRun) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = send(strict, run, "key-1", contact_name="Trần Giữ Lại")
    body = response.content.decode()
    assert response.status_code == 403
    assert "Trần Giữ Lại" in body
    assert 'role="status"' in body
    assert "csrfmiddlewaretoken" in body
    assert Lead.objects.count() == 0


def test_sending_is_limited_per_address(client: Client, run: MatchRun, settings: Any) -> None:
    settings.SEND_RATE_PER_HOUR = 1
    send(client, run, "key-1")
    response = send(client, run, "key-2", contact_email="other@example.com")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert Lead.objects.count() == 1


def test_pages_of_a_person_are_kept_nowhere(client: Client, run: MatchRun) -> None:
    form = page(client, run)
    status = client.get(send(client, run, key_in(form))["Location"])
    for response in (form, status):
        assert response["Cache-Control"] == "private, no-store"
        assert "noindex" in response["X-Robots-Tag"]
        # a form under no-referrer would send `Origin: null`; no other site learns the address either way
        assert response["Referrer-Policy"] == "strict-origin"


def test_a_match_that_does_not_exist(client: Client, cast: Cast) -> None:
    assert client.get("/vi/match/nothing-here/send/").status_code == 404


class TestLink:
    def test_unknown_expired_and_revoked_links_say_so(self, client: Client, lead: Lead) -> None:
        link = live_link(lead=lead, now=timezone.now())
        token = token_for(link)
        assert client.get(f"/en/lead/{token}x/").status_code == 404
        LeadLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(days=1))
        assert client.get(f"/en/lead/{token}/").status_code == 410
        LeadLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() + timedelta(days=1))
        revoke_link(link=link, now=timezone.now())
        response = client.get(f"/en/lead/{token}/")
        assert response.status_code == 410
        assert lead.reference not in response.content.decode()

    def test_the_investor_closes_the_link(self, client: Client, lead: Lead) -> None:
        token = token_for(live_link(lead=lead, now=timezone.now()))
        assert lead.reference in client.get(f"/vi/lead/{token}/close/").content.decode()
        assert client.get(f"/vi/lead/{token}/").status_code == 200
        client.post(f"/vi/lead/{token}/close/")
        assert client.get(f"/vi/lead/{token}/").status_code == 410

    def test_notes_and_inner_reasons_never_show(self, client: Client, lead: Lead, cast: Cast) -> None:
        token = token_for(live_link(lead=lead, now=timezone.now()))
        by, now = cast.an.user, timezone.now()
        write_note(lead=lead, text="Chỉ nội bộ: đối thủ hỏi", seen_seq=seq_of(lead), by=by, now=now)
        to = Stage.NOT_A_LEAD
        change_stage(lead=lead, to=to, seen_seq=seq_of(lead), by=by, now=now, reason="Lý do riêng của cán bộ")
        body = client.get(f"/vi/lead/{token}/").content.decode()
        assert "nội bộ" not in body
        assert "Lý do riêng" not in body
