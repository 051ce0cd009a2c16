"""The language a page is read in: Vietnamese, else English, whatever else was wished for."""

from __future__ import annotations

from django.utils.translation import get_language


def site_language() -> str:
    """vi or en, as it is in force now."""
    return "vi" if get_language() == "vi" else "en"
