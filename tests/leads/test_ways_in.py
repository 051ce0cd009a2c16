"""Where a lead came from: the word behind ?src= is carried without a cookie; the API takes enquiries in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from leads.choices import ASKED_WITH_A_LEAD
from leads.models import Lead, Mail, MatchRun
from sitepages.campaigns import campaign_of

CONTACT = {
    "submission_key": "partner-0001",
    "contact_name": "Kim Thử (demo)",
    "contact_email": "kim@thu.example",
    "contact_phone": "+82 10 0000 0000",
    "country": "KR",
    "language": "ko",
    "consents": ["answer_request"],
}


@pytest.mark.parametrize(
    ("text", "word"),
    [("SEMICON-2026", "semicon-2026"), (" a b<script>", "abscript"), ("x" * 200, "x" * 60), ("", ""), ("\x00ă", "")],
)
def test_a_campaign_is_a_plain_word(text: str, word: str) -> None:
    assert campaign_of(text) == word


def test_the_word_is_carried_from_page_to_lead_without_a_cookie(whole_site: datetime, client: Client) -> None:
    home = client.get("/vi/?src=Semicon-2026")
    assert not home.cookies
    text = home.content.decode()
    assert 'href="/vi/match/?src=semicon-2026"' in text
    assert 'href="/vi/plots/?src=semicon-2026"' in text
    assert "src=" not in client.get("/vi/").content.decode().replace('src="', "")
    form = client.get("/vi/match/?src=semicon-2026").content.decode()
    assert '<input type="hidden" name="src" value="semicon-2026">' in form
    sent = client.post("/vi/match/", {"sector": "software", "unit": "m2", "src": "semicon-2026"})
    run = MatchRun.objects.get(token=sent.headers["Location"].split("/")[-2])
    assert run.campaign == "semicon-2026"
    page = f"/vi/match/{run.token}/send/"
    drawn = client.get(page).content.decode()
    for name in ("channel", "good_from", "good_to", "time_zone", "call_me", "confidential"):
        assert f'name="{name}"' in drawn
    given = {
        "submission_key": "k",
        "contact_name": "A",
        "contact_email": "a@thu.example",
        "contact_phone": "123456",
        "country": "KR",
        "language": "vi",
        "channel": "zalo",
        "good_from": "09:00",
        "good_to": "11:00",
        "call_me": "on",
        "confidential": "on",
        "consent-answer_request": "on",
    }
    assert client.post(page, {**given, "good_to": "08:00"}).status_code == 200
    assert not Lead.objects.filter(campaign="semicon-2026").exists()
    assert client.post(page, given).status_code == 302
    lead = Lead.objects.get(campaign="semicon-2026")
    assert (lead.channel, lead.time_zone, lead.source) == ("zalo", "Asia/Seoul", "site")
    assert lead.code_name == f"X-{lead.reference[-4:]}"
    assert lead.tasks.filter(kind="call").count() == 1


def test_a_later_result_keeps_the_word_of_the_first(whole_site: datetime, client: Client) -> None:
    first = client.post("/vi/match/", {"sector": "software", "unit": "m2", "src": "fair"}).headers["Location"]
    again = client.post(f"{first}adjust/", {"again": "1"}).headers["Location"]
    assert {MatchRun.objects.get(token=url.split("/")[-2]).campaign for url in (first, again)} == {"fair"}


def test_the_desk_filters_by_source_and_campaign(whole_site: datetime) -> None:
    from leads.choices import Role
    from leads.services.intake import submit_lead
    from tests.leads.conftest import a_submission, account
    from tests.leads.test_desk_views import signed_in

    lead, _ = submit_lead(submission=a_submission(campaign="fair-26"), by=None, now=whole_site)
    other, _ = submit_lead(submission=a_submission(submission_key="b", source="api"), by=None, now=whole_site)
    client = signed_in(account("chief", Role.DUTY_HEAD))
    found = client.get("/admin/desk/?whose=visible&campaign=fair-26").content.decode()
    assert lead.reference in found
    assert other.reference not in found
    found = client.get("/admin/desk/?whose=visible&source=api").content.decode()
    assert other.reference in found
    assert lead.reference not in found


# --- The API ---


def post(client: Client, **body: Any) -> Any:
    return client.post("/api/leads", json.dumps({**CONTACT, **body}), content_type="application/json")


def test_a_partner_sends_an_enquiry_once_with_its_match(whole_site: datetime, client: Client) -> None:
    body = {
        "match": {"sector": "software"},
        "good_from": "09:00",
        "good_to": "11:00",
        "call_me": True,
        "campaign": "Kotra",
    }
    first = post(client, **body)
    assert first.status_code == 201, first.content
    again = post(client, **body)
    assert again.status_code == 200
    said, same = first.json(), again.json()
    assert said["reference"] == same["reference"]
    assert (said["created"], same["created"]) == (True, False)
    lead = Lead.objects.get(reference=said["reference"])
    assert (lead.source, lead.campaign, lead.language, lead.sector_id) == ("api", "kotra", "ko", "software")
    assert lead.match_run
    assert client.get("/" + said["status_url"].split("/", 3)[3]).status_code == 200


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"consents": []}, "consents"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"good_from": "09:00"}, "good_to"),
        ({"good_from": "soon", "good_to": "11:00"}, "good_from"),
        ({"match": {"sector": "alchemy"}}, "match.sector"),
        ({"channel": "fax"}, "channel"),
        ({"unknown": 1}, "unknown"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"contact_name": " "}, "contact_name"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(
    whole_site: datetime, client: Client, more: dict[str, Any], field: str
) -> None:
    before = Lead.objects.count(), MatchRun.objects.count()
    answer = post(client, **more)
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["errors"]) == [field]
    assert (Lead.objects.count(), MatchRun.objects.count()) == before


def test_enquiries_in_one_persons_name_are_bounded_wherever_they_come_from(whole_site: datetime, settings: Any) -> None:
    """And what the sender typed reaches no address that nobody proved."""
    settings.API_LEADS_PER_MAIL_DAY = 3
    trick = {"message": "You won, see https://evil.example/win", "contact_name": "Win at evil.example/now"}
    before = Lead.objects.count()
    answers = [
        post(Client(REMOTE_ADDR=f"198.51.100.{n}"), submission_key=f"partner-{n:04}", language="en", **trick)
        for n in range(5)
    ]
    assert [one.status_code for one in answers] == [201, 201, 201, 429, 429]
    assert Lead.objects.count() == before + 3
    assert int(answers[3]["Retry-After"]) > 0
    assert "3 enquiries came for this e-mail address within a day" in answers[3].json()["errors"]["contact_email"]
    again = post(Client(), submission_key="partner-0000", language="en", **trick)
    assert again.status_code == 200  # the same enquiry is the same lead, at any time
    other = post(Client(), submission_key="partner-0009", contact_email="lee@thu.example")
    assert other.status_code == 201
    for mail in Mail.objects.filter(to=CONTACT["contact_email"]):
        assert "evil" not in mail.body + mail.subject
        assert "behind the link below" in mail.body


@pytest.mark.parametrize(
    ("typed", "greeted"),
    [
        ("Kim Thử (demo)", "Kim Thử (invented)"),
        ("Dr. J. O'Neill", "Dr. J. O'Neill"),
        ("Win at https://evil.example", ""),
        ("evil.example", ""),
        ("a@b.example", ""),
        ("Call 0912 345 678", ""),
        ("long " * 20, ""),
    ],
)
def test_a_mail_greets_by_what_reads_as_a_name(typed: str, greeted: str) -> None:
    with translation.override("en"):
        assert Lead(contact_name=typed).greeted == greeted


def test_the_texts_of_consent_are_given_in_the_language_asked(whole_site: datetime, client: Client) -> None:
    vi = client.get("/api/consents", headers={"accept-language": "vi"}).json()
    en = client.get("/api/consents", headers={"accept-language": "en"}).json()
    assert [row["purpose"] for row in vi] == list(ASKED_WITH_A_LEAD)
    assert [row["needed"] for row in en] == [True, False, False]
    assert vi[0]["text"] != en[0]["text"]


@pytest.mark.parametrize(
    "body",
    [
        {"good_from": "0900Z", "good_to": "10:00", "time_zone": "Asia/Seoul"},
        {"good_from": "T0900", "good_to": "10:00", "time_zone": "Asia/Seoul"},
        {"country": "zz"},
    ],
)
def test_what_is_no_time_and_no_country_is_refused_by_name(
    whole_site: datetime, client: Client, body: dict[str, str]
) -> None:
    response = post(client, **body)
    assert response.status_code == 422, response.content
    assert next(iter(body)) in response.content.decode()
    assert not Lead.objects.filter(contact_email=CONTACT["contact_email"]).exists()


@pytest.mark.parametrize(
    "other", [{"contact_email": "lan@khac.example"}, {"message": "Khác"}, {"match": {"sector": "software"}}]
)
def test_a_key_used_for_another_enquiry_hands_out_no_link(
    whole_site: datetime, client: Client, other: dict[str, Any]
) -> None:
    first = post(client, match={"sector": "data_centre"})
    assert post(client, match={"sector": "data_centre"}).json() == {**first.json(), "created": False}
    before = Lead.objects.count(), MatchRun.objects.count()
    response = post(client, **{"match": {"sector": "data_centre"}, **other})
    assert response.status_code == 409
    assert list(response.json()) == ["errors"]
    assert list(response.json()["errors"]) == ["submission_key"]
    assert (Lead.objects.count(), MatchRun.objects.count()) == before


def test_long_keys_that_differ_at_their_end_are_two_leads(whole_site: datetime, client: Client) -> None:
    for end in ("0001", "0002"):
        assert post(client, submission_key="k" * 60 + end).status_code == 201
    assert Lead.objects.filter(contact_email=CONTACT["contact_email"]).count() == 2
