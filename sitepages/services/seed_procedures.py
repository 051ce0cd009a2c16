"""First steps of the procedure guide, from sitepages/seed/procedures.yaml; later they are the editors'."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from sitepages.models import ProcedureCase, ProcedureFact, ProcedureNote, ProcedureStep

SEED = Path(__file__).resolve().parent.parent / "seed" / "procedures.yaml"


@transaction.atomic
def load_procedures() -> None:
    """Load facts, steps, notes and cases; does nothing where steps are already there."""
    if ProcedureStep.objects.exists():
        return
    data: dict[str, Any] = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    ProcedureFact.objects.bulk_create(
        ProcedureFact(key=row["key"], order=order, values=row["values"], **_both("label", row["label"]))
        for order, row in enumerate(data["facts"])
    )
    ProcedureNote.objects.bulk_create(
        ProcedureNote(
            key=row["key"],
            order=order,
            certainty=row["certainty"],
            against=row.get("against", {}),
            **_both("text", row),
            **_both("clause", row["clause"]),
        )
        for order, row in enumerate(data["notes"])
    )
    ProcedureCase.objects.bulk_create(
        ProcedureCase(key=row["key"], order=order, facts=row["facts"], **_both("name", row["name"]))
        for order, row in enumerate(data["cases"])
    )
    steps = {row["key"]: _step(row, data["as_of"]) for row in data["steps"]}
    for row in data["steps"]:
        steps[row["key"]].after.set(steps[key] for key in row["after"])


def _step(row: Mapping[str, Any], as_of: str) -> ProcedureStep:
    green = row["green_days"] or {}
    return ProcedureStep.objects.create(
        key=row["key"],
        order=row["seq"],
        days=row["days"]["value"],
        days_unit=row["days"]["unit"],
        days_basis=row["days"]["basis"],
        green_days=green.get("value"),
        source=row["source"],
        certainty=row["certainty"],
        turn=row["turn"],
        verified_on=as_of,
        applies_when=row["applies_when"],
        milestone=row["milestone"],
        after_construction=row["after_construction"],
        **_both("name", row["name"]),
        **_both("purpose", row["purpose"]),
        **_both("body", row["body"]),
        **_both("fee", row["fee"] or {"vi": "", "en": ""}),
        **_both("clause", row["clause"]),
        **_both("note", row["note"]),
        documents_vi="\n".join(paper["vi"] for paper in row["documents"]),
        documents_en="\n".join(paper["en"] for paper in row["documents"]),
    )


def _both(name: str, words: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}_vi": words["vi"], f"{name}_en": words["en"]}
