"""Who speaks for the land on a day: asked here, answered by the desk (`sitepages.registry`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sitepages.registry import CONTACT


@dataclass(frozen=True)
class Contact:
    """A named person of the desk, as the public may see them; `illustrative` marks the demo's invented people, whose
    name says so in the reader's language.
    """

    name: str
    role_vi: str
    role_en: str
    department_vi: str
    department_en: str
    languages: tuple[str, ...]
    phone: str
    email: str
    illustrative: bool

    def role(self, lang: str) -> str:
        return self.role_vi if lang == "vi" else self.role_en

    def department(self, lang: str) -> str:
        return self.department_vi if lang == "vi" else self.department_en

    def in_words(self, lang: str) -> str:
        parts = (self.name, self.role(lang), spoken(self.languages), self.phone, self.email)
        return " · ".join(part for part in parts if part)


def spoken(languages: Iterable[str]) -> str:
    """Languages by name, as the reader calls them."""
    names = {"vi": _("Vietnamese"), "en": _("English"), "ko": _("Korean"), "ja": _("Japanese"), "zh": _("Chinese")}
    return ", ".join(names.get(key, key) for key in languages)


def contact_on(on: date) -> Contact | None:
    """Whom an investor may write to about a plot on this day; None while no desk says so."""
    return next((found for found in (answer(on) for answer in CONTACT) if found), None)
