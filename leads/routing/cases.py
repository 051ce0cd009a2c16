"""A rule's condition as a form can show it: cases, of which one must hold, each a list of facts that hold together.

Pure. `when` is the stored condition (leads.routing.rules.holds); what a form cannot show is None, kept as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LISTS = ("sector", "question", "origin", "language", "zone")
FIGURES = ("area_m2", "capital_vnd_bn", "capital_usd", "power_kva", "jobs")
BOUND = re.compile(r"^(>=|<)\s*(\d+(?:\.\d+)?)$")
Literal = tuple[str, Any]


@dataclass(frozen=True)
class Case:
    """`chosen`: fact -> one of these; `least`: fact -> from this figure on; `below`: fact -> less than this."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least: Mapping[str, float] = field(default_factory=dict)
    below: Mapping[str, float] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.chosen or self.least or self.below)


def cases_of(when: Mapping[str, Any]) -> tuple[Case, ...] | None:
    """The condition as cases; an empty case holds always. None for what the form has no field for."""
    cases = [_case(literals) for literals in _flat(when)]
    return None if None in cases else tuple(case for case in cases if case is not None)


def when_of(cases: Sequence[Case]) -> dict[str, Any]:
    """The condition to store; no case, or an empty one, holds always."""
    if not cases or any(case.empty for case in cases):
        return {"always": True}
    parts = [_stored(case) for case in cases]
    return parts[0] if len(parts) == 1 else {"any": parts}


def _stored(case: Case) -> dict[str, Any]:
    out: dict[str, Any] = {key: list(values) for key, values in case.chosen.items()}
    second = []
    for key in FIGURES:
        if key in case.least:
            out[key] = f">= {_plain(case.least[key])}"
        if key in case.below:
            bound = {key: f"< {_plain(case.below[key])}"}
            if key in out:
                second.append(bound)
            else:
                out |= bound
    return out | ({"all": second} if second else {})


def _plain(figure: float) -> str:
    return str(int(figure)) if float(figure).is_integer() else str(figure)


def _flat(when: Mapping[str, Any]) -> list[list[Literal]]:
    """The condition as alternatives of literals: `any` adds alternatives, `all` multiplies them."""
    found: list[list[Literal]] = [[]]
    for key, wanted in when.items():
        if key == "always":
            options: list[list[Literal]] = [[]] if wanted else []
        elif key == "any":
            options = [one for part in wanted for one in _flat(part)]
        elif key == "all":
            options = _product(_flat(part) for part in wanted)
        else:
            options = [[(key, wanted)]]
        found = [[*left, *right] for left in found for right in options]
    return found


def _product(parts: Iterable[list[list[Literal]]]) -> list[list[Literal]]:
    found: list[list[Literal]] = [[]]
    for options in parts:
        found = [[*left, *right] for left in found for right in options]
    return found


def _case(literals: Sequence[Literal]) -> Case | None:
    chosen: dict[str, tuple[str, ...]] = {}
    least: dict[str, float] = {}
    below: dict[str, float] = {}
    for key, wanted in literals:
        bound = BOUND.match(wanted) if isinstance(wanted, str) else None
        if key in LISTS and isinstance(wanted, list | tuple) and key not in chosen:
            chosen[key] = tuple(str(value) for value in wanted)
        elif key in FIGURES and bound and key not in (least if bound[1] == ">=" else below):
            (least if bound[1] == ">=" else below)[key] = float(bound[2])
        else:
            return None
    return Case(chosen, least, below)
