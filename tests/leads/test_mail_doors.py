"""The two doors for mail, as a mail server uses them: a pipe, and LMTP with a real client on the loopback."""

from __future__ import annotations

import asyncio
import io
import smtplib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.management import call_command
from django.db import OperationalError, connections

from leads import mail_door
from leads.mail_door import lmtp_server, ours
from leads.models import Incoming
from tests.leads.mails import DESK, a_mail

TAGGED = "desk+yb-2026-0001.aaaaaaaaaaaa@yenbinh.example"


@pytest.fixture(autouse=True)
def _private(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


# --- The pipe ---


class Stdin(io.TextIOWrapper):
    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))


def piped(monkeypatch: pytest.MonkeyPatch, raw: bytes, *arguments: str) -> int:
    monkeypatch.setattr(sys, "stdin", Stdin(raw))
    try:
        call_command("receive_mail", *arguments, stderr=io.StringIO())
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.mark.django_db
def test_a_pipe_hands_a_mail_over_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert piped(monkeypatch, a_mail(), "--to", TAGGED) == 0
    assert piped(monkeypatch, a_mail(), "--to", DESK) == 0
    row = Incoming.objects.get()
    assert row.recipients == [TAGGED, DESK]  # not read yet: one mail to both
    monkeypatch.setenv("ORIGINAL_RECIPIENT", TAGGED)
    assert piped(monkeypatch, a_mail("Khác")) == 0
    assert Incoming.objects.order_by("-pk")[0].recipients == [TAGGED]


@pytest.mark.django_db
def test_the_mail_server_is_told_to_try_again_or_never(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def away(**given: Any) -> None:
        raise OperationalError("no database")

    with monkeypatch.context() as broken:
        broken.setattr("leads.management.commands.receive_mail.accept_mail", away)
        assert piped(broken, a_mail()) == 75
    settings.INBOUND_MAX_BYTES = 10
    assert piped(monkeypatch, a_mail()) == 65
    assert not Incoming.objects.exists()


# --- LMTP ---


@pytest.mark.parametrize(
    ("address", "is_ours"),
    [(DESK, True), (TAGGED.upper(), True), ("other@yenbinh.example", False), ("desk@else.example", False), ("", False)],
)
def test_which_mailbox_is_ours(address: str, is_ours: bool) -> None:
    assert ours(address) == is_ours


@pytest.fixture
def port(shared_database: None) -> Iterator[int]:
    """The door, open on a free port of the loopback."""
    loop, ready, opened = asyncio.new_event_loop(), threading.Event(), []

    def run() -> None:
        asyncio.set_event_loop(loop)
        opened.append(loop.run_until_complete(loop.create_server(lmtp_server, "127.0.0.1", 0)))
        ready.set()
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_default_executor())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(20)
    yield opened[0].sockets[0].getsockname()[1]
    # The thread that writes outlives the door: its connection would lead the next test to this one's database.
    asyncio.run_coroutine_threadsafe(sync_to_async(connections.close_all)(), loop).result(20)
    loop.call_soon_threadsafe(opened[0].close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(20)


def client_of(port: int) -> smtplib.LMTP:
    return smtplib.LMTP("127.0.0.1", port, timeout=30)


def test_a_real_client_hands_mails_over(port: int) -> None:
    with client_of(port) as client:
        client.sendmail("lead01@lachongthu.example", [TAGGED], a_mail())
        client.sendmail("", [DESK], a_mail("Hai", message_id="<2@x>"))  # a bounce has no sender
    with client_of(port) as again:
        again.sendmail("lead01@lachongthu.example", [TAGGED], a_mail())  # the server did not hear our answer
    assert [row.recipients for row in Incoming.objects.order_by("pk")] == [[TAGGED], [DESK]]
    first = Incoming.objects.order_by("pk")[0]
    assert first.raw.read().replace(b"\r\n", b"\n").strip() == a_mail().strip()


def test_another_mailbox_is_not_ours_and_recipients_come_one_by_one(port: int) -> None:
    with client_of(port) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            client.sendmail("a@b.example", ["else@yenbinh.example"], a_mail())
        assert refused.value.recipients["else@yenbinh.example"][0] == 550
        left = client.sendmail("a@b.example", [TAGGED, DESK], a_mail())
    assert left[DESK][0] == 452
    assert Incoming.objects.count() == 1


def test_a_database_that_is_away_loses_nothing(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**given: Any) -> None:
        raise OperationalError("no database")

    with monkeypatch.context() as broken:
        broken.setattr(mail_door, "accept_mail", away)
        with client_of(port) as client, pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("a@b.example", [DESK], a_mail())
        assert refused.value.smtp_code == 451
    with client_of(port) as client:
        client.sendmail("a@b.example", [DESK], a_mail())
    assert Incoming.objects.count() == 1


def test_a_mail_too_large_is_refused(port: int, settings: Any) -> None:
    settings.INBOUND_MAX_BYTES = 50
    with client_of(port) as client, pytest.raises(smtplib.SMTPResponseException) as refused:
        client.sendmail("a@b.example", [DESK], a_mail("x" * 400))
    assert refused.value.smtp_code == 552
    assert not Incoming.objects.exists()
