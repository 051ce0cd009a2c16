"""What a PDF does when it is opened: scripts, programs, other files in it; what cannot be looked into. Pure.

Names are read in the file's structure, and in the streams that hold structure (object streams), unpacked within
bounds. Long names are looked for in all of it, since structure can be laid inside a stream; short ones are made there
by chance.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

UNPACKED_LIMIT = 20_000_000  # of all object streams together
DICTIONARY = 4_000  # bytes before a stream that hold its dictionary
END = rb"(?=[\s/<>\[\]()%]|$)"


def _names(*words: str) -> re.Pattern[bytes]:
    """Any of these names, also with letters written as #4A."""
    spelled = ("".join(f"(?:{sign}|#(?i:{ord(sign):02x}))" for sign in word) for word in words)
    return re.compile(b"/(?:" + "|".join(spelled).encode() + b")" + END)


LONG = _names("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia")
SHORT = _names("JS", "XFA", "GoToE")
LOCKED, OBJECTS, FLATE = _names("Encrypt"), _names("ObjStm"), _names("FlateDecode", "Fl")


def trouble_in_pdf(data: bytes) -> str:
    """`active`: it does something, or holds another file; `locked`: nobody can look into it; "" for neither."""
    structure, streams = _parted(data)
    if LOCKED.search(structure):
        return "locked"
    if LONG.search(data) or SHORT.search(structure):
        return "active"
    left = UNPACKED_LIMIT
    for packed in streams:
        try:
            inside = zlib.decompressobj().decompress(packed.lstrip(b"\r\n"), left)
        except zlib.error:
            return "locked"
        left -= len(inside)
        if left <= 0 or LONG.search(inside) or SHORT.search(inside):
            return "active"
    return ""


def _parted(data: bytes) -> tuple[bytes, list[bytes]]:
    """The file without its streams, and the packed streams that hold structure."""
    rest: list[bytes] = []
    streams: list[bytes] = []
    end = 0
    for start, stop in _streams(data):
        before = data[end:start]
        rest.append(before)
        end = stop
        head = before[-DICTIONARY:].rpartition(b"obj")[2]
        if OBJECTS.search(head):
            (streams if FLATE.search(head) else rest).append(data[start:stop])
    rest.append(data[end:])
    return b" ".join(rest), streams


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """From behind `stream` to before `endstream`, each in turn; one look at each byte."""
    at = 0
    while (start := data.find(b"stream", at)) >= 0:
        stop = data.find(b"endstream", start + 6)
        if stop < 0:
            return
        yield start + 6, stop
        at = stop + 9
