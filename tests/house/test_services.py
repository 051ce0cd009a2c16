"""Services have one shape, and each that writes a lead's history is proven by `did(...)`, which replays the events."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = [ROOT / "leads/services", ROOT / "sitepages/services"]
TESTS = ROOT / "tests/leads"
RECORDS = {"record", "record_all"}
Function = ast.FunctionDef


def functions(source: str) -> Iterator[Function]:
    return (node for node in ast.parse(source).body if isinstance(node, Function))


def in_transaction(function: Function) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list)


def faults(function: Function) -> list[str]:
    """What a public function in a transaction of its own lacks: `verb(*, things, by, now)` with a docstring."""
    given = function.args
    names = {argument.arg for argument in given.kwonlyargs}
    found = ["takes arguments without their names"] if given.args or given.posonlyargs else []
    if not ast.get_docstring(function):
        found.append("has no docstring")
    if RECORDS & called(function) and not {"by", "now"} <= names and not {"by", "at"} <= names:
        found.append("writes an event without `by` and `now`")
    return found


def called(function: ast.AST) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {name_of(call) for call in calls}


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def names_in(node: ast.AST) -> set[str]:
    return {name_of(part) for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute)}


def modules() -> list[Path]:
    return [path for folder in SERVICES for path in sorted(folder.glob("*.py"))]


def test_the_rule_sees_a_service_of_another_shape() -> None:
    good = "@transaction.atomic\ndef pause(*, lead, by, now):\n    '''Stop.'''\n    record(lead, by, now)"
    bad = "@transaction.atomic\ndef pause(lead, now):\n    record(lead, now)"
    assert [faults(one) for one in functions(good)] == [[]]
    assert [len(faults(one)) for one in functions(bad)] == [3]


def test_every_service_has_one_shape() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name} {fault}"
        for path in modules()
        for function in functions(path.read_text(encoding="utf-8"))
        if in_transaction(function) and not function.name.startswith("_")
        for fault in faults(function)
    ]
    assert not found, "Give it the form verb(*, things, by, now) (docs/extend.md):\n" + "\n".join(found)


# --- did ---


def reached(sources: list[str], start: set[str]) -> set[str]:
    """Every name that these names lead to, through functions and tables of the sources."""
    leads_to: dict[str, set[str]] = {}
    for source in sources:
        for node in ast.parse(source).body:
            if isinstance(node, Function):
                leads_to.setdefault(node.name, set()).update(names_in(node))
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    leads_to.setdefault(name_of(target), set()).update(names_in(node.value))
    known, fresh = set(start), set(start)
    while fresh:
        fresh = {name for one in fresh for name in leads_to.get(one, set())} - known
        known |= fresh
    return known


def helpers(test: str) -> set[str]:
    """Functions of the file that hand their first argument to `did`."""
    return {one.name for one in functions(test) if one.name != "did" and "did" in called(one) and one.args.args}


def shared_helpers(tree: ast.Module) -> set[str]:
    """Helpers that the file takes from another file of the tests."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests."):
            path = ROOT / f"{(node.module or '').replace('.', '/')}.py"
            there = helpers(path.read_text(encoding="utf-8")) if path.exists() else set()
            found |= there & {name.asname or name.name for name in node.names}
    return found


def proven(test: str) -> set[str]:
    """Names a test calls through `did`, itself or by a helper that hands its first argument to `did`."""
    tree = ast.parse(test)
    known = helpers(test) | shared_helpers(tree)
    found: set[str] = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if (name_of(call.func) == "did" and call.args) or (name_of(call.func) in known and call.args):
            found |= names_in(call.args[0])
    return found


def writers(sources: list[str]) -> set[str]:
    public = (one for source in sources for one in functions(source) if not one.name.startswith("_"))
    return {one.name for one in public if RECORDS & called(one)} - RECORDS


def test_the_rule_sees_a_writer_that_no_test_replays() -> None:
    service = "def pause(*, lead):\n    record(lead)\n\ndef stop(*, lead):\n    record(lead)\n\nDOERS = {1: stop}"
    test = "def test_it():\n    did(lambda: desk.pause(lead=1))"
    assert writers([service]) - reached([service], proven(test)) == {"stop"}


def test_every_service_that_writes_events_is_replayed_by_a_test() -> None:
    sources = [path.read_text(encoding="utf-8") for path in modules() if "leads" in path.parts]
    start = {name for path in TESTS.rglob("*.py") for name in proven(path.read_text(encoding="utf-8"))}
    left = sorted(writers(sources) - reached(sources, start))
    assert not left, f"Call these in a test through did(lambda: ...), which compares the row with its events: {left}"
