"""Documents that repeat the code's tables are current, and every setting is told."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from yenbinh.reference import PATH, reference

ROOT = Path(__file__).parents[2]
READERS = {"text", "flag", "whole", "names", "database"}


def test_the_reference_is_what_the_tables_say() -> None:
    assert PATH.read_text(encoding="utf-8") == reference(), "Run .venv/bin/python manage.py write_docs and commit."


def settings_read(source: str) -> set[str]:
    """Names of environment variables that a module reads through yenbinh.env."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    asked = (call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in READERS)
    named = (call.args[0] for call in asked if ast.unparse(call.func).startswith("env.") and call.args)
    return {name.value for name in named if isinstance(name, ast.Constant)}


def test_every_setting_is_in_the_table_of_settings() -> None:
    assert settings_read("X = env.text('A') or env.whole('B', 1) or other.text('C')") == {"A", "B"}
    told = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    read = settings_read((ROOT / "yenbinh/settings.py").read_text(encoding="utf-8"))
    assert {name for name in read if f"`{name}`" not in told} == set(), "Add a line to docs/settings.md."


def test_every_path_a_document_names_is_there() -> None:
    documents = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    named = re.compile(r"`((?:leads|sitepages|yenbinh|tests|templates)/[\w/.-]+\.\w+)`")
    gone = {
        f"{document.name}: {path}"
        for document in documents
        for path in named.findall(document.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    }
    assert not gone
