"""The steps of the procedure guide that apply to a case, each with what it waits for there."""

from __future__ import annotations

from collections.abc import Mapping

from sitepages.models import ProcedureStep
from sitepages.procedures.path import Step, applies, bridged


def steps_of(facts: Mapping[str, str], *, green: bool) -> tuple[list[ProcedureStep], list[Step]]:
    """The rows that apply to these answers and, in the same order, how long each takes and after which. Two queries.

    A step that does not apply takes no time, but what it waited for is waited for still.
    """
    every = list(ProcedureStep.objects.prefetch_related("after"))
    rows = [row for row in every if applies(row.applies_when, facts)]
    after = {row.key: tuple(sorted(other.key for other in row.after.all())) for row in every}
    waits = bridged(after, {row.key for row in rows})
    return rows, [_step(row, waits[row.key], green) for row in rows]


def _step(row: ProcedureStep, after: tuple[str, ...], green: bool) -> Step:
    days = row.green_days if green else row.days
    return Step(row.key, 0 if row.milestone else days, row.days_unit == "working", after, row.after_construction)
