"""What a plot code is: the one form that addresses, files and the plan can all carry. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FORM = re.compile(r"[A-Z]{1,4}-[0-9]{1,5}[A-Z]?")
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
# As people type it: small letters, a space, a dot, or any of the dashes of a word processor, or none.
WORDED = re.compile(r"^(?:lô(?:\s+đất)?|lo|plot)(?:\s*(?:số|so|no\.?))?[\s:.]+(?=\S)", re.IGNORECASE)
TYPED = re.compile(r"([A-Za-z]{1,4})\s*[-\u2010-\u2015\u2212_. \u00a0]?\s*([0-9]{1,5}[A-Za-z]?)")


def is_code(text: str) -> bool:
    """Whether this may be stored as a plot's code: SX-01, HT-12A."""
    return FORM.fullmatch(text) is not None


def in_address(code: str) -> str:
    """The code as a part of an address. One stored before codes were checked (`A/B`, `..`, `compare`) has one too:
    what a path cannot carry stands as ~ and two digits.
    """
    if is_code(code):
        return code
    return (
        "".join(chr(byte) if chr(byte) in PLAIN else f"~{byte:02X}" for byte in code.encode("utf-8", "replace")) or "~"
    )


def from_address(part: str) -> str:
    """The code an address means. Raises ValueError for what can be no code at all."""
    if part == "~":
        return ""
    data = re.sub(rb"~([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), part.encode())
    if b"\0" in data:
        raise ValueError(part)
    return data.decode()


@lru_cache(maxsize=1_024)
def without_word(text: str) -> str:
    """The text without a word for “plot” before it: Lô SX-14, LÔ ĐẤT SX-14, Plot no. SX-14."""
    return WORDED.sub("", unicodedata.normalize("NFC", text.strip()), count=1)


def usual_code(text: str) -> str:
    """The code somebody meant (`sx-01`, `HT 01`, `HT–01`, `Lô HT-01`) in its one form; "" if it is none."""
    text = text.strip()
    found = TYPED.fullmatch(text) or TYPED.fullmatch(without_word(text))
    return f"{found[1]}-{found[2]}".upper() if found else ""
