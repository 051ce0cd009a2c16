"""The judges of hostile files by themselves: the land reads none of them, and none takes much memory."""

from __future__ import annotations

import tracemalloc

import pytest

from leads.mailroom.files import judged
from sitepages.land.importers.read import LandFile, read_files
from tests.leads.uploads import HOSTILE, LAUGHS, OLE, declared, workbook, zipped

# --- The judges by themselves ---


@pytest.mark.parametrize(("name", "data", "why"), HOSTILE, ids=[name for name, *_rest in HOSTILE])
def test_the_land_reads_none_of_them(name: str, data: bytes, why: str) -> None:
    survey = read_files([LandFile(name, data)], ())
    assert survey.blocked
    assert not survey.forms


# --- Memory ---


def test_bombs_are_refused_in_little_memory() -> None:
    bombs = [
        (name, data) for name, data, why in HOSTILE if why in {"zip_bomb", "zip_in_zip", "xml_unsafe", "image_bomb"}
    ]
    tracemalloc.start()
    try:
        for name, data in bombs:
            tracemalloc.reset_peak()
            base = tracemalloc.get_traced_memory()[0]
            judged(name, data)
            read_files([LandFile(name, data)], ())
            assert tracemalloc.get_traced_memory()[1] - base < 30_000_000, name
    finally:
        tracemalloc.stop()


def test_a_workbook_that_swells_is_refused_before_it_is_read() -> None:
    words = workbook(**{"xl/sharedStrings.xml": b"<sst>" + b"<si><t>aaaa</t></si>" * 3_000_000 + b"</sst>"})
    for book in (
        words,
        declared("xl/worksheets/sheet1.xml", 10 * 2**30, {"[Content_Types].xml": b"<Types/>"}),
        workbook(**{"xl/sharedStrings.xml": LAUGHS + b"<sst><si><t>&k;</t></si></sst>"}),
        zipped({"[Content_Types].xml": b"<Types/>", "xl/vbaProject.bin": OLE}),
    ):
        survey = read_files([LandFile("plots.xlsx", book)], ())
        assert survey.blocked
        assert not survey.rings
