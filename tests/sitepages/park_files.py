"""The demo park's own files, read and written back with one thing changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sitepages.land.checks import Site, compare
from sitepages.land.importers.read import LandFile, Survey, read_files
from sitepages.services.demo_park import PARK

ZONES = ("SX", "RD", "DC", "DV", "LG", "CG", "HT", "QL")
PLOT, POINT, X, Y, SIDE = "Số hiệu lô", "Số hiệu điểm", "X (m)", "Y (m)", "Chiều dài cạnh (m)"

Row = dict[str, str]


@cache
def survey_bytes() -> bytes:
    return (PARK / "survey_vn2000.csv").read_bytes()


@cache
def attribute_bytes() -> bytes:
    return (PARK / "plots.csv").read_bytes()


def survey_rows() -> list[Row]:
    return list(csv.DictReader(io.StringIO(survey_bytes().decode("utf-8-sig"))))


def attribute_rows() -> list[Row]:
    return list(csv.DictReader(io.StringIO(attribute_bytes().decode("utf-8-sig"))))


def written(rows: Sequence[Mapping[str, str]], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def only(code: str) -> tuple[list[Row], list[Row]]:
    """One plot's rows of the survey and of the attributes."""
    return (
        [row for row in survey_rows() if row[PLOT] == code],
        [row for row in attribute_rows() if row["code"] == code],
    )


def read(survey: bytes | Sequence[Row], attributes: bytes | Sequence[Row], known: Iterable[str] = ()) -> Survey:
    files = [
        LandFile("survey.csv", survey if isinstance(survey, bytes) else written(survey)),
        LandFile("attributes.csv", attributes if isinstance(attributes, bytes) else written(attributes)),
    ]
    found = read_files(files, ZONES)
    far = ((433_100.0, 2_360_100.0), (433_200.0, 2_360_100.0), (433_200.0, 2_360_200.0))
    found.findings += compare(found, Site(rings=dict.fromkeys(known, far)), whole=bool(tuple(known)))
    return found


def demo() -> Survey:
    """The park as its files have it, without a finding."""
    found = read(survey_bytes(), attribute_bytes())
    assert not found.findings
    return found
