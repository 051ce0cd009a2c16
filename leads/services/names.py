"""The names a page speaks of, each list read once however many sentences name them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from leads.models import Department, Officer, Pool
from leads.services import house
from sitepages.models import FunctionalZone, Sector


class NameBook:
    """Departments, pools, officers, sectors and zones by key; a list is read when first asked for.

    Made for one page or one mail: it does not see what changes afterwards.
    """

    @cached_property
    def departments(self) -> Mapping[str, Department]:
        return house.departments()

    @cached_property
    def pools(self) -> Mapping[str, Pool]:
        return house.pools()

    @cached_property
    def officers(self) -> Mapping[str, Officer]:
        return house.officers_by_key()

    @cached_property
    def sectors(self) -> Mapping[str, Sector]:
        return house.sectors()

    @cached_property
    def zones(self) -> Mapping[str, FunctionalZone]:
        return house.zones()

    def department(self, key: str) -> str:
        """The department's name in the reader's language; empty when there is none."""
        found = self.departments.get(key)
        return found.name if found else ""
