"""The answer of GET /api/incentives as JSON Schema: the shapes of the law's own schema, with what the API adds."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from sitepages.choices import SourceKind
from sitepages.services.law_files import read_schema

SCHEMA_ADDRESS = "/api/incentives/schema"
LEFT_OUT = frozenset({"golden"})  # test cases of the record, not law
# Shapes of the law's schema that the answer points to.
WORDS = ("text2", "key", "id", "date", "address", "part_date", "certainty", "tax")
LAW = ("condition", "branch", "leaf", "place", "benefit", "record")
Shape = dict[str, Any]


def answer_schema() -> Shape:
    """Every part of the answer with its shape; a key that is not named here is none of it."""
    schema = deepcopy(read_schema())
    shapes: dict[str, Shape] = {name: schema["$defs"][name] for name in (*WORDS, *LAW)}
    shapes["record"] = _record(shapes["record"])
    shapes |= {
        "version": {"type": "integer", "minimum": 1},
        "published": _closed(version=_ref("version"), valid_from=_ref("date"), valid_to=_or_null("date")),
        "definition": _shared(name=_ref("text2"), condition=_ref("condition")),
        "requirement": _requirement(),
        "figure": _figure(schema["$defs"]["figure"]),
        "category": _category(),
        "source": _source(),
    }
    answer = _closed(
        on=_ref("date"),
        rules={"type": "string", "minLength": 1},
        schema={"const": SCHEMA_ADDRESS},
        incentives={"type": "array", "items": _ref("record")},
        definitions=_by_key("id", _ref("definition")),
        requirements=_by_key("id", _ref("requirement")),
        figures=_by_key("id", {"type": "array", "minItems": 1, "items": _ref("figure")}),
        categories=_by_key("key", _ref("category")),
        citations={"type": "object", "additionalProperties": _ref("source")},
    )
    told = {"$schema": schema["$schema"], "$id": SCHEMA_ADDRESS, "title": "GET /api/incentives"}
    return {**told, **answer, "$defs": shapes}


def _ref(name: str) -> Shape:
    return {"$ref": f"#/$defs/{name}"}


def _or_null(name: str) -> Shape:
    return {"anyOf": [_ref(name), {"type": "null"}]}


def _by_key(form: str, shape: Shape) -> Shape:
    return {"type": "object", "propertyNames": _ref(form), "additionalProperties": shape}


def _closed(**properties: Shape) -> Shape:
    """An object with just these, each of them there."""
    return {"type": "object", "required": list(properties), "additionalProperties": False, "properties": properties}


def _optional(shape: Shape, **properties: Shape) -> Shape:
    return {**shape, "properties": {**shape["properties"], **properties}}


def _record(shape: Shape) -> Shape:
    """A record of law without its test cases, with its version and all that were published."""
    own = {key: part for key, part in shape["properties"].items() if key not in LEFT_OUT}
    added: Shape = {
        "version": _ref("version"),
        "in_force": {"type": "boolean"},
        "versions": {"type": "array", "minItems": 1, "items": _ref("published")},
    }
    required = [key for key in shape["required"] if key not in LEFT_OUT]
    return {
        "type": "object",
        "required": [*required, *added],
        "additionalProperties": False,
        "properties": {**own, **added},
    }


def _shared(**properties: Shape) -> Shape:
    """What rules share, with its version, days, clauses and certainty."""
    return _closed(
        version=_ref("version"),
        valid_from=_ref("date"),
        valid_to=_or_null("date"),
        certainty=_ref("certainty"),
        basis={"type": "array", "minItems": 1, "items": _ref("place")},
        **properties,
    )


def _requirement() -> Shape:
    """`basis`: the clauses in Vietnamese words. One of `not_in` and `not_before` says what is asked of the fact."""
    shape = _shared(fact=_ref("key"), text=_ref("text2"))
    shape["properties"]["basis"] = {"type": "string", "minLength": 1}
    asked = _optional(shape, not_in={"type": "array", "minItems": 1}, not_before=_ref("date"))
    return {**asked, "anyOf": [{"required": ["not_in"]}, {"required": ["not_before"]}]}


def _figure(of_law: Shape) -> Shape:
    kept = {name: of_law["properties"][name] for name in ("value", "unit")}
    return _optional(_shared(name=_ref("text2"), **kept), applies_from_tax_year={"type": "integer"})


def _category() -> Shape:
    """`ask`: the fact that settles it where the sector alone does not; `any_of`: others, any of which make it."""
    ask = _closed(fact=_ref("key"), true_values={"type": "array", "minItems": 1})
    return _closed(
        name=_ref("text2"),
        clause={"type": "string"},
        ask={"anyOf": [ask, {"type": "null"}]},
        any_of={"anyOf": [{"type": "array", "minItems": 1, "items": _ref("key")}, {"type": "null"}]},
    )


def _source() -> Shape:
    """`link` opens the text that was read; `source_date` is as exact as it is known; null is not known."""
    return _closed(
        title={"type": "string"},
        kind={"enum": list(SourceKind.values)},
        where={"type": "string"},
        link=_or_null("address"),
        official=_or_null("address"),
        source_date=_or_null("part_date"),
    )
