"""A list of enquiries out of a table (XLSX or CSV): the people met at a fair, the calls of a week. Pure.

Nothing is lost: a column nobody knows, and a cell whose word is in no list, are handed on as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from leads.reading.folded import folded
from sitepages.land.importers.reading import FileRefused, Reading
from sitepages.land.importers.sniff import form_of, short
from sitepages.land.importers.tables import Row, csv_rows, find_header, xlsx_rows

MOST_ROWS = 200
# our field -> its titles as people write them; the first two (Vietnamese, English) head our own empty table
TITLES: Mapping[str, tuple[str, ...]] = {
    "contact_name": ("Họ và tên", "Name", "Họ tên", "Người liên hệ", "Contact", "Contact name", "Full name"),
    "organisation_name": ("Tổ chức", "Organisation", "Công ty", "Doanh nghiệp", "Company", "Organization"),
    "contact_email": ("Thư điện tử", "E-mail", "Email", "Mail", "Địa chỉ thư điện tử"),
    "contact_phone": ("Điện thoại", "Telephone", "Số điện thoại", "ĐT", "Phone", "Mobile", "Di động"),
    "country": ("Quốc gia", "Country", "Nước", "Quốc tịch"),
    "language": ("Ngôn ngữ", "Language", "Ngôn ngữ trả lời", "Language of the answer"),
    "channel": ("Kênh liên lạc", "Preferred channel", "Kênh", "Channel"),
    "channel_handle": ("Tài khoản Zalo, KakaoTalk, WeChat", "Account on Zalo, KakaoTalk, WeChat", "Zalo", "WeChat"),
    "sector": ("Lĩnh vực", "Sector", "Ngành", "Ngành nghề", "Industry"),
    "question": ("Hỏi về", "Asks about", "Câu hỏi", "Question", "Topic"),
    "message": ("Nội dung", "What it was about", "Ghi chú", "Message", "Notes", "Note"),
    "consent": ("Đồng ý (có/không)", "Agreed (yes/no)", "Đồng ý", "Consent", "Agreed"),
}
NEEDED = ("contact_name",)
LISTED = ("country", "language", "channel", "sector", "question")
# Words of a cell about the consent, folded. Whoever says no in it anywhere has not agreed; other words are asked about.
YES = frozenset({"co", "x", "yes", "y", "1", "true", "dong", "agreed", "agree", "agrees", "ok", "roi", "v"})
NO = frozenset({"khong", "chua", "no", "not", "n", "0", "false", "none", "refused", "k", "ko", "never", "declined"})
Lists = Mapping[str, Mapping[str, str]]  # field -> folded word -> key


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of the table. `values`: our field -> text or key; `left`: (title, text) of what no list knows."""

    line: int
    values: Mapping[str, str]
    consent: bool = False
    left: tuple[tuple[str, str], ...] = field(default=())
    unread: str = ""  # what stands in the column of the consent and is neither yes nor no


class NoHeader(Exception):
    """No row names the columns that are needed."""


def read_sheet(name: str, data: bytes, lists: Lists) -> list[SheetRow]:
    """The rows below the header. Raises FileRefused for what is no harmless table, or too long; NoHeader."""
    form = form_of(name, data)
    readers: Mapping[str, Callable[[bytes, Reading], list[Row]]] = {"csv": csv_rows, "xlsx": xlsx_rows}
    if form not in readers:
        raise FileRefused("unknown_form", file=short(name))
    reading = Reading(short(name), form)
    rows = readers[form](data, reading)
    header, columns = find_header(rows, TITLES, NEEDED)
    if any(key not in columns for key in NEEDED):
        raise NoHeader
    if len(rows) - header - 1 > MOST_ROWS:
        raise FileRefused("too_much", file=reading.name, limit=MOST_ROWS)
    titles = [_text(cell) for cell in rows[header][1]]
    return [_row(line, row, columns, titles, lists) for line, row in rows[header + 1 :]]


def _row(line: int, row: Sequence[Any], columns: Mapping[str, int], titles: Sequence[str], lists: Lists) -> SheetRow:
    values, left = {}, []
    for key, place in columns.items():
        text = _text(row[place]) if place < len(row) else ""
        if text and key in LISTED:
            found = lists[key].get(folded(text))
            if found is None:
                left.append((titles[place], text))
                continue
            text = found
        if text:
            values[key] = text
    known = set(columns.values())
    for place, cell in enumerate(row):
        if place not in known and (text := _text(cell)):
            left.append((titles[place] if place < len(titles) else "", text))
    said = values.pop("consent", "")
    consent = agreed(said)
    return SheetRow(line, values, bool(consent), tuple(left), said if said and consent is None else "")


def agreed(said: str) -> bool | None:
    """Whether the words of a cell say that somebody agreed; None where they say neither (an empty cell: no)."""
    plain = folded(said)
    words = re.findall(r"[a-z0-9]+", plain)
    if not said.strip("-–— .") or set(words) & NO or "tu choi" in plain:
        return False
    if re.search(r"\bco (le|the)\b", plain):  # perhaps
        return None
    return True if set(words) & YES else None


def _text(cell: Any) -> str:
    """A cell as it was typed: a telephone number that a sheet made a number keeps its digits."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell).strip()
