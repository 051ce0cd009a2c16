"""The copy of a person's data as PDF, set by typst and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from leads.services.personal_fields import Section
from sitepages.printing import printed_apart

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "data.typ"


@dataclass(frozen=True)
class Paper:
    """Whose copy it is: `name` of the file and of the foot, title, what it says it leaves out, language."""

    name: str
    title: str
    left_out: str
    lang: str


def data_pdf(sections: tuple[Section, ...], paper: Paper, *, made: str) -> bytes:
    """Raises PressBusy where too many papers are asked for at once."""
    return printed_apart(TEMPLATE, data_content(sections, paper, made=made), {})


def data_content(sections: tuple[Section, ...], paper: Paper, *, made: str) -> dict[str, Any]:
    """Everything the PDF shows; fields that hold nothing are left out of rows, a section without rows says so."""
    return {
        "lang": paper.lang,
        "title": paper.title,
        "author": _("Yên Bình IT park"),
        "made": _("As held at %(moment)s") % {"moment": made},
        "left_out": paper.left_out,
        "footer": _("%(reference)s · personal data, for this person only") % {"reference": paper.name},
        "sections": [
            {
                "title": one.title,
                "rows": [[[field.label, field.shown] for field in row if field.shown] for row in one.rows],
            }
            for one in sections
        ],
        "words": {"page": _("page"), "nothing": _("Nothing is held.")},
    }


def what_is_left_out() -> str:
    """What the copy does not hold, said on it."""
    return _(
        "Documents stand here by name: fetch them on the page of the file, or ask for them. Addresses of links are "
        "left out. What officers noted, planned and asked among themselves, and the course of the procedures, are not "
        "in this copy; ask the desk for them."
    )
