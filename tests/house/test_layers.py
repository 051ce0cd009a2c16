"""Pure means importable without Django: a fresh interpreter proves it, helpers' imports included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PURE = (
    "leads/matching",
    "leads/calendar",
    "leads/routing",
    "leads/mailroom",
    "leads/reading",
    "sitepages/land",
    "sitepages/land/importers",
    "sitepages/incentives",
)
PURE_MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for room in PURE
    for path in sorted((ROOT / room).rglob("*.py"))
    if path.name != "__init__.py"
]


# One interpreter for all: it stops at the first module that drags a framework in, its helpers' imports included.
PROBE = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    dragged = [one for one in ("django", "wagtail", "ninja") if one in sys.modules]
    if dragged:
        sys.exit(f"{name} drags in {dragged}: move what needs it to a service.")
"""


def probe(*modules: str) -> str:
    done = subprocess.run([sys.executable, "-c", PROBE, *modules], capture_output=True, text=True, cwd=ROOT)
    return done.stderr


def test_the_rule_sees_a_module_that_needs_django() -> None:
    assert "sitepages.choices drags in" in probe(PURE_MODULES[0], "sitepages.choices")


def test_pure_rooms_import_without_django() -> None:
    assert len(PURE_MODULES) > 20
    assert probe(*PURE_MODULES) == ""
