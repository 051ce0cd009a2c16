"""Rights of whoever has only a watch or the newsletter: what was agreed to, a copy, and the same on My data."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from leads.models import ConsentText, Lead, Subscription, Watch
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from leads.services.mail_wishes import token_for as wish_token
from leads.services.matching import run_match
from leads.services.newsletter import ask_newsletter, confirm_newsletter, stop_newsletter
from leads.services.personal_data import as_json, sections_of
from leads.services.watches import ask_watch, confirm_watch
from tests.leads.conftest import a_submission, hire
from tests.leads.match.test_pack import words

ASK: dict[str, Any] = {"sector": "software", "land": {"area_min_m2": 5000, "area_max_m2": 40_000}}
TO = "only@watch.example"


@pytest.fixture
def now(whole_site: datetime, monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr("django.utils.timezone.now", lambda: whole_site)
    return whole_site


def a_reader(now: datetime, email: str = TO, **more: Any) -> Subscription:
    ask_newsletter(email=email, sectors=["software"], agreed=True, lang="en", shown_in="vi", now=now, **more)
    return confirm_newsletter(reader=Subscription.objects.latest("pk"), now=now)


def a_watch(now: datetime, email: str = TO, lead: Lead | None = None) -> Watch:
    run = run_match(request=dict(ASK), source="site", now=now)
    ask_watch(run=run, email=email, agreed=True, lang="en", shown_in="en", lead=lead, now=now)
    return confirm_watch(watch=Watch.objects.latest("pk"), now=now)


def copied(client: Client, address: str) -> dict[str, Any]:
    answer = client.post(address, {"do": "copy", "as": "json"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_a_reader_of_the_newsletter_sees_the_consent_and_fetches_all_that_is_held(
    now: datetime, client: Client
) -> None:
    reader = a_reader(now)
    address = f"/en/newsletter/{wish_token(reader)}/"
    page = client.get(address).content.decode()
    assert f'<p lang="vi">{reader.text.text_vi}</p>' in page  # as it was read
    assert f"Version {reader.text.version} of the text" in page
    assert "Confirmed by the mailed link at" in page
    (row,) = copied(client, address)["wish"]
    assert (row["kind"], row["email"], row["language"], row["shown_in"]) == ("newsletter", TO, "en", "vi")
    assert (row["sectors"], row["version"], row["text"]) == (["software"], reader.text.version, reader.text.text_vi)
    assert row["asked_at"] == row["confirmed_at"] == now.isoformat()
    held = copied(client, address)
    assert "confirm" in held["mails_sent"][0]["subject"].lower()
    assert wish_token(reader) not in json.dumps(held)
    printed = words(client.post(address, {"do": "copy", "as": "pdf"}).content)
    assert TO in printed
    stop_newsletter(reader=reader, now=now)
    assert "What you agreed to" in client.get(address).content.decode()
    (over,) = copied(client, address)["wish"]
    assert (over["email"], over["ended_how"]) == ("", "stopped")


def test_whoever_watches_a_result_sees_the_consent_and_fetches_the_question(now: datetime, client: Client) -> None:
    watch = a_watch(now)
    address = f"/en/watch/{wish_token(watch)}/"
    page = client.get(address).content.decode()
    assert f'<p lang="en">{watch.text.text_en}</p>' in page
    (row,) = copied(client, address)["wish"]
    assert row["question"]["sector"] == "software"
    assert watch.ends_at is not None
    assert (row["kind"], row["email"], row["until"]) == ("watch", TO, watch.ends_at.isoformat())
    assert client.post("/en/watch/guess/", {"do": "copy", "as": "json"}).status_code == 404


@pytest.fixture
def lead(now: datetime) -> Lead:
    hire()
    run = run_match(request=dict(ASK), source="site", now=now)
    lead, _new = submit_lead(submission=a_submission(run), by=None, now=now)
    return lead


def test_watches_and_newsletters_stand_under_what_was_agreed_to(lead: Lead, now: datetime, client: Client) -> None:
    own, other = a_watch(now, lead.contact_email, lead), a_reader(now, lead.contact_email)
    page = client.get(f"/en/lead/{token_for(live_link(lead=lead, now=now))}/data/").content.decode()
    agreed = page.partition("What you agreed to")[2].partition("</section>")[0]
    assert own.text.text_en in agreed
    assert other.text.text_vi in agreed
    assert f"/en/watch/{wish_token(own)}/" in agreed
    assert wish_token(other) not in agreed  # its own mails open it: they prove the address
    assert "The link in each of its mails changes and stops it." in agreed


def test_the_copy_of_a_file_says_language_version_sectors_question_and_term(lead: Lead, now: datetime) -> None:
    watch = a_watch(now, lead.contact_email, lead)
    a_reader(now, lead.contact_email)
    with translation.override("en"):
        copy = as_json(sections_of(Lead.objects.get(pk=lead.pk), now, "en"))
    first, second = copy["watches"]
    assert watch.ends_at is not None
    assert (first["language"], first["until"], first["question"]["sector"]) == (
        "en",
        watch.ends_at.isoformat(),
        "software",
    )
    assert (second["language"], second["sectors"], second["shown_in"]) == ("en", ["software"], "vi")
    assert {one["version"] for one in copy["watches"]} <= set(ConsentText.objects.values_list("version", flat=True))
    assert {one["language"] for one in copy["consents"]} == {"vi"}
