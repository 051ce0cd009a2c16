"""What a file from a stranger is, by its content: kept only if it is one of the kinds a desk works with. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from leads.mailroom import pictures
from leads.mailroom.members import trouble_in_members
from leads.mailroom.pdf import trouble_in_pdf
from sitepages.uploads.archives import PART_LIMIT, lies, office_kind, opened, part, trouble_in_directory
from sitepages.uploads.kml import trouble_in_kml
from sitepages.uploads.office import trouble_in_office
from sitepages.uploads.texts import text_of, trouble_in_text

FILE_LIMIT = 15_000_000
FILES_LIMIT = 20
ZIPPED = {"zip", "docx", "xlsx", "pptx", "odt", "ods"}
KINDS = pictures.KINDS | ZIPPED | {"pdf", "dwg", "dxf", "kml", "txt"}  # all that is kept; else a code of why not
# In the middle of a name: some programs hide the last ending, and this is then what a person reads, and opens.
RUNS = frozenset(
    ("exe", "scr", "pif", "bat", "cmd", "msi", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta", "jar", "lnk")
)
SPACE = b"\r\n\t "  # some programs put it before the first sign of a PDF
PDF_TROUBLE = {"active": "pdf_active", "locked": "locked", "broken": "broken", "two": "disguised"}
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "tif": "image/tiff",
    "webp": "image/webp",
    "heic": "image/heic",
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
    "heic": {"heic", "heif", "hif"},
    "txt": {"txt", "csv", "tsv", "md", "ics", "geojson", "json"},
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
    if kind not in KINDS:
        return Judged("", kind or "unknown_kind")
    if kind in pictures.KINDS and pictures.hides(data):
        return Judged("", "disguised")
    if kind not in ZIPPED and zipfile.is_zipfile(io.BytesIO(data)):
        return Judged("", "disguised")
    if kind in pictures.KINDS and (trouble := pictures.trouble_in_picture(data)):
        return Judged("", trouble)
    if kind == "pdf" and (trouble := trouble_in_pdf(data.lstrip(SPACE))):
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
    """Two kinds of file in one, or a program's ending in the name."""
    return pictures.hides(data) or any(one in RUNS for one in endings_of(name))


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
    """A kind of KINDS, or the code of why it is none."""
    if data[:1_000].lstrip(SPACE).startswith(b"%PDF-"):
        return "pdf"
    if picture := pictures.kind_of(data):
        return picture
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
        if within:
            return "zip_in_zip"
        return "zip_bomb" if lies(archive) else trouble_in_members(archive, _trouble_within) or "zip"
    return trouble_in_office(archive, _sound_within) or ("zip_bomb" if kind and lies(archive) else kind)


def _trouble_within(name: str, data: bytes) -> str:
    return judged(name, data, within=True).refused


def _sound_within(data: bytes) -> bool:
    """Whether what stands in an Office file, the table of a chart, is an Office file as sound, with none in it."""
    inner = opened(data) if len(data) <= PART_LIMIT else None
    if inner is None or trouble_in_directory(inner) or lies(inner):
        return False
    return bool(office_kind([one.lower() for one in inner.namelist()])) and not trouble_in_office(
        inner, lambda _: False
    )


def _text_kind(data: bytes) -> str:
    """Plain text and the maps that are text; whatever begins like markup or a program is none of them."""
    text = text_of(data)
    if data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        return trouble_in_kml(data) or "kml"
    if text is None:
        return ""
    if trouble := trouble_in_text(text):
        return trouble
    if re.match(r"\s*(?:999\r?\n[^\n]*\n\s*)*0\r?\n\s*SECTION", text[:4_000]):
        return "dxf"
    return "txt"
