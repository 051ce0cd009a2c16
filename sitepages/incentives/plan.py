"""A project's own figures, year by year, as its facts state them: what is not stated is None, never 0. Pure.

Tax year = calendar year. The profit level runs from the first profit on, none before; a list by year replaces it,
and after the list's last year the level holds where it is stated too. A first period under 12 months counts as year 1
(matching.md section 7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from sitepages.incentives.benefits import Benefit
from sitepages.incentives.shared import CONSTRUCTION_YEARS, ORDINARY_RATE, Figures, figure_of

CENT, DONG = Decimal("0.01"), Decimal(1)
DATED = {
    "first_revenue": "first_revenue",
    "lease_decision": "lease_decision_date",
    "sublease_contract": "sublease_contract_date",
    "first_enterprise_certificate": "first_enterprise_certificate",
    "start_of_production": "production_start",
    "import": "import_date",
    "first_exempt_income": "exempt_income_start",
}


@dataclass(frozen=True)
class Plan:
    """`asked`: the year of the day asked; `land_until`: last year of the land term; `figures`: numbers of the law.

    Amounts are in `currency`: dong where only the dong figure of a year's profit is stated, else dollars;
    `usd_vnd` converts facts stated in dollars then, None where no rate is known.
    """

    facts: Mapping[str, Any]
    asked: int
    land_until: int
    figures: Figures
    usd_vnd: Decimal | None = None
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)  # answers given before

    @cached_property
    def currency(self) -> str:
        dollars = {"annual_profit_usd", "profit_by_year_usd"} & self.facts.keys()
        return "VND" if "taxable_profit_vnd" in self.facts and not dollars else "USD"

    def rounded(self, amount: Decimal) -> Decimal:
        """To the cent, or to the dong."""
        return amount.quantize(DONG if self.currency == "VND" else CENT, ROUND_HALF_UP)

    # --- amounts ---

    def amount(self, key: str) -> Decimal | None:
        value = self.facts.get(key)
        if value is None or isinstance(value, bool):
            return None
        amount = Decimal(str(value))
        if self.currency == "VND" and "_usd" in key:
            return None if self.usd_vnd is None else amount * self.usd_vnd
        return amount

    def capital(self) -> Decimal | None:
        """In the plan's currency: as stated in dong where it is, as conditions read it, else in dollars."""
        dong = self.amount("capital_vnd")
        if dong is None or self.currency == "VND":
            return self.amount("capital_usd") if dong is None else dong
        return dong / self.usd_vnd if self.usd_vnd else self.amount("capital_usd")

    def profit(self, year: int) -> Decimal | None:
        """Taxable profit of a year, after R&D at its actual cost; a loss is negative."""
        if ("profit", year) not in self.kept:
            self.kept["profit", year] = self._profit(year)
        known: Decimal | None = self.kept["profit", year]
        return known

    def _profit(self, year: int) -> Decimal | None:
        listed = self.facts.get("profit_by_year_usd")
        if listed:
            found = {str(key): value for key, value in listed.items()}.get(str(year))
            if found is None and year > max(int(str(key)) for key in listed):
                return self.amount("annual_profit_usd")
            return Decimal(str(found)) if found is not None else self._before_revenue(year)
        if self.currency == "VND":
            return self.amount("taxable_profit_vnd") if year == self.tax_year else None
        level, first = self.amount("annual_profit_usd"), self.year("first_profit")
        if first is not None and year < first:
            return Decimal(0)
        if level is None or (first is None and (self.facts.get("tax_year") is None or year < self.tax_year)):
            return self._before_revenue(year)
        return level

    def _before_revenue(self, year: int) -> Decimal | None:
        revenue = self.year("first_revenue")
        return Decimal(0) if revenue is not None and year < revenue else None

    def duty(self, goods: str, rate: str) -> Decimal | None:
        """Import duty on goods at their rate; None where either is not stated."""
        value, percent = self.amount(goods), self.amount(rate)
        return None if value is None or percent is None else value * percent / 100

    # --- years ---

    def year(self, key: str) -> int | None:
        value = self.facts.get(key)
        return None if value is None else int(str(value)[:4])

    def month(self, key: str) -> int | None:
        value = self.facts.get(key)
        return None if value is None else int(str(value)[5:7])

    @cached_property
    def tax_year(self) -> int:
        return self.year("tax_year") or self.asked

    @cached_property
    def first_year(self) -> int | None:
        """The first year of the plan that is known: of revenue, profit, registration or the tax year asked about."""
        keys = ("first_revenue", "first_profit", "first_enterprise_certificate", "tax_year")
        known = [year for year in map(self.year, keys) if year is not None]
        listed = [int(str(key)) for key in self.facts.get("profit_by_year_usd") or ()]
        if self.currency == "VND":
            known.append(self.tax_year)
        return min([*known, *listed], default=None)

    @property
    def states_profit(self) -> bool:
        return bool({"annual_profit_usd", "profit_by_year_usd", "taxable_profit_vnd"} & self.facts.keys())

    def first_profit(self) -> int | None:
        stated = self.year("first_profit")
        listed = self.facts.get("profit_by_year_usd") or {}
        gains = [int(str(key)) for key, value in listed.items() if value > 0]
        if listed and not gains and (self.amount("annual_profit_usd") or 0) > 0:
            return max(int(str(key)) for key in listed) + 1
        return min(gains) if gains else stated

    def start(self, segment: Benefit) -> int | None:
        """Year 1 of a segment; None where its event is not known or has no money."""
        match segment.start_event:
            case "first_taxable_profit":
                return self._holiday(segment)
            case "end_of_construction_exemption":
                return self.end_of_construction()
            case "tax_year":
                return self.tax_year if segment.to_year is not None else self.year("tax_year") or self.first_year
            case "grant_year":
                return self.year("isf_first_year")
            case event:
                return self.year(DATED[event]) if event in DATED else None

    def _holiday(self, segment: Benefit) -> int | None:
        profit, revenue = self.first_profit(), self.year("first_revenue")
        if segment.fallback is None:
            return profit
        if revenue is None or profit is None:
            return None
        if profit > revenue + segment.fallback.none_within - 1:
            return revenue + segment.fallback.start_in - 1
        return profit

    def end_of_construction(self) -> int | None:
        """The first year after the exemption during construction, which counts at most three years."""
        decided, built = self.year("lease_decision_date"), self.construction()
        return None if decided is None or built is None else decided + built

    def construction(self) -> int | None:
        built = self.amount("construction_years")
        if built is None:
            return None
        longest = figure_of(self.figures, CONSTRUCTION_YEARS, self.year("lease_decision_date") or self.asked)
        return min(int(longest), -int(-built // 1))

    def ordinary_pct(self, year: int) -> Decimal:
        """The ordinary rate of corporate income tax of a year."""
        if ("ordinary", year) not in self.kept:
            self.kept["ordinary", year] = figure_of(self.figures, ORDINARY_RATE, year)
        known: Decimal = self.kept["ordinary", year]
        return known

    def turns(self, first: int, last: int) -> tuple[int, ...]:
        """Years after the first in which the profit or the ordinary rate is another than the year before."""
        if ("turns", first, last) not in self.kept:
            states = [(self.profit(year), self.ordinary_pct(year)) for year in range(first, last + 1)]
            self.kept["turns", first, last] = tuple(
                first + place for place in range(1, len(states)) if states[place] != states[place - 1]
            )
        known: tuple[int, ...] = self.kept["turns", first, last]
        return known
