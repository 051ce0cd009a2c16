"""Which plots the desk's files point at: asked by the land before a plot may vanish (sitepages.registry)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from leads.choices import DueKind, HoldState, Stage
from leads.models import Due, HeldPlot, Lead

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


def holds_on_plots(codes: Collection[str]) -> dict[str, list[str]]:
    """Plot code -> references of the leads that hold it or wait for it, with the word for which."""
    out: dict[str, list[str]] = {}
    rows = HeldPlot.objects.filter(open=True, code__in=codes).order_by("code", "hold__asked_at", "hold")
    for code, reference, state in rows.values_list("code", "hold__lead__reference", "hold__state"):
        out.setdefault(code, []).append(f"{reference}: {HoldState(state).label}")
    return out


def wake_holds(codes: Collection[str], now: datetime) -> None:
    """The land's own record changed: the worker looks whether somebody who waits, or signed, is concerned.

    By a due row, not at once: the plots are locked here, and holds lock their book before any plot.
    """
    waiting = HeldPlot.objects.filter(code__in=codes, hold__state__in=[HoldState.WAITING, HoldState.SIGNED])
    if waiting.exists():
        Due.objects.get_or_create(
            kind=DueKind.SETTLE_HOLDS, target="land", due_at=now, defaults={"next_try_at": now}
        )
