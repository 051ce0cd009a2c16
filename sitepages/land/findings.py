"""What an import found wrong: a code, how grave, where, with which figures; and the sentence for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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
SENTENCES: Mapping[str, tuple[str, str]] = {
    "empty_file": ("Tệp {file} trống.", "The file {file} is empty."),
    "wrong_encoding": (
        "Không đọc được chữ trong tệp {file}: cần UTF-8.",
        "The text of {file} cannot be read: it must be UTF-8.",
    ),
    "missing_column": ("Tệp {file} thiếu cột {column}.", "The file {file} has no column {column}."),
    "unknown_column": ("Tệp {file} có cột lạ {column}.", "The file {file} has an unknown column {column}."),
    "unreadable_number": (
        "Dòng {row}: “{value}” ở cột {column} không phải là số.",
        "Row {row}: “{value}” in column {column} is not a number.",
    ),
    "unreadable_date": (
        "Dòng {row}: “{value}” ở cột {column} không phải là ngày (năm-tháng-ngày).",
        "Row {row}: “{value}” in column {column} is not a date (year-month-day).",
    ),
    "out_of_range": (
        "Dòng {row}: {value} ở cột {column} ngoài khoảng cho phép.",
        "Row {row}: {value} in column {column} is out of range.",
    ),
    "unknown_choice": (
        "Dòng {row}: “{value}” ở cột {column} không có trong danh mục ({choices}).",
        "Row {row}: “{value}” in column {column} is not on the list ({choices}).",
    ),
    "missing_code": ("Dòng {row} không có mã lô.", "Row {row} has no plot code."),
    "duplicate_code": (
        "Mã lô xuất hiện hai lần trong tệp {file} (dòng {row}).",
        "The plot code occurs twice in {file} (row {row}).",
    ),
    "too_few_vertices": ("Chỉ có {count} đỉnh; cần ít nhất 3.", "Only {count} vertices; at least 3 are needed."),
    "missing_vertex": (
        "Thiếu đỉnh: sau điểm {before} đến điểm {after}.",
        "A vertex is missing: point {before} is followed by point {after}.",
    ),
    "side_mismatch": (
        "Cạnh sau điểm {point}: bảng ghi {listed} m, tọa độ cho {measured} m. Có thể thiếu đỉnh hoặc sai tọa độ.",
        "Side after point {point}: the table says {listed} m, the coordinates give {measured} m. "
        "A vertex may be missing or wrong.",
    ),
    "unclosed_ring": (
        "Đường ranh không khép kín: cạnh cuối bảng ghi {listed} m, đến điểm 1 là {measured} m.",
        "The outline does not close: the last side is listed as {listed} m, to point 1 it is {measured} m.",
    ),
    "duplicate_vertex": ("Điểm {point} trùng điểm trước.", "Point {point} repeats the point before it."),
    "self_crossing": ("Đường ranh tự cắt.", "The outline crosses itself."),
    "swapped_axes": (
        "Cột X và Y bị đảo: X phải là bắc (khoảng 2,36 triệu), Y là đông (khoảng 440 nghìn).",
        "The columns X and Y are swapped: X must be the northing (about 2.36 million), Y the easting (about 440,000).",
    ),
    "outside_window": (
        "Điểm {point} nằm ngoài vùng quanh khu ({x}; {y}): kiểm tra kinh tuyến trục.",
        "Point {point} lies outside the surroundings of the park ({x}; {y}): check the central meridian.",
    ),
    "area_mismatch": (
        "Diện tích khai {declared} m², tính từ tọa độ {computed} m²: lệch quá 0,1%.",
        "Declared area {declared} m², computed {computed} m²: more than 0.1 % apart.",
    ),
    "overlap": ("Chồng lên lô {other} {area} m².", "Overlaps plot {other} by {area} m²."),
    "no_survey": (
        "Có trong bảng thuộc tính nhưng không có trong bảng tọa độ.",
        "In the attributes but not in the survey.",
    ),
    "no_attributes": (
        "Có trong bảng tọa độ nhưng không có trong bảng thuộc tính.",
        "In the survey but not in the attributes.",
    ),
    "plot_vanishes": ("Đang có trên trang nhưng không có trong tệp.", "On the site but not in the file."),
}


def sentence(finding: Finding, lang: str) -> str:
    """The finding as a person reads it, with the plot first."""
    vi, en = SENTENCES[finding.code]
    text = (vi if lang == "vi" else en).format(**finding.facts)
    return f"{finding.plot}: {text}" if finding.plot else text
