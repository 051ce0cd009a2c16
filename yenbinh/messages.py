"""Every message of the interface, found in code and templates without gettext's tools."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("yenbinh", "leads", "sitepages")
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATES = re.compile(rf"\b(_|gettext|ngettext|pgettext)\({STRING}(?:,\s*{STRING})?", re.DOTALL)

Message = tuple[str, str, str]  # context, singular, plural


def all_messages() -> dict[Message, str]:
    """Message -> a file it stands in."""
    found: dict[Message, str] = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found |= {message: str(path.relative_to(ROOT)) for message in in_python(path.read_text("utf-8"))}
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            found |= {message: str(path.relative_to(ROOT)) for message in in_template(path.read_text("utf-8"))}
    return found


def in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in PLAIN and len(texts) == 1:
            yield "", texts[0], ""
        elif name in PLURAL and len(texts) == 2:
            yield "", texts[0], texts[1]
        elif name in CONTEXT and len(texts) == 2:
            yield texts[0], texts[1], ""


def in_template(source: str) -> Iterator[Message]:
    for name, first, second in IN_TEMPLATES.findall(templatize(source)):
        texts = [ast.literal_eval(text) for text in (first, second) if text]
        if name == "ngettext" and len(texts) == 2:
            yield "", texts[0], texts[1]
        elif name == "pgettext" and len(texts) == 2:
            yield texts[0], texts[1], ""
        else:
            yield "", texts[0], ""
