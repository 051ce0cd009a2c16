"""What an import found wrong: a code, how grave, where, with which figures; and the sentence for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sitepages import figures
from sitepages.land.finding_words import FILES, PLOTS, VALUES
from sitepages.land.layer_words import LAYERS
from sitepages.land.place_words import PLACES
from sitepages.land.tolerances import MAX_FINDINGS


@dataclass(frozen=True, slots=True)
class Finding:
    """`error` blocks the import, a warning (`error=False`) asks. `plot` is empty for the whole file."""

    code: str
    plot: str = ""
    error: bool = True
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "plot": self.plot, "error": self.error, "facts": dict(self.facts)}


# code -> (vi, en). Placeholders are the finding's facts.
SENTENCES: Mapping[str, tuple[str, str]] = {**FILES, **LAYERS, **PLACES, **PLOTS, **VALUES}
DAYS = frozenset({"day", "newest", "since"})  # facts that are days, as ISO text
# What was decided while reading, told beside the findings.
STATED: Mapping[str, tuple[str, str]] = {
    "encoding": ("Đọc theo bảng mã {encoding}.", "Read as {encoding}."),
    "crs_chosen": ("Hệ tọa độ được chọn: {crs}.", "Coordinate system chosen: {crs}."),
    "crs_stated": ("Hệ tọa độ ghi trong tệp: {crs}.", "Coordinate system stated by the file: {crs}."),
    "crs_assumed": (
        "Tệp không ghi hệ tọa độ; các số phù hợp với {crs}.",
        "The file states no coordinate system; the numbers fit {crs}.",
    ),
    "crs_overridden": (
        "Tệp ghi {stated}, nhưng hệ được chọn là {crs}.",
        "The file states {stated}, but {crs} was chosen.",
    ),
    "boundary_mended": (
        "Ranh giới khu đang lưu tự cắt: các lô được kiểm tra theo hình đã vá. Nhập lại ranh giới khu.",
        "The park's boundary on record crosses itself: plots were checked against it as mended. Import it again.",
    ),
    "crs_refused": (
        "Hệ tọa độ ghi trong tệp (“{stated}”) không nhận được; đọc theo hệ được chọn: {crs}.",
        "The coordinate system the file states (“{stated}”) is not taken; read in the one chosen: {crs}.",
    ),
    "note_left_out": (
        "Dòng {row} dưới bảng (“{text}”) là ghi chú, không phải lô đất.",
        "Row {row} below the table (“{text}”) is a note, no plot.",
    ),
    "axes_surveyors": (
        "Cột X là bắc, cột Y là đông (thứ tự của bản trích đo).",
        "Column X is the northing, column Y the easting (a surveyor's order).",
    ),
    "code_written": ("Mã lô “{written}” đọc là {plot}.", "The plot code “{written}” is read as {plot}."),
    "column_left_out": ("Cột “{column}” không dùng đến.", "Column “{column}” is not used."),
    "outlines_left_out": (
        "{count} đường khép kín không có mã lô, thuộc lớp khác, không dùng đến.",
        "{count} closed {count:outline|outlines} without a plot code, on other layers, {count:is|are} not used.",
    ),
    "sheet_frame": (
        "Hình chữ nhật trên lớp {layer} bao quanh {count} lô là khung bản vẽ, không phải lô đất.",
        "The rectangle on layer {layer} around {count} {count:plot|plots} is the sheet's frame, no plot.",
    ),
    "text_cleaned": (
        "Ký tự không nhìn thấy ở cột {column} đã được bỏ.",
        "Invisible characters in column {column} were left out.",
    ),
    "sheet_read": (
        "Bảng nằm ở trang tính “{sheet}”, không phải trang đầu: đọc trang tính này.",
        "The table stands on the sheet “{sheet}”, not on the first: that sheet was read.",
    ),
    "sheet_left_out": (
        "Trang tính “{sheet}” cũng có bảng nhưng không được đọc: gửi thành tệp riêng nếu cần.",
        "The sheet “{sheet}” has a table too, which was not read: send it as a file of its own if it is meant.",
    ),
    "status_not_told": (
        "{count} lô mới không có tình trạng trong tệp: sẽ hiện là chưa xác minh.",
        "{count} new {count:plot has|plots have} no status in the file: it will read as not verified.",
    ),
    "held_left": (
        "{count} lô chỉ ghi giữ chỗ vì bộ phận đón nhà đầu tư đang giữ: tình trạng của chính lô giữ nguyên.",
        "{count} {count:plot is|plots are} reserved only because the desk holds {count:it|them}: "
        "{count:its|their} own status stays.",
    ),
    "drawing_units": ("Đơn vị bản vẽ: {units}.", "Units of the drawing: {units}."),
}


def kept(findings: Sequence[Finding], most: int = MAX_FINDINGS) -> list[Finding]:
    """At most so many, errors first and one of each kind at least; the last says how many more there are."""
    if len(findings) <= most:
        return list(findings)
    kinds = {(finding.error, finding.code): finding for finding in reversed(findings)}
    firsts = {id(finding) for finding in kinds.values()}
    ordered = sorted(findings, key=lambda finding: (id(finding) not in firsts, not finding.error))
    left_out = ordered[most - 1 :]
    errors = sum(one.error for one in left_out)
    more = Finding("more_findings", "", bool(errors), {"count": len(left_out), "errors": errors})
    return [*sorted(ordered[: most - 1], key=lambda finding: not finding.error), more]


def counted(rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """Errors and all findings of a change set, with those that are not kept one by one."""
    more = next((row["facts"] for row in rows if row["code"] == "more_findings"), {"count": 0, "errors": 0})
    own = [row for row in rows if row["code"] != "more_findings"]
    return sum(row["error"] for row in own) + more.get("errors", more["count"]), len(own) + more["count"]


def sentence(finding: Finding, lang: str, own: Mapping[str, tuple[str, str]] | None = None) -> str:
    """The finding as a person reads it, with the plot first; `own` are a door's own words for some codes."""
    text = filled((own or {}).get(finding.code) or SENTENCES[finding.code], finding.facts, lang)
    return f"{finding.plot}: {text}" if finding.plot else text


def statement(code: str, facts: Mapping[str, Any], lang: str) -> str:
    """What was decided while reading, as a person reads it."""
    return filled(STATED[code], facts, lang)


def filled(sentences: tuple[str, str], facts: Mapping[str, Any], lang: str) -> str:
    return sentences[0 if lang == "vi" else 1].format(**{key: _shown(key, value, lang) for key, value in facts.items()})


class Counted(str):
    """A number in a sentence; `{count:plot|plots}` is the word for so many, and may hold the number again."""

    many: bool

    def __format__(self, words: str) -> str:
        one, bar, several = words.partition("|")
        return (several if self.many else one) if bar else super().__format__(words)


def counted_words(count: int, lang: str) -> Counted:
    word = Counted(figures.number(count, None, lang))
    word.many = count != 1
    return word


def _shown(key: str, value: Any, lang: str) -> str:
    if key == "count" and isinstance(value, int):  # other whole numbers are names: of a row, of a point
        return counted_words(value, lang)
    if key in DAYS:
        return figures.day(date.fromisoformat(value), lang)
    if isinstance(value, float) and abs(value) < 1e12:  # not a number, and without end, are neither
        return figures.number(value, None, lang)
    return str(value)
