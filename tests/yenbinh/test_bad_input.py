"""Hostile input at every door that exists: a clear answer, never a 500, nothing half-written."""

from __future__ import annotations

import json
import re
from datetime import datetime
from itertools import cycle
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client

from leads.choices import Role
from leads.models import Due, Lead, LeadEvent, Mail, MatchRun, Organisation
from leads.portal.match_form import MatchForm
from leads.services.links import live_link, token_for
from leads.vocabulary import vocabulary
from tests.leads.conftest import a_submission, person, seq_of

NASTY = {
    "nul": "\x00",
    "bidi": "‮abc‬",
    "four bytes": "🏭𝕏",
    "combining": "a" + "\N{COMBINING ACUTE ACCENT}" * 2000,
    "long": "x" * 20_000,
    "markup": "<script>alert(1)</script>'\"><img src=x onerror=1>",
    "template": "{{ 7*7 }}{% debug %}${7*7}%(x)s%s%n{0}",
    "sql": "' OR 1=1; DROP TABLE leads_lead; --",
    "path": "../../../../etc/passwd",
    "header": "a\r\nX-Evil: 1",
    "separator": "\u2028\u2029\x0b\x1c",
}
NUMBERS = ["1e400", "-1e400", "nan", "inf", "-0", "9" * 400, "1_000", "٣٤", "0x10", "1e-400", "", " ", "½"]
RAW = {"not utf-8": "%ff%fe%80", "half a letter": "%c3", "overlong": "%c0%ae", "lone surrogate": "%ed%a0%80"}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def lead(whole_site: datetime) -> Lead:
    from leads.services.intake import submit_lead

    made, _ = submit_lead(submission=a_submission(), by=None, now=whole_site)
    return made


@pytest.fixture
def head(whole_site: datetime, lead: Lead) -> Client:
    """The duty head at the desk: who may do most."""
    return at_the_desk(Role.DUTY_HEAD)


def at_the_desk(role: Role) -> Client:
    from tests.leads.conftest import account
    from tests.leads.test_desk_views import signed_in

    client = signed_in(account("head", role))
    client.raise_request_exception = False
    return client


PUBLIC = [
    "/vi/",
    "/en/plots/",
    "/en/plots/SX-12/",
    "/vi/incentives/",
    "/en/incentives/cit_new_project/",
    "/vi/match/",
    "/vi/news/",
    "/en/about/",
    "/api/plots.geojson",
    "/api/incentives",
    "/robots.txt",
    "/sitemap.xml",
    "/admin/login/",
]
KEYS = (
    "q",
    "p",
    "zone",
    "status",
    "area",
    "price",
    "power",
    "ready",
    "sort",
    "on",
    "plot",
    "sector",
    "from",
    "next",
    "lang",
    "x",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_no_query_breaks_a_public_page(whole_site: datetime, client: Client, address: str) -> None:
    """One by one would be 600 renderings a page: each request carries nasty values under every key at once."""
    together = "".join(text for name, text in NASTY.items() if name not in {"nul", "long", "combining"})
    texts = [together, NASTY["nul"], NASTY["combining"][:3000], NASTY["long"][:3000]]
    queries = ["&".join(f"{key}={quote(text)}" for key in KEYS) for text in texts]
    queries += ["&".join(f"{key}={raw}" for key, raw in zip(KEYS, cycle(RAW.values()), strict=False))]
    queries += ["&".join(f"k{n}=1" for n in range(10_000)), "&".join(["zone=SX"] * 3000), "=&&==", "%", "%zz=%zz"]
    if re.search("plots|incentives|match", address):  # the pages that read numbers and dates
        queries += ["&".join(f"{key}={number}" for key in KEYS) for number in NUMBERS]
    for query in queries:
        response = client.get(f"{address}?{query}")
        assert response.status_code < 500, query[:200]
        assert "<script>alert(1)" not in response.content.decode(errors="replace")


@pytest.mark.parametrize(
    "place",
    [
        "/vi/{}/",
        "/en/plots/{}/",
        "/vi/incentives/{}/",
        "/en/match/{}/",
        "/en/match/{}/send/",
        "/vi/lead/{}/",
        "/en/lead/{}/close/",
        "/api/{}",
        "/media/{}",
        "/documents/1/{}",
    ],
)
def test_no_address_breaks_the_site(whole_site: datetime, client: Client, place: str) -> None:
    for text in (*map(quote, NASTY.values()), *RAW.values(), "a" * 5000, "%2e%2e%2f", "//evil.example"):
        response = client.get(place.format(text))
        assert response.status_code < 500, text[:60]
        assert "evil.example" not in response.headers.get("Location", "").split("?")[0].replace("/vi//evil.example", "")


# --- Forms ---


def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Lead, LeadEvent, Mail, Due, Organisation, MatchRun))


def field_names(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return sorted(set(re.findall(r'name="([^"]+)"', page)) - {"csrfmiddlewaretoken", "viewport", "description"})


def test_the_match_form_takes_nothing_nasty_and_says_so(whole_site: datetime, client: Client) -> None:
    names = field_names(client, "/en/match/")
    assert len(names) > 8
    before = rows()
    numbers = [dict(zip(names, cycle(NUMBERS[shift:] + NUMBERS[:shift]), strict=False)) for shift in (0, 5)]
    for data in (*(dict.fromkeys(names, value) for value in NASTY.values()), *numbers):
        response = client.post("/en/match/", data)
        assert response.status_code in {200, 400}, str(data)[:80]
        assert "<script>alert(1)" not in response.content.decode()
    assert rows() == before


def test_each_field_alone_is_named_or_understood(whole_site: datetime, client: Client) -> None:
    """Read as the door reads it; only what passes goes on through the door, so that few pages are drawn."""
    words = vocabulary()
    for name in field_names(client, "/en/match/"):
        for value in ("1e400", "9" * 400, "\x00", "<b>", "2026-13-45", "-5"):
            form = MatchForm({"sector": "software", name: value}, vocabulary=words, lang="en", on=whole_site.date())
            if form.is_valid():
                sent = client.post("/en/match/", {"sector": "software", name: value})
                assert sent.status_code == 302, (name, value[:20])
            else:
                assert set(form.errors) <= {name, "land.area_max_m2"}, (name, value[:20])


def test_the_send_form_takes_nothing_nasty_and_writes_nothing(whole_site: datetime, client: Client) -> None:
    result = client.post("/en/match/", {"sector": "software"})
    address = result.headers["Location"] + "send/"
    names = field_names(client, address)
    before = rows()
    for value in (*NASTY.values(), *NUMBERS):
        response = client.post(address, dict.fromkeys(names, value))
        assert response.status_code in {200, 400, 422}, value[:50]
    assert rows() == before


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"sector=%ff", b"a" * 100, b"&" * 20_000, b"sector=software&" * 10_001]
)
def test_bodies_that_are_no_form(whole_site: datetime, client: Client, body: bytes) -> None:
    before = rows()
    for address in ("/en/match/", "/admin/login/"):
        response = client.generic("POST", address, body, content_type="application/x-www-form-urlencoded")
        assert response.status_code < 500
        response = client.generic("POST", address, body, content_type="multipart/form-data; boundary=x")
        assert response.status_code < 500
        response = client.generic("POST", address, body, content_type="multipart/form-data")
        assert response.status_code < 500
    assert rows()[:5] == before[:5]


# --- The API ---

BODIES = {
    "ten thousand keys": json.dumps({f"k{n}": 1 for n in range(10_000)}),
    "ten thousand project keys": json.dumps({"sector": "software", "project": {f"k{n}": 1 for n in range(10_000)}}),
    "deep": "[" * 100_000,
    "deep object": '{"sector":' * 20_000 + "1" + "}" * 20_000,
    "surrogate": '{"sector": "\\ud800"}',
    "surrogate key": '{"\\ud800": 1}',
    "nul": '{"sector": "soft\\u0000ware"}',
    "nul among the zones": '{"sector": "software", "zones": ["SX\\u0000"]}',
    "nul as a project fact": '{"sector": "software", "project": {"origin": "V\\u0000"}, "assume": {"x\\u0000": 1}}',
    "nul as a key": '{"sector": "software", "land\\u0000": {}}',
    "huge number": '{"sector": "software", "land": {"area_min_m2": 1e400}}',
    "long number": '{"sector": "software", "land": {"area_min_m2": ' + "9" * 5000 + "}}",
    "negative": '{"sector": "software", "land": {"area_min_m2": -1}}',
    "twice": '{"sector": "software", "sector": "x"}',
    "not utf-8": b'{"sector": "\xff"}',
    "utf-16": '{"sector": "software"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"sector": "software"}',
    "list of plots": json.dumps({"sector": "software", "zones": ["SX"] * 10_000}),
    "true for a number": '{"sector": "software", "land": {"area_min_m2": true}}',
    "a date too far": '{"sector": "software", "on": "9999-12-31", "needed_by": "9999-12-31"}',
    "a date too early": '{"sector": "software", "on": "0001-01-01"}',
}


@pytest.mark.parametrize("name", BODIES)
def test_the_api_answers_in_words_whatever_it_is_sent(whole_site: datetime, client: Client, name: str) -> None:
    before = rows()
    response = client.generic("POST", "/api/match", BODIES[name], content_type="application/json")
    assert response.status_code < 500, response.content[:500]
    assert response.headers["Content-Type"].startswith("application/json")
    kept = (*before[:-1], before[-1] + 1) if response.status_code == 200 else before  # an answer is a record
    assert rows() == kept
    if response.status_code >= 400:
        assert len(response.content) < 20_000
        assert response.json()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data", "application/json; charset=utf-16", ""]
)
def test_the_api_minds_no_wrong_label(whole_site: datetime, client: Client, kind: str) -> None:
    response = client.generic("POST", "/api/match", b'{"sector": "software"}', content_type=kind)
    assert response.status_code < 500


# --- The desk ---


SOON = "2031-01-06T09:00"
# Each form as it would be accepted (or nearly): one field at a time is then spoilt, so the service itself is reached.
FORMS: dict[str, dict[str, str]] = {
    "note": {"text": "x"},
    "reply": {"text": "x", "answers_all": "on", "next_step": "x", "next_step_due": SOON},
    "step": {"what": "x", "due": SOON},
    "pause": {"reason": "waiting_investor", "until": SOON},
    "resume": {},
    "assign": {"officer": "department:so_khcn", "reason": "x"},
    "hand-back": {"reason": "x"},
    "take": {},
    "stage/lost": {"reason": "x", "loss_reason": "silent"},
    "stage/parked": {"come_back_on": "2031-01-06"},
    "stage/qualified": {"stated_g_owner": "x", "stated_g_size": "x", "next_step": "x", "next_step_due": SOON},
    "stage/x": {"reason": "x"},
}
FREE_TEXT = {"text", "what", "reason", "next_step", "stated_g_size"}


@pytest.mark.parametrize("door", FORMS)
def test_no_form_of_the_desk_breaks(head: Client, lead: Lead, door: str) -> None:
    whole = FORMS[door] | {"seen_seq": str(seq_of(lead))}
    for name in whole:
        values = NASTY.values() if name in FREE_TEXT else (NASTY["nul"], NASTY["long"], *NUMBERS[:6], "2026-13-45")
        for value in values:
            with transaction.atomic():
                response = head.post(f"/admin/desk/{lead.pk}/{door}/", whole | {name: value})
                transaction.set_rollback(True)
            assert response.status_code < 500, (name, value[:40])
    assert {mail.state for mail in Mail.objects.all()} == {"queued"}


@pytest.mark.parametrize("door", ["reply", "step", "assign", "stage/lost", "note"])
def test_a_form_of_the_desk_sent_twice_is_done_once(head: Client, lead: Lead, door: str) -> None:
    """The second copy is refused in words; a note sent twice is one note; a stage already reached is said so."""
    person("off_an", "Nguyễn Hà An (mẫu)", "so_khcn", Role.OFFICER)
    form = FORMS[door] | {"seen_seq": str(seq_of(lead))} | ({"officer": "off_an"} if door == "assign" else {})
    assert head.post(f"/admin/desk/{lead.pk}/{door}/", form).status_code == 302
    before = rows()
    second = head.post(f"/admin/desk/{lead.pk}/{door}/", form)
    assert second.status_code == (302 if door in {"note", "stage/lost"} else 409)
    assert rows() == before


@pytest.mark.parametrize("role", [Role.DUTY_HEAD, Role.OFFICER, Role.ADMIN])  # the last looks for a reason given
def test_no_number_of_a_lead_breaks_the_desk(whole_site: datetime, lead: Lead, role: Role) -> None:
    visitor = at_the_desk(role)
    for number in ("0", "9" * 18, "9" * 25, "-1", "1.5", "x", "%00"):
        assert visitor.get(f"/admin/desk/{number}/").status_code == 404
        assert visitor.post(f"/admin/desk/{number}/note/", {"text": "x", "seen_seq": 1}).status_code == 404


@pytest.mark.parametrize("name", NASTY)
def test_no_query_breaks_the_desk(head: Client, name: str) -> None:
    query = "&".join(f"{key}={quote(NASTY[name][:2000])}" for key in ("q", "p", "whose", "state", "stage"))
    assert head.get(f"/admin/desk/?{query}").status_code == 200


# --- The link ---


def test_a_forged_link_opens_nothing(lead: Lead, client: Client, whole_site: datetime) -> None:
    token = token_for(live_link(lead=lead, now=whole_site))
    for forged in (token[:-1], token + "x", token.swapcase(), token[::-1], token[1:], token[:4]):
        response = client.get(f"/en/lead/{forged}/")
        assert response.status_code in {403, 404, 410}, forged
        assert lead.reference not in response.content.decode()
