"""The one search box: everything of one's own scope, without accents, and names that are nearly it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leads.choices import Role
from leads.desk import paging, search_pages
from leads.desk.filters import DeskFilter
from leads.desk.list_pages import list_page
from leads.desk.search_pages import SearchPage, search_page
from leads.models import Lead, Organisation
from leads.services import finding
from leads.services.contact_change import ContactFacts, change_contact
from leads.services.contact_records import contact_of
from leads.services.organisations import keys_of, save_organisation
from tests.leads.conftest import Cast, did, seq_of
from tests.leads.test_desk_views import signed_in
from tests.leads.test_record_merge import arrives

NOW = timezone.now()
VI = {"Accept-Language": "vi"}


@pytest.fixture
def pair(cast: Cast) -> tuple[Lead, Lead]:
    """One of the officer's department, one of another."""
    one = arrives("one", "Công ty TNHH Điện tử Hoà Phát", "a@hoaphat.example", sector="software")
    far = arrives("far", "Điện tử Kestrel", "z@kestrel.example", sector="electronics_hardware")
    return one, far


def found(cast: Cast, q: str, role: Role = Role.OFFICER) -> SearchPage:
    return search_page(cast.users[role], q, NOW)


@pytest.mark.parametrize("q", ["hoa phat", "HOÀ PHÁT", "dien tu", "phá", "a@hoaphat", "YB-2026-000"])
def test_a_lead_its_organisation_and_person_are_found_by_any_part(pair: tuple[Lead, Lead], cast: Cast, q: str) -> None:
    page = found(cast, q)
    assert [row.reference for row in page.leads] == [pair[0].reference]
    if not q.startswith("YB"):
        assert [row.pk for row in (*page.organisations, *page.people)]


def test_nobody_finds_what_others_work_on(pair: tuple[Lead, Lead], cast: Cast) -> None:
    page = found(cast, "kestrel")
    assert (page.found, page.near) == (0, 0)
    assert found(cast, "kestrl").near == 0
    whole = found(cast, "dien tu", Role.DUTY_HEAD)
    assert {row.reference for row in whole.leads} == {lead.reference for lead in pair}
    assert len(whole.organisations) == 2


def test_a_name_typed_wrongly_is_offered(pair: tuple[Lead, Lead], cast: Cast) -> None:
    page = found(cast, "hoa pht")
    assert not page.organisations
    assert [row.name for row in page.near_organisations] == ["Công ty TNHH Điện tử Hoà Phát"]
    assert [row.leads for row in page.near_organisations] == [1]


def test_a_renamed_organisation_and_a_changed_person_are_found_by_what_they_are_now(
    pair: tuple[Lead, Lead], cast: Cast
) -> None:
    one = pair[0]
    body = Organisation.objects.get(pk=one.organisation_id)
    save_organisation(organisation=body, values={"name": "Sao Mai"}, by=cast.an.user, now=NOW)
    assert found(cast, "sao mai").leads
    assert not found(cast, "hoa phat").organisations
    who = ContactFacts(name="Đặng Văn Ước", email="uoc@saomai.example", phone="+84 912 345 678", channel="mail")
    did(lambda: change_contact(lead=one, contact=who, seen_seq=seq_of(one), by=cast.an.user, now=NOW))
    for q in ("dang van uoc", "0912 345 678", "uoc@"):
        assert [row.reference for row in found(cast, q).leads] == [one.reference]


def test_a_whole_reference_opens_its_file(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, far = pair
    client = signed_in(cast.an.user)
    answer = client.get("/admin/desk/search/", {"q": one.reference.lower()})
    assert answer.headers["Location"] == f"/admin/desk/{one.pk}/"
    hidden = client.get("/admin/desk/search/", {"q": far.reference}, headers=VI)
    assert hidden.status_code == 200
    assert "không có mục nào chứa đủ các từ này" in hidden.content.decode()


@pytest.mark.parametrize(
    ("q", "body"),
    [
        ("LG", "LG Innotek"),
        ("3m", "3M"),
        ("日立", "株式会社日立"),
        ("0109000", "SK Hynix"),
        ("Sk hyn", "SK Hynix"),
    ],
)
def test_short_names_and_beginnings_of_tax_codes_are_found(cast: Cast, q: str, body: str) -> None:
    for name, code in (("LG Innotek", ""), ("3M", ""), ("株式会社日立", ""), ("SK Hynix", "0109000003"), ("Algae", "")):
        Organisation.objects.create(name=name, country="KR", tax_code=code, **keys_of(name, code))
    assert [row.name for row in found(cast, q, Role.DUTY_HEAD).organisations] == [body]


@pytest.mark.parametrize(
    ("q", "who"),
    [
        ("Ngueyn Thi Thuy", "Nguyễn Thị Thuý"),
        ("Tran Quco Toan", "Trần Quốc Toản"),
        ("Jones Smiht", "Smith-Jones Anna"),
        ("Lê", "Lê Văn Đạt"),
    ],
)
def test_people_are_found_by_short_and_by_mistyped_names(cast: Cast, q: str, who: str) -> None:
    for name in ("Nguyễn Thị Thuý", "Trần Quốc Toản", "Smith-Jones Anna", "Lê Văn Đạt", "Virtual Lee"):
        contact_of(name=name, email=f"{len(name)}@x.example", phone="", language="vi")
    page = found(cast, q, Role.DUTY_HEAD)
    assert who in [row.name for row in (*page.people, *page.near_people)][:2]


@pytest.mark.parametrize("q", ["", "x", "%", "_", "' OR 1=1 --", "\x00", "đ" * 200, " ".join(["xyz"] * 90), "\\"])
def test_whatever_is_typed_gets_a_page(pair: tuple[Lead, Lead], cast: Cast, q: str) -> None:
    answer = signed_in(cast.an.user).get("/admin/desk/search/", {"q": q})
    assert answer.status_code == 200
    assert pair[0].reference not in answer.content.decode()


def test_more_than_a_page_holds_is_said_and_shown_by_the_list(
    pair: tuple[Lead, Lead], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_pages, "MOST", 1)
    page = found(cast, "dien tu", Role.DUTY_HEAD)
    assert (len(page.leads), len(page.organisations)) == (1, 1)
    assert page.more == {"leads", "organisations"}
    answer = signed_in(cast.vu.user).get("/admin/desk/search/", {"q": "dien tu"})
    link = "/admin/desk/?whose=visible&amp;state=all&amp;q=dien%20tu"
    assert link in answer.content.decode()


def test_a_list_that_is_too_long_to_count_goes_on_page_by_page(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    leads = [
        arrives(f"n{number}", f"Nhà máy {number}", f"n{number}@x.example", sector="software") for number in range(7)
    ]
    for room in (paging, finding):
        monkeypatch.setattr(room, "COUNTED" if room is paging else "NEAR", 3)
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    for wanted in (DeskFilter(whose="visible", state="all"), DeskFilter(whose="visible", state="all", q="nha may")):
        pages = [list_page(cast.users[Role.DUTY_HEAD], wanted, number, NOW) for number in (1, 2, 3, 4, 5)]
        shown = [row.pk for page in pages for row in page.rows]
        assert shown == [lead.pk for lead in reversed(leads)]
        assert [page.paging.more for page in pages] == [True, True, True, False, False]
        assert all(page.total.over for page in pages)
        assert [page.paging.last for page in pages] == [None] * 5
