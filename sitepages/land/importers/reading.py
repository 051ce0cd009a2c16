"""What any reader of land files gives: plots as drawn, layers, findings, and what it decided on the way. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sitepages.land.codes import usual_code
from sitepages.land.findings import Finding
from sitepages.land.geometry import Ring

BROKEN = re.compile("[\0\ud800-\udfff]")
STATED_AT_MOST = 40  # notes of one kind of thing; a file may give thousands


class FileRefused(Exception):
    """A file that is not read at all. `code` and `facts` make a sentence as a finding's do."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(f"{code} {facts}")
        self.finding = Finding(code, "", True, storable(facts))


@dataclass(slots=True)
class Drawn:
    """One plot as a file has it. `ring` is open, in the file's own coordinates as (first, second) until
    `localise` turns it to (easting, northing) of EPSG:9213; empty when the file brings attributes only.

    `raw` are attribute texts or numbers by column as the file names them, `attributes` what they were
    read as (None = given as unknown). `labels` and `sides` are a survey's own; `numbers` those of its
    points, empty where they are called by letters.
    """

    code: str
    ring: Ring = ()
    where: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    sides: tuple[float | None, ...] = ()

    def label(self, index: int) -> str:
        """What the corner is called in the file, else its place in the outline."""
        return self.labels[index] if index < len(self.labels) else str(index + 1)


@dataclass(slots=True)
class DrawnLayer:
    """A layer of the plan: a GeoJSON geometry, in the file's coordinates until localised."""

    kind: str
    names: tuple[str, str]
    geometry: dict[str, Any]
    properties: dict[str, Any] = field(default_factory=dict)
    where: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """How a finding names it."""
        return {"row": self.where, "kind": self.kind}


@dataclass(slots=True)
class Reading:
    """One file, read. `crs` is the EPSG code or PROJ text the file states, "" where it states none;
    `stated` are things decided while reading that the reader should know (code, facts).
    """

    name: str
    form: str
    crs: str = ""
    plots: list[Drawn] = field(default_factory=list)
    layers: list[DrawnLayer] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    stated: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    chosen: str = ""  # the system a person chose: it wins over the file's
    known: Mapping[str, Ring] = field(default_factory=dict)  # outlines on the site, in EPSG:9213
    surveyors_order: bool = False  # X is the northing, as in a surveyor's table
    in_degrees: bool = False  # as localise found it

    def found(self, code: str, plot: str = "", error: bool = True, **facts: Any) -> None:
        self.findings.append(Finding(code, plot, error, storable(facts)))

    def states(self, code: str, **facts: Any) -> None:
        self.stated.append((code, storable(facts)))

    def states_once(self, code: str, **facts: Any) -> None:
        if (code, storable(facts)) not in self.stated and len(self.stated) < STATED_AT_MOST:
            self.states(code, **facts)

    def plot_code(self, text: Any, where: str | int) -> str:
        """The plot code as it will be stored; another way of writing it is stated. "" after a finding."""
        written = shown(text)
        code = usual_code(written)
        if not written:
            self.found("missing_code", row=where)
        elif not code:
            self.found("bad_code", row=where, value=written[:20])
        elif code != written:
            self.states_once("code_written", written=written, plot=code)
        return code


def shown(value: Any) -> str:
    """A value as a finding repeats it: short, and without what would break a line or a database's text."""
    text = " ".join(str(value).split())[:40]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def storable(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts without what no database and no page can carry: NUL, halves of letters."""
    return {key: BROKEN.sub("\ufffd", value) if isinstance(value, str) else value for key, value in facts.items()}


def open_ring(points: Sequence[Sequence[float]]) -> Ring:
    """A ring as (first, second) pairs without a repeated last point; heights are left out."""
    ring = tuple((float(p[0]), float(p[1])) for p in points)
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
