"""What the supply side must ask of the demand side: questions here, answers registered by `leads` when it is ready."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

# Codes of plots -> who points at each (a word a person can follow: a lead's reference, a hold).
PlotReferences = Callable[[Collection[str]], Mapping[str, list[str]]]

_plot_references: list[PlotReferences] = []


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
