"""Plain text from outside: in whatever letters Windows and Excel write it, and nothing that runs. Pure."""

from __future__ import annotations

import re

from sitepages.uploads.formulas import acts

# What a spreadsheet takes for a formula when it opens the text as a table.
CELL = re.compile(r"(?:^|[,;\t])[ \"']*([=@][^\r\n]*|[+-](?=[^\s-])[^\r\n]*)", re.MULTILINE)
NEEDED = re.compile(r"[(|!#]")  # quickly found: a column of negative figures is read line by line
RTF = re.compile(r"\s*\{\\rt|\\obj(?:data|update|ocx|autlink|emb)\b", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")
PROGRAM = ("#!", "MZ")
SAMPLE = 4_000


def text_of(data: bytes) -> str | None:
    """The words, from UTF-8, UTF-16 with its mark, or the eight-bit letters of Windows; None for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            return None
        return None if CONTROLS.search(text[:SAMPLE].encode("utf-8", "replace")) else text
    if b"\0" in data[:SAMPLE]:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None if CONTROLS.search(data) else data.decode("cp1252", "replace")


def trouble_in_text(text: str) -> str:
    """`rtf`: Word would read it as RTF, which carries objects; `unknown_kind`: a program; `formula_active`: as a table
    it would run or fetch something; "" for words.
    """
    if RTF.search(text):
        return "rtf"
    if any(NEEDED.search(cell.group(1)) and acts(cell.group(1)) for cell in CELL.finditer(text)):
        return "formula_active"
    return "unknown_kind" if text.lstrip("\ufeff \t\r\n").startswith(PROGRAM) else ""
