"""The same leads sent by a set of rules, one after another, as if everybody were at work. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leads.routing.rules import Candidate, Choice, Rule, choose


@dataclass(frozen=True, slots=True)
class PastLead:
    """A lead that came: what rules ask of it, and when."""

    key: str
    facts: Mapping[str, Any]
    language: str
    at: datetime


def sent_by(rules: Sequence[Rule], officers: Sequence[Candidate], leads: Sequence[PastLead]) -> Iterator[Choice]:
    """Where each lead goes, in the order given; every lead adds to the load of whoever got the ones before."""
    rota = {one.key: one for one in officers}
    for lead in leads:
        choice = choose(rules, list(rota.values()), lead.facts, lead.language)
        if choice.officer:
            had = rota[choice.officer]
            rota[choice.officer] = replace(had, open_leads=had.open_leads + 1, last_assigned_at=lead.at)
        yield choice
