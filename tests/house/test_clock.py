"""The door reads the clock once; services and pure rooms take `now` or `on`."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = (
    "leads/matching",
    "leads/calendar",
    "leads/routing",
    "leads/services",
    "leads/models",
    "sitepages/land",
    "sitepages/incentives",
    "sitepages/services",
    "sitepages/procedures",
    "sitepages/models/land.py",
    "sitepages/models/law.py",
    "sitepages/models/settings.py",
)  # a Wagtail page's get_context is a door, so models/pages.py may read the clock
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime", "time", "monotonic"}
OWNERS = {"timezone", "datetime", "date", "time"}


def clock_reads(source: str) -> list[int]:
    return [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and reads(node)]


def reads(call: ast.Call) -> bool:
    """`timezone.now()`, `datetime.now(UTC)`, `dt.datetime.now()`, `now()`; not `localtime(given)` or `given.time()`."""
    if isinstance(call.func, ast.Name):
        return call.func.id in CLOCKS - {"time"} and not call.args
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in CLOCKS:
        return False
    owner = call.func.value
    named = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    return named in OWNERS and (not call.args or call.func.attr in {"now", "today"})


def test_the_rule_sees_a_clock_and_leaves_the_rest() -> None:
    assert clock_reads("x = timezone.now()") == [1]
    assert clock_reads("x = date.today()") == [1]
    assert clock_reads("x = datetime.now(UTC)") == [1]
    assert clock_reads("x = dt.datetime.now()") == [1]
    assert clock_reads("from django.utils.timezone import now\nx = now()") == [2]
    assert clock_reads("x = timezone.localtime(given)") == []
    assert clock_reads("def f(*, now): return now.date()") == []


def test_no_clock_below_the_doors() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for room in ROOMS
        for path in ([ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py")))
        for line in clock_reads(path.read_text())
    ]
    assert not found, f"Take `now` (or `on`) as an argument instead: {found}"


def test_no_test_reads_the_machines_day() -> None:
    """`timezone.now` is the tests' own clock (tests/clock.py); what asks the machine would break with the calendar."""
    asks = re.compile(r"\b(?:date\.today|datetime\.(?:now|utcnow|today)|time\.time)\(")
    others = {"clock.py", Path(__file__).name}
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path.name not in others and "load" not in path.parts and asks.search(path.read_text())
    ]
    assert not found, f"Take timezone.now() instead: {found}"
