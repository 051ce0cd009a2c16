"""Every file from outside before a clamd that speaks the protocol: found, clean, too large, slow, broken, away."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leads.choices import DueKind, ScanState
from leads.mailroom.clamd import Scanned, ScannerAway, scan
from leads.models import Due, Incoming, Lead, LeadEvent, LeadFile, LeadMessage
from leads.portal.room_page import file_url
from leads.services import desk
from leads.services.due import do_one
from leads.services.incoming import accept_mail, process_incoming
from leads.services.intake import submit_lead
from leads.services.lead_files import FileRefused, Upload, check_at_once
from leads.services.links import live_link, token_for
from leads.services.messages import write_message
from leads.services.scanning import NotCheckedNow, plan_scans
from tests.leads.conftest import NOW, Cast, a_submission, did, seq_of
from tests.leads.fake_clamd import VIRUS, FakeClamd, running
from tests.leads.mails import DESK, a_mail
from tests.leads.test_desk_views import signed_in
from tests.leads.uploads import PDF, pdf

BAD = PDF + VIRUS
BIG = pdf(b"<</Type/Catalog>>", b"<</Length 200000>>stream\n%b\nendstream" % (b"0" * 200_000))
NOBODY = "127.0.0.1:1"


@pytest.fixture(autouse=True)
def _private(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr("leads.services.scanning.ASKING", 0.3)


@pytest.fixture
def lead(cast: Cast) -> Lead:
    """Just in, without a match, An's."""
    made, _new = did(lambda: submit_lead(submission=a_submission(sector="software"), by=None, now=NOW))
    assert made.owner == cast.an
    return made


@pytest.fixture
def clamd(settings: Any) -> Iterator[FakeClamd]:
    with running() as fake:
        settings.CLAMAV = fake.at
        yield fake


def send(lead: Lead, data: bytes = PDF) -> LeadMessage:
    link = live_link(lead=lead, now=NOW)
    files = [Upload("needs.pdf", data)]
    return did(lambda: write_message(lead=lead, link=link, text="", files=files, by=None, now=NOW))


def work(now: Any = NOW) -> None:
    while do_one(now):
        pass


# --- The protocol ---


def test_patience_is_for_all_of_it_not_for_each_byte() -> None:
    with running(drips=True) as fake, pytest.raises(ScannerAway):
        scan(PDF, at=fake.at, seconds=0.4)


def test_an_answer_of_several_lines_makes_one_line_of_log() -> None:
    with running(says=b"stream: a\r\nWARNING forged: x ERROR\0") as fake, pytest.raises(ScannerAway) as away:
        scan(PDF, at=fake.at, seconds=5)
    assert str(away.value) == "stream: a WARNING forged: x ERROR"


def test_bytes_are_sent_whole_and_the_answer_is_read(tmp_path: Path) -> None:
    with running() as fake, running(str(tmp_path / "clamd.sock")) as local:
        for at in (fake.at, local.at):
            assert scan(PDF * 9000, at=at, seconds=5).clean
            assert scan(BAD, at=at, seconds=5) == Scanned(found="Test.Virus")
            assert scan(b"", at=at, seconds=5).clean
        assert fake.seen == local.seen == [PDF * 9000, BAD, b""]


def test_what_is_over_the_daemons_limit_is_said_to_be_so() -> None:
    with running(limit=100_000) as fake:
        assert scan(b"x" * 3_000_000, at=fake.at, seconds=5) == Scanned(too_large=True)


@pytest.mark.parametrize(
    "says", [b"", b"\0", b"stream: \0", b"UNKNOWN COMMAND\0", b"stream: Can't allocate memory ERROR\0", b"\xff" * 9000]
)
def test_an_answer_that_decides_nothing_is_no_answer(says: bytes) -> None:
    with running(says=says or b"x") as fake, pytest.raises(ScannerAway):
        scan(PDF, at=fake.at, seconds=5)


@pytest.mark.parametrize("at", [NOBODY, "/no/such/socket", "127.0.0.1:99999", "no-port", "/" + "x" * 200])
def test_nobody_there_is_said_so(at: str) -> None:
    with pytest.raises(ScannerAway):
        scan(PDF, at=at, seconds=1)


def test_a_slow_daemon_is_not_waited_for_without_end() -> None:
    with running(silent=True) as fake, pytest.raises(ScannerAway):
        scan(PDF, at=fake.at, seconds=0.1)


# --- The investor's and the officer's files ---


@pytest.mark.django_db
def test_a_clean_file_is_kept_and_opens(lead: Lead, clamd: FakeClamd, client: Client) -> None:
    message = send(lead)
    file = message.files.get()
    assert (file.scan, clamd.seen) == (ScanState.CLEAN, [PDF])
    token = token_for(live_link(lead=lead, now=NOW))
    assert client.get(file_url(file, token)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "why"), [(BAD, "infected"), (BIG, "unscannable")])
def test_what_the_scanner_does_not_pass_is_refused_and_logged(
    lead: Lead, cast: Cast, clamd: FakeClamd, data: bytes, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    clamd.limit = 150_000
    before = LeadEvent.objects.count()
    with caplog.at_level(logging.WARNING), pytest.raises(FileRefused) as refused:
        send(lead, data)
    assert refused.value.facts["why"] == why
    given = {"text": "Kính gửi", "files": [Upload("a.pdf", data)], "by": cast.an.user, "now": NOW}
    with pytest.raises(FileRefused):
        did(lambda: desk.record_reply(lead=lead, seen_seq=seq_of(lead), **given))
    assert len([record for record in caplog.records if "ClamAV" in record.getMessage()]) == 2
    assert not LeadFile.objects.exists()
    assert not LeadMessage.objects.exists()
    assert LeadEvent.objects.count() == before


@pytest.mark.django_db
def test_the_page_says_why_an_infected_file_was_not_taken(lead: Lead, clamd: FakeClamd, client: Client) -> None:
    room = f"/en/lead/{token_for(live_link(lead=lead, now=NOW))}/"
    response = client.post(f"{room}message/", {"text": "See", "files": SimpleUploadedFile("a.pdf", BAD)})
    assert response.status_code == 422
    assert "the virus scanner found something in it" in response.content.decode()


@pytest.mark.django_db
def test_while_the_scanner_is_away_a_file_waits_unopened_on_both_sides(
    lead: Lead, cast: Cast, client: Client, settings: Any
) -> None:
    settings.CLAMAV = NOBODY
    file = send(lead).files.get()
    token = token_for(live_link(lead=lead, now=NOW))
    officer, own, theirs = signed_in(cast.an.user), file_url(file, token), f"/admin/desk/{lead.pk}/file/{file.pk}/"
    assert file.scan == ScanState.WAITING
    assert client.get(own).status_code == officer.get(theirs).status_code == 404
    assert "is being checked for viruses" in client.get(f"/en/lead/{token}/").content.decode()
    assert "đang quét vi-rút" in officer.get(f"/admin/desk/{lead.pk}/").content.decode()
    work()
    due = Due.objects.get(kind=DueKind.SCAN)
    assert (due.done_at, due.attempts) == (None, 1)
    settings.CLAMAV = ""  # taken away, it opens nothing that waited for it
    assert client.get(own).status_code == 404
    with running() as fake:
        settings.CLAMAV = fake.at
        work(NOW + timedelta(minutes=2))
    assert Due.objects.get(pk=due.pk).done_at is not None
    assert client.get(own).status_code == officer.get(theirs).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_what_is_found_later_leaves_the_store_and_its_line_says_why(lead: Lead, client: Client, settings: Any) -> None:
    settings.CLAMAV = NOBODY
    file = send(lead, BAD).files.get()
    stored = Path(file.content.path)
    assert stored.exists()
    with running() as fake:
        settings.CLAMAV = fake.at
        work()
        work(NOW + timedelta(minutes=2))
    file.refresh_from_db()
    assert (file.refused, file.kind, file.content.name) == ("infected", "", "")
    assert not stored.exists()
    page = client.get(f"/en/lead/{token_for(live_link(lead=lead, now=NOW))}/").content.decode()
    assert "the virus scanner found something in it" in page


@pytest.mark.django_db
def test_a_list_is_read_only_once_it_was_scanned(cast: Cast, settings: Any) -> None:
    officer, table = signed_in(cast.an.user), "Họ và tên,Email\nNgô Thử,a@x.example\n".encode()
    with running() as fake:
        settings.CLAMAV = fake.at
        bad = officer.post("/admin/desk/lists/", {"file": SimpleUploadedFile("a.csv", table + VIRUS)})
        good = officer.post("/admin/desk/lists/", {"file": SimpleUploadedFile("a.csv", table)})
    settings.CLAMAV = NOBODY
    away = officer.post("/admin/desk/lists/", {"file": SimpleUploadedFile("a.csv", table)})
    assert [bad.status_code, good.status_code, away.status_code] == [422, 302, 422]
    with pytest.raises(NotCheckedNow):
        check_at_once(Upload("a.csv", table))


# --- Mail, and what came before there was a scanner ---


@pytest.mark.django_db
def test_what_hangs_on_a_mail_waits_for_its_scan_and_holds_the_mail_up_in_nothing(
    lead: Lead, cast: Cast, clamd: FakeClamd
) -> None:
    raw = a_mail(sender=lead.contact_email, files=(("good.pdf", PDF), ("bad.pdf", BAD), ("x.exe", b"MZ")))
    row, _new = accept_mail(raw=raw, recipients=[DESK], now=NOW)
    did(lambda: process_incoming(pk=row.pk, now=NOW))
    assert Incoming.objects.get().lead == lead
    assert clamd.seen == []
    good, bad, program = LeadFile.objects.order_by("pk")
    officer = signed_in(cast.an.user)
    assert officer.get(f"/admin/desk/{lead.pk}/file/{good.pk}/").status_code == 404
    work()
    for one in (good, bad, program):
        one.refresh_from_db()
    assert [good.refused, bad.refused, program.refused] == ["", "infected", "unknown_kind"]
    assert officer.get(f"/admin/desk/{lead.pk}/file/{good.pk}/").status_code == 200
    assert officer.get(f"/admin/desk/{lead.pk}/file/{bad.pk}/").status_code == 404


@pytest.mark.django_db
def test_files_of_before_wait_for_the_scanner_from_the_workers_next_start(lead: Lead, settings: Any) -> None:
    file = send(lead).files.get()
    assert file.scan == ScanState.NONE
    assert plan_scans(now=NOW) == 0
    with running() as fake:
        settings.CLAMAV = fake.at
        assert (plan_scans(now=NOW), plan_scans(now=NOW)) == (1, 0)
        work()
    file.refresh_from_db()
    assert file.scan == ScanState.CLEAN
