"""What stands in an archive: bombs, ways out of it, lies about sizes. Pure; little is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from itertools import pairwise

UNZIPPED_LIMIT, ENTRIES_LIMIT, RATIO_LIMIT = 200_000_000, 2_000, 200
WHOLE_LIMIT, WHOLE_RATIO = 10_000_000, 60  # an archive that unpacks to more than the first may swell so far, in all
PART_LIMIT = 15_000_000  # of a document within an archive, and of a part that is read
CHUNK = 1_000_000
SYMLINK = 0o120000
# All that zipfile raises at a broken or unknown archive: it has no one class for it.
BROKEN = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, KeyError, EOFError)
OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}


def opened(data: bytes) -> zipfile.ZipFile | None:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BROKEN:
        return None


def trouble_in_directory(archive: zipfile.ZipFile) -> str:
    """`zip_bomb` for what unpacks without bounds or overlaps, `zip_path` for what climbs or links out of its folder,
    `zip_packing` for a way of packing nobody here reads, `locked`; "" for none of them.
    """
    entries = archive.infolist()
    whole, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if len(entries) > ENTRIES_LIMIT or whole > UNZIPPED_LIMIT or whole > max(WHOLE_LIMIT, WHOLE_RATIO * packed):
        return "zip_bomb"
    for one in entries:
        climbs = one.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", one.filename) or ":" in one.filename
        link = (one.external_attr >> 16) & 0o170000 == SYMLINK
        if climbs or link:
            return "zip_path"
        if one.file_size > 1_000_000 and one.file_size > RATIO_LIMIT * max(one.compress_size, 1):
            return "zip_bomb"
        if one.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            return "zip_packing"
    if any(one.flag_bits & 1 for one in entries):
        return "locked"
    places = sorted((one.header_offset, one.header_offset + 30 + one.compress_size) for one in entries)
    overlap = any(start < end for (_at, end), (start, _to) in pairwise(places))
    return "zip_bomb" if overlap else ""


def lies(archive: zipfile.ZipFile) -> bool:
    """Whether an entry is not what the directory says: longer, shorter, under another name. Nothing is kept of it."""
    for one in archive.infolist():
        try:
            with archive.open(one) as stream:
                while stream.read(CHUNK):
                    pass
                # what is left in the packed bytes after as much as was declared was hidden from us; zipfile says so
                # nowhere in public
                if one.compress_type == zipfile.ZIP_DEFLATED and not stream._decompressor.eof:  # type: ignore[attr-defined]
                    return True
        except BROKEN:
            return True
    return False


def office_kind(names: Sequence[str]) -> str:
    return next((kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)), "")


def part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """The beginning of an entry; empty where it cannot be read."""
    try:
        with archive.open(entry) as stream:
            return stream.read(limit)
    except BROKEN:
        return b""
