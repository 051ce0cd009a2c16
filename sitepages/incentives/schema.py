"""A small reader of JSON Schema: as much of it as sitepages/seed/law/law.schema.json uses. Pure.

It answers where data is wrong and why, so that a record of law with a misspelt key is refused and not lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

Schema = Mapping[str, Any]

TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}


def problems(value: Any, schema: Schema, root: Schema, path: str = "") -> Iterator[str]:
    """Every place where `value` breaks `schema`, as "path: what is wrong"; `root` holds the `$defs`."""
    schema = _resolved(schema, root)
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if kinds and not any(TYPES[kind](value) for kind in kinds):
        yield f"{path}: {' or '.join(kinds)} is needed"
        return
    yield from _value_problems(value, schema, path)
    if isinstance(value, Mapping):
        yield from _object_problems(value, schema, root, path)
    if isinstance(value, list):
        yield from _list_problems(value, schema, root, path)
    yield from _branch_problems(value, schema, root, path)


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        found: Schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
        schema = found
    return schema


def _value_problems(value: Any, schema: Schema, path: str) -> Iterator[str]:
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {schema['const']!r} is needed"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {', '.join(map(str, schema['enum']))}"
    if isinstance(value, str):
        if len(value) < schema.get("minLength", 0):
            yield f"{path}: is empty"
        if not re.search(schema.get("pattern", ""), value):
            yield f"{path}: {value!r} has not the form {schema['pattern']}"
        elif schema.get("format") == "date" and not _is_day(value):
            yield f"{path}: {value!r} is no day"
    if TYPES["number"](value) and value < schema.get("minimum", value):
        yield f"{path}: {value} is less than {schema['minimum']}"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _object_problems(value: Mapping[str, Any], schema: Schema, root: Schema, path: str) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for key in schema.get("required", ()):
        if key not in value:
            yield f"{path}.{key}: is missing"
    if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
        yield f"{path}: has {len(value)} keys"
    for key, part in value.items():
        if "propertyNames" in schema:
            yield from problems(key, schema["propertyNames"], root, f"{path}.{key}")
        if key in known:
            yield from problems(part, known[key], root, f"{path}.{key}")
        elif others is False:
            yield f"{path}.{key}: is unknown"
        elif others is not True:
            yield from problems(part, others, root, f"{path}.{key}")


def _list_problems(value: list[Any], schema: Schema, root: Schema, path: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{path}: has {len(value)} entries"
    for index, part in enumerate(value):
        yield from problems(part, schema.get("items", {}), root, f"{path}[{index}]")


def _branch_problems(value: Any, schema: Schema, root: Schema, path: str) -> Iterator[str]:
    for part in schema.get("allOf", ()):
        yield from problems(value, part, root, path)
    for word in ("oneOf", "anyOf"):
        if word in schema:
            tries = [list(problems(value, part, root, path)) for part in schema[word]]
            if all(tries):
                yield from min(tries, key=lambda found: (_shallow(found), len(found)))
    if "if" in schema and not any(problems(value, schema["if"], root, path)):
        yield from problems(value, schema.get("then", {}), root, path)


def _shallow(found: list[str]) -> int:
    """Of several ways to read a value, the one whose first problem lies deepest is what was meant."""
    return -max(problem.partition(": ")[0].count(".") for problem in found)
