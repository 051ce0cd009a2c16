"""What a plan is drawn of, and what is asked of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sitepages.land.index import Drawn

Matrix = tuple[float, float, float, float, float, float]


class DrawnLand(Protocol):
    """What a plan is drawn of: the whole land with its facts, or its index."""

    @property
    def plots(self) -> Sequence[Drawn]: ...


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer of the plan; `geometry` is GeoJSON with (easting, northing) pairs. Equal to itself alone."""

    kind: str
    name: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What to show. `yours` is marked as the reader's own, `alts` are further options, `pins` number sets of plots.

    `dim`: plots beside the options step back; `faded`: plots outside a filter; `crop`: cut out around one plot.
    `address` is where a plot leads, with {code}; empty: no links. `words`: status -> the reader's word.
    `listed`: plots that stay links of their own where there are too many for all. `under`: pictures beneath,
    each with its address and the matrix from its unit square (y down) to local metres.
    """

    label: str
    words: Mapping[str, str]
    lang: str
    address: str = ""
    yours: tuple[str, ...] = ()
    alts: tuple[tuple[str, ...], ...] = ()
    pins: tuple[tuple[str, tuple[str, ...]], ...] = ()
    dim: bool = False
    faded: frozenset[str] = frozenset()
    crop: str = ""
    listed: frozenset[str] = frozenset()
    under: tuple[tuple[str, Matrix], ...] = ()
    established: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)  # gate, substation: words beside their marks
