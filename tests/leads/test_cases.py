"""All files of an address by one mailed link: what it tells nobody, what it opens, how it ends."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from leads.choices import EventKind, Stage
from leads.models import BadAddress, CasesLink, Due, Lead, LeadLink, Mail
from leads.portal.cases_page import cases_page
from leads.services import desk
from leads.services.cases import (
    AN_HOUR,
    LIFETIME,
    CasesLinkOver,
    CasesLinkUnknown,
    NoSuchCase,
    ask_for_cases,
    cases_link_for,
    cases_token,
    forget_cases,
    open_case,
    send_cases,
)
from leads.services.confidential import conceal
from leads.services.due import do_one
from leads.services.erasure import erase
from leads.services.intake import EmailInvalid, submit_lead
from leads.services.link_share import forward_link
from leads.services.links import LIFETIME as NINETY_DAYS
from leads.services.links import LinkUnknown, link_for_token, live_link, revoke_link, token_for
from leads.services.words import FieldMissing
from tests.leads.conftest import NOW, Cast, a_match, a_submission, did, seq_of
from yenbinh.quiet_log import WithoutTokens

MINE, OTHER = "lead01@lachongthu.example", "khac@x.example"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cache.clear()


def another(key: str, email: str = MINE, **more: object) -> Lead:
    made, _new = submit_lead(submission=a_submission(submission_key=key, contact_email=email, **more), by=None, now=NOW)
    return made


def asked(email: str = MINE, now: datetime = NOW) -> CasesLink | None:
    """Asked for and worked through."""
    ask_for_cases(email=email, lang="vi", now=now)
    row = CasesLink.objects.order_by("-pk").first()
    return did(lambda: send_cases(pk=row.pk, now=now)) if row else None


def page_of(link: CasesLink, client: Client, lang: str = "en") -> HttpResponse:
    return client.get(f"/{lang}/my-cases/{cases_token(link)}/")


# --- Asking ---


@pytest.mark.django_db
def test_the_answer_and_the_work_of_the_request_are_the_same_for_every_address(lead: Lead, client: Client) -> None:
    seen = []
    client.post("/en/my-cases/", {"contact_email": "erst@x.example"})  # the visitor's own count begins
    for email in (MINE, "niemand@x.example"):
        with CaptureQueriesContext(connection) as queries:
            response = client.post("/en/my-cases/", {"contact_email": email})
        seen.append((response.status_code, response.content, [re.sub(r"'[^']*'|\d+", "?", q["sql"]) for q in queries]))
    assert seen[0] == seen[1]
    assert seen[0][0] == 200
    assert b"one link to all of them is on its way" in seen[0][1]
    assert CasesLink.objects.count() == Due.objects.filter(kind="cases").count() == 3
    assert not Mail.objects.filter(kind="my_cases").exists()


@pytest.mark.django_db
def test_only_an_address_with_files_gets_a_mail_and_an_unknown_one_is_not_kept(lead: Lead) -> None:
    for email in (f" {MINE.upper()}", "niemand@x.example"):
        ask_for_cases(email=email, lang="en", now=NOW)
    while do_one(NOW):
        pass
    mail = Mail.objects.get(kind="my_cases")
    link = CasesLink.objects.get()
    assert (mail.to, mail.lead, mail.language) == (MINE, None, "en")
    assert f"/en/my-cases/{cases_token(link)}/" in mail.body
    assert lead.reference not in mail.body + mail.subject
    assert send_cases(pk=link.pk, now=NOW) is None  # the row done twice sends once


@pytest.mark.django_db
@pytest.mark.parametrize(("email", "refusal"), [("", FieldMissing), ("no address", EmailInvalid)])
def test_what_is_no_address_is_said(cast: Cast, client: Client, email: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        ask_for_cases(email=email, lang="vi", now=NOW)
    response = client.post("/en/my-cases/", {"contact_email": email})
    assert response.status_code == 422
    assert 'href="#cases-contact_email"' in response.content.decode()
    assert not CasesLink.objects.exists()


@pytest.mark.django_db
def test_one_address_is_sent_three_an_hour_and_whoever_asks_reads_the_same(lead: Lead, client: Client) -> None:
    answers = {client.post("/vi/my-cases/", {"contact_email": MINE}).content for _time in range(AN_HOUR + 2)}
    assert len(answers) == 1
    assert CasesLink.objects.count() == AN_HOUR
    ask_for_cases(email=MINE, lang="vi", now=NOW + timedelta(hours=1))
    assert CasesLink.objects.count() == AN_HOUR + 1


@pytest.mark.django_db
def test_a_visitor_asks_for_so_many_addresses_and_no_more(cast: Cast, client: Client, settings: object) -> None:
    settings.CASES_RATE_PER_HOUR = 2  # type: ignore[attr-defined]  # pytest-django hands out a wrapper
    codes = [client.post("/vi/my-cases/", {"contact_email": f"a{n}@x.example"}).status_code for n in range(3)]
    assert codes == [200, 200, 429]


@pytest.mark.django_db
def test_under_guard_the_mail_is_the_confirmation_and_the_answer_tells_as_little(
    lead: Lead, client: Client, settings: object
) -> None:
    settings.FORM_GUARD = True  # type: ignore[attr-defined]  # the same
    for email in (MINE, "niemand@x.example"):
        page = client.get("/en/my-cases/")
        # asked for a proof; pressed again without scripts it is a mail, as any other
        for more in ({"guard-more": "filled by a machine"}, {}):
            stamp = re.search(r'name="guard-stamp" value="([^"]*)"', page.content.decode())
            assert stamp
            page = client.post("/en/my-cases/", {"contact_email": email, "guard-stamp": stamp[1], **more})
        assert b"is on its way" in page.content
    assert CasesLink.objects.count() == 2


@pytest.mark.django_db
def test_an_address_that_bounced_is_sent_nothing(lead: Lead) -> None:
    BadAddress.objects.create(address=MINE, since=NOW, reason="550")
    assert asked() is None
    assert not CasesLink.objects.exists()


# --- What the link opens ---


@pytest.mark.django_db
def test_the_list_names_each_own_file_with_stage_officer_and_promise(lead: Lead, cast: Cast, client: Client) -> None:
    link = asked()
    second = another("second", organisation_name="Second Works", message="x", sector="electronics_hardware")
    another("foreign", OTHER, organisation_name="Foreign Works")
    assert link is not None
    response = page_of(link, client)
    body = response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    for words in (lead.reference, second.reference, "Second Works", "Sector software", "Nguyễn Hà An", "Lê Mai Chi"):
        assert words in body
    assert "An officer answers for the first time." in body
    assert "11:00" in body
    assert "Foreign Works" not in body
    assert "/lead/" not in body  # the files' own addresses stand nowhere on it
    assert page_of(link, client, "vi").status_code == 200


@pytest.mark.django_db
def test_a_file_opens_by_its_live_link_or_by_a_new_one_that_the_history_tells(lead: Lead, client: Client) -> None:
    link = asked()
    assert link is not None
    live = live_link(lead=lead, now=NOW)
    address = f"/en/my-cases/{cases_token(link)}/open/"
    response = client.post(address, {"case": lead.reference})
    assert response["Location"] == f"/en/lead/{token_for(live)}/"
    assert response["Cache-Control"] == "private, no-store"
    revoke_link(link=live, now=NOW)
    response = client.post(address, {"case": lead.reference})
    assert response.status_code == 302
    fresh = LeadLink.objects.order_by("-pk").first()
    assert fresh is not None
    assert response["Location"] == f"/en/lead/{token_for(fresh)}/"
    assert fresh.expires_at == NOW + NINETY_DAYS
    told = lead.events.get(kind=EventKind.LINK_CHANGED)
    assert told.data == {"what": "opened", "link": fresh.pk}
    assert client.get(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["YB-2026-9999", "", "x" * 100, "\u0000"])
def test_a_file_of_somebody_else_does_not_open(lead: Lead, client: Client, case: str) -> None:
    link = asked()
    assert link is not None
    foreign = another("foreign", OTHER)
    for reference in (foreign.reference, case):
        response = client.post(f"/vi/my-cases/{cases_token(link)}/open/", {"case": reference})
        assert response.status_code == 404
    with pytest.raises(NoSuchCase):
        open_case(link=link, reference=foreign.reference, by=None, now=NOW)


@pytest.mark.django_db
def test_ended_files_stand_apart_and_passed_on_ones_read_only(lead: Lead, cast: Cast) -> None:
    ended = another("ended")
    did(lambda: desk.change_stage(lead=ended, to=Stage.NOT_A_LEAD, seen_seq=seq_of(ended), by=cast.vu.user, now=NOW))
    theirs = another("theirs", OTHER)
    guest = forward_link(link=live_link(lead=theirs, now=NOW), name="Bạn", email=MINE, lang="vi", by=None, now=NOW)
    link = asked()
    assert link is not None
    page = cases_page(link, cases_token(link), lang="vi", now=NOW)
    assert [[one.reference for one in part] for part in (page.open, page.ended, page.passed_on)] == [
        [lead.reference],
        [ended.reference],
        [theirs.reference],
    ]
    assert page.passed_on[0].from_whom
    assert did(lambda: open_case(link=link, reference=theirs.reference, by=None, now=NOW)) == guest
    revoke_link(link=guest, now=NOW)
    assert cases_page(link, "", lang="vi", now=NOW).passed_on == ()
    with pytest.raises(NoSuchCase):
        open_case(link=link, reference=theirs.reference, by=None, now=NOW)


@pytest.mark.django_db
def test_a_guest_alone_is_known_and_gets_the_list(lead: Lead) -> None:
    forward_link(link=live_link(lead=lead, now=NOW), name="Bạn", email=OTHER, lang="vi", by=None, now=NOW)
    link = asked(OTHER)
    assert link is not None
    page = cases_page(link, "", lang="vi", now=NOW)
    assert (page.open, len(page.passed_on)) == ((), 1)


@pytest.mark.django_db
def test_a_confidential_file_tells_its_owner_what_others_read(lead: Lead, cast: Cast) -> None:
    did(lambda: conceal(lead=lead, code_name="Dự án Sao", seen_seq=seq_of(lead), by=cast.an.user, now=NOW))
    link = asked()
    assert link is not None
    assert cases_page(link, "", lang="vi", now=NOW).open[0].confidential == "Dự án Sao"


@pytest.mark.django_db
def test_erased_files_are_gone_from_the_list_and_the_link_with_them(lead: Lead, cast: Cast) -> None:
    second = another("second")
    link = asked()
    assert link is not None
    did(lambda: erase(lead=lead, by=cast.vu.user, now=NOW))
    assert [one.reference for one in cases_page(link, "", lang="vi", now=NOW).open] == [second.reference]
    did(lambda: erase(lead=second, by=cast.vu.user, now=NOW))
    assert not CasesLink.objects.exists()
    assert MINE not in " ".join(f"{mail.to} {mail.body}" for mail in Mail.objects.exclude(state="queued"))


@pytest.mark.django_db
def test_the_number_of_files_costs_no_queries(lead: Lead) -> None:
    link = asked()
    assert link is not None
    cases_page(link, "", lang="vi", now=NOW)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            cases_page(link, "", lang="vi", now=NOW)
        return len(queries)

    before = cost()
    for number in range(3):
        another(f"more-{number}", match_run=a_match("data_centre"))
    assert cost() == before <= 12


# --- How it ends ---


@pytest.mark.django_db
def test_it_is_good_for_a_day_and_a_newer_one_closes_it(lead: Lead, client: Client) -> None:
    first = asked()
    assert first is not None
    token = cases_token(first)
    assert cases_link_for(token, NOW + LIFETIME - timedelta(seconds=1)) == first
    with pytest.raises(CasesLinkOver):
        cases_link_for(token, NOW + LIFETIME)
    second = asked()
    assert second is not None
    response = page_of(first, client)
    assert response.status_code == 410
    assert 'href="/en/my-cases/"' in response.content.decode()
    assert page_of(second, client).status_code == 200


@pytest.mark.django_db
def test_neither_token_opens_the_others_door_and_a_link_not_sent_opens_nothing(lead: Lead) -> None:
    link = asked()
    assert link is not None
    with pytest.raises(LinkUnknown):
        link_for_token(cases_token(link), NOW)
    ask_for_cases(email=MINE, lang="vi", now=NOW)
    waiting = CasesLink.objects.get(sent_at=None)
    wrong = [token_for(live_link(lead=lead, now=NOW)), cases_token(waiting), cases_token(link)[:-1], "", "9" * 30]
    for token in wrong:
        with pytest.raises(CasesLinkUnknown):
            cases_link_for(token, NOW)


@given(st.text(max_size=60))
def test_no_guess_raises_anything_but_unknown(token: str) -> None:
    with pytest.raises(CasesLinkUnknown):
        cases_link_for(token, NOW)


@pytest.mark.django_db
def test_after_its_day_the_address_is_forgotten_and_what_the_mail_said(lead: Lead) -> None:
    asked()
    Mail.objects.filter(kind="my_cases").update(state="sent")
    assert forget_cases(now=NOW + LIFETIME) == 0
    assert forget_cases(now=NOW + 2 * LIFETIME) == 1
    mail = Mail.objects.get(kind="my_cases")
    assert (mail.to, mail.body) == ("", "")


# --- Where it is linked, and our own log ---


@pytest.mark.django_db
def test_the_footer_and_a_link_that_does_not_open_lead_to_it(cast: Cast, client: Client) -> None:
    assert client.get("/en/my-cases/").content.decode().count('href="/en/my-cases/"') >= 1
    assert 'href="/en/my-cases/"' in client.get("/en/lead/none/").content.decode().split("<footer")[0]


@pytest.mark.django_db
def test_no_token_stands_in_our_log(lead: Lead, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    link = asked()
    assert link is not None
    token, other = cases_token(link), token_for(live_link(lead=lead, now=NOW))
    with caplog.at_level(logging.INFO):
        client.get(f"/vi/my-cases/{token[:-1]}/")
        client.get(f"/vi/lead/{other}/nothing/")
        client.post(f"/vi/lead/{other}/remind/")
    lines = [WithoutTokens("%(message)s").format(record) for record in caplog.records]
    assert any("/vi/lead/…/remind/" in line for line in lines)
    assert not [line for line in lines if token[:-1] in line or other in line]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Not Found: /vi/plots/SX-23/boundary.kml", "Not Found: /vi/plots/SX-23/boundary.kml"),
        ("Gone: /en/match/ask/aB3dE5gH7jK9mN1pQ3/more/?x=1", "Gone: /en/match/ask/…/more/?x=1"),
        ("/vi/lead/12-abcdefghijklmnop.QRSTUV/file/9-xyz.1aaaa:bbbbbbbbbbb/", "/vi/lead/…/file/…/"),
        ('File "/srv/a/en.py", line 1, in x', 'File "/srv/a/en.py", line 1, in x'),
    ],
)
def test_a_log_line_keeps_all_but_tokens(line: str, kept: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, line, None, None)
    assert WithoutTokens("%(message)s").format(record) == kept
