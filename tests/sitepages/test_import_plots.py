"""`manage.py import_plots` as a surveyor's clerk uses it: the park's own files, then each usual mistake in them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sitepages.models import ChangeSet, Plot, PlotNeighbour, PlotReceipt
from sitepages.services.demo_park import PARK

Rows = list[list[str]]
SURVEY, ATTRIBUTES = PARK / "survey_vn2000.csv", PARK / "plots.csv"
PLOT, POINT, X, Y, SIDE = range(5)


def run(survey: Path, attributes: Path = ATTRIBUTES, *more: str) -> str:
    out = StringIO()
    options = [
        "--attributes",
        str(attributes),
        "--surveyed",
        str(timezone.localdate()),
        "--source",
        "Trích đo YB-01",
        "--lang",
        "en",
    ]
    try:
        call_command("import_plots", str(survey), *options, *more, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error)
    return out.getvalue()


def written() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (ChangeSet, Plot, PlotNeighbour, PlotReceipt))


@pytest.fixture
def zones(db: None) -> None:
    from sitepages.services.demo_park import _zones

    _zones()


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[Callable[[Rows], None]], Path]:
    """The park's survey with one mistake made in it."""

    def write(spoil: Callable[[Rows], None]) -> Path:
        rows = [line.split(",") for line in SURVEY.read_text("utf-8-sig").splitlines()]
        spoil(rows)
        path = tmp_path / "survey.csv"
        path.write_text("\n".join(",".join(row) for row in rows) + "\n", "utf-8")
        return path

    return write


def test_the_whole_park_is_read_without_a_finding(zones: None) -> None:
    said = run(SURVEY)
    assert "110 plots read, 0 findings, 110 new, 0 changed." in said
    assert "Imported." in said
    assert (Plot.objects.count(), PlotNeighbour.objects.count()) == (110, 179)
    assert PlotReceipt.objects.filter(source="Trích đo YB-01").exists()
    with ATTRIBUTES.open(encoding="utf-8-sig", newline="") as file:
        declared = {row["code"]: float(row["area_m2"]) for row in csv.DictReader(file)}
    for plot in Plot.objects.all():
        assert float(plot.area_m2) == pytest.approx(declared[plot.code], rel=0.001)


def test_a_second_import_changes_nothing(zones: None) -> None:
    run(SURVEY)
    before = written()[1:3]
    assert "0 new, 0 changed" in run(SURVEY)
    assert written()[1:3] == before


def test_a_dry_run_shows_and_writes_nothing(zones: None) -> None:
    said = run(SURVEY, ATTRIBUTES, "--dry-run")
    assert "110 new" in said
    assert "Dry run: nothing was written." in said
    assert written() == (0, 0, 0, 0)


def test_a_dry_run_tells_what_would_change(zones: None, tmp_path: Path) -> None:
    run(SURVEY)
    changed = tmp_path / "plots.csv"
    changed.write_text(
        ATTRIBUTES.read_text("utf-8-sig").replace(
            "HT-01,HT,Khu hạ tầng kỹ thuật,Technical infrastructure,11413.7,not_for_lease,2,2026-09-30,50",
            "HT-01,HT,Khu hạ tầng kỹ thuật,Technical infrastructure,11413.7,not_for_lease,2,2026-09-30,40",
        ),
        "utf-8",
    )
    before = written()
    said = run(SURVEY, changed, "--dry-run")
    assert "0 new, 1 changed" in said
    assert "HT-01: max_coverage_pct" in said
    assert written() == before


def swap_axes(rows: Rows) -> None:
    for row in rows[1:]:
        if row[PLOT] == "HT-01":
            row[X], row[Y] = row[Y], row[X]


def lose_a_vertex(rows: Rows) -> None:
    del rows[2]


def leave_open(rows: Rows) -> None:
    last = max(index for index, row in enumerate(rows) if row[PLOT] == "HT-01")
    rows[last][SIDE] = "12.00"


def cross_itself(rows: Rows) -> None:
    rows[2][X:], rows[3][X:] = rows[3][X:], rows[2][X:]
    for row in rows[1:5]:
        row[SIDE] = ""


def repeat_a_plot(rows: Rows) -> None:
    rows.extend([list(row) for row in rows if row[PLOT] == "HT-01"])


def write_letters(rows: Rows) -> None:
    rows[1][X] = "abc"


def lose_a_column(rows: Rows) -> None:
    for row in rows:
        del row[Y]


MISTAKES = [
    (lose_a_vertex, "HT-01: A vertex is missing: point 1 is followed by point 3."),
    (leave_open, "HT-01: The outline does not close: the last side is listed as 12 m"),
    (cross_itself, "HT-01: The outline crosses itself."),
    (repeat_a_plot, "HT-01: The plot code occurs twice in survey.csv"),
    (swap_axes, "HT-01: The columns X and Y are swapped"),
    (write_letters, "“abc” in column"),
    (lose_a_column, "The file survey.csv has no column"),
]


@pytest.mark.parametrize(("spoil", "sentence"), MISTAKES, ids=lambda one: getattr(one, "__name__", ""))
def test_each_mistake_has_its_own_sentence_and_nothing_is_written(
    zones: None, broken: Callable[[Callable[[Rows], None]], Path], spoil: Callable[[Rows], None], sentence: str
) -> None:
    said = run(broken(spoil))
    assert sentence in said
    assert "Nothing was written: mend the findings above first." in said
    assert written() == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file survey.csv is empty."),
        ("Số hiệu lô".encode("utf-16"), "it must be UTF-8"),
        (bytes(range(256)), "it must be UTF-8"),
        (b"prose\nwithout any table\n", "has no column"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(zones: None, tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "survey.csv"
    path.write_bytes(content)
    assert sentence in run(path)
    assert written() == (0, 0, 0, 0)


def test_a_file_that_is_not_there_and_a_day_that_is_none(zones: None, tmp_path: Path) -> None:
    assert "Cannot read" in run(tmp_path / "none.csv")
    assert "is not a date" in run(SURVEY, ATTRIBUTES, "--surveyed", "24/11/2026")
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "in the future" in run(SURVEY, ATTRIBUTES, "--surveyed", str(tomorrow))
    assert "before 1990" in run(SURVEY, ATTRIBUTES, "--surveyed", "0001-01-01")
    assert "before 1990" in run(SURVEY, ATTRIBUTES, "--surveyed", "1989-12-31")
    refused = run(SURVEY, ATTRIBUTES, "--accept", "nonsense")
    assert "does not know nonsense" in refused
    assert "axes_detected" in refused.partition("Known:")[2]
    assert written() == (0, 0, 0, 0)


def test_a_reader_of_vietnamese_is_told_all_in_vietnamese(zones: None) -> None:
    said = run(SURVEY, ATTRIBUTES, "--lang", "vi", "--dry-run")
    assert "Đã đọc 110 lô, 0 điểm cần xem, 110 mới, 0 thay đổi." in said
    assert "Chạy thử: chưa ghi gì." in said
    assert "Ngày này ở tương lai" in run(SURVEY, ATTRIBUTES, "--lang", "vi", "--surveyed", "2999-01-01")
    assert "trước năm 1990" in run(SURVEY, ATTRIBUTES, "--lang", "vi", "--surveyed", "0001-01-01")
    assert "không có loại nonsense" in run(SURVEY, ATTRIBUTES, "--lang", "vi", "--accept", "nonsense")
    assert written() == (0, 0, 0, 0)


def test_a_mistake_is_told_in_vietnamese_too(zones: None, broken: Callable[[Callable[[Rows], None]], Path]) -> None:
    assert "HT-01: Đường ranh tự cắt." in run(broken(cross_itself), ATTRIBUTES, "--lang", "vi")
