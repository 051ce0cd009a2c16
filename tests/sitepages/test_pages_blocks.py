"""A figure is never published without source, date and certainty."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from sitepages.blocks import FactBlock

SOURCE = {"title": "VnEconomy", "date": "11/03/2026", "url": "https://vneconomy.vn/a.htm"}
FACT = {"label": "Area", "value": "200 ha", "note": "", "certainty": "verified", "sources": [SOURCE]}


def clean(**changes: Any) -> Any:
    block = FactBlock()
    return block.clean(block.normalize(FACT | changes))


def wrong_fields(**changes: Any) -> set[str]:
    with pytest.raises(StructBlockValidationError) as caught:
        clean(**changes)
    return set(caught.value.block_errors)


def test_a_fact_with_source_and_date_is_accepted() -> None:
    fact = clean()
    assert fact.known
    assert fact.certainty_icon == "c-full"


@pytest.mark.parametrize("certainty", ["verified", "second_hand", "computed"])
def test_a_figure_without_source_is_refused(certainty: str) -> None:
    assert wrong_fields(certainty=certainty, sources=[]) == {"sources"}


def test_a_source_without_date_is_refused() -> None:
    assert wrong_fields(sources=[SOURCE | {"date": ""}]) == {"sources"}


def test_a_figure_without_certainty_is_refused() -> None:
    assert "certainty" in wrong_fields(certainty="")


def test_sources_that_differ_are_two_at_least() -> None:
    assert wrong_fields(certainty="conflict") == {"sources"}
    assert clean(certainty="conflict", sources=[SOURCE, SOURCE | {"title": "VnExpress"}]).open


def test_unknown_is_a_value_that_says_what_was_asked() -> None:
    assert wrong_fields(certainty="unknown", sources=[]) == {"value", "note"}
    fact = clean(certainty="unknown", value="", note="Asked on 24/11/2026.", sources=[])
    assert not fact.known
    assert fact.certainty_icon == "c-none"


def test_a_draft_may_be_incomplete() -> None:
    block = FactBlock()
    block.clean_deferred(block.normalize(FACT | {"sources": []}))


def test_an_incomplete_fact_that_slipped_through_shows_no_figure() -> None:
    """Bulk publishing skips the form's checks: the page then withholds the figure."""
    block = FactBlock()
    html = block.render(block.normalize(FACT | {"sources": []}))
    assert "200 ha" not in html
    assert 'class="unk"' in html


def test_the_error_is_a_plain_validation_error() -> None:
    with pytest.raises(ValidationError):
        clean(sources=[])
