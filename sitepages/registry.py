"""What the supply side must ask of the demand side: questions here, answers registered by `leads` when it is ready."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

# Codes of plots -> who points at each (a word a person can follow: a lead's reference, a hold).
PlotReferences = Callable[[Collection[str]], Mapping[str, list[str]]]

# Told the codes of plots whose own record has just changed, inside the transaction that changed them.
LandListener = Callable[[Collection[str], datetime], None]

_plot_references: list[PlotReferences] = []
_land_listeners: list[LandListener] = []


def register_plot_references(answer: PlotReferences) -> None:
    """Called once from an app's `ready()`; a second call with the same function changes nothing."""
    if answer not in _plot_references:
        _plot_references.append(answer)


def plot_references(codes: Collection[str]) -> dict[str, list[str]]:
    """Who outside the land points at these plots; plots nobody points at are left out."""
    out: dict[str, list[str]] = {}
    for answer in _plot_references:
        for code, who in answer(codes).items():
            out.setdefault(code, []).extend(who)
    return out


def register_land_listener(listener: LandListener) -> None:
    """Called once from an app's `ready()`."""
    if listener not in _land_listeners:
        _land_listeners.append(listener)


def land_changed(codes: Collection[str], now: datetime) -> None:
    """Tell whoever is interested that these plots were changed."""
    for listener in _land_listeners:
        listener(codes, now)
