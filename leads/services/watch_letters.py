"""Mails of a watch: the first one that asks to confirm, what changed, and that it ends soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from leads.models import Lead, Mail, MatchRun, Watch
from leads.services.asked import asked_lines
from leads.services.letters import status_address
from leads.services.links import owner_link
from leads.services.mail import queue_mail
from leads.services.mail_wishes import UNCONFIRMED, page_address, token_for
from leads.services.own_land import has_land
from sitepages import figures
from sitepages.models import ParkSettings

CONFIRM, NEWS, ENDS = "watch_confirm", "watch_news", "watch_ends"


@dataclass(frozen=True)
class Changed:
    """A watch with the result that is new, the one told before, and what differs in words."""

    watch: Watch
    run: MatchRun
    before: MatchRun
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """A watch as a mail shows it. `room`: the file's page, "" where the mail does not go to the file's own address;
    `own`: whether the file has land, which counts as free for it.
    """

    asked: tuple[str, ...]
    since: str
    sentences: tuple[str, ...]
    own: bool
    result: str
    room: str
    page: str
    stop: str
    until: str


def ask_to_confirm(*, watch: Watch, now: datetime) -> Mail:
    """To the address given; of one confirmed already it says so, with the same links."""
    words = _of_watch(watch) | {"known": watch.confirmed_at is not None, "days": UNCONFIRMED.days}
    return _written(watch, CONFIRM, words, now)


def tell_news(*, address: str, lang: str, found: Sequence[Changed], now: datetime) -> Mail:
    """One mail for all watches of an address that have news."""
    items = tuple(_item(one, lang, now) for one in found)
    alone = len(items) == 1
    every = page_address("watch-stop-all", token_for(found[0].watch, everything=True), lang)
    words = {
        "items": items,
        "alone": alone,
        "every": every,
        "illustrative": ParkSettings.load().land_illustrative,
    }
    stop = items[0].stop if alone else every
    return queue_mail(lead=None, kind=NEWS, to=address, language=lang, words=words, now=now, stop=stop)


def warn_of_end(*, watch: Watch, now: datetime) -> Mail:
    return _written(watch, ENDS, _of_watch(watch), now)


def _of_watch(watch: Watch) -> dict[str, Any]:
    lang = watch.language
    return {
        "asked": _asked(watch.told, lang),
        "until": _day(watch.ends_at, lang),
        "page": page_address("watch", token_for(watch), lang),
        "stop": _stop(watch, lang),
    }


def _stop(watch: Watch, lang: str) -> str:
    return page_address("watch-stop", token_for(watch), lang)


def _written(watch: Watch, kind: str, words: dict[str, Any], now: datetime) -> Mail:
    to, lang, stop = watch.email, watch.language, _stop(watch, watch.language)
    return queue_mail(lead=None, kind=kind, to=to, language=lang, words=words, now=now, stop=stop)


def _item(one: Changed, lang: str, now: datetime) -> Item:
    watch = one.watch
    return Item(
        asked=_asked(one.run, lang),
        since=figures.day(one.before.on, lang),
        sentences=one.sentences,
        own=has_land(watch.lead),
        result=result_address(one.run, lang),
        room=_room(watch.lead, watch.email, lang, now),
        page=page_address("watch", token_for(watch), lang),
        stop=_stop(watch, lang),
        until=_day(watch.ends_at, lang),
    )


def result_address(run: MatchRun, lang: str) -> str:
    with translation.override(lang):
        return settings.SITE_URL + reverse("match-result", args=[run.token])


def _room(lead: Lead | None, email: str, lang: str, now: datetime) -> str:
    """The file opens for its own address alone, by a link that still opens."""
    if lead is None or lead.erased_at is not None or lead.contact_email.lower() != email:
        return ""
    link = owner_link(lead=lead, now=now)
    return status_address(link, lang) if link else ""


def _asked(run: MatchRun | None, lang: str) -> tuple[str, ...]:
    with translation.override(lang):
        return tuple(f"{label}: {value}" for label, value in asked_lines(run)) if run else ()


def _day(at: datetime | None, lang: str) -> str:
    return figures.day(at.astimezone(figures.PARK_TIME).date(), lang) if at else ""
