"""What a rule gives, in Vietnamese or English: how much, for how long, counted from when, if what. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sitepages import figures
from sitepages.incentives.tree import parse
from sitepages.incentives.words import Line, Names, lines_of, pick

Row = Mapping[str, Any]
Words = tuple[str, str]

TAXES: Mapping[str, Words] = {
    "cit": ("Thuế thu nhập doanh nghiệp", "Corporate income tax"),
    "pit": ("Thuế thu nhập cá nhân", "Personal income tax"),
    "import_duty": ("Thuế nhập khẩu", "Import duty"),
    "land_rent": ("Tiền thuê đất", "Land rent"),
    "vat": ("Thuế giá trị gia tăng", "Value added tax"),
    "grant": ("Hỗ trợ bằng tiền", "Grant"),
    "procedure": ("Thủ tục", "Procedure"),
}
STARTS: Mapping[str, Words] = {
    "first_revenue": ("từ năm đầu tiên có doanh thu", "from the first year with revenue"),
    "first_taxable_profit": ("từ năm đầu tiên có thu nhập chịu thuế", "from the first year with taxable income"),
    "lease_decision": ("từ ngày có quyết định cho thuê đất", "from the decision to lease"),
    "end_of_construction_exemption": (
        "từ khi hết thời gian miễn trong xây dựng",
        "from the end of the exemption during construction",
    ),
    "sublease_contract": ("từ ngày ký hợp đồng thuê lại", "from the sub-lease contract"),
    "first_enterprise_certificate": (
        "từ khi được cấp giấy chứng nhận đăng ký doanh nghiệp lần đầu",
        "from the first enterprise registration certificate",
    ),
    "start_of_production": ("từ khi bắt đầu sản xuất", "from the start of production"),
    "import": ("khi nhập khẩu", "on import"),
    "first_exempt_income": ("từ tháng phát sinh thu nhập được miễn", "from the month of the first exempt income"),
    "tax_year": ("theo từng kỳ tính thuế", "for each tax period"),
    "grant_year": ("từ năm được hỗ trợ", "from the year of the grant"),
    "card_issued": ("từ khi được cấp thẻ", "from the issue of the card"),
    "dossier_received": ("từ khi nhận đủ hồ sơ", "from receipt of the full file"),
    "construction_start": ("khi khởi công", "at the start of construction"),
}
MOMENTS = frozenset({"import", "tax_year", "dossier_received", "construction_start"})  # no years are counted from these
THINGS: Mapping[str, Words] = {
    "fixed_assets": ("hàng hóa tạo tài sản cố định", "goods for fixed assets"),
    "materials": ("nguyên liệu, vật tư, linh kiện", "materials, supplies and components"),
}
# How much, by kind and unit; {v} is the figure.
AMOUNTS: Mapping[tuple[str, str], Words] = {
    ("exempt", "pct"): ("Miễn thuế", "Exempt"),
    ("reduce", "pct"): ("Giảm {v}%", "{v}% off"),
    ("rate", "pct"): ("Thuế suất {v}%", "Rate of {v}%"),
    ("deduct", "pct_of_rd_spend"): (
        "Chi phí nghiên cứu và phát triển được trừ bằng {v}% chi phí thực tế",
        "R&D spending deducted at {v}% of the actual amount",
    ),
    ("cap", "pct_of_assessable_income"): (
        "Trích lập quỹ khoa học và công nghệ tối đa {v}% thu nhập tính thuế",
        "Science and technology fund: at most {v}% of assessable income set aside",
    ),
    ("cap", "years_residence_card"): ("Thẻ tạm trú {v} năm", "{v}-year residence card"),
    ("cap", "working_days_irc"): (
        "Giấy chứng nhận đăng ký đầu tư trong {v} ngày làm việc",
        "Investment registration certificate within {v} working days",
    ),
    ("waive", "work_permit"): ("Không phải xin giấy phép lao động", "No work permit"),
    ("waive", "investment_policy_approval"): (
        "Không phải xin chấp thuận chủ trương đầu tư",
        "No investment policy approval",
    ),
    ("waive", "technology_appraisal"): ("Không phải thẩm định công nghệ", "No technology appraisal"),
    ("waive", "eia_report"): (
        "Không phải lập báo cáo đánh giá tác động môi trường",
        "No environmental impact assessment report",
    ),
    ("waive", "detailed_planning"): ("Không phải lập quy hoạch chi tiết", "No detailed planning"),
    ("waive", "construction_permit"): ("Không phải xin giấy phép xây dựng", "No construction permit"),
    ("waive", "construction_and_fire_approvals"): (
        "Không phải làm các thủ tục phê duyệt về xây dựng, phòng cháy",
        "No approvals for construction and fire safety",
    ),
    ("pay", "pct_of_training_cost"): ("{v}% chi phí đào tạo", "{v}% of training cost"),
    ("pay", "pct_of_social_infrastructure_cost"): (
        "{v}% chi phí hạ tầng xã hội",
        "{v}% of the cost of social infrastructure",
    ),
    ("pay", "progressive_table_of_rd_cost"): (
        "Một phần chi phí nghiên cứu và phát triển, theo biểu lũy tiến",
        "Part of R&D cost, by a progressive table",
    ),
    ("pay", "progressive_table_of_fixed_assets"): (
        "Một phần chi phí tài sản cố định, theo biểu lũy tiến",
        "Part of the cost of fixed assets, by a progressive table",
    ),
    ("cap", "pct_of_total_capital_per_year"): (
        "Phần cho tài sản cố định không quá {v}% tổng vốn mỗi năm",
        "The part for fixed assets is at most {v}% of total capital a year",
    ),
    ("pay", "pct_of_value_added"): ("{v}% giá trị gia tăng của sản xuất", "{v}% of the value added in production"),
    ("pay", "pct_of_initial_cost"): ("{v}% chi phí đầu tư ban đầu", "{v}% of initial investment cost"),
    ("pay", "pct_floor_on_excess_profit"): (
        "Nộp bổ sung cho đủ {v}% trên phần lợi nhuận vượt",
        "Top-up to {v}% on excess profit",
    ),
}


@dataclass(frozen=True)
class Segment:
    """How much, and for how long. `certainty` is set where it differs; `rows`: of the record's basis, from 0."""

    what: str
    span: str
    certainty: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class SegmentBlock:
    """Segments that hold under the same condition; None: whenever the record does."""

    when: Line | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class BenefitGroup:
    """All a rule gives on one tax; `notes` hold for the whole group."""

    tax: str
    blocks: tuple[SegmentBlock, ...]
    notes: tuple[str, ...]


def benefit_groups(rows: Iterable[Row], names: Names, lang: str) -> tuple[BenefitGroup, ...]:
    """The benefits of a record by tax, then by condition, in the order of the data."""
    by_tax = groupby(rows, key=lambda row: row["tax"])
    return tuple(_group(tax, list(some), names.brief(), lang) for tax, some in by_tax)


def _group(tax: str, rows: Sequence[Row], names: Names, lang: str) -> BenefitGroup:
    blocks = groupby(rows, key=lambda row: row.get("when"))
    return BenefitGroup(
        tax=pick(lang, *TAXES[tax]),
        blocks=tuple(
            SegmentBlock(
                lines_of(parse(when), names, lang) if when else None, tuple(segment(row, lang) for row in some)
            )
            for when, some in blocks
        ),
        notes=tuple(dict.fromkeys(note for row in rows for note in _notes(row, lang))),
    )


def segment(row: Row, lang: str) -> Segment:
    rows = tuple(number - 1 for number in row.get("basis", (1,)))
    return Segment(_what(row, lang), _span(row, lang), row.get("certainty", ""), rows)


def _what(row: Row, lang: str) -> str:
    known = AMOUNTS.get((row["kind"], row["unit"]))
    figure = "" if row["value"] is None else figures.number(row["value"], None, lang)
    text = pick(lang, *known).format(v=figure) if known else f"{row['kind']} {figure} {row['unit']}"
    if row["kind"] == "exempt" and row["tax"] == "land_rent":
        text = pick(lang, "Miễn tiền thuê", "No rent")
    if row["kind"] in {"exempt", "reduce"} and row.get("of") in THINGS:
        text += pick(lang, " cho ", " for ") + pick(lang, *THINGS[row["of"]])
    return _at_the_limit(row, text, lang)


def _at_the_limit(row: Row, text: str, lang: str) -> str:
    """A ceiling says so: the lowest rate, the most that is paid."""
    if not row.get("up_to") or row["value"] is None:
        return text
    if row["kind"] == "rate":
        return text + pick(lang, " là thấp nhất", " at the lowest")
    return pick(lang, "Tối đa ", "Up to ") + text if row["kind"] == "pay" else text


def _span(row: Row, lang: str) -> str:
    event, start = row["start_event"], pick(lang, *STARTS[row["start_event"]])
    if event in MOMENTS:
        return "" if row["kind"] == "waive" else start
    if row["kind"] == "waive" or row["unit"] == "years_residence_card":
        return ""
    months = pick(lang, ", đếm theo tháng", ", counted in months") if row.get("counted_in") == "months" else ""
    return _length(row, lang) + pick(lang, ", tính ", " counted ") + start + months


def _length(row: Row, lang: str) -> str:
    first, last = row["from_year"], row["to_year"]
    if last is None and first == 1:
        return pick(lang, "cả thời hạn", "the whole term,")
    if last is None:
        return pick(lang, f"từ năm thứ {first} đến hết thời hạn", f"from year {first} to the end of the term,")
    count = last - first + 1
    if row.get("length_fact") == "construction_years":
        return pick(lang, f"trong thời gian xây dựng, tối đa {count} năm", f"while building, at most {count} years,")
    most = pick(lang, "tối đa ", "up to ") if row.get("up_to") and row["kind"] in {"exempt", "reduce", "rate"} else ""
    years = pick(lang, f"{most}{count} năm", f"{most}{count} year{'' if count == 1 else 's'}")
    if first == 1:
        return years
    return pick(lang, f"{years} tiếp theo: năm {first}–{last}", f"{years} after that: years {first}–{last}")


def _notes(row: Row, lang: str) -> Iterable[str]:
    if "fallback" in row:
        none_in = row["fallback"]["if_none_within_years_of_first_revenue"]
        then = row["fallback"]["then_start_in_year"]
        yield pick(
            lang,
            f"Nếu {none_in} năm đầu kể từ khi có doanh thu mà chưa có thu nhập chịu thuế thì tính từ năm thứ {then}.",
            f"If there is no taxable income in the first {none_in} years of revenue, the count starts in year {then}.",
        )
    if row.get("up_to") and row.get("length_fact") != "construction_years":
        yield pick(
            lang,
            "Đây là mức cao nhất; quyết định cho từng dự án có thể thấp hơn.",
            "These are ceilings; the decision on a project may give less.",
        )
    if row["value"] is None:
        yield pick(
            lang, "Biểu lũy tiến: chưa đọc được nên chưa biết mức.", "Progressive table: not read, so not known."
        )
