"""Numbers, dates and money in the reader's form (vi: 25.398,6; en: 25,398.6).

Pure: every function takes the value and a language. Stored values are m2, kVA, m3/day, USD/m2 for
the whole remaining term. A no-break space stands before each unit. None is never a figure: callers
render "not known" themselves.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NBSP = "\N{NO-BREAK SPACE}"
PARK_TIME = ZoneInfo("Asia/Ho_Chi_Minh")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
Number = int | float | Decimal


def number(value: Number, decimals: int | None = None, lang: str = "vi") -> str:
    """Group thousands; `decimals=None` keeps what the value has, without trailing zeros."""
    exact = Decimal(str(value))
    if decimals is None:
        rounded = exact.normalize()
        exponent = rounded.as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    out = f"{rounded:,.{decimals}f}"
    return out.translate(str.maketrans(",.", ".,")) if lang == "vi" else out


def area_m2(value: Number, lang: str = "vi") -> str:
    return f"{number(value, 1, lang)}{NBSP}m²"


def area_ha(value: Number, lang: str = "vi") -> str:
    return f"{number(Decimal(str(value)) / 10_000, 2, lang)}{NBSP}ha"


def area(value: Number, lang: str = "vi") -> str:
    """Square metres below one hectare, hectares above."""
    return area_m2(value, lang) if value < 10_000 else area_ha(value, lang)


def area_both(value: Number, lang: str = "vi") -> str:
    """25.398,6 m² (2,54 ha)"""
    return area_m2(value, lang) if value < 10_000 else f"{area_m2(value, lang)} ({area_ha(value, lang)})"


def power(value_kva: Number, lang: str = "vi") -> str:
    """kVA below 1,000 kVA, MVA above (exact, never rounded away)."""
    if value_kva < 1000:
        return f"{number(value_kva, None, lang)}{NBSP}kVA"
    return f"{number(Decimal(str(value_kva)) / 1000, None, lang)}{NBSP}MVA"


def kva(value: Number, lang: str = "vi") -> str:
    return f"{number(value, None, lang)}{NBSP}kVA"


def water(value_m3_day: Number, lang: str = "vi") -> str:
    return f"{number(value_m3_day, None, lang)}{NBSP}{'m³/ngày' if lang == 'vi' else 'm³/day'}"


def usd(value: Number, lang: str = "vi", decimals: int = 0) -> str:
    out = number(value, decimals, lang)
    return f"{out}{NBSP}USD" if lang == "vi" else f"USD{NBSP}{out}"


def usd_short(value: Number, lang: str = "vi") -> str:
    """Millions and billions by word: 2,29 triệu USD / USD 2.29 m."""
    steps: tuple[tuple[int, str, str], ...] = ((1_000_000_000, "tỷ", "bn"), (1_000_000, "triệu", "m"))
    for size, vi, en in steps:
        if abs(Decimal(str(value))) >= size:
            out = number(Decimal(str(value)) / size, 2, lang)
            return f"{out}{NBSP}{vi}{NBSP}USD" if lang == "vi" else f"USD{NBSP}{out}{NBSP}{en}"
    return usd(value, lang)


def vnd_short(value: Number, lang: str = "vi") -> str:
    steps: tuple[tuple[int, str, str], ...] = ((1_000_000_000, "tỷ đồng", "bn"), (1_000_000, "triệu đồng", "m"))
    for size, vi, en in steps:
        if abs(Decimal(str(value))) >= size:
            out = number(Decimal(str(value)) / size, 1, lang)
            return f"{out}{NBSP}{vi}" if lang == "vi" else f"VND{NBSP}{out}{NBSP}{en}"
    out = number(value, 0, lang)
    return f"{out}{NBSP}đồng" if lang == "vi" else f"VND{NBSP}{out}"


def vnd_bn(value: Number, lang: str = "vi") -> str:
    """Billions of VND as they were written, no decimals added: 6.000 tỷ đồng / VND 6,000 bn."""
    out = number(value, None, lang)
    return f"{out}{NBSP}tỷ đồng" if lang == "vi" else f"VND{NBSP}{out}{NBSP}bn"


def price_m2(value: Number, lang: str = "vi") -> str:
    """USD per m2; always shown with its term beside it (identity, voice 5)."""
    out = number(value, 1, lang)
    return f"{out}{NBSP}USD/m²" if lang == "vi" else f"USD{NBSP}{out}/m²"


def percent(value: Number, lang: str = "vi") -> str:
    return f"{number(value, None, lang)}%"


def working_time(minutes: int, lang: str = "vi") -> str:
    """Working time as people say it: minutes to two hours, then hours of the office (8 to the day)."""
    if minutes < 120:
        return f"{number(minutes, 0, lang)}{NBSP}" + ("phút làm việc" if lang == "vi" else "working min")
    hours = number(Decimal(minutes) / 60, 0 if minutes % 60 == 0 else 1, lang)
    return f"{hours}{NBSP}" + ("giờ làm việc" if lang == "vi" else "working hours")


def day(value: date, lang: str = "vi") -> str:
    """25/11/2026 or 25 Nov 2026: never a month in figures in English."""
    if lang == "vi":
        return f"{value:%d/%m/%Y}"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def part_day(value: str, lang: str = "vi") -> str:
    """A day known to the year, the month or the day, as 2025, 2025-12 or 2025-12-31."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return day(date(*parts), lang)
    if len(parts) == 2:
        return f"{parts[1]:02}/{parts[0]}" if lang == "vi" else f"{MONTHS[parts[1] - 1]} {parts[0]}"
    return value


def moment(value: datetime, lang: str = "vi", zone: ZoneInfo = PARK_TIME) -> str:
    """11:00, 25/11/2026 or 11:00, 25 Nov 2026 (UTC+7); `value` must be aware."""
    out = local_moment(value, lang, zone)
    return out if lang == "vi" else f"{out} ({offset(value.astimezone(zone))})"


def local_moment(value: datetime, lang: str = "vi", zone: ZoneInfo = PARK_TIME) -> str:
    """The same without naming the zone: for who is known to live by it."""
    local = value.astimezone(zone)
    return f"{local:%H:%M}, {day(local.date(), lang)}"


def offset(local: datetime) -> str:
    ahead = local.utcoffset()
    minutes = int(ahead.total_seconds() // 60) if ahead else 0
    sign = "+" if minutes >= 0 else "\N{MINUS SIGN}"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
