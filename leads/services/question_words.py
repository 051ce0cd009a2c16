"""What investors' questions are about, as the seed tells it: read once per process."""

from __future__ import annotations

from functools import cache

from leads.reading.folded import folded
from leads.reading.questions import Subject, SubjectBook
from leads.reading.slips import Tokens, words
from leads.services.stages import read_seed


@cache
def subject_book() -> SubjectBook:
    seed = read_seed("question_words.yaml")
    only = frozenset(seed["marked_only"])
    return SubjectBook(
        subjects=tuple(
            Subject(
                key=row["key"],
                section=row["section"],
                rows=tuple(row["rows"]),
                rules=("*",) if row.get("rules") == "all" else tuple(row.get("rules", ())),
                vi=tuple(row["vi"]),
                bare=tuple(phrase for phrase in row["vi"] if phrase not in only),
                en=tuple(row["en"]),
                beside=row.get("beside", ""),
                steps=tuple(row.get("steps", ())),
                wider=row.get("of", ""),
                timed=row.get("timed", ""),
                hangs=row.get("hangs", False),
                unsaid=(row["unsaid"]["vi"], row["unsaid"]["en"]) if "unsaid" in row else None,
            )
            for row in seed["subjects"]
        ),
        weak=frozenset(map(folded, seed["weak"])),
        neutral=tuple(seed["neutral"]),
        prices=_both(seed["price_words"]),
        times=_both(seed["time_words"]),
    )


def _both(phrases: list[str]) -> frozenset[Tokens]:
    """As written and without diacritics."""
    return frozenset(words(form) for phrase in phrases for form in (phrase.casefold(), folded(phrase)))
