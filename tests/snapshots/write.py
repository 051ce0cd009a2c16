"""Year-by-year schedules of a dozen standard investors as files a jurist reads: `python -m tests.snapshots.write`.

A change of a rule shows there as changed years and amounts; a test fails where they differ from what the law says now.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from sitepages import figures
from sitepages.incentives.assess import assess
from sitepages.incentives.cells import GRANT, Row
from sitepages.incentives.schedule import totals
from sitepages.incentives.stored import basis_words
from tests.sitepages.law_files import book, files

ROOM = Path(__file__).resolve().parent / "schedules"
ON, LAND_UNTIL = date(2026, 11, 25), 2071
TAXES = {
    "cit": "Thuế thu nhập doanh nghiệp",
    "qdmtt": "Thuế bổ sung tối thiểu nội địa",
    "land_rent": "Tiền thuê đất",
    "import_duty": "Thuế nhập khẩu",
    "pit": "Thuế thu nhập cá nhân",
    "grant": "Hỗ trợ bằng tiền",
}
INVESTORS: dict[str, tuple[str, dict[str, Any]]] = {
    name: (row["title"], row["facts"])
    for name, row in yaml.safe_load((ROOM.parent / "investors.yaml").read_text(encoding="utf-8")).items()
}


def sheet(title: str, facts: dict[str, Any]) -> str:
    """One investor in words: the facts, the sure money by year with its clause, and the other money."""
    return "\n".join([*_head(title, facts), *_body(facts), ""])


def _head(title: str, facts: dict[str, Any]) -> Iterator[str]:
    names = {row["key"]: row["label"]["vi"] for row in files()["facts"]["facts"]}
    yield f"# {title}"
    yield f"Tính theo luật trong dữ liệu, ngày {figures.day(ON)}. Không phải tư vấn pháp lý."
    yield ""
    yield "Dữ kiện: " + "; ".join(f"{names.get(key, key)}: {_value(value)}" for key, value in facts.items())


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return figures.number(value) if isinstance(value, int | float) and value > 3000 else str(value)


def _body(facts: dict[str, Any]) -> Iterator[str]:
    found = assess(book(), facts, ON, LAND_UNTIL)
    yield "Cùng áp dụng: " + (", ".join(found.sure.keys) or "không có")
    yield ""
    yield "## Chắc chắn theo luật"
    yield from _table(found.sure.rows)
    for one in found.supposed:
        yield ""
        ceiling = " (mức cao nhất)" if one.ceiling else ""
        yield f"## Chỉ khi: {', '.join(one.hangs_on) or ', '.join(one.decided_by)}{ceiling}"
        yield f"Thêm: {', '.join(one.rules)}"
        yield from _table(one.rows)


def _table(rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        yield "Không có năm nào biết được."
        return
    basis = {row["id"]: row["basis"] for row in files()["incentives"]["records"]}
    streams: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        streams.setdefault((row.tax, row.of), []).append(row)
    for (tax, of), some in streams.items():
        yield ""
        yield f"{TAXES[tax]}{f' ({of})' if of else ''}, {some[0].currency}"
        yield "| năm | không ưu đãi | phải nộp hoặc được nhận | được giảm | thuế suất | căn cứ |"
        yield "|---|---|---|---|---|---|"
        for span in _spans(some):
            yield _line(span, basis_words(span[0], basis, "vi"))
    sums = totals(rows)
    low = f", thấp nhất {figures.number(sums.least)}" if sums.least != sums.saving else ""
    yield f"Tổng được giảm: {figures.number(sums.saving)}{low}; {sums.unknown} ô chưa biết"


def _line(span: Sequence[Row], basis: str) -> str:
    row = span[0]
    years = str(row.year) if len(span) == 1 else f"{row.year}–{span[-1].year}"
    due = f"≤ {_amount(row.most)}" if row.cell == "bound" else _amount(row.payable)
    rate = "" if row.rate_pct is None else figures.percent(row.rate_pct)
    base = "" if row.tax == GRANT else _amount(row.baseline)
    return f"| {years} | {base} | {due} | {_amount(row.saving)} | {rate} | {basis} |"


def _amount(value: Any) -> str:
    return "chưa biết" if value is None else figures.number(value)


def _spans(rows: Sequence[Row]) -> Iterator[list[Row]]:
    span: list[Row] = []
    for row in rows:
        if span and span[-1].but(0) != row.but(0):
            yield span
            span = []
        span.append(row)
    yield span


def write() -> None:
    ROOM.mkdir(exist_ok=True)
    for old in ROOM.glob("*.md"):
        old.unlink()
    for name, (title, facts) in INVESTORS.items():
        (ROOM / f"{name}.md").write_text(sheet(title, facts), encoding="utf-8")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    write()
