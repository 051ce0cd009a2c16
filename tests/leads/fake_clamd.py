"""A clamd of a few lines: a real socket, the protocol's INSTREAM, one answer for all."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

VIRUS = b"X-FOUND-BY-THE-TESTS"


@dataclass
class FakeClamd:
    """`says`: what it answers ("" : it looks for VIRUS); `limit`: its StreamMaxLength; `silent`: never answers;
    `drips`: a byte at a time, each in time.
    """

    at: str = ""
    says: bytes = b""
    limit: int = 30_000_000
    silent: bool = False
    drips: bool = False
    seen: list[bytes] = field(default_factory=list)

    def serve(self, line: socket.socket) -> None:
        asked = self._exactly(line, len(b"zINSTREAM\0"))
        body = b""
        while asked == b"zINSTREAM\0" and (size := int.from_bytes(self._exactly(line, 4), "big")):
            body += self._exactly(line, size)
            if len(body) > self.limit:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.seen.append(body)
        if self.silent:
            line.recv(1)  # until the other side gives up
            return
        found = b"stream: Test.Virus FOUND\0" if VIRUS in body else b"stream: OK\0"
        for sign in (self.says or found) if self.drips else b"":
            time.sleep(0.1)
            with suppress(OSError):  # the other side gave up
                line.sendall(bytes([sign]))
        if not self.drips:
            line.sendall(self.says or found)

    @staticmethod
    def _exactly(line: socket.socket, size: int) -> bytes:
        out = b""
        while len(out) < size and (part := line.recv(size - len(out))):
            out += part
        return out


@contextmanager
def running(path: str = "", **options: Any) -> Iterator[FakeClamd]:
    """At a port of this machine, or at a socket with this path."""
    family = socket.AF_UNIX if path else socket.AF_INET
    fake = FakeClamd(**options)
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.bind(path or ("127.0.0.1", 0))
        door.listen()
        fake.at = path or f"127.0.0.1:{door.getsockname()[1]}"
        ending = threading.Event()

        def work() -> None:
            while True:
                line, _from = door.accept()
                with line:
                    if ending.is_set():
                        return
                    fake.serve(line)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield fake
        finally:
            ending.set()
            with socket.socket(family, socket.SOCK_STREAM) as last:
                last.connect(path or door.getsockname())
            thread.join()
