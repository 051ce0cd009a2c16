"""The questions inside a message, and which part of an answer pack speaks of each. Pure.

A question nobody recognised still stands as asked: it goes to the officer, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leads.reading.folded import folded, marked

MOST = 20
LONGEST = 300
SENTENCE = re.compile(r"[^.?!？。\n]+[.?!？。]*", re.UNICODE)
NUMBERED = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)]|[a-h]\))\s+")
ASKING = re.compile(
    r"^(?:what|how|when|which|who|where|why|is|are|can|could|do|does|did|will|would|may|should|has|have)\b"
    r"|\b(?:bao nhieu|bao lau|khi nao|the nao|la gi|o dau|may ngay|tai sao|vi sao|ra sao|duoc khong|co khong)\b"
    r"|\bkhong$"
)
# Words that point at a part of the pack, folded; those in MARKED are told apart by diacritics where these are written.
TOPICS: dict[str, tuple[str, ...]] = {
    "land": (
        "lo dat",
        "thue dat",
        "thue lai dat",
        "gia thue",
        "gia dat",
        "dien tich",
        "mat bang",
        "dien nang",
        "cap dien",
        "nguon dien",
        "cong suat dien",
        "cap nuoc",
        "nuoc thai",
        "internet",
        "cap quang",
        "plot",
        "plots",
        "land",
        "lease",
        "hectare",
        "hectares",
        "power",
        "electricity",
        "substation",
        "water",
        "wastewater",
        "fibre",
        "fiber",
        "site area",
    ),
    "tax": (
        "uu dai",
        "mien thue",
        "giam thue",
        "thue thu nhap",
        "thue nhap khau",
        "thue tndn",
        "thue toi thieu",
        "thue suat",
        "tax",
        "taxes",
        "incentive",
        "incentives",
        "duty",
        "duties",
        "subsidy",
        "subsidies",
        "grant",
        "grants",
        "exemption",
    ),
    "procedure": (
        "thu tuc",
        "giay phep",
        "ho so",
        "dang ky dau tu",
        "chu truong dau tu",
        "bao lau",
        "may ngay",
        "moi truong",
        "phong chay",
        "procedure",
        "procedures",
        "permit",
        "permits",
        "licence",
        "license",
        "approval",
        "certificate",
        "how long",
        "environmental",
        "timeline",
    ),
    "cost": (
        "chi phi",
        "phi ha tang",
        "phi quan ly",
        "gia dien",
        "gia nuoc",
        "luong",
        "tien luong",
        "nhan cong",
        "cost",
        "costs",
        "fee",
        "fees",
        "wage",
        "wages",
        "salary",
        "salaries",
        "tariff",
        "tariffs",
    ),
}
MARKED = {"tax": ("thuế",), "land": ("giá thuê",)}


@dataclass(frozen=True, slots=True)
class Question:
    """As written; `topics`: keys of TOPICS that it touches, in their order."""

    text: str
    topics: tuple[str, ...]


def questions_in(text: str) -> tuple[Question, ...]:
    """Each question of a message once, in its order, at most twenty."""
    found: dict[str, Question] = {}
    for written in _asked(text):
        shown = written if len(written) <= LONGEST else f"{written[: LONGEST - 1].rstrip()}…"
        found.setdefault(folded(written), Question(shown, topics_of(written)))
    return tuple(found.values())[:MOST]


def topics_of(text: str) -> tuple[str, ...]:
    """Parts of an answer the words point at."""
    plain, small = f" {folded(text)} ", text.casefold()
    by_marks = marked(text)
    return tuple(
        topic
        for topic, phrases in TOPICS.items()
        if any(f" {phrase} " in plain for phrase in phrases)
        or (by_marks and any(word in small for word in MARKED.get(topic, ())))
    )


def _asked(text: str) -> Iterator[str]:
    for line in text.splitlines():
        listed = NUMBERED.match(line)
        if listed:
            yield from _worth(line[listed.end() :])
            continue
        for sentence in SENTENCE.findall(line):
            if sentence.rstrip().endswith(("?", "？")) or ASKING.search(folded(sentence)):
                yield from _worth(sentence)


def _worth(text: str) -> Iterator[str]:
    tidy = " ".join(text.split())
    if len(folded(tidy)) > 2:
        yield tidy
