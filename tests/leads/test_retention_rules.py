"""The tables of retention: terms, rules as data, and guards that make a new column or event say what erasure does."""

from __future__ import annotations

import re
import typing
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from leads.choices import ConsentPurpose, EventKind, Stage
from leads.records.retention import SEED, After, Of, Term, all_rules, rules_on
from leads.services.erasure_rules import CODES, COLUMNS, OF_THE_HOUSE, WORDS, Does, scrubbed
from leads.services.events import TYPES
from tests.leads.test_events import SAMPLES

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
TERMS = st.one_of(st.integers(1, 60).map(lambda n: Term(months=n)), st.integers(1, 400).map(lambda n: Term(days=n)))
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField, models.BinaryField)
FIGURES = {"int", "bool", "float", "date", "datetime", "int | None", "date | None", "datetime | None"}


# --- Terms and rules ---


@given(TERMS, DAYS)
def test_what_is_over_on_a_day_is_exactly_what_began_until_the_newest(term: Term, on: date) -> None:
    """The condition asked of the database and the day shown to people are one rule."""
    newest = term.newest_over(on)
    assert term.after(newest) <= on < term.after(newest + timedelta(days=1))


@pytest.mark.parametrize(
    ("term", "start", "end"),
    [
        (Term(months=6), date(2026, 8, 31), date(2027, 2, 28)),
        (Term(months=24), date(2024, 2, 29), date(2026, 2, 28)),
        (Term(days=15), date(2026, 12, 20), date(2027, 1, 4)),
    ],
)
def test_terms_end_on_days_people_expect(term: Term, start: date, end: date) -> None:
    assert term.after(start) == end


def test_every_stage_has_a_rule_and_every_rule_its_source() -> None:
    rules = rules_on(date(2026, 11, 26))
    plain = [rule for rule in rules if rule.of == Of.LEAD and rule.after == After.QUIET and not rule.never_agreed]
    assert sorted(stage for rule in plain for stage in rule.stages) == sorted(Stage.values)
    for rule in all_rules():
        assert rule.stages <= set(Stage.values)
        assert rule.purpose in {"", *ConsentPurpose.values}
        assert rule.source
        assert all(rule.names.values())
        assert all(rule.whys.values())
        assert rule.term.ends or rule.key == "project"
    assert rules_on(date(2025, 12, 31)) == ()


def test_no_rule_keeps_a_file_on_consent_longer_than_the_wording_in_force_says() -> None:
    """The wording of version 1 promises 24 months after the last contact (leads/seed/consents.yaml)."""
    texts = yaml.safe_load((SEED.parent / "consents.yaml").read_text(encoding="utf-8"))["texts"]
    words = next(row for row in texts if row["purpose"] == "answer_request")
    months = int(re.findall(r"at most (\d+) months after the last contact", words["en"])[0])
    assert f"{months} tháng kể từ lần liên hệ cuối" in words["vi"]
    for rule in rules_on(date(2026, 11, 26)):
        if rule.of == Of.LEAD:
            assert rule.term.ends, rule.key
            assert rule.term.after(date(2026, 1, 1)) <= Term(months=months).after(date(2026, 1, 1)), rule.key


NAMED = {  # domain.md section 7: what a consent has to name
    "vi": {
        "controller": "Bàn đón nhà đầu tư tỉnh Thái Nguyên (bên kiểm soát dữ liệu",
        "data": "thư điện tử",
        "recipients": "Người nhận: ",
        "place": "lưu tại Việt Nam",
        "term": r"\d+ tháng|\d+ ngày",
        "free": "tự nguyện",
        "rights": r"quyền xem, sửa,\s+xóa dữ liệu và rút lại đồng ý bất cứ lúc nào",
    },
    "en": {
        "controller": "the Investor Desk of Thái Nguyên Province (the controller",
        "data": "e-mail",
        "recipients": "Recipient",
        "place": "stays in Viet Nam",
        "term": r"\d+ months|\d+ days",
        "free": "voluntary",
        "rights": "see, correct and erase my data and withdraw consent at any time",
    },
}


@pytest.mark.parametrize("purpose", ["answer_request", "share_with_developer", "newsletter", "watch"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_newest_wording_of_each_consent_names_all_that_it_has_to(purpose: str, lang: str) -> None:
    texts = yaml.safe_load((SEED.parent / "consents.yaml").read_text(encoding="utf-8"))["texts"]
    newest = [row for row in texts if row["purpose"] == purpose][-1][lang]
    patterns = {"term", "rights"}
    missing = [
        part
        for part, said in NAMED[lang].items()
        if not re.search(said if part in patterns else re.escape(said), newest)
    ]
    assert not missing, newest


def test_the_newsletter_says_whose_sectors() -> None:
    texts = yaml.safe_load((SEED.parent / "consents.yaml").read_text(encoding="utf-8"))["texts"]
    newest = [row for row in texts if row["purpose"] == "newsletter"][-1]
    assert "the sectors I ticked" in newest["en"]
    assert "or for all where I ticked none" in newest["en"]
    assert "mọi ngành nếu không đánh dấu ngành nào" in newest["vi"]


# --- Guards ---


def columns_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if isinstance(field, TEXT)}


def test_every_column_of_text_says_what_erasure_does_with_it() -> None:
    tables = {model.__name__: columns_of(model) for model in apps.get_app_config("leads").get_models()}
    told = COLUMNS.keys() | OF_THE_HOUSE
    assert not COLUMNS.keys() & OF_THE_HOUSE
    assert tables.keys() == told, (
        "Say in leads/services/erasure_rules.py whether a person of an investor may stand in these tables: a line in "
        f"COLUMNS, or the name in OF_THE_HOUSE. New: {sorted(tables.keys() - told)}, "
        f"gone: {sorted(told - tables.keys())}"
    )
    for name, columns in COLUMNS.items():
        new, gone = sorted(tables[name] - columns.keys()), sorted(columns.keys() - tables[name])
        assert not new, (
            f"New columns of text in {name}: {new}. Say in COLUMNS (leads/services/erasure_rules.py) what erasing "
            "personal data does with each, and do it in leads/services/erasure.py."
        )
        assert not gone, f"These columns of {name} are gone; take them out of COLUMNS: {gone}"


def text_fields(event: type) -> set[str]:
    hints = {part.name: part.type for part in fields(event)}
    return {name for name, said in hints.items() if said not in FIGURES}


def test_every_text_of_an_event_is_words_or_a_code() -> None:
    for kind, event in TYPES.items():
        words, codes = set(WORDS.get(kind, {})), CODES.get(kind, frozenset())
        assert not words & codes
        assert text_fields(event) == words | codes, (
            f"{event.__name__} has fields {sorted(text_fields(event))}. In leads/services/erasure_rules.py each "
            "is either words that erasing takes out (WORDS), or a code that stays (CODES)."
        )


def test_the_guards_see_what_is_new() -> None:
    assert {"contact_name", "message"} <= columns_of(apps.get_model("leads", "Lead"))
    assert "what" in text_fields(TYPES[EventKind.NEXT_STEP_SET])
    assert "due" not in text_fields(TYPES[EventKind.NEXT_STEP_SET])
    assert "stated" in text_fields(TYPES[EventKind.STAGE_CHANGED])
    assert typing.get_type_hints(TYPES[EventKind.NOTE_WRITTEN])["text"] is str


def filled(value: Any, name: str) -> Any:
    if name == "reason" and isinstance(value, dict):
        return {"by_hand": "QZXW", "by": "An", "why": "QZXW"}
    return {"g_size": "QZXW"} if isinstance(value, dict) else "QZXW"


@pytest.mark.parametrize(("kind", "version"), SAMPLES)
def test_scrubbing_takes_words_out_and_leaves_the_rest(kind: str, version: int) -> None:
    words = WORDS.get(EventKind(kind), {})
    before = {name: filled(value, name) if name in words else value for name, value in SAMPLES[kind, version].items()}
    after = scrubbed(kind, before, "X-0001")
    assert "QZXW" not in str(after)
    assert {name: value for name, value in after.items() if name not in words} == {
        name: value for name, value in before.items() if name not in words
    }
    assert scrubbed(kind, after, "X-0001") == after


def test_columns_that_are_folded_come_from_events_that_are_scrubbed() -> None:
    folded = {(table, column) for table, row in COLUMNS.items() for column, does in row.items() if does == Does.FOLD}
    assert folded == {
        ("Lead", "code_name"),
        ("Lead", "search_line"),
        ("Task", "title"),
        ("Referral", "question"),
        ("Referral", "answer"),
    }
