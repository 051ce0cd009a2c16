"""Whether what stands in an archive is what it is named: each by its content, documents as strictly as one sent by
itself. Pure.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from sitepages.land.importers.sniff import beside
from sitepages.uploads.archives import PART_LIMIT, part
from sitepages.uploads.texts import text_of, trouble_in_text
from sitepages.uploads.xml import DECLARED, UNREADABLE, Found, read

# What a zip may hold: documents, tables, pictures and maps; nothing that runs.
JUDGED = frozenset(("pdf", "docx", "xlsx", "pptx", "odt", "ods", "png", "jpg", "jpeg", "gif", "tif", "tiff"))
JUDGED |= {"webp", "heic", "heif", "kml", "txt", "csv", "tsv", "md", "dwg"}
ARCHIVES = frozenset(("zip", "kmz", "rar", "7z", "gz", "tgz", "bz2", "xz", "tar"))
WORDS = frozenset(("geojson", "json", "prj", "cpg", "qpj", "cst", "dxf", "tfw", "jgw", "pgw", "wld"))
MARKED_UP = frozenset(("xml", "qmd", "qml", "sld", "lyr"))  # a shapefile's notes and looks
# Parts of maps by how they begin; spatial indexes are a shapefile's, from ArcGIS, QGIS and MapServer.
BEGINS = {
    "shp": (b"\0\0\x27\x0a",),
    "shx": (b"\0\0\x27\x0a",),
    "sbn": (b"\0\0",),
    "sbx": (b"\0\0",),
    "dbf": tuple(bytes([one]) for one in (0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x83, 0x8B, 0xF5)),
    "qix": (b"SQT",),
    "gpkg": (b"SQLite format 3\0",),
}
# Left beside the files by a Mac or by Windows: named so, and beginning so.
LEFT = ((b"\0\x05\x16\x07", "._"), (b"\0\0\0\x01Bud1", ".ds_store"), (b"\xd0\xcf\x11\xe0", "thumbs.db"))
PAGES = frozenset(("html", "svg", "script", "iframe", "object", "embed"))
TYPE_ALONE = re.compile(rb"<!DOCTYPE\s+\w+[^\[\]<>]*>")  # a type named, and nothing declared: QGIS writes that
BEGINNING = 1_000_000


def trouble_in_members(archive: zipfile.ZipFile, judge: Callable[[str, bytes], str]) -> str:
    """Why the archive is not taken: `zip_in_zip`, or `zip_member` for one that is no such file, or a hostile one.

    `judge`: why a file of this name and content is not taken, empty if it is.
    """
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        ending = PurePosixPath(entry.filename).suffix.lstrip(".").strip().lower()
        if beside(entry.filename):
            if not _left_beside(archive, entry):
                return "zip_member"
        elif ending in ARCHIVES:
            return "zip_in_zip"
        elif not _as_named(archive, entry, ending, judge):
            return "zip_member"
    return ""


def _left_beside(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    name, start = entry.filename.replace("\\", "/").rsplit("/", 1)[-1].lower(), part(archive, entry, 20)
    return not entry.file_size or any(start.startswith(mark) and name.startswith(word) for mark, word in LEFT)


def _as_named(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, ending: str, judge: Callable[[str, bytes], str]
) -> bool:
    if ending in JUDGED:
        return entry.file_size <= PART_LIMIT and not judge(entry.filename, part(archive, entry, PART_LIMIT))
    start = part(archive, entry, BEGINNING)
    if ending in BEGINS:
        return start.startswith(BEGINS[ending])
    if ending in MARKED_UP:
        return entry.file_size <= PART_LIMIT and _harmless_xml(part(archive, entry, PART_LIMIT))
    return ending in WORDS and _words(start)


def _words(start: bytes) -> bool:
    """Text that is not markup; cut in the middle of a letter it is text all the same."""
    text = text_of(start[:-3] if len(start) == BEGINNING else start)
    return text is not None and not trouble_in_text(text) and not text.lstrip("\ufeff \t\r\n").startswith("<")


class _NoPage(ContentHandler):
    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (of the parser)
        if name.rpartition(":")[2].lower() in PAGES:
            raise Found("page")


def _harmless_xml(data: bytes) -> bool:
    """XML without a page in it: a browser would run that, whatever its ending."""
    if re.search(rb"<\?xml-stylesheet", data, re.IGNORECASE):
        return False
    data = TYPE_ALONE.sub(b"", data, count=1)
    try:
        read([data], _NoPage())
    except (Found, DECLARED, *UNREADABLE):
        return False
    return True
