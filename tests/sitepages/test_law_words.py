"""Law in words: conditions, benefits, clauses and traces, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from sitepages.incentives.benefit_words import benefit_groups
from sitepages.incentives.citation_words import clause_words, law_words
from sitepages.incentives.evaluate import evaluate, evaluate_one
from sitepages.incentives.trace_words import trace_lines
from sitepages.incentives.tree import parse
from sitepages.incentives.words import Line, Names, lines_of
from tests.sitepages.law_files import book, files

RECORDS = {row["id"]: row for row in files()["incentives"]["records"]}
NAMES = Names(
    facts={row["key"]: row for row in files()["facts"]["facts"]},
    categories={key: row["name"] for key, row in files()["sectors"]["categories"].items()},
    definitions={key: row["name"] for key, row in files()["incentives"]["definitions"].items()}
    | {key: row["name"] for key, row in RECORDS.items()},
    meanings=book().definitions,
    records=frozenset(RECORDS),
    waiting=frozenset({"ZONE_AS_ESPECIALLY_DIFFICULT"}),
)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def flat(line: Line) -> Iterator[Line]:
    yield line
    for below in line.joins:
        yield from flat(below)


def texts(key: str, lang: str) -> list[str]:
    return [plain(line.text) for line in flat(lines_of(parse(RECORDS[key]["conditions"]), NAMES, lang))]


CONDITIONS: list[tuple[Any, str, str]] = [
    (
        {"compare": {"fact": "capital_usd", "op": ">=", "value": 6000, "unit": "vnd_bn"}},
        "Tổng vốn đầu tư: từ 6.000 tỷ đồng",
        "Total investment: at least VND 6,000 bn",
    ),
    (
        {"compare": {"fact": "group_revenue_eur", "op": ">=", "value": 750, "unit": "eur_m"}},
        "Doanh thu hợp nhất của tập đoàn: từ 750 triệu euro",
        "Consolidated group revenue: at least EUR 750 m",
    ),
    (
        {"compare": {"fact": "rd_spend_usd_year", "op": ">", "value": 0, "unit": "usd"}},
        "Chi R&D mỗi năm: có phát sinh",
        "R&D spending a year: any amount",
    ),
    (
        {"zone_status": ["established", "recognised"]},
        "Khu đã được thành lập hoặc công nhận",
        "The park is established or recognised",
    ),
    ({"zone_status": ["recognised"]}, "Khu đã được công nhận", "The park is recognised"),
    ({"one_of": {"fact": "lessor", "values": ["state"]}}, "Bên cho thuê đất: Nhà nước", "Lessor: The State"),
    ({"one_of": {"fact": "sme_status", "values": [True]}}, "Doanh nghiệp nhỏ và vừa: có", "SME: yes"),
    (
        {"approval_given": {"fact": "approval_pm_special"}},
        "Quyết định ưu đãi đặc biệt của Thủ tướng: đã đồng ý",
        "Prime Minister's decision: granted",
    ),
    (
        {"sector_category": ["semiconductor"]},
        "Dự án thuộc nhóm: Nghiên cứu, thiết kế, sản xuất, đóng gói, kiểm thử chip bán dẫn",
        "The project is of the group: R&D, design, making, packaging or testing of chips",
    ),
    (
        {"not": {"one_of": {"fact": "lessor", "values": ["state"]}}},
        "Trừ trường hợp bên cho thuê đất: Nhà nước",
        "Except where lessor: The State",
    ),
]


@pytest.mark.parametrize(("condition", "vi", "en"), CONDITIONS, ids=lambda value: str(value)[:50])
def test_a_condition_in_words(condition: Any, vi: str, en: str) -> None:
    node = parse(condition)
    assert plain(lines_of(node, NAMES, "vi").text) == vi
    assert plain(lines_of(node, NAMES, "en").text) == en


def test_dates_in_words() -> None:
    node = parse({"within_dates": {"fact": "licence_date", "from": "2026-03-01", "to": "2027-01-01"}})
    assert lines_of(node, NAMES, "vi").text.endswith(": từ 01/03/2026, trước 01/01/2027")
    assert lines_of(node, NAMES, "en").text.endswith(": from 1 Mar 2026, before 1 Jan 2027")


def test_groups_say_all_or_one() -> None:
    assert texts("SPECIAL_GENERAL", "vi")[:2] == ["Cần một trong:", "Cần tất cả:"]
    assert texts("SPECIAL_GENERAL", "en")[:2] == ["One of:", "All of:"]
    assert texts("CIT_CDTZ_10_15", "vi") == ["Khu đã được thành lập hoặc công nhận"]


def test_definitions_are_spelt_out_and_records_are_linked() -> None:
    lines = list(flat(lines_of(parse(RECORDS["LAND_RENT_LADDER"]["conditions"]), NAMES, "vi")))
    linked = [line for line in lines if line.record]
    assert [line.record for line in linked] == ["ZONE_AS_ESPECIALLY_DIFFICULT"]
    assert linked[0].zone
    assert any("Hoạt động công nghiệp công nghệ số" in line.text for line in lines)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("key", RECORDS)
def test_every_record_can_be_read_without_a_key_or_a_unit_of_code(key: str, lang: str) -> None:
    words = texts(key, lang)
    for group in benefit_groups(RECORDS[key]["benefits"], NAMES, lang):
        words += [group.tax, *group.notes]
        for block in group.blocks:
            words += [line.text for line in flat(block.when)] if block.when else []
            words += [part for segment in block.segments for part in (segment.what, segment.span)]
    assert all("_" not in text and "None" not in text and "{" not in text for text in words), words


def segments(key: str, lang: str) -> list[tuple[str, str]]:
    return [
        (segment.what, segment.span)
        for group in benefit_groups(RECORDS[key]["benefits"], NAMES, lang)
        for block in group.blocks
        for segment in block.segments
    ]


def test_benefits_name_amount_years_and_start() -> None:
    assert segments("CIT_SECTOR_10_15", "vi") == [
        ("Thuế suất 10%", "15 năm, tính từ năm đầu tiên có doanh thu"),
        ("Miễn thuế", "4 năm, tính từ năm đầu tiên có thu nhập chịu thuế"),
        ("Giảm 50%", "9 năm tiếp theo: năm 5–13, tính từ năm đầu tiên có thu nhập chịu thuế"),
    ]
    assert segments("CIT_SECTOR_10_15", "en")[2] == (
        "50% off",
        "9 years after that: years 5–13 counted from the first year with taxable income",
    )


def test_a_ceiling_is_called_one() -> None:
    assert segments("SPECIAL_5_37", "en")[0] == (
        "Rate of 5% at the lowest",
        "up to 37 years counted from the first year with revenue",
    )
    group = benefit_groups(RECORDS["SPECIAL_5_37"]["benefits"], NAMES, "en")[0]
    assert "These are ceilings; the decision on a project may give less." in group.notes


def test_each_rung_of_the_ladder_says_for_whom() -> None:
    group = benefit_groups(RECORDS["LAND_RENT_LADDER"]["benefits"], NAMES, "vi")[0]
    assert [block.when is None for block in group.blocks] == [True, False, False, False, False, False]
    assert len({repr(block.when) for block in group.blocks}) == 6
    assert [block.segments[0].certainty for block in group.blocks] == ["", "", "", "partly", "partly", "partly"]
    assert group.blocks[0].segments[0].span.startswith("trong thời gian xây dựng, tối đa 3 năm")
    assert group.blocks[5].segments[0].span.startswith("cả thời hạn")


def test_goods_of_a_duty_are_named() -> None:
    first, second = segments("IMPORT_DUTY_FIXED_ASSETS", "vi")
    assert first == ("Miễn thuế cho hàng hóa tạo tài sản cố định", "khi nhập khẩu")
    assert second[0] == "Miễn thuế cho nguyên liệu, vật tư, linh kiện"


def test_a_table_nobody_read_is_not_known() -> None:
    notes = benefit_groups(RECORDS["ISF_ANNUAL"]["benefits"], NAMES, "en")[0].notes
    assert "Progressive table: not read, so not known." in notes


CLAUSES = [
    ("13", "1.d", "Điều 13 khoản 1 điểm d", "Art. 13(1)(d)"),
    ("12", "2.a-2.e", "Điều 12 khoản 2 điểm a–e", "Art. 12(2)(a–e)"),
    ("10", "2, 3", "Điều 10 khoản 2, 3", "Art. 10(2), (3)"),
    ("21", "1.a, 1.c, 5", "Điều 21 khoản 1 điểm a, c, khoản 5", "Art. 21(1)(a), (1)(c), (5)"),
    ("46, 47", "46.1, 47.5", "Điều 46 khoản 1, Điều 47 khoản 5", "Art. 46(1), Art. 47(5)"),
    ("16, 18", "18.1-18.6", "Điều 16, Điều 18 khoản 1–6", "Art. 16, Art. 18(1–6)"),
    ("5.3, 6.3", None, "Điều 5 khoản 3, Điều 6 khoản 3", "Art. 5(3), Art. 6(3)"),
    ("22 và Phụ lục II", "7.a", "Điều 22 khoản 7 điểm a và Phụ lục II", "Art. 22(7)(a) and Annex II"),
    ("Phụ lục", None, "Phụ lục", "Annex"),
    (None, None, "", ""),
]


@pytest.mark.parametrize(("article", "clause", "vi", "en"), CLAUSES)
def test_a_clause_is_cited_as_readers_cite_it(article: str | None, clause: str | None, vi: str, en: str) -> None:
    row = {"article": article, "clause": clause}
    assert (clause_words(row, "vi"), clause_words(row, "en")) == (vi, en)


def test_every_law_has_an_english_name() -> None:
    laws = {line["law"] for row in RECORDS.values() for line in row["basis"]}
    assert all(law_words(law, "vi") == law for law in laws)
    starts = {law_words(law, "en").split()[0] for law in laws}
    assert starts == {"Law", "Decree", "Resolution", "Decision"}


def test_a_trace_tells_the_answer_and_what_the_project_gave() -> None:
    facts = {"sector": "semiconductor_design", "zone_status": "planned", "capital_usd": 235_000_000}
    one = evaluate_one(book(), "SPECIAL_5_37", facts, date(2026, 11, 24))
    line = trace_lines(one.trace.as_json(), NAMES, "vi")
    assert (line.text, line.truth) == ("Cần tất cả:", "unknown")
    capital = line.joins[1]
    assert (plain(capital.text), capital.truth) == ("Tổng vốn đầu tư: từ 6.000 tỷ đồng", "true")
    assert plain(capital.have) == "6.110 tỷ đồng"
    assert [part.truth for part in line.joins[0].joins] == ["unknown", "true", "false"]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("sector", [row["key"] for row in files()["sectors"]["sectors"]])
def test_every_trace_can_be_read(sector: str, lang: str) -> None:
    facts = {"sector": sector, "zone_status": "planned", "sme_status": True, "landlord_kind": "digital_technology_zone"}
    for day in (date(2026, 11, 24), date(2020, 1, 1)):
        for one in evaluate(book(), facts, day):
            for line in flat(trace_lines(one.trace.as_json(), NAMES, lang)):
                assert line.text
                assert line.truth in {"true", "false", "unknown"}
                assert "_" not in line.text + line.have
