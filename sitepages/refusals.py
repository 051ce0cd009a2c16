"""What the supply side says when it will not act: code -> sentence, the same at every door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sitepages.refusal import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "import_blocked": _("Nothing was written: %(findings)s errors must be mended in the files first."),
    "changed_since_preview": _("Nothing was written: changed since the preview was made: %(rows)s."),
}


def sentence(refusal: Refused) -> str:
    """The refusal in the active language."""
    facts = {name: ", ".join(value) if isinstance(value, list) else value for name, value in refusal.facts.items()}
    return str(SENTENCES[refusal.code]) % facts
