"""A browser at a guarded form, and a clock that stands until it is moved."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from leads.models import Mail, MatchRun
from tests.leads.match.test_portal_send import filled, key_in
from tests.sitepages.test_guarding import solved

FIELD = r'name="%s" value="([^"]*)"'


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time: datetime = timezone.now()

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


class Sender:
    """One browser at the form that sends a match; `wait`: seconds between reading and sending."""

    def __init__(self, run: MatchRun, clock: Watch, lang: str = "vi", address: str = "203.0.113.7") -> None:
        self.where, self.clock = f"/{lang}/match/{run.token}/send/", clock
        self.client = Client(REMOTE_ADDR=address)

    def open(self) -> HttpResponse:
        self.page = self.client.get(self.where)
        return self.page

    def send(self, wait: float = 60, **more: Any) -> HttpResponse:
        """What the page drawn last holds, sent; the answer becomes the page, if it is one."""
        self.clock.move(seconds=wait)
        mark = value_in(self.page, "guard-stamp")
        self.page = self.client.post(self.where, filled(key_in(self.page), **{"guard-stamp": mark, **more}))
        return self.page

    def proof(self) -> str:
        found = re.search(r'data-challenge="([^"]*)"', self.page.content.decode())
        assert found
        return solved(unescape(found[1]))


def value_in(page: HttpResponse, name: str) -> str:
    found = re.search(FIELD % name, page.content.decode())
    assert found, name
    return unescape(found[1])


def asked(page: HttpResponse) -> bool:
    """Whether the form came back with what was typed and asks the browser for a proof; nothing was made."""
    words = page.content.decode()
    return page.status_code == 422 and "data-challenge" in words and "Kim Thử (demo)" in words


def link_in(mail: Mail) -> str:
    found = re.search(r"https?://[^/]+(/(?:vi|en)/confirm/\S+/)", mail.body)
    assert found
    return found[1]
