"""How long personal data are kept: rules as dated data (leads/seed/retention.yaml) and the arithmetic of terms.

Pure: no clock, no database. Terms are whole days on the province's calendar: what became quiet on a 31st is
due on the last day of a shorter month.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SEED = Path(__file__).resolve().parent.parent / "seed" / "retention.yaml"


class Of(StrEnum):
    """What a rule is about."""

    LEAD = "lead"
    STRAY = "stray"
    NOTICE = "notice"
    WISH = "wish"  # a watch or newsletter that its reader did not confirm


class After(StrEnum):
    """What a term counts from."""

    QUIET = "quiet"
    WITHDRAWN = "withdrawn"
    ARRIVED = "arrived"


@dataclass(frozen=True)
class Term:
    """Months and days; a term of neither has no end."""

    months: int = 0
    days: int = 0

    @property
    def ends(self) -> bool:
        return bool(self.months or self.days)

    def after(self, start: date) -> date:
        """The first day on which the term that began on `start` is over."""
        count = start.year * 12 + start.month - 1 + self.months
        year, month = divmod(count, 12)
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(start.day, last)) + timedelta(days=self.days)

    def newest_over(self, on: date) -> date:
        """The latest beginning whose term is over on the day `on`: every earlier one's is over, too."""
        start = Term(-self.months).after(on - timedelta(days=self.days))
        while self.after(start + timedelta(days=1)) <= on:
            start += timedelta(days=1)
        return start


@dataclass(frozen=True)
class RetentionRule:
    """One rule. `never_agreed`: only where nobody ever agreed to `purpose`; `source` with its certainty, as in data."""

    key: str
    of: Of
    after: After
    term: Term
    stages: frozenset[str]
    purpose: str
    never_agreed: bool
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str
    names: Mapping[str, str]
    whys: Mapping[str, str]


@cache
def all_rules() -> tuple[RetentionRule, ...]:
    """Every rule there is or was, in the order in which they are asked."""
    data: dict[str, Any] = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    return tuple(_rule(row) for row in data["rules"])


def rules_on(on: date) -> tuple[RetentionRule, ...]:
    """The rules in force on a day, in their order."""
    return tuple(
        rule for rule in all_rules() if rule.valid_from <= on and (rule.valid_to is None or on < rule.valid_to)
    )


def _rule(row: Mapping[str, Any]) -> RetentionRule:
    return RetentionRule(
        key=row["key"],
        of=Of(row["of"]),
        after=After(row["after"]),
        term=Term(**row.get("term", {})),
        stages=frozenset(row["stages"]),
        purpose=row.get("purpose", ""),
        never_agreed=row.get("never_agreed", False),
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        source=row["source"],
        certainty=row["certainty"],
        names={"vi": row["vi"], "en": row["en"]},
        whys={"vi": row["why_vi"], "en": row["why_en"]},
    )
