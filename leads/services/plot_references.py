"""Which plots the desk's files point at: asked by the land before a plot may vanish (sitepages.registry)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from leads.choices import Stage
from leads.models import Lead

# Closed without land: what such a file once matched stands in no plot's way.
OVER = (Stage.LOST, Stage.NOT_A_LEAD)


def leads_on_plots(codes: Collection[str]) -> dict[str, list[str]]:
    """Plot code -> references of the leads whose match offered it, newest last; files lost or refused are left out."""
    wanted = set(codes)
    out: dict[str, list[str]] = {}
    rows = Lead.objects.exclude(stage__in=OVER).filter(match_run__isnull=False)
    for reference, answer in rows.order_by("reference").values_list("reference", "match_run__answer"):
        for code in sorted(offered_in(answer) & wanted):
            out.setdefault(code, []).append(reference)
    return out


def offered_in(answer: Any) -> set[str]:
    """The plots of a stored answer's options."""
    return {code for option in answer.get("options", ()) for code in option.get("plots", ())}
