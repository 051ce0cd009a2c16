"""Health, content security policy and who may keep a copy."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_site"), pytest.mark.once]


def test_health_answers(client: Client) -> None:
    response = client.get("/healthz")
    assert response.json() == {"status": "ok"}


def test_health_says_when_the_database_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection
    from django.db.utils import OperationalError

    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/healthz").status_code == 503


@pytest.mark.parametrize("path", ["/vi/plots/", "/vi/match/", "/en/incentives/", "/vi/no-such-page/"])
def test_public_pages_have_the_strict_policy(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_admin_alone_may_run_inline_script(client: Client) -> None:
    assert "'unsafe-inline'" in client.get("/admin/login/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/vi/plots/", "/en/plots/SX-23/", "/vi/incentives/", "/vi/"])
def test_anonymous_pages_may_be_kept_and_carry_a_validator_and_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("public")
    assert response.headers["ETag"]
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    again = client.get(path, headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/vi/match/", "/admin/login/", "/healthz"])
def test_everything_else_is_private_and_not_stored(client: Client, path: str) -> None:
    cache = client.get(path).headers["Cache-Control"]
    assert "private" in cache
    assert "no-store" in cache


def test_root_goes_to_the_readers_language(client: Client) -> None:
    assert client.get("/", headers={"accept-language": "en-GB,en"}).headers["Location"] == "/en/"
    assert client.get("/", headers={"accept-language": "ko"}).headers["Location"] == "/vi/"
    assert client.get("/").headers["Location"] == "/vi/"
