"""Records in words, in Vietnamese or English: the reason is rendered from the record, never computed twice. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from leads.matching.record import Criterion, Note
from sitepages import figures

Say = Callable[[Criterion, str], str]


def reason(one: Criterion, lang: str) -> str:
    """One sentence with both figures: what the set offers and what was asked."""
    if one.verdict == "unknown" or (one.value is None and one.weight and one.key in UNKNOWN_WORDS and one.have is None):
        return _unknown(one, lang)
    return SAY[one.key](one, lang)


def _pick(lang: str, vi: str, en: str) -> str:
    return vi if lang == "vi" else en


UNKNOWN_WORDS: Mapping[str, tuple[str, str]] = {
    "price": ("Chưa biết giá thuê", "Price not known"),
    "lease": ("Chưa biết tổng tiền thuê", "Total lease not known"),
    "ready": ("Chưa biết ngày sẵn sàng", "Ready date not known"),
    "frontage": ("Chưa biết mặt đường", "Frontage not known"),
    "area_fit": ("Chưa biết diện tích", "Area not known"),
    "area": ("Chưa biết diện tích", "Area not known"),
    "power": ("Chưa biết công suất điện", "Power not known"),
    "water": ("Chưa biết lượng nước", "Water not known"),
    "wastewater": ("Chưa biết lượng nước thải tiếp nhận", "Waste-water capacity not known"),
    "fibre": ("Chưa biết cáp quang", "Fibre not known"),
}


def _unknown(one: Criterion, lang: str) -> str:
    text = _pick(lang, *UNKNOWN_WORDS[one.key])
    parts = []
    for code, last in sorted(one.unknown_plots.items()):
        if last:
            day = figures.day(date.fromisoformat(last), lang)
            parts.append(_pick(lang, f"{code}: hết hạn {day}", f"{code}: expired {day}"))
        else:
            parts.append(_pick(lang, f"{code}: chưa có số liệu", f"{code}: never given"))
    tail = _pick(lang, "không tính điểm", "no points counted") if one.weight else ""
    detail = "; ".join([*parts, *([tail] if tail else [])])
    return f"{text} ({detail})" if detail else text


def _area(one: Criterion, lang: str) -> str:
    low, high = one.need.get("area_min_m2"), one.need.get("area_max_m2")
    have = figures.area(_float(one.have), lang)
    if low is not None and high is not None:
        band = f"{figures.area(low, lang)} – {figures.area(high, lang)}"
        return _pick(lang, f"{have}, cần {band}", f"{have}, asked {band}")
    if low is not None:
        asked = figures.area(low, lang)
        return _pick(lang, f"{have}, cần từ {asked}", f"{have}, asked at least {asked}")
    asked = figures.area(_float(high), lang)
    return _pick(lang, f"{have}, không quá {asked}", f"{have}, asked at most {asked}")


def _price(one: Criterion, lang: str) -> str:
    have, cap = figures.price_m2(_float(one.have), lang), one.need.get("lease_usd_m2_max")
    text = _pick(lang, f"Giá {have}, trả một lần cho cả thời hạn", f"{have}, once for the whole term")
    if cap is None:
        return text
    limit = figures.price_m2(cap, lang)
    return text + _pick(lang, f"; mức cao nhất {limit}", f"; limit {limit}")


def _lease(one: Criterion, lang: str) -> str:
    have, limit = figures.usd(_float(one.have), lang), figures.usd(_float(one.need["lease_usd_max"]), lang)
    return _pick(lang, f"Tổng tiền thuê {have}, mức cao nhất {limit}", f"Lease {have} in all, limit {limit}")


def _ready(one: Criterion, lang: str) -> str:
    day = figures.day(date.fromisoformat(str(one.have)), lang)
    by = one.need.get("needed_by")
    if by is None:
        return _pick(lang, f"Sẵn sàng từ {day}", f"Ready from {day}")
    asked = figures.day(date.fromisoformat(by), lang)
    return _pick(lang, f"Sẵn sàng từ {day}, cần trước {asked}", f"Ready from {day}, needed by {asked}")


def _frontage(one: Criterion, lang: str) -> str:
    metres = _float(one.have)
    if metres == 0:
        return _pick(lang, "Không có mặt đường riêng", "No street frontage of its own")
    shown = f"{figures.number(metres, 1, lang)}{figures.NBSP}m"
    return _pick(lang, f"Mặt đường {shown}", f"Street frontage {shown}")


def _zone_fit(one: Criterion, lang: str) -> str:
    zones = ", ".join(one.need["zones"])
    if one.have == "encouraged":
        return _pick(lang, f"Ngành được khuyến khích ở khu {zones}", f"Sector encouraged in zone {zones}")
    return _pick(lang, f"Ngành được phép ở khu {zones}", f"Sector permitted in zone {zones}")


def _fewer_plots(one: Criterion, lang: str) -> str:
    count = int(_float(one.have))
    if count == 1:
        return _pick(lang, "Một lô, không phải ghép", "One plot, nothing to join")
    return _pick(lang, f"Ghép {count} lô liền nhau", f"{count} adjoining plots joined")


def _utility(vi: str, en: str, show: Callable[[float, str], str]) -> Say:
    def say(one: Criterion, lang: str) -> str:
        have, asked = show(_float(one.have), lang), show(_float(next(iter(one.need.values()))), lang)
        least = bool(one.unknown_plots)
        if least:
            return _pick(lang, f"{vi} ít nhất {have}, cần {asked}", f"{en} at least {have}, needed {asked}")
        return _pick(lang, f"{vi} {have}, cần {asked}", f"{en} {have}, needed {asked}")

    return say


def _gbps(value: float, lang: str) -> str:
    return f"{figures.number(value, None, lang)}{figures.NBSP}Gbps"


def _float(value: object) -> float:
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
}


def warning(note: Note, lang: str) -> str:
    """What does not rule a set out but should be known."""
    if note.code == "no_frontage":
        return _pick(
            lang,
            "Không lô nào có mặt đường riêng: cần lối vào qua lô khác.",
            "No plot has a street frontage of its own: access runs over another plot.",
        )
    need, park = (figures.power(_float(note.facts[key]), lang) for key in ("need_kva", "park_kva"))
    return _pick(
        lang,
        f"Cần {need}, cả khu có trạm biến áp {park}: phải hỏi điện lực.",
        f"{need} asked; the park's substation has {park} in all: ask the power company.",
    )
