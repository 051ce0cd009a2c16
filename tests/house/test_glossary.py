"""The interface says what the glossary says: docs/glossary.md is the one list of words."""

from __future__ import annotations

import re
from pathlib import Path

import polib

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "yenbinh/locale/vi/LC_MESSAGES/django.po"
NEVER = re.compile(r"\b(bạn|các bạn|khách hàng)\b", re.IGNORECASE)


def terms(text: str) -> dict[str, str]:
    """English term -> Vietnamese term, of every table of the glossary."""
    rows = (line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| "))
    return {row[1].strip().lower(): row[0].strip().lower() for row in rows if len(row) >= 3 and row[0] != "Vietnamese"}


def test_the_rule_reads_the_tables() -> None:
    table = "| Vietnamese | English | Source |\n|---|---|---|\n| lô đất | plot | usage |"
    assert terms(table) == {"plot": "lô đất"}


def test_a_term_of_the_glossary_has_its_word_in_the_interface() -> None:
    wanted = terms((ROOT / "docs/glossary.md").read_text(encoding="utf-8"))
    assert len(wanted) > 150
    wrong = [
        f"{entry.msgid!r} reads {entry.msgstr!r}, the glossary has {wanted[entry.msgid.lower()]!r}"
        for entry in polib.pofile(str(CATALOGUE))
        if entry.msgid.lower() in wanted and entry.msgstr.lower() != wanted[entry.msgid.lower()]
    ]
    assert not wrong, "\n".join(wrong)


def test_nobody_is_addressed_as_a_friend_or_a_customer() -> None:
    texts = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    for path in [*ROOT.glob("templates/emails/*.vi.txt"), *ROOT.glob("sitepages/demo/pages/*.yaml")]:
        texts[path.name] = path.read_text(encoding="utf-8")
    assert [name for name, text in texts.items() if NEVER.search(text)] == []
