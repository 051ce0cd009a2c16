"""Who speaks for the land on a day: asked here, answered by the desk (`sitepages.registry`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sitepages.registry import CONTACT


@dataclass(frozen=True)
class Contact:
    """A named person of the desk, as the public may see them; `illustrative` marks the demo's invented people."""

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
        parts = (self.name, self.role(lang), ", ".join(self.languages), self.phone, self.email)
        return " · ".join(part for part in parts if part)


def contact_on(on: date) -> Contact | None:
    """Whom an investor may write to about a plot on this day; None while no desk says so."""
    return next((found for found in (answer(on) for answer in CONTACT) if found), None)
