"""Facts of the whole park: which questions have one answer for every plot, what is known of them on a day, and how an
answer is recorded, as a ChangeSet like every other change of the land.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from sitepages.choices import ParkFactCertainty
from sitepages.figures import PARK_TIME
from sitepages.land.answers import Question, questions
from sitepages.land.facts import Fact, FactState
from sitepages.models import ChangeSet, ParkFact
from sitepages.refusal import Refused
from sitepages.services.change_rows import ChangedSince, name_of, park_fact_row, plain
from sitepages.services.changes import apply_change_set
from sitepages.services.land_facts import NoSuchFact, ReceiptEndsEarly, ReceiptGiven, sourced

SEED = Path(__file__).resolve().parent.parent / "seed"
# Of these every plot has its own, or the park's settings keep them.
NOT_OF_THE_PARK = frozenset({"site_photos", "title_certificate", "title_encumbrance", "zone_status"})
FROM_SEED = {
    "confirmed": ParkFactCertainty.VERIFIED,
    "partly": ParkFactCertainty.SECOND_HAND,
    "unconfirmed": ParkFactCertainty.SECOND_HAND,
    "ours": ParkFactCertainty.COMPUTED,
}
# Sources that are words of ours, translated where they are shown.
OWN_WORDS = (
    gettext_noop("Our review of published texts, November 2026"),
    gettext_noop("Computed by us from the plan of VnExpress, September 2021"),
    gettext_noop("Resolution 1683/NQ-UBTVQH15, 17 June 2025"),
)


class BothLanguages(Refused):
    """Words in one language only: the page of the other would have nothing to say."""

    code = "both_languages"
    status = 422


@dataclass(frozen=True, slots=True)
class Words:
    """The answer, in words; both empty: nobody knows it any more."""

    vi: str
    en: str

    def trimmed(self) -> Words:
        return Words(" ".join(self.vi.split()), " ".join(self.en.split()))


# --- Questions ---


@cache
def all_questions() -> tuple[Question, ...]:
    with (SEED / "questionnaire.csv").open(encoding="utf-8-sig", newline="") as file:
        return questions(csv.DictReader(file))


@cache
def park_questions() -> tuple[Question, ...]:
    """Those that have one answer for every plot."""
    return tuple(
        question
        for question in all_questions()
        if question.maps_to.partition(":")[0] in {"park", "unknown"} and question.key not in NOT_OF_THE_PARK
    )


def question_of(key: str) -> Question:
    """Raises NoSuchFact."""
    found = next((question for question in park_questions() if question.key == key), None)
    if found is None:
        raise NoSuchFact
    return found


# --- What is known ---


def park_facts_on(on: date) -> dict[str, Fact]:
    """Question -> the park's fact in the reader's words, masked as `facts_on` masks; missing ones too. One query.

    The certainty stands behind the source where the figure was not read there.
    """
    rows = {row.key: row for row in ParkFact.objects.all()}
    return {question.key: _fact(question, rows.get(question.key), on) for question in park_questions()}


def _fact(question: Question, row: ParkFact | None, on: date) -> Fact:
    if row is None:
        return Fact(question.key, None, "", FactState.MISSING)
    words = row.words_vi if get_language() == "vi" else row.words_en
    expired = row.valid_until is not None and row.valid_until < on
    certainty = ParkFactCertainty(row.certainty)
    as_read = row.illustrative or certainty == ParkFactCertainty.VERIFIED
    source = _(row.source)
    return Fact(
        key=question.key,
        value=None if expired else words,
        unit="",
        state=FactState.EXPIRED if expired else FactState.KNOWN,
        source=source if as_read else f"{source} ({certainty.label})",
        verified_on=row.verified_on,
        verified_by=row.verified_by,
        valid_until=row.valid_until,
        illustrative=row.illustrative,
        last_value=words,
    )


def seen_of(key: str) -> str:
    """A mark of the fact as a page shows it; saving from an older page is refused."""
    return hashlib.sha256(json.dumps(park_fact_row(key)).encode()).hexdigest()[:16]


# --- Recording ---


@transaction.atomic
def record_park_fact(
    *, key: str, words: Words, certainty: str, given: ReceiptGiven, seen: str, by: User, now: datetime
) -> ChangeSet:
    """Write one fact of the park with its receipt; without words nobody knows it any more.

    Raises NoSuchFact, BothLanguages, ReceiptIncomplete, ReceiptTooOld, ReceiptEndsEarly, ChangedSince.
    """
    question, said = question_of(key), words.trimmed()
    before = park_fact_row(key)
    if seen_of(key) != seen:
        raise ChangedSince(rows=[key])
    if bool(said.vi) != bool(said.en):
        raise BothLanguages
    after = _row(question, said, certainty, given, by, now) if said.vi else None
    change = {"model": "park_fact", "key": key, "field": "*", "before": before, "after": after}
    change_set = ChangeSet(
        kind="park_fact",
        title=key,
        source=" ".join(given.source.split())[:300],
        surveyed_on=given.verified_on,
        changes=[change],
        created_at=now,
        created_by=by,
    )
    return apply_change_set(change_set=change_set, by=by, now=now)


def _row(
    question: Question, words: Words, certainty: str, given: ReceiptGiven, by: User, now: datetime
) -> Sequence[Any]:
    source = sourced(given, now)
    latest = given.verified_on + timedelta(days=question.max_age_days) if question.max_age_days else None
    until = given.valid_until or latest
    if until and (until < given.verified_on or (latest and until > latest)):
        raise ReceiptEndsEarly(latest=latest or given.verified_on)
    days = plain(given.verified_on), plain(until)
    return [words.vi, words.en, ParkFactCertainty(certainty).value, source, days[0], name_of(by), days[1], False]


# --- Seed ---


@transaction.atomic
def load_park_facts(*, now: datetime) -> None:
    """Load what published texts say, as read on the day of the review; does nothing where there is any.

    What belongs to the illustrative plan is as young as the day of loading, like the plan itself.
    """
    if ParkFact.objects.exists():
        return
    data = yaml.safe_load((SEED / "questionnaire_park.yaml").read_text(encoding="utf-8"))
    rows, today = {row["key"]: row for row in data["facts"]}, now.astimezone(PARK_TIME).date()
    for question in park_questions():
        row = rows.get(question.maps_to.removeprefix("park:"))
        if row is None:
            continue
        day = today if row["illustrative"] else min(today, data["as_of"])
        ParkFact.objects.create(
            key=question.key,
            words_vi=row["vi"],
            words_en=row["en"],
            certainty=FROM_SEED[row["certainty"]],
            source=row["source"],
            verified_on=day,
            verified_by="load_seeds",
            valid_until=day + timedelta(days=question.max_age_days) if question.max_age_days else None,
            illustrative=row["illustrative"],
        )
