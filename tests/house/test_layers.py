"""Pure means importable without Django: a fresh interpreter proves it, helpers' imports included."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = (
    "leads/matching",
    "leads/calendar",
    "leads/routing",
    "sitepages/land",
    "sitepages/land/importers",
    "sitepages/incentives",
)
PURE_MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for room in PURE
    for path in sorted((ROOT / room).glob("*.py"))
    if path.name != "__init__.py"
]


@pytest.mark.parametrize("module", PURE_MODULES)
def test_pure_rooms_import_without_django(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('django', 'wagtail', 'ninja') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]", f"{module} drags in {done.stdout.strip()}: move what needs it to a service."
