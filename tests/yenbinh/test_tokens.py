"""Tokens in addresses: nobody guesses one, none opens another's door, none leaks by cache, referrer, page or log.

Every address of the table with a token in it is walked: a new one is covered by its line in tests/yenbinh/addresses.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signing import Signer
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from leads.choices import LinkRights
from leads.models import Lead, LeadEvent, LeadFile, LeadLink, LeadMessage, MatchRun
from leads.portal.room_page import file_signer, file_url
from leads.services.link_share import forward_link
from leads.services.links import issue_link, link_for_token, live_link, revoke_link, token_for
from leads.services.messages import Upload, write_message
from sitepages.services.pending_forms import keep_pending, token_of
from tests.leads.mails import PDF
from tests.yenbinh.addresses import ADDRESSES, Address
from tests.yenbinh.walk import Walk
from yenbinh.quiet_log import TokensOut, WithoutTokens

pytestmark = pytest.mark.once

PART = re.compile(r"<str:(?!name|step)\w+>")  # in a route: a part that opens something
HOLDER = re.compile(r"\{(\w+)\}")
NOWHERE = {404, 405, 410}  # nothing is behind it, or not any more
HERE = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tokens"}}
WORDS = ("Người gửi walk-", "Tổ chức walk-", "Lời nhắn walk-", "@walk.example")
ON_BAD = {"<lang>/lead/<str:token>/again/"}  # asks about a link that ran out


@dataclass(frozen=True)
class Tokens:
    """`names`: what the table's {names} stand for, and the tokens the table has no example of; `lead`: behind link."""

    names: dict[str, str]
    lead: Lead
    now: datetime

    def path(self, address: Address, **instead: str) -> str:
        return address.path.format(**self.names | instead)


@pytest.fixture(scope="module")
def tokens(walk: Walk, django_db_blocker: DjangoDbBlocker) -> Iterator[Tokens]:
    now = timezone.now()
    with django_db_blocker.unblock(), transaction.atomic():
        link = link_for_token(walk.names["link"], now)
        kept = keep_pending(form="report", about="SX-12", typed={}, mail="a@walk.example", language="vi", now=now)
        yield Tokens(walk.names | {"pending": token_of(kept)}, link.lead, now)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _undone(tokens: Tokens, db: None) -> None:
    """What one test does is rolled back before the next."""


def with_token() -> list[Address]:
    """Every address of the site with a token in it, one line for each way in."""
    return [one for one in ADDRESSES if one.route.startswith("<lang>/") and PART.search(one.route)]


def held(address: Address) -> list[str]:
    """The names of the table that stand in its path where the route has a token."""
    pairs = zip(address.route.split("/"), address.path.lstrip("/").split("/"), strict=False)
    return [name for route, part in pairs if PART.search(route) for name in HOLDER.findall(part)]


# Routes whose examples in the table are all wrong on purpose: a good one for each.
OPEN = "<lang>/my-cases/<str:token>/open/"
EXAMPLES = (
    Address("<lang>/confirm/<str:token>/", "/vi/confirm/{pending}/", {}),
    Address(OPEN, "/vi/my-cases/{cases}/open/", {}, "POST", {"case": "x"}),
)


def good() -> list[Address]:
    """One line for each route and method: an example whose token is right."""
    right = [one for one in with_token() if held(one) and set(one.expected.values()) != {404}]
    return list({(one.route, one.method): one for one in [*EXAMPLES, *right]}.values())


def ask(address: Address, path: str, client: Client | None = None) -> HttpResponse:
    client = client or Client(raise_request_exception=False)
    return client.get(path) if address.method == "GET" else client.post(path, dict(address.data))


def every(addresses: list[Address]) -> Any:
    return pytest.mark.parametrize("address", addresses, ids=lambda one: f"{one.method} {one.path}")


def test_each_route_with_a_token_has_an_example_that_opens() -> None:
    """A new one needs a line with a {name} of its own, or one in EXAMPLES here."""
    of_files = {"<lang>/lead/<str:token>/file/<str:signed>/"}  # tests of its own below
    routes = {one.route for one in with_token()} - {one.route for one in good()} - of_files
    known = {  # signed figures of the land and reports of its readers, no person's page; their own tests try them
        "<lang>/shortlist/<str:token>/",
        "<lang>/shortlist/<str:token>/<str:name>",
        "<lang>/plots/<plot:code>/report/<str:token>/",
        *ON_BAD,
    }
    assert routes <= known, f"An example with a real token is missing: {sorted(routes - known)}"


# --- Guessing ---


def wrong_ones(token: str, others: list[str]) -> list[str]:
    """Forged, cut, changed; another's signature over another number; other tokens of the site."""
    body, _dot, signature = token.rpartition(".")
    changed = re.sub(r"\d+", lambda found: str(int(found.group()) + 1), body, count=1)
    swapped = signature.swapcase()
    salts = ("leads.link", "leads.cases", "leads.file", "sitepages.pending", "django.core.signing.Signer")
    resigned = [Signer(key="another key", salt=salt, sep=".").sign(body or token) for salt in salts]
    return [
        *others,
        *resigned,
        token[:-1],
        token[1:],
        f"{token}A",
        f"{token}.{token}",
        f"{changed}.{signature}",
        f"{body}.{swapped}",
        f"{body}.",
        f".{signature}",
        "-",
        "0",
        "9" * 400,
        "..",
        "%00",
        "%F0%9F%94%91",
        "A" * 5_000,
    ]


def first_of_their_kind() -> set[str]:
    """Routes at which every guess is tried; at the others of the same kind the nearest are."""
    return set({held(one)[-1]: one.route for one in reversed(good())}.values())


@every(good())
def test_no_guess_opens_it_and_no_other_token_does(address: Address, tokens: Tokens) -> None:
    before, kinds = LeadEvent.objects.count(), {tokens.names[name] for one in good() for name in held(one)}
    for name in held(address):
        own = tokens.names[name]
        others = sorted(kinds - {own})
        guesses = wrong_ones(own, others)
        for wrong in guesses if address.route in first_of_their_kind() else [*guesses[: len(others)], own[:-1]]:
            answer = ask(address, tokens.path(address, **{name: wrong}))
            assert answer.status_code in NOWHERE, (wrong, answer.status_code)
            assert not said(answer), wrong
    assert LeadEvent.objects.count() == before


def said(answer: HttpResponse) -> list[str]:
    """Words of the investors of the table that stand in an answer."""
    if answer.streaming:
        return ["a file"]
    text = answer.content.decode(errors="replace")
    return [word for word in WORDS if word in text]


def test_a_token_holds_enough_chance_and_is_of_its_own_kind() -> None:
    """128 bits at least; two tokens of the same kind have nothing in common but the number."""
    run = [MatchRun(request={}, answer={}).token for _ in range(50)]
    assert len(set(run)) == 50
    assert min(map(len, run)) >= 22


# --- Reuse after the end ---


def of_the_link() -> list[Address]:
    return [one for one in good() if held(one) == ["link"] and one.route.startswith("<lang>/lead/")]


@every(of_the_link())
@pytest.mark.parametrize("ended", ["revoked", "expired"])
def test_a_link_that_ended_opens_nothing(address: Address, ended: str, tokens: Tokens) -> None:
    link, now = issue_link(lead=tokens.lead, now=tokens.now), timezone.now()
    token, before = token_for(link), LeadEvent.objects.count()
    if ended == "revoked":
        revoke_link(link=link, now=now)
    else:
        LeadLink.objects.filter(pk=link.pk).update(expires_at=now)
    answer = ask(address, tokens.path(address, link=token))
    wrong_way = {405} if 405 in address.expected.values() else set()
    assert answer.status_code in {410} | wrong_way
    assert not said(answer)
    assert LeadEvent.objects.count() == before


def test_a_newer_link_to_all_files_closes_the_one_before(tokens: Tokens) -> None:
    from leads.models import CasesLink

    row = CasesLink.objects.get(address="nobody@walk.example")
    assert Client().get(f"/vi/my-cases/{tokens.names['cases']}/").status_code == 200
    CasesLink.objects.filter(pk=row.pk).update(nonce="m" * 22)
    assert Client().get(f"/vi/my-cases/{tokens.names['cases']}/").status_code in NOWHERE


# --- Scope ---


@pytest.fixture
def guest(tokens: Tokens) -> str:
    own = live_link(lead=tokens.lead, now=tokens.now)
    given = {"name": "Đồng nghiệp", "email": "guest@walk.example", "lang": "vi", "by": None, "now": tokens.now}
    return token_for(forward_link(link=own, **given))


GUESTS_READ = {"<lang>/lead/<str:token>/"} | {
    f"<lang>/lead/<str:token>/pack/{rest}" for rest in ("", "<int:number>/", "<int:number>/pack.pdf")
}
GUESTS_END = {"<lang>/lead/<str:token>/close/"}  # whoever holds a link may close that one link


@every(of_the_link())
def test_a_link_passed_on_reads_and_does_nothing(address: Address, tokens: Tokens, guest: str) -> None:
    before = LeadEvent.objects.count()
    answer = ask(address, tokens.path(address, link=guest))
    allowed = {200} if address.route in GUESTS_READ else {200, 302} if address.route in GUESTS_END else {403, 405}
    assert answer.status_code in allowed
    assert LeadEvent.objects.count() == before
    assert live_link(lead=tokens.lead, now=timezone.now()).rights == LinkRights.OWNER
    assert token_for(live_link(lead=tokens.lead, now=timezone.now())) not in words_of(answer)


def words_of(answer: HttpResponse) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + str(dict(answer.headers))


def other_lead(tokens: Tokens) -> Lead:
    return Lead.objects.exclude(pk=tokens.lead.pk).filter(submission_key="walk-1").get()


def with_a_file(lead: Lead, now: datetime) -> tuple[str, LeadFile]:
    """The lead's own link, and a document sent behind it."""
    link = live_link(lead=lead, now=now)
    write_message(
        lead=lead, link=link, text=f"Kèm tệp {lead.reference}", files=[Upload("a.pdf", PDF)], by=None, now=now
    )
    return token_for(link), LeadFile.objects.filter(message__in=LeadMessage.objects.filter(lead=lead)).latest("pk")


def test_the_address_of_a_file_is_good_behind_its_own_link_alone(
    tokens: Tokens, guest: str, settings: Any, tmp_path: Any
) -> None:
    settings.PRIVATE_ROOT = tmp_path
    (mine, file), (theirs, foreign) = (with_a_file(one, tokens.now) for one in (tokens.lead, other_lead(tokens)))
    second = token_for(issue_link(lead=tokens.lead, now=tokens.now))
    own = urlsplit(file_url(file, mine)).path
    assert Client().get(own).status_code == 200
    signed = own.rstrip("/").rpartition("/")[2]
    crossed = urlsplit(file_url(foreign, mine)).path.rstrip("/").rpartition("/")[2]  # signed for us, of another lead
    for token, name, wanted in (
        (theirs, signed, 404),
        (second, signed, 404),
        (guest, signed, 403),
        (mine, crossed, 404),
        (mine, signed[:-1], 404),
        (mine, file_signer().sign(str(file.pk)), 404),
        (mine, token_for(live_link(lead=tokens.lead, now=tokens.now)), 404),
        (mine, tokens.names["pending"], 404),
    ):
        answer = Client().get(f"/vi/lead/{token}/file/{name}/")
        assert answer.status_code == wanted
        assert not answer.streaming


# --- Two leads in one browser ---


def test_two_leads_in_one_browser_never_meet(tokens: Tokens) -> None:
    """One after the other, back and forth, with a form of each sent in between: no word of the one in the other."""
    one, two = tokens.lead, other_lead(tokens)
    rooms = {lead: token_for(live_link(lead=lead, now=tokens.now)) for lead in (one, two)}
    client = Client()
    for lead in (one, two, one, two):
        other = two if lead is one else one
        for rest in ("", "pack/", "data/", "consent/", "forward/", "change/", "end/", "close/"):
            words = client.get(f"/vi/lead/{rooms[lead]}/{rest}").content.decode()
            assert rooms[other] not in words
            assert other.reference not in words
            assert other.submission_key not in words
        client.post(f"/vi/lead/{rooms[lead]}/message/", {"text": f"Của {lead.reference}"})
    for lead in (one, two):
        texts = set(LeadMessage.objects.filter(lead=lead).values_list("text", flat=True))
        assert texts == {f"Của {lead.reference}"}


# --- Cache, cookies, other readers ---


@every(good() + [one for one in with_token() if not held(one)])
def test_no_copy_is_kept_and_no_cookie_comes_of_it(address: Address, tokens: Tokens) -> None:
    """Whatever is answered, also "no": a proxy that keeps a refusal would keep the next page under its address."""
    client = Client(raise_request_exception=False)
    with override_settings(CACHES=HERE):
        answer = ask(address, tokens.path(address), client)
        kept = b"".join(bytes(value) for value in getattr(cache, "_cache", {}).values())
    assert {"private", "no-store"} <= set(re.split(r",\s*", answer.headers["Cache-Control"]))
    words = [tokens.names[name].encode() for name in held(address)] + [word.encode() for word in WORDS]
    assert not [word for word in words if word in kept]
    assert set(client.cookies) <= {"csrftoken"}
    if "csrftoken" in client.cookies:
        assert "Cookie" in answer.headers["Vary"]


# --- Referrer, and what a page fetches ---


class Links(HTMLParser):
    """What a page fetches by itself, and where its links and forms lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.led: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"a", "form", "area"}:
            self.led.append((given.get("href") or given.get("action", ""), given.get("rel", "")))
        elif tag == "link" and "stylesheet" not in given.get("rel", "") and given.get("rel") not in {"icon", "preload"}:
            self.led.append((given.get("href", ""), ""))
        else:
            self.fetched += [given[name] for name in ("src", "href", "data", "poster", "action") if name in given]


def outside(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL


@every([one for one in good() if one.method == "GET"])
def test_the_address_goes_to_nobody_else(address: Address, tokens: Tokens) -> None:
    answer = ask(address, tokens.path(address))
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "strict-origin"}
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return
    found = Links(answer.content.decode())
    assert not [one for one in found.fetched if outside(one) or one.startswith("//")]
    for name in held(address):
        assert not [one for one, _rel in found.led if outside(one) and tokens.names[name] in one]


# --- Logs ---


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """What our log would hold: all of it, by the formatter of the settings."""
    assert settings.LOGGING["formatters"]["line"]["()"].endswith(WithoutTokens.__name__)
    assert {one["formatter"] for one in settings.LOGGING["handlers"].values()} == {"line"}
    assert not settings.ADMINS, "mails about errors would hold the address"
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(WithoutTokens(settings.LOGGING["formatters"]["line"]["format"], style="{"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out.getvalue
    root.removeHandler(handler)
    root.setLevel(level)


@every(good())
def test_no_token_stands_in_our_log(
    address: Address, tokens: Tokens, log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not found, refused, and failing with the token in the error itself."""
    path = tokens.path(address)

    def fails(request: Any) -> Any:
        raise RuntimeError(f"at {request.get_full_path()}")

    ask(address, f"{path}extra/")
    ask(address, path.rstrip("/"))
    Client(raise_request_exception=False, enforce_csrf_checks=True).post(path)
    Client(raise_request_exception=False).generic("PUT", path)
    monkeypatch.setattr(
        "django.core.handlers.base.BaseHandler.resolve_request", lambda handler, request: fails(request)
    )
    ask(address, path)
    assert "RuntimeError" in log()
    for name in held(address):
        token = tokens.names[name]
        assert token not in log()
        assert token.rpartition(".")[2][:20] not in log()


def test_the_web_servers_log_keeps_no_token_either(tokens: Tokens) -> None:
    """gunicorn's own two logs, as yenbinh.wsgi prepares them: line, referrer, traceback."""
    import yenbinh.wsgi  # noqa: F401 (the filters come with it)

    out = io.StringIO()
    handler = logging.StreamHandler(out)
    for name in ("gunicorn.access", "gunicorn.error"):
        logger = logging.getLogger(name)
        assert any(isinstance(one, TokensOut) for one in logger.filters)
        logger.addHandler(handler)
        token = tokens.names["link"]
        path = f"/vi/lead/{token}/"
        logger.warning('%(h)s "%(r)s" %(s)s "%(f)s"', {"h": "-", "r": f"GET {path}", "s": 200, "f": f"https://x{path}"})
        try:
            raise ValueError(path)
        except ValueError:
            logger.exception("Error handling request %s", path)
        logger.removeHandler(handler)
    assert "Error handling request /vi/lead/…/" in out.getvalue()
    assert tokens.names["link"] not in out.getvalue()


def test_a_mail_shown_at_the_desk_shows_no_token_of_a_person(tokens: Tokens) -> None:
    from leads.services.mail import without_links

    for address in good():
        path = tokens.path(address)
        if path.split("/")[2] in {"match", "plots", "shortlist"}:
            continue  # no person's page: the desk opens them
        shown = without_links(f"Xem {settings.SITE_URL}{path} nhé")
        assert not [name for name in held(address) if tokens.names[name] in shown], path
        assert shown.endswith("nhé")


def test_no_row_of_the_record_and_no_event_holds_a_token(tokens: Tokens) -> None:
    from leads.models import AccessRecord

    client = Client(raise_request_exception=False)
    for address in good():
        ask(address, tokens.path(address), client)
    rows = [str(row) for model in (LeadEvent, AccessRecord) for row in model.objects.values()]
    for name in ("link", "cases", "pending"):
        assert not [row for row in rows if tokens.names[name] in row]


def test_a_day_is_not_added_to_a_link_by_using_it(tokens: Tokens) -> None:
    link = live_link(lead=tokens.lead, now=tokens.now)
    before = link.expires_at
    Client().get(f"/vi/lead/{token_for(link)}/")
    link.refresh_from_db()
    assert link.expires_at == before
    assert before - link.created_at <= timedelta(days=90)
