"""A page as PDF: its words and figures as JSON, its drawings as SVG, set by typst, kept by the hash of all of them.

Setting one takes a processor for a good part of a second. A process sets one at a time and lets one more wait; who
comes then is told to come again at once, so that no rush for papers keeps the other pages from being served.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typst
from django.core.cache import cache

HERE = Path(__file__).resolve().parent
FONTS = HERE / "typst" / "fonts"
LOGO = HERE / "static" / "logo" / "mark.svg"
KEPT_SECONDS = 24 * 3600
WAITING = 1
WAIT_SECONDS = 10.0
AGAIN_SECONDS = 5

_press = threading.Lock()
_room = threading.BoundedSemaphore(1 + WAITING)


class PressBusy(Exception):
    """Too many papers are asked for at once: nothing is wrong, and a few seconds later there is room again."""


def digest_of(source: Path, content: Mapping[str, Any], drawings: Mapping[str, str]) -> str:
    """A mark of exactly this template, these words and these drawings."""
    body = json.dumps([content, drawings], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(source.read_bytes() + body.encode()).hexdigest()


def printed_once(source: Path, content: Mapping[str, Any], drawings: Mapping[str, str]) -> bytes:
    """The PDF of this content, made once a day at most. `source`: a typst template; `drawings`: name -> SVG."""
    key = f"pdf:{source.name}:{digest_of(source, content, drawings)[:24]}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        with _turn():
            kept = cache.get(key)  # another may have set it meanwhile
            if kept is None:
                kept = printed(source, content, drawings)
                cache.set(key, kept, KEPT_SECONDS)  # before the next one's turn, who may wait for this paper
    return kept


def printed_apart(source: Path, content: Mapping[str, Any], drawings: Mapping[str, str]) -> bytes:
    """The PDF of personal data: set in its turn, kept nowhere. Raises PressBusy."""
    with _turn():
        return printed(source, content, drawings)


@contextmanager
def _turn() -> Iterator[None]:
    """One's turn at the press. Raises PressBusy where others wait already, or it does not come in time."""
    if not _room.acquire(blocking=False):
        raise PressBusy
    try:
        if not _press.acquire(timeout=WAIT_SECONDS):
            raise PressBusy
        try:
            yield
        finally:
            _press.release()
    finally:
        _room.release()


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
