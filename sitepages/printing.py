"""A page as PDF: its words and figures as JSON, its drawings as SVG, set by typst, kept by the hash of all of them."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.core.cache import cache

HERE = Path(__file__).resolve().parent
FONTS = HERE / "typst" / "fonts"
LOGO = HERE / "static" / "logo" / "mark.svg"
KEPT_SECONDS = 24 * 3600


def digest_of(source: Path, content: Mapping[str, Any], drawings: Mapping[str, str]) -> str:
    """A mark of exactly this template, these words and these drawings."""
    body = json.dumps([content, drawings], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(source.read_bytes() + body.encode()).hexdigest()


def printed_once(source: Path, content: Mapping[str, Any], drawings: Mapping[str, str]) -> bytes:
    """The PDF of this content, made once a day at most. `source`: a typst template; `drawings`: name -> SVG."""
    key = f"pdf:{source.name}:{digest_of(source, content, drawings)[:24]}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = printed(source, content, drawings)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def printed(source: Path, content: Mapping[str, Any], drawings: Mapping[str, str]) -> bytes:
    """Fonts are ours alone and no time stands in it, so that every machine prints the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (room / "data.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        (room / source.name).write_bytes(source.read_bytes())
        for name, svg in drawings.items():
            (room / name).write_text(svg, encoding="utf-8")
        pdf: bytes = typst.compile(
            str(room / source.name),
            root=folder,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format="pdf",
            timestamp=0,
        )
        return pdf
