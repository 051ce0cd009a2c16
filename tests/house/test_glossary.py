"""The interface says what the glossary says: docs/glossary.md is the one list of words."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "yenbinh/locale/vi/LC_MESSAGES/django.po"
NEVER = re.compile(r"\b(bạn|các bạn|khách hàng)\b", re.IGNORECASE)

# Core term: how a msgid says it; the glossary's English; words that the interface must not use in its place.
CORE = (
    (r"\bplots?\b", "plot", r"thửa đất|mảnh đất|khu đất"),
    (r"\bzones?\b", "functional zone", r"\bvùng\b|(?<!phân )khu chức năng"),
    (r"\bholds?\b|\bheld\b", "hold", r"đặt chỗ|đặt trước|giữ trước"),
    (r"\bleads?\b", "lead", r"khách tiềm năng|đầu mối|khách hàng tiềm năng"),
    (r"\bincentives?\b", "investment incentive", r"khuyến khích|khuyến mại|đãi ngộ"),
    (r"\bnear(est)? miss(es)?\b", "near miss", r"gần phù hợp|suýt"),
    (r"\badjoin(s|ing)?\b", "adjoining plots", r"liền nhau|liền lô|sát nhau|tiếp giáp|kề cận"),
    (r"(?<!no longer )\bin force (only )?from\b", "in force from", r"áp dụng từ"),
    (r"\bunknown\b", "unknown", r"chưa biết|không biết"),
)
# Of these no word of the interface is the right one, whatever its English says.
NOWHERE = re.compile(r"liền nhau|liền lô|suýt (hợp|đạt)|gần phù hợp|mảnh đất|khách tiềm năng", re.I)


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


def strays(english: str, vietnamese: str) -> list[str]:
    """The words that stand in the place of a core term of the glossary."""
    found = [match[0] for match in NOWHERE.finditer(vietnamese)]
    for said, _term, never in CORE:
        if re.search(said, english, re.IGNORECASE):
            found += [match[0] for match in re.finditer(never, vietnamese, re.IGNORECASE)]
    return found


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("No option fits; %(near)s near miss.", "Không có phương án hợp; %(near)s phương án suýt hợp."),
        ("The near misses are the nearest of those seen.", "Các phương án gần phù hợp là gần nhất."),
        ("with adjoining plots joined", "ghép các lô liền nhau"),
        ("in force from %(day)s", "áp dụng từ %(day)s"),
        ("What is left empty stays unknown.", "Mục để trống vẫn là chưa biết."),
        ("Only in these functional zones", "Chỉ trong các vùng này"),
    ],
)
def test_a_word_in_the_place_of_a_term_is_found(english: str, vietnamese: str) -> None:
    assert strays(english, vietnamese)


def test_no_other_word_stands_in_the_place_of_a_core_term() -> None:
    wrong = [
        f"{entry.msgid!r} reads {text!r}: {found}"
        for entry in polib.pofile(str(CATALOGUE))
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if (found := strays(f"{entry.msgid} {entry.msgid_plural}", text))
    ]
    own = [path for folder in ("leads", "sitepages", "templates") for path in sorted((ROOT / folder).rglob("*"))]
    for path in own:
        if path.suffix in {".html", ".txt", ".py", ".yaml"} and "migrations" not in path.parts:
            wrong += [f"{path.relative_to(ROOT)}: {match[0]!r}" for match in NOWHERE.finditer(path.read_text("utf-8"))]
    assert not wrong, "\n".join(wrong)


def test_nobody_is_addressed_as_a_friend_or_a_customer() -> None:
    texts = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    for path in [*ROOT.glob("templates/emails/*.vi.txt"), *ROOT.glob("sitepages/demo/pages/*.yaml")]:
        texts[path.name] = path.read_text(encoding="utf-8")
    assert [name for name, text in texts.items() if NEVER.search(text)] == []
