"""The round of watches: once a day each watched result is asked again if land or law is another, and its reader told.

What is compared is always the last result told: what went back and forth between two rounds is no news, and a round
that did not run loses nothing. One mail an address, language and day at most, in the transaction that moves what was
told: none twice.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from leads.choices import DueKind, WishEnd
from leads.matching.values import ENGINE_VERSION
from leads.models import Due, HeldPlot, MatchRun, StoredNeed, Watch
from leads.ratios import ratio_book
from leads.services.bad_addresses import is_bad
from leads.services.mail_wishes import confirmed, end
from leads.services.matching import asked_today, matched, matched_again, run_match
from leads.services.park import park_on
from leads.services.watch_letters import Changed, tell_news
from leads.services.watch_news import because, news_of, told_in_words
from sitepages.figures import PARK_TIME
from sitepages.models import FactKey, IncentiveVersion, LegalCategory, ParkSettings
from sitepages.services.land_version import version_now

ROUND = "round"  # the target of the due row that comes again; every other target is the mark of an address
MORNING = time(7, 30)  # of the province
APART = timedelta(seconds=2)  # between two addresses: other mails of the desk go in between
AT_ONCE = 500
SOURCE = "watch"  # of the results a round stored


@transaction.atomic
def plan_watching(*, now: datetime) -> None:
    """One open row for the next round."""
    if not Due.objects.filter(kind=DueKind.WATCH, target=ROUND, done_at=None).exists():
        at = next_morning(now)
        Due.objects.create(kind=DueKind.WATCH, target=ROUND, due_at=at, next_try_at=at)


def next_morning(now: datetime) -> datetime:
    local = now.astimezone(PARK_TIME)
    today = datetime.combine(local.date(), MORNING, PARK_TIME)
    return today if local < today else today + timedelta(days=1)


@transaction.atomic
def go_round(*, target: str, now: datetime) -> None:
    """What a due row asks for: the round itself, or one address of it."""
    if target == ROUND:
        plan_addresses(now=now)
        plan_watching(now=now)
    else:
        tell_address(mark=target, now=now)


def plan_addresses(*, now: datetime) -> int:
    """A due row for each address one of whose watches was last looked at by other land or law; how many.

    Two queries and the state's own where nothing changed. Rows of the same day are planned once.
    """
    on = _day(now)
    behind = confirmed(Watch).exclude(state=state_of(on)).order_by("mark").values_list("mark", flat=True).distinct()
    at = datetime.combine(on, time(0), PARK_TIME)
    rows = [
        Due(kind=DueKind.WATCH, target=mark, due_at=at, next_try_at=now + place * APART)
        for place, mark in enumerate(behind.iterator(chunk_size=AT_ONCE))
    ]
    Due.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    return len(rows)


def state_of(on: date) -> str:
    """A short name for all that a result can rest on on a day: the land with what has expired, the law in force.

    Rates of exchange, weights and ratios' days are left out: they are neither, and each result keeps its own.
    """
    law = IncentiveVersion.objects.filter(published_at__isnull=False).order_by("pk")
    parts: list[Any] = [
        ENGINE_VERSION,
        ratio_book().version,
        version_now(),
        park_on(on)[0].version,
        ParkSettings.load().zone_status,
        list(HeldPlot.objects.filter(live=True).order_by("pk").values_list("pk", "hold__state")),
        [
            (pk, first, last, first <= on, last is not None and last <= on)
            for pk, first, last in law.values_list("pk", "valid_from", "valid_to")
        ],
        list(FactKey.objects.order_by("pk").values_list("pk", "spec")),
        list(LegalCategory.objects.order_by("pk").values_list("pk", "ask", "any_of")),
    ]
    return sha256(repr(parts).encode()).hexdigest()[:40]


@transaction.atomic
def tell_address(*, mark: str, now: datetime) -> None:
    """Ask the watched results of one address again, and tell what differs from what was told, all of a language in
    one mail.

    A second time on one day nothing is done: the next round finds the rest.
    """
    rows = confirmed(Watch).select_for_update(of=("self",)).filter(mark=mark, ends_at__gt=now)
    watches = list(rows.select_related("told", "lead").order_by("pk"))
    if not watches:
        return
    address = watches[0].email
    if is_bad(address):
        end(Watch.objects.filter(mark=mark), WishEnd.BOUNCED, now)
        return
    on = _day(now)
    if any(watch.told_at and _day(watch.told_at) >= on for watch in watches):
        return
    state = state_of(on)
    behind = (watch for watch in watches if watch.state != state)
    found = [one for watch in behind if (one := _looked_at(watch, state, now))]
    for lang in dict.fromkeys(one.watch.language for one in found):
        mine = [one for one in found if one.watch.language == lang]
        tell_news(address=address, lang=lang, found=mine, now=now)


def _looked_at(watch: Watch, state: str, now: datetime) -> Changed | None:
    """The watch with its news, if there is any; what it is told of and by which state moves either way.

    Whether there is news the land and law alone decide; what is told is read off the very result that is linked.
    """
    told, lead = watch.told, watch.lead
    if told is None:
        return None
    request = asked_today(told.request)
    cause = news_of(told, matched_again(run=told, now=now, lead=lead))
    if not cause or not because(cause, news_of(told, matched(request=request, source=SOURCE, now=now, lead=lead))):
        Watch.objects.filter(pk=watch.pk).update(state=state)
        return None
    run = run_match(request=request, source=SOURCE, now=now, previous=told, campaign=told.campaign, lead=lead)
    _move_need(told, run)
    sentences = told_in_words(because(cause, news_of(told, run, run)), told, run, watch.language)
    Watch.objects.filter(pk=watch.pk).update(told=run, told_at=now, state=state)
    return Changed(watch=watch, run=run, before=told, sentences=sentences)


def _move_need(told: MatchRun, run: MatchRun) -> None:
    """One project is one need, however often it is asked again; that of a lead's own match stays with it."""
    held = told.leads.exists()
    StoredNeed.objects.filter(run=run if held else told).delete()


def _day(at: datetime) -> date:
    return at.astimezone(PARK_TIME).date()
