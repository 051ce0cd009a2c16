"""The published ratios that estimates rest on (leads/seed/ratios.yaml), read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from leads.matching.estimates import Ratio, ratio_of

FILE = Path(__file__).parent / "seed" / "ratios.yaml"


@dataclass(frozen=True)
class RatioBook:
    """The ratios by key, the formulas' names by key (vi, en), and the state of the file."""

    version: str
    ratios: Mapping[str, Ratio]
    formulas: Mapping[str, tuple[str, str]]


@cache
def ratio_book() -> RatioBook:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return RatioBook(
        version=f"{data['schema']} {data['as_of']}",
        ratios={row["key"]: ratio_of(row) for row in data["ratios"]},
        formulas={row["key"]: (row["vi"], row["en"]) for row in data["formulas"]},
    )
