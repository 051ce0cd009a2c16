"""What a search compares, as properties: pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.records.names import folded
from leads.records.search import MOST_WORDS, WITHIN, digits_of, likeness, line_of, near_enough, reference_of, terms_of

WORDS = st.text(alphabet="abcdeghiklmnoprstuvxyđăâêôơưáàảãạế ", min_size=1, max_size=30)


def holds(line: str, text: str) -> bool:
    digits = digits_of(text)
    return all(term in line for term in terms_of(text)) or (bool(digits) and digits in line)


@given(st.lists(WORDS, min_size=1, max_size=4), st.data())
def test_every_word_of_a_part_is_found_whatever_its_accents_and_case(parts: list[str], data: st.DataObject) -> None:
    line = line_of(parts)
    part = data.draw(st.sampled_from(parts))
    assert holds(line, part.upper()) or not folded(part)
    assert holds(line, folded(part)[::1])


@given(WORDS, st.integers(0, 20), st.integers(3, 8))
def test_a_piece_of_three_letters_within_a_word_is_found(text: str, start: int, length: int) -> None:
    for word in folded(text).split():
        piece = word[start : start + length]
        assert holds(line_of([text]), piece) or len(piece) < WITHIN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen thi hoa", True),
        ("HÒA nguyễn", True),
        ("gel", True),
        ("el", False),  # two letters count at the beginning of a word
        ("an", True),
        ("hò", True),
        ("0912 345 678", True),
        ("+84 912-345-678", True),
        ("5678", True),
        ("5679", False),
        ("yb-2026-0147", True),
        ("2026-0147", True),
        ("6-0147", True),
        ("hoa@angel.example", True),
        ("nguyen minh", False),
        ("%", False),
        ("_", False),
    ],
)
def test_words_digits_and_addresses(text: str, found: bool) -> None:
    line = line_of(("YB-2026-0147", "Angel Đông Á", "Nguyễn Thị Hoà", "hoa@angel.example"), ("+84 912 345 678",))
    assert holds(line, text) is found


@pytest.mark.parametrize("typed", ["YB-2026-0147", "yb20260147", "YB 2026 147", " yb-2026-00147"])
def test_a_reference_is_known_however_it_is_typed(typed: str) -> None:
    assert reference_of(typed) == "YB-2026-0147"


@pytest.mark.parametrize("typed", ["2026-0147", "YB", "YB-1999-0147", "XX-2026-0147", "YB-2026-0147 hay"])
def test_what_is_no_reference(typed: str) -> None:
    assert reference_of(typed) == ""


def test_a_long_question_is_cut_to_its_first_words() -> None:
    assert len(terms_of(" ".join(f"word{number}" for number in range(100)))) == MOST_WORDS


@pytest.mark.parametrize(
    ("asked", "name", "near"),
    [
        ("samsng", "samsung electronics viet nam", True),
        ("hoa phta", "hoa phat", True),
        ("yusahn", "yushan precision", True),
        ("sao mai dein tu", "sao mai dien tu 501", True),
        ("sao mai dien tu", "nam mai dien co", False),
        ("yushan", "kestrel", False),
        ("viettel", "viglacera", False),
    ],
)
def test_a_letter_or_two_typed_otherwise_is_near(asked: str, name: str, near: bool) -> None:
    assert (likeness(asked, name) >= near_enough(asked)) is near


@given(WORDS)
def test_a_name_is_wholly_like_itself(name: str) -> None:
    assert likeness(name, name) in (0.0, 1.0)
