"""The address that leads an answer back to its file: desk+yb-2026-0022.k3j9x2abcdef@yenbinh.example. Pure.

The mark after the file's number is a keyed hash, so that nobody can write into a file by counting. Mail servers may
change the case of an address: mark and number are read without it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

MARK_LENGTH = 12  # base32: 60 bits
TAGGED = re.compile(r"^[^+@]+\+(?P<reference>[a-z0-9-]{1,24})\.(?P<mark>[a-z2-7]{12})@", re.IGNORECASE)


def tagged(base: str, reference: str, key: str) -> str:
    """The desk's address with the file's number and its mark after a plus."""
    local, _, host = base.partition("@")
    return f"{local}+{reference.lower()}.{_mark(reference, key)}@{host}"


def reference_in(address: str, key: str) -> str | None:
    """The file's number if the address carries one with its right mark; else None."""
    found = TAGGED.match(address.strip().strip("<>"))
    if found is None:
        return None
    reference = found["reference"].upper()
    right = hmac.compare_digest(_mark(reference, key).encode(), found["mark"].lower().encode())
    return reference if right else None


def has_tag(address: str) -> bool:
    """Whether the address looks like one of a file, right or wrong."""
    return TAGGED.match(address.strip().strip("<>")) is not None


def _mark(reference: str, key: str) -> str:
    digest = hmac.new(key.encode(), reference.lower().encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:MARK_LENGTH]
