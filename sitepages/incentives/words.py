"""Conditions and benefits as sentences, in Vietnamese or English. Pure: `lang` is an argument, names are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sitepages import figures
from sitepages.incentives.tree import (
    ZONE_FACT,
    AllOf,
    AnyOf,
    ApprovalGiven,
    Compare,
    Definition,
    Node,
    Not,
    OneOf,
    SectorCategory,
    WithinDates,
)

Text2 = Mapping[str, str]


@dataclass(frozen=True)
class Names:
    """Labels by key: facts (their whole spec), categories, definitions and records used as definitions."""

    facts: Mapping[str, Mapping[str, Any]]
    categories: Mapping[str, Text2]
    definitions: Mapping[str, Text2]


@dataclass(frozen=True)
class Line:
    """One line of a condition tree; `joins` are the lines below it. `zone`: it hangs on the park's status."""

    text: str
    joins: tuple[Line, ...] = ()
    zone: bool = False


def pick(lang: str, vi: str, en: str) -> str:
    return vi if lang == "vi" else en


def lines_of(node: Node, names: Names, lang: str) -> Line:
    """The tree in words."""
    match node:
        case AllOf(parts) if len(parts) == 1:
            return lines_of(parts[0], names, lang)
        case AllOf(parts):
            below = tuple(lines_of(part, names, lang) for part in parts)
            return Line(pick(lang, "Cần tất cả:", "All of:"), below, any(line.zone for line in below))
        case AnyOf(parts):
            below = tuple(lines_of(part, names, lang) for part in parts)
            return Line(pick(lang, "Cần một trong:", "One of:"), below, all(line.zone for line in below))
        case Not(part):
            return Line(pick(lang, "Không phải:", "Not:"), (lines_of(part, names, lang),))
        case SectorCategory(categories):
            return _categories(categories, names, lang)
        case _:
            return Line(_leaf(node, names, lang), zone=isinstance(node, OneOf) and node.fact == ZONE_FACT)


def _categories(categories: Sequence[str], names: Names, lang: str) -> Line:
    rows = tuple(Line(names.categories[key][lang]) for key in categories)
    if len(rows) == 1:
        return Line(pick(lang, "Ngành của dự án: ", "The project's activity: ") + rows[0].text)
    return Line(pick(lang, "Ngành của dự án thuộc một trong các nhóm:", "The project's activity is one of:"), rows)


def _leaf(node: Node, names: Names, lang: str) -> str:
    match node:
        case OneOf(fact, values, unsure):
            return _one_of(fact, values, unsure, names, lang)
        case Compare(fact, op, value, unit):
            sign = {">=": ("từ", "at least"), ">": ("trên", "more than"), "<=": ("không quá", "at most"),
                    "<": ("dưới", "less than"), "=": ("bằng", "exactly")}[op]  # fmt: skip
            return f"{_label(fact, names, lang)}: {pick(lang, *sign)} {amount(value, unit, lang)}"
        case ApprovalGiven(fact):
            label = _label(fact, names, lang)
            return pick(lang, f"{label}: đã đồng ý", f"{label}: granted")
        case WithinDates(fact, start, end):
            label = _label(fact, names, lang)
            return f"{label}: {start or '…'} – {end or '…'}"
        case Definition(ref):
            return names.definitions[ref][lang]
        case _:
            raise TypeError(f"no words for {node!r}")


def _one_of(fact: str, values: Sequence[Any], unsure: Sequence[Any], names: Names, lang: str) -> str:
    if fact == ZONE_FACT:
        return pick(lang, "Khu đã được thành lập hoặc công nhận", "The park is established or recognised")
    label = _label(fact, names, lang)
    if tuple(values) == (True,):
        return pick(lang, f"{label}: có", f"{label}: yes")
    if tuple(values) == (False,):
        return pick(lang, f"{label}: không", f"{label}: no")
    words = ", ".join(_choice(fact, value, names, lang) for value in values)
    text = f"{label}: {words}"
    if unsure:
        silent = ", ".join(_choice(fact, value, names, lang) for value in unsure)
        text += pick(lang, f" (văn bản không nói rõ với: {silent})", f" (the text is silent on: {silent})")
    return text


def _label(fact: str, names: Names, lang: str) -> str:
    spec = names.facts.get(fact)
    return spec["label"][lang] if spec else fact


def _choice(fact: str, value: Any, names: Names, lang: str) -> str:
    choices = (names.facts.get(fact) or {}).get("choices") or ()
    return next((choice[lang] for choice in choices if choice["value"] == value), str(value))


def amount(value: float, unit: str, lang: str) -> str:
    """A figure of the law in its own unit."""
    shown = figures.number(value, None, lang)
    space = figures.NBSP
    match unit:
        case "vnd_bn":
            return pick(lang, f"{shown}{space}tỷ đồng", f"VND{space}{shown}{space}bn")
        case "eur_m":
            return pick(lang, f"{shown}{space}triệu euro", f"EUR{space}{shown}{space}m")
        case "usd":
            return figures.usd(value, lang)
        case "vnd":
            return pick(lang, f"{shown}{space}đồng", f"VND{space}{shown}")
        case "pct":
            return f"{shown}%"
        case "people":
            return pick(lang, f"{shown}{space}người", f"{shown}{space}people")
        case "years":
            return pick(lang, f"{shown}{space}năm", f"{shown}{space}years")
    return shown


# --- Benefits ---

TAXES: Mapping[str, tuple[str, str]] = {
    "cit": ("Thuế thu nhập doanh nghiệp", "Corporate income tax"),
    "pit": ("Thuế thu nhập cá nhân", "Personal income tax"),
    "import_duty": ("Thuế nhập khẩu", "Import duty"),
    "land_rent": ("Tiền thuê đất", "Land rent"),
    "vat": ("Thuế giá trị gia tăng", "Value added tax"),
    "grant": ("Hỗ trợ", "Grant"),
    "procedure": ("Thủ tục", "Procedure"),
}
STARTS: Mapping[str, tuple[str, str]] = {
    "first_revenue": ("từ năm đầu tiên có doanh thu", "from the first year with revenue"),
    "first_taxable_profit": (
        "từ năm đầu tiên có thu nhập chịu thuế, muộn nhất năm thứ tư có doanh thu",
        "from the first year with taxable profit, at the latest year 4 of revenue",
    ),
    "lease_decision": ("từ quyết định cho thuê đất", "from the decision to lease"),
    "end_of_construction_exemption": (
        "từ khi hết thời gian miễn trong xây dựng",
        "from the end of the exemption during construction",
    ),
    "sublease_contract": ("từ hợp đồng thuê lại", "from the sub-lease contract"),
    "first_enterprise_certificate": (
        "từ giấy chứng nhận đăng ký doanh nghiệp đầu tiên",
        "from the first enterprise certificate",
    ),
    "start_of_production": ("từ khi bắt đầu sản xuất", "from the start of production"),
    "import": ("khi nhập khẩu", "on import"),
    "first_exempt_income": ("từ tháng có thu nhập được miễn", "from the month of the first exempt income"),
    "tax_year": ("tính theo từng năm", "year by year"),
    "grant_year": ("từ năm được hỗ trợ", "from the year of the grant"),
    "card_issued": ("từ khi được cấp thẻ", "from the issue of the card"),
    "dossier_received": ("từ khi nhận đủ hồ sơ", "from receipt of the full file"),
    "construction_start": ("khi khởi công", "at the start of construction"),
}
UNITS: Mapping[str, tuple[str, str]] = {
    "pct_of_rd_spend": ("% chi phí nghiên cứu và phát triển", "% of R&D spending"),
    "pct_of_assessable_income": ("% thu nhập tính thuế", "% of assessable income"),
    "pct_of_training_cost": ("% chi phí đào tạo", "% of training cost"),
    "pct_of_social_infrastructure_cost": ("% chi phí hạ tầng xã hội", "% of social infrastructure cost"),
    "progressive_table_of_rd_cost": ("theo biểu lũy tiến trên chi phí R&D", "by a progressive table on R&D cost"),
    "progressive_table_of_fixed_assets": (
        "theo biểu lũy tiến trên tài sản cố định",
        "by a progressive table on fixed assets",
    ),
    "pct_of_total_capital_per_year": ("% tổng vốn mỗi năm", "% of total capital a year"),
    "pct_of_value_added": ("% giá trị gia tăng", "% of value added"),
    "pct_of_initial_cost": ("% chi phí đầu tư ban đầu", "% of initial cost"),
    "years_residence_card": ("năm, thẻ tạm trú", "years, residence card"),
    "work_permit": ("giấy phép lao động", "work permit"),
    "working_days_irc": (
        "ngày làm việc để cấp giấy chứng nhận đăng ký đầu tư",
        "working days for the investment certificate",
    ),
    "investment_policy_approval": ("chấp thuận chủ trương đầu tư", "investment policy approval"),
    "technology_appraisal": ("thẩm định công nghệ", "technology appraisal"),
    "eia_report": ("báo cáo đánh giá tác động môi trường", "environmental impact report"),
    "detailed_planning": ("lập quy hoạch chi tiết", "detailed planning"),
    "construction_permit": ("giấy phép xây dựng", "construction permit"),
    "construction_and_fire_approvals": (
        "các chấp thuận về xây dựng và phòng cháy",
        "construction and fire approvals",
    ),
    "pct_floor_on_excess_profit": ("% mức sàn trên lợi nhuận vượt", "% floor on excess profit"),
}


def benefit(row: Mapping[str, Any], lang: str) -> str:
    """One benefit segment as a sentence: what, how much, which years, counted from what."""
    tax, what = pick(lang, *TAXES[row["tax"]]), _what(row, lang)
    years = _years(row, lang)
    start = pick(lang, *STARTS[row["start_event"]])
    upto = pick(lang, "tối đa ", "up to ") if row.get("up_to") else ""
    return f"{tax}: {upto}{what}{years}, {start}"


def _what(row: Mapping[str, Any], lang: str) -> str:
    unit = pick(lang, *UNITS[row["unit"]]) if row["unit"] in UNITS else "%"
    value = row["value"]
    shown = "" if value is None else figures.number(value, None, lang)
    joined = f"{shown}{unit}" if unit.startswith("%") else f"{shown} {unit}".strip()
    match row["kind"]:
        case "exempt":
            return pick(lang, "miễn", "exempt")
        case "reduce":
            return pick(lang, f"giảm {joined}", f"{joined} off")
        case "rate":
            return pick(lang, f"thuế suất {joined}", f"rate {joined}")
        case "waive":
            return pick(lang, f"không phải làm {unit}", f"no {unit} needed")
        case "deduct":
            return pick(lang, f"được trừ {joined}", f"{joined} deductible")
        case "cap":
            return pick(lang, f"tối đa {joined}", f"at most {joined}")
        case _:
            return joined


def _years(row: Mapping[str, Any], lang: str) -> str:
    first, last = row["from_year"], row["to_year"]
    if row["start_event"] in {"dossier_received", "construction_start", "tax_year", "import"}:
        return ""
    if last is None:
        return pick(lang, f", từ năm {first} đến hết thời hạn", f", from year {first} to the end of the term")
    if first == last:
        return pick(lang, f", năm {first}", f", year {first}")
    return pick(lang, f", năm {first} đến {last}", f", years {first} to {last}")
