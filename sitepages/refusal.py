"""A service that will not act says so with a code and facts; words live in one table per app."""

from __future__ import annotations

from typing import Any, ClassVar


class Refused(Exception):
    """Raised by services. `code` names what was refused, `facts` fill the sentence's placeholders.

    Sentences stand in `sitepages/refusals.py` and `leads/refusals.py`, keyed by code, so page, desk
    and API say the same thing in the reader's language.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, **facts: Any) -> None:
        super().__init__(f"{self.code} {facts}" if facts else self.code)
        self.facts = facts
