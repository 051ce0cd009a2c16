"""What must hold of a visit, each with the sentence that says what did not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO

from pypdf import PdfReader

from sitepages import figures
from tests.shoppers.people import KNOWN, OFFICER, UNKNOWN, Ask
from tests.shoppers.walk import Answer, Visit

PACK_SECONDS = 5.0
HOUR = 60  # working minutes
SPOKEN = {"vi": {"vi": "tiếng Việt", "en": "tiếng Anh"}, "en": {"vi": "Vietnamese", "en": "English"}}
OFFICER_WORDS = {"vi": "Không có trong hồ sơ", "en": "Not in this pack"}
JOINTS = frozenset({"and", "also", "và"})  # between questions that stand apart in the pack
WHY = {"vi": "Vì sao", "en": "Why"}


def pack(visit: Visit) -> Iterator[str]:
    """The pack is there within seconds, and its PDF says what its page says."""
    if not visit.pack:
        yield "no answer pack"
        return
    if visit.took > PACK_SECONDS:
        yield f"the pack took {visit.took:.1f} s"
    if not visit.pdf.startswith(b"%PDF"):
        yield "the pack's PDF does not open"
        return
    printed = tight(" ".join(page.extract_text() for page in PdfReader(BytesIO(visit.pdf)).pages))
    if not visit.reference or tight(visit.reference) not in printed:
        yield "the PDF does not name the file"
    for answer in visit.answers:
        missing = [said for _label, said, _known in answer.lines if tight(said) not in printed]
        if missing or tight(answer.question) not in printed:
            yield f"the PDF lacks of “{answer.question}”: {missing}"


def tight(text: str) -> str:
    """Without spaces: a line broken inside a figure is still that figure."""
    return re.sub(r"\s", "", text.replace("\xa0", " ").replace("\u202f", " "))


def questions(visit: Visit, labels: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """`labels`: key of a row, a rule or a part of the pack -> what it is called in Vietnamese and English."""
    for ask in visit.shopper.asks:
        answer = _answer(visit.answers, ask.text)
        if answer is None:
            yield f"“{ask.text}” is not in the pack"
        elif problem := _judged(visit, ask, answer, labels):
            yield f"“{ask.text}”: {problem}"


def _answer(answers: Sequence[Answer], text: str) -> Answer | None:
    """What stands under the question; of one that was parted, what stands under its parts, if they are all of it."""
    wanted = _words(text)
    for one in answers:
        if tight(text).rstrip("?") in tight(one.question):
            return one
    parts = [one for one in answers if set(_words(one.question)) <= set(wanted)]
    if [word for one in parts for word in _words(one.question)] != wanted:
        return None
    return Answer(text, tuple(line for one in parts for line in one.lines), " ".join(one.below for one in parts))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if word not in JOINTS]


def _judged(visit: Visit, ask: Ask, answer: Answer, labels: Mapping[str, tuple[str, str]]) -> str:
    lang = visit.shopper.lang
    if ask.expected == OFFICER:
        plain = not any(known for _label, _said, known in answer.lines) and OFFICER_WORDS[lang] in answer.below
        return "" if plain else f"answered beside the point: {[label for label, _said, _known in answer.lines]}"
    if not answer.lines:
        return "expected an answer, the officer is to give it"
    for key in ask.about:
        name = labels[key][0 if lang == "vi" else 1]
        mine = [line for line in answer.lines if line[0].startswith(name)]
        if not mine:
            return f"nothing of “{name}” among {[label for label, _said, _known in answer.lines]}"
        if ask.expected == UNKNOWN and any(known for _label, _said, known in mine):
            return f"nobody knows “{name}”, and the pack says {mine}"
    of_them = [line for key in ask.about for line in answer.lines if line[0].startswith(labels[key][lang == "en"])]
    if ask.expected == KNOWN and not any(known for _label, _said, known in of_them):
        return f"expected an answer, all is unknown: {of_them}"
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
    """The due time on the pack is the promise on record, within one working hour of sending (`minutes` since then)."""
    if first_reply is None:
        yield "no promise of a first reply is on record"
        return
    if figures.moment(first_reply, visit.shopper.lang) not in visit.due:
        yield f"the pack says {visit.due.splitlines()[:2]}, the record {first_reply}"
    if minutes(first_reply) > HOUR:
        yield f"a first reply in {minutes(first_reply)} working minutes"


def status(visit: Visit) -> Iterator[str]:
    if not visit.reference or visit.reference not in visit.status:
        yield "the link does not show the file in another browser"
