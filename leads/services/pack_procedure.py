"""The way to a start of work as an answer pack keeps it: steps in both languages, days, the longest chain.

Which case: the investor's origin and the park's status, from the match; where the origin is not stated, a foreign
investor is supposed, the longer way, and the pack says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

from sitepages.choices import ZoneStatus
from sitepages.models import ProcedureCase, ProcedureNote, ProcedureStep
from sitepages.procedures.path import Bar, way
from sitepages.services.procedure_steps import steps_of

Json = dict[str, Any]
TOLD = ("name", "body", "clause", "fee")


def procedure_of(*, origin: str, zone_status: str) -> Json:
    """Three queries. `days` None is not known, `total` the calendar days at least, `unknown` the steps without days."""
    case, facts = case_for(list(ProcedureCase.objects.all()), origin=origin, zone_status=zone_status)
    green = facts.get("lane") == "green"
    rows, steps = steps_of(facts, green=green)
    found = way(steps)
    bars = {bar.key: bar for bar in found.bars}
    rows.sort(key=lambda row: (bars[row.key].start, bars[row.key].end, row.order))
    return {
        "case": {"vi": case.name_vi, "en": case.name_en} if case else None,
        "facts": facts,
        "origin_supposed": not origin,
        "green": green,
        "steps": [_kept(row, bars[row.key], green) for row in rows],
        "total": found.total,
        "unknown": len(found.unknown),
        "notes": [_note(row) for row in ProcedureNote.objects.all()],
    }


def case_for(
    cases: Iterable[ProcedureCase], *, origin: str, zone_status: str
) -> tuple[ProcedureCase | None, dict[str, str]]:
    """The typical case of such an investor, and its facts as the park's status has them.

    While the park is only planned there is no green lane and no developer to sub-lease from.
    """
    kind = "domestic" if origin == "VN" else "foreign"
    planned = zone_status == ZoneStatus.PLANNED
    mine = [case for case in cases if case.facts.get("investor_kind") == kind]
    wanted = "normal" if planned or kind == "domestic" else "green"
    case = next((one for one in mine if one.facts.get("lane") == wanted), mine[0] if mine else None)
    facts: dict[str, str] = dict(case.facts) if case else {}
    if case and planned:
        facts |= {"lane": "normal", "lessor": "state"}
        if facts.get("policy_approval") == "none":  # State land without auction calls for it: Law 143/2025 Art. 24(8)
            facts |= {"policy_approval": "province"}
    return case, facts


def _days(row: ProcedureStep, green: bool) -> int | None:
    return row.green_days if green else row.days


def _kept(row: ProcedureStep, bar: Bar, green: bool) -> Json:
    return {
        "key": row.key,
        "days": None if row.milestone else _days(row, green),
        "unit": row.days_unit,
        "basis": row.days_basis,
        "certainty": row.certainty,
        "milestone": row.milestone,
        "later": row.after_construction,
        "critical": bar.critical,
        "start": int(bar.start) if bar.end > bar.start else ceil(bar.end),
        "end": ceil(bar.end),
        **{field: _both(row, field) for field in TOLD},
    }


def _note(row: ProcedureNote) -> Json:
    return {"text": _both(row, "text"), "clause": _both(row, "clause"), "certainty": row.certainty}


def _both(row: ProcedureStep | ProcedureNote, field: str) -> Mapping[str, str]:
    return {lang: getattr(row, f"{field}_{lang}") for lang in ("vi", "en")}
