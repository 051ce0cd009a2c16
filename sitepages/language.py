"""The language a page is read in: Vietnamese, else English, whatever else was wished for."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def site_language() -> str:
    """vi or en, as it is in force now."""
    return "vi" if get_language() == "vi" else "en"


def language_mark(language: str) -> str:
    """Said of a text shown in another language than the reader's."""
    return {"vi": _("in Vietnamese"), "en": _("in English")}.get(language, "")
