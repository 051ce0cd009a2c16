"""What a picture is and where it ends: nothing else may hide in it or behind it. Pure; no points are unpacked."""

from __future__ import annotations

import io
import re
import warnings
import zipfile

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()
UNPACKED_LIMIT = 400_000_000  # bytes of a picture's points as a program holds them: 100 million points in colour
POINT = {"1": 1, "L": 1, "P": 1, "I;16": 2}  # bytes a point, by mode; four in any other
HEADS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}
HEADS |= {b"II*\x00": "tif", b"MM\x00*": "tif"}
KINDS = frozenset((*HEADS.values(), "webp", "heic"))
HEIF = frozenset((b"heic", b"heix", b"heim", b"heis", b"mif1"))
# What no picture holds, wherever in it; shorter marks are looked for in its head only, as chance makes them too.
MARKUP = re.compile(rb"<\s{0,9}(?:script|svg|html|\?php|iframe|body)|javascript:", re.IGNORECASE)
FAR = re.compile(
    rb"<script[\s>]|<html[\s>]|<\?php\s|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|This program (?:cannot|must) be run",
    re.IGNORECASE,
)
HEAD = 8_000
PADDING = b"\0\xff \t\r\n"
NEXT = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # in the points of a JPEG: a mark that ends them
BEHIND = 4  # pictures a camera lays behind the first: a small one, a map of depths


def kind_of(data: bytes) -> str:
    """One of KINDS by how it begins; empty for what is no picture."""
    for start, kind in HEADS.items():
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "heic" if data[4:8] == b"ftyp" and data[8:12] in HEIF else ""


def hides(data: bytes) -> bool:
    """Two kinds of file in one: an archive or a program behind the picture, markup or a document in it."""
    if zipfile.is_zipfile(io.BytesIO(data)) or MARKUP.search(data[:HEAD]) or b"%PDF-" in data[:HEAD]:
        return True
    return FAR.search(data) is not None or _something_behind(data)


def trouble_in_picture(data: bytes) -> str:
    """`image_bomb`: it unpacks to too much; `image_broken`: it cannot be read; "" for a sound one."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
            frames = min(getattr(picture, "n_frames", 1), 1_000)
            size = width * height * frames * POINT.get(picture.mode, 4)
            picture.verify()
    except Image.DecompressionBombError:
        return "image_bomb"
    except Exception:  # whatever a broken picture raises in its reader, it is not sound
        return "image_broken"
    if size > UNPACKED_LIMIT:
        return "image_bomb"
    return "" if size else "image_broken"


# --- Where it ends ---


def _something_behind(data: bytes) -> bool:
    """Whether bytes stand behind the picture's end that are neither padding nor what cameras put there."""
    ends = {"png": _end_of_png, "jpg": _end_of_jpeg, "gif": _end_of_gif, "webp": _end_of_riff, "heic": _end_of_boxes}
    kind = kind_of(data)
    if kind not in ends:
        return False  # a TIFF has no end: its parts stand in any order
    end = ends[kind](data, 0)
    if kind != "jpg":
        return bool(data[end:].strip(PADDING))
    for _picture in range(BEHIND):
        rest = data[end:].lstrip(PADDING[:1] + PADDING[2:])
        if not rest.startswith(b"\xff\xd8\xff"):
            break
        end = _end_of_jpeg(data, len(data) - len(rest))
    rest = data[end:].rstrip(PADDING)
    return bool(rest) and not _of_a_camera(rest)


def _of_a_camera(rest: bytes) -> bool:
    """The film of a moving photo, or the notes of a phone (Samsung's begin and end with marks of its own)."""
    if rest[4:8] == b"ftyp":
        return not rest[_end_of_boxes(rest, 0) :]
    size = int.from_bytes(rest[-8:-4], "little")
    return rest.endswith(b"SEFT") and rest[len(rest) - 8 - size :][:4] == b"SEFH" and rest[:2] == b"\0\0"


def _end_of_png(data: bytes, at: int) -> int:
    at += 8
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        at += 12 + int.from_bytes(data[at : at + 4], "big")
        if kind == b"IEND":
            return at
    return len(data)  # cut off, which its reader tells


def _end_of_jpeg(data: bytes, at: int) -> int:
    """Behind the mark of its end; the end of the data where it has none."""
    at += 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xD9:
            return at + 2
        if mark == 0xFF:
            at += 1
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if mark == 0xDA:
            found = NEXT.search(data, at)
            if found is None:
                return len(data)
            at = found.start()
    return at + 2 if data[at : at + 2] == b"\xff\xd9" else min(at, len(data))


def _end_of_gif(data: bytes, at: int) -> int:
    at += 13 + _colours(data, at + 10)
    while at < len(data) and data[at] in b"!,":
        at += 11 + _colours(data, at + 9) if data[at] == 0x2C else 2
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
    return min(at + 1, len(data)) if data[at : at + 1] == b";" else min(at, len(data))


def _colours(data: bytes, at: int) -> int:
    """How many bytes the table of colours takes that the flags here tell of."""
    flags = data[at] if at < len(data) else 0
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_riff(data: bytes, at: int) -> int:
    return at + 8 + int.from_bytes(data[at + 4 : at + 8], "little")


def _end_of_boxes(data: bytes, at: int) -> int:
    """Behind the last box of an ISO file; each has its length and four letters."""
    while at + 8 <= len(data) and data[at + 4 : at + 8].isalnum():
        size = int.from_bytes(data[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16], "big")
        if size == 0:
            return len(data)
        if size < 8:
            break
        at += size
    return min(at, len(data))
