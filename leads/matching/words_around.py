"""What stands around the options, in words: how far was looked, the nearest figure, the street. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leads.matching.record import Elimination, Searched, StreetGroup, Turn
from leads.matching.words import number_of, pick
from sitepages import figures


def searched(one: Searched, options: int, lang: str) -> str:
    """How far was looked; "none found within the limits searched" is not "none exists"."""
    if one.complete:
        return pick(
            lang,
            "Đã xét hết các cụm lô liền kề; thứ tự là chính xác.",
            "All connected sets of plots are accounted for; the order is exact.",
        )
    if not options:
        return pick(
            lang,
            "Chưa tìm thấy trong giới hạn đã xét; không có nghĩa là không có.",
            "None found within the limits searched; that is not “none exists”.",
        )
    sets = figures.number(one.visited, 0, lang)
    proven = one.exact_options
    bound = _bound(one, lang)
    return pick(
        lang,
        f"Đã xét {sets} cụm lô; {proven}/{options} phương án đầu là chính xác, {bound}.",
        f"{sets} sets looked at; the first {proven} of {options} options are exact, {bound}.",
    )


def _bound(one: Searched, lang: str) -> str:
    best = number_of(one.bound)
    match one.bound_unit:
        case "USD":
            return pick(
                lang, f"không cụm nào dưới {figures.usd(best, lang)}", f"no set is below {figures.usd(best, lang)}"
            )
        case "m2":
            return pick(
                lang,
                f"không cụm nào dưới {figures.area_m2(best, lang)}",
                f"no set is below {figures.area_m2(best, lang)}",
            )
        case _:
            points = figures.number(100 * best, 1, lang)
            return pick(lang, f"không cụm nào trên {points} điểm", f"no set scores above {points} points")


def none_free(eliminated: Iterable[Elimination], lang: str) -> str:
    """Why there is no free plot for the sector at all: the zones asked, or the land's status, or the sector itself."""
    out = {one.key: one for one in eliminated}
    if "zone" in out:
        zones = out["zone"].need
        return pick(
            lang,
            f"Trong các phân khu đã chọn ({zones}), không lô trống nào cho phép ngành này; các phân khu khác chưa xét.",
            f"In the zones asked for ({zones}) no free plot permits this sector; the other zones were not looked at.",
        )
    if "status" in out:
        return pick(
            lang,
            "Ngành này được phép, nhưng hiện không lô nào cho phép ngành này còn trống.",
            "The sector is permitted, but no plot that permits it is free now.",
        )
    return pick(lang, "Không lô nào cho phép ngành này.", "No plot permits this sector.")


def nearest(one: Searched, eliminated: Iterable[Elimination], lang: str) -> str:
    """The nearest single figure, for when nothing comes near."""
    if one.largest_area_m2 is None:
        return none_free(eliminated, lang)
    area, plots = figures.area(one.largest_area_m2, lang), " + ".join(one.largest_plots)
    return pick(
        lang,
        f"Cụm lô trống liền kề lớn nhất cho ngành này là {area} ({plots}).",
        f"The largest connected area free for this sector is {area} ({plots}).",
    )


def street_group(one: StreetGroup, lang: str) -> str:
    """Two sets with a street between: what they give together, and what it would take."""
    first, second = (" + ".join(codes) for codes in one.sets)
    area = figures.area(one.area_m2, lang) if one.area_m2 is not None else pick(lang, "chưa biết", "not known")
    gap = f"{figures.number(one.gap_m, None, lang)}{figures.NBSP}m"
    return pick(
        lang,
        f"{first} và {second}, cách nhau một đường nội bộ {gap}: cộng lại {area}. Cần điều chỉnh quy hoạch chi tiết.",
        f"{first} and {second}, parted by an internal street of {gap}: {area} together. "
        "Needs a change of the detailed plan.",
    )


CRITERION_WORDS: Mapping[str, tuple[str, str]] = {
    "price": ("giá đất", "land price"),
    "zone_fit": ("hợp phân khu", "zone fit"),
    "ready": ("sẵn sàng đúng hạn", "readiness in time"),
    "frontage": ("mặt đường", "street frontage"),
    "area_fit": ("sát diện tích cần", "closeness to the area asked"),
    "fewer_plots": ("ít lô phải ghép", "fewer plots to join"),
    "power": ("dư điện", "power to spare"),
    "water": ("dư nước", "water to spare"),
    "wastewater": ("dư nước thải", "waste water to spare"),
    "fibre": ("dư cáp quang", "fibre to spare"),
}


def turn(one: Turn, lang: str) -> str:
    """How far one weight may move before another option of the list comes first: sets not listed are not asked."""
    name = pick(lang, *CRITERION_WORDS[one.key])
    now = _share(one.weight, lang)
    parts = []
    if one.below is not None:
        share, plots = _share(one.below, lang), " + ".join(one.below_plots)
        parts.append(pick(lang, f"xuống dưới {share} (khi đó là {plots})", f"falls below {share} (then {plots})"))
    if one.above is not None:
        share, plots = _share(one.above, lang), " + ".join(one.above_plots)
        parts.append(pick(lang, f"lên trên {share} (khi đó là {plots})", f"rises above {share} (then {plots})"))
    turns = pick(lang, " hoặc ", " or ").join(parts)
    return pick(
        lang,
        f"Trong các phương án nêu ở đây, vẫn đứng đầu, trừ khi trọng số {name}, nay {now}, {turns}.",
        f"Of the options listed here, it stays first unless the weight of {name}, now {now}, {turns}.",
    )


def _share(share: float, lang: str) -> str:
    return f"{figures.number(100 * share, 1, lang)}%"
