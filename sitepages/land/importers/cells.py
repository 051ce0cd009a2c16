"""Text, numbers and dates as people write them into tables. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from sitepages.land.importers.reading import FileRefused

SPACES = re.compile(r"[\s\u00a0\u202f\u2009'\u2019]")
THOUSAND = re.compile(r"[-+]?[0-9]{1,3}[.,][0-9]{3}")
PLAIN = re.compile(r"[-+]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][-+]?[0-9]{1,3})?")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the encoding it was read in: UTF-8 (with or without a mark) or Windows-1258.

    Windows-1258 writes tone marks as letters of their own: the text is composed to NFC. Raises
    FileRefused `wrong_encoding`.
    """
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8-sig")), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        if b"\0" in data:
            raise ValueError(name)
        return unicodedata.normalize("NFC", data.decode("cp1258")), "Windows-1258"
    except ValueError as error:
        raise FileRefused("wrong_encoding", file=name) from error


def number(value: Any) -> float:
    """A decimal with point or comma and thousands marks: 2368175.428, 2.368.175,428, 2 368 175,428.

    Raises ValueError for anything else.
    """
    if isinstance(value, bool) or value is None:
        raise ValueError(value)
    if isinstance(value, (int, float)):
        return _finite(float(value))
    plain = SPACES.sub("", str(value))
    if "," in plain and "." in plain:
        thousands = "." if plain.rfind(",") > plain.rfind(".") else ","
        plain = plain.replace(thousands, "")
    for mark in ",.":
        if plain.count(mark) > 1:
            if not re.fullmatch(rf"[-+]?[0-9]{{1,3}}(\{mark}[0-9]{{3}})+", plain):
                raise ValueError(value)
            plain = plain.replace(mark, "")
    if not PLAIN.fullmatch(plain):
        raise ValueError(value)
    return _finite(float(plain.replace(",", ".")))


def coordinate(value: Any) -> float:
    """A number; "440.730" is a thousand mark here, for no coordinate of ours is below a thousand metres."""
    text = SPACES.sub("", value) if isinstance(value, str) else ""
    if THOUSAND.fullmatch(text):
        return number(text.replace(".", "").replace(",", ""))
    return number(value)


def _finite(value: float) -> float:
    if value != value or abs(value) > 1e15:
        raise ValueError(value)
    return value


def day(value: Any) -> date:
    """2026-11-24, 24/11/2026, 24.11.2026 or 24-11-2026; a spreadsheet's own date. Raises ValueError."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})([T ].*)?", text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{4})/(\d{2})/(\d{2})", text):  # a Shapefile's date
        return date(int(found[1]), int(found[2]), int(found[3]))
    raise ValueError(value)


def folded(header: Any) -> str:
    """A column's title for comparing: no unit in brackets, no marks, one space, small letters."""
    text = unicodedata.normalize("NFC", str(header if header is not None else "")).casefold()
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    return " ".join(re.sub(r"[.:;,*_]", " ", text).split())
