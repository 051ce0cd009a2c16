"""Letters without their marks, so that "Thái Nguyên" and "thai nguyen" are one word. Pure."""

from __future__ import annotations

import re
import unicodedata

APART = re.compile(r"[^\w]+")


def folded(text: str) -> str:
    """Small letters without diacritics, words parted by single spaces."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(APART.sub(" ", bare.replace("_", " ")).split())


def marked(text: str) -> bool:
    """Whether the writer set diacritics: then they may tell words apart that are one without them."""
    return any(unicodedata.combining(sign) for sign in unicodedata.normalize("NFD", text)) or "đ" in text.casefold()
