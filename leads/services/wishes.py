"""Which land a lead wants: the options of its match, and what it holds or waits for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from leads.models import Lead, WantedPlot

Plots = frozenset[str]


@transaction.atomic(savepoint=False)
def keep_wishes(*, lead: Lead) -> None:
    """Write down which plots the lead's match offers, so that a plot can be asked who wants it."""
    WantedPlot.objects.filter(lead=lead).delete()
    ranks: dict[str, int] = {}
    for rank, plots in enumerate(options_of(lead.match_run.answer if lead.match_run else {}), start=1):
        for code in plots:
            ranks.setdefault(code, rank)
    WantedPlot.objects.bulk_create(WantedPlot(lead=lead, code=code, rank=rank) for code, rank in ranks.items())


def options_of(answer: Mapping[str, Any]) -> list[Plots]:
    """The sets of plots a stored answer offers, the best first; what does not look like an option is left out."""
    found = (answer.get("match") or {}).get("options") or []
    sets = (option.get("plots") for option in found if isinstance(option, Mapping))
    return [frozenset(map(str, plots)) for plots in sets if plots]
