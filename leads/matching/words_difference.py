"""What changed between two results, in Vietnamese or English. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from leads.matching.difference import Difference, NearestMoved
from leads.matching.words import STATUS_WORDS, change, elimination, near_miss, pick
from leads.matching.words_around import CRITERION_WORDS
from sitepages import figures

MOST_CRITERIA = 3


def difference(one: Difference, lang: str) -> str:
    """One sentence."""
    return SAY[one.code](one, lang)


def nearest_difference(one: NearestMoved, lang: str) -> str:
    """What would be enough now where nothing fits, beside what was: only the two together say what to make of it."""
    before, after = (near_miss(near, lang) if near else "" for near in (one.before, one.after))
    return pick(lang, *NEAREST[bool(before), bool(after), one.fitted]) % {"before": before, "after": after}


# By whether a change was enough then, whether one is now, whether something fitted then; vi and en.
NEAREST: Mapping[tuple[bool, bool, bool], tuple[str, str]] = {
    (True, True, False): (
        "Chưa có phương án đáp ứng đủ yêu cầu. Phương án gần nhất trước đây là: %(before)s. Nay là: %(after)s.",
        "Nothing fits as asked. The nearest was: %(before)s. It is now: %(after)s.",
    ),
    (False, True, False): (
        "Chưa có phương án đáp ứng đủ yêu cầu. Trước đây không có thay đổi nhỏ nào của yêu cầu là đủ. Phương án gần "
        "nhất nay là: %(after)s.",
        "Nothing fits as asked. Before, no small change of what you asked was enough. The nearest is now: %(after)s.",
    ),
    (True, False, False): (
        "Nay không còn thay đổi nhỏ nào của yêu cầu là đủ. Phương án gần nhất trước đây là: %(before)s.",
        "No small change of what you asked is enough any more. The nearest was: %(before)s.",
    ),
    (False, True, True): (
        "Chưa có phương án đáp ứng đủ yêu cầu; phương án gần nhất nay là: %(after)s.",
        "Nothing fits as asked; nearest is now: %(after)s.",
    ),
    (False, False, True): (
        "Không có thay đổi nhỏ nào của yêu cầu là đủ.",
        "No small change of what you asked is enough.",
    ),
}


VERSION_WORDS: Mapping[str, tuple[str, str]] = {
    "engine": ("cách tính của trang", "the way the site reckons"),
    "weights": ("bộ trọng số do tỉnh công bố", "the weights the province publishes"),
    "facts": ("dữ liệu lô đất", "the facts of the land"),
    "rules": ("quy định ưu đãi", "the incentive law on file"),
    "rates": ("tỷ giá", "the rates of exchange"),
    "ratios": ("các tỷ lệ ước tính", "the ratios of estimates"),
}


def versions(keys: Iterable[str], lang: str) -> str:
    """What has another version than at the last result; empty if nothing has."""
    named = ", ".join(pick(lang, *VERSION_WORDS[key]) for key in keys if key in VERSION_WORDS)
    return pick(lang, f"Nay theo phiên bản khác: {named}.", f"Now of another version: {named}.") if named else ""


def _plots(one: Difference) -> str:
    return " + ".join(one.plots)


def _first(one: Difference, lang: str) -> str:
    before = " + ".join(one.facts["before"])
    return pick(lang, f"Đứng đầu nay là {_plots(one)}, trước là {before}.", f"First is {_plots(one)}, was {before}.")


def _gained(one: Difference, lang: str) -> str:
    rank = one.facts["rank"]
    return pick(lang, f"Thêm {_plots(one)}, hạng {rank}.", f"New: {_plots(one)}, rank {rank}.")


def _lost(one: Difference, lang: str) -> str:
    why = _why_lost(one, lang)
    tail = f" ({why})" if why else ""
    return pick(lang, f"Không còn {_plots(one)}{tail}.", f"No longer there: {_plots(one)}{tail}.")


def _why_lost(one: Difference, lang: str) -> str:
    if "elimination" in one.facts:
        return f"{', '.join(one.facts['plots'])}: {elimination(one.facts['elimination'], lang)}"
    for code, words in WHY_LOST.items():
        if code in one.facts:
            sure, unsure = words
            better = " + ".join(one.facts.get("overlaps", ()))
            return pick(lang, *(sure if one.facts.get("fits", True) else unsure)) % {"better": better}
    parts = [change(each, lang) for each in one.facts.get("changes", ())]
    parts = [pick(lang, "chỉ hợp nếu ", "fits only with ") + pick(lang, " và ", " and ").join(parts)] if parts else []
    held = one.facts.get("blocked_by", {})
    return "; ".join([*parts, *(f"{code}: {pick(lang, *STATUS_WORDS[status])}" for code, status in held.items())])


# Why an option is gone: where it still fits, and where nobody asked whether it does; vi and en.
OVERLAPS = "trùng hơn một nửa số lô với %(better)s", "it shares more than half of its plots with %(better)s"
UNLISTED = "đứng sau phương án cuối danh sách", "it comes after the end of the list"
UNSURE = "nay không còn phù hợp, hoặc ", "it either fits no more, or "
NO_CHANGE = "nay không còn phù hợp", "it fits no more"
ALONE = "nay chỉ xét từng lô riêng", "plots are not joined now"
APART = "các lô nay không còn liền kề", "its plots no longer adjoin"
SPARE = "nay ít lô hơn cũng đủ", "fewer of its plots do now"
WHY_LOST: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "overlaps": (OVERLAPS, (UNSURE[0] + OVERLAPS[0], UNSURE[1] + OVERLAPS[1])),
    "unlisted": (UNLISTED, (UNSURE[0] + UNLISTED[0], UNSURE[1] + UNLISTED[1])),
    "no_change": (NO_CHANGE, NO_CHANGE),
    "alone": (ALONE, ALONE),
    "apart": (APART, APART),
    "spare": (SPARE, SPARE),
}


def _moved(one: Difference, lang: str) -> str:
    before, after = one.facts["before"], one.facts["after"]
    return pick(
        lang, f"{_plots(one)} từ hạng {before} sang hạng {after}.", f"{_plots(one)} goes from rank {before} to {after}."
    )


def _score(one: Difference, lang: str) -> str:
    before, after = (_points(one.facts[key], lang) for key in ("before", "after"))
    largest = _largest(one)
    parts = [f"{pick(lang, *CRITERION_WORDS[key])} {_signed(by, lang)}" for key, by in largest]
    others = _tenths(one.facts["after"]) - _tenths(one.facts["before"]) - sum(_tenths(by) for _key, by in largest)
    if parts and others:
        parts.append(f"{pick(lang, 'còn lại', 'others')} {_signed(others / 1000, lang)}")
    why = ", ".join(parts)
    tail = f" ({why})" if why else ""
    return pick(
        lang,
        f"{_plots(one)}: {after} điểm, trước {before}{tail}.",
        f"{_plots(one)}: {after} points, was {before}{tail}.",
    )


def _largest(one: Difference) -> list[tuple[str, float]]:
    return [pair for pair in one.facts["criteria"] if pair[0] in CRITERION_WORDS][:MOST_CRITERIA]


def _tenths(share: float) -> int:
    """Tenths of a point, as shown: so that the parts add up in the reader's eyes."""
    return round(1000 * share)


def _lease(one: Difference, lang: str) -> str:
    before, after = (_usd(one.facts[key], lang) for key in ("before", "after"))
    return pick(
        lang, f"{_plots(one)}: tiền thuê đất {after}, trước {before}.", f"{_plots(one)}: lease {after}, was {before}."
    )


def _usd(value: float | None, lang: str) -> str:
    return pick(lang, "chưa biết", "not known") if value is None else figures.usd(value, lang)


def _points(share: float, lang: str) -> str:
    return figures.number(100 * share, 1, lang)


def _signed(share: float, lang: str) -> str:
    sign = "+" if share > 0 else "\N{MINUS SIGN}"
    return f"{sign}{_points(abs(share), lang)}"


SAY: Mapping[str, Callable[[Difference, str], str]] = {
    "fits_now": lambda _one, lang: pick(
        lang, "Nay có phương án; trước không có.", "There are options now; before there were none."
    ),
    "fits_no_more": lambda _one, lang: pick(lang, "Nay không còn phương án nào.", "No option is left."),
    "first_changed": _first,
    "gained": _gained,
    "lost": _lost,
    "moved": _moved,
    "score": _score,
    "lease": _lease,
}
