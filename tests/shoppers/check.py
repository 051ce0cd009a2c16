"""What must hold of a visit, each with the sentence that says what did not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from tests.shoppers.people import KNOWN, OFFICER, UNKNOWN, Ask
from tests.shoppers.walk import Visit

PACK_SECONDS = 5.0
HOUR = 60  # working minutes
SPOKEN = {"vi": {"vi": "tiếng Việt", "en": "tiếng Anh"}, "en": {"vi": "Vietnamese", "en": "English"}}
OFFICER_WORDS = {"vi": "Không có trong hồ sơ", "en": "Not in this pack"}
WHY = {"vi": "Vì sao", "en": "Why"}


def pack(visit: Visit) -> Iterator[str]:
    if not visit.pack:
        yield "no answer pack"
    elif not visit.pdf.startswith(b"%PDF"):
        yield "the pack's PDF does not open"
    elif visit.took > PACK_SECONDS:
        yield f"the pack took {visit.took:.1f} s"


def questions(visit: Visit) -> Iterator[str]:
    for ask in visit.shopper.asks:
        said = visit.answers.get(ask.text)
        if said is None:
            yield f"“{ask.text}” is not in the pack"
        elif problem := _judged(visit, ask, said):
            yield f"“{ask.text}”: {problem}"


def _judged(visit: Visit, ask: Ask, said: str) -> str:
    known, unknown = visit.known[ask.text], visit.unknown[ask.text]
    by_officer = OFFICER_WORDS[visit.shopper.lang] in said
    match ask.expected:
        case k if k == KNOWN and not known:
            return "expected an answer, the officer is to give it" if by_officer else "expected an answer"
        case k if k == UNKNOWN and not unknown:
            return "nobody knows it, and the pack does not say so"
        case k if k == OFFICER and not by_officer:
            return "answered beside the point instead of going to the officer"
    return ""


def officer(visit: Visit, names: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """`names`: department key -> its Vietnamese and English name."""
    shopper = visit.shopper
    name = names[shopper.department][0 if shopper.lang == "vi" else 1]
    if name not in visit.officer:
        yield f"went to {visit.officer.splitlines()[1:3]}, not to {name}"
    if SPOKEN[shopper.lang][shopper.lang] not in visit.officer:
        yield "the officer is not said to speak the language"
    if WHY[shopper.lang] not in visit.officer:
        yield "no reason why this officer"


def promise(visit: Visit, first_reply: datetime | None, minutes: Callable[[datetime], int]) -> Iterator[str]:
    """The due time stands on the pack and is within one working hour. `minutes`: working minutes since it was sent."""
    if not visit.due:
        yield "no due time on the pack"
    if first_reply is None:
        yield "no promise of a first reply is on record"
    elif minutes(first_reply) > HOUR:
        yield f"a first reply in {minutes(first_reply)} working minutes"


def status(visit: Visit) -> Iterator[str]:
    if visit.reference not in visit.status:
        yield "the link does not show the file in another browser"
