"""Which wish stands in the way, and what giving way brings, in Vietnamese or English. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from leads.matching.record import Change, MatchResult, Relief
from leads.matching.words import asked_value, change, near_miss, pick
from leads.matching.words_around import nearest

WISHES: Mapping[str, tuple[str, str]] = {
    "zones": ("phân khu đã chọn", "the zones asked for"),
    "needed_by": ("ngày cần đất", "the day the land is needed by"),
    "land.area_min_m2": ("diện tích tối thiểu", "the smallest area"),
    "land.area_max_m2": ("diện tích tối đa", "the largest area"),
    "land.combine": ("không ghép lô", "no joining of plots"),
    "land.max_plots": ("số lô được ghép", "the number of plots to join"),
    "utilities.power_kva": ("điện", "power"),
    "utilities.water_m3_day": ("nước", "water"),
    "utilities.wastewater_m3_day": ("nước thải", "waste water"),
    "utilities.fibre_gbps": ("cáp quang", "fibre"),
    "budget.lease_usd_m2_max": ("giá cao nhất", "the highest price"),
    "budget.lease_usd_max": ("tổng tiền thuê cao nhất", "the highest total lease"),
}


def wishes(keys: Iterable[str], lang: str) -> str:
    """Wishes by name."""
    return ", ".join(pick(lang, *WISHES[key]) for key in keys)


def relief(one: Relief, lang: str) -> str:
    """One sentence: what giving way here alone brings, or how far the park goes where that is not enough."""
    name = pick(lang, *WISHES[one.key])
    if not one.options:
        asked = asked_value(one.key, one.before, lang)
        most = "" if one.after is None else asked_value(one.key, one.after, lang)
        least = one.key in ("needed_by", "land.area_max_m2", "budget.lease_usd_m2_max", "budget.lease_usd_max")
        far = pick(lang, "tốt nhất có thể", "the best possible") if least else pick(lang, "nhiều nhất có", "at most")
        tail = f"; {far} {most}" if most else ""
        return pick(lang, f"Không lô nào đáp ứng {name} {asked}{tail}.", f"Nothing here meets {name}: {asked}{tail}.")
    plots = " + ".join(one.plots)
    least_of = "" if one.complete else pick(lang, "ít nhất ", "at least ")
    many = "option fits" if one.options == 1 else "options fit"
    return pick(
        lang,
        f"Nếu {_change(one, lang)} thì có {least_of}{one.options} phương án, tốt nhất là {plots}.",
        f"With {_change(one, lang)}, {least_of}{one.options} {many}, best is {plots}.",
    )


def _change(one: Relief, lang: str) -> str:
    if one.key == "zones":
        return pick(lang, f"tìm cả ngoài phân khu {one.before}", f"the other zones too, not only {one.before}")
    if one.key == "land.combine":
        return pick(lang, "cho ghép các lô liền kề", "adjoining plots joined")
    if one.after is None:
        name, asked = pick(lang, *WISHES[one.key]), asked_value(one.key, one.before, lang)
        return pick(lang, f"bỏ yêu cầu về {name} ({asked})", f"no need stated of {name} ({asked})")
    return change(Change(one.key, one.before, one.after, 0.0), lang)


def in_the_way(result: MatchResult, lang: str) -> Sequence[str]:
    """What would change a result that offers nothing: the nearest miss, what gives way, or the nearest figure."""
    for miss in result.near_misses:
        if miss.changes and not miss.blocked_by:
            return (f"{near_miss(miss, lang)}.",)
    return tuple(relief(one, lang) for one in result.reliefs) or (nearest(result.searched, result.eliminated, lang),)
