"""A form sent without a proof of work waits for a mail to be answered; only then something is made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare

from sitepages import figures
from sitepages.models import PendingForm
from sitepages.post import send_letter
from sitepages.refusal import Refused
from sitepages.registry import CONFIRMED

GOOD_FOR = timedelta(hours=24)
CONFIRMATION = "confirm_form"  # the kind of its mail


class PendingUnknown(Refused):
    code = "pending_unknown"
    status = 404


class PendingOver(Refused):
    """Nobody confirmed it within a day, or it can no longer be made; what was typed is gone or goes."""

    code = "pending_over"
    status = 410


class PendingRefused(Refused):
    """What was to be made of it refuses. Facts: `words`, its sentence."""

    code = "pending_refused"


@dataclass(frozen=True)
class Confirmed:
    """What becomes of one kind of form. `title`: what it is, by what it is about, in the language in force;
    `lines` are what was typed, label and value, in the language in force;
    `make` is called once, in the transaction of the confirmation, and returns a key of at most 40 characters;
    `answer`: the address where what was made is seen (`made` may be empty: nothing was made yet).
    """

    name: str
    title: Callable[[str], str]
    make: Callable[[PendingForm, datetime], str]
    answer: Callable[[PendingForm, datetime], str]
    lines: Callable[[PendingForm], Sequence[tuple[str, str]]]


@transaction.atomic
def keep_pending(
    *, form: str, about: str, typed: Mapping[str, Any], mail: str, language: str, now: datetime
) -> PendingForm:
    """Keep what was typed for a day, and mail the link that confirms it."""
    kept = PendingForm.objects.create(
        form=form, about=about, typed=dict(typed), language=language, kept_at=now, ends_at=now + GOOD_FOR
    )
    with translation.override(language):
        words = {
            "title": kind_of(kept).title(about),
            "address": settings.SITE_URL + reverse("confirm", args=[token_of(kept)]),
            "until": figures.moment(kept.ends_at, language),
        }
    send_letter(kind=CONFIRMATION, to=mail, language=language, words=words, now=now)
    return kept


def pending_for(token: str, now: datetime) -> PendingForm:
    """What waits behind a link, or was confirmed within the day. Raises PendingUnknown or PendingOver."""
    try:
        number, _, nonce = signer().unsign(token[:200]).partition("-")
        kept = PendingForm.objects.get(pk=int(number))
    except (BadSignature, ValueError, PendingForm.DoesNotExist) as error:
        raise PendingUnknown from error
    if not constant_time_compare(kept.nonce, nonce):
        raise PendingUnknown
    if kept.ends_at <= now:
        raise PendingOver
    return kept


@transaction.atomic
def confirm_pending(*, token: str, now: datetime) -> PendingForm:
    """Make what was asked for, once; what was typed is emptied. Raises PendingUnknown, PendingOver or
    PendingRefused.
    """
    kept = PendingForm.objects.select_for_update().get(pk=pending_for(token, now).pk)
    if kept.done_at is None:
        with translation.override(kept.language):
            kept.made = kind_of(kept).make(kept, now)
        kept.done_at, kept.typed = now, {}
        kept.save(update_fields=["made", "done_at", "typed"])
    return kept


def kind_of(kept: PendingForm) -> Confirmed:
    """Raises PendingOver for a form that no app takes any more."""
    for kind in CONFIRMED:
        if kind.name == kept.form:
            return kind
    raise PendingOver


def forget_pending(*, now: datetime) -> int:
    """Drop what is older than a day, confirmed or not; how many."""
    return PendingForm.objects.filter(ends_at__lte=now).delete()[0]


def signer() -> Signer:
    return Signer(salt="sitepages.pending", sep=".")


def token_of(kept: PendingForm) -> str:
    return signer().sign(f"{kept.pk}-{kept.nonce}")
