"""The language somebody wrote in, guessed from the letters: enough to answer a first mail in the right one. Pure."""

from __future__ import annotations

import re
import unicodedata

HANGUL = re.compile(r"[\uac00-\ud7a3]")
KANA = re.compile(r"[\u3041-\u30ff]")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Letters that of the five languages only Vietnamese writes.
VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
# Typed without marks, as many do on a phone.
UNMARKED = re.compile(r"\b(kinh gui|cong ty|chung toi|xin chao|cam on|quy vi|dau tu|dien tich|thue dat)\b")
ENOUGH = 2


def language_of(text: str) -> str:
    """One of vi, en, ko, ja, zh; English where nothing speaks for another."""
    plain = unicodedata.normalize("NFC", text).lower()
    for code, found in (("ko", HANGUL), ("ja", KANA), ("zh", HAN)):
        if len(found.findall(plain)) >= ENOUGH:
            return code
    marked = len(VIETNAMESE.findall(plain)) >= ENOUGH or len(UNMARKED.findall(plain)) >= ENOUGH
    return "vi" if marked else "en"
