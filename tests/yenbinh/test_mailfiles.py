"""The demo's mail files: one mail each, whatever else was written in the same second."""

from __future__ import annotations

from pathlib import Path

from django.core.mail import EmailMessage

from yenbinh.mailfiles import EmailBackend


def test_no_two_mails_of_a_second_share_a_file(tmp_path: Path) -> None:
    for number in range(30):
        backend = EmailBackend(file_path=str(tmp_path))
        backend.send_messages([EmailMessage(f"No {number}", "x", "a@desk.example", ["b@watch.example"])])
        del backend
    files = list(tmp_path.glob("*.eml"))
    assert len(files) == 30
    assert all(one.read_text().count("Subject: ") == 1 for one in files)
