"""The park as the engine sees it on a day."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language

from leads.catalogue import catalogue_from
from leads.matching.catalogue import Catalogue
from sitepages.land.facts import LandFacts
from sitepages.services.facts import facts_on
from sitepages.services.land_version import kept_of_the_land
from sitepages.services.streets import streets_of


def park_on(on: date) -> tuple[LandFacts, Catalogue]:
    """The land's facts on this day, and the same as engine records. One query while the land is unchanged.

    Shared by all threads: nobody changes what is in it.
    """
    return _park_of(on, get_language())


@kept_of_the_land(states=4)  # today and one other day, each in two languages
def _park_of(on: date, _lang: str | None) -> tuple[LandFacts, Catalogue]:
    land = facts_on(on)
    return land, catalogue_from(land, streets_of(land))
