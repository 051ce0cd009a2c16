"""Whom to write or call about land, as a page and its brochure show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sitepages.contacts import contact_on, spoken
from sitepages.language import site_language
from sitepages.models import ParkSettings


@dataclass(frozen=True)
class ContactCard:
    """`initials` are empty for the desk as such; `phone` and `email` where they were given."""

    name: str
    initials: str
    about: tuple[str, ...]
    phone: str
    email: str

    @property
    def reach(self) -> tuple[str, ...]:
        """How to reach them; where nobody gave it, that."""
        given = tuple(part for part in (self.phone, self.email) if part)
        return given or (_("telephone and e-mail not yet given by the province"),)


def contact_card(on: date, settings: ParkSettings) -> ContactCard:
    """The named person of the day, or the desk."""
    contact = contact_on(on)
    if contact is None:
        return ContactCard(_("Investor desk"), "", (), settings.desk_phone, settings.desk_email)
    languages = _("speaks %(languages)s") % {"languages": spoken(contact.languages)} if contact.languages else ""
    about = (contact.role(site_language()), contact.department(site_language()), languages)
    words = [word for word in contact.name.split() if word[0].isalpha()]
    return ContactCard(
        name=contact.name,
        initials="".join(word[0] for word in words[-2:]),
        about=tuple(part for part in about if part),
        phone=contact.phone,
        email=contact.email,
    )
