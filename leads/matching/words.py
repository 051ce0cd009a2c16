"""Records in words, in Vietnamese or English: the reason is rendered from the record, never computed twice. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from leads.matching.record import Change, Criterion, Elimination, NearMiss, Note
from sitepages import figures
from sitepages.land.facts import NOT_VERIFIED

Say = Callable[[Criterion, str], str]


def reason(one: Criterion, lang: str) -> str:
    """One sentence with both figures: what the set offers and what was asked."""
    if one.verdict == "unknown" or (one.value is None and one.weight and one.key in UNKNOWN_WORDS and one.have is None):
        return _unknown(one, lang)
    return SAY[one.key](one, lang)


def pick(lang: str, vi: str, en: str) -> str:
    return vi if lang == "vi" else en


UNKNOWN_WORDS: Mapping[str, tuple[str, str]] = {
    "price": ("Chưa biết giá thuê", "Price not known"),
    "lease": ("Chưa biết tổng tiền thuê", "Total lease not known"),
    "ready": ("Chưa biết ngày sẵn sàng", "Ready date not known"),
    "frontage": ("Chưa biết mặt tiền", "Frontage not known"),
    "area_fit": ("Chưa biết diện tích", "Area not known"),
    "area": ("Chưa biết diện tích", "Area not known"),
    "power": ("Chưa biết công suất điện", "Power not known"),
    "water": ("Chưa biết lượng nước", "Water not known"),
    "wastewater": ("Chưa biết lượng nước thải tiếp nhận", "Waste-water capacity not known"),
    "fibre": ("Chưa biết cáp quang", "Fibre not known"),
    "redundancy": ("Chưa biết mức dự phòng điện", "Power redundancy not known"),
}
STATUS_WORDS: Mapping[str, tuple[str, str]] = {
    "reserved": ("Đang giữ chỗ", "Reserved"),
    "clearance": ("Đang giải phóng mặt bằng", "Land not yet handed over"),
    "leased": ("Đã cho thuê", "Leased"),
    "not_for_lease": ("Không cho thuê", "Not for lease"),
    NOT_VERIFIED: ("Chưa xác minh tình trạng", "Status not verified"),
}


def _unknown(one: Criterion, lang: str) -> str:
    text = pick(lang, *UNKNOWN_WORDS[one.key])
    parts = []
    for code, last in sorted(one.unknown_plots.items()):
        if last:
            day = figures.day(date.fromisoformat(last), lang)
            parts.append(pick(lang, f"{code}: hết hạn {day}", f"{code}: expired {day}"))
        else:
            parts.append(pick(lang, f"{code}: chưa có số liệu", f"{code}: never given"))
    tail = pick(lang, "không tính điểm", "no points counted") if one.weight else ""
    detail = "; ".join([*parts, *([tail] if tail else [])])
    return f"{text} ({detail})" if detail else text


def _area(one: Criterion, lang: str) -> str:
    low, high = one.need.get("area_min_m2"), one.need.get("area_max_m2")
    have = figures.area(number_of(one.have), lang)
    if low is not None and high is not None:
        least, most = figures.area(low, lang), figures.area(high, lang)
        return pick(lang, f"Diện tích {have}, cần {least} đến {most}", f"Area {have}, asked {least} to {most}")
    if low is not None:
        asked = figures.area(low, lang)
        return pick(lang, f"Diện tích {have}, cần từ {asked}", f"Area {have}, asked at least {asked}")
    asked = figures.area(number_of(high), lang)
    return pick(lang, f"Diện tích {have}, cần không quá {asked}", f"Area {have}, asked at most {asked}")


def _price(one: Criterion, lang: str) -> str:
    have, cap = figures.price_m2(number_of(one.have), lang), one.need.get("lease_usd_m2_max")
    text = pick(lang, f"Giá {have}, trả một lần cho cả thời hạn", f"{have}, once for the whole term")
    if cap is None:
        return text
    limit = figures.price_m2(cap, lang)
    return text + pick(lang, f"; yêu cầu không quá {limit}", f"; asked at most {limit}")


def _lease(one: Criterion, lang: str) -> str:
    have, limit = figures.usd(number_of(one.have), lang), figures.usd(number_of(one.need["lease_usd_max"]), lang)
    return pick(
        lang, f"Tổng tiền thuê {have}, yêu cầu không quá {limit}", f"Lease {have} in all, asked at most {limit}"
    )


def _ready(one: Criterion, lang: str) -> str:
    day = figures.day(date.fromisoformat(str(one.have)), lang)
    by = one.need.get("needed_by")
    if by is None:
        return pick(lang, f"Sẵn sàng từ {day}", f"Ready from {day}")
    asked = figures.day(date.fromisoformat(by), lang)
    return pick(lang, f"Sẵn sàng từ {day}, cần chậm nhất {asked}", f"Ready from {day}, needed by {asked}")


def _frontage(one: Criterion, lang: str) -> str:
    metres = number_of(one.have)
    if metres == 0:
        return pick(lang, "Không có mặt tiền riêng", "No street frontage of its own")
    shown = f"{figures.number(metres, 1, lang)}{figures.NBSP}m"
    return pick(lang, f"Mặt tiền {shown}", f"Street frontage {shown}")


def _zone_fit(one: Criterion, lang: str) -> str:
    zones = ", ".join(one.need["zones"])
    if one.have == "encouraged":
        return pick(lang, f"Ngành được khuyến khích ở phân khu {zones}", f"Sector encouraged in zone {zones}")
    return pick(lang, f"Ngành được phép ở phân khu {zones}", f"Sector permitted in zone {zones}")


def _fewer_plots(one: Criterion, lang: str) -> str:
    count = int(number_of(one.have))
    if count == 1:
        return pick(lang, "Một lô, không phải ghép", "One plot, nothing to join")
    return pick(lang, f"Ghép {count} lô liền kề", f"{count} adjoining plots joined")


def _utility(vi: str, en: str, show: Callable[[float, str], str]) -> Say:
    def say(one: Criterion, lang: str) -> str:
        have, asked = show(number_of(one.have), lang), show(number_of(next(iter(one.need.values()))), lang)
        least = bool(one.unknown_plots)
        if least:
            return pick(lang, f"{vi} ít nhất {have}, cần {asked}", f"{en} at least {have}, needed {asked}")
        return pick(lang, f"{vi} {have}, cần {asked}", f"{en} {have}, needed {asked}")

    return say


SOURCES = {
    "N": ("một nguồn, không dự phòng (N)", "one source, none spare (N)"),
    "N+1": ("thêm một nguồn dự phòng (N+1)", "one spare source (N+1)"),
    "2N": ("hai nguồn độc lập (2N)", "two full sources (2N)"),
}


def _redundancy(one: Criterion, lang: str) -> str:
    vi, en = SOURCES.get(str(one.have), (str(one.have), str(one.have)))
    return pick(lang, f"Nguồn điện: {vi}", f"Power: {en}")


def _gbps(value: float, lang: str) -> str:
    return f"{figures.number(value, None, lang)}{figures.NBSP}Gbps"


def number_of(value: object) -> float:
    if isinstance(value, (int, float)):
        return float(value)
    raise TypeError(f"not a figure: {value!r}")


SAY: Mapping[str, Say] = {
    "price": _price,
    "lease": _lease,
    "zone_fit": _zone_fit,
    "ready": _ready,
    "frontage": _frontage,
    "area_fit": _area,
    "area": _area,
    "fewer_plots": _fewer_plots,
    "power": _utility("Điện", "Power", figures.kva),
    "water": _utility("Nước", "Water", figures.water),
    "wastewater": _utility("Nước thải", "Waste water", figures.water),
    "fibre": _utility("Cáp quang", "Fibre", _gbps),
    "redundancy": _redundancy,
}


def warning(note: Note, lang: str) -> str:
    """What does not rule a set out but should be known."""
    if note.code == "no_frontage":
        return pick(
            lang,
            "Không lô nào có mặt tiền riêng: cần lối vào qua lô khác.",
            "No plot has a street frontage of its own: access runs over another plot.",
        )
    need, park, left = (figures.power(number_of(note.facts[key]), lang) for key in ("need_kva", "park_kva", "left_kva"))
    return pick(
        lang,
        f"Cần {need}; trạm biến áp của khu {park}, còn {left} nếu các lô đã thuê dùng hết công suất thiết kế: "
        "phải hỏi điện lực.",
        f"{need} asked; the park's substation has {park}, of which {left} is left if every leased plot draws "
        "its design capacity: ask the power company.",
    )


# Request path -> how its value is shown.
SHOWN: Mapping[str, Callable[[float, str], str]] = {
    "land.area_min_m2": figures.area,
    "land.area_max_m2": figures.area,
    "utilities.power_kva": figures.kva,
    "utilities.water_m3_day": figures.water,
    "utilities.wastewater_m3_day": figures.water,
    "utilities.fibre_gbps": _gbps,
    "budget.lease_usd_m2_max": figures.price_m2,
    "budget.lease_usd_max": figures.usd,
}
CHANGE_WORDS: Mapping[str, tuple[str, str]] = {
    "needed_by": ("lùi ngày cần đất từ {before} sang {after}", "land needed by {after} instead of {before}"),
    "land.max_plots": ("ghép đến {after} lô thay vì {before}", "up to {after} plots instead of {before}"),
    "land.area_min_m2": (
        "giảm diện tích tối thiểu từ {before} xuống {after}",
        "a smallest area of {after} instead of {before}",
    ),
    "land.area_max_m2": (
        "tăng diện tích tối đa từ {before} lên {after}",
        "a largest area of {after} instead of {before}",
    ),
    "utilities.power_kva": ("giảm điện từ {before} xuống {after}", "{after} of power instead of {before}"),
    "utilities.water_m3_day": ("giảm nước từ {before} xuống {after}", "{after} of water instead of {before}"),
    "utilities.wastewater_m3_day": (
        "giảm nước thải từ {before} xuống {after}",
        "{after} of waste water instead of {before}",
    ),
    "utilities.fibre_gbps": ("giảm cáp quang từ {before} xuống {after}", "{after} of fibre instead of {before}"),
    "budget.lease_usd_m2_max": ("nâng mức giá từ {before} lên {after}", "up to {after} instead of {before}"),
    "budget.lease_usd_max": (
        "nâng tổng tiền thuê từ {before} lên {after}",
        "up to {after} of lease in all instead of {before}",
    ),
}


def change(one: Change, lang: str) -> str:
    """A change as part of a sentence: what to ask instead of what."""
    words = pick(lang, *CHANGE_WORDS[one.key])
    return words.format(before=asked_value(one.key, one.before, lang), after=asked_value(one.key, one.after, lang))


def asked_value(key: str, value: float | str, lang: str) -> str:
    """A figure or day of the request in the reader's form."""
    if isinstance(value, str):
        return figures.day(date.fromisoformat(value), lang)
    return SHOWN[key](value, lang) if key in SHOWN else figures.number(value, None, lang)


def near_miss(one: NearMiss, lang: str) -> str:
    """What a set would need to fit. A held or uncleared plot is a reason, not something the investor could change."""
    changes = pick(lang, " và ", " and ").join(change(each, lang) for each in one.changes)
    plots = " + ".join(one.plots)
    parts = [pick(lang, f"{plots} hợp nếu {changes}", f"{plots} fits with {changes}")] if changes else [plots]
    parts += [f"{code}: {pick(lang, *STATUS_WORDS[status]).lower()}" for code, status in one.blocked_by.items()]
    return "; ".join(parts)


def elimination(one: Elimination, lang: str) -> str:
    """Why plots are out: what they have against what was asked."""
    match one.key:
        case "zone":
            return pick(
                lang, f"Phân khu {one.have}, chỉ tìm trong {one.need}", f"Zone {one.have}, asked only {one.need}"
            )
        case "sector":
            return pick(
                lang, f"Phân khu {one.have} không cho phép ngành này", f"Zone {one.have} does not permit this sector"
            )
        case "status":
            return pick(lang, *STATUS_WORDS[str(one.have)])
        case "ready":
            have, need = (figures.day(date.fromisoformat(str(day)), lang) for day in (one.have, one.need))
            return pick(lang, f"Sẵn sàng từ {have}, cần chậm nhất {need}", f"Ready from {have}, needed by {need}")
        case _:
            have, need = (figures.area(number_of(area), lang) for area in (one.have, one.need))
            return pick(lang, f"Lô rộng {have}, cần không quá {need}", f"The plot has {have}, asked at most {need}")
