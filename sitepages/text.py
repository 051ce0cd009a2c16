"""Vietnamese text for machines: folding, and slugs that keep the letter đ."""

from __future__ import annotations

import unicodedata

from django.utils.text import slugify

# Unicode gives đ no decomposition, so Django's slugify drops it ("Đại Đồng" -> "ai-ong").
_D = str.maketrans({"đ": "d", "Đ": "D"})


def fold(text: str) -> str:
    """Lower-case without diacritics, whatever the normal form: "Đại Đồng" -> "dai dong"."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def slug_of(text: str) -> str:
    """ASCII slug of a Vietnamese title: "Khu công nghệ số Yên Bình" -> "khu-cong-nghe-so-yen-binh"."""
    return slugify(fold(text))
