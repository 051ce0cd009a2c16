"""What goes wrong is told where the reader stands: in the desk's frame and the account's language, by the API as
JSON; and a form that was open too long comes back with what was typed.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.users.models import UserProfile

from leads.choices import Role
from leads.models import AccessRecord
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from tests.leads.conftest import a_submission, account, seq_of
from tests.leads.test_desk_views import signed_in
from tests.yenbinh.addresses import ADDRESSES, ANONYMOUS, Address
from tests.yenbinh.walk import Walk

pytestmark = pytest.mark.once

WORDS = {  # status -> what the page says, en and vi
    400: ("This could not be read.", "Không đọc được nội dung đã gửi."),
    403: ("This is not open to you.", "Tài khoản này không được mở trang này."),
    404: ("There is no page here.", "Không có trang nào ở đây."),
    405: ("There is nothing to read here.", "Ở đây không có gì để đọc."),
}


def an_account(language: str) -> User:
    user = account(f"head_{language}", Role.DUTY_HEAD)
    UserProfile.objects.create(user=user, preferred_language=language)
    return user


def failing(status: int) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise {400: SuspiciousOperation, 403: PermissionDenied, 500: RuntimeError}[status]("x")

    return view


def ask_for(client: Client, status: int, monkeypatch: pytest.MonkeyPatch) -> Any:
    if status == 404:
        return client.get("/admin/desk/999999/")
    if status == 405:
        return client.get("/admin/desk/1/note/")
    if status == 403:  # as a script asks; a person is sent to the dashboard
        return client.get("/admin/desk/inbox/", headers={"x-requested-with": "XMLHttpRequest"})
    return client.post("/admin/desk/filters/", {f"k{number}": "1" for number in range(10_001)})


@pytest.mark.parametrize("status", WORDS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_desk_says_what_is_wrong_in_its_frame(
    whole_site: datetime, monkeypatch: pytest.MonkeyPatch, language: str, status: int
) -> None:
    """The browser's own language is the other one: the account's counts."""
    user = an_account(language)
    if status == 403:
        user.groups.clear()
    client = signed_in(user)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "vi" if language == "en" else "en"
    response = ask_for(client, status, monkeypatch)
    page = html.unescape(response.content.decode())
    assert response.status_code == status
    assert WORDS[status][language == "vi"] in page
    assert WORDS[status][language == "en"] not in page
    assert f'lang="{language}"' in page
    assert "wagtail-sidebar" in page
    assert ('href="/admin/desk/"' in page) == (status != 403)
    assert 'href="/admin/"' in page


def test_before_anybody_is_known_the_desk_is_plain(whole_site: datetime, client: Client) -> None:
    response = client.get("/admin/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "wagtail-sidebar" not in response.content.decode()
    assert client.get("/admin/%00/").status_code == 404


@pytest.mark.parametrize("path", ["/vi/lead/x/message/", "/en/lead/x/message/"])
def test_the_site_says_where_a_form_is_reached(whole_site: datetime, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert WORDS[405][path.startswith("/vi")] in html.unescape(response.content.decode())


# --- The API ---


@pytest.mark.parametrize(
    ("method", "path", "status", "key"),
    [
        ("GET", "/api/", 404, "path"),
        ("GET", "/api/nothing", 404, "path"),
        ("POST", "/api/match/", 404, "path"),
        ("GET", "/api/%00", 404, "path"),
        ("GET", "/api/match", 405, "method"),
        ("DELETE", "/api/leads", 405, "method"),
        ("POST", "/api/plots", 405, "method"),
        ("OPTIONS", "/api/leads", 405, "method"),
        ("HEAD", "/api/match", 405, "method"),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_api_answers_as_json_outside_its_routes(
    whole_site: datetime, client: Client, method: str, path: str, status: int, key: str, language: str
) -> None:
    response = client.generic(method, path, headers={"accept-language": f"{language},fr;q=0.5"})
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Language"] == language
    assert response.headers["Cache-Control"] == "no-store"
    if method == "HEAD":
        assert response.content == b""
        return
    (said,) = json.loads(response.content)["errors"].items()
    assert said[0] == key
    assert said[1] != ""
    if status == 405:
        assert response.headers["Allow"] == ("GET, HEAD" if path == "/api/plots" else "POST")
        assert response.headers["Allow"] in said[1]
        assert method in said[1]


@pytest.mark.parametrize(("status", "key"), [(400, "body"), (403, "path"), (500, "server")])
@pytest.mark.parametrize(("language", "word"), [("vi", "không"), ("en", "t")])
def test_what_fails_inside_the_api_is_json_too(
    whole_site: datetime, monkeypatch: pytest.MonkeyPatch, status: int, key: str, language: str, word: str
) -> None:
    monkeypatch.setattr("leads.api.leads.consent_texts", failing(status))
    client = Client(raise_request_exception=False)
    response = client.get("/api/consents", headers={"accept-language": language})
    assert response.status_code == status
    assert list(json.loads(response.content)["errors"]) == [key]
    assert response.headers["Content-Language"] == language
    assert word in json.loads(response.content)["errors"][key].lower()


def test_a_host_that_is_not_ours_is_refused_as_json(whole_site: datetime, client: Client) -> None:
    response = client.get("/api/consents", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "errors" in json.loads(response.content)


# --- A form that was open too long ---


def typed_in(address: Address, walk: Walk) -> list[str]:
    """What a person typed: values of more than one word."""
    texts = [value.format(**walk.names) for value in address.data.values() if isinstance(value, str)]
    return [text for text in texts if " " in text.strip()]


def visitor_of(address: Address) -> str:
    """Who may: the answer that fewest get, and that is no refusal."""
    among = {who: status for who, status in address.expected.items() if who != ANONYMOUS and status in {200, 302, 422}}
    counts = Counter(among.values())
    return min(among, key=lambda who: counts[among[who]], default=ANONYMOUS)


FORMS = [one for one in ADDRESSES if one.method == "POST" and not one.json and "login" not in one.path]


@pytest.mark.parametrize("address", FORMS, ids=lambda one: one.path)
def test_an_old_token_writes_nothing_and_loses_no_word(walk: Walk, db: None, address: Address) -> None:
    visitor = visitor_of(address)
    client = walk.clients[visitor]
    client.handler.enforce_csrf_checks = True
    try:
        with (
            transaction.atomic(),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            response = walk.ask(address, visitor)
            transaction.set_rollback(True)
    finally:
        client.handler.enforce_csrf_checks = False
    changes = [one["sql"][:200] for one in queries if one["sql"].split(" ")[0] in {"INSERT", "UPDATE", "DELETE"}]
    written = [sql for sql in changes if AccessRecord._meta.db_table not in sql]  # that the file was looked at
    assert written == []
    assert response.status_code in {200, 403, 404, 410}  # 200: a preview, which writes nothing anyway
    if response.status_code in {200, 403}:
        page = html.unescape(response.content.decode())
        assert 'name="csrfmiddlewaretoken"' in page
        assert [text for text in typed_in(address, walk) if text not in page] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_itself_comes_back_in_the_readers_language_and_is_taken_then(
    whole_site: datetime, language: str
) -> None:
    lead, _new = submit_lead(submission=a_submission(), by=None, now=whole_site)
    client = signed_in(an_account(language))
    client.handler.enforce_csrf_checks = True
    typed = {"seen_seq": seq_of(lead), "text": "Đã hỏi Sở Xây dựng."}
    address = f"/admin/desk/{lead.pk}/note/"
    response = client.post(address, {**typed, "csrfmiddlewaretoken": "x" * 64})
    page = html.unescape(response.content.decode())
    assert response.status_code == 403
    assert STALE_WORDS[language] in page
    assert "Đã hỏi Sở Xây dựng.</textarea>" in page
    assert not lead.events.filter(kind="note_written").exists()
    fresh = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert fresh
    assert client.post(address, {**typed, "csrfmiddlewaretoken": fresh[1]}).status_code == 302
    assert lead.events.filter(kind="note_written").exists()


STALE_WORDS = {"vi": "Mọi điều đã nhập vẫn còn ở đây", "en": "Everything you entered is still here"}


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("message", {"text": "Xin gửi bản vẽ."}),
        ("forward", {"contact_name": "Lan Đồng Nghiệp", "contact_email": "lan@x.example"}),
        ("end", {"text": "Chọn nơi khác.", "reason": "other"}),
        ("change", {"sector": "software", "land.area_min_m2": "12345"}),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_behind_the_link_an_old_token_loses_nothing(
    whole_site: datetime, part: str, typed: dict[str, str], language: str
) -> None:
    lead, _new = submit_lead(submission=a_submission(), by=None, now=whole_site)
    token, before = token_for(live_link(lead=lead, now=whole_site)), lead.events.count()
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(f"/{language}/lead/{token}/{part}/", typed)
    page = html.unescape(response.content.decode())
    assert response.status_code == 403
    assert STALE_WORDS[language] in page
    assert 'name="csrfmiddlewaretoken"' in page
    assert max(typed.values(), key=len) in page
    assert response.headers["Cache-Control"] == "private, no-store"
    assert lead.events.count() == before


def test_a_form_sent_after_the_session_ended_is_held(whole_site: datetime) -> None:
    """Signed in again beside it, the same form is taken at the second press: the first gives it a fresh token."""
    lead, _new = submit_lead(submission=a_submission(), by=None, now=whole_site)
    typed = {"seen_seq": seq_of(lead), "text": "Ghi chú dài.\nDòng hai."}
    response = Client().post(f"/admin/desk/{lead.pk}/note/", typed, headers={"accept-language": "en"})
    page = html.unescape(response.content.decode())
    assert response.status_code == 403
    assert "You are signed out." in page
    assert f'action="/admin/desk/{lead.pk}/note/"' in page
    assert 'name="text" value="Ghi chú dài.\nDòng hai."' in page
    assert not lead.events.filter(kind="note_written").exists()


def test_another_sites_form_and_a_password_are_not_given_back(whole_site: datetime) -> None:
    strict = Client(enforce_csrf_checks=True)
    lead, _new = submit_lead(submission=a_submission(), by=None, now=whole_site)
    token = token_for(live_link(lead=lead, now=whole_site))
    evil = {"HTTP_ORIGIN": "https://evil.example"}
    response = strict.post(f"/en/lead/{token}/end/", {"text": "Never said this."}, **evil)
    assert response.status_code == 403
    assert "Never said this." not in response.content.decode()
    login = strict.post("/admin/login/", {"username": "an", "password": "my secret word"})
    assert login.status_code == 403
    assert "my secret word" not in login.content.decode()


OF_THE_API = [one.path for one in ADDRESSES if one.route.startswith("api/") and one.method == "GET"]


@pytest.mark.parametrize("path", [*OF_THE_API, "/api/match", "/api/leads"])
def test_a_language_the_api_does_not_know_is_refused_by_name(whole_site: datetime, client: Client, path: str) -> None:
    joint = "&" if "?" in path else "?"
    response = client.get(f"{path}{joint}lang=xx", headers={"accept-language": "vi"})
    assert response.status_code == 400
    assert response.headers["Content-Language"] == "vi"
    assert response.json() == {"errors": {"lang": "Phải là một trong các giá trị: vi, en, ko, ja, zh."}}
    assert client.get(f"{path}{joint}lang=ko").status_code != 400


def test_a_language_in_the_query_is_the_answers(whole_site: datetime, client: Client) -> None:
    asked = {"content_type": "application/json", "headers": {"accept-language": "en"}}
    assert client.post("/api/match?lang=vi", {"sector": "none"}, **asked).headers["Content-Language"] == "vi"
    assert client.get("/api/consents?lang=vi", headers={"accept-language": "en"}).headers["Content-Language"] == "vi"


@pytest.mark.parametrize("path", OF_THE_API)
def test_the_api_answers_head_as_get_without_a_body(whole_site: datetime, client: Client, path: str) -> None:
    read, asked = client.get(path), client.head(path)
    assert asked.status_code == read.status_code
    assert asked.content == b""
    assert asked.headers["Content-Type"] == read.headers["Content-Type"]


def test_the_law_of_the_api_refuses_what_it_does_not_know(whole_site: Any, client: Client) -> None:
    assert client.get("/api/incentives?on=2026-12-31&lang=vi").status_code == 200
    for query, named in (("zone=ZZ", "zone"), ("on=9999-12-31", "on"), ("on=yesterday", "on")):
        response = client.get(f"/api/incentives?{query}")
        assert response.status_code == 422
        assert any(named in path for path in response.json()["errors"])


@pytest.mark.parametrize("address", ["/sitemap.xml", "/api/openapi.json"])
def test_what_is_the_same_for_everybody_may_be_kept(whole_site: Any, client: Client, address: str) -> None:
    response = client.get(address)
    assert response.headers["Cache-Control"].startswith("public")
    assert client.get(address, headers={"if-none-match": response.headers["ETag"]}).status_code == 304
