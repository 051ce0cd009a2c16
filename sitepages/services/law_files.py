"""Reads the seed of the law so that dates and keys stay text, as law.schema.json wants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

LAW = Path(__file__).resolve().parent.parent / "seed" / "law"


class TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C one where it is built
    """A safe loader that leaves dates as they are written and refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise yaml.constructor.ConstructorError(None, None, f"{min(twice)} is written twice", node.start_mark)
        found: dict[Any, Any] = super().construct_mapping(node, deep)
        return found


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_law(name: str) -> dict[str, Any]:
    """incentives, facts, sectors or rates."""
    loader = TextLoader((LAW / f"{name}.yaml").read_text(encoding="utf-8"))
    try:
        data: dict[str, Any] = with_text_keys(loader.get_single_data())
    finally:
        loader.dispose()
    return data


def read_schema() -> dict[str, Any]:
    """The shapes of these files, as JSON Schema."""
    schema: dict[str, Any] = json.loads((LAW / "law.schema.json").read_text(encoding="utf-8"))
    return schema


def with_text_keys(value: Any) -> Any:
    """The same data with every key as text (a schedule's 2028 is written as a number)."""
    if isinstance(value, dict):
        return {str(key): with_text_keys(part) for key, part in value.items()}
    return [with_text_keys(part) for part in value] if isinstance(value, list) else value
