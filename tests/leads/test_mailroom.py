"""Reading mails from outside, without a database: addresses with marks, words, bounces, files by content."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.mailroom.address import has_tag, reference_in, tagged
from leads.mailroom.bounce import bounce_in
from leads.mailroom.files import FILE_LIMIT, judged, safe_name
from leads.mailroom.reading import fingerprint, read_mail, split_quote, without_markup
from tests.leads import uploads
from tests.leads.mails import DESK, PDF, PNG, a_bounce, a_mail, zipped
from tests.leads.uploads import picture

KEY = "a secret"
quiet = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


# --- The address ---


def test_an_address_leads_back_to_its_file_in_any_case() -> None:
    address = tagged(DESK, "YB-2026-0022", KEY)
    assert address.startswith("desk+yb-2026-0022.")
    assert len(address.partition("@")[0]) <= 64
    for written in (address, address.upper(), f"<{address}>"):
        assert reference_in(written, KEY) == "YB-2026-0022"


@pytest.mark.parametrize(
    "wrong",
    [
        "desk@yenbinh.example",
        "desk+yb-2026-0022@yenbinh.example",
        "desk+yb-2026-0022.aaaaaaaaaaaa@yenbinh.example",
        tagged(DESK, "YB-2026-0022", KEY).replace("0022", "0023"),
        tagged(DESK, "YB-2026-0022", "another secret"),
    ],
)
def test_nobody_counts_into_a_file(wrong: str) -> None:
    assert reference_in(wrong, KEY) is None
    assert has_tag(wrong) == ("." in wrong.partition("@")[0])


# --- The words ---


def test_a_mail_is_read_with_its_vietnamese() -> None:
    mail = read_mail(a_mail(files=(("Đề án.pdf", PDF),)), (DESK,))
    assert (mail.sender, mail.sender_name) == ("lead01@lachongthu.example", "Ngô Thử")
    assert (mail.subject, mail.text) == ("Hỏi về lô đất", "Chúng tôi cần 2 ha.\n\nTrân trọng")
    assert [(one.name, one.data) for one in mail.attachments] == [("Đề án.pdf", PDF)]
    assert not mail.automatic
    assert not mail.bulk


def test_what_a_mail_repeats_is_kept_apart() -> None:
    assert split_quote("Đồng ý.\n\nVào 25/11/2026 Bàn đón đã viết:\n> Chào") == (
        "Đồng ý.",
        "Vào 25/11/2026 Bàn đón đã viết:\n> Chào",
    )
    assert split_quote("Yes.\n-----Original Message-----\nHello") == ("Yes.", "-----Original Message-----\nHello")
    assert split_quote("> nur Zitat") == ("> nur Zitat", "")


def test_a_mail_of_markup_becomes_words_and_fetches_nothing() -> None:
    page = "<style>p{}</style><p>Xin <b>chào</b></p><script>x()</script><img src='http://t.example/x'><div>Hai</div>"
    assert without_markup(page) == "Xin chào\n\nHai"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"subject": "Automatic reply: away"},
        {"subject": "Trả lời tự động: nghỉ phép"},
    ],
)
def test_what_nobody_wrote_is_known(headers: dict[str, str]) -> None:
    assert read_mail(a_mail(**headers)).automatic
    assert read_mail(a_mail(**headers)).answers
    assert not read_mail(a_mail(Auto_Submitted="no")).automatic
    assert not read_mail(a_mail(Auto_Submitted="auto-generated")).answers
    assert not read_mail(a_mail(subject="Auto response device factory: 5 ha")).automatic


def test_a_newsletter_is_known() -> None:
    assert read_mail(a_mail(List_Unsubscribe="<https://x.example>")).bulk


def test_one_mail_by_two_ways_has_one_fingerprint_another_mail_another() -> None:
    mail = a_mail()
    way = b"Received: from a by b; x\r\nDelivered-To: desk@yenbinh.example\r\n" + mail.replace(b"\n", b"\r\n")
    assert fingerprint(mail) == fingerprint(way)
    assert fingerprint(mail) != fingerprint(a_mail("Khác"))
    assert fingerprint(mail) != fingerprint(a_mail(message_id="<m2@lachongthu.example>"))


@quiet
@given(st.binary(max_size=600))
def test_no_bytes_are_too_broken_to_be_taken(raw: bytes) -> None:
    assert fingerprint(raw)
    mail = read_mail(raw)
    bounce_in(raw)
    for words in (mail.subject, mail.sender, mail.sender_name, mail.text, mail.quoted, mail.message_id):
        assert "\0" not in words.encode().decode()


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain; charset=no-such\r\nSubject: =?no-such?b?xx?=\r\n\r\nh\xe9llo",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"From: a b c <<<\r\nMessage-ID: \r\nTo: ,,,\r\n\r\nx",
        b"From: =?utf-8?q?=00?= <a@b.example>\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    ],
)
def test_a_broken_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    read_mail(raw)


# --- Bounces ---


def test_a_report_names_address_status_and_our_mail() -> None:
    found = bounce_in(a_bounce("lin@yushan.example", "<yb.reply.1@yenbinh>"))
    assert found is not None
    assert (found.recipient, found.status, found.final) == ("lin@yushan.example", "5.1.1", True)
    assert found.message_id == "<yb.reply.1@yenbinh>"
    assert "user unknown" in found.reason


def test_a_delay_is_no_final_word_and_a_mail_no_report() -> None:
    delayed = bounce_in(a_bounce("lin@yushan.example", "<x@y>", status="4.4.1", action="delayed"))
    assert delayed is not None
    assert not delayed.final
    assert bounce_in(a_mail("550 5.1.1 lin@yushan.example no such user")) is None


def test_an_old_servers_plain_words_are_understood() -> None:
    old = a_mail("The address lin@yushan.example failed: 550 5.1.1 unknown", sender="Mailer-Daemon@mx.example")
    found = bounce_in(old)
    assert found is not None
    assert (found.recipient, found.final) == ("lin@yushan.example", True)


# --- Files ---


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", PDF, "pdf"),
        ("a.PNG", PNG, "png"),
        ("a.jpeg", picture("JPEG"), "jpg"),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        ("a.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        ("a.zip", uploads.zipped(uploads.SHAPES), "zip"),
        ("a.csv", "Lô;ha\nSX-12;2,5".encode(), "txt"),
        ("a.dwg", b"AC1032....", "dwg"),
        ("a.dxf", b"0\nSECTION\n2\nHEADER", "dxf"),
        ("a.kml", b'<?xml version="1.0"?><kml xmlns="x"></kml>', "kml"),
        ("no ending", PDF, "pdf"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, data: bytes, kind: str) -> None:
    assert (judged(name, data).kind, judged(name, data).refused) == (kind, "")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", PNG, "disguised"),
        ("a.exe", b"MZ\x90\0", "unknown_kind"),
        ("a.txt", b"#!/bin/sh\nrm", "unknown_kind"),
        ("a.html", b"<html><script>x</script>", "unknown_kind"),
        ("a.svg", b"<svg onload='x'>", "unknown_kind"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1", "old_office"),
        ("a.docm", zipped("[Content_Types].xml", "word/vbaProject.bin"), "macros"),
        ("a.zip", zipped("setup.exe"), "zip_member"),
        ("a.zip", zipped("../etc/passwd.txt"), "zip_path"),
        ("a.zip", zipped("bomb.txt", data=b"0" * 30_000_000), "zip_bomb"),
        ("a.pdf", b"%PDF-" + b"0" * FILE_LIMIT, "too_big"),
    ],
)
def test_what_runs_hides_or_bursts_is_not_kept(name: str, data: bytes, why: str) -> None:
    assert judged(name, data).refused == why


def test_a_name_is_only_a_name() -> None:
    assert safe_name("../../etc/Đề án<1>.PDF", "pdf") == "Đề án1.pdf"
    assert safe_name("C:\\x\\run.exe", "pdf") == "run.pdf"
    assert safe_name("", "png") == "file.png"
