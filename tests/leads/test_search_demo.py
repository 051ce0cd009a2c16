"""Searching the park and the desk of the demo."""

from __future__ import annotations

from datetime import datetime

from leads.desk.search_pages import plots_found
from leads.models import Lead
from leads.services.lead_search import write_lines


def test_plots_are_found_with_and_without_the_hyphen(whole_site: datetime) -> None:
    for q in ("sx-12", "SX12", "SX 12", "x-12"):
        assert [plot.code for plot in plots_found(q)][:1] == ["SX-12"]
    assert not plots_found("SX-12 hay")
    assert not plots_found("đất")


def test_the_lines_of_the_demo_are_as_written(whole_site: datetime) -> None:
    assert write_lines(Lead.objects.all()) == 0
