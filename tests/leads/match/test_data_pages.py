"""The page "My data" behind the link: whose link opens it, what a copy holds, what is said; nothing in an address."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from leads.choices import PrivacyState
from leads.models import AccessRecord, Lead, PrivacyRequest
from leads.services.access_log import note_access
from leads.services.link_share import forward_link
from leads.services.links import LIFETIME, live_link, revoke_link, token_for
from leads.services.messages import write_message
from tests.leads.match.test_pack import a_lead, the_lead, words

COPY, ASK = "data/copy/", "data/ask/"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch, whole_site: datetime, settings: Any, tmp_path: Path) -> datetime:
    settings.PRIVATE_ROOT = tmp_path / "private"
    monkeypatch.setattr("django.utils.timezone.now", lambda: whole_site)
    return whole_site


@pytest.fixture
def lead(now: datetime) -> Lead:
    return the_lead(now)


@pytest.fixture
def room(lead: Lead, now: datetime) -> str:
    return f"/en/lead/{token_for(live_link(lead=lead, now=now))}/"


def test_the_copy_holds_what_is_held_as_json_and_as_pdf(client: Client, room: str, lead: Lead, now: datetime) -> None:
    link = live_link(lead=lead, now=now)
    write_message(lead=lead, link=link, text="Is there fibre?", by=None, now=now)
    assert lead.owner is not None
    note_access(kind="lead", subject=f"desk-lead:{lead.pk}", by=lead.owner.user, lead=lead, now=now)
    response = client.post(room + COPY, {"as": "json"})
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith("attachment")
    held = json.loads(response.content)
    assert (held["person"]["name"], held["person"]["email"]) == (lead.contact_name, lead.contact_email)
    assert held["enquiry"]["message"] == lead.message
    assert held["enquiry"]["project"]["sector"] == "semiconductor_packaging_testing"
    assert [row["text"] for row in held["messages"]] == ["Is there fibre?"]
    assert {row["purpose"] for row in held["consents"]} == {"answer_request"}
    assert lead.reference in held["mails_sent"][0]["subject"]
    assert "/lead/" not in response.content.decode()  # no address that opens the file
    assert [row["right"] for row in held["requests"]] == ["access"]
    assert {row["who"] for row in held["access"]} == {lead.owner.name, "by the link"}
    printed = client.post(room + COPY, {"as": "pdf"})
    printed_words = words(printed.content)
    for said in (lead.contact_name.partition(" (")[0], "Is there fibre?", lead.contact_email, lead.reference):
        assert said in printed_words
    assert PrivacyRequest.objects.count() == 1  # both are one request
    assert AccessRecord.objects.filter(subject__startswith="personal-data:", link=link).exists()


def test_a_right_is_asked_for_and_stands_on_the_page(client: Client, room: str, lead: Lead) -> None:
    page = client.get(f"{room}data/").content.decode()
    assert "not verified" in page
    assert "clause was not read" in page
    for _twice in range(2):
        response = client.post(room + ASK, {"right": "restrict"})
        assert response["Location"] == f"{room}data/#asked"
    request = PrivacyRequest.objects.get()
    page = client.get(f"{room}data/").content.decode()
    assert f"No. {request.pk}" in page
    assert "An officer stops the use" in page
    assert client.get(room).content.decode().count("You asked about your data") == 1
    withdrawn = client.post(room + ASK, {"right": "withdraw", "purpose": "answer_request"})
    assert withdrawn.status_code == 302
    assert "withdrawn at" in client.get(f"{room}data/").content.decode()


def test_what_is_wrong_with_a_form_is_said_and_the_words_kept(client: Client, room: str) -> None:
    response = client.post(room + ASK, {"right": "correct", "wrong": "The name", "put_right": ""})
    body = response.content.decode()
    assert response.status_code == 422
    assert 'href="#fix-put_right"' in body
    assert "The name" in body
    assert client.post(room + ASK, {"right": "erase"}).status_code == 422
    assert client.post(room + ASK, {"right": "erase", "sure": "on"}).status_code == 302
    assert client.post(room + ASK, {"right": "access"}).status_code == 422
    assert client.post(room + ASK, {"right": "withdraw", "purpose": "x\0"}).status_code == 422
    assert PrivacyRequest.objects.get().state == PrivacyState.OPEN


def test_only_the_persons_own_open_link_does_it(
    client: Client, room: str, lead: Lead, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = live_link(lead=lead, now=now)
    guest = forward_link(link=own, name="Ann", email="ann@x.example", lang="en", by=None, now=now)
    other = a_lead(now, submission_key="other", contact_email="b@x.example", contact_name="Somebody Else")
    theirs = f"/en/lead/{token_for(live_link(lead=other, now=now))}/"
    assert lead.contact_name not in client.post(theirs + COPY, {"as": "json"}).content.decode()
    closed = f"/en/lead/{token_for(guest)}/"

    def doors(where: str) -> set[int]:
        posts = ((ASK, {"right": "restrict"}), (COPY, {"as": "json"}), ("data/free/", {}))
        return {client.get(f"{where}data/").status_code} | {
            client.post(where + path, given).status_code for path, given in posts
        }

    assert doors(closed) == {403}
    assert doors("/en/lead/guess/") == {404}
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + LIFETIME + timedelta(days=1))
    assert doors(room) == {410}
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    revoke_link(link=own, now=now)
    assert doors(room) == {410}
    assert not PrivacyRequest.objects.filter(lead=lead).exists()
    assert client.get(theirs + COPY).status_code == 405  # a copy is never behind an address
