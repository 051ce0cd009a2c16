"""Who is told that files of a mail were not kept: its sender, once, where that is the address of the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_the_site

from leads.choices import IncomingState
from leads.mailroom.address import tagged
from leads.models import Incoming, Lead, Mail
from leads.services.incoming import accept_mail, process_incoming
from leads.services.mail import hand_over
from leads.services.refused_files import A_DAY, KIND, plain_name
from tests.leads.conftest import Cast, at, did
from tests.leads.mails import DESK, PDF, a_mail
from tests.leads.uploads import NETWORK, OLE

pytestmark = pytest.mark.django_db
LATER = at("2026-11-25 11:00")
FILES = (("plan.pdf", PDF), ("old.doc", OLE), ("map.kml", NETWORK))


@pytest.fixture(autouse=True)
def _private(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path


def got(lead: Lead | None, number: int = 1, **more: Any) -> Incoming:
    to = tagged(DESK, lead.reference, of_the_site.SECRET_KEY) if lead else DESK
    row, _new = accept_mail(
        raw=a_mail(message_id=f"<{number}@x.example>", files=FILES, **more), recipients=[to], now=LATER
    )
    did(lambda: process_incoming(pk=row.pk, now=LATER))
    return Incoming.objects.get(pk=row.pk)


def told() -> list[Mail]:
    return list(Mail.objects.filter(kind=KIND))


def test_the_sender_reads_which_files_and_why_in_the_own_language(lead: Lead, cast: Cast, mailoutbox: Any) -> None:
    got(lead)
    (mail,) = told()
    assert (mail.to, mail.language) == (lead.contact_email, "vi")
    assert "- old.doc: " in mail.body
    assert "- map.kml: bản đồ (KML) tải dữ liệu từ mạng" in mail.body
    assert "plan.pdf" not in mail.body
    assert "Số tệp đã nhận: 1." in mail.body
    hand_over(mail)
    assert mailoutbox[-1].extra_headers["Auto-Submitted"] == "auto-generated"


def test_in_english_where_the_file_is(lead: Lead, cast: Cast) -> None:
    Lead.objects.filter(pk=lead.pk).update(language="en")
    got(lead)
    assert "- map.kml: the map (KML) loads something from a network" in told()[0].body


def test_the_sender_of_a_new_file_is_told_too(cast: Cast) -> None:
    row = got(None, sender="New <new@x.example>")
    assert row.state == IncomingState.NEW_LEAD
    assert [mail.to for mail in told()] == ["new@x.example"]


@pytest.mark.parametrize(
    "more",
    [
        {"sender": "stranger@x.example"},
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"subject": "Automatic reply: away"},
    ],
    ids=["a stranger", "automatic", "bulk", "away"],
)
def test_nobody_else_is_told(lead: Lead, cast: Cast, more: dict[str, str]) -> None:
    row = got(lead, **more)
    assert row.lead == lead
    assert row.files.exclude(refused="").count() == 2
    assert not told()


def test_a_mail_delivered_twice_and_a_program_that_goes_on_are_answered_no_more(lead: Lead, cast: Cast) -> None:
    raw = a_mail(files=FILES)
    for _delivery in range(2):
        row, _new = accept_mail(raw=raw, recipients=[tagged(DESK, lead.reference, of_the_site.SECRET_KEY)], now=LATER)
        did(lambda pk=row.pk: process_incoming(pk=pk, now=LATER))
    assert len(told()) == 1
    for number in range(2, A_DAY + 4):
        got(lead, number)
    assert len(told()) == A_DAY


def test_a_mail_whose_files_are_all_kept_brings_none(lead: Lead, cast: Cast) -> None:
    to = tagged(DESK, lead.reference, of_the_site.SECRET_KEY)
    row, _new = accept_mail(raw=a_mail(files=(("plan.pdf", PDF),)), recipients=[to], now=LATER)
    did(lambda: process_incoming(pk=row.pk, now=LATER))
    assert not told()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Bản vẽ (2).dwg", "Bản vẽ (2).dwg"),
        ("https://evil.example/pay.exe", "pay.exe"),
        ("go to www.evil.example now.pdf", "go to www_evil_example now.pdf"),
        ("a" * 300 + ".pdf", "a" * 60 + ".pdf"),
    ],
)
def test_a_name_is_no_link_in_the_mail(name: str, shown: str) -> None:
    assert plain_name(name) == shown
