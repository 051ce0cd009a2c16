"""Consents in a file's facts: which wording, when, in which language, by which way, and whether it was taken back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from leads.choices import ASKED_WITH_A_LEAD, Channel, ConsentPurpose
from leads.models import Consent, Lead
from leads.services.agreed import consents_of
from leads.services.sources import source_name
from sitepages import figures
from sitepages.language import site_language


@dataclass(frozen=True)
class ConsentLine:
    """`proof` is "" where it was never given; `withdrawn` says since when it stands no more, else ""."""

    name: str
    given: bool
    proof: str = ""
    withdrawn: str = ""


def consent_lines(lead: Lead) -> tuple[ConsentLine, ...]:
    """The newest of each purpose asked with an enquiry."""
    newest = {row.text.purpose: row for row in consents_of(lead)}
    return tuple(_line(purpose, newest.get(purpose)) for purpose in ASKED_WITH_A_LEAD)


def _line(purpose: ConsentPurpose, row: Consent | None) -> ConsentLine:
    if row is None:
        return ConsentLine(str(purpose.label), given=False)
    lang = site_language()
    proof = _("wording %(version)s in %(language)s, %(at)s, by %(channel)s") % {
        "version": row.text.version,
        "language": _("Vietnamese") if row.language == "vi" else _("English"),
        "at": figures.moment(row.given_at, lang),
        "channel": way_in_words(row.channel),
    }
    withdrawn = figures.moment(row.withdrawn_at, lang) if row.withdrawn_at else ""
    return ConsentLine(str(purpose.label), row.withdrawn_at is None, proof, withdrawn)


def way_in_words(channel: str) -> str:
    """The door a consent came through: the link, a channel an officer heard it by, or a way in."""
    if channel == "link":
        return _("the link of the file")
    return str(Channel(channel).label) if channel in Channel.values else source_name(channel)
