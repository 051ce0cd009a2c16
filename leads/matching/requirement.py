"""What a project needs, with the defaults of matching.md section 3. What is not said is None: unknown. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

DEFAULTS = {"combine": True, "max_plots": 4, "limit": 10, "order": "score", "diverse": True}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A checked request. Areas m2, power kVA, water m3/day, fibre Gbps, price USD/m2 for the whole term, lease USD.

    `zones` None means every zone the sector is permitted in; `needs` holds the utilities asked, by request key;
    `multipliers` are the investor's sliders, by criterion. `project` and `assume` are the law's business, not ours.
    """

    sector: str
    zones: tuple[str, ...] | None = None
    needed_by: date | None = None
    area_min_m2: float | None = None
    area_max_m2: float | None = None
    combine: bool = True
    max_plots: int = 4
    needs: Mapping[str, float] = field(default_factory=dict)
    lease_usd_m2_max: float | None = None
    lease_usd_max: float | None = None
    order: str = "score"
    diverse: bool = True
    limit: int = 10
    multipliers: Mapping[str, float] = field(default_factory=dict)

    @property
    def may_join(self) -> bool:
        """Whether joining plots is asked about at all: only to reach a minimum area."""
        return self.area_min_m2 is not None and self.combine

    @property
    def joins(self) -> bool:
        """Whether sets of more than one plot are looked at."""
        return self.may_join and self.max_plots > 1

    @property
    def most_plots(self) -> int:
        return self.max_plots if self.joins else 1


def with_defaults(request: Mapping[str, Any]) -> tuple[Requirement, dict[str, Any]]:
    """The requirement of a validated request, and every default that was filled in (echoed as `assumed`)."""
    land, budget = request.get("land") or {}, request.get("budget") or {}
    given = {**request, **land}
    chosen: dict[str, Any] = {
        key: given.get(key) if given.get(key) is not None else value for key, value in DEFAULTS.items()
    }
    assumed = {key: value for key, value in DEFAULTS.items() if given.get(key) is None}
    needed_by = request.get("needed_by")
    requirement = Requirement(
        sector=request["sector"],
        zones=tuple(request["zones"]) if request.get("zones") else None,
        needed_by=date.fromisoformat(needed_by) if needed_by else None,
        area_min_m2=land.get("area_min_m2"),
        area_max_m2=land.get("area_max_m2"),
        needs={key: value for key, value in (request.get("utilities") or {}).items() if value is not None},
        lease_usd_m2_max=budget.get("lease_usd_m2_max"),
        lease_usd_max=budget.get("lease_usd_max"),
        multipliers=request.get("weights") or {},
        **chosen,
    )
    return requirement, assumed
