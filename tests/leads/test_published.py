"""Published projects: each investor's row is answered with a reason, who is no investor is told apart by kind."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from leads.demo_park import PRINTED_ON, demo_catalogue
from leads.published import INVESTORS, Asked, asked_of_park, document, published_rows

ROWS = {row["id"]: row for row in published_rows()}


def asked(number: str) -> Asked:
    return asked_of_park(ROWS[number], demo_catalogue(), PRINTED_ON)


def line(number: str) -> str:
    return next(one for one in document(demo_catalogue(), PRINTED_ON).splitlines() if one.startswith(f"| {number} |"))


def test_the_table_is_current() -> None:
    call_command("write_published_projects", "--check", stdout=StringIO())
    assert len(ROWS) == 27
    assert Path("docs/published-projects.md").read_text("utf-8") == document(demo_catalogue(), PRINTED_ON)


@pytest.mark.parametrize("number", [number for number, row in ROWS.items() if row["kind"] in INVESTORS])
def test_every_investor_gets_options_or_a_reason(number: str) -> None:
    one = asked(number)
    assert one.result is not None
    answer = line(number).split("|")[-2]
    assert ("Fits: " in answer) is bool(one.result.options)
    assert one.result.options or len(answer) > len("Nothing here: ") + 20


def test_a_developer_and_a_call_are_no_investors_whatever_their_sector() -> None:
    assert asked("18").request is None
    assert "A park's developer" in line("18")
    assert "A park's own call" in line("22")  # a data centre by its sector
    assert asked("4").request is not None  # infrastructure by its sector, a project by its kind


def test_land_is_the_published_less_a_tenth_to_plus_a_quarter_and_the_first_country_counts() -> None:
    amkor = asked("40").request
    assert amkor is not None
    assert amkor["land"] == {"area_min_m2": 207_000.0, "area_max_m2": 287_500.0}
    assert amkor["project"]["origin"] == "US"


def test_what_is_not_published_is_said_and_estimates_are_marked() -> None:
    assert asked("10").silent == ("land", "floor area", "power", "capital")
    assert "*est* from" in line("10")
    assert "nothing on size or power is published" in line("14")


def test_the_need_that_alone_stands_in_the_way_is_named() -> None:
    result = asked("34").result
    assert result is not None
    assert [(one.key, one.after, one.options) for one in result.reliefs] == [("utilities.power_kva", 43200, 1)]
    assert "With 43,200 kVA of power instead of 155,556 kVA, 1 option fits, best is DC-02." in line("34")
