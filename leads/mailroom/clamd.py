"""Asking ClamAV's daemon about bytes (INSTREAM of clamd's protocol, `man clamd`). Knows no Django."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

CHUNK = 65_536
ANSWER_LIMIT = 4_096


class ScannerAway(Exception):
    """Nobody answered, or not in a way that decides: the bytes are as little known as before."""


@dataclass(frozen=True)
class Scanned:
    """`found`: the name of what was found, "" for nothing; `too_large`: over the daemon's own limit, not looked at."""

    found: str = ""
    too_large: bool = False

    @property
    def clean(self) -> bool:
        return not self.found and not self.too_large


def scan(data: bytes, *, at: str, seconds: float) -> Scanned:
    """What the daemon at `host:port`, or at the path of a socket, says; `seconds`: patience with all of it.

    Raises ScannerAway.
    """
    ends = time.monotonic() + seconds
    try:
        with _connected(at, seconds) as line:
            _within(line, ends)
            line.sendall(b"zINSTREAM\0")
            try:
                for start in range(0, len(data), CHUNK):
                    part = data[start : start + CHUNK]
                    _within(line, ends)
                    line.sendall(len(part).to_bytes(4, "big") + part)
                _within(line, ends)
                line.sendall(bytes(4))
            except (BrokenPipeError, ConnectionResetError):
                pass  # over its limit the daemon answers and closes before it has read all
            said = _answer(line, ends)
    except (OSError, ValueError) as error:
        raise ScannerAway(f"{type(error).__name__}: {error}") from error
    return _read(said)


def _connected(at: str, seconds: float) -> socket.socket:
    host, colon, port = at.rpartition(":")
    if colon and port.isdecimal():
        return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(seconds)
    try:
        line.connect(at)
    except OSError:
        line.close()
        raise
    return line


def _within(line: socket.socket, ends: float) -> None:
    """Let the next step take what is left of the patience. Raises TimeoutError once nothing is."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("the patience is over")
    line.settimeout(left)


def _answer(line: socket.socket, ends: float) -> str:
    said = b""
    while b"\0" not in said and len(said) < ANSWER_LIMIT:
        _within(line, ends)
        part = line.recv(ANSWER_LIMIT)
        if not part:
            break
        said += part
    text = said.partition(b"\0")[0].decode("utf-8", "replace")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _read(said: str) -> Scanned:
    """`stream: OK`, `stream: NAME FOUND`, or an error; among errors only that of its limit speaks of the bytes."""
    if said == "stream: OK":
        return Scanned()
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return Scanned(found=said.removeprefix("stream: ").removesuffix(" FOUND"))
    if said.startswith("INSTREAM size limit exceeded"):
        return Scanned(too_large=True)
    raise ScannerAway(said[:200] or "no answer")
