"""Questions found in a message, in Vietnamese with and without diacritics and in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.reading.folded import folded, marked
from leads.reading.questions import MOST, questions_in, topics_of


def test_questions_are_found_among_other_words() -> None:
    text = "We build chips in Korea.\n1. Is there a dual power feed?\n- lease price\nThank you. How long is the permit"
    assert [one.text for one in questions_in(text)] == [
        "Is there a dual power feed?",
        "lease price",
        "How long is the permit",
    ]


def test_vietnamese_questions_need_no_marks() -> None:
    text = "Chung toi can thue dat. Gia thue bao nhieu. Có được miễn thuế không?\nXin cảm ơn."
    assert [one.text for one in questions_in(text)] == ["Gia thue bao nhieu.", "Có được miễn thuế không?"]


def test_the_same_question_twice_is_one() -> None:
    assert len(questions_in("What is the price?\nwhat is the PRICE?")) == 1


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Is there a dual power feed?", ("land",)),
        ("Thuế suất bao nhiêu?", ("tax",)),
        ("Giá thuê đất bao nhiêu?", ("land",)),
        ("gia thue dat bao nhieu", ("land",)),
        ("How long does the environmental permit take?", ("procedure",)),
        ("What wages do engineers get, and which tax?", ("tax", "cost")),
        ("Are there schools nearby?", ()),
    ],
)
def test_a_question_points_at_parts_of_the_answer(text: str, topics: tuple[str, ...]) -> None:
    assert topics_of(text) == topics


def test_marks_tell_lease_from_tax() -> None:
    assert "tax" not in topics_of("Thuê nhà xưởng được không?")
    assert marked("đất")
    assert not marked("dat")


@given(st.text(max_size=4000))
def test_any_text_is_read(text: str) -> None:
    found = questions_in(text)
    assert len(found) <= MOST
    assert all(folded(one.text) for one in found)
