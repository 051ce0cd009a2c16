"""Published projects asked of the park: what each would have got here, and what its publication does not say.

Source: leads/seed/published_projects.csv (domain.md section 8). Kinds: P a project, M a memorandum or plan, Z a park's
developer, C a park's own call for investment. Only P and M are investors.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from leads.matching.catalogue import Catalogue
from leads.matching.engine import match
from leads.matching.estimates import Estimate, filled
from leads.matching.record import MatchResult
from leads.matching.requirement import with_defaults
from leads.matching.words import near_miss
from leads.matching.words_around import nearest, street_group
from leads.matching.words_relief import relief
from leads.ratios import ratio_book
from sitepages import figures

FILE = Path(__file__).parent / "seed" / "published_projects.csv"
INVESTORS = ("P", "M")
HECTARE = 10_000
LESS, MORE = 0.9, 1.25  # the area band around the land published
POWER_FACTOR = 0.9  # MW are published, kVA asked (ratios.yaml power_factor)
SILENT = {
    "land_ha": "land",
    "floor_m2": "floor area",
    "headcount": "headcount",
    "power_mw": "power",
    "capital_usd_m": "capital",
    "country": "country",
}
NO_INVESTOR = {
    "Z": "A park's developer: it makes plots, it does not ask for one.",
    "C": "A park's own call for investment: nobody has asked yet.",
}
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A row with the request made of it (none for who is no investor), what it does not say, and what came out."""

    row: Row
    request: Mapping[str, Any] | None
    silent: tuple[str, ...]
    estimates: tuple[Estimate, ...] = ()
    result: MatchResult | None = None


def published_rows() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def request_of(row: Row) -> dict[str, Any]:
    """The request an investor of this row would send, of published figures only: first country of a pair, land less
    10 % to plus 25 %, MW as kVA; staff and floor only to estimate what is not published."""
    request: dict[str, Any] = {"sector": row["sector"]}
    if row["land_ha"]:
        land = float(row["land_ha"]) * HECTARE
        request["land"] = {"area_min_m2": round(land * LESS, 1), "area_max_m2": round(land * MORE, 1)}
    if row["power_mw"]:
        request["utilities"] = {"power_kva": round(float(row["power_mw"]) * 1000 / POWER_FACTOR)}
    project = {
        "origin": row["country"].split("/")[0],
        "capital_usd": float(row["capital_usd_m"]) * 1e6 if row["capital_usd_m"] else None,
        "jobs": int(row["headcount"]) if row["headcount"] else None,
    }
    request["project"] = {key: value for key, value in project.items() if value}
    basis = {"floor_m2": row["floor_m2"], "staff": row["headcount"]}
    stated = {key: float(value) for key, value in basis.items() if value}
    if stated and not row["land_ha"]:
        request["estimate_from"] = stated
    return {key: value for key, value in request.items() if value}


def asked_of_park(row: Row, catalogue: Catalogue, on: date) -> Asked:
    """One row asked; who is no investor is told apart by kind, not by sector."""
    silent = tuple(name for key, name in SILENT.items() if not row[key])
    if row["kind"] not in INVESTORS:
        return Asked(row, None, silent)
    request = request_of(row)
    whole, used = filled(request, tuple(ratio_book().ratios.values()), catalogue)
    result = match(with_defaults(whole)[0], catalogue, on)
    return Asked(row, request, silent, used, result)


def document(catalogue: Catalogue, on: date) -> str:
    """docs/published-projects.md."""
    return "\n".join([*_head(on), *(_line(asked_of_park(row, catalogue, on)) for row in published_rows())]) + "\n"


def _head(on: date) -> Iterator[str]:
    yield "# Published projects, asked of this park"
    yield ""
    yield "Written by `manage.py write_published_projects`; a test keeps it current. Each published project and plan"
    yield "(kinds P and M) is asked as its investor would have asked, of published figures only: land less 10 % to plus"
    yield f"25 %, the first country of a pair, MW as kVA at cos φ {POWER_FACTOR}. Where land is not published it is"
    yield "estimated from floor area or staff by the published ratios, and marked *est*. Kinds Z and C do not invest."
    yield f"The land is the demo park's (illustrative), every fact known, on {figures.day(on, 'en')}."
    yield ""
    yield "| id | project | kind, sector | asked | not published | answer |"
    yield "|---|---|---|---|---|---|"


def _line(asked: Asked) -> str:
    row = asked.row
    cells = (
        row["id"],
        f"{row['project']}, {row['place']}",
        f"{row['kind']}, {row['sector']}",
        _asked(asked) if asked.request else "–",
        ", ".join(asked.silent) or "–",
        _answer(asked),
    )
    return "| " + " | ".join(cell.replace("|", "/").replace(figures.NBSP, " ") for cell in cells) + " |"


def _asked(asked: Asked) -> str:
    request = asked.request or {}
    parts = []
    land = request.get("land") or {}
    if land:
        parts.append(f"{figures.area(land['area_min_m2'], 'en')} to {figures.area(land['area_max_m2'], 'en')}")
    if "utilities" in request:
        parts.append(figures.kva(request["utilities"]["power_kva"], "en"))
    parts += [f"*est* {_shown(one)}" for one in asked.estimates]
    return "; ".join(parts) or "any plot: nothing on size or power is published"


def _shown(one: Estimate) -> str:
    show = {"land": figures.area, "utilities": _utility(one.key)}[one.key.partition(".")[0]]
    name = "from " if one.key == "land.area_min_m2" else ""
    return f"{name}{show(one.value, 'en')} ({show(one.low, 'en')}–{show(one.high, 'en')})"


def _utility(key: str) -> Any:
    return figures.kva if key.endswith("kva") else figures.water


def _answer(asked: Asked) -> str:
    result = asked.result
    if result is None:
        return NO_INVESTOR[asked.row["kind"]]
    if result.options:
        return _fits(result)
    return "Nothing here: " + " ".join(_why_not(result))


def _fits(result: MatchResult) -> str:
    first = result.options[0]
    count = len(result.options)
    lease = f", {figures.usd_short(first.lease_usd, 'en')} once" if first.lease_usd is not None else ""
    area = f" ({figures.area(first.area_m2, 'en')}{lease})" if first.area_m2 is not None else ""
    more = f"{count} options, best " if count > 1 else "one option, "
    return f"Fits: {more}{' + '.join(first.plots)}{area}, {100 * first.score:.1f} points."


def _why_not(result: MatchResult) -> Sequence[str]:
    """The nearest that works, the need that alone stands in the way, or the nearest figure."""
    if not result.searched.candidates and not result.near_misses:
        return [nearest(result.searched, result.eliminated, "en")]
    said = [f"{near_miss(one, 'en')}." for one in result.near_misses[:1]]
    said += [street_group(one, "en") for one in result.across_street[:1]]
    if not any(one.changes and not one.blocked_by for one in result.near_misses):
        said += [relief(one, "en") for one in result.reliefs]
    return said or [nearest(result.searched, result.eliminated, "en")]
