"""Names of Korea, Japan and China come out of a PDF as they went in; a PDF without them carries no letters for them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from leads.portal.data_pdf import Paper, data_pdf
from leads.services.personal_fields import Field, Section

NAMES = ("김민수", "山田太郎 さくら", "李小龍")
ROOT = Path(__file__).resolve().parents[2]


def copy_of(name: str) -> PdfReader:
    sections = (Section("person", "Quý vị", ((Field("name", "Họ tên", name, name),),)),)
    paper = Paper("YB-2026-0001", "Dữ liệu cá nhân của quý vị", "Không kèm đường dẫn.", "vi")
    return PdfReader(io.BytesIO(data_pdf(sections, paper, made="26/11/2026")))


def fonts(pdf: PdfReader) -> set[str]:
    rows = (font.get_object() for page in pdf.pages for font in page["/Resources"]["/Font"].values())
    return {str(row["/BaseFont"]).partition("+")[2] for row in rows}


@pytest.mark.parametrize("name", NAMES)
def test_the_copy_has_the_name_as_it_was_written(name: str) -> None:
    assert name in copy_of(name).pages[0].extract_text()


def test_a_copy_without_such_letters_does_not_grow() -> None:
    assert fonts(copy_of("Nguyễn Thị Thử")) == {"SourceSans3-Regular", "SourceSans3-SemiBold"}


def test_every_template_names_the_fonts_for_such_letters() -> None:
    found = [path for app in ("leads", "sitepages") for path in (ROOT / app / "typst").glob("*.typ")]
    assert len(found) >= 5
    for path in found:
        assert '#set text(font: ("Source Sans 3", "Nanum Gothic", "Droid Sans Fallback")' in path.read_text(), path.name
