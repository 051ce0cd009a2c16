"""The page of retention and what a file says of it: who reads it, in how many queries, what keeping longer asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.choices import Stage
from leads.models import Lead, LeadEvent
from leads.services.erasure import erase
from leads.services.events import StageChanged, record
from leads.services.intake import submit_lead
from tests.leads.conftest import Cast, a_submission, seq_of
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.django_db
VI, PAGE = {"Accept-Language": "vi"}, "/admin/desk/retention/"


def lost(key: str, *, days: int, **more: Any) -> Lead:
    """A software enquiry that was lost so many days ago."""
    at = timezone.now() - timedelta(days=days)
    given = {"submission_key": key, "contact_email": f"{key}@invest.example", "organisation_name": "", **more}
    now = timezone.now()
    lead, _new = submit_lead(submission=a_submission(sector="software", **given), by=None, now=now)
    record(lead=lead, event=StageChanged(old="new", new=Stage.LOST.value), by=None, at=now)
    LeadEvent.objects.filter(lead=lead).update(at=at)
    Lead.objects.filter(pk=lead.pk).update(quiet_since=at)
    return Lead.objects.get(pk=lead.pk)


def page_of(cast: Cast, address: str = PAGE) -> str:
    return str(signed_in(cast.vu.user).get(address, headers=VI).content.decode())


def test_the_duty_head_reads_what_goes_within_thirty_days(cast: Cast) -> None:
    soon, later = lost("soon", days=710), lost("later", days=600)
    hidden = lost("hidden", days=715, confidential=True, code_name="Dự án Sen")
    page = page_of(cast)
    assert "<b>2</b> hồ sơ và thư sẽ được xóa dữ liệu trong 30 ngày tới." in page
    assert soon.reference in page
    assert hidden.reference in page
    assert "Dự án Sen" in page
    assert later.reference not in page
    assert "đề xuất của chúng tôi" in page
    assert page.index(hidden.reference) < page.index(soon.reference)  # by the day it goes
    for officer in (cast.an, cast.head_khcn):
        assert signed_in(officer.user).get(PAGE).status_code == 302


def test_queries_do_not_grow_with_files(cast: Cast) -> None:
    client, counts = signed_in(cast.vu.user), []
    for number in range(2):
        for one in range(3):
            lost(f"q{number}{one}", days=715)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[1] <= counts[0] <= 30


def test_keeping_longer_asks_for_a_day_and_a_reason_and_is_shown(cast: Cast) -> None:
    lead = lost("soon", days=710)
    client = signed_in(cast.vu.user)
    until = (timezone.now() + timedelta(days=400)).date()
    form = {"seen_seq": seq_of(lead), "kept_until": until.isoformat(), "reason": ""}
    assert client.post(f"/admin/desk/{lead.pk}/keep/", form).status_code == 422
    past = form | {"kept_until": "2020-01-01", "reason": "x"}
    answer = client.post(f"/admin/desk/{lead.pk}/keep/", past, headers=VI)
    assert (answer.status_code, "Giữ đến hết ngày: chọn" in answer.content.decode()) == (422, True)
    given = form | {"reason": "Còn khiếu nại"}
    assert signed_in(cast.an.user).post(f"/admin/desk/{lead.pk}/keep/", given).status_code == 403
    assert client.post(f"/admin/desk/{lead.pk}/keep/", given).status_code == 302
    assert "Còn khiếu nại" in page_of(cast)
    assert "<b>0</b>" in page_of(cast)
    assert "lâu hơn quy tắc: Còn khiếu nại" in page_of(cast, f"/admin/desk/{lead.pk}/")


def test_an_erased_file_says_when_and_why_and_has_no_form(cast: Cast) -> None:
    lead = lost("gone", days=800)
    name = lead.contact_name
    assert name in page_of(cast, f"/admin/desk/{lead.pk}/")
    erase(lead=lead, rule="lost", by=None, now=timezone.now())
    page = page_of(cast, f"/admin/desk/{lead.pk}/")
    assert "Dữ liệu cá nhân của hồ sơ này đã được xóa lúc" in page
    assert "Theo quy tắc “Không thành”" in page
    assert name not in page
    assert 'method="post" action="/admin/desk/' not in page
    assert lead.reference in page_of(cast)
    address = f"/admin/desk/{lead.pk}/note/"
    answer = signed_in(cast.vu.user).post(address, {"text": "x", "seen_seq": seq_of(lead)}, headers=VI)
    assert answer.status_code == 410
    assert "Hồ sơ chỉ còn để xem" in answer.content.decode()
    assert name not in page_of(cast, "/admin/desk/contacts/")
