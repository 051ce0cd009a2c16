"""By what name a mail greets its reader: a name somebody typed may carry no message and no link to a stranger."""

from __future__ import annotations

import re

LONGEST = 60
NO_NAME = re.compile(r"://|www\.|[@/\\<>\[\]]|[^\s.]{2,}\.[^\W\d_]{2,}|\d{5}|(?:\d[\s.()-]*){7}", re.IGNORECASE)

GREETING = re.compile(
    r"\s*(?:kính (?:gửi|thưa|chào)|thưa|xin chào|chào|dear|hello|hi|greetings|good (?:morning|afternoon|evening)"
    r"|ladies and gentlemen|to whom it may concern)\b",
    re.IGNORECASE,
)


def greeting_name(name: str) -> str:
    """The name, if it reads as one: short, without an address, a link or a telephone number; else ""."""
    return "" if len(name) > LONGEST or NO_NAME.search(name) else name


def begins_with_greeting(text: str) -> bool:
    """Whether a letter greets its reader by itself."""
    return bool(GREETING.match(text))
