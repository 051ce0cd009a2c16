"""The attributes of a plot as files write them: names in two languages and in ten letters, values typed. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sitepages.land.importers.cells import coordinate, day, folded, number
from sitepages.land.importers.reading import Drawn, Reading, shown

STATUSES = ("available", "reserved", "leased", "clearance", "not_for_lease")


class Unprintable(ValueError):
    """A text with control characters: a damaged file, and PostgreSQL keeps no NUL."""


def _text(limit: int) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        text = plain_text(value)
        if len(text) > limit:
            raise OverflowError(text)
        return text

    return parse


def plain_text(value: Any) -> str:
    """One line, without signs that nobody sees (a soft hyphen, a zero-width space). Raises Unprintable."""
    text = " ".join("".join(sign for sign in str(value) if unicodedata.category(sign) != "Cf").split())
    if not text.isprintable():
        raise Unprintable(value)
    return text


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def parse(value: Any) -> int:
        read = coordinate(value)  # "1.250" among whole numbers has a thousands mark
        if read != int(read):
            raise ValueError(value)
        if not low <= read <= high:
            raise OverflowError(value)
        return int(read)

    return parse


def _decimal(low: float, high: float) -> Callable[[Any], float]:
    def parse(value: Any) -> float:
        read = number(value)
        if not low <= read <= high:
            raise OverflowError(value)
        return read

    return parse


# Column -> how its value is read. Empty means unknown, never 0.
PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "land_use_vi": _text(160),
    "land_use_en": _text(160),
    "area_m2": _decimal(1, 2_000_000),
    "phase": _whole(1, 9),
    "available_from": day,
    "max_coverage_pct": _decimal(0, 100),
    "floor_area_ratio": _decimal(0, 30),
    "max_floors": _whole(0, 100),
    "power_kva": _whole(0, 1_000_000),
    "power_redundancy": _text(8),
    "water_m3_day": _whole(0, 100_000),
    "wastewater_m3_day": _whole(0, 100_000),
    "fibre_gbps": _whole(0, 100_000),
    "road_width_m": _decimal(0, 200),
    "frontage_m": _decimal(0, 10_000),
    "soil_bearing_kpa": _whole(0, 10_000),
    "elevation_m": _decimal(-50, 3_000),
    "lease_usd_m2": _decimal(0, 10_000),
    "service_fee_usd_m2_year": _decimal(0, 1_000),
    "lease_until": day,
}
COLUMNS = ("code", "zone", "status", *PARSERS)

# A Shapefile's names end at ten letters; writers and readers of ours use the same table.
SHAPEFILE_ALIASES: Mapping[str, str] = {
    "code": "code",
    "zone": "zone",
    "status": "status",
    "land_use_vi": "use_vi",
    "land_use_en": "use_en",
    "area_m2": "area_m2",
    "phase": "phase",
    "available_from": "avail_from",
    "max_coverage_pct": "cover_pct",
    "floor_area_ratio": "far",
    "max_floors": "max_floors",
    "power_kva": "power_kva",
    "power_redundancy": "power_red",
    "water_m3_day": "water_m3d",
    "wastewater_m3_day": "waste_m3d",
    "fibre_gbps": "fibre_gbps",
    "road_width_m": "road_m",
    "frontage_m": "front_m",
    "soil_bearing_kpa": "soil_kpa",
    "elevation_m": "elev_m",
    "lease_usd_m2": "lease_usd",
    "service_fee_usd_m2_year": "fee_usd",
    "lease_until": "lease_til",
}
TITLES: Mapping[str, Sequence[str]] = {
    "code": ("Mã lô", "Ma lo", "Số hiệu lô", "So hieu lo", "Lô", "Lô đất", "Ký hiệu lô", "Plot", "Plot code", "Name"),
    "zone": ("Phân khu", "Functional zone", "Zone code"),
    "status": ("Tình trạng", "Trạng thái"),
    "land_use_vi": ("Chức năng sử dụng đất", "Mục đích sử dụng"),
    "land_use_en": ("Land use",),
    "area_m2": ("Diện tích", "Diện tích lô", "Area", "Plot area"),
    "phase": ("Giai đoạn",),
    "available_from": ("Sẵn sàng từ", "Ready from", "Available from"),
    "max_coverage_pct": ("Mật độ xây dựng tối đa", "Maximum coverage"),
    "floor_area_ratio": ("Hệ số sử dụng đất", "FAR"),
    "max_floors": ("Số tầng tối đa", "Maximum floors"),
    "power_kva": ("Công suất điện", "Power"),
    "power_redundancy": ("Dự phòng cấp điện", "Redundancy"),
    "water_m3_day": ("Cấp nước", "Water"),
    "wastewater_m3_day": ("Thoát nước thải", "Waste water"),
    "fibre_gbps": ("Cáp quang", "Fibre"),
    "road_width_m": ("Đường trước lô", "Road width"),
    "frontage_m": ("Mặt tiền", "Frontage"),
    "soil_bearing_kpa": ("Sức chịu tải nền", "Soil bearing capacity"),
    "elevation_m": ("Cao độ nền", "Ground elevation"),
    "lease_usd_m2": ("Giá thuê đất", "Land price"),
    "service_fee_usd_m2_year": ("Phí dịch vụ", "Service fee"),
    "lease_until": ("Đất sử dụng đến", "Land term ends"),
}
STATUS_WORDS: Mapping[str, str] = {
    "còn trống": "available",
    "sẵn sàng": "available",
    "đang giữ chỗ": "reserved",
    "giữ chỗ": "reserved",
    "đã cho thuê": "leased",
    "chưa giải phóng mặt bằng": "clearance",
    "không cho thuê": "not_for_lease",
}


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for column in COLUMNS:
        spellings = (column, column[:10], SHAPEFILE_ALIASES[column], *TITLES.get(column, ()))
        for spelling in spellings:
            names.setdefault(folded(spelling), column)
    return names


NAMES = _names()


def column_of(title: Any) -> str:
    """Our column for a title, in Vietnamese, English or ten letters; "" if it is none of ours."""
    return NAMES.get(folded(title), "")


def code_titles() -> str:
    """The titles that a column of plot codes may have, for a person whose file has none of them."""
    return ", ".join(("code", *TITLES["code"]))


def read_attributes(drawn: Drawn, zones: Sequence[str], reading: Reading) -> None:
    """Type the plot's raw values; what cannot be read is a finding, what has another name is told once per file."""
    for title, value in drawn.raw.items():
        column = column_of(title)
        if column == "status" and _empty(value):
            continue  # nothing is said of it: it stays as it is, and of a new plot it is not verified
        if column and column != "code":
            drawn.attributes[column] = _value(drawn, column, value, zones, reading)


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value != value


def _value(drawn: Drawn, column: str, value: Any, zones: Sequence[str], reading: Reading) -> Any:
    if _empty(value):
        if column == "zone":
            reading.found("empty_choice", drawn.code, row=drawn.where, column=column)
        return None
    if column in {"zone", "status"}:
        return _choice(drawn, column, value, zones if column == "zone" else STATUSES, reading)
    if isinstance(value, str) and any(unicodedata.category(sign) == "Cf" for sign in value):
        reading.states_once("text_cleaned", column=column)
    try:
        return PARSERS[column](value)
    except Unprintable:
        reading.found("unprintable_text", drawn.code, row=drawn.where, value=shown(value), column=column)
    except OverflowError:
        reading.found("out_of_range", drawn.code, row=drawn.where, value=shown(value), column=column)
    except (ValueError, TypeError):
        kind = "unreadable_date" if PARSERS[column] is day else "unreadable_number"
        reading.found(kind, drawn.code, row=drawn.where, value=shown(value), column=column)
    return None


def _choice(drawn: Drawn, column: str, value: Any, choices: Sequence[str], reading: Reading) -> str:
    text = str(value).strip()
    text = STATUS_WORDS.get(text.casefold(), text) if column == "status" else text
    if text in choices:
        return text
    facts: dict[str, Any] = {"value": shown(value), "choices": ", ".join(choices)}
    if column == "status":
        reading.found("unknown_choice", drawn.code, row=drawn.where, column=column, **facts)
    elif choices:
        reading.found("unknown_zone", drawn.code, row=drawn.where, **facts)
    elif not any(finding.code == "no_zones" for finding in reading.findings):
        reading.found("no_zones", file=reading.name, value=facts["value"])
    return text
