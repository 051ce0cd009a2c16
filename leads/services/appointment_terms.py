"""How long a kind of appointment is, and how soon it can be had: leads/seed/appointments.yaml (ours, editable)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leads.calendar.slots import Terms
from leads.choices import AppointmentKind

SEED = Path(__file__).resolve().parent.parent / "seed" / "appointments.yaml"


@dataclass(frozen=True)
class AppointmentTerms:
    """`most_open`: appointments to come of one file; `most_in_an_hour`: bookings and moves by the link."""

    kinds: Mapping[AppointmentKind, Terms]
    most_open: int
    most_in_an_hour: int

    def of(self, kind: str) -> Terms:
        return self.kinds[AppointmentKind(kind)]


@cache
def terms() -> AppointmentTerms:
    data: dict[str, Any] = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    kinds = {AppointmentKind(key): Terms(**row) for key, row in data["kinds"].items()}
    return AppointmentTerms(kinds, data["most_open"], data["most_in_an_hour"])
