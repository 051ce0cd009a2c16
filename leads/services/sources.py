"""The ways an enquiry came in, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leads.choices import EntrySource


def source_name(source: str) -> str:
    """The way in the reader's language, or the key itself when it is none we know."""
    if source in EntrySource.values:
        return str(EntrySource(source).label)
    known = {
        "site": _("the site"),
        "api": _("the API"),
        "demo": _("the demo data"),
        "import": _("a list of leads"),
        "triage": _("the site, question by question"),
    }
    return known.get(source, source)
