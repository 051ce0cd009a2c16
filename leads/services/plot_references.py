"""Which plots the desk's files point at: asked by the land before a plot may vanish (sitepages.registry)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from leads.choices import DueKind, HoldState, Stage
from leads.models import Due, HeldPlot, WantedPlot

# Closed without land: what such a file once matched stands in no plot's way.
OVER = (Stage.LOST, Stage.NOT_A_LEAD)


def leads_on_plots(codes: Collection[str]) -> dict[str, list[str]]:
    """Plot code -> references of the leads whose match offered it, newest last; files lost or refused are left out."""
    out: dict[str, list[str]] = {}
    rows = WantedPlot.objects.filter(code__in=codes).exclude(lead__stage__in=OVER).order_by("code", "lead__reference")
    for code, reference in rows.values_list("code", "lead__reference"):
        out.setdefault(code, []).append(reference)
    return out


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
        Due.objects.get_or_create(kind=DueKind.SETTLE_HOLDS, target="land", due_at=now, defaults={"next_try_at": now})
