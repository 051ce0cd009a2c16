"""What a PDF does when it is opened: scripts, programs, other files in it; what cannot be looked into. Pure.

The file is looked through twice. As bytes: names in its structure, wherever a table of contents hides it. As pypdf
reads it: the streams that hold structure, unpacked by whatever filters they name, within bounds.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, apply_configuration
from pypdf.filters import decode_stream_data
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject, read_object

UNPACKED_LIMIT = 20_000_000  # of all object streams together
OBJECTS_LIMIT = 200_000
CANDIDATES, DICTIONARY = 4, 64_000  # beginnings of an object tried for a dictionary, and how far before it they are
TAIL = 64  # signs behind the end that are no space
BOUNDS: dict[str, Any] = {
    "maximum_declared_stream_length": 15_000_000,
    "array_based_stream_maximum_output_length": UNPACKED_LIMIT,
    "lzw_maximum_output_length": UNPACKED_LIMIT,
    "run_length_maximum_output_length": UNPACKED_LIMIT,
    "zlib_maximum_output_length": UNPACKED_LIMIT,
    "zlib_maximum_recovery_input_length": 100_000,
    "stream_filters_maximum_length": 4,
    "stream_decoding_work_maximum_length": 3 * UNPACKED_LIMIT,
    "disable_legacy_handling": True,
}
END = rb"(?=[\s/<>\[\]()%\0]|$)"
UNPACKABLE = {"/FlateDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/LZWDecode", "/RunLengthDecode"}
SHORT_NAMES = {"/Fl": "/FlateDecode", "/AHx": "/ASCIIHexDecode", "/A85": "/ASCII85Decode", "/LZW": "/LZWDecode"}
SHORT_NAMES |= {"/RL": "/RunLengthDecode"}
GOES = {"/GoTo", "/Named"}  # actions of opening that stay in the document


class _Unreadable(Exception):
    """Nobody can say what stands in it."""


class _Active(Exception):
    """It does something."""


def _names(*words: str) -> re.Pattern[bytes]:
    """Any of these names, also with letters written as #4A."""
    spelled = ("".join(f"(?:{sign}|#(?i:{ord(sign):02x}))" for sign in word) for word in words)
    return re.compile(b"/(?:" + "|".join(spelled).encode() + b")" + END)


# Long names are looked for in all of it, since structure can be laid inside a stream; short ones are made there by
# chance.
LONG = _names(
    *("JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia", "SubmitForm"),
    *("ImportData", "GoToR", "GoToE"),
)
SHORT = _names("JS", "XFA", "AA", "OnInstantiate")
LOCKED, FIRST, COUNT = _names("Encrypt"), _names("First"), _names("N")
OF_A_PAGE = re.compile(rb"<script[\s>]|<html[\s>]|<!doctype\s|<svg[\s>]|<\?php\s", re.IGNORECASE)


def trouble_in_pdf(data: bytes) -> str:
    """`active`: it does something, or holds another file; `locked`: with a password; `broken`: nobody can look into
    it; `two`: it is something else too; "" for none of them.
    """
    structure = _without_streams(data)
    if LOCKED.search(structure):
        return "locked"
    if LONG.search(data) or SHORT.search(structure):
        return "active"
    if _is_two(data, structure):
        return "two"
    try:
        with apply_configuration(**BOUNDS):
            _look_inside(data)
    except _Active:
        return "active"
    except Exception:  # whatever a broken file raises in its reader, nobody can look into it
        return "broken"
    return ""


def _is_two(data: bytes, structure: bytes) -> bool:
    """Whether a browser or another program would find a file of its own in it, or behind its end."""
    _body, end, tail = data.rpartition(b"%%EOF")
    return not end or len(tail.strip(b"\0\t\n\f\r \x1a")) > TAIL or b"<" in tail or bool(OF_A_PAGE.search(structure))


def _without_streams(data: bytes) -> bytes:
    rest: list[bytes] = []
    end = 0
    for start, stop in _streams(data):
        rest.append(data[end:start])
        end = stop
    rest.append(data[end:])
    return b" ".join(rest)


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """From behind `stream` to before `endstream`, each in turn; one look at each byte."""
    at = 0
    while (start := data.find(b"stream", at)) >= 0:
        stop = data.find(b"endstream", start + 6)
        if stop < 0:
            return
        yield start + 6, stop
        at = stop + 9


def _look_inside(data: bytes) -> None:
    """Raises _Active, _Unreadable, or whatever the reader does."""
    if data.count(b" obj") > OBJECTS_LIMIT:
        raise _Unreadable
    left = UNPACKED_LIMIT
    for stream in _object_streams(data):
        left -= _looked_through(stream)
        if left <= 0:
            raise _Unreadable
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted or len(reader.xref_objStm) > OBJECTS_LIMIT:
        raise _Unreadable
    for number in sorted({holder for holder, _index in reader.xref_objStm.values()}):
        found: Any = reader.get_object(number)
        if not isinstance(found, StreamObject):
            raise _Unreadable
        left -= _looked_through(found)
        if left <= 0:
            raise _Unreadable
    _look_at_opening(reader)


def _look_at_opening(reader: PdfReader) -> None:
    """Opening may show a page, and nothing else."""
    root: Any = reader.trailer["/Root"].get_object()
    action: Any = root["/OpenAction"].get_object() if "/OpenAction" in root else None
    if isinstance(action, DictionaryObject) and (action.get("/S") not in GOES or "/Next" in action):
        raise _Active


def _looked_through(stream: StreamObject) -> int:
    """How many bytes it unpacks to; what it holds is what the file's own structure may hold."""
    given: Any = stream.get("/Filter", ArrayObject())
    filters = [given.get_object()] if not isinstance(given.get_object(), ArrayObject) else list(given.get_object())
    named = [SHORT_NAMES.get(str(one.get_object()), str(one.get_object())) for one in filters]
    if not set(named) <= UNPACKABLE or "/F" in stream:
        raise _Unreadable
    inside = decode_stream_data(stream)
    if LONG.search(inside) or SHORT.search(inside):
        raise _Active
    return len(inside) + 1


def _object_streams(data: bytes) -> Iterator[StreamObject]:
    """Every stream that can hold objects (it says how many, and where the first is), whether or not it is listed."""
    seen: set[int] = set()
    for hit in FIRST.finditer(data):
        at = hit.start()
        for _try in range(CANDIDATES):
            at = data.rfind(b"obj", max(0, hit.start() - DICTIONARY), at)
            if at < 0:
                break
            if at not in seen and (found := _stream_at(data, at + 3)):
                yield found
                seen.add(at)
                break


def _stream_at(data: bytes, at: int) -> StreamObject | None:
    """The stream whose dictionary begins here, if one does, and it counts objects."""
    end = data.find(b"stream", at)
    if end < 0 or end - at > DICTIONARY or not COUNT.search(data, at, end):
        return None
    window = io.BytesIO(data[at:end].lstrip(b"\0\t\n\f\r "))
    try:
        found = read_object(window, None)
    except Exception:  # no dictionary: a word in a text, or in a picture
        return None
    if not isinstance(found, DictionaryObject) or not {"/N", "/First"} <= set(found) or window.read().strip():
        return None
    start = end + 6 + (2 if data[end + 6 : end + 8] == b"\r\n" else 1)
    stop, length = data.find(b"endstream", start), found.get("/Length")
    if isinstance(length, int) and data[start + length : start + length + 12].lstrip().startswith(b"endstream"):
        stop = start + length
    stream = StreamObject()
    stream.update(found)
    stream._data = data[start : stop if stop >= 0 else len(data)]
    return stream
