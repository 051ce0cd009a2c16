"""The park as the engine sees it on a day."""

from __future__ import annotations

from datetime import date

from leads.catalogue import catalogue_from
from leads.matching.catalogue import Catalogue
from sitepages.land.facts import LandFacts
from sitepages.services.facts import facts_on
from sitepages.services.streets import streets_of


def park_on(on: date) -> tuple[LandFacts, Catalogue]:
    """The land's facts on this day, and the same as engine records. Six queries, five while the land is unchanged."""
    land = facts_on(on)
    return land, catalogue_from(land, streets_of(land))
