"""What a file is, by its content; what is hostile or too big is refused before anything opens it. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath

from sitepages.land.importers.reading import FileRefused
from sitepages.land.tolerances import (
    MAX_FILE_BYTES,
    MAX_UNZIPPED_BYTES,
    MAX_WORDS_BYTES,
    MAX_ZIP_ENTRIES,
    MAX_ZIP_RATIO,
)
from sitepages.uploads.office import trouble_in_office
from sitepages.uploads.texts import text_of, trouble_in_text

EXTENSIONS = {
    "csv": {"csv", "txt", "tsv"},
    "xlsx": {"xlsx"},
    "geojson": {"geojson", "json"},
    "shapefile": {"zip"},
    "gpkg": {"gpkg"},
    "kml": {"kml"},
    "kmz": {"kmz"},
    "dxf": {"dxf"},
}
SQLITE = b"SQLite format 3\0"
DXF_START = re.compile(rb"\s*(?:999\r?\n[^\n]*\n\s*)*0\r?\n\s*SECTION\r?\n")
SYMLINK = 0o120000
BOOK_TROUBLE = {"macros", "formula_active", "zip_bomb"}


def form_of(name: str, data: bytes) -> str:
    """One of EXTENSIONS, by what the bytes say. Raises FileRefused when the content is none of them, is
    too big, or is not what the name promises (a disguise).
    """
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused("file_too_big", file=short(name), limit=MAX_FILE_BYTES // 1_000_000)
    if not data.strip():
        raise FileRefused("empty_file", file=short(name))
    form = _by_content(name, data)
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lstrip(".").lower()
    if not ending:
        raise FileRefused("no_ending", file=short(name), form=form)
    if ending not in EXTENSIONS[form]:
        raise FileRefused("disguised", file=short(name), form=form, ending=ending)
    return form


def short(name: str) -> str:
    """A stranger's file name as it may be shown: its last part only, no control letters, not long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:80] or "-"


def _by_content(name: str, data: bytes) -> str:
    if data.startswith(b"%PDF-"):  # a brochure begins with text
        raise FileRefused("unknown_form", file=short(name))
    if data.startswith(b"PK\x03\x04"):
        return _zip_form(name, data)
    if data.startswith(SQLITE):
        if data[68:72] in {b"GPKG", b"GP10", b"GP11"}:
            return "gpkg"
        raise FileRefused("unknown_form", file=short(name))
    if form := _of_two_byte_letters(name, data):
        return form
    if data.startswith(b"AutoCAD Binary DXF") or DXF_START.match(data[:4000]):
        return "dxf"
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in {b"{", b"["}:
        return "geojson"
    if start == b"<":
        if re.search(rb"<(\w+:)?kml[\s>]", data[:4000]):
            return "kml"
        raise FileRefused("unknown_xml", file=short(name))
    if b"\0" in data[:4000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        if PurePosixPath(name).suffix.lower() in {".csv", ".txt"}:
            return "csv"  # the table's reader says what is wrong with its letters
        raise FileRefused("unknown_form", file=short(name))
    if trouble_in_text(text_of(data) or ""):
        raise FileRefused("unknown_form", file=short(name))
    return "csv"


def _of_two_byte_letters(name: str, data: bytes) -> str:
    """KML in UTF-16, which XML may be; of other text in it the letters are refused."""
    if not two_bytes_a_letter(data):
        return ""
    start = data[:8000].decode(two_bytes_a_letter(data), "ignore").lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        if re.search(r"<(\w+:)?kml[\s>]", start):
            return "kml"
        raise FileRefused("unknown_xml", file=short(name))
    if start.startswith(("{", "[")):
        raise FileRefused("wrong_encoding", file=short(name))
    return ""


def two_bytes_a_letter(data: bytes) -> str:
    """The UTF-16 a text is written in; "" for any other."""
    if data.startswith((b"\xff\xfe", b"<\0")):
        return "utf-16-le"
    return "utf-16-be" if data.startswith((b"\xfe\xff", b"\0<")) else ""


def _zip_form(name: str, data: bytes) -> str:
    archive = checked_zip(name, data)
    names = [entry.filename.lower() for entry in members(archive)]
    if "[content_types].xml" in names and any(entry.startswith("xl/") for entry in names):
        _check_book(name, archive)
        return "xlsx"
    if any(entry.endswith(".shp") for entry in names):
        return "shapefile"
    if any(entry.endswith(".kml") for entry in names):
        return "kmz"
    raise FileRefused("unknown_form", file=short(name))


def _check_book(name: str, archive: zipfile.ZipFile) -> None:
    """Nothing that runs or fetches, and no more words than fit into memory: its table of words is read as a whole."""
    for entry in archive.infolist():
        if entry.filename.lower().endswith("sharedstrings.xml") and entry.file_size > MAX_WORDS_BYTES:
            raise FileRefused("zip_bomb", file=short(name))
    if trouble := trouble_in_office(archive, lambda _embedded: False):
        raise FileRefused(trouble if trouble in BOOK_TROUBLE else "unreadable_file", file=short(name), form="XLSX")


def checked_zip(name: str, data: bytes) -> zipfile.ZipFile:
    """The archive, once its directory is known to be harmless: sizes, ratios, names. Nothing is unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused("unreadable_file", file=short(name), form="ZIP") from error
    if len(entries) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNZIPPED_BYTES:
        raise FileRefused("zip_bomb", file=short(name))
    for entry in entries:
        _check_entry(name, entry)
    return archive


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What somebody put into the archive, without what a Mac or Windows keeps beside it."""
    return [entry for entry in archive.infolist() if not beside(entry.filename)]


def beside(entry: str) -> bool:
    parts = entry.replace("\\", "/").split("/")
    return "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1].lower() in {".ds_store", "thumbs.db"}


def _check_entry(name: str, entry: zipfile.ZipInfo) -> None:
    parts = entry.filename.replace("\\", "/").split("/")
    link = (entry.external_attr >> 16) & 0o170000 == SYMLINK
    if not parts[0] or ".." in parts or ":" in parts[0] or link:
        raise FileRefused("zip_path", file=short(name), entry=short(entry.filename))
    if entry.flag_bits & 1:
        raise FileRefused("zip_locked", file=short(name))
    if entry.file_size > 1_000_000 and entry.file_size > MAX_ZIP_RATIO * max(entry.compress_size, 1):
        raise FileRefused("zip_bomb", file=short(name))
    if entry.filename.lower().endswith((".zip", ".kmz", ".gz", ".7z", ".rar")):
        raise FileRefused("zip_in_zip", file=short(name))


def unpacked(archive: zipfile.ZipFile, entry: str, name: str) -> bytes:
    """One entry's bytes; a directory that lies about sizes is refused."""
    info = archive.getinfo(entry)
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise FileRefused("unreadable_file", file=short(name), form="ZIP") from error
    if len(data) > info.file_size:
        raise FileRefused("zip_bomb", file=short(name))
    return data
