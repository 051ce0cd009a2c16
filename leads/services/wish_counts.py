"""How many results are watched and who reads the newsletter, as counts: no address leaves this module."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leads.choices import Role
from leads.models import Lead, Subscription, Watch
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
    rows = list(confirmed(Subscription).values_list("sectors", "language"))
    waiting = sum(still_open(model).filter(confirmed_at=None).count() for model in (Watch, Subscription))
    watches = list(confirmed(Watch).values_list("told__answer__match__options", flat=True))
    return WishCounts(
        watches=len(watches),
        nothing_fits=sum(not options for options in watches),
        waiting=waiting,
        readers=len(rows),
        every=sum(not sectors for sectors, _lang in rows),
        sectors=Counter(key for sectors, _lang in rows for key in sectors),
        languages=Counter(lang for _sectors, lang in rows),
    )


@dataclass(frozen=True)
class WatchedLead:
    """Of a file: how many addresses watch its result, since when, and when a change was last told."""

    count: int
    since: datetime
    told_at: datetime | None
    result: str


def watched(lead: Lead) -> WatchedLead | None:
    """One query; None where nobody watches."""
    rows = list(confirmed(Watch).filter(lead=lead).values_list("confirmed_at", "told_at", "told__token").order_by("pk"))
    if not rows:
        return None
    told = max((one for one in rows if one[1]), key=lambda one: one[1], default=None)
    return WatchedLead(len(rows), min(one[0] for one in rows), told[1] if told else None, told[2] if told else "")
