"""How many results are watched and who reads the newsletter, as counts: no address leaves this module."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leads.choices import Role
from leads.models import Subscription, Watch
from leads.services.access import seat_of, sees_leads
from leads.services.mail_wishes import confirmed, still_open

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


@dataclass(frozen=True)
class WishCounts:
    """`nothing_fits`: watches whose last result told offers nothing; `sectors`: readers who chose it, by key;
    `every`: readers of every sector.
    """

    watches: int
    nothing_fits: int
    waiting: int
    readers: int
    every: int
    sectors: Counter[str]
    languages: Counter[str]


def reads_counts(user: User | AnonymousUser) -> bool:
    """Whoever reads leads, and the editors whose news the newsletter brings."""
    return sees_leads(user) or bool({Role.EDITOR, Role.ADMIN} & set(seat_of(user).roles))


def wish_counts() -> WishCounts:
    """Four queries."""
    chosen = list(confirmed(Subscription).values_list("sectors", "language"))
    waiting = sum(asked.filter(confirmed_at=None).count() for asked in (still_open(Watch), still_open(Subscription)))
    watches = list(confirmed(Watch).values_list("told__answer__match__options", flat=True))
    return WishCounts(
        watches=len(watches),
        nothing_fits=sum(not options for options in watches),
        waiting=waiting,
        readers=len(chosen),
        every=sum(not sectors for sectors, _lang in chosen),
        sectors=Counter(key for sectors, _lang in chosen for key in sectors),
        languages=Counter(lang for _sectors, lang in chosen),
    )
