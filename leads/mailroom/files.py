"""What a file from a stranger is, by its content: kept only if it is one of the kinds a desk works with. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image

FILE_LIMIT = 15_000_000
FILES_LIMIT = 20
UNZIPPED_LIMIT, ENTRIES_LIMIT, RATIO_LIMIT = 200_000_000, 2_000, 200
POINTS_LIMIT = 100_000_000
PICTURES = {"png", "jpg", "gif", "tif"}
ZIPPED = {"zip", "docx", "xlsx", "pptx", "odt", "ods"}
IMAGES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}
OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
# What a zip may hold: documents, tables, pictures and maps; nothing that runs.
PAPERS = {"pdf", "docx", "xlsx", "pptx", "odt", "ods", "txt", "csv", "png", "jpg", "jpeg", "gif", "tif", "tiff"}
MAPS = {"dwg", "dxf", "kml", "kmz", "geojson", "json", "gpkg", "shp", "shx", "dbf", "prj", "cpg", "qpj", "xml"}
HARMLESS = PAPERS | MAPS
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "tif": "image/tiff",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "dwg": "image/vnd.dwg",
    "dxf": "image/vnd.dxf",
    "kml": "application/vnd.google-earth.kml+xml",
    "txt": "text/plain; charset=utf-8",
    "zip": "application/zip",
}
ENDINGS = {
    "jpg": {"jpg", "jpeg"},
    "tif": {"tif", "tiff"},
    "txt": {"txt", "csv", "tsv", "md", "ics"},
    "zip": {"zip", "kmz"},
}


@dataclass(frozen=True)
class Judged:
    """`kind` is a key of TYPES, or empty with the code of why the file is not kept."""

    kind: str
    refused: str = ""


def judged(name: str, data: bytes) -> Judged:
    """What the bytes are. A name that says otherwise is a disguise; what runs, or hides, is not kept."""
    if not data:
        return Judged("", "empty")
    if len(data) > FILE_LIMIT:
        return Judged("", "too_big")
    kind = _by_content(data)
    if not kind:
        return Judged("", "unknown_kind")
    if kind in {"macros", "zip_unsafe", "old_office"}:
        return Judged("", kind)
    if hides_another(kind, data):
        return Judged("", "disguised")
    if kind in PICTURES and not sound_picture(data):
        return Judged("", "image_bomb")
    ending = PurePosixPath(name).suffix.lstrip(".").lower()
    if ending and ending not in ENDINGS.get(kind, {kind}):
        return Judged("", "disguised")
    return Judged(kind)


def hides_another(kind: str, data: bytes) -> bool:
    """Two kinds of file in one: an archive behind a picture or a document, or markup in the head of a picture."""
    if kind not in ZIPPED and zipfile.is_zipfile(io.BytesIO(data)):
        return True
    return kind in PICTURES and re.search(rb"<\s*(?:script|svg|html|\?php)", data[:8000], re.IGNORECASE) is not None


def sound_picture(data: bytes) -> bool:
    """Whether the picture can be read and is of a size a page can show; its points are not unpacked for that."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
            frames = getattr(picture, "n_frames", 1)
            picture.verify()
    except Exception:  # whatever a broken picture raises in its reader, it is not sound
        return False
    return 0 < width * height * min(frames, 1000) <= POINTS_LIMIT


def safe_name(name: str, kind: str) -> str:
    """The last part of the name, printable, with the ending its content has."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    stem = clean.rsplit(".", 1)[0][:80] or "file"
    ending = PurePosixPath(clean).suffix.lstrip(".").lower()
    return f"{stem}.{ending if ending in ENDINGS.get(kind, {kind}) else kind}"


def _by_content(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        return "pdf"
    for start, kind in IMAGES.items():
        if data.startswith(start):
            return kind
    if data[:4] in {b"II*\x00", b"MM\x00*"}:
        return "tif"
    if re.match(rb"AC10[0-9]{2}", data):
        return "dwg"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "old_office"  # .doc and .xls of before 2007 hide macros where nobody sees them
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    return _text_kind(data)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            mime = archive.read("mimetype")[:60] if "mimetype" in archive.namelist() else b""
    # All that zipfile raises over an archive that is damaged, locked with a password or packed in an unknown way.
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, KeyError):
        return ""
    if len(entries) > ENTRIES_LIMIT or sum(entry.file_size for entry in entries) > UNZIPPED_LIMIT:
        return "zip_unsafe"
    if any(
        entry.file_size > 1_000_000 and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1) for entry in entries
    ):
        return "zip_unsafe"
    names = [entry.filename.lower() for entry in entries]
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        return "macros"
    if "[content_types].xml" in names:
        return next((kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)), "")
    if mime.startswith(b"application/vnd.oasis.opendocument."):
        return {b"text": "odt", b"spreadsheet": "ods"}.get(mime.rsplit(b".", 1)[-1].strip(), "")
    inside = (name for name in names if not name.endswith("/"))
    harmless = all(name.rsplit(".", 1)[-1] in HARMLESS and ".." not in name for name in inside)
    return "zip" if harmless else "zip_unsafe"


def _text_kind(data: bytes) -> str:
    """Plain text and the maps that are text; whatever begins like markup or a program is none of them."""
    start = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"\0" in data[:4000]:
        return ""
    if start.startswith(b"<"):
        return "kml" if re.search(rb"<(\w+:)?kml[\s>]", start) else ""
    if start.startswith((b"#!", b"MZ")):
        return ""
    if re.match(rb"(?:999\r?\n[^\n]*\n\s*)*0\r?\n\s*SECTION", start):
        return "dxf"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "txt"
