"""The due table: done once, tried again, given back, parked; and one row never stops another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, transaction

from leads.choices import DueKind, EventKind, MailState
from leads.models import Due, Lead, Mail
from leads.services import due as worker
from leads.services.due import LEASE, TRIES, WAITS, claim, do_one
from leads.services.intake import submit_lead
from leads.services.mail import queue_mail
from tests.leads.conftest import NOW, did, furnish, hire
from tests.leads.test_intake import a_match, a_submission, in_threads

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(lead: Lead) -> Lead:
    """Only its two mails are due: the levels of escalation have a test of their own."""
    Due.objects.filter(kind=DueKind.ESCALATE).delete()
    return lead


def drain(now: Any = NOW) -> int:
    done = 0
    while did(lambda: do_one(now)):
        done += 1
    return done


def a_mail(lead: Lead, to: str = "a@b.example") -> Mail:
    words = {"text": "Xin chào", "officer": "An", "department": "Sở", "address": "http://x"}
    return queue_mail(lead=lead, kind="reply", to=to, language="vi", words=words, now=NOW)


def test_mail_is_sent_once_and_the_lead_remembers(lead: Lead) -> None:
    assert drain() == 2
    assert drain() == 0
    assert Counter(message.to[0] for message in outbox.outbox) == {lead.contact_email: 1, "off_an@demo.example": 1}
    assert set(Mail.objects.values_list("state", "sent_at")) == {(MailState.SENT, NOW)}
    assert lead.events.filter(kind=EventKind.MAIL_SENT).count() == 2
    assert not Due.objects.filter(done_at=None).exists()
    for message, row in zip(outbox.outbox, Mail.objects.order_by("pk"), strict=True):
        assert (message.subject, message.body) == (row.subject, row.body)
        assert message.extra_headers["Message-ID"] == row.message_id


def test_what_is_not_due_yet_waits(lead: Lead) -> None:
    Due.objects.update(next_try_at=NOW + timedelta(minutes=1))
    assert drain() == 0
    assert drain(NOW + timedelta(minutes=1)) == 2


def test_a_failing_row_is_put_off_and_the_rest_go_on(lead: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Mail.objects.get(kind="confirmation")
    send = EmailMessage.send

    def moody(self: EmailMessage, *args: Any) -> int:
        if self.to == [broken.to]:
            raise ConnectionRefusedError("mail server away")
        return send(self, *args)

    monkeypatch.setattr(EmailMessage, "send", moody)
    assert drain() == 2
    assert [message.to for message in outbox.outbox] == [["off_an@demo.example"]]
    row = Due.objects.get(target=str(broken.pk))
    assert (row.attempts, row.next_try_at, row.leased_until) == (1, NOW + WAITS[0], None)
    assert "mail server away" in row.last_error
    monkeypatch.undo()
    assert drain(NOW + WAITS[0]) == 1
    broken.refresh_from_db()
    assert broken.state == MailState.SENT


def test_after_the_last_try_the_row_is_parked_and_the_lead_says_so(lead: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(self: EmailMessage, *args: Any) -> int:
        raise ConnectionRefusedError("mail server away")

    monkeypatch.setattr(EmailMessage, "send", away)
    now, tries = NOW, 0
    while Due.objects.filter(parked_at=None).exists() and tries < 100:
        tries += drain(now)
        now += max(WAITS)
    assert tries == 2 * TRIES
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.FAILED}
    assert lead.events.filter(kind=EventKind.MAIL_FAILED).count() == 2
    assert drain(now) == 0


@pytest.mark.parametrize(("code", "parked"), [(550, True), (450, False)])
def test_a_mailbox_that_does_not_exist_is_not_tried_again(
    lead: Lead, monkeypatch: pytest.MonkeyPatch, code: int, parked: bool
) -> None:
    def refused(self: EmailMessage, *args: Any) -> int:
        raise SMTPRecipientsRefused({self.to[0]: (code, b"5.1.1 mailbox unknown")})

    monkeypatch.setattr(EmailMessage, "send", refused)
    drain()
    assert Due.objects.filter(parked_at__isnull=False).count() == (2 if parked else 0)
    told = lead.events.filter(kind=EventKind.MAIL_FAILED)
    assert told.count() == (2 if parked else 0)
    assert all("550" in row.data["failure"] and "@" not in row.data["failure"] for row in told)
    assert not Due.objects.filter(last_error__contains="@").exists()


def test_a_row_whose_worker_died_comes_back_after_its_lease(lead: Lead) -> None:
    taken = claim(now=NOW)
    assert taken
    assert drain() == 1
    assert drain(NOW + LEASE - timedelta(seconds=1)) == 0
    assert drain(NOW + LEASE) == 1
    assert Due.objects.get(pk=taken.pk).done_at == NOW + LEASE
    assert len(outbox.outbox) == 2


def test_a_worker_that_died_after_the_mail_was_marked_sends_no_second(lead: Lead) -> None:
    mail = Mail.objects.get(kind="confirmation")
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=NOW)
    drain()
    assert mail.to not in [message.to[0] for message in outbox.outbox]
    assert not Due.objects.filter(done_at=None).exists()


def test_a_slow_worker_whose_row_was_taken_over_changes_nothing(lead: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    Due.objects.exclude(target=str(Mail.objects.get(kind="confirmation").pk)).delete()
    send = EmailMessage.send

    def slow(self: EmailMessage, *args: Any) -> int:
        monkeypatch.undo()
        assert do_one(NOW + LEASE)
        return send(self, *args)

    monkeypatch.setattr(EmailMessage, "send", slow)
    assert did(lambda: do_one(NOW))
    assert lead.events.filter(kind=EventKind.MAIL_SENT).count() == 1
    assert Due.objects.get().done_at == NOW + LEASE
    assert len({message.extra_headers["Message-ID"] for message in outbox.outbox}) == 1


def test_what_was_parked_is_listed_with_its_reason_and_tried_again_on_request(
    lead: Lead, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(mail: Mail) -> None:
        raise SMTPRecipientsRefused({"x@y.example": (550, b"no such box")})

    with monkeypatch.context() as broken:
        broken.setattr(worker, "hand_over", refuse)
        drain()
    call_command("work", "--parked")
    listed = capsys.readouterr().out
    assert "2 parked" in listed
    assert "no such box" in listed
    assert "y.example" not in listed
    call_command("work", "--retry")
    assert "2 tried again" in capsys.readouterr().out
    call_command("work", "--once")
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT}
    call_command("work", "--parked")
    assert "0 parked" in capsys.readouterr().out


def test_a_row_that_kills_its_workers_is_parked(lead: Lead) -> None:
    Due.objects.update(attempts=TRIES)
    drain()
    assert Due.objects.filter(parked_at__isnull=False, last_error__contains="WorkerDied").count() == 2
    assert not outbox.outbox


def test_a_row_of_nonsense_stops_nobody(lead: Lead) -> None:
    for kind, target in (("send_mail", "not-a-number"), ("send_mail", "999999"), ("end_pause", "x"), ("no_kind", "1")):
        Due.objects.create(
            kind=kind, target=target, due_at=NOW - timedelta(days=1), next_try_at=NOW - timedelta(days=1)
        )
    assert drain() == 6
    assert len(outbox.outbox) == 2
    assert Due.objects.filter(done_at=None).count() == 4


def test_the_same_thing_is_due_once(lead: Lead) -> None:
    row = Due.objects.first()
    assert row
    with pytest.raises(IntegrityError), transaction.atomic():
        Due.objects.create(kind=row.kind, target=row.target, due_at=row.due_at, next_try_at=NOW)


def test_four_workers_do_each_row_once(shared_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish()
    hire()
    lead, _ = submit_lead(submission=a_submission(a_match()), by=None, now=NOW)
    for number in range(38):
        a_mail(lead, f"person{number}@many.example")
    sent: list[str] = []
    monkeypatch.setattr(worker, "hand_over", lambda mail: sent.append(mail.to))

    def work() -> int:
        done = 0
        while do_one(NOW):
            done += 1
        return done

    results = in_threads([work] * 4)
    assert sum(results) == 40
    assert sorted(sent) == sorted(Mail.objects.values_list("to", flat=True))
    assert lead.events.filter(kind=EventKind.MAIL_SENT).count() == 40
    did(lambda: None)


def test_the_command_does_what_is_due_and_ends(lead: Lead, capsys: pytest.CaptureFixture[str]) -> None:
    Due.objects.update(next_try_at=NOW - timedelta(days=400))
    call_command("work", "--once")
    assert capsys.readouterr().out == "2 done\n"
    assert len(outbox.outbox) == 2


def test_the_worker_stops_at_a_signal(tmp_path: Any) -> None:
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "yenbinh.settings", "YENBINH_DATA_DIR": str(tmp_path)}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "work"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            # No table yet: the worker waits for its database instead of dying.
            assert "trying again" in process.stderr.readline()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=15) == 0
        finally:
            process.kill()


def test_every_kind_has_a_doer() -> None:
    assert set(worker.DOERS) == set(DueKind)
