"""The seed of the law is held to its schema before anything is written."""

from __future__ import annotations

import copy
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from sitepages.incentives.schema import problems
from sitepages.models import Incentive, Sector
from sitepages.services import law_files
from sitepages.services.law_files import read_schema
from sitepages.services.seed_law import BadLaw, load_law, refuse_bad_files
from tests.sitepages.law_files import files

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def test_the_seed_keeps_its_schema() -> None:
    data = files()
    refuse_bad_files(incentives_file=data["incentives"], facts_file=data["facts"], sectors_file=data["sectors"])


BROKEN = [
    (["records", 0, "benefits", 0, "rat"], 10, r"records\[0\].benefits\[0\].rat: is unknown"),
    (["records", 0, "sumary"], {}, r"records\[0\].sumary: is unknown"),
    (["records", 1, "decided_by"], "somebody", r"records\[1\].decided_by: 'somebody' has not the form"),
    (["records", 2, "valid_from"], "1/10/2025", r"records\[2\].valid_from: '1/10/2025' has not the form"),
    (["records", 2, "basis"], [], r"records\[2\].basis: has 0 entries"),
    (["records", 3, "name", "vi"], "", r"records\[3\].name.vi: is empty"),
    (["records", 4, "conditions"], {"all": [{"maybe": 1}]}, r"records\[4\].conditions.all\[0\].maybe: is unknown"),
    (["records", 5, "benefits", 0, "value"], "5", r"benefits\[0\].value: number or null is needed"),
    (["version"], 3, r"version: 2 is needed"),
    (["definitions", "lower_case"], {}, r"definitions.lower_case.name: is missing"),
]


@pytest.mark.parametrize(("path", "value", "says"), BROKEN, ids=lambda value: str(value)[:40])
def test_a_wrong_file_is_refused_with_its_place(path: list[Any], value: Any, says: str) -> None:
    data = copy.deepcopy(files()["incentives"])
    inside = data
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    with pytest.raises(BadLaw, match=says):
        refuse_bad_files(incentives_file=data)


def test_a_key_left_out_is_named() -> None:
    data = copy.deepcopy(files()["facts"])
    del data["facts"][0]["label"]
    with pytest.raises(BadLaw, match=r"facts_file.facts\[0\].label: is missing"):
        refuse_bad_files(facts_file=data)


@pytest.mark.parametrize(
    ("value", "schema", "fine"),
    [
        (True, {"type": "integer"}, False),
        (1, {"type": ["integer", "null"]}, True),
        (None, {"type": ["integer", "null"]}, True),
        ({"a": 1}, {"propertyNames": {"pattern": "^b"}}, False),
        ({"a": 1}, {"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}}, False),
        ({"a": 2}, {"if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}}, True),
        (["x"], {"items": {"enum": ["y"]}}, False),
        (0, {"minimum": 1}, False),
        ("2026-02-30", {"format": "date"}, False),
        ("2026-02-28", {"format": "date"}, True),
    ],
)
def test_the_words_of_the_schema_that_are_read(value: Any, schema: dict[str, Any], fine: bool) -> None:
    assert (not list(problems(value, schema, schema))) is fine


def test_no_word_of_the_schema_is_passed_over() -> None:
    read = {
        "$ref", "type", "const", "enum", "minLength", "pattern", "minimum", "required", "properties", "propertyNames",
        "additionalProperties", "minProperties", "maxProperties", "items", "minItems", "maxItems", "allOf", "anyOf",
        "oneOf", "if", "then", "format",
    }  # fmt: skip
    assert set(words_of(read_schema()["$defs"])) <= read


def words_of(definitions: dict[str, Any]) -> list[str]:
    found: list[str] = []

    def walk(schema: Any) -> None:
        if not isinstance(schema, dict):
            return
        for word, body in schema.items():
            found.append(word)
            if word in {"properties"}:
                for part in body.values():
                    walk(part)
            elif isinstance(body, list):
                for part in body:
                    walk(part)
            elif word not in {"const", "enum"}:
                walk(body)

    for schema in definitions.values():
        walk(schema)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("incentives", "    exclusion_group: CIT_PACKAGE\n", "    exclusion_grup: CIT_PACKAGE\n"),
        ("incentives", "{zone_status: [established, recognised]}", "{zone_states: [established]}"),
        ("incentives", "fact: project_kind", "fact: project_knd"),
        ("sectors", "version: 2", "version: 3"),
    ],
)
def test_nothing_is_written_from_a_wrong_seed(
    name: str, old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = shutil.copytree(law_files.LAW, tmp_path / "law")
    file = seed / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(law_files, "LAW", seed)
    with pytest.raises(ValueError, match=r"unknown|no fact|is needed"):
        load_law(now=NOW)
    assert not Incentive.objects.exists()
    assert not Sector.objects.exists()


def test_a_key_written_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rates.yaml").write_text("version: 2\nrates: []\nrates: []\n", encoding="utf-8")
    monkeypatch.setattr(law_files, "LAW", tmp_path)
    with pytest.raises(yaml.YAMLError, match="rates is written twice"):
        law_files.read_law("rates")
