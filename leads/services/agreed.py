"""What an investor agreed to: one reading of a lead's consents for whoever asks."""

from __future__ import annotations

from leads.models import Lead
from sitepages.reading import once


def purposes(lead: Lead) -> tuple[frozenset[str], frozenset[str]]:
    """The purposes agreed to today, and those withdrawn and not agreed to again."""
    rows = once(("consents", lead.pk), lambda: tuple(lead.consents.values_list("text__purpose", "withdrawn_at")))
    stand = frozenset(purpose for purpose, withdrawn in rows if withdrawn is None)
    return stand, frozenset(purpose for purpose, withdrawn in rows if withdrawn is not None) - stand


def agreed(lead: Lead) -> frozenset[str]:
    """The purposes this person agrees to today."""
    return purposes(lead)[0]
