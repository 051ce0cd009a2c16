"""docs/reference.md, written from the tables the product runs on: `manage.py write_docs`."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import fields

from django.conf import settings
from django.db.models import Choices
from django.utils import translation

import leads
import sitepages
from leads.choices import DueKind, EventKind, Role, Stage
from leads.models import Lead, Officer
from leads.services.access import Seat
from leads.services.events import TYPES
from leads.services.stages import pipeline
from sitepages.refusal import Refused

PATH = settings.BASE_DIR / "docs" / "reference.md"


def reference() -> str:
    """The whole document; the same text on every machine."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Written by `manage.py write_docs` from the tables in the code; do not edit. A test compares."
    for title, head, rows in (
        ("Stages", ("stage", "Vietnamese", "English", "kind", "meaning", "moves to"), _stages()),
        ("Gates", ("gate", "from stage", "Vietnamese", "English"), _gates()),
        ("Events of a lead", ("kind", "version", "stored", "meaning"), _events()),
        ("Due work", ("kind", "Vietnamese", "English"), _named(DueKind)),
        ("Roles and leads", ("role", "Vietnamese", "English", "sees", "works on"), _roles()),
        ("Refusals", ("code", "status", "English", "Vietnamese"), _refusals()),
    ):
        yield f"\n## {title}\n"
        yield from _table(head, rows)


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    head = tuple(head)
    yield _row(head)
    yield "|---" * len(head) + "|"
    yield from map(_row, rows)


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _in(lang: str, text: object) -> str:
    with translation.override(lang):
        return str(text)


def _named(choices: type[Choices]) -> Iterator[tuple[str, ...]]:
    for one in choices:
        yield f"`{one.value}`", _in("vi", one.label), _in("en", one.label)


def _stages() -> Iterator[tuple[str, ...]]:
    for stage, rule in pipeline().stages.items():
        moves = ", ".join(f"{to.value} ({kind})" for to, kind in pipeline().moves_from(stage)) or "-"
        yield f"`{stage.value}`", rule.name_vi, rule.name_en, rule.kind, rule.meaning_en, moves


def _gates() -> Iterator[tuple[str, ...]]:
    for gate in pipeline().gates:
        yield f"`{gate.key}`", Stage(gate.from_stage).value, gate.name_vi, gate.name_en


def _events() -> Iterator[tuple[object, ...]]:
    for kind in EventKind:
        cls = TYPES[kind]
        stored = ", ".join(f"`{part.name}`" for part in fields(cls))
        yield f"`{kind.value}`", cls.version, stored, (cls.__doc__ or "").split("\n")[0]


def _roles() -> Iterator[tuple[str, ...]]:
    for (key, vi, en), role in zip(_named(Role), Role, strict=True):
        yield key, vi, en, _reach(role, "sees"), _reach(role, "works_on")


def _reach(role: Role, question: str) -> str:
    """Which of these leads the role's seat answers yes to: asked of the very rule that the desk asks."""
    me = Officer(pk=1, department_id="mine")
    asked = {
        "own": Lead(owner_id=1, department_id="mine"),
        "unassigned of the department": Lead(owner_id=None, department_id="mine"),
        "colleagues'": Lead(owner_id=2, department_id="mine"),
        "other departments'": Lead(owner_id=3, department_id="theirs"),
    }
    seat = Seat(frozenset({role}), me)
    yes = [name for name, lead in asked.items() if getattr(seat, question)(lead)]
    return "all" if len(yes) == len(asked) else ", ".join(yes) or "none"


def _refusals() -> Iterator[tuple[object, ...]]:
    tables: dict[str, object] = {}
    for app in (leads, sitepages):
        for found in pkgutil.walk_packages(app.__path__, f"{app.__name__}."):
            if ".migrations" in found.name or ".management" in found.name:
                continue
            module = importlib.import_module(found.name)
            if found.name.endswith(".refusals"):
                tables |= module.SENTENCES
    status = {cls.code: cls.status for cls in _below(Refused)}
    for code in sorted(set(tables) & set(status)):
        yield f"`{code}`", status[code], _in("en", tables[code]), _in("vi", tables[code])


def _below(base: type[Refused]) -> Iterator[type[Refused]]:
    for child in base.__subclasses__():
        yield child
        yield from _below(child)
