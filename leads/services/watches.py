"""A watch over a result: asked for by whoever has the result, confirmed by mail, ended by one button or after a year.

Asked twice it is one, and whoever asks is told the same either way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from leads.choices import ConsentPurpose, WishEnd
from leads.models import Lead, MatchRun, Watch
from leads.services.differences import flat
from leads.services.mail_wishes import (
    WishNotAgreed,
    address_of,
    confirm,
    confirmed,
    end,
    keep_asked,
    mark_of,
    may_write_first,
    opened,
    proof,
    still_open,
)
from leads.services.matching import asked_today
from leads.services.watch_letters import ask_to_confirm, warn_of_end

LASTS = timedelta(days=365)  # ours: long enough for a site selection; then it is asked again
WARNED_BEFORE = timedelta(days=21)


@transaction.atomic
def ask_watch(
    *,
    run: MatchRun,
    email: str,
    agreed: bool,
    lang: str,
    shown_in: str,
    lead: Lead | None = None,
    proven: bool = False,
    now: datetime,
) -> None:
    """Keep what was asked and send the first mail, which asks to confirm; nothing is watched before.

    Says nothing of what was there already. `proven`: who asks proved the work.

    Raises FieldMissing, TextTooLong, EmailInvalid, WishNotAgreed or FirstMailsOver.
    """
    address = address_of(email)
    if not agreed:
        raise WishNotAgreed(field="agreed")
    if not may_write_first(address, now, proven=proven):
        return
    ask_to_confirm(watch=_watch_of(run, address, lang, shown_in, lead, now), now=now)


def _watch_of(run: MatchRun, address: str, lang: str, shown_in: str, lead: Lead | None, now: datetime) -> Watch:
    """The one open watch of this question and address."""
    asked, mine = question_of(run.request), mark_of(address)
    new = proof(address=address, purpose=ConsentPurpose.WATCH, lang=lang, shown_in=shown_in, lead=lead, now=now)
    return keep_asked(still_open(Watch).filter(mark=mine, asked=asked), new | {"asked": asked, "told": run})


def question_of(request: Mapping[str, Any]) -> str:
    """A digest of what is asked, whatever the language and the day."""
    said = {path: value for path, value in flat(asked_today(request)) if path != "lang"}
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@transaction.atomic
def confirm_watch(*, watch: Watch, now: datetime) -> Watch:
    """From now on it is watched, for a year; pressed again nothing changes. Raises WishEnded or WishUnknown."""
    return confirm(watch, now, ends_at=now + LASTS)


@transaction.atomic
def renew_watch(*, watch: Watch, now: datetime) -> Watch:
    """Another year from now. Raises WishEnded, or WishUnknown where it was never confirmed."""
    watch = opened(watch, confirmed=True)
    watch.ends_at, watch.warned_at = now + LASTS, None
    watch.save(update_fields=["ends_at", "warned_at"])
    return watch


@transaction.atomic
def stop_watch(*, watch: Watch, everything: bool = False, now: datetime) -> int:
    """No mail of it any more; `everything`: of none at this address. How many ended; none the second time."""
    wanted = Watch.objects.filter(mark=watch.mark) if everything else Watch.objects.filter(pk=watch.pk)
    return end(wanted, WishEnd.STOPPED, now)


@transaction.atomic
def follow_change(*, lead: Lead, run: MatchRun, now: datetime) -> None:
    """The investor asked otherwise behind the link, and has seen the new result: from now on that one is watched."""
    asked = question_of(run.request)
    for watch in still_open(Watch).select_for_update(of=("self",)).filter(lead=lead).order_by("pk"):
        if still_open(Watch).filter(mark=watch.mark, asked=asked).exclude(pk=watch.pk).exists():
            end(Watch.objects.filter(pk=watch.pk), WishEnd.DOUBLED, now)
        else:
            Watch.objects.filter(pk=watch.pk).update(asked=asked, told=run, state="")


@transaction.atomic
def end_old_watches(*, now: datetime) -> int:
    """Watches whose year is over end; those that end soon are told so once, with a link to renew. How many ended."""
    soon = confirmed(Watch).filter(warned_at=None, ends_at__gt=now, ends_at__lte=now + WARNED_BEFORE)
    for watch in soon.select_for_update(of=("self",)).select_related("told"):
        warn_of_end(watch=watch, now=now)
        Watch.objects.filter(pk=watch.pk).update(warned_at=now)
    return end(confirmed(Watch).filter(ends_at__lte=now), WishEnd.OVER, now)
