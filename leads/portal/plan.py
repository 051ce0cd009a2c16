"""The park's plan with the options of a match drawn on it."""

from __future__ import annotations

from leads.models import MatchRun


def plan_of(run: MatchRun, lang: str) -> str:
    return ""
