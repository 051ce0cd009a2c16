"""The copy of a person's data as PDF, set by typst and kept nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from leads.services.personal_data import Section
from sitepages.printing import printed_apart

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "data.typ"


def data_pdf(sections: tuple[Section, ...], *, reference: str, made: str, lang: str) -> bytes:
    """Raises PressBusy where too many papers are asked for at once."""
    return printed_apart(TEMPLATE, data_content(sections, reference=reference, made=made, lang=lang), {})


def data_content(sections: tuple[Section, ...], *, reference: str, made: str, lang: str) -> dict[str, Any]:
    """Everything the PDF shows; fields that hold nothing are left out of rows, a section without rows says so."""
    return {
        "lang": lang,
        "title": _("Your personal data in file %(reference)s") % {"reference": reference},
        "author": _("Yên Bình IT park"),
        "made": _("As held at %(moment)s") % {"moment": made},
        "left_out": what_is_left_out(),
        "footer": _("%(reference)s · personal data, for this person only") % {"reference": reference},
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
