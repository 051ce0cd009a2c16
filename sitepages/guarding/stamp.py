"""The mark a form carries: when it was drawn, for which form, whether it already asked for a proof."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer


@dataclass(frozen=True, slots=True)
class Stamp:
    """`drawn`: seconds of the epoch; `nonce`: what a proof is bound to; `asked`: drawn with a proof of work."""

    drawn: int
    nonce: str
    asked: bool

    def age(self, now: datetime) -> int:
        """Seconds since it was drawn; negative if a clock was put back."""
        return int(now.timestamp()) - self.drawn


def new_stamp(now: datetime, *, asked: bool = False) -> Stamp:
    return Stamp(int(now.timestamp()), secrets.token_urlsafe(12), asked)


def signer(form: str) -> Signer:
    return Signer(salt=f"sitepages.guard.{form}", sep=".")


def written(stamp: Stamp, form: str) -> str:
    return signer(form).sign(f"{stamp.drawn}:{stamp.nonce}:{int(stamp.asked)}")


def read_stamp(text: str, form: str) -> Stamp | None:
    """The stamp of this form; None for none, a forged one, or another form's."""
    try:
        drawn, nonce, asked = signer(form).unsign(text[:200]).split(":")
        return Stamp(int(drawn), nonce, asked == "1")
    except (BadSignature, ValueError):
        return None
