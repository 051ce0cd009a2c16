"""A questionnaire in XLSX: the words it is read by, our own sheet, and the answers it begins six questions with.

The file itself is kept nowhere: what was read goes back to the reader's browser, who confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

from django.db import transaction

from leads.countries import countries
from leads.mailroom.files import judged
from leads.models import Triage
from leads.ratios import ratio_book
from leads.reading.folded import folded
from leads.reading.measures import Rates, Tongue, Unit, plainly
from leads.reading.questionnaire import read_questionnaire
from leads.reading.questionnaire_book import Question, Unreadable, sheets_of
from leads.reading.questionnaire_labels import label_key
from leads.reading.questionnaire_values import Book, Questionnaire, Rule
from leads.services.asked import rate_on
from leads.services.house import sectors, zones
from leads.services.lead_files import FileRefused, Upload, check_at_once
from leads.services.sector_words import sector_book
from leads.services.stages import read_seed
from sitepages.figures import PARK_TIME
from sitepages.models import FactKey
from sitepages.refusal import Refused

LIMIT = 2_000_000  # bytes: a questionnaire is a page or two
KIND = "project.project_kind"
UNITS = {
    "area": "m²",
    "power": "kVA",
    "speed": "Gbps",
    "money": "USD",
    "money_eur": "EUR",
    "price": "USD/m²",
    "share": "%",
}
WATER = {"vi": "m³/ngày", "en": "m³/day"}
AGREED = {"vi": ("có", "không"), "en": ("yes", "no")}


class QuestionnaireRefused(Refused):
    """No workbook of ours to read. Facts: `why` (code of leads.mailroom.files, or not_xlsx)."""

    code = "questionnaire_refused"
    status = 422


def read_upload(upload: Upload, now: datetime) -> Questionnaire:
    """Judged like any file from outside, scanned, read, let go.

    Raises QuestionnaireRefused, FileRefused or NotCheckedNow.
    """
    if len(upload.data) > LIMIT:
        raise QuestionnaireRefused(why="questionnaire_big")
    found = judged(upload.name, upload.data)
    if found.refused or found.kind != "xlsx":
        told = found.refused if found.refused != "unknown_kind" else ""  # its sentence lists what others take
        raise QuestionnaireRefused(why=told or "not_xlsx")
    check_at_once(upload)
    try:
        return read_questionnaire(sheets_of(upload.data), book(now.astimezone(PARK_TIME).date()))
    except Unreadable as error:
        raise QuestionnaireRefused(why="not_xlsx") from error


@transaction.atomic
def begin_from_questionnaire(
    *, request: Mapping[str, Any], text: str, seen: Sequence[str], campaign: str, now: datetime
) -> Triage:
    """The six questions with what the reader confirmed filled in, at a new address; `seen`: steps it answers."""
    return Triage.objects.create(
        request=dict(request), text=text, campaign=campaign, seen=list(seen), started_at=now, changed_at=now
    )


# --- What it is read by ---


@cache
def words() -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_seed("questionnaire_words.yaml")
    return found


def book(on: date) -> Book:
    """Words of the seed, lists of the house, the power factor of the ratios and the rate of the day."""
    data, rate = words(), rate_on(on)
    filler = frozenset(word for one in data["filler"] for word in folded(one).split())
    lists = {"sector": _sectors(), "project.origin": _countries(), KIND: _kinds(), "zones": _zones()}
    unsure = {folded(word): code for code, some in data["countries"]["asked"].items() for word in some}
    agreed = {True: data["agreed"], False: data["declined"]}
    return Book(
        rules={row["key"]: Rule(row["key"], row["kind"]) for row in data["fields"]},
        labels=_labels(data["fields"], filler),
        contact=frozenset(label_key(word, frozenset()) for word in data["contact"]),
        filler=filler,
        columns={kind: frozenset(folded(word) for word in some) for kind, some in data["columns"].items()},
        tongue=tongue(),
        rates=Rates(power_factor(), Fraction(rate) if rate is not None else None),
        lists=lists,
        unsure={"project.origin": unsure},
        agreed={folded(word) or word: yes for yes, some in agreed.items() for word in some},
        sectors=sector_book(),
        loose=frozenset(label_key(word, filler) for row in data["fields"] for word in row.get("asked", ())),
        phrases=_phrases(data["fields"]),
        harmless=frozenset(word for one in data["harmless"] for word in folded(one).split()),
        narrows=_narrows(data["narrows"]),
        hints=frozenset(folded(str(row.get(f"hint_{lang}", ""))) for row in data["fields"] for lang in AGREED),
    )


def power_factor() -> Fraction:
    """kW per kVA, as supposed where nothing better is known (leads/seed/ratios.yaml)."""
    return Fraction(repr(ratio_book().ratios["power_factor"].typical))


def _labels(fields: Sequence[Mapping[str, Any]], filler: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in fields:
        for label in (row["vi"], row["en"], *row["also"], *row.get("asked", ())):
            keys = found.setdefault(label_key(label, filler), [])
            if row["key"] not in keys:
                keys.append(row["key"])
    return {label: tuple(keys) for label, keys in found.items()}


def _narrows(some: Sequence[str]) -> re.Pattern[str]:
    """One of the words, with the number of a phase behind it."""
    words = "|".join(re.escape(folded(word)) for word in some)
    return re.compile(rf"\b(?:{words})\b(?: (?:[0-9]+|[ivx]+)\b)?")


def _phrases(fields: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    found = {folded(label): (row["key"],) for row in fields for label in (row["vi"], row["en"], *row["also"])}
    return {label: keys for label, keys in found.items() if " " in label}


@cache
def tongue() -> Tongue:
    data = words()
    money = data["money"]
    return Tongue(
        units={kind: dict(_units(rows)) for kind, rows in data["units"].items()},
        asked={kind: tuple(keys) for kind, keys in data["asked"].items()},
        bounds={
            name: tuple(sorted(map(plainly, some), key=len, reverse=True)) for name, some in data["bounds"].items()
        },
        currencies={plainly(word): code for code, some in money["currencies"].items() for word in some},
        magnitudes={plainly(word): int(times) for times, some in money["magnitudes"].items() for word in some},
        per_area=_longest_first(money["per_area"]),
        per_year=_longest_first(money["per_year"]),
        asked_money=tuple(money["asked"]),
    )


def _longest_first(some: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(map(plainly, some), key=len, reverse=True))


def _units(rows: Mapping[str, Any]) -> Iterator[tuple[str, Unit]]:
    for key, row in rows.items():
        unit = Unit(key, Fraction(row["factor"]), "by" in row, row.get("to_whole", False))
        for word in (key, *row["words"]):
            if word:
                yield plainly(word).strip(" .,;:()[]"), unit


def _sectors() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in sectors().values():
        if row.retired_on is None:
            found |= {folded(word): row.key for word in (row.key, row.name_vi, row.name_en)}
    return found


def _countries() -> dict[str, str]:
    found = {folded(name): code for lang in ("vi", "en") for code, name in countries(lang).items()}
    found |= {folded(code): code for code in countries("en")}
    sure = words()["countries"]["sure"]
    return found | {folded(word): code for code, some in sure.items() for word in some}


def _kinds() -> dict[str, str]:
    return {folded(word): value for value, some in _kind_names().items() for word in (value, *some)}


def _kind_names() -> dict[str, tuple[str, str]]:
    spec = FactKey.objects.filter(key="project_kind").values_list("spec", flat=True).first() or {}
    return {str(one["value"]): (one["vi"], one["en"]) for one in spec.get("choices", [])}


def _zones() -> dict[str, str]:
    return {folded(word): zone.code for zone in zones().values() for word in (zone.code, zone.name_vi, zone.name_en)}


# --- Our own sheet ---


def questions_of(request: Mapping[str, Any], text: str, lang: str) -> tuple[Question, ...]:
    """The rows of our own sheet; a request fills them in, in the reader's words."""
    rows = [row for row in words()["fields"] if row.get("own", True)]
    return tuple(_question(row, _given(request, text, row["key"]), lang) for row in rows)


def _given(request: Mapping[str, Any], text: str, key: str) -> Any:
    if key == "text":
        return text or None
    part, _dot, name = key.partition(".")
    return (request.get(part) or {}).get(name) if name else request.get(part)


def _question(row: Mapping[str, Any], value: Any, lang: str) -> Question:
    kind, second = row["kind"], 0 if lang == "vi" else 1
    unit = WATER[lang] if kind == "water" else UNITS.get(kind, "")
    choices: tuple[str, ...] = ()
    match kind:
        case "sector":
            names = {one.key: (one.name_vi, one.name_en)[second] for one in sectors().values() if not one.retired_on}
            choices, value = tuple(names.values()), names.get(value, value)
        case "country":
            names = dict(countries(lang))
            choices, value = tuple(names.values()), names.get(value, value)
        case "choice":
            names = {key: pair[second] for key, pair in _kind_names().items()}
            choices, value = tuple(names.values()), names.get(value, value)
        case "yes_no":
            choices = AGREED[lang]
            value = None if value is None else choices[0 if value else 1]
        case "zones":
            value = ", ".join(value) if value else None
        case "day":
            value = date.fromisoformat(value) if value else None
        case "year":
            value = int(value[:4]) if value else None
    return Question(row["vi" if second == 0 else "en"], unit, str(row.get(f"hint_{lang}", "")), value, choices)


__all__ = ["FileRefused", "QuestionnaireRefused", "Upload", "begin_from_questionnaire", "questions_of", "read_upload"]
