"""The doors of records: what each may see of them, a merge from preview to undo, how few queries a list takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Lead, Organisation
from leads.services.gates import missing_for
from leads.services.organisations import organisation_named
from sitepages.models import ChangeSet
from tests.leads.conftest import Cast
from tests.leads.test_desk_views import signed_in
from tests.leads.test_record_merge import arrives

pytestmark = pytest.mark.django_db
VI = {"Accept-Language": "vi"}


@pytest.fixture
def pair(cast: Cast) -> tuple[Lead, Lead]:
    one = arrives("one", "Sao Mai", "a@saomai.example", sector="software")
    two = arrives("two", "Công ty TNHH Sao Mai", "b@saomai.example", sector="software")
    return one, two


def test_a_merge_from_the_preview_to_the_undo(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, two = pair
    client = signed_in(cast.head_khcn.user)
    page = client.get(f"/admin/desk/organisations/{one.organisation_id}/", headers=VI).content.decode()
    assert "cùng tên miền thư" in page
    assert "Xem trước: gộp “Công ty TNHH Sao Mai” vào bản ghi này" in page
    data = {"what": "organisation", "keep": one.organisation_id, "gone": two.organisation_id}
    answer = client.post("/admin/desk/merge/", data)
    address = answer.headers["Location"]
    assert address == f"/admin/desk/merge/{ChangeSet.objects.get(kind='desk_merge').pk}/"
    page = client.get(address, headers=VI).content.decode()
    assert two.reference in page
    assert one.reference not in page
    assert not Organisation.objects.filter(merged_into__isnull=False).exists()
    client.post(f"{address}apply/")
    assert Lead.objects.get(pk=two.pk).organisation_id == one.organisation_id
    moved = client.get(f"/admin/desk/organisations/{two.organisation_id}/", headers=VI)
    assert moved.headers["Location"] == f"/admin/desk/organisations/{one.organisation_id}/"
    client.post(f"{address}undo/")
    assert Lead.objects.get(pk=two.pk).organisation_id == two.organisation_id
    said = client.post(f"{address}undo/", headers=VI, follow=True).content.decode()
    assert "Lần gộp này đã xong" in said


def test_the_preview_names_the_country(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, two = pair
    Organisation.objects.filter(pk=one.organisation_id).update(country="")
    Organisation.objects.filter(pk=two.organisation_id).update(country="KR")
    client = signed_in(cast.head_khcn.user)
    data = {"what": "organisation", "keep": one.organisation_id, "gone": two.organisation_id}
    page = client.post("/admin/desk/merge/", data, headers=VI, follow=True).content.decode()
    assert page.count("Hàn Quốc") == 2  # of the one that goes, and filled in
    assert ">KR<" not in page


@pytest.mark.parametrize("name", ["holds/table", "holds/story", "holds/overlap", "retention"])
def test_on_a_phone_every_cell_of_a_table_says_what_it_is(name: str) -> None:
    page = (Path(settings.BASE_DIR) / f"templates/leads/desk/{name}.html").read_text(encoding="utf-8")
    assert '<table class="yb-table">' not in page
    assert [cell for cell in re.findall(r"<td[^>]*>", page) if "data-label" not in cell and "colspan" not in cell] == []


def test_a_record_of_others_is_told_of_but_not_named(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, _two = pair
    far = arrives("far", "SAO MAI JSC", "z@kin.example", sector="electronics_hardware")
    client = signed_in(cast.an.user)
    page = client.get(f"/admin/desk/organisations/{one.organisation_id}/", headers=VI).content.decode()
    assert "bản ghi của đơn vị khác: hỏi trưởng phòng trực" in page
    assert "SAO MAI JSC" not in page
    assert "Gộp" not in page  # an officer merges nothing
    assert client.get(f"/admin/desk/organisations/{far.organisation_id}/").status_code == 404
    assert client.get(f"/admin/desk/contacts/{far.contact_id}/").status_code == 404
    rows = client.get("/admin/desk/organisations/?q=sao mai", headers=VI).content.decode()
    assert "SAO MAI JSC" not in rows
    assert "Công ty TNHH Sao Mai" in rows


def test_looking_for_duplicates_is_what_the_gate_asks(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, _two = pair
    now = timezone.now()
    assert "g_duplicates" in missing_for(one, "reserved", now)
    client = signed_in(cast.an.user)
    client.post(f"/admin/desk/organisations/{one.organisation_id}/checked/")
    fresh = Lead.objects.get(pk=one.pk)
    assert "g_duplicates" not in missing_for(fresh, "reserved", now)


def test_a_correction_that_is_refused_keeps_what_was_typed(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, _two = pair
    client = signed_in(cast.an.user)
    path = f"/admin/desk/organisations/{one.organisation_id}/"
    answer = client.post(path, {"name": "", "tax_code": "0100", "country": "VN"}, headers=VI)
    assert answer.status_code == 422
    assert 'value="0100"' in answer.content.decode()
    assert client.post(path, {"name": "Sao Mai", "tax_code": "0100", "country": "VN"}).status_code == 302
    assert Organisation.objects.get(pk=one.organisation_id).tax_key == "0100"


def test_lists_ask_the_same_however_many_records_there_are(pair: tuple[Lead, Lead], cast: Cast) -> None:
    client = signed_in(cast.vu.user)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    paths = (
        "/admin/desk/organisations/",
        "/admin/desk/contacts/",
        f"/admin/desk/organisations/{pair[0].organisation_id}/",
    )
    for path in paths:
        client.get(path)
    few = [cost(path) for path in paths]
    for number in range(12):
        organisation_named(name=f"Khác {number}", country="VN")
        arrives(f"more{number}", "Sao Mai", f"m{number}@saomai.example", sector="software")
    assert [cost(path) for path in paths] == few
    assert max(few) <= 25, few
