"""A refusal is a code with facts: a sentence per language with the same facts, a status, a test that raises it."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

from django.utils import translation

from sitepages.refusal import Refused

ROOT = Path(__file__).parents[2]
STATUSES = {403, 404, 409, 410, 413, 422, 429}


def refusals() -> list[type[Refused]]:
    """Every refusal with a code of its own, wherever it is written."""
    sources = sorted(path for app in ("leads", "sitepages") for path in ROOT.glob(f"{app}/**/*.py"))
    for path in (path for path in sources if "(Refused" in path.read_text()):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))

    def below(base: type[Refused]) -> list[type[Refused]]:
        return [cls for child in base.__subclasses__() for cls in (child, *below(child))]

    found = {cls.__qualname__: cls for cls in below(Refused) if cls.__module__.split(".")[0] in {"leads", "sitepages"}}
    return [found[name] for name in sorted(found) if "code" in vars(found[name])]


def sentences(lang: str) -> dict[str, str]:
    with translation.override(lang):
        return {code: str(text) for code, text in tables().items()}


def tables() -> dict[str, object]:
    """Every sentence of every refusals.py."""
    found: dict[str, object] = {}
    for path in sorted(path for app in ("leads", "sitepages") for path in ROOT.glob(f"{app}/**/refusals.py")):
        found |= importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)).SENTENCES
    return found


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def facts(cls: type[Refused]) -> set[str]:
    """The facts the docstring names: "Facts: `stage`, `gates` (keys)."."""
    _, _, named = (cls.__doc__ or "").partition("Facts:")
    return set(re.findall(r"`(\w+)`", named))


def test_every_code_is_said_once_in_each_language_with_the_same_facts() -> None:
    vi, en = sentences("vi"), sentences("en")
    wrong = []
    for cls in refusals():
        if cls.code not in en:
            wrong.append(f"{cls.__module__}.{cls.__name__}: no sentence for `{cls.code}` in a refusals.py")
        elif vi[cls.code] == en[cls.code]:
            wrong.append(f"{cls.code}: no Vietnamese")
        elif placeholders(vi[cls.code]) != placeholders(en[cls.code]):
            wrong.append(f"{cls.code}: the languages name different facts")
        elif not placeholders(en[cls.code]) <= facts(cls):
            wrong.append(f"{cls.__name__}: its docstring must name its facts, e.g. Facts: `stage`.")
    assert not wrong, "\n".join(wrong)


def test_every_refusal_has_a_status_and_a_code_of_its_own() -> None:
    found = refusals()
    assert {cls.__name__ for cls in found if cls.status not in STATUSES} == set()
    codes = [cls.code for cls in found]
    assert sorted(codes) == sorted(set(codes))


def test_no_sentence_is_left_of_a_refusal_that_is_gone() -> None:
    gone = set(tables()) - {cls.code for cls in refusals()} - {Refused.code}
    assert not gone, f"Nothing raises these any more; take their sentences out: {sorted(gone)}"


def used_in(source: str) -> set[str]:
    """Names a test uses, its imports left out."""
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name | ast.Attribute))
    return {node.id if isinstance(node, ast.Name) else node.attr for node in nodes}


def test_every_refusal_is_raised_by_a_test() -> None:
    tests = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    used = {name for path in tests for name in used_in(path.read_text(encoding="utf-8"))}
    left = [f"{cls.__module__}.{cls.__name__}" for cls in refusals() if cls.__name__ not in used]
    assert not left, f"No test names these: provoke each with pytest.raises(...): {left}"
