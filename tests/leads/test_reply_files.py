"""Documents that an officer sends with a reply: behind the link, noted when fetched, gone on erasure."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leads.choices import AccessKind, Role
from leads.models import AccessRecord, Lead, LeadFile, Mail
from leads.portal.room_page import file_url
from leads.services import desk
from leads.services.access import LeadHidden, ReadOnly
from leads.services.desk_lock import StaleLead
from leads.services.erasure import erase
from leads.services.intake import submit_lead
from leads.services.lead_files import MOST_FILES, FileRefused, TooManyFiles, Upload
from leads.services.link_share import forward_link
from leads.services.links import live_link, token_for
from leads.services.personal_data import as_json, sections_of
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, seq_of
from tests.leads.test_desk_views import signed_in
from tests.leads.uploads import HOSTILE, PDF

pytestmark = pytest.mark.django_db
STEP = {"step": desk.Step("Gọi", at("2026-12-10 09:00"))}


@pytest.fixture(autouse=True)
def _private(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def reply(lead: Lead, cast: Cast, *files: Upload, **more: Any) -> Any:
    given = {"text": "Kính gửi quý vị", "by": cast.an.user, "now": NOW, **STEP} | more
    did(lambda: desk.record_reply(lead=lead, files=files, seen_seq=seq_of(lead), **given))
    return LeadFile.objects.order_by("-pk").first()


@pytest.fixture
def lead(cast: Cast) -> Lead:
    """Just in, without a match, An's."""
    made, _new = did(lambda: submit_lead(submission=a_submission(sector="software"), by=None, now=NOW))
    assert made.owner == cast.an
    return made


@pytest.fixture
def token(lead: Lead) -> str:
    return token_for(live_link(lead=lead, now=NOW))


def test_the_mail_says_that_documents_wait_and_carries_none(lead: Lead, cast: Cast, token: str) -> None:
    file = reply(lead, cast, Upload("quy_hoach.pdf", PDF), Upload("b.pdf", PDF))
    mail = Mail.objects.get(kind="reply")
    assert "Có 2 tài liệu đang chờ quý vị" in mail.body
    assert f"/vi/lead/{token}/#talk" in mail.body
    assert "quy_hoach" not in mail.body
    assert (file.reply, file.message, file.incoming) == (mail, None, None)
    assert lead.events.get(kind="replied").data == {"mail": mail.pk, "answers_all": False, "files": 2}


def test_it_stands_in_the_conversation_on_both_sides_and_the_fetch_is_told(
    lead: Lead, cast: Cast, client: Client, token: str
) -> None:
    file = reply(lead, cast, Upload("quy_hoach.pdf", PDF))
    officer, own = signed_in(cast.an.user), f"/vi/lead/{token}/"
    page = client.get(own).content.decode()
    found = re.search(r'href="(/vi/lead/[^"]+/file/[^"]+)">quy_hoach.pdf', page)
    assert found
    assert "nhà đầu tư chưa tải" in officer.get(f"/admin/desk/{lead.pk}/").content.decode()
    response = client.get(found.group(1))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store"
    row = AccessRecord.objects.get(kind=AccessKind.FETCHED)
    assert (row.by, row.link, row.lead) == (None, live_link(lead=lead, now=NOW), lead)
    assert f"/admin/desk/{lead.pk}/file/{file.pk}/" in officer.get(f"/admin/desk/{lead.pk}/").content.decode()
    assert "nhà đầu tư đã tải lúc" in officer.get(f"/admin/desk/{lead.pk}/").content.decode()


def test_only_the_investors_own_link_fetches_it(
    lead: Lead, cast: Cast, client: Client, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = reply(lead, cast, Upload("a.pdf", PDF))
    own = live_link(lead=lead, now=NOW)
    guest = token_for(forward_link(link=own, name="Bạn", email="ban@x.example", lang="vi", by=None, now=NOW))
    other, _new = submit_lead(submission=a_submission(submission_key="other"), by=None, now=NOW)
    theirs = token_for(live_link(lead=other, now=NOW))
    page = client.get(f"/vi/lead/{guest}/").content.decode()
    assert "a.pdf" in page
    assert "/file/" not in page
    assert client.get(file_url(file, guest)).status_code == 403
    assert client.get(file_url(file, theirs)).status_code == 404
    assert client.get(file_url(file, token).replace(token, theirs)).status_code == 404
    address = file_url(file, token)
    assert client.get(address).status_code == 200
    monkeypatch.setattr("leads.portal.room_page.FILE_MINUTES", -1)
    assert client.get(address).status_code == 404
    assert AccessRecord.objects.filter(kind=AccessKind.FETCHED).count() == 1


def test_who_works_on_the_file_sends_and_fetches_and_nobody_else(lead: Lead, cast: Cast) -> None:
    file = reply(lead, cast, Upload("a.pdf", PDF))
    address = f"/admin/desk/{lead.pk}/file/{file.pk}/"
    sees = {Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD, Role.LEADER}
    for role, user in cast.users.items():
        assert signed_in(user).get(address).status_code == (200 if role in sees else 404), role
    for user, refusal in ((cast.chi.user, LeadHidden), (cast.leader, ReadOnly)):
        with pytest.raises(refusal):
            reply(lead, cast, Upload("b.pdf", PDF), by=user)
    assert LeadFile.objects.count() == 1


@pytest.mark.parametrize("name", [name for name, data, _why in HOSTILE if data][:4])
def test_the_desk_sends_nothing_the_investor_could_not(lead: Lead, cast: Cast, name: str) -> None:
    data = next(data for other, data, _why in HOSTILE if other == name)
    with pytest.raises(FileRefused):
        reply(lead, cast, Upload(name, data))
    with pytest.raises(TooManyFiles):
        reply(lead, cast, *[Upload("a.pdf", PDF)] * (MOST_FILES + 1))
    assert not Mail.objects.filter(kind="reply").exists()


def test_a_stale_form_leaves_no_file_behind(lead: Lead, cast: Cast) -> None:
    before = seq_of(lead)
    reply(lead, cast)
    with pytest.raises(StaleLead):
        did(
            lambda: desk.record_reply(
                lead=lead, text="Hai", files=[Upload("a.pdf", PDF)], seen_seq=before, by=cast.an.user, now=NOW
            )
        )
    assert not LeadFile.objects.exists()


def test_the_form_takes_files_and_says_what_it_does_not_take(lead: Lead, cast: Cast) -> None:
    officer, address = signed_in(cast.an.user), f"/admin/desk/{lead.pk}/reply/"
    typed = {"text": "Kính gửi", "next_step": "Gọi", "next_step_due": "2026-12-10T09:00", "seen_seq": seq_of(lead)}
    wrong = officer.post(address, typed | {"files": SimpleUploadedFile("a.exe", b"MZ\x90")})
    assert wrong.status_code == 422
    assert "a.exe" in wrong.content.decode()
    assert "with_pack" not in wrong.content.decode()  # there is none
    assert "Kính gửi" in wrong.content.decode()
    files = [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF)]
    assert officer.post(address, typed | {"files": files}).status_code == 302
    assert LeadFile.objects.filter(reply__lead=lead).count() == 2


def test_a_reply_may_lead_to_the_answer_pack(cast: Cast) -> None:
    lead, _new = submit_lead(submission=a_submission(a_match()), by=None, now=NOW)
    reply(lead, cast, with_pack=True)
    token = token_for(live_link(lead=lead, now=NOW))
    assert f"Bộ trả lời của quý vị: http://127.0.0.1:8000/vi/lead/{token}/pack/" in Mail.objects.get(kind="reply").body


def test_the_copy_names_it_and_erasure_takes_it_out_of_the_store(
    lead: Lead, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    stored = Path(reply(lead, cast, Upload("a.pdf", PDF)).content.path)
    assert [row["sent_by"] for row in as_json(sections_of(lead, NOW, "vi"))["files"]] == ["desk"]
    with django_capture_on_commit_callbacks(execute=True):
        did(lambda: erase(lead=lead, by=cast.vu.user, now=NOW))
    assert not LeadFile.objects.exists()
    assert not stored.exists()
