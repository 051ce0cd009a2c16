"""The state of what the house sets and each page reads, as one short token (`sitepages.services.table_state`).

Sectors, departments, officers and their accounts, hours and holidays, targets, templates, rates: read once per state
and process. What is kept is shared by all threads: read only, and whatever is read through a row is read with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.models import Group, User

from leads.models import (
    CalendarDay,
    Department,
    HouseVersion,
    OfficeHours,
    Officer,
    Pool,
    ReplyTemplate,
    TargetVersion,
)
from sitepages.models import (
    ExchangeRate,
    FactKey,
    FunctionalZone,
    Incentive,
    IncentiveVersion,
    ParkSettings,
    Person,
    ProcedureStep,
    Sector,
    SectorPermission,
)
from sitepages.reading import once
from sitepages.services.table_state import Watch

R = TypeVar("R")

HOUSE = Watch(
    name="house",
    version=HouseVersion,
    watched=(
        CalendarDay,
        Department,
        ExchangeRate,
        FactKey,
        FunctionalZone,
        Group,
        Incentive,
        IncentiveVersion,
        OfficeHours,
        Officer,
        ParkSettings,
        Person,
        Pool,
        ProcedureStep,
        ReplyTemplate,
        Sector,
        SectorPermission,
        TargetVersion,
        User,
        User.groups.through,
    ),
    prefix="house_renews_",
    apart={User: frozenset({"last_login"})},  # written whenever somebody signs in
)


def house_now() -> str:
    """The token, asked once by a page that only reads."""
    return once("state of the house", HOUSE.now)


def kept_of_the_house(states: int) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Keep what the function made of the last states of the house: see `Watch.kept`."""
    return HOUSE.kept(states, house_now)
