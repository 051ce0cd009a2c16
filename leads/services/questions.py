"""What an investor asks about: one closed list (leads/seed/questions.yaml) for rules, departments and forms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from leads.services.stages import Named, read_seed


@cache
def questions() -> Mapping[str, Named]:
    """Topics by key, in the order a form offers them; read once per process."""
    rows = read_seed("questions.yaml")["questions"]
    return {row["key"]: Named(row["key"], row["vi"], row["en"]) for row in rows}


def question_name(key: str) -> str:
    """The topic in the reader's language, or the key itself when it is none of the list."""
    found = questions().get(key)
    return found.name if found else key
