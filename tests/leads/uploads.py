"""Files that strangers send: sound ones, and those that hide something."""

from __future__ import annotations

import io
import zipfile
import zlib

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 4)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, kind)
    return out.getvalue()


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def huge_picture(side: int = 30_000) -> bytes:
    """A PNG that names 900 million points in some hundred bytes."""
    head = side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    body = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def workbook(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"} | more)


# name, content, why it is refused
HOSTILE: list[tuple[str, bytes, str]] = [
    ("empty.pdf", b"", "empty"),
    ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown_kind"),
    ("page.html", b"<!doctype html><script>alert(1)</script>", "unknown_kind"),
    ("program.exe", b"MZ\x90\x00\x03", "unknown_kind"),
    ("run.sh", b"#!/bin/sh\nrm -rf /", "unknown_kind"),
    ("report.pdf", b"MZ\x90\x00", "unknown_kind"),
    ("photo.jpg", PDF, "disguised"),
    ("polyglot.png", picture() + zipped({"a.class": b"\xca\xfe\xba\xbe"}), "disguised"),
    ("polyglot.pdf", PDF + zipped({"x.js": b"alert(1)"}), "disguised"),
    ("gif.gif", b"GIF89a/*<script>alert(1)</script>*/=0", "disguised"),
    ("bomb.png", huge_picture(), "image_bomb"),
    ("broken.png", picture()[:40], "image_bomb"),
    ("macro.xlsx", workbook(**{"xl/vbaProject.bin": b"x"}), "macros"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
    ("bomb.zip", zipped({"a.txt": b"0" * 60_000_000}), "zip_unsafe"),
    ("programs.zip", zipped({"setup.exe": b"MZ"}), "zip_unsafe"),
    ("climb.zip", zipped({"../../etc/passwd.txt": b"x"}), "zip_unsafe"),
]
SOUND: list[tuple[str, bytes, str]] = [
    ("plan.pdf", PDF, "pdf"),
    ("site.png", picture(), "png"),
    ("site.jpeg", picture("JPEG"), "jpg"),
    ("needs.xlsx", workbook(), "xlsx"),
    ("notes.txt", "Cần 2 ha".encode(), "txt"),
    ("pack.zip", zipped({"plan.pdf": PDF, "maps/a.geojson": b"{}"}), "zip"),
]
