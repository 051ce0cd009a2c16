"""Invented names bear one mark, in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from sitepages import invented


@pytest.mark.parametrize("stored", ["Kim Thử (mẫu)", "Kim Thử (demo)", "Kim Thử (invented)"])
def test_an_invented_name_is_marked_once_in_its_readers_words(stored: str) -> None:
    for language, mark in (("vi", "mẫu"), ("en", "invented")):
        with translation.override(language):
            assert invented.shown(stored) == f"Kim Thử ({mark})"
            assert invented.shown(invented.shown(stored)) == f"Kim Thử ({mark})"
    assert invented.bare(stored) == "Kim Thử"


def test_a_real_name_stays_as_it_is() -> None:
    for name in ("Kim Min-su", "Demo (Vietnam) Ltd", ""):
        assert invented.shown(name) == name
