"""Rates of exchange by date: entered with a source by an editor of law, withdrawn with a reason, never changed.

A rate is a figure of a bank, not law: one person enters it. What keeps a slip out is the comparison with the rate
before it, and that the low and the high end enclose it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from sitepages.choices import RatePair
from sitepages.figures import PARK_TIME
from sitepages.incentives.golden import Miss
from sitepages.models import ExchangeRate
from sitepages.refusal import Refused
from sitepages.services.policy import require
from sitepages.services.rate_cases import turned_by

FAR_PCT = 10  # from the rate before; further wants a second look


class RateThere(Refused):
    """The pair has a rate of this day; withdraw it first. Facts: `pair`, `day`."""

    code = "rate_there"


class RateFar(Refused):
    """Further from the rate before than usual, and not said to be right. Facts: `value`, `before`, `percent`."""

    code = "rate_far"


class RateAhead(Refused):
    """A rate of a day that has not come. Facts: `day`."""

    code = "rate_ahead"


class RateEnds(Refused):
    """The low and the high end do not enclose the rate."""

    code = "rate_ends"


class RateTurns(Refused):
    """Golden cases come out otherwise with it, and nobody said to have seen that; `turned`: (rule, miss) of each.

    Facts: `count`.
    """

    code = "rate_turns"

    def __init__(self, turned: Sequence[tuple[str, Miss]]) -> None:
        super().__init__(count=len(turned))
        self.turned = tuple(turned)


class LastRate(Refused):
    """The only rate of its pair: without it thresholds could not be judged. Facts: `pair`."""

    code = "rate_last"


class RateGone(Refused):
    """Somebody withdrew it already."""

    code = "rate_gone"


@transaction.atomic
def enter_rate(
    *,
    pair: str,
    value: Decimal,
    day: date,
    source: str,
    low: Decimal | None,
    high: Decimal | None,
    sure: bool,
    by: User,
    now: datetime,
    turns: bool = False,
) -> ExchangeRate:
    """`day`: the bank's; `sure`: the person says a far rate is right; `turns`: has seen which golden cases it turns.

    Raises NoRight, RateAhead, RateEnds, RateThere, RateFar, RateTurns.
    """
    require(by, "draft")
    if day > now.astimezone(PARK_TIME).date():
        raise RateAhead(day=day)
    if (low is not None and low > value) or (high is not None and high < value):
        raise RateEnds
    rows = standing().select_for_update().filter(pair=pair)
    if rows.filter(date=day).exists():
        raise RateThere(pair=RatePair(pair).label, day=day)
    nearest = min(rows, key=lambda row: abs((row.date - day).days), default=None)
    if nearest and not sure and abs(value - nearest.value) * 100 > nearest.value * FAR_PCT:
        percent = round(abs(value - nearest.value) * 100 / nearest.value)
        raise RateFar(value=value, before=nearest.value, percent=percent)
    rate = ExchangeRate(
        pair=pair,
        value=value,
        date=day,
        source=source,
        low=low,
        high=high,
        illustrative=False,
        entered_by=by,
        entered_at=now,
    )
    _refuse_unseen(pair, [*rows, rate], turns, now)
    rate.save()
    return rate


@transaction.atomic
def withdraw_rate(*, rate: ExchangeRate, why: str, by: User, now: datetime, turns: bool = False) -> None:
    """The row stays, and says why it no longer counts. Raises NoRight, RateGone, LastRate, RateTurns."""
    require(by, "draft")
    rows = {row.pk: row for row in standing().select_for_update().filter(pair=rate.pair)}
    if rate.pk not in rows:
        raise RateGone
    if len(rows) == 1:
        raise LastRate(pair=RatePair(rate.pair).label)
    _refuse_unseen(rate.pair, [row for row in rows.values() if row.pk != rate.pk], turns, now)
    row = rows[rate.pk]
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by, now, why
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_why"])


def _refuse_unseen(pair: str, rows: Sequence[ExchangeRate], seen: bool, now: datetime) -> None:
    if not seen and (turned := turned_by(pair, rows, now.astimezone(PARK_TIME).date())):
        raise RateTurns(turned)


def standing() -> QuerySet[ExchangeRate]:
    """Rates that count."""
    return ExchangeRate.objects.filter(withdrawn_at=None)
