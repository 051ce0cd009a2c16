"""What investors' questions are about, as the seed tells it: read once per process."""

from __future__ import annotations

from functools import cache

from leads.reading.folded import folded
from leads.reading.questions import Subject, SubjectBook
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
            )
            for row in seed["subjects"]
        ),
        weak=frozenset(map(folded, seed["weak"])),
        neutral=tuple(seed["neutral"]),
        prices=frozenset(word for phrase in seed["price_words"] for word in (phrase, folded(phrase))),
    )
