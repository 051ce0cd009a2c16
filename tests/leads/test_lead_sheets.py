"""Enquiries by the list: read whatever the table says, shown line by line, taken in once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from openpyxl import Workbook, load_workbook

from leads.choices import Role
from leads.desk.sheet_page import sheet_page
from leads.models import Lead, LeadSheet
from leads.reading.folded import folded
from leads.reading.lead_sheet import LISTED, TITLES, NoHeader, agreed, read_sheet
from leads.services import lead_sheets
from leads.services.access import LeadHidden, ReadOnly
from leads.services.due import do_one
from leads.services.intake import submit_lead
from leads.services.lead_sheets import (
    SheetEnded,
    SheetRefused,
    SheetWithoutNames,
    bring_sheet,
    lines_of,
    put_aside,
    sheet_of,
    take_in,
)
from leads.services.reach import PhoneInvalid
from sitepages.land.importers.reading import FileRefused
from tests.leads.conftest import NOW, Cast, a_submission, did
from tests.leads.test_desk_views import signed_in

HEAD = ("Họ và tên", "Công ty", "Email", "Điện thoại", "Quốc gia", "Lĩnh vực", "Ghi chú", "Đồng ý", "Gian hàng")
GOOD = ("Kim Minsu (mẫu)", "Hanbit (mẫu)", "Kim@hanbit.example", "", "Hàn Quốc", "software", "Cần 2 ha", "x", "B12")


def table(*rows: tuple[Any, ...], head: tuple[str, ...] = HEAD) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in (("Danh sách khách tại hội chợ",), head, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought(cast: Cast, *rows: tuple[Any, ...], mine: bool = False, **more: Any) -> LeadSheet:
    given = {"name": "fair.xlsx", "data": table(*rows), "campaign": "Semicon 2026", "mine": mine, **more}
    return bring_sheet(**given, by=cast.chi.user, now=NOW)


def test_a_line_becomes_a_lead_with_everything_it_said(cast: Cast) -> None:
    sheet = brought(cast, GOOD)
    (line,) = lines_of(sheet, cast.chi.user)
    assert line.ready
    assert did(lambda: take_in(sheet=sheet, by=cast.chi.user, now=NOW)) == 1
    lead = Lead.objects.get()
    assert (lead.contact_email, lead.sector_id, lead.source, lead.campaign) == (
        "kim@hanbit.example",
        "software",
        "import",
        "semicon2026",
    )
    assert lead.organisation.country == "KR"
    assert lead.message == "Cần 2 ha\nGian hàng: B12"
    assert lead.consents.get().channel == "import"
    assert lead.owner is not None


def test_twice_in_two_tabs_and_brought_again_it_is_one_lead(cast: Cast) -> None:
    data = table(GOOD)
    sheet = brought(cast, data=data)
    did(lambda: take_in(sheet=sheet, by=cast.chi.user, now=NOW))
    assert take_in(sheet=sheet, by=cast.chi.user, now=NOW) == 0
    again = bring_sheet(name="copy.xlsx", data=data, campaign="", mine=False, by=cast.an.user, now=NOW)
    assert [line.lead for line in lines_of(again, cast.an.user)] == [Lead.objects.get()]
    assert take_in(sheet=again, by=cast.an.user, now=NOW) == 0


def test_what_cannot_be_is_left_out_with_its_reason_and_the_rest_goes_in(cast: Cast) -> None:
    sheet = brought(
        cast,
        GOOD,
        GOOD,
        ("", "Không tên", "a@b.example"),
        ("Sai thư", "", "not a mail"),
        ("Chỉ có số", "", "", "0912 345 678"),  # a number alone needs the spoken consent
        ("Số và đồng ý", "", "", "0912 345 678", "Sao Hỏa", "dệt may", "", "có"),
        ("Hỏi sau", "", "later@b.example"),
    )
    lines = lines_of(sheet, cast.chi.user)
    assert [line.wrong.code if line.wrong else line.like for line in lines] == [
        None,
        3,
        "field_missing",
        "email_invalid",
        "field_missing",
        None,
        None,
    ]
    assert did(lambda: take_in(sheet=sheet, by=cast.chi.user, now=NOW)) == 3
    asked_later = Lead.objects.get(contact_email="later@b.example")
    assert not asked_later.consents.exists()
    said = Lead.objects.get(contact_name="Số và đồng ý")
    assert said.message == "Quốc gia: Sao Hỏa\nLĩnh vực: dệt may"


def test_a_corrected_list_brings_again_only_what_is_new_or_ticked(cast: Cast) -> None:
    take_in(sheet=brought(cast, GOOD), by=cast.chi.user, now=NOW)
    wanted = ("Lee", "", "lee@y.example")
    sheet = brought(cast, GOOD, wanted, campaign="another-word")
    first, second = lines_of(sheet, cast.chi.user)
    assert (first.ready, second.ready, first.taken) == (False, True, Lead.objects.get())
    page = sheet_page(sheet, cast.vu.user)
    assert (page.rows[0].state, page.left_out) == ("taken", 1)
    assert Lead.objects.get().reference in page.rows[0].told[0]
    assert take_in(sheet=sheet, by=cast.chi.user, now=NOW) == 1
    data = {"again": ["3", "x"]}
    moved = timezone.now()
    LeadSheet.objects.filter(pk=sheet.pk).update(created_at=moved)
    signed_in(cast.chi.user).post(f"/admin/desk/lists/{sheet.pk}/take-in/", data)
    assert Lead.objects.filter(contact_email="kim@hanbit.example").count() == 2


def test_a_note_that_is_too_long_is_an_error_of_its_line(cast: Cast) -> None:
    (line,) = lines_of(brought(cast, ("Kim", "", "k@x.example", "", "", "", "x" * 5001)), cast.chi.user)
    assert line.wrong
    assert (line.wrong.code, line.wrong.facts["limit"]) == ("text_too_long", 5000)


@pytest.mark.parametrize(
    ("said", "consent"),
    [
        ("Có, đã đồng ý", True),
        ("đồng ý", True),
        ("Yes, agreed", True),
        ("✓ x", True),
        ("chưa đồng ý", False),
        ("Không", False),
        ("did not agree", False),
        ("", False),
        ("–", False),
        ("Có, từ 20/11", True),
        ("từ chối", False),
        ("có lẽ", None),
        ("hỏi lại sau", None),
    ],
)
def test_words_of_consent_are_understood_or_asked_about(said: str, consent: bool | None) -> None:
    assert agreed(said) == consent


def test_a_consent_nobody_can_read_is_an_error_of_its_line(cast: Cast) -> None:
    row = ("Kim", "", "k@x.example", "", "", "", "", "hỏi lại sau")
    (line,) = lines_of(brought(cast, row), cast.chi.user)
    assert line.wrong
    assert (line.wrong.code, line.wrong.facts["value"]) == ("choice_unknown", "hỏi lại sau")


def test_kept_by_who_heard_them(cast: Cast) -> None:
    sheet = brought(cast, GOOD, mine=True)
    did(lambda: take_in(sheet=sheet, by=cast.chi.user, now=NOW))
    assert Lead.objects.get().owner == cast.chi


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("a.xlsx", b"PK\x03\x04broken", FileRefused),
        ("a.csv", b"", FileRefused),
        ("a.xlsx", b"<?xml version='1.0'?><a/>", FileRefused),
        ("a.geojson", b"{}", FileRefused),
        ("a.csv", "Tên sản phẩm;Giá\nA;1\n".encode(), NoHeader),
        ("a.csv", ("Name;Email\n" + "A;a@b.example\n" * 201).encode(), FileRefused),
    ],
)
def test_other_files_are_refused_unread(name: str, data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_sheet(name, data, {field: {} for field in TITLES})


def test_the_list_is_its_bringers_and_gone_after_a_day(cast: Cast) -> None:
    sheet = brought(cast, GOOD)
    with pytest.raises(LeadHidden):
        take_in(sheet=sheet, by=cast.an.user, now=NOW)
    with pytest.raises(LeadHidden):
        put_aside(sheet=sheet, by=cast.an.user)
    with pytest.raises(SheetEnded):
        sheet_of(cast.an.user, sheet.pk, NOW)
    late = NOW + lead_sheets.KEPT
    with pytest.raises(SheetEnded):
        sheet_of(cast.chi.user, sheet.pk, late)
    young = bring_sheet(name="b.xlsx", data=table(GOOD), campaign="", mine=False, by=cast.an.user, now=late)
    while do_one(late):  # nobody has to come by for it
        pass
    assert list(LeadSheet.objects.all()) == [young]


def test_who_only_reads_brings_nothing(cast: Cast) -> None:
    with pytest.raises(ReadOnly):
        bring_sheet(name="a.xlsx", data=table(GOOD), campaign="", mine=False, by=cast.users[Role.LEADER], now=NOW)
    with pytest.raises(SheetWithoutNames):
        bring_sheet(name="a.csv", data=b"A;B", campaign="", mine=False, by=cast.chi.user, now=NOW)
    with pytest.raises(SheetRefused):
        bring_sheet(name="a.xlsx", data=b"MZ", campaign="", mine=False, by=cast.chi.user, now=NOW)


def test_by_the_pages_from_the_file_to_the_leads(cast: Cast) -> None:
    client = signed_in(cast.chi.user)
    model = client.get("/admin/desk/lists/empty.xlsx")
    book = load_workbook(io.BytesIO(b"".join(model.streaming_content)))
    assert book.worksheets[0]["A1"].value == "Họ và tên"
    bad = client.post("/admin/desk/lists/", {"file": SimpleUploadedFile("a.exe", b"MZ\0\0")})
    assert bad.status_code == 422
    sent = client.post(
        "/admin/desk/lists/", {"file": SimpleUploadedFile("fair.xlsx", table(GOOD, ("", "", "x@y.example")))}
    )
    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    with translation.override("vi"):
        assert "Kim Minsu" in page
    assert client.post(f"{sent['Location']}take-in/").status_code == 302
    lead = Lead.objects.get()
    assert abs((lead.received_at - timezone.now()).total_seconds()) < 60
    assert lead.reference in client.get(sent["Location"]).content.decode()
    assert client.post(f"{sent['Location']}put-aside/").status_code == 302
    assert not LeadSheet.objects.exists()
    assert client.get(sent["Location"]).status_code == 302
    huge = client.post("/admin/desk/lists/", {"file": SimpleUploadedFile("a.xlsx", b"PK" * 1_200_000)})
    assert huge.status_code == 413


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("tiếng Hàn", "ko"),
        ("Hàn", "ko"),
        ("한국어", "ko"),
        ("Tiếng Nhật", "ja"),
        ("Nhật", "ja"),
        ("Trung", "zh"),
        ("tiếng Trung Quốc", "zh"),
        ("tiếng Anh", "en"),
        ("Korean", "ko"),
        ("ja", "ja"),
        ("Tiếng Việt", "vi"),
    ],
)
def test_languages_are_understood_as_people_write_them(cast: Cast, said: str, language: str) -> None:
    data = table(("Kim", "k@b.example", said), head=("Họ và tên", "Email", "Ngôn ngữ"))
    (line,) = lines_of(brought(cast, data=data), cast.chi.user)
    assert (line.language, line.row.left) == (language, ())


def test_the_preview_says_which_language_answers_where_none_is_given(cast: Cast) -> None:
    said = (*GOOD[:4], "Việt Nam", *GOOD[5:])
    sheet = brought(cast, GOOD, (*said[:2], "vn@b.example", *said[3:]))
    with translation.override("en"):
        told = [" ".join(row.told) for row in sheet_page(sheet, cast.chi.user).rows]
    assert "No language given: the answer is in English." in told[0]
    assert "No language given: the answer is in Vietnamese." in told[1]


def test_the_empty_table_offers_words_that_the_reader_knows(cast: Cast) -> None:
    for lang in ("vi", "en"):
        model = signed_in(cast.chi.user).get("/admin/desk/lists/empty.xlsx", headers={"accept-language": lang})
        values = load_workbook(io.BytesIO(b"".join(model.streaming_content))).worksheets[1]
        columns = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in values.iter_cols()}
        for field in LISTED:
            words = next(words for title, words in columns.items() if title in TITLES[field])
            assert words
            assert {folded(word) for word in words} <= set(lead_sheets.lists()[field])


def test_an_address_in_a_file_one_may_not_see_is_told_without_naming_it(cast: Cast) -> None:
    hidden, _ = submit_lead(
        submission=a_submission(sector="software", contact_email="kim@hanbit.example"), by=None, now=NOW
    )
    sheet = brought(cast, GOOD)
    with translation.override("en"):
        (row,) = sheet_page(sheet, cast.chi.user).rows
        assert "already known to the desk" in " ".join(row.told)
        assert hidden.reference not in " ".join(row.told)
        (seen,) = sheet_page(sheet, cast.an.user).rows
    assert "already known" not in " ".join(seen.told)
    assert hidden.reference in " ".join(seen.told)


def test_a_number_of_too_few_digits_is_left_out(cast: Cast) -> None:
    sheet = brought(cast, (*GOOD[:3], "12-34", *GOOD[4:]))
    assert [type(line.wrong) for line in lines_of(sheet, cast.chi.user)] == [PhoneInvalid]
