"""Files of others that we carry: `manage.py vendor check` (offline), `manage.py vendor fetch` (npm's registry, Debian).

yenbinh/vendor.json names each package with its version and the registry's sha512, and each file with its sha384.
Nothing is fetched at run time or at deploy: the files are committed.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

ROOT = Path(__file__).resolve().parents[3]
LOCK = ROOT / "yenbinh" / "vendor.json"
LARGEST = 30_000_000
AR = b"!<arch>\n"


def digest(data: bytes, kind: str) -> str:
    return f"{kind}-{base64.b64encode(hashlib.new(kind, data).digest()).decode()}"


def changed(lock: dict[str, Any], root: Path = ROOT) -> list[str]:
    """Files that are missing or are not, to the byte, what was fetched."""
    return [
        path
        for package in lock["packages"]
        for path, file in package["files"].items()
        if not (root / path).exists() or digest((root / path).read_bytes(), "sha384") != file["sha384"]
    ]


def tar_of(data: bytes) -> bytes:
    """The archive itself, or of a Debian package (an `ar` of three) the part with the files."""
    if not data.startswith(AR):
        return data
    at = len(AR)
    while at < len(data):
        name, size = data[at : at + 16].strip(), int(data[at + 48 : at + 58])
        if name.startswith(b"data.tar"):
            return data[at + 60 : at + 60 + size]
        at += 60 + size + size % 2
    raise CommandError("The Debian package holds no files.")


def fetched(package: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The package's files out of its archive, once the archive is what the lock says."""
    with urllib.request.urlopen(f"https://{package['from'].removeprefix('https://')}", timeout=60) as answer:
        data = answer.read(LARGEST)
    if digest(data, "sha512") != package["integrity"]:
        raise CommandError(
            f"{package['name']}: the registry's archive is not the one of the lock. Nothing was written."
        )
    with tarfile.open(fileobj=io.BytesIO(tar_of(data))) as archive:
        for path, file in package["files"].items():
            member = archive.extractfile(file["in"])
            if member is None:
                raise CommandError(f"{package['name']}: no {file['in']} in the archive.")
            yield path, member.read()


class Command(BaseCommand):
    help = "Check the vendored files against yenbinh/vendor.json, or fetch them again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check", "fetch"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        lock = json.loads(LOCK.read_text(encoding="utf-8"))
        if what == "fetch":
            for package in lock["packages"]:
                for path, data in list(fetched(package)):
                    (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
                    (ROOT / path).write_bytes(data)
                    lock_file = package["files"][path]
                    lock_file["sha384"] = digest(data, "sha384")
            LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")
        if bad := changed(lock):
            raise CommandError(f"Not as fetched: {', '.join(bad)}")
        self.stdout.write("Every vendored file is as it was fetched.")
