"""What a file from a stranger is, by its content: kept only if it is one of the kinds a desk works with. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image

from leads.mailroom.archives import (
    PART_LIMIT,
    lies,
    office_kind,
    opened,
    part,
    trouble_in_directory,
)
from leads.mailroom.office import declares, trouble_in_office
from leads.mailroom.pdf import trouble_in_pdf

FILE_LIMIT = 15_000_000
FILES_LIMIT = 20
POINTS_LIMIT = 100_000_000
PICTURES = {"png", "jpg", "gif", "tif"}
ZIPPED = {"zip", "docx", "xlsx", "pptx", "odt", "ods"}
IMAGES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}
# What a zip may hold: documents, tables, pictures and maps; nothing that runs.
PAPERS = {"pdf", "docx", "xlsx", "pptx", "odt", "ods", "txt", "csv", "png", "jpg", "jpeg", "gif", "tif", "tiff"}
MAPS = {"dwg", "dxf", "kml", "kmz", "geojson", "json", "gpkg", "shp", "shx", "dbf", "prj", "cpg", "qpj", "xml"}
HARMLESS = PAPERS | MAPS
LOOKED_INTO = {"pdf", "docx", "xlsx", "pptx", "odt", "ods", "png", "jpg", "jpeg", "gif", "tif", "tiff", "kmz", "kml"}
REFUSED = frozenset({"macros", "zip_unsafe", "old_office", "xml_unsafe", "locked"})
# In the middle of a name: some programs hide the last ending, and this is then what a person reads, and opens.
RUNS = frozenset(
    ("exe", "scr", "pif", "bat", "cmd", "msi", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta", "jar", "lnk")
)
# What no picture holds, wherever in it; shorter marks are looked for in its head only, as chance makes them too.
MARKUP = re.compile(rb"<\s*(?:script|svg|html|\?php|iframe|body)|javascript:", re.IGNORECASE)
FAR = re.compile(rb"<script[\s>]|<html[\s>]|<\?php\s|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c", re.IGNORECASE)
HEAD = 8_000
PDF_TROUBLE = {"active": "pdf_active", "locked": "locked", "broken": "broken", "two": "disguised"}
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


def judged(name: str, data: bytes, within: bool = False) -> Judged:
    """What the bytes are. A name that says otherwise is a disguise; what runs, or hides, is not kept.

    `within`: it stands in an archive, and is no archive itself.
    """
    if not data:
        return Judged("", "empty")
    if len(data) > FILE_LIMIT:
        return Judged("", "too_big")
    kind = _by_content(data, within)
    if kind in REFUSED or not kind:
        return Judged("", kind or "unknown_kind")
    if (kind not in ZIPPED and zipfile.is_zipfile(io.BytesIO(data))) or (kind in PICTURES and hidden_in_picture(data)):
        return Judged("", "disguised")
    if kind in PICTURES and not sound_picture(data):
        return Judged("", "image_bomb")
    if kind == "pdf" and (trouble := trouble_in_pdf(data)):
        return Judged("", PDF_TROUBLE[trouble])
    return Judged("", "disguised") if named_otherwise(name, kind) else Judged(kind)


def named_otherwise(name: str, kind: str) -> bool:
    """Whether the ending is another kind's, or a program's stands before it."""
    endings = endings_of(name)
    if any(one in RUNS for one in endings):
        return True
    return bool(endings) and endings[-1] not in ENDINGS.get(kind, {kind})


def endings_of(name: str) -> list[str]:
    return [one.lstrip(".").strip().lower() for one in PurePosixPath(_last(name)).suffixes]


def hidden_in_picture(data: bytes, name: str = "") -> bool:
    """Two kinds of file in one: an archive behind a picture, markup or a document in it, a program's ending."""
    if zipfile.is_zipfile(io.BytesIO(data)) or MARKUP.search(data[:HEAD]) or b"%PDF-" in data[:HEAD]:
        return True
    return FAR.search(data) is not None or any(one in RUNS for one in endings_of(name))


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
    last = _last(name)
    clean = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    stem = clean.rsplit(".", 1)[0][:80] or "file"
    ending = PurePosixPath(clean).suffix.lstrip(".").lower()
    return f"{stem}.{ending if ending in ENDINGS.get(kind, {kind}) else kind}"


def _last(name: str) -> str:
    """A name without its folders, and without signs that nobody sees: they turn its ending around."""
    return "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())


def _by_content(data: bytes, within: bool) -> str:
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
        return _zip_kind(data, within)
    return _text_kind(data)


def _zip_kind(data: bytes, within: bool) -> str:
    """The kind, or a code of REFUSED; empty for an archive that is damaged or of a kind we do not know."""
    archive = opened(data)
    if archive is None:
        return ""
    if trouble := trouble_in_directory(archive):
        return trouble
    names = [entry.filename.lower() for entry in archive.infolist()]
    if "[content_types].xml" in names:
        kind = office_kind(names)
    elif "mimetype" in names:
        mime = part(archive, archive.getinfo(archive.namelist()[names.index("mimetype")]), 60)
        known = mime.startswith(b"application/vnd.oasis.opendocument.")
        kind = {b"text": "odt", b"spreadsheet": "ods"}.get(mime.rsplit(b".", 1)[-1].strip(), "") if known else ""
    else:
        kind = "zip"
    if kind == "zip":
        return "zip_unsafe" if within or lies(archive) or not _harmless(archive) else "zip"
    return trouble_in_office(archive, _sound_within) or ("zip_unsafe" if kind and lies(archive) else kind)


def _sound_within(data: bytes) -> bool:
    """Whether what stands in an Office file, the table of a chart, is an Office file as sound, with none in it."""
    inner = opened(data) if len(data) <= PART_LIMIT else None
    if inner is None or trouble_in_directory(inner) or lies(inner):
        return False
    return bool(office_kind([one.lower() for one in inner.namelist()])) and not trouble_in_office(
        inner, lambda _: False
    )


def _harmless(archive: zipfile.ZipFile) -> bool:
    """Documents, tables, pictures and maps only, and each document in it as sound as one sent by itself."""
    for entry in archive.infolist():
        ending = entry.filename.lower().rsplit(".", 1)[-1]
        if entry.is_dir():
            continue
        if ending not in HARMLESS:
            return False
        if ending in LOOKED_INTO:
            if entry.file_size > PART_LIMIT or ending == "kmz":
                return False
            if judged(entry.filename, part(archive, entry, PART_LIMIT), within=True).refused:
                return False
    return True


def _text_kind(data: bytes) -> str:
    """Plain text and the maps that are text; whatever begins like markup or a program is none of them."""
    start = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"\0" in data[:4000]:
        return ""
    if start.startswith(b"<"):
        if not re.search(rb"<(\w+:)?kml[\s>]", data[:HEAD]):
            return ""
        return "xml_unsafe" if declares(data) else "kml"
    if start.startswith((b"#!", b"MZ")):
        return ""
    if re.match(rb"(?:999\r?\n[^\n]*\n\s*)*0\r?\n\s*SECTION", start):
        return "dxf"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "txt"
