"""The post on the pages: the duty head's inbox, files as downloads, the address changed after a bounce."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from leads.models import Incoming, Lead, LeadFile
from leads.services.bad_addresses import mark_bad
from leads.services.confidential import conceal
from leads.services.incoming import accept_mail, process_incoming
from tests.leads.conftest import Cast, seq_of
from tests.leads.mails import DESK, PDF, a_mail
from tests.leads.test_desk_views import lead as plain_lead
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.django_db
lead = plain_lead


@pytest.fixture(autouse=True)
def _private(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path


def got(**more: Any) -> Incoming:
    now = timezone.now()
    row, _ = accept_mail(raw=a_mail(**more), recipients=[DESK], now=now)
    return process_incoming(pk=row.pk, now=now)


def test_a_mail_stands_in_the_file_with_its_files(cast: Cast, lead: Lead) -> None:
    got(text="Xin gửi đề án.", files=(("Đề án.pdf", PDF), ("x.exe", b"MZ\0")))
    client = signed_in(cast.an.user)
    page = client.get(f"/admin/desk/{lead.pk}/").content.decode()
    assert "Xin gửi đề án." in page
    file = LeadFile.objects.get(kind="pdf")
    assert f"/admin/desk/{lead.pk}/file/{file.pk}/" in page
    assert "không giữ" in page
    answer = client.get(f"/admin/desk/{lead.pk}/file/{file.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    refused = LeadFile.objects.get(kind="")
    assert client.get(f"/admin/desk/{lead.pk}/file/{refused.pk}/").status_code == 404


def test_a_file_opens_only_through_its_own_lead(cast: Cast, lead: Lead) -> None:
    got(files=(("a.pdf", PDF),))
    file = LeadFile.objects.get()
    assert signed_in(cast.chi.user).get(f"/admin/desk/{lead.pk}/file/{file.pk}/").status_code == 404
    lead.refresh_from_db()
    conceal(lead=lead, code_name="Dự án Sen", seen_seq=99, by=cast.an.user, now=timezone.now())
    path = f"/admin/desk/{lead.pk}/file/{file.pk}/"
    assert signed_in(cast.leader).get(path).status_code == 404  # reads the file, not whose project it is
    assert signed_in(cast.an.user).get(path).status_code == 200
    got(message_id="<2@x>", sender="a@b.example", List_Id="<l>", files=(("b.pdf", PDF),))
    stray = LeadFile.objects.order_by("-pk")[0]
    assert signed_in(cast.vu.user).get(f"/admin/desk/{lead.pk}/file/{stray.pk}/").status_code == 404
    assert signed_in(cast.vu.user).get(f"/admin/desk/inbox/files/{stray.pk}/").status_code == 200
    assert signed_in(cast.an.user).get(f"/admin/desk/inbox/files/{stray.pk}/").status_code == 302


def test_the_inbox_is_sorted_from_its_page(cast: Cast, lead: Lead) -> None:
    row = got(sender="Ai đó <a@b.example>", List_Id="<l>", text="Bản tin tháng")
    vu = signed_in(cast.vu.user)
    page = vu.get("/admin/desk/inbox/").content.decode()
    assert "Bản tin tháng" in page
    assert vu.post(f"/admin/desk/inbox/{row.pk}/file/", {"reference": "YB-0"}).status_code == 302
    assert "Không có hồ sơ YB-0" in vu.get("/admin/desk/inbox/").content.decode()
    assert vu.post(f"/admin/desk/inbox/{row.pk}/file/", {"reference": lead.reference}).status_code == 302
    assert "Bản tin tháng" not in vu.get("/admin/desk/inbox/").content.decode()
    assert "Bản tin tháng" in vu.get(f"/admin/desk/{lead.pk}/").content.decode()


def test_a_bounced_address_is_said_on_top_and_changed(cast: Cast, lead: Lead) -> None:
    mark_bad(address=lead.contact_email, reason="550", mail=None, now=timezone.now())
    client = signed_in(cast.an.user)
    page = client.get(f"/admin/desk/{lead.pk}/").context["page"]
    assert page.actions[0].href == "#yb-reach"
    assert not page.may["reply"]
    form = {"contact_name": "Ngô Thử", "contact_email": "new@b.example", "channel": "mail", "seen_seq": seq_of(lead)}
    wrong = client.post(f"/admin/desk/{lead.pk}/reach/", form | {"contact_email": "no"})
    assert wrong.status_code == 422
    assert client.post(f"/admin/desk/{lead.pk}/reach/", form).status_code == 302
    assert client.get(f"/admin/desk/{lead.pk}/").context["page"].may["reply"]
