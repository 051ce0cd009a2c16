"""Numbers and days as a visitor writes them in his own form: 2,5 in Vietnamese, 2.5 in English. Pure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from time import strptime

SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
WRITTEN = {
    "vi": re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<part>[0-9]+))?"),
    "en": re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?"),
}
DAY_FORMS = {"vi": ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"), "en": ("%Y-%m-%d", "%d %b %Y", "%d %B %Y")}


def read_number(text: str, lang: str) -> Decimal | None:
    """The number written, or None where the text is not one in this language's form (never a guess)."""
    written = WRITTEN["vi" if lang == "vi" else "en"].fullmatch(SPACES.sub("", text))
    if written is None:
        return None
    whole = re.sub("[.,]", "", written["whole"])
    return Decimal(f"{whole}.{written['part'] or 0}")


def plain(value: Decimal) -> int | float:
    """As JSON has it: whole numbers stay whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def read_day(text: str, lang: str) -> date | None:
    """The day written: ISO (what a date field sends) or the language's own order; None if neither."""
    for form in DAY_FORMS["vi" if lang == "vi" else "en"]:
        try:
            return date(*strptime(text.strip(), form)[:3])
        except ValueError:
            continue
    return None
