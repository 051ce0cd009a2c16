"""Which rules to take together: per exclusion group one package, the best for the investor. Pure.

A choice binds for the whole term (law-notes section 2), so packages are compared by their undiscounted saving over
a common span of years; the minimum tax, where it applies and is known, is taken off. Ties go to the order of the law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from sitepages.incentives.book import Record
from sitepages.incentives.cells import Acting, Row
from sitepages.incentives.holding import Segments
from sitepages.incentives.lines import AFTER, last_year, line_of
from sitepages.incentives.plan import Plan
from sitepages.incentives.schedule import Part, schedule, stretches, worlds_of
from sitepages.incentives.stretches import saved


@dataclass(frozen=True, slots=True)
class Choice:
    """A combination: the parts taken, those left out for them by group, and the money."""

    parts: tuple[Part, ...]
    left_out: tuple[Part, ...]
    cost: Record | None
    rows: tuple[Row, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.record.key for part in self.parts))


def parts_of(record: Record, variants: Iterable[Segments]) -> tuple[Part, ...]:
    """A rule cut by exclusion group: a segment with a group of its own stands in that one."""
    groups = dict.fromkeys(one.group or record.exclusion_group for one in record.benefits if one.tax != "procedure")
    found = []
    for group in groups:
        inside = tuple(one for one in record.benefits if (one.group or record.exclusion_group) == group)
        some = dict.fromkeys(tuple(one for one in inside if one.index in held) for held in variants)
        if any(some):
            taxes = frozenset(one.tax for held in some for one in held)
            streams = frozenset(line_of(Acting(record, one)) for one in inside if one.kind != "cap")
            found.append(Part(record, group, record.package, inside, tuple(some), taxes, streams))
    return tuple(found)


def best(plan: Plan, parts: Sequence[Part], cost: Record | None, until: int | None = None) -> Choice:
    """The admissible combination with the greatest saving; every part without a group belongs to it.

    `until`: the last year in which corporate tax is compared, else the last of any of the parts.
    """
    taken = chosen(plan, parts, cost, until)
    rows = schedule(plan, taken, cost, ordinary=True)
    return Choice(taken, tuple(part for part in parts if part not in taken), cost, tuple(rows))


def chosen(plan: Plan, parts: Sequence[Part], cost: Record | None, until: int | None = None) -> tuple[Part, ...]:
    """The parts of the best admissible combination, in the order given."""
    until = common_end(plan, parts) if until is None else until
    free = [part for part in parts if part.group is None]
    groups = _packages(parts)
    taken = list(free)
    for family in _families(groups):
        taken += _best_of(plan, [groups[group] for group in family], free, cost, until)
    return tuple(part for part in parts if part in taken)


Packages = Mapping[str, Mapping[str, Sequence[Part]]]


def _packages(parts: Iterable[Part]) -> dict[str, dict[str, list[Part]]]:
    """Group -> package -> its parts; a rule without a package is one by itself."""
    found: dict[str, dict[str, list[Part]]] = {}
    for part in parts:
        if part.group is not None:
            found.setdefault(part.group, {}).setdefault(part.package or part.record.key, []).append(part)
    return found


def _families(groups: Packages) -> list[list[str]]:
    """Groups that touch the same tax are weighed together: their money depends on each other."""
    families: list[tuple[set[str], list[str]]] = []
    for group, packages in groups.items():
        taxes = {tax for parts in packages.values() for part in parts for tax in part.taxes}
        joined = [family for family in families if family[0] & taxes]
        families = [family for family in families if not family[0] & taxes]
        names = [name for _, known in joined for name in known]
        families.append((taxes.union(*(known for known, _ in joined)), [*names, group]))
    return [names for _, names in families]


def _best_of(
    plan: Plan,
    groups: Sequence[Mapping[str, Sequence[Part]]],
    free: list[Part],
    cost: Record | None,
    until: int | None,
) -> list[Part]:
    taxes = {tax for packages in groups for some in packages.values() for part in some for tax in part.taxes}
    beside = [part for part in free if part.taxes & taxes]
    winner: tuple[Decimal, list[Part]] | None = None
    for packages in product(*([[], *packages.values()] for packages in groups)):
        some = [part for package in packages for part in package]
        worth = saved(stretches(plan, [*beside, *some], cost if "cit" in taxes else None, until))
        if winner is None or worth > winner[0] or (worth == winner[0] and len(some) > 0 and not winner[1]):
            winner = (worth, some)
    return winner[1] if winner else []


def common_end(plan: Plan, parts: Sequence[Part]) -> int | None:
    """Three years after the last year of corporate tax that any of the parts touches."""
    ends = [last_year(plan, worlds_of([part], "cit")) for part in parts if "cit" in part.taxes]
    known = [end for end in ends if end is not None]
    return max(known) + AFTER if known else None
