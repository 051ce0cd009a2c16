"""What an investor agreed to: one reading of a lead's consents for whoever asks."""

from __future__ import annotations

from leads.models import Consent, Lead
from sitepages.reading import once


def consents_of(lead: Lead) -> tuple[Consent, ...]:
    """The lead's consents by time, with the version of their wording and without its words."""
    rows = lead.consents.select_related("text").defer("text__text_vi", "text__text_en").order_by("given_at", "pk")
    return once(("consents", lead.pk), lambda: tuple(rows))


def purposes(lead: Lead) -> tuple[frozenset[str], frozenset[str]]:
    """The purposes agreed to today, and those withdrawn and not agreed to again."""
    rows = [(row.text.purpose, row.withdrawn_at) for row in consents_of(lead)]
    stand = frozenset(purpose for purpose, withdrawn in rows if withdrawn is None)
    return stand, frozenset(purpose for purpose, withdrawn in rows if withdrawn is not None) - stand


def agreed(lead: Lead) -> frozenset[str]:
    """The purposes this person agrees to today."""
    return purposes(lead)[0]
