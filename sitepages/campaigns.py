"""Where a visitor came from, as the address itself says (?src=): no cookie, nothing stored in the browser.

The word is carried on in the links to the match and in its form, and kept with the result and the lead.
"""

from __future__ import annotations

import re

PARAMETER = "src"
LONGEST = 60
WORD = re.compile(r"[^0-9a-z._-]+")


def campaign_of(text: str) -> str:
    """The word as it is kept: small letters, digits, dot, dash, underscore; anything else is taken out."""
    return WORD.sub("", text.strip().lower())[:LONGEST]
