"""What a plot code is: the one form that addresses, files and the plan can all carry. Pure."""

from __future__ import annotations

import re

FORM = re.compile(r"[A-Z]{1,4}-[0-9]{1,5}[A-Z]?")
# As people type it: small letters, a space, a dot, or any of the dashes of a word processor, or none.
TYPED = re.compile(r"([A-Za-z]{1,4})\s*[-\u2010-\u2015\u2212_. \u00a0]?\s*([0-9]{1,5}[A-Za-z]?)")


def is_code(text: str) -> bool:
    """Whether this may be stored as a plot's code: SX-01, HT-12A."""
    return FORM.fullmatch(text) is not None


def usual_code(text: str) -> str:
    """The code somebody meant (`sx-01`, `HT 01`, `HT–01`) in its one form; "" if it is none."""
    found = TYPED.fullmatch(text.strip())
    return f"{found[1]}-{found[2]}".upper() if found else ""
