"""The demo's mails: one file each that a mail reader opens."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.mail.backends import filebased


class EmailBackend(filebased.EmailBackend):
    """Django's, but the files end in .eml, hold one mail each, and no two share a name."""

    def _get_filename(self) -> str:
        if self._fname is None:
            self._fname = str(super()._get_filename()).removesuffix(".log") + f"-{secrets.token_hex(4)}.eml"
        return str(self._fname)

    def write_message(self, message: Any) -> None:
        self.stream.write(message.message().as_bytes(linesep="\n") + b"\n")
