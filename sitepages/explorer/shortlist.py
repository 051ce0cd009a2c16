"""A list of plots kept without an account: the signed address is the list.

Signed so that what a reader was sent is what its sender kept: nobody can change the plots or the day in it.
Nothing is stored, so nothing can be lost, found or asked back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.signing import BadSignature, Signer

from sitepages.explorer.picks import MOST, pick_of
from sitepages.refusal import Refused

LONGEST = 3_000


class ShortlistUnknown(Refused):
    """The address is not one of ours, or was changed on the way."""

    code = "shortlist_unknown"
    status = 404


@dataclass(frozen=True)
class Shortlist:
    """Picks in the order they were kept, and the day."""

    picks: tuple[str, ...]
    kept_on: date


def signer() -> Signer:
    return Signer(salt="sitepages.shortlist", sep=".")


def token_for(shortlist: Shortlist) -> str:
    return signer().sign_object([shortlist.kept_on.isoformat(), *shortlist.picks])


def shortlist_of(token: str) -> Shortlist:
    """The list behind a token; raises ShortlistUnknown."""
    try:
        if len(token) > LONGEST:
            raise ValueError(token[:20])
        kept_on, *texts = signer().unsign_object(token)
        return Shortlist(_picks(texts), date.fromisoformat(kept_on))
    except (BadSignature, ValueError, TypeError) as error:
        raise ShortlistUnknown from error


def _picks(texts: Sequence[str]) -> tuple[str, ...]:
    picks = tuple(pick for pick in map(pick_of, texts[:MOST]) if pick)
    if not picks:
        raise ValueError("no plot")
    return picks
