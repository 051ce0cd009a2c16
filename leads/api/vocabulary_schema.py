"""The vocabulary of facts as JSON schema: what `project` and `assume` may carry, and which rules ask each key."""

from __future__ import annotations

from typing import Any

from leads.vocabulary import FactSpec, Vocabulary


def facts_object(vocabulary: Vocabulary, *, zone: bool) -> dict[str, Any]:
    """An object of facts: those of the zone, or all others."""
    facts = {key: spec for key, spec in vocabulary.facts.items() if (spec.scope == "zone") == zone}
    return {
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": {key: _fact(spec) for key, spec in facts.items()},
    }


def _fact(spec: FactSpec) -> dict[str, Any]:
    asked_by = f" Asked by: {', '.join(spec.asked_by)}." if spec.asked_by else ""
    unit = f" Unit: {spec.unit}." if spec.unit else ""
    described = {"title": spec.label.en, "description": f"{spec.question.en} {spec.help.en}{unit}{asked_by}"}
    return described | _type(spec)


def _type(spec: FactSpec) -> dict[str, Any]:
    match spec.type:
        case "bool":
            return {"type": "boolean"}
        case "number":
            bounds = {"minimum": spec.minimum, "maximum": spec.maximum}
            return {"type": "number"} | {name: bound for name, bound in bounds.items() if bound is not None}
        case "date":
            return {"type": "string", "format": "date"}
        case "map_year_number":
            return {"type": "object", "additionalProperties": {"type": "number"}}
        case "set":
            return {"type": "array", "items": {"enum": list(spec.choices)}, "minItems": 1}
        case _ if spec.key == "origin":
            return {"type": "string", "pattern": "^[A-Z]{2}$"}
        case _:
            return {"enum": list(spec.choices)}
