"""Every address of the project, and what each kind of visitor gets there.

A new URL without a line here fails tests/house/test_addresses.py, which prints the line to add.
`{lead}`, `{officers_lead}` and so on are filled in by tests/yenbinh/walk.py (`the_things`).
An address listed with GET alone must refuse POST with 405, and the other way round.
"""

from __future__ import annotations

from tests.yenbinh.addresses.desk import DESK
from tests.yenbinh.addresses.editing import LISTS
from tests.yenbinh.addresses.rooms import APPOINTMENTS, CALENDAR, LAND_HELD, ORGANISATION, RECORDS
from tests.yenbinh.addresses.site import API, PORTAL, PUBLIC
from tests.yenbinh.addresses.visitors import ACCOUNTS, ANONYMOUS, VISITORS, Address, staff

__all__ = ["ACCOUNTS", "ADDRESSES", "ANONYMOUS", "VISITORS", "Address", "staff"]
ADDRESSES: tuple[Address, ...] = (
    *(PUBLIC + PORTAL + API + DESK + APPOINTMENTS + LAND_HELD),
    *(RECORDS + CALENDAR + ORGANISATION + LISTS),
)
